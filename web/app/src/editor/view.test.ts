import { expect, it } from 'vitest';
import { readLink } from '../link';
import { newContent, newZone } from './content';
import { mapAddress } from './view';

it('leads to the published zone, selected and in view on its first day', () => {
  const content = { ...newContent(), zones: [{ ...newZone(), start: '2019-03-29', days: 15 }] };
  const ring = [
    [-72.1, -14.1],
    [-71.9, -14.1],
    [-71.9, -13.9],
    [-72.1, -14.1],
  ];
  const read = readLink(mapAddress(content, [44, 45], [[ring]]).slice(1));
  expect(read.selection).toEqual({ type: 'zone', id: 44 });
  expect(new Date((read.date ?? 0) * 864e5).toISOString().slice(0, 10)).toBe('2019-03-29');
  expect(read.view).toMatchObject({ lat: -14, lon: -72 });
  // 0.2° fill some 400 of the map's pixels.
  expect(read.view?.zoom).toBeCloseTo(10.5, 0);
});

it('leads to what an act lifts where it has no zone of its own', () => {
  const content = { ...newContent(), zones: [], lifts: [{ zone: 19, from: '2019-03-20' }] };
  expect(readLink(mapAddress(content, [], null).slice(1)).selection).toEqual({ type: 'zone', id: 19 });
});
