/**
 * A road held in memory, so that an end can be dragged along it and its strip shown at once. The server's own answer
 * takes its place a moment later. Metres along the line are worked out on a sphere: good to 0.3%.
 */
import type { LonLat } from '../types';

export interface ScalePoint {
  scale: string;
  km: number;
  at: LonLat;
  extrapolated: boolean;
}

interface Mark {
  km: number;
  m: number;
  extrapolated: boolean;
}

const RADIUS_M = 6_371_008.8;
const DEGREE_M = (Math.PI / 180) * RADIUS_M;

export class Road {
  readonly line: readonly LonLat[];
  /** Metres from the beginning, for each point of the line. */
  readonly measures: readonly number[];
  #scales = new Map<string, Mark[]>();

  constructor(line: readonly LonLat[], points: readonly ScalePoint[]) {
    this.line = line;
    let m = 0;
    this.measures = line.map((point, i) => {
      const before = line[i - 1];
      if (before) m += metres(before, point);
      return m;
    });
    for (const { scale, km, at, extrapolated } of points) {
      const marks = this.#scales.get(scale) ?? [];
      marks.push({ km, m: this.nearest(at).m, extrapolated });
      this.#scales.set(scale, marks);
    }
    for (const marks of this.#scales.values()) marks.sort((a, b) => a.km - b.km);
  }

  get length(): number {
    return this.measures[this.measures.length - 1] ?? 0;
  }

  get scales(): string[] {
    return [...this.#scales.keys()];
  }

  /** From the first to the last km of a scale that the road has. */
  reach(scale: string): { from: number; to: number } | null {
    const marks = this.#scales.get(scale);
    const [first, last] = [marks?.[0], marks?.[marks.length - 1]];
    return first && last ? { from: first.km, to: last.km } : null;
  }

  /** The point so many metres along, at most the end. */
  at(m: number): LonLat {
    const i = this.#legAt(m);
    const [a, b] = [this.line[i], this.line[i + 1]];
    if (!a) return [0, 0];
    if (!b) return a;
    const [ma, mb] = [this.measures[i] ?? 0, this.measures[i + 1] ?? 0];
    const t = mb > ma ? Math.max(0, Math.min(1, (m - ma) / (mb - ma))) : 0;
    return [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t];
  }

  /** Where on the road a place is nearest to, in metres along, and how far off it lies. */
  nearest([lon, lat]: LonLat): { m: number; away: number } {
    const cos = Math.cos((lat * Math.PI) / 180);
    let best = { m: 0, away: Number.POSITIVE_INFINITY };
    for (let i = 0; i + 1 < this.line.length; i++) {
      const [a, b] = [this.line[i], this.line[i + 1]];
      if (!a || !b) continue;
      const [ax, ay] = [(a[0] - lon) * cos, a[1] - lat];
      const [bx, by] = [(b[0] - lon) * cos, b[1] - lat];
      const [dx, dy] = [bx - ax, by - ay];
      const square = dx * dx + dy * dy;
      const t = square ? Math.max(0, Math.min(1, -(ax * dx + ay * dy) / square)) : 0;
      const away = Math.hypot(ax + dx * t, ay + dy * t) * DEGREE_M;
      if (away < best.away) {
        const [ma, mb] = [this.measures[i] ?? 0, this.measures[i + 1] ?? 0];
        best = { m: ma + (mb - ma) * t, away };
      }
    }
    return best;
  }

  /** Metres along of a km; null where the scale is unknown or the km lies beyond it. */
  measureOf(scale: string, km: number): number | null {
    return between(this.#scales.get(scale) ?? [], km, 'km', 'm')?.value ?? null;
  }

  /** The km of a scale so many metres along; null beyond the scale. */
  kmAt(scale: string, m: number): { km: number; extrapolated: boolean } | null {
    const found = between(this.#scales.get(scale) ?? [], m, 'm', 'km');
    return found && { km: found.value, extrapolated: found.extrapolated };
  }

  /** The line from one measure to another, in this order. */
  stretch(from: number, to: number): LonLat[] {
    const [low, high] = from < to ? [from, to] : [to, from];
    const inner = this.line.filter((_, i) => (this.measures[i] ?? 0) > low && (this.measures[i] ?? 0) < high);
    const points = [this.at(low), ...inner, this.at(high)];
    return from < to ? points : points.reverse();
  }

  #legAt(m: number): number {
    let i = 0;
    while (i + 2 < this.line.length && (this.measures[i + 1] ?? 0) < m) i++;
    return i;
  }
}

/** Interpolates between the two marks that hold the value. */
function between(marks: readonly Mark[], x: number, by: 'km' | 'm', of: 'km' | 'm') {
  for (let i = 0; i + 1 < marks.length; i++) {
    const [a, b] = [marks[i], marks[i + 1]];
    if (!a || !b) continue;
    const [low, high] = a[by] <= b[by] ? [a, b] : [b, a];
    if (x < low[by] - 1e-6 || x > high[by] + 1e-6) continue;
    const t = high[by] > low[by] ? (x - low[by]) / (high[by] - low[by]) : 0;
    return { value: low[of] + (high[of] - low[of]) * t, extrapolated: a.extrapolated || b.extrapolated };
  }
  return null;
}

export function metres(a: LonLat, b: LonLat): number {
  const east = (b[0] - a[0]) * Math.cos((((a[1] + b[1]) / 2) * Math.PI) / 180);
  return Math.hypot(east, b[1] - a[1]) * DEGREE_M;
}

/** A point so many metres east and north of another. */
export function shifted([lon, lat]: LonLat, east: number, north: number): LonLat {
  return [lon + east / (DEGREE_M * Math.cos((lat * Math.PI) / 180)), lat + north / DEGREE_M];
}

/** A line's outline so many metres to each side, mitred, with flat ends; to show while one drags, not to keep. */
export function roughStrip(line: readonly LonLat[], left: number, right: number): LonLat[] {
  const bare = line.filter((point, i) => i === 0 || metres(point, line[i - 1] ?? point) > 0.5);
  if (bare.length < 2) return [];
  const ways = bare.slice(1).map((to, i) => {
    const from = bare[i] ?? to;
    const east = (to[0] - from[0]) * Math.cos((from[1] * Math.PI) / 180);
    const north = to[1] - from[1];
    const length = Math.hypot(east, north);
    return { east: east / length, north: north / length };
  });
  const side = (aside: number) =>
    bare.map((point, i) => {
      const a = ways[Math.max(0, i - 1)] ?? { east: 1, north: 0 };
      const b = ways[Math.min(ways.length - 1, i)] ?? a;
      const [east, north] = [-(a.north + b.north) / 2, (a.east + b.east) / 2];
      // Divided by the square of the middle's length, a mitre reaches the corner of both sides.
      const reach = Math.min(3, 1 / Math.max(0.1, east * east + north * north));
      return shifted(point, east * aside * reach, north * aside * reach);
    });
  const ring = [...side(left), ...side(-right).reverse()];
  return ring[0] ? [...ring, ring[0]] : [];
}
