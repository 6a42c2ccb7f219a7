/** What the page is given once and needs whatever is filtered, with what is derived from it. */
import * as api from './api';
import { type Days, endOf, startOf } from './calendar';
import type { Kind } from './incident';
import type { Zone } from './types';

export interface Known {
  zones: Zone[];
  kinds: ReadonlyMap<string, Kind>;
  zoneById: ReadonlyMap<number, Zone>;
  /** Whole years from the first day of the data to the last; null where there are no data. */
  extent: Days | null;
}

export const NOTHING_KNOWN: Known = gather([], [], null);

export async function readKnown(): Promise<Known> {
  return gather(...(await Promise.all([api.zones(), api.kinds(), api.extent()])));
}

/** The same, with what may have changed read again. */
export async function readAgain(before: Known, changed: (collection: string) => boolean): Promise<Known> {
  const [zones, kinds, extent] = await Promise.all([
    changed('zones') ? api.zones() : before.zones,
    changed('incident-kinds') ? api.kinds() : [...before.kinds.values()],
    api.extent(),
  ]);
  return gather(zones, kinds, extent);
}

/** `incidents` are the first and last day of all of them. */
export function gather(zones: Zone[], kinds: Kind[], incidents: Days | null): Known {
  return {
    zones,
    kinds: new Map(kinds.map((k) => [k.code, k])),
    zoneById: new Map(zones.map((z) => [z.id, z])),
    extent: wholeExtent(incidents ? [incidents, ...zones] : zones),
  };
}

/** What is known of an archive: the days between which its incidents lie. */
export const knownOfArchive = (incidents: Days | null): Known => gather([], [], incidents);

function wholeExtent(spans: readonly Days[]): Days | null {
  if (spans.length === 0) return null;
  const from = spans.reduce((least, s) => Math.min(least, s.from), Number.POSITIVE_INFINITY);
  const to = spans.reduce((most, s) => Math.max(most, s.to), Number.NEGATIVE_INFINITY);
  return { from: startOf('year', from), to: endOf('year', to) };
}
