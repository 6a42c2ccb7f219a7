/** The list: its order, its two sections, and what stands before and after a row. */
import { fold } from './fold';
import { activeOn, length } from './incident';
import type { Day, Incident, Sort } from './types';

export interface Listing {
  /** Going on on the date, the longest-running first. */
  active: Incident[];
  rest: Incident[];
}

export function listing(incidents: readonly Incident[], date: Day, sort: Sort): Listing {
  const active = incidents.filter((i) => activeOn(i, date));
  const rest = incidents.filter((i) => !activeOn(i, date));
  return {
    // By date, what goes on reads from what began first; any other order holds for both sections.
    active: active.sort(sort === 'newest' ? ORDER.oldest : ORDER[sort]),
    rest: rest.sort(ORDER[sort]),
  };
}

type Order = (a: Incident, b: Incident) => number;
const ORDER: Record<Sort, Order> = {
  newest: (a, b) => b.from - a.from || b.to - a.to || a.id - b.id,
  oldest: (a, b) => a.from - b.from || a.to - b.to || a.id - b.id,
  longest: (a, b) => length(b) - length(a) || b.from - a.from || a.id - b.id,
  // Without a place: at the end.
  place: (a, b) => placeKey(a).localeCompare(placeKey(b)) || b.from - a.from || a.id - b.id,
};

function placeKey(i: Incident): string {
  return i.place ? fold(i.place) : '\uffff';
}

/** Ids in the order of the list. */
export function order(l: Listing): number[] {
  return [...l.active, ...l.rest].map((i) => i.id);
}

/** The ids before and after one in the list; null at its ends, and where it is not in it. */
export function beside(ids: readonly number[], id: number): { before: number | null; after: number | null } {
  const at = ids.indexOf(id);
  if (at < 0) return { before: null, after: ids[0] ?? null };
  return { before: ids[at - 1] ?? null, after: ids[at + 1] ?? null };
}
