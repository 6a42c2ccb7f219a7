/** All that the page has been given, with what is derived from it once. */
import * as api from './api';
import { type Days, endOf, startOf } from './calendar';
import type { SearchText } from './filter';
import type { Kind } from './incident';
import type { Row } from './row';
import { searchText } from './searchtext';
import type { Incident, Zone } from './types';

export interface Known {
  incidents: Incident[];
  zones: Zone[];
  kinds: ReadonlyMap<string, Kind>;
  incidentById: ReadonlyMap<number, Incident>;
  zoneById: ReadonlyMap<number, Zone>;
  text: SearchText;
  /** Whole years from the first day of the data to the last; null where there are no data. */
  extent: Days | null;
}

export const NOTHING_KNOWN: Known = gather([], [], []);

export async function readKnown(): Promise<Known> {
  const [incidents, zones, kinds] = await Promise.all([api.incidents(), api.zones(), api.kinds()]);
  return gather(incidents, zones, kinds);
}

export function gather(incidents: Incident[], zones: Zone[], kinds: Kind[]): Known {
  const byCode = new Map(kinds.map((k) => [k.code, k]));
  return {
    incidents,
    zones,
    kinds: byCode,
    incidentById: new Map(incidents.map((i) => [i.id, i])),
    zoneById: new Map(zones.map((z) => [z.id, z])),
    text: searchText(incidents, byCode, new Map()),
    extent: extent([...incidents, ...zones]),
  };
}

/** The same, found also by the other spellings that the gazetteer gives their places. */
export function withAliases(known: Known, places: readonly Row[]): Known {
  const aliases = new Map(places.map((row) => [row.id, row.texts('aliases')]));
  return { ...known, text: searchText(known.incidents, known.kinds, aliases) };
}

function extent(spans: readonly Days[]): Days | null {
  if (spans.length === 0) return null;
  const from = spans.reduce((least, s) => Math.min(least, s.from), Number.POSITIVE_INFINITY);
  const to = spans.reduce((most, s) => Math.max(most, s.to), Number.NEGATIVE_INFINITY);
  return { from: startOf('year', from), to: endOf('year', to) };
}
