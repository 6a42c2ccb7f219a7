/**
 * Which incidents are shown. List, map, counts and histogram all take theirs from one `find`, so that they agree.
 * Pure: the same incidents and the same state give the same answer.
 */
import { meet } from './calendar';
import { words } from './fold';
import {
  CATEGORIES,
  type Category,
  type Incident,
  type PlacePrecision,
  PRECISIONS,
  STATUSES,
  type State,
  type Status,
} from './types';

export type Criteria = Pick<
  State,
  'from' | 'to' | 'hiddenCategories' | 'hiddenPrecisions' | 'hiddenStatuses' | 'kinds' | 'text'
>;

/** What a state finds among the incidents. */
export interface Found {
  /** Everything that passes, whatever its dates: the histogram's. */
  everyDate: Incident[];
  /** Of those, what touches the period: the list's and the map's. */
  inPeriod: Incident[];
  /** Per choice of a filter, how many it would show with the other filters as they are. */
  counts: Counts;
}

export interface Counts {
  category: Record<Category, number>;
  precision: Record<PlacePrecision, number>;
  status: Record<Status, number>;
  kind: Map<string, number>;
}

/** Folded text in which a search looks, by incident id. */
export type SearchText = ReadonlyMap<number, string>;

const TESTS = {
  period: (i: Incident, c: Criteria) => meet(i, c),
  category: (i: Incident, c: Criteria) => !c.hiddenCategories.includes(i.category),
  precision: (i: Incident, c: Criteria) => !c.hiddenPrecisions.includes(i.placePrecision),
  kind: (i: Incident, c: Criteria) => c.kinds.length === 0 || c.kinds.includes(i.kind),
  status: (i: Incident, c: Criteria) => !c.hiddenStatuses.includes(i.status),
} as const;
type Test = keyof typeof TESTS;
const NAMES = Object.keys(TESTS) as Test[];

export function find(incidents: readonly Incident[], criteria: Criteria, text: SearchText): Found {
  const wanted = words(criteria.text);
  const found: Found = { everyDate: [], inPeriod: [], counts: noCounts() };
  for (const i of incidents) {
    if (!says(text.get(i.id) ?? '', wanted)) continue;
    const failed = NAMES.filter((name) => !TESTS[name](i, criteria));
    count(found.counts, i, failed);
    if (failed.length === 0) found.inPeriod.push(i);
    if (failed.every((name) => name === 'period')) found.everyDate.push(i);
  }
  return found;
}

/** A choice counts what passes every filter but its own. */
function count(counts: Counts, i: Incident, failed: readonly Test[]): void {
  const only = (name: Test) => failed.length === 0 || (failed.length === 1 && failed[0] === name);
  if (only('category')) counts.category[i.category]++;
  if (only('precision')) counts.precision[i.placePrecision]++;
  if (only('status')) counts.status[i.status]++;
  if (only('kind')) counts.kind.set(i.kind, (counts.kind.get(i.kind) ?? 0) + 1);
}

function noCounts(): Counts {
  const zeros = <T extends string>(names: readonly T[]) =>
    Object.fromEntries(names.map((n) => [n, 0])) as Record<T, number>;
  return { category: zeros(CATEGORIES), precision: zeros(PRECISIONS), status: zeros(STATUSES), kind: new Map() };
}

/** Each word begins a word of the folded text. */
export function says(folded: string, wanted: readonly string[]): boolean {
  return wanted.every((w) => folded.startsWith(w) || folded.includes(` ${w}`));
}
