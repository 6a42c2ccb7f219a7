import { createExpression } from '@maplibre/maplibre-gl-style-spec';
import { expect, it } from 'vitest';
import { pile, readCluster, readRingId, ringImage } from './cluster';
import { project, unproject } from './mercator';
import type { LonLat } from './types';

/** The name that the style gives to the ring of a cluster. */
function name(properties: Record<string, number>): string {
  const made = createExpression(ringImage('dark') as never, 'layers[0].layout.icon-image');
  if (made.result === 'error') throw new Error(JSON.stringify(made.value));
  return String(made.value.evaluate({ zoom: 9 } as never, { type: 1, properties } as never));
}

it('names a ring by its size and the shares of its groups, and reads the name again', () => {
  const id = name({ count: 200, closures: 100, violence: 1, other: 99 });
  expect(id).toBe('r-2-4-1-0-0-4@dark');
  expect(readRingId(id)).toEqual({ radius: 15, shares: [4, 1, 0, 0, 4], theme: 'dark' });
});

it('grows with the count', () => {
  const radii = [2, 10, 100, 1_000_000].map((count) => readRingId(name({ count, dialogue: count }))?.radius ?? 0);
  expect(radii).toEqual(radii.toSorted((a, b) => a - b));
  expect(new Set(radii).size).toBe(4);
});

it('is no name of something else', () => {
  for (const id of ['p-1-0-0-0-0@light', 'r-9-1-0-0-0-0@light', 'r-1-1-0-0-0-0@blue', 'r-1'])
    expect(readRingId(id)).toBeNull();
});

it('reads how many a cluster has and where they are, and knows a point from one', () => {
  const box = { west: -72.1, south: -14.3, east: -72, north: -14.2 };
  expect(readCluster({ count: 7, ...box })).toEqual({ count: 7, box: [-72.1, -14.3, -72, -14.2] });
  expect(readCluster({ id: 7, start: '2019-04-02' })).toBeNull();
});

it('takes incidents over each other for a cluster, whose box holds their true places', () => {
  const places: LonLat[] = [
    [-72.249, -14.12],
    [-72, -14.2],
  ];
  for (let zoom = 5; zoom <= 15; zoom++) {
    // As tiles draw them: at the corner of the unit they lie in.
    const drawn = places.map((at) => {
      const [x, y] = project(at, zoom);
      return unproject([Math.floor(x * 8) / 8, Math.floor(y * 8) / 8], zoom);
    });
    const { count, box } = pile(drawn, zoom);
    expect(count).toBe(2);
    for (const [lon, lat] of places) {
      expect(lon).toBeGreaterThan(box[0]);
      expect(lon).toBeLessThan(box[2]);
      expect(lat).toBeGreaterThan(box[1]);
      expect(lat).toBeLessThan(box[3]);
    }
  }
});
