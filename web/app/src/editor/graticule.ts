/** Meridians and parallels over what is seen, at a round step, each named at the edge of the map. */
import type { FeatureCollection } from 'geojson';
import type { Lang } from '../types';

export interface View {
  west: number;
  south: number;
  east: number;
  north: number;
  /** Pixels. */
  width: number;
  height: number;
}

const STEPS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2];
/** Least distance of two lines, in pixels. */
const ROOM = 130;
/** How far from the edge the names stand, in pixels. */
const EDGE = 10;

export function graticule(view: View, lang: Lang, foot = 0): FeatureCollection {
  const perPixel = (view.east - view.west) / view.width;
  const step = STEPS.find((one) => one / perPixel >= ROOM) ?? 2;
  const digits = step < 0.01 ? 3 : step === 0.025 ? 3 : step < 1 ? 2 : 0;
  const features: FeatureCollection['features'] = [];
  const line = (a: number[], b: number[]) =>
    features.push({ type: 'Feature', geometry: { type: 'LineString', coordinates: [a, b] }, properties: {} });
  const name = (at: number[], text: string, anchor: string) =>
    features.push({ type: 'Feature', geometry: { type: 'Point', coordinates: at }, properties: { text, anchor } });
  const west = lang === 'es' ? 'O' : 'W';
  for (const lon of within(view.west, view.east, step)) {
    line([lon, view.south], [lon, view.north]);
    const up = (view.north - view.south) * ((EDGE + foot) / view.height);
    name([lon, view.south + up], `${Math.abs(lon).toFixed(digits)}°\u00a0${west}`, 'bottom-left');
  }
  for (const lat of within(view.south, view.north, step)) {
    line([view.west, lat], [view.east, lat]);
    name([view.east - perPixel * EDGE, lat], `${Math.abs(lat).toFixed(digits)}°\u00a0S`, 'bottom-right');
  }
  return { type: 'FeatureCollection', features };
}

function within(low: number, high: number, step: number): number[] {
  const out: number[] = [];
  for (let n = Math.ceil(low / step); n * step <= high; n++) out.push(Math.round(n * step * 1e6) / 1e6);
  return out;
}
