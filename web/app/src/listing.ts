/** The list: its order, its two sections, and what stands before and after a row. */
import { holds } from './calendar';
import { fold } from './fold';
import { length, placeName } from './incident';
import type { Day, Incident, Lang, Sort } from './types';

export interface Listing {
  /** The date that the sections are of. */
  date: Day;
  /** Going on on the date. */
  active: Incident[];
  rest: Incident[];
  /** How many there are of each: more than the rows, where not all have been asked for. */
  totals: { active: number; rest: number };
}

export function listing(incidents: readonly Incident[], date: Day, sort: Sort, lang: Lang): Listing {
  const active = incidents.filter((i) => holds(i, date));
  const rest = incidents.filter((i) => !holds(i, date));
  return {
    date,
    // By date, what goes on reads from what began first; any other order holds for both sections.
    active: active.sort(orderOf(sort === 'newest' ? 'oldest' : sort, lang)),
    rest: rest.sort(orderOf(sort, lang)),
    totals: { active: active.length, rest: rest.length },
  };
}

type Order = (a: Incident, b: Incident) => number;

function orderOf(sort: Sort, lang: Lang): Order {
  if (sort !== 'place') return BY_TIME[sort];
  return (a, b) => placeKey(a, lang).localeCompare(placeKey(b, lang)) || BY_TIME.newest(a, b);
}

const BY_TIME: Record<Exclude<Sort, 'place'>, Order> = {
  newest: (a, b) => b.from - a.from || b.to - a.to || a.id - b.id,
  oldest: (a, b) => a.from - b.from || a.to - b.to || a.id - b.id,
  longest: (a, b) => length(b) - length(a) || b.from - a.from || a.id - b.id,
};

/** Without a place: at the end. */
function placeKey(i: Incident, lang: Lang): string {
  const name = placeName(i, lang);
  return name ? fold(name) : '\uffff';
}

/** How many are listed, or would be if all rows were here. */
export function size({ totals }: Listing): number {
  return totals.active + totals.rest;
}

/** Ids in the order of the list. */
export function order(l: Listing): number[] {
  return [...l.active, ...l.rest].map((i) => i.id);
}

/** The ids before and after one in the list, null at its ends; from outside the list one goes on to its first. */
export function beside(ids: readonly number[], id: number): { before: number | null; after: number | null } {
  const at = ids.indexOf(id);
  if (at < 0) return { before: null, after: ids[0] ?? null };
  return { before: ids[at - 1] ?? null, after: ids[at + 1] ?? null };
}
