/**
 * Where the names of zones stand: beside a strip, at the spot along it that has most room on the screen; at the foot
 * of an indicative area; inside any other area. A name is its decree, then its form.
 */
import type { FeatureCollection } from 'geojson';
import { KM_ZOOM } from './frame';
import { t } from './i18n';
import { ZONE_STEPS } from './labels';
import { metresPerPixel, project, type XY } from './mercator';
import { STRIP_PX } from './strip';
import { type Box, overlap } from './tally';
import type { Lang, LonLat, Zone } from './types';

/** What the screen shows, and what already stands there, in world pixels of the zoom. */
export interface Room {
  zoom: number;
  view: Box;
  taken: Box[];
}

type Side = 'right' | 'left' | 'below' | 'above';

interface Spot {
  at: LonLat;
  side: Side;
  /** Which of ZONE_STEPS the name begins at. */
  step: number;
}

/** A view of fewer pixels across has little room. */
const NARROW = 480;

/** Spots along a strip, as shares of its length, in the order in which they are tried. */
const SPOTS = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82, 0.1, 0.9];
/** The size, a letter and a line of a name in Semibold 13. */
const EM = 13;
const LETTER = 6.9;
const LINE = 15;
/** Where the style breaks a name. */
const WIDEST = 18 * EM;

export function zoneNames(zones: Zone[], lang: Lang, room: Room): FeatureCollection {
  const names = new Map<string, Spot & { texts: string[] }>();
  for (const zone of zones) {
    const text = zoneText(zone, lang, isNarrow(room));
    const spot = zone.axis ? besideStrip(zone, zone.axis, text, room) : besideArea(zone, text, room);
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

/**
 * "DS 056-2019-PCM", "km 130–160, ±500 m", and whether the extent is indicative. In little room the decree goes
 * without its ministry and a strip without its width.
 */
export function zoneText(zone: Zone, lang: Lang, narrow = false): string {
  const decree = zone.decreeNumber ?? property(zone, `decree_title_${lang}`);
  const form = property(zone, `form_${lang}`);
  const lines = narrow
    ? [decree.replace(/-PCM$/, ''), zone.axis ? form.replace(/, [^,]*$/, '') : form]
    : [decree, form];
  if (zone.extent === 'indicative') lines.push(`(${t(lang, 'zone.indicative')})`);
  return lines.filter(Boolean).join('\n');
}

function property(zone: Zone, name: string): string {
  const value = zone.properties[name];
  return typeof value === 'string' ? value : '';
}

/** The spot in view with free room nearest to the strip; else the first in view; else the middle. */
function besideStrip(zone: Zone, axis: LonLat[][], text: string, room: Room): Spot | null {
  const lines = [...axis].sort((a, b) => lengthOf(b) - lengthOf(a));
  const halfWidth = halfWidthOf(zone, room.zoom);
  const spots = lines.flatMap((line) => SPOTS.map((share) => along(line, share)).filter((at) => at !== null));
  const seen = spots.filter((at) => overlap(boxAt(project(at, room.zoom), 0), room.view));
  // Kilometres are written close to the road.
  const close = room.zoom < KM_ZOOM || isNarrow(room);
  const steps = close ? [0, 1, 2, 3] : [1, 2, 3, 0];
  for (const step of steps) {
    for (const at of seen) {
      for (const side of ['right', 'left'] as const) {
        const box = boxBeside({ at, side, step }, text, room.zoom);
        if (isFree(box, room) && !lines.some((line) => crosses(line, halfWidth, box, room.zoom)))
          return { at, side, step };
      }
    }
  }
  const at = seen[0] ?? spots[0];
  return at ? { at, side: 'right', step: steps[0] ?? 0 } : null;
}

function isNarrow({ view }: Room): boolean {
  return view.right - view.left < NARROW;
}

function isFree(box: Box, { view, taken }: Room): boolean {
  const inside = box.left > view.left && box.right < view.right && box.top > view.top && box.bottom < view.bottom;
  return inside && !taken.some((other) => overlap(box, other));
}

/** About the room that a name takes at a spot. */
function boxBeside({ at, side, step }: Spot, text: string, zoom: number): Box {
  const lines = text.split('\n').map((line) => line.length * LETTER);
  const width = Math.min(WIDEST, Math.max(...lines));
  const height = LINE * lines.reduce((n, line) => n + Math.ceil(line / WIDEST), 0);
  const aside = (ZONE_STEPS[step] ?? 0) * EM;
  const [x, y] = project(at, zoom);
  const left = side === 'right' ? x + aside : side === 'left' ? x - aside - width : x - width / 2;
  const top = side === 'below' ? y + EM / 2 : side === 'above' ? y - EM / 2 - height : y - height / 2;
  return { left, top, right: left + width, bottom: top + height };
}

function boxAt([x, y]: XY, half: number): Box {
  return { left: x - half, top: y - half, right: x + half, bottom: y + half };
}

/** Half the width of the strip as it is drawn, in pixels. */
function halfWidthOf(zone: Zone, zoom: number): number {
  const metres = Math.max(...['left_m', 'right_m'].map((side) => Number(zone.properties[side]) || 0));
  return Math.max(STRIP_PX, metres / metresPerPixel(zone.axis?.[0]?.[0]?.[1] ?? 0, zoom));
}

/** Whether the strip runs through a box. */
function crosses(line: LonLat[], halfWidth: number, box: Box, zoom: number): boolean {
  const points = line.map((point) => project(point, zoom));
  return points.some((to, i) => {
    const from = points[i - 1] ?? to;
    const steps = Math.ceil(Math.hypot(to[0] - from[0], to[1] - from[1]) / halfWidth) || 1;
    for (let step = 0; step <= steps; step++) {
      const [x, y]: XY = [from[0] + ((to[0] - from[0]) * step) / steps, from[1] + ((to[1] - from[1]) * step) / steps];
      if (overlap(box, boxAt([x, y], halfWidth))) return true;
    }
    return false;
  });
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

/** Beside an indicative area, below it where there is room; any other area is named at its label point. */
function besideArea(zone: Zone, text: string, room: Room): Spot | null {
  if (zone.extent === 'derived' || zone.geometry?.type !== 'MultiPolygon') {
    return zone.label && { at: zone.label, side: 'below', step: 0 };
  }
  const points = (zone.geometry.coordinates as LonLat[][][]).flatMap((polygon) => polygon[0] ?? []);
  const spots = EDGES.flatMap(([side, outward]) => {
    const at = points.reduce<LonLat | null>((best, p) => (best && outward(best) >= outward(p) ? best : p), null);
    return at ? [{ at, side, step: 0 }] : [];
  });
  const free = spots.find((spot) => isFree(boxBeside(spot, text, room.zoom), room));
  // All its edges may lie outside the view: then the name stands inside.
  const inside = zone.label && overlap(boxAt(project(zone.label, room.zoom), 0), room.view) ? zone.label : null;
  return free ?? (inside && { at: inside, side: 'below', step: 0 }) ?? spots[0] ?? null;
}

/** The edges of an area in the order in which they are tried, and what grows towards each. */
const EDGES: [side: Side, outward: (at: LonLat) => number][] = [
  ['below', (at) => -at[1]],
  ['right', (at) => at[0]],
  ['above', (at) => at[1]],
  ['left', (at) => -at[0]],
];
