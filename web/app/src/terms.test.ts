import { expect, it } from 'vitest';
import { terms } from './terms';
import { inForce } from './zone';

const zone = (decree: number, from: number, to: number, termInferred = false) => ({
  decree,
  decreeNumber: `DS ${decree}`,
  from,
  to,
  termInferred,
});

it('the parts of a decree with the same days are one term', () => {
  expect(terms([zone(1, 10, 20), zone(1, 10, 20), zone(1, 10, 15)])).toHaveLength(2);
});

it('a term is inferred only where all its parts are', () => {
  expect(terms([zone(1, 10, 20, true), zone(1, 10, 20)])[0]?.inferred).toBe(false);
  expect(terms([zone(1, 10, 20, true), zone(1, 10, 20, true)])[0]?.inferred).toBe(true);
});

it('a sourced term is drawn over an inferred one', () => {
  expect(terms([zone(1, 10, 20), zone(2, 10, 20, true), zone(3, 5, 9)]).map((t) => t.decree)).toEqual([3, 2, 1]);
});

it('a decree is in force on its first and its last day', () => {
  const all = terms([zone(1, 10, 20)]);
  expect([9, 10, 20, 21].map((day) => inForce(all, day).length)).toEqual([0, 1, 1, 0]);
});
