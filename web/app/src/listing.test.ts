import { describe, expect, it } from 'vitest';
import { beside, listing, order } from './listing';
import { incident } from './testing/incidents';

const all = [
  incident({ id: 1, from: 140, to: 145, place: 'Mara' }),
  incident({ id: 2, from: 149, to: 151, place: 'Ccapacmarca' }),
  incident({ id: 3, from: 120, to: 160, place: 'Haquira' }),
  incident({ id: 4, from: 170, to: 170, place: null }),
  incident({ id: 5, from: 160, to: 190, place: 'Challhuahuacho' }),
];

describe('the list', () => {
  it('reads by date from the closure that began first, then from the newest', () => {
    expect(order(listing(all, 150, 'newest', 'es'))).toEqual([3, 2, 4, 5, 1]);
  });

  it('can be put in other orders', () => {
    expect(order(listing(all, 0, 'oldest', 'es'))).toEqual([3, 1, 2, 5, 4]);
    expect(order(listing(all, 0, 'longest', 'es'))).toEqual([3, 5, 1, 2, 4]);
    expect(order(listing(all, 0, 'place', 'es'))).toEqual([2, 5, 3, 1, 4]);
  });

  it('is ordered by the names of places as they are read', () => {
    const named = [
      incident({ id: 1, place: 'Las Bambas mine', properties: { place_es: 'Mina Las Bambas' } }),
      incident({ id: 2, place: 'Mara' }),
    ];
    expect(order(listing(named, 0, 'place', 'es'))).toEqual([2, 1]);
    expect(order(listing(named, 0, 'place', 'en'))).toEqual([1, 2]);
  });

  it('does not disturb what it was given', () => expect(all.map((i) => i.id)).toEqual([1, 2, 3, 4, 5]));
});

it('knows what stands beside a row', () => {
  expect(beside([3, 2, 4], 2)).toEqual({ before: 3, after: 4 });
  expect(beside([3, 2, 4], 4)).toEqual({ before: 2, after: null });
  expect(beside([3, 2, 4], 9)).toEqual({ before: null, after: 3 });
});
