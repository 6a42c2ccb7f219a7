/** Polygons drawn by hand: how corners are taken away and how several become one shape. */
import type { MultiPolygon, Polygon, Position } from 'geojson';
import type { LonLat } from '../types';

export type Shape = Polygon | MultiPolygon;

export function polygonsOf(shape: Shape | null | undefined): Position[][][] {
  if (!shape) return [];
  return shape.type === 'Polygon' ? [shape.coordinates] : shape.coordinates;
}

/** One polygon as such, more as several, none as nothing. */
export function shapeOf(polygons: Position[][][]): Shape | null {
  const [first] = polygons;
  if (!first) return null;
  return polygons.length === 1
    ? { type: 'Polygon', coordinates: first }
    : { type: 'MultiPolygon', coordinates: polygons };
}

export interface Corner {
  polygon: number;
  ring: number;
  index: number;
  at: LonLat;
}

/** Every corner once. */
export function cornersOf(shape: Shape | null | undefined): Corner[] {
  return polygonsOf(shape).flatMap((rings, polygon) =>
    rings.flatMap((points, ring) =>
      points.slice(0, -1).map(([lon = 0, lat = 0], index) => ({ polygon, ring, index, at: [lon, lat] as LonLat })),
    ),
  );
}

/** Without a corner; a ring of three corners goes whole, and with an outer ring its polygon. */
export function withoutCorner(shape: Shape, { polygon, ring, index }: Corner): Shape | null {
  const polygons = polygonsOf(shape).flatMap((rings, p) => {
    if (p !== polygon) return [rings];
    const rest = rings.flatMap((points, r) => {
      if (r !== ring) return [points];
      const open = points.slice(0, -1).filter((_, i) => i !== index);
      const [first] = open;
      return open.length < 3 || !first ? [] : [[...open, first]];
    });
    const lostOuter = ring === 0 && rest.length < rings.length;
    return lostOuter || rest.length === 0 ? [] : [rest];
  });
  return shapeOf(polygons);
}
