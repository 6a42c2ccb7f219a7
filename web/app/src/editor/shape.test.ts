import { expect, it } from 'vitest';
import { cornersOf, polygonsOf, type Shape, withoutCorner } from './shape';

const square: Shape = {
  type: 'Polygon',
  coordinates: [
    [
      [0, 0],
      [2, 0],
      [2, 2],
      [0, 2],
      [0, 0],
    ],
    [
      [0.5, 0.5],
      [1, 0.5],
      [1, 1],
      [0.5, 0.5],
    ],
  ],
};

it('counts each corner once', () => {
  expect(cornersOf(square)).toHaveLength(7);
});

it('takes the first corner away and closes the ring again', () => {
  const [first] = cornersOf(square);
  const less = first && withoutCorner(square, first);
  expect(polygonsOf(less)[0]?.[0]).toEqual([
    [2, 0],
    [2, 2],
    [0, 2],
    [2, 0],
  ]);
});

it('takes a hole of three corners whole, and a polygon with its outer ring', () => {
  const hole = cornersOf(square)[5];
  const filled = hole && withoutCorner(square, hole);
  expect(polygonsOf(filled)[0]).toHaveLength(1);
  const triangle: Shape = { type: 'Polygon', coordinates: [square.coordinates[1] ?? []] };
  const [corner] = cornersOf(triangle);
  expect(corner && withoutCorner(triangle, corner)).toBeNull();
});
