/**
 * Very many incidents, of which the page has but the first rows: the server counts, sorts and turns the pages. What is
 * going on on the date is asked for by itself, since it may be anywhere in the order.
 */
import type { IncidentPage } from './api';
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
  /** The date and the part that the list is of. */
  date: Day;
  narrow: Narrow | null;
  /** How many pass every filter, how many of them go on on the date, and how many the map cannot show. */
  found: number;
  going: number;
  off: number;
  /** Of what is listed: what goes on on the date, and what does not. */
  active: Part;
  rest: Part;
}

/** Asks for one page. */
export type Turn = (path: string) => Promise<IncidentPage>;

export async function findMany(criteria: Criteria, wish: ManyWish, turn: Turn): Promise<Many> {
  const { date, sort, narrow, rows } = wish;
  const path = (section: Section | 'all', within: Narrow | null, limit = MORE) =>
    rowsPath(criteria, { sort, section, date, within, limit });
  const count = async (section: Section | 'all', within: Narrow | null) => (await turn(path(section, within, 1))).total;
  const [active, rest, off, going, found] = await Promise.all([
    read(path('active', narrow), rows.active, turn),
    read(path('rest', narrow), rows.rest, turn),
    count('all', OFF_MAP),
    narrow ? count('active', null) : null,
    narrow ? count('all', null) : null,
  ]);
  return {
    date,
    narrow,
    found: found ?? active.total + rest.total,
    going: going ?? active.total,
    off,
    active,
    rest,
  };
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

export function listingOfMany({ date, active, rest }: Many): Listing {
  return { date, active: active.rows, rest: rest.rows, totals: { active: active.total, rest: rest.total } };
}
