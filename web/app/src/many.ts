/**
 * Very many incidents, of which the page has but the first rows: the server counts, sorts and turns the pages. What is
 * going on on the date is asked for by itself, since it may be anywhere in the order.
 */
import type { IncidentPage } from './api';
import { type Days, holds } from './calendar';
import type { Listing } from './listing';
import { type Criteria, type Narrow, OFF_MAP, rowsPath } from './query';
import type { Day, Incident, Sort } from './types';

/** From so many incidents on, the page does not ask for all of them. */
export const MANY = 5000;

/** So many rows more, each time that more are asked for. */
export const MORE = 100;

export type Section = 'active' | 'rest';

/** What the list is to show. */
export interface ManyWish {
  date: Day;
  sort: Sort;
  /** What alone is listed, of all that is found; null for all. */
  narrow: Narrow | null;
  /** How many rows of each section. */
  rows: Record<Section, number>;
}

/** The first rows in the order wished for, of so many. */
export interface Part {
  rows: Incident[];
  total: number;
}

export interface Many {
  date: Day;
  /** How many pass every filter, and how many of them go on on the date. */
  found: number;
  going: number;
  /** How many of those found the map cannot show. */
  off: number;
  /** Of what is listed: what goes on on the date, and everything. */
  active: Part;
  all: Part;
}

/** Asks for one page. */
export type Turn = (path: string) => Promise<IncidentPage>;

export async function findMany(criteria: Criteria, wish: ManyWish, turn: Turn): Promise<Many> {
  const { date, sort, narrow, rows } = wish;
  const path = (on: Days | null, within: Narrow | null, limit = MORE) =>
    rowsPath(criteria, { sort, on, within, limit });
  const day = { from: date, to: date };
  const count = async (within: Narrow) => (await turn(path(null, within, 1))).total;
  const [whole, going, placeless, shown, active, all] = await Promise.all([
    turn(path(null, null)),
    turn(path(day, null)),
    count(OFF_MAP.placeless),
    count(OFF_MAP.window),
    read(path(day, narrow), rows.active, turn),
    read(path(null, narrow), rows.rest, turn),
  ]);
  // What has no place meets every box.
  const off = whole.total - shown + placeless;
  return { date, found: whole.total, going: going.total, off, active, all };
}

/** Turns pages until there are so many rows, or no more. */
async function read(first: string, wanted: number, turn: Turn): Promise<Part> {
  const rows: Incident[] = [];
  let total = 0;
  for (let next: string | null = first; next !== null && rows.length < wanted; ) {
    const page = await turn(next);
    rows.push(...page.rows);
    if (next === first) total = page.total;
    next = page.next;
  }
  return { rows, total };
}

/** What goes on is listed once, in its own section. */
export function listingOfMany({ date, active, all }: Many): Listing {
  return {
    active: active.rows,
    rest: all.rows.filter((i) => !holds(i, date)),
    totals: { active: active.total, rest: all.total - active.total },
  };
}
