import { describe, expect, it } from 'vitest';
import { project, type XY } from './mercator';
import { crossesItself, halfZoom, simplified, strip, widened } from './strip';
import type { LonLat } from './types';

describe('widening a line', () => {
  it('gives a straight line flat ends and its full width', () => {
    expect(
      widened(
        [
          [0, 0],
          [100, 0],
        ],
        10,
      ),
    ).toEqual([
      [0, -10],
      [100, -10],
      [100, 10],
      [0, 10],
    ]);
  });

  it('meets at mitred corners', () => {
    expect(
      widened(
        [
          [0, 0],
          [100, 0],
          [100, 100],
        ],
        10,
      ),
    ).toEqual([
      [0, -10],
      [110, -10],
      [110, 100],
      [90, 100],
      [90, 10],
      [0, 10],
    ]);
  });

  it('cuts a corner whose point would reach too far', () => {
    const ring = widened(
      [
        [0, 0],
        [100, 0],
        [0, 20],
      ],
      10,
    );
    for (const point of ring)
      expect(
        distanceTo(point, [
          [0, 0],
          [100, 0],
          [0, 20],
        ]),
      ).toBeLessThanOrEqual(24.01);
  });

  it('never crosses itself, however the road winds', () => {
    const random = seeded(3);
    for (let run = 0; run < 200; run++) {
      let heading = random() * 7;
      const line: XY[] = [[0, 0]];
      const legs = 2 + Math.floor(random() * 40);
      for (let leg = 0; leg < legs; leg++) {
        heading += (random() - 0.5) * 2.6;
        const [x, y] = line[line.length - 1] ?? [0, 0];
        const length = 0.5 + random() ** 2 * 60;
        line.push([x + Math.cos(heading) * length, y + Math.sin(heading) * length]);
      }
      const ring = widened(line, 10);
      expect(ring.length).toBeGreaterThanOrEqual(4);
      expect(crossesItself(ring)).toBe(false);
    }
  });
});

describe('a strip', () => {
  const axis: LonLat[][] = [
    [
      [-71.978, -14.121],
      [-71.965, -14.172],
      [-71.967, -14.2],
      [-71.95, -14.255],
    ],
  ];

  it('is 20 px wide at the zoom it is made for', () => {
    for (const zoom of [7, 8.5, 10]) {
      const [ring = []] = strip(axis, zoom);
      const [a, b] = [project(ring[0] ?? [0, 0], zoom), project(ring[ring.length - 2] ?? [0, 0], zoom)];
      expect(Math.hypot(a[0] - b[0], a[1] - b[1])).toBeCloseTo(20, 6);
    }
  });

  it('is closed, one ring to a line, none to a point', () => {
    const rings = strip(
      [
        ...axis,
        [[-71.9, -14.3]],
        [
          [-71.9, -14.3],
          [-71.9, -14.3],
        ],
      ],
      9,
    );
    expect(rings).toHaveLength(1);
    expect(rings[0]?.[0]).toEqual(rings[0]?.[rings[0].length - 1]);
  });
});

it('simplifies within the tolerance and keeps both ends', () => {
  const line: XY[] = [
    [0, 0],
    [10, 0.4],
    [20, -0.4],
    [30, 8],
    [40, 0],
  ];
  expect(simplified(line, 1)).toEqual([
    [0, 0],
    [20, -0.4],
    [30, 8],
    [40, 0],
  ]);
  expect(simplified(line, 20)).toEqual([
    [0, 0],
    [40, 0],
  ]);
});

it('draws anew each half zoom', () => {
  expect([7.2, 7.3, 7.74, 7.76].map(halfZoom)).toEqual([7, 7.5, 7.5, 8]);
});

function distanceTo([x, y]: XY, line: XY[]): number {
  return Math.min(...line.map(([lx, ly]) => Math.hypot(x - lx, y - ly)));
}

/** The same numbers from 0 to 1 on every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}
