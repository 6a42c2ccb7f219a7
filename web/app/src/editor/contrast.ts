/** What of the ground one definition of a zone has and another does not. PostGIS takes the shapes apart, by a preview. */
import type { MultiPolygon } from 'geojson';
import type { ZoneContent } from './content';
import { preview } from './doors';
import type { Preview } from './preview';

export interface Piece {
  geometry: MultiPolygon | null;
  km2: number;
}

export interface Contrast {
  from: Preview | null;
  to: Preview | null;
  added: Piece;
  removed: Piece;
}

const NOTHING: Piece = { geometry: null, km2: 0 };

export async function contrast(
  from: ZoneContent | null,
  to: ZoneContent | null,
  signal: AbortSignal,
): Promise<Contrast> {
  const [a, b] = await Promise.all([from && preview(from, signal), to && preview(to, signal)]);
  const [added, removed] = await Promise.all([minus(b, a, signal), minus(a, b, signal)]);
  return { from: a, to: b, added, removed };
}

async function minus(whole: Preview | null, less: Preview | null, signal: AbortSignal): Promise<Piece> {
  if (!whole?.geometry) return NOTHING;
  if (!less?.geometry) return { geometry: whole.geometry, km2: whole.touches?.areaKm2 ?? 0 };
  const parts = [
    { op: 'add' as const, by: 'hand' as const, geometry: whole.geometry },
    { op: 'minus' as const, by: 'hand' as const, geometry: less.geometry },
  ];
  const rest = await preview({ definition: { parts } }, signal);
  const km2 = rest.touches?.areaKm2 ?? 0;
  // Below a hundredth of a hectare it is rounding of the same line.
  return rest.geometry && km2 > 0.0001 ? { geometry: rest.geometry, km2 } : NOTHING;
}
