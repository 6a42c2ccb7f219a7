/** The map's frame: how far one may pan and zoom, what is seen first, and whether a panel hides a place. */
import { project, type XY } from './mercator';
import type { Placed } from './tally';
import type { Incident, LonLat } from './types';

export interface Bounds {
  west: number;
  south: number;
  east: number;
  north: number;
}

/** Land and lakes end in straight cuts here: beyond it there is nothing to show. */
export const WINDOW: Bounds = { west: -75, south: -18.5, east: -69, north: -12.5 };
/** From the mine to the port, with the road between them. */
export const CORRIDOR: Bounds = { west: -72.36, south: -17.0, east: -71.15, north: -14.05 };
export const MAX_ZOOM = 15;
/** Kilometres are shown from here on. */
export const KM_ZOOM = 8.4;
/** From here on 500 m are 10 px and zones are drawn as they are. */
export const TRUE_WIDTH_ZOOM = 10.6;

/** Whether the map can show where it was. */
export function hasPlace(incident: Incident): incident is Placed {
  if (!incident.at || incident.placePrecision === 'unknown') return false;
  const [lon, lat] = incident.at;
  return lon >= WINDOW.west && lon <= WINDOW.east && lat >= WINDOW.south && lat <= WINDOW.north;
}

export interface Padding {
  top: number;
  right: number;
  bottom: number;
  left: number;
}

export const NO_PADDING: Padding = { top: 0, right: 0, bottom: 0, left: 0 };

/** Room around the corridor at first sight: the names of the mine and the port stand to their left. */
export function homeRoom(width: number): Padding {
  return width < 640 ? { top: 12, right: 16, bottom: 116, left: 116 } : { top: 76, right: 40, bottom: 44, left: 136 };
}

/** The least zoom at which the window still covers so many pixels. */
export function minZoom(width: number, height: number): number {
  const [west, north] = project([WINDOW.west, WINDOW.north], 0);
  const [east, south] = project([WINDOW.east, WINDOW.south], 0);
  return Math.max(0, Math.log2(Math.max(width / (east - west), height / (south - north))) + 0.01);
}

/** How far a point on the screen moves when the padding changes: the middle of what panels leave free moves so. */
export function shiftOf(before: Padding, after: Padding): XY {
  const x = (p: Padding) => (p.left - p.right) / 2;
  const y = (p: Padding) => (p.top - p.bottom) / 2;
  return [x(after) - x(before), y(after) - y(before)];
}

/** Whether a point on the screen lies in what the panels leave free, with some room around it. */
export function isFree([x, y]: XY, width: number, height: number, padding: Padding, room = 48): boolean {
  return (
    x >= padding.left + room &&
    x <= width - padding.right - room &&
    y >= padding.top + room &&
    y <= height - padding.bottom - room
  );
}

/** The middle of the places' box. */
export function middle(places: LonLat[]): LonLat {
  const lons = places.map((place) => place[0]);
  const lats = places.map((place) => place[1]);
  return [(Math.min(...lons) + Math.max(...lons)) / 2, (Math.min(...lats) + Math.max(...lats)) / 2];
}
