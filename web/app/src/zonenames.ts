/**
 * Where the names of zones stand: beside a strip, at the spot along it that has most room on the screen; at the foot
 * of an indicative area; inside any other area. A name is its decree, then its form.
 */
import type { FeatureCollection, Position } from 'geojson';
import { t } from './i18n';
import { ZONE_STEPS } from './labels';
import { project, type XY } from './mercator';
import { STRIP_PX } from './strip';
import { type Box, overlap } from './tally';
import type { Lang, LonLat, Zone } from './types';

/** What the screen shows, and what already stands there, in world pixels of the zoom. */
export interface Room {
  zoom: number;
  view: Box;
  taken: Box[];
}

type Side = 'right' | 'left' | 'below';

interface Spot {
  at: LonLat;
  side: Side;
  /** Which of ZONE_STEPS the name begins at. */
  step: number;
}

/** Spots along a strip, as shares of its length, in the order in which they are tried. */
const SPOTS = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82, 0.1, 0.9];
/** The size, a letter and a line of a name in Semibold 13. */
const EM = 13;
const LETTER = 6.9;
const LINE = 15;

export function zoneNames(zones: Zone[], lang: Lang, room: Room): FeatureCollection {
  const names = new Map<string, Spot & { texts: string[] }>();
  for (const zone of zones) {
    const text = zoneText(zone, lang);
    const spot = zone.axis ? besideStrip(zone.axis, text, room) : atArea(zone);
    if (!spot) continue;
    const name = names.get(spot.at.join()) ?? { ...spot, texts: [] };
    name.texts.push(text);
    names.set(spot.at.join(), name);
  }
  return {
    type: 'FeatureCollection',
    features: [...names.values()].map(({ at, side, step, texts }) => ({
      type: 'Feature',
      geometry: { type: 'Point', coordinates: at },
      properties: { text: texts.join('\n'), side, step },
    })),
  };
}

/** "DS 056-2019-PCM", "km 130–160, ±500 m", and whether the extent is indicative. */
export function zoneText(zone: Zone, lang: Lang): string {
  const lines = [zone.decreeNumber ?? property(zone, `decree_title_${lang}`), property(zone, `form_${lang}`)];
  if (zone.extent === 'indicative') lines.push(`(${t(lang, 'zone.indicative')})`);
  return lines.filter(Boolean).join('\n');
}

function property(zone: Zone, name: string): string {
  const value = zone.properties[name];
  return typeof value === 'string' ? value : '';
}

/** The spot in view with free room nearest to the strip; else the first in view; else the middle. */
function besideStrip(axis: LonLat[][], text: string, { zoom, view, taken }: Room): Spot | null {
  const line = longest(axis);
  const spots = SPOTS.map((share) => along(line, share)).filter((at) => at !== null);
  const seen = spots.filter((at) => overlap(boxAt(project(at, zoom), 0), view));
  const lines = text.split('\n');
  const width = LETTER * Math.max(...lines.map((one) => one.length));
  const half = (LINE * lines.length) / 2;
  for (const [step, ems] of ZONE_STEPS.entries()) {
    for (const at of seen) {
      const [x, y] = project(at, zoom);
      for (const side of ['right', 'left'] as const) {
        const left = side === 'right' ? x + ems * EM : x - ems * EM - width;
        const box = { left, top: y - half, right: left + width, bottom: y + half };
        const inside = box.left > view.left && box.right < view.right && box.top > view.top && box.bottom < view.bottom;
        if (inside && !taken.some((other) => overlap(box, other)) && !crosses(line, box, zoom))
          return { at, side, step };
      }
    }
  }
  const at = seen[0] ?? spots[0];
  return at ? { at, side: 'right', step: 0 } : null;
}

function boxAt([x, y]: XY, half: number): Box {
  return { left: x - half, top: y - half, right: x + half, bottom: y + half };
}

/** Whether the strip runs through a box. */
function crosses(line: LonLat[], box: Box, zoom: number): boolean {
  const points = line.map((point) => project(point, zoom));
  return points.some((to, i) => {
    const from = points[i - 1] ?? to;
    const steps = Math.ceil(Math.hypot(to[0] - from[0], to[1] - from[1]) / STRIP_PX) || 1;
    for (let step = 0; step <= steps; step++) {
      const [x, y]: XY = [from[0] + ((to[0] - from[0]) * step) / steps, from[1] + ((to[1] - from[1]) * step) / steps];
      if (overlap(box, boxAt([x, y], STRIP_PX))) return true;
    }
    return false;
  });
}

function longest(axis: LonLat[][]): LonLat[] {
  return axis.reduce((best, line) => (lengthOf(line) > lengthOf(best) ? line : best), axis[0] ?? []);
}

/** The point at a share of a line's length, as it is drawn. */
function along(line: LonLat[], share: number): LonLat | null {
  let left = lengthOf(line) * share;
  for (let i = 1; i < line.length; i++) {
    const [from, to] = [line[i - 1], line[i]];
    if (!from || !to) break;
    const leg = lengthOf([from, to]);
    if (leg >= left && leg > 0) {
      return [from[0] + ((to[0] - from[0]) * left) / leg, from[1] + ((to[1] - from[1]) * left) / leg];
    }
    left -= leg;
  }
  return line[line.length - 1] ?? null;
}

function lengthOf(line: LonLat[]): number {
  let sum = 0;
  for (let i = 1; i < line.length; i++) {
    const [a, b] = [line[i - 1], line[i]];
    if (!a || !b) continue;
    const [p, q] = [project(a, 0), project(b, 0)];
    sum += Math.hypot(p[0] - q[0], p[1] - q[1]);
  }
  return sum;
}

/** The lowest point of an indicative area's southernmost part; any other area is named at its label point. */
function atArea(zone: Zone): Spot | null {
  const at = zone.extent === 'indicative' ? (foot(zone) ?? zone.label) : zone.label;
  return at && { at, side: 'below', step: 0 };
}

function foot(zone: Zone): LonLat | null {
  if (zone.geometry?.type !== 'MultiPolygon') return null;
  let lowest: Position | null = null;
  for (const polygon of zone.geometry.coordinates as Position[][][]) {
    for (const point of polygon[0] ?? []) {
      if (!lowest || (point[1] ?? 0) < (lowest[1] ?? 0)) lowest = point;
    }
  }
  return lowest && [lowest[0] ?? 0, lowest[1] ?? 0];
}
