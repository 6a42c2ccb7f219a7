/**
 * A cluster out of a tile as a ring: as large as it has many incidents, coloured by the shares of their groups. Its name
 * as an image, "r-2-4-1-0-0-3@light", is the size and the share of each group in the fixed order; the map asks for
 * images by these names and images.ts draws them. Sizes are CSS pixels.
 */
import type { ExpressionSpecification } from 'maplibre-gl';
import type { Counts } from './badge';
import { CATEGORIES, type LonLat, type Theme } from './types';

export interface Ring {
  radius: number;
  /** Of each group, in eighths begun: a group that is there is seen, however few it has. */
  shares: Counts;
  theme: Theme;
}

/** How wide the coloured part is. */
export const RING_WIDTH = 3.5;

/** Cells of the tiles are 32 pixels wide: rings of neighbours may touch. */
const RADII = [11, 13, 15, 17];
const SHARES = 8;

export function ringImage(theme: Theme): ExpressionSpecification {
  const count: ExpressionSpecification = ['get', 'count'];
  const share = (category: string): ExpressionSpecification => [
    'ceil',
    ['/', ['*', SHARES, ['coalesce', ['get', category], 0]], count],
  ];
  const shares = CATEGORIES.flatMap((category) => ['-', ['to-string', share(category)]]);
  const size: ExpressionSpecification = ['step', count, '0', 10, '1', 100, '2', 1000, '3'];
  return ['concat', 'r-', size, ...shares, `@${theme}`] as ExpressionSpecification;
}

const ID = /^r-(\d)-(\d)-(\d)-(\d)-(\d)-(\d)@(light|dark)$/;

/** The ring an image's name stands for, or null where it names something else. */
export function readRingId(id: string): Ring | null {
  const found = ID.exec(id);
  if (!found) return null;
  const [size = 0, a = 0, b = 0, c = 0, d = 0, e = 0] = found.slice(1, 7).map(Number);
  const radius = RADII[size];
  return radius === undefined
    ? null
    : { radius, shares: [a, b, c, d, e], theme: found[7] === 'dark' ? 'dark' : 'light' };
}

/** What a cluster of a tile stands for: how many, and the box of degrees round them. */
export interface Cluster {
  count: number;
  box: [west: number, south: number, east: number, north: number];
}

/** Incidents drawn over each other, as if they were a cluster: `at` is where tiles of the zoom draw them. */
export function pile(at: LonLat[], zoom: number): Cluster {
  // A tile has 4096 places along a side, and each is drawn at the one to its north-west.
  const unit = 360 / 2 ** zoom / 4096;
  const [lons, lats] = [at.map(([lon]) => lon), at.map(([, lat]) => lat)];
  return {
    count: at.length,
    box: [Math.min(...lons), Math.min(...lats) - unit, Math.max(...lons) + unit, Math.max(...lats)],
  };
}

/** null where the feature is no cluster. */
export function readCluster(properties: Record<string, unknown>): Cluster | null {
  const { count, west, south, east, north } = properties;
  const numbers = [count, west, south, east, north].map(Number);
  const [n = 0, w = 0, s = 0, e = 0, top = 0] = numbers;
  return count === undefined || numbers.some(Number.isNaN) ? null : { count: n, box: [w, s, e, top] };
}
