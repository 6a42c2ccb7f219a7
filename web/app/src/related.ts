/** A case's dialogue tables, accords and truces: which of them stand closest to an incident in time. */
import { dayOf } from './calendar';
import type { Row } from './row';
import type { Day, Incident } from './types';

/** A case of social conflict that the ombudsman follows. */
export interface Case {
  id: number;
  code: string | null;
  properties: Record<string, unknown>;
}

export function readCase(row: Row): Case {
  return { id: row.id, code: row.maybeText('code'), properties: row.properties };
}

export interface Table {
  id: number;
  /** As stated: a year, a month or a day. */
  started: string | null;
  cases: number[];
  properties: Record<string, unknown>;
}

export function readTable(row: Row): Table {
  return {
    id: row.id,
    started: row.maybeText('started'),
    cases: row.numbers('cases'),
    properties: row.properties,
  };
}

/** A case of many years has dozens: so many are named, the others are a link away. */
const NAMED = 3;

export interface Related {
  named: Table[];
  others: number;
}

export function closestTables(tables: readonly Table[], incident: Pick<Incident, 'properties' | 'from'>): Related {
  const cases = new Set(Array.isArray(incident.properties.cases) ? incident.properties.cases : []);
  const own = tables.filter((table) => table.cases.some((id) => cases.has(id)));
  const far = new Map(own.map((table) => [table, Math.abs(began(table) - incident.from)]));
  const sorted = own.toSorted((a, b) => (far.get(a) ?? 0) - (far.get(b) ?? 0) || a.id - b.id);
  return { named: sorted.slice(0, NAMED), others: Math.max(0, sorted.length - NAMED) };
}

/** The first day it may have begun; one without a date stands farthest. */
function began(table: Table): Day {
  const [, year, month = '1', day = '1'] = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?/.exec(table.started ?? '') ?? [];
  return year ? dayOf(Number(year), Number(month), Number(day)) : Number.POSITIVE_INFINITY;
}
