/**
 * What the server found for one state of the page. Pure: how its counts are read, and how the questions of a wish
 * become one answer. List, map, histogram and choices all show the same answer, so that they agree.
 */
import { holds, startOf } from './calendar';
import { readIsoDate } from './format';
import type { BinUnit, Histogram, PerCategory } from './histogram';
import type { KmPost } from './km';
import type { Many, ManyWish } from './many';
import type { Choice, Criteria } from './query';
import { Misshapen } from './row';
import { CATEGORIES, type Day, type Incident } from './types';

/** What the page wants to know at the moment. */
export interface Wish {
  criteria: Criteria;
  /** What a column of the histogram stands for. */
  unit: BinUnit;
  /** The choice that lies open, besides the categories, which always tell their counts. */
  open: Choice | null;
  /** Where there are too many to ask for all of them: which to list. */
  many: ManyWish | null;
}

/** How many there would be with each value of a choice, the other filters as they are. */
export type Counts = ReadonlyMap<string, number>;

export interface Answer {
  /** Everything that passes every filter; of very many, what is listed of it. */
  incidents: Incident[];
  byId: ReadonlyMap<number, Incident>;
  /** What passes every filter but the period; null until it is here. */
  histogram: Histogram | null;
  /** Of the choices that were asked about. */
  counts: Partial<Record<Choice, Counts>>;
  /** The kilometre that the words name, on each scale. */
  posts: KmPost[];
  /** null where all incidents are here. */
  many: Many | null;
  /** What was asked for. */
  criteria: Criteria;
}

/** What the questions brought, before it is put together. */
export type Found = Pick<Answer, 'incidents' | 'many' | 'criteria'>;

/** One line of an aggregate: the values it is of, in the order asked for, and how many incidents it counts. */
export interface Group {
  values: (string | null)[];
  count: number;
}

export function answerOf(
  found: Found,
  histogram: Histogram | null,
  counts: Answer['counts'],
  posts: KmPost[] = [],
): Answer {
  return { ...found, byId: new Map(found.incidents.map((i) => [i.id, i])), histogram, counts, posts };
}

/** How many pass every filter. */
export function foundIn(answer: Answer | null): number {
  return answer?.many?.found ?? answer?.incidents.length ?? 0;
}

/** How many of those go on on a date; null while very many are not asked about it yet. */
export function activeIn(answer: Answer | null, date: Day): number | null {
  if (answer?.many) return answer.many.date === date ? answer.many.going : null;
  return answer?.incidents.filter((i) => holds(i, date)).length ?? 0;
}

export function readCounts(groups: readonly Group[]): Counts {
  return new Map(groups.map(({ values: [value], count }) => [value ?? '', count]));
}

/** From groups by a unit of time and category. */
export function readHistogram(groups: readonly Group[], unit: BinUnit): Histogram {
  const counts = new Map<Day, PerCategory>();
  for (const { values, count } of groups) {
    const [when, what] = values;
    const category = CATEGORIES.find((c) => c === what);
    if (!category) throw new Misshapen(`incidents, aggregate, category ${what}`);
    const from = firstDay(when ?? null, unit);
    const bin = counts.get(from) ?? { closures: 0, violence: 0, state_action: 0, dialogue: 0, other: 0 };
    bin[category] += count;
    counts.set(from, bin);
  }
  return { unit, counts };
}

/** "2019-04" or the unit's first day. */
function firstDay(text: string | null, unit: BinUnit): Day {
  const day = readIsoDate(text?.length === 7 ? `${text}-01` : (text ?? ''));
  if (day === null || startOf(unit, day) !== day) throw new Misshapen(`incidents, aggregate, ${unit} ${text}`);
  return day;
}
