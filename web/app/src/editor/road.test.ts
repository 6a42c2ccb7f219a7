import { expect, it } from 'vitest';
import type { LonLat } from '../types';
import { metres, Road, roughStrip } from './road';

/** South for some 22 km, then east. */
const LINE: LonLat[] = [
  [-72, -14],
  [-72, -14.2],
  [-71.8, -14.2],
];
const POINTS = [
  { scale: 'a', km: 100, at: [-72, -14] as LonLat, extrapolated: true },
  { scale: 'a', km: 120, at: [-72, -14.1] as LonLat, extrapolated: false },
  { scale: 'a', km: 140, at: [-72, -14.2] as LonLat, extrapolated: false },
  { scale: 'b', km: 10, at: [-72, -14.2] as LonLat, extrapolated: false },
  { scale: 'b', km: 0, at: [-72, -14] as LonLat, extrapolated: false },
];
const road = new Road(LINE, POINTS);

it('finds km along the line and back', () => {
  const m = road.measureOf('a', 130) ?? 0;
  expect(road.at(m)[0]).toBeCloseTo(-72, 6);
  expect(road.at(m)[1]).toBeCloseTo(-14.15, 6);
  expect(road.kmAt('a', m)).toEqual({ km: 130, extrapolated: false });
  expect(road.kmAt('b', m)?.km).toBeCloseTo(7.5, 6);
  expect(road.kmAt('a', road.measureOf('a', 110) ?? 0)?.extrapolated).toBe(true);
});

it('says nothing of what no scale reaches', () => {
  expect(road.measureOf('a', 99)).toBeNull();
  expect(road.measureOf('c', 100)).toBeNull();
  expect(road.kmAt('a', road.length)).toBeNull();
});

it('takes a place to the nearest of the line', () => {
  const { m, away } = road.nearest([-72.01, -14.05]);
  expect(road.at(m)[1]).toBeCloseTo(-14.05, 4);
  expect(away).toBeGreaterThan(1050);
  expect(away).toBeLessThan(1100);
});

it('cuts a stretch with its corner, in the order asked for', () => {
  const far = road.length - 1000;
  expect(road.stretch(1000, far)).toHaveLength(3);
  expect(road.stretch(far, 1000)).toEqual(road.stretch(1000, far).reverse());
});

it('draws a strip whose sides lie where they should: left is east of a road that runs south', () => {
  const ring = roughStrip(road.stretch(1000, 5000), 300, 700);
  expect(ring[0]).toEqual(ring[ring.length - 1]);
  const lons = ring.map((point) => point[0]);
  expect(metres([-72, -14.02], [Math.max(...lons), -14.02])).toBeCloseTo(300, -1);
  expect(metres([-72, -14.02], [Math.min(...lons), -14.02])).toBeCloseTo(700, -1);
});
