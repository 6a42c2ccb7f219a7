/** Where the public map, and the server's pages, show what was published. */
import type { Position } from 'geojson';
import { writeView } from '../link';
import type { Lang } from '../types';
import type { Content } from './content';

/** The most that a zone is brought near. */
const NEAREST = 13;
/** Of the public map beside its lists, in pixels: what of it a zone may fill. */
const ROOM = { width: 420, height: 340 };
/** Pixels that the world is wide at zoom 0. */
const WORLD = 512;

/** The formats in which a published zone can be taken along. */
export const FORMATS = [
  ['geojson', 'GeoJSON'],
  ['kml', 'KML'],
  ['gpkg', 'GeoPackage'],
  ['shp', 'Shapefile'],
  ['csv', 'CSV'],
] as const;

export const versionsAddress = (zone: number, lang: Lang) => `/zones/${zone}/versions?lang=${lang}`;
export const exportAddress = (zone: number, format: string) => `/zones/${zone}/export?f=${format}`;
export const annexAddress = (zone: number, lang: Lang) => `/zones/${zone}/annex?lang=${lang}`;

/** The public map with the first zone selected, in view, on its first day in force; for an act that only lifts, what it lifts. */
export function mapAddress(content: Content, published: number[], shape: unknown): string {
  const [zone] = content.zones;
  const [lift] = content.lifts;
  const id = zone ? (published[0] ?? zone.zone) : lift?.zone;
  const day = zone ? zone.start : lift?.from;
  const view = viewOf(shape);
  const said = [
    view ? `mapa=${view}` : '',
    day ? `fecha=${day}` : '',
    day ? `period=${periodOf(day)}` : '',
    id ? `zona=${id}` : '',
  ];
  return `/#${said.filter(Boolean).join('&')}`;
}

/** The year of a day: the bar of time holds it whole. */
function periodOf(day: string): string {
  const year = day.slice(0, 4);
  return `${year}-01-01/${year}-12-31`;
}

function viewOf(shape: unknown): string | null {
  const points = positionsOf(shape);
  if (points.length === 0) return null;
  const [lons, lats] = [points.map(([lon = 0]) => lon), points.map(([, lat = 0]) => lat)];
  const [west, east, south, north] = [Math.min(...lons), Math.max(...lons), Math.min(...lats), Math.max(...lats)];
  const across = (east - west) / 360;
  const down = (mercator(north) - mercator(south)) / (2 * Math.PI);
  const fits = Math.min(ROOM.width / (WORLD * Math.max(across, 1e-9)), ROOM.height / (WORLD * Math.max(down, 1e-9)));
  const zoom = Math.min(NEAREST, Math.log2(fits));
  return writeView({ zoom, lat: (south + north) / 2, lon: (west + east) / 2 });
}

function mercator(lat: number): number {
  return Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360));
}

function positionsOf(x: unknown): Position[] {
  if (!Array.isArray(x)) return [];
  return typeof x[0] === 'number' ? [x as Position] : x.flatMap(positionsOf);
}
