import { describe, expect, it } from 'vitest';
import { project, type XY } from './mercator';
import { crossesItself, halfZoom, simplified, strip, widened } from './strip';
import type { LonLat } from './types';

describe('widening a line', () => {
  it('gives a straight line flat ends and its full width', () => {
    expect(widened(line('0,0 100,0'), 10)).toEqual([line('0,-10 100,-10 100,10 0,10')]);
  });

  it('meets at mitred corners', () => {
    const corner = widened(line('0,0 100,0 100,100'), 10);
    expect(corner).toEqual([line('0,-10 110,-10 110,100 90,100 90,10 0,10')]);
  });

  it('cuts a corner whose point would reach too far', () => {
    const sharp = line('0,0 100,0 20,60');
    for (const point of widened(sharp, 10).flat()) expect(distanceTo(point, sharp)).toBeLessThanOrEqual(24.01);
  });

  it('keeps the far end of a tight bend square', () => {
    const [ring = []] = widened(line('0,0 100,0 104,1.5 107,5 107,100'), 10);
    expect(ring).toContainEqual([117, 100]);
    expect(ring).toContainEqual([97, 100]);
  });

  it('gives a road that doubles back a strip each way', () => {
    const hairpin = widened(line('0,0 100,0 106,6 100,12 0,12'), 10);
    expect(hairpin.length).toBeGreaterThan(1);
    for (const point of line('50,0 50,12 95,0')) expect(hairpin.some((ring) => isInside(point, ring))).toBe(true);
  });

  it('never crosses itself and never loses the road, however that winds', () => {
    const random = seeded(3);
    for (let run = 0; run < 200; run++) {
      let heading = random() * 7;
      const road: XY[] = [[0, 0]];
      const legs = 2 + Math.floor(random() * 40);
      for (let leg = 0; leg < legs; leg++) {
        heading += (random() - 0.5) * 2.6;
        const [x, y] = road[road.length - 1] ?? [0, 0];
        const length = 0.5 + random() ** 2 * 60;
        road.push([x + Math.cos(heading) * length, y + Math.sin(heading) * length]);
      }
      const rings = widened(road, 10);
      expect(rings.filter(crossesItself)).toEqual([]);
      const bare = road.filter(
        (point) => !rings.some((ring) => isInside(point, ring) || distanceTo(point, ring) < 10.01),
      );
      expect(bare).toEqual([]);
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
  const bent: XY[] = [
    [0, 0],
    [10, 0.4],
    [20, -0.4],
    [30, 8],
    [40, 0],
  ];
  expect(simplified(bent, 1)).toEqual([
    [0, 0],
    [20, -0.4],
    [30, 8],
    [40, 0],
  ]);
  expect(simplified(bent, 20)).toEqual([
    [0, 0],
    [40, 0],
  ]);
});

it('draws anew each half zoom', () => {
  expect([7.2, 7.3, 7.74, 7.76].map(halfZoom)).toEqual([7, 7.5, 7.5, 8]);
});

/** "0,0 100,0" as points. */
function line(text: string): XY[] {
  return text.split(' ').map((pair) => pair.split(',').map(Number) as XY);
}

function isInside([x, y]: XY, ring: XY[]): boolean {
  return ring.reduce((inside, [ax, ay], i) => {
    const [bx, by] = ring[(i + 1) % ring.length] ?? [0, 0];
    const crosses = ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax;
    return crosses ? !inside : inside;
  }, false);
}

function distanceTo([x, y]: XY, path: XY[]): number {
  const legs = path.slice(1).map(([bx, by], i) => {
    const [ax, ay] = path[i] ?? [0, 0];
    const t = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2);
    const near = Math.max(0, Math.min(1, t));
    return Math.hypot(x - ax - near * (bx - ax), y - ay - near * (by - ay));
  });
  return Math.min(...legs);
}

/** The same numbers from 0 to 1 on every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}
