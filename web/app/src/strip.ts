/**
 * Display strips: where a zone of 500 m each side would be a hair on the screen, the road inside it is widened to a
 * strip of fixed width in pixels, with mitred corners and flat ends. The road is first simplified just enough for the
 * outline not to cross itself. Zones keep their true shape in the data; the legend says that the width is exaggerated.
 */
import { project, unproject, type XY } from './mercator';
import type { LonLat } from './types';

/** Half the width of a strip, in pixels. */
export const STRIP_PX = 10;

/** A corner whose point would reach further than this many half widths is cut off. */
const MITRE_LIMIT = 2.4;
/** The length of the longest loop that is a fold, in half widths. */
const LOOP = 3.5;
/** Tolerances of the simplification, in half widths: less than one, so that the road stays inside its strip. */
const TOLERANCES = [0.15, 0.3, 0.5, 0.8];

/** Strips are drawn anew each half zoom. */
export function halfZoom(zoom: number): number {
  return Math.round(zoom * 2) / 2;
}

/** Closed rings, one for each line of the axis or for each part of a line that doubles back on itself. */
export function strip(axis: LonLat[][], zoom: number, halfWidth = STRIP_PX): LonLat[][] {
  return axis.flatMap((line) => {
    const points = withoutRepeats(line.map((point) => project(point, zoom)));
    return widened(points, halfWidth).flatMap((outline) => {
      const ring = outline.map((point) => unproject(point, zoom));
      return ring[0] ? [[...ring, ring[0]]] : [];
    });
  });
}

/**
 * The outline, open, of a line in pixels: down its left side and back up its right. Where the line comes back too near
 * to itself for one outline, it is cut where it turns and each part gets its own.
 */
export function widened(line: XY[], halfWidth: number): XY[][] {
  if (line.length < 2) return [];
  for (const tolerance of TOLERANCES) {
    const plain = withoutRepeats(simplified(line, tolerance * halfWidth));
    if (plain.length < 2) break;
    const ring = [...side(plain, halfWidth), ...side(plain, -halfWidth).reverse()];
    if (!crossesItself(ring)) return [ring];
  }
  const turn = sharpestTurn(line, halfWidth);
  if (turn === 0) return [];
  return [...widened(line.slice(0, turn + 1), halfWidth), ...widened(line.slice(turn), halfWidth)];
}

/** The index of the point at which the line, seen from a half width away, turns most; 0 where it has none. */
function sharpestTurn(line: XY[], halfWidth: number): number {
  let tolerance = halfWidth / 2;
  let plain = simplified(line, tolerance);
  while (plain.length < 3 && line.length > 2 && tolerance > 1e-6) {
    tolerance /= 4;
    plain = simplified(line, tolerance);
  }
  let sharpest = 0;
  let most = -1;
  for (let i = 1; i + 1 < plain.length; i++) {
    const [before, here, after] = [at(plain, i - 1), at(plain, i), at(plain, i + 1)];
    const [a, b]: XY[] = [
      [here[0] - before[0], here[1] - before[1]],
      [after[0] - here[0], after[1] - here[1]],
    ];
    const turn = a && b ? 1 - (a[0] * b[0] + a[1] * b[1]) / (Math.hypot(...a) * Math.hypot(...b)) : 0;
    if (turn > most) [sharpest, most] = [line.indexOf(here), turn];
  }
  return sharpest;
}

function withoutRepeats(points: XY[]): XY[] {
  return points.filter((point, i) => {
    const before = points[i - 1];
    return !before || distance(before, point) > 1e-9;
  });
}

/** Douglas and Peucker: the fewest of the points that stay within the tolerance; both ends stay. */
export function simplified(points: XY[], tolerance: number): XY[] {
  const keep = new Set([0, points.length - 1]);
  const open: [number, number][] = [[0, points.length - 1]];
  for (let span = open.pop(); span; span = open.pop()) {
    const [from, to] = span;
    let farthest = -1;
    let most = tolerance;
    for (let i = from + 1; i < to; i++) {
      const away = distanceToSegment(at(points, i), at(points, from), at(points, to));
      if (away > most) [farthest, most] = [i, away];
    }
    if (farthest < 0) continue;
    keep.add(farthest);
    open.push([from, farthest], [farthest, to]);
  }
  return points.filter((_, i) => keep.has(i));
}

/** The line moved aside by so many pixels, positive to the left of its way as drawn with y down. */
function side(line: XY[], aside: number): XY[] {
  const legs = line.slice(1).map((to, i) => {
    const from = at(line, i);
    const length = distance(from, to);
    const along: XY = [(to[0] - from[0]) / length, (to[1] - from[1]) / length];
    const shift: XY = [along[1] * aside, -along[0] * aside];
    return { from: add(from, shift), to: add(to, shift), along };
  });
  const first = at(legs, 0);
  const result: XY[] = [first.from];
  for (let i = 1; i < legs.length; i++) {
    result.push(...corner(at(legs, i - 1), at(legs, i), at(line, i), aside));
  }
  result.push(at(legs, legs.length - 1).to);
  return withoutLoops(result, LOOP * Math.abs(aside));
}

interface Leg {
  from: XY;
  to: XY;
  along: XY;
}

/** The point where two moved legs meet, or the two ends of the cut where that point lies too far out. */
function corner(before: Leg, after: Leg, middle: XY, aside: number): XY[] {
  const turn = cross(before.along, after.along);
  if (Math.abs(turn) < 1e-6) return [before.to, after.from];
  const gap: XY = [after.from[0] - before.from[0], after.from[1] - before.from[1]];
  const reach = cross(gap, after.along) / turn;
  const meet: XY = [before.from[0] + before.along[0] * reach, before.from[1] + before.along[1] * reach];
  return distance(meet, middle) <= MITRE_LIMIT * Math.abs(aside) ? [meet] : [before.to, after.from];
}

/**
 * On the inside of a bend short legs fold over: the loops they make are cut off where they begin. A longer loop is a
 * road that comes back to itself, and stays.
 */
function withoutLoops(line: XY[], longest: number): XY[] {
  const result = [...line];
  for (let i = 0; i + 3 < result.length; i++) {
    let loop = 0;
    for (let j = i + 2; j + 1 < result.length && loop <= longest; j++) {
      loop += distance(at(result, j - 1), at(result, j));
      const meet = crossing(at(result, i), at(result, i + 1), at(result, j), at(result, j + 1));
      if (!meet) continue;
      result.splice(i + 1, j - i, meet);
      j = i + 1;
      loop = 0;
    }
  }
  return result;
}

/** Whether a ring, given open, touches itself anywhere but at its corners. */
export function crossesItself(ring: XY[]): boolean {
  const n = ring.length;
  for (let i = 0; i < n; i++) {
    for (let j = i + 2; j < n; j++) {
      if (i === 0 && j === n - 1) continue;
      if (crossing(at(ring, i), at(ring, (i + 1) % n), at(ring, j), at(ring, (j + 1) % n))) return true;
    }
  }
  return false;
}

/** Where two segments cross, or null. */
function crossing(a: XY, b: XY, c: XY, d: XY): XY | null {
  const ab: XY = [b[0] - a[0], b[1] - a[1]];
  const cd: XY = [d[0] - c[0], d[1] - c[1]];
  const turn = cross(ab, cd);
  if (turn === 0) return null;
  const ac: XY = [c[0] - a[0], c[1] - a[1]];
  const s = cross(ac, cd) / turn;
  const t = cross(ac, ab) / turn;
  return s >= 0 && s <= 1 && t >= 0 && t <= 1 ? [a[0] + ab[0] * s, a[1] + ab[1] * s] : null;
}

function distanceToSegment(p: XY, a: XY, b: XY): number {
  const ab: XY = [b[0] - a[0], b[1] - a[1]];
  const square = ab[0] * ab[0] + ab[1] * ab[1];
  const t = square ? Math.max(0, Math.min(1, ((p[0] - a[0]) * ab[0] + (p[1] - a[1]) * ab[1]) / square)) : 0;
  return distance(p, [a[0] + ab[0] * t, a[1] + ab[1] * t]);
}

function cross(a: XY, b: XY): number {
  return a[0] * b[1] - a[1] * b[0];
}

function add(a: XY, b: XY): XY {
  return [a[0] + b[0], a[1] + b[1]];
}

function distance(a: XY, b: XY): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}

function at<T>(values: T[], i: number): T {
  const value = values[i];
  if (value === undefined) throw new RangeError(`no element ${i} of ${values.length}`);
  return value;
}
