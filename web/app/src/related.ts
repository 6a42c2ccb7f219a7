/** Which of a case's dialogue tables, accords and truces stand closest to an incident in time. */
import { dayOf } from './calendar';
import type { Row } from './row';
import type { Day, Incident } from './types';

/** A case of many years has dozens: so many are named, the others are a link away. */
const NAMED = 3;

export interface Related {
  named: Row[];
  others: number;
}

export function closestTables(tables: readonly Row[], incident: Pick<Incident, 'properties' | 'from'>): Related {
  const cases = new Set(Array.isArray(incident.properties.cases) ? incident.properties.cases : []);
  const own = tables.filter((table) => table.numbers('cases').some((id) => cases.has(id)));
  const far = new Map(own.map((table) => [table, Math.abs(began(table) - incident.from)]));
  const sorted = own.toSorted((a, b) => (far.get(a) ?? 0) - (far.get(b) ?? 0) || a.id - b.id);
  return { named: sorted.slice(0, NAMED), others: Math.max(0, sorted.length - NAMED) };
}

/** The first day it may have begun; one without a date stands farthest. */
function began(table: Row): Day {
  const [, year, month = '1', day = '1'] =
    /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?/.exec(table.maybeText('started') ?? '') ?? [];
  return year ? dayOf(Number(year), Number(month), Number(day)) : Number.POSITIVE_INFINITY;
}
