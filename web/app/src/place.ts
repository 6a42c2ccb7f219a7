/** Places of the gazetteer as the server sends them. */
import type { Row } from './row';
import { type LonLat, type PlacePrecision, PRECISIONS } from './types';

export const PLACE_KINDS = ['mine', 'port', 'station', 'town', 'community', 'bridge', 'sector', 'other'] as const;
export type PlaceKind = (typeof PLACE_KINDS)[number];

export interface Place {
  id: number;
  name: string;
  aliases: string[];
  kind: PlaceKind;
  /** District, province and department, as far as they are known. */
  within: string[];
  precision: PlacePrecision | null;
  population: number | null;
  /** From GeoNames, not from the corridor's own facts. */
  geonames: boolean;
  at: LonLat | null;
  /** Everything else, as sent. */
  properties: Record<string, unknown>;
}

export function readPlace(row: Row): Place {
  const kind = row.maybeText('kind');
  const precision = row.maybeText('precision');
  const within = [row.maybeText('district'), row.maybeText('province'), row.maybeText('department')];
  return {
    id: row.id,
    name: row.text('name'),
    aliases: row.texts('aliases'),
    kind: PLACE_KINDS.find((k) => k === kind) ?? 'other',
    within: within.filter((x) => x !== null),
    precision: PRECISIONS.find((p) => p === precision) ?? null,
    population: row.maybeNumber('population'),
    geonames: row.maybeText('origin') === 'geonames',
    at: row.point(),
    properties: row.properties,
  };
}
