import { expect, it } from 'vitest';
import { snap, tracksOf } from './snap';

const road = tracksOf([
  [-72, -14],
  [-72, -14.1],
  [-71.9, -14.1],
]);
const zone = tracksOf([
  [
    [
      [-72.2, -14.2],
      [-72.1, -14.2],
      [-72.1, -14.3],
      [-72.2, -14.2],
    ],
  ],
]);

it('takes a corner to a corner, though a line be nearer', () => {
  expect(snap([-72.0001, -14.0985], road, 200)).toEqual([-72, -14.1]);
});

it('takes it to the nearest of a line where no corner is near', () => {
  const [lon, lat] = snap([-72.001, -14.05], road, 200) ?? [0, 0];
  expect(lon).toBeCloseTo(-72, 9);
  expect(lat).toBeCloseTo(-14.05, 4);
});

it('leaves alone what is far from everything', () => {
  expect(snap([-72.01, -14.05], road, 200)).toBeNull();
  expect(snap([-72.15, -14.199], [...road, ...zone], 200)?.[1]).toBeCloseTo(-14.2, 9);
});
