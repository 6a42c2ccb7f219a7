/** Emergency zones as the server sends them, and which are in force on a day. */
import { type Days, holds } from './calendar';
import type { Row } from './row';
import type { Day, LonLat, Zone } from './types';

export const RIGHTS = ['home', 'movement', 'assembly', 'liberty'] as const;
export type Right = (typeof RIGHTS)[number];

export function readZone(row: Row): Zone {
  const from = row.day('start');
  return {
    id: row.id,
    decree: row.number('decree'),
    decreeNumber: row.maybeText('decree_number'),
    from,
    to: row.maybeDay('last_day') ?? row.day('end'),
    extent: row.oneOf('extent', ['derived', 'indicative'] as const),
    termInferred: row.flag('term_inferred'),
    form: row.text('form'),
    label: row.lonLat('label'),
    axis: axis(row.properties.axis),
    geometry: row.geometry,
    properties: row.properties,
  };
}

function axis(x: unknown): LonLat[][] | null {
  if (typeof x !== 'object' || x === null || !('coordinates' in x) || !('type' in x)) return null;
  if (!Array.isArray(x.coordinates)) return null;
  return (x.type === 'LineString' ? [x.coordinates] : x.coordinates) as LonLat[][];
}

/** Zones in force on the day, or the terms of decrees that are. */
export function inForce<T extends Days>(all: readonly T[], date: Day): T[] {
  return all.filter((one) => holds(one, date));
}

/** Zones gathered by their decree, in the order they come. */
export function byDecree(zones: readonly Zone[]): Map<number, Zone[]> {
  const out = new Map<number, Zone[]>();
  for (const z of zones) out.set(z.decree, [...(out.get(z.decree) ?? []), z]);
  return out;
}
