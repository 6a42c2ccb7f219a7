import { expect, it } from 'vitest';
import { disc, metresPerPixel, project, unproject, worldSize } from './mercator';
import type { LonLat } from './types';

it('puts the whole world on 512 pixels at zoom 0', () => {
  expect(project([-180, 0], 0)).toEqual([0, 256]);
  expect(project([180, 0], 0)[0]).toBe(512);
  expect(worldSize(3)).toBe(4096);
});

it('comes back to where it started', () => {
  for (const place of [
    [-72.336, -14.089],
    [-69, -18.5],
    [0, 0],
  ] as LonLat[]) {
    const [lon, lat] = unproject(project(place, 9.3), 9.3);
    expect(lon).toBeCloseTo(place[0], 9);
    expect(lat).toBeCloseTo(place[1], 9);
  }
});

it('knows that 500 m are 10 px from about zoom 10.6', () => {
  expect(500 / metresPerPixel(-14.5, 10.6)).toBeCloseTo(10.2, 0);
});

it('draws a disc of the radius asked for', () => {
  const centre: LonLat = [-72.25, -14.12];
  const ring = disc(centre, 9000);
  expect(ring[0]).toEqual(ring[ring.length - 1]);
  for (const point of ring) expect(haversine(centre, point)).toBeCloseTo(9000, -2);
});

function haversine(a: LonLat, b: LonLat): number {
  const rad = (degrees: number) => (degrees * Math.PI) / 180;
  const h =
    Math.sin(rad(b[1] - a[1]) / 2) ** 2 +
    Math.cos(rad(a[1])) * Math.cos(rad(b[1])) * Math.sin(rad(b[0] - a[0]) / 2) ** 2;
  return 2 * 6_378_137 * Math.asin(Math.sqrt(h));
}
