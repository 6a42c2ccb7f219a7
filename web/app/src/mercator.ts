/**
 * The map's plane. World pixels count from the north-west corner of the world at a zoom, 512 to a side at zoom 0, as
 * MapLibre counts them; x grows east and y grows south. Points are [lon, lat] in degrees.
 */
import type { LonLat } from './types';

export type XY = [x: number, y: number];

const TILE = 512;
const EQUATOR_M = 40_075_016.686;

export function worldSize(zoom: number): number {
  return TILE * 2 ** zoom;
}

export function project([lon, lat]: LonLat, zoom: number): XY {
  const size = worldSize(zoom);
  const sin = Math.sin((lat * Math.PI) / 180);
  return [((lon + 180) / 360) * size, (0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)) * size];
}

export function unproject([x, y]: XY, zoom: number): LonLat {
  const size = worldSize(zoom);
  const lat = (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / size))) * 180) / Math.PI;
  return [(x / size) * 360 - 180, lat];
}

/** Metres on the ground that one pixel spans at the latitude. */
export function metresPerPixel(lat: number, zoom: number): number {
  return (EQUATOR_M * Math.cos((lat * Math.PI) / 180)) / worldSize(zoom);
}

/** A ring round the centre whose true radius is given in metres; closed, and good to 0.1% within 200 km. */
export function disc([lon, lat]: LonLat, radiusM: number, corners = 72): LonLat[] {
  const ring: LonLat[] = [];
  const degrees = (radiusM / EQUATOR_M) * 360;
  for (let i = 0; i <= corners; i++) {
    const turn = (2 * Math.PI * (i % corners)) / corners;
    const y = lat + degrees * Math.sin(turn);
    ring.push([lon + (degrees * Math.cos(turn)) / Math.cos((y * Math.PI) / 180), y]);
  }
  return ring;
}
