/** Where a drawn corner is drawn to: the nearest corner of what is there, or else the nearest of its lines. */
import type { LonLat } from '../types';

export interface Track {
  points: LonLat[];
  /** West, south, east, north. */
  box: [number, number, number, number];
}

const DEGREE_M = 111_195;

export function track(points: LonLat[]): Track {
  const lons = points.map((p) => p[0]);
  const lats = points.map((p) => p[1]);
  const least = (all: number[]) => all.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const most = (all: number[]) => all.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return { points, box: [least(lons), least(lats), most(lons), most(lats)] };
}

/** The lines in coordinates of any depth. */
export function tracksOf(coordinates: unknown): Track[] {
  if (!Array.isArray(coordinates) || !Array.isArray(coordinates[0])) return [];
  if (typeof coordinates[0][0] === 'number') return [track(coordinates as LonLat[])];
  return coordinates.flatMap(tracksOf);
}

/** A corner within the tolerance wins over any nearer line. Null where nothing is near. */
export function snap(at: LonLat, tracks: readonly Track[], toleranceM: number): LonLat | null {
  const reach = toleranceM / DEGREE_M;
  const cos = Math.cos((at[1] * Math.PI) / 180);
  let corner: { away: number; at: LonLat } | null = null;
  let side: { away: number; at: LonLat } | null = null;
  for (const { points, box } of tracks) {
    const [west, south, east, north] = box;
    if (at[0] < west - reach / cos || at[0] > east + reach / cos || at[1] < south - reach || at[1] > north + reach)
      continue;
    points.forEach((a, i) => {
      const away = length(a, at, cos);
      if (away <= reach && (!corner || away < corner.away)) corner = { away, at: a };
      const b = points[i + 1];
      if (!b) return;
      const foot = nearest(at, a, b, cos);
      const off = length(foot, at, cos);
      if (off <= reach && (!side || off < side.away)) side = { away: off, at: foot };
    });
  }
  const found = (corner ?? side) as { at: LonLat } | null;
  return found?.at ?? null;
}

function length(a: LonLat, b: LonLat, cos: number): number {
  return Math.hypot((a[0] - b[0]) * cos, a[1] - b[1]);
}

function nearest(p: LonLat, a: LonLat, b: LonLat, cos: number): LonLat {
  const [dx, dy] = [(b[0] - a[0]) * cos, b[1] - a[1]];
  const square = dx * dx + dy * dy;
  const t = square ? ((p[0] - a[0]) * cos * dx + (p[1] - a[1]) * dy) / square : 0;
  const s = Math.max(0, Math.min(1, t));
  return [a[0] + (b[0] - a[0]) * s, a[1] + (b[1] - a[1]) * s];
}
