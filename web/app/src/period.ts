/**
 * The period incidents belong to and the date zones belong to, moved together: the period stays inside the extent of
 * the data and the date stays inside the period. Every function returns a new value and leaves the old one alone.
 */
import { add, addToEnd, civil, clamp, type Days, endOf, startOf, type Unit } from './calendar';
import type { Day, State } from './types';

export type Period = Pick<State, 'from' | 'to' | 'date'>;

/** Moves the first day; it stops at the last. */
export function withFrom(p: Period, day: Day, extent: Days): Period {
  return inside({ ...p, from: clamp(day, { from: extent.from, to: p.to }) });
}

/** Moves the last day; it stops at the first. */
export function withTo(p: Period, day: Day, extent: Days): Period {
  return inside({ ...p, to: clamp(day, { from: p.from, to: extent.to }) });
}

/** Moves the date; it stops at the ends of the period. */
export function withDate(p: Period, day: Day): Period {
  return inside({ ...p, date: day });
}

/** Moves the whole period so that it begins on the day, or as near as the extent allows; whole months stay whole. */
export function slidTo(p: Period, from: Day, extent: Days): Period {
  const months = wholeMonths(p);
  if (months && civil(from).day === 1) {
    const last = add('month', endOf('month', extent.to) + 1, -months);
    const start = clamp(from, { from: startOf('month', extent.from), to: Math.max(extent.from, last) });
    const to = addToEnd('month', start - 1, months);
    return inside({ ...p, from: Math.max(start, extent.from), to: Math.min(to, extent.to) });
  }
  const length = p.to - p.from;
  const start = clamp(from, { from: extent.from, to: Math.max(extent.from, extent.to - length) });
  return inside({ ...p, from: start, to: Math.min(start + length, extent.to) });
}

/** A first day someone wrote. Beyond the last day it takes the period along. */
export function writtenFrom(p: Period, day: Day, extent: Days): Period {
  return day <= p.to ? withFrom(p, day, extent) : slidTo(p, day, extent);
}

/** A last day someone wrote. Before the first day it takes the period along. */
export function writtenTo(p: Period, day: Day, extent: Days): Period {
  if (day >= p.from) return withTo(p, day, extent);
  const months = wholeMonths(p);
  const start = months && endOf('month', day) === day ? add('month', day + 1, -months) : day - (p.to - p.from);
  const slid = slidTo(p, Math.max(start, extent.from), extent);
  return withTo(slid, day, extent);
}

/** A date someone wrote. Outside the period it takes the period along, by whole months, the shortest way. */
export function writtenDate(p: Period, day: Day, extent: Days): Period {
  const date = clamp(day, extent);
  let q = p;
  for (let n = 0; date > q.to && q.to < extent.to && n < 2000; n++) q = slidTo(p, add('month', p.from, n + 1), extent);
  for (let n = 0; date < q.from && q.from > extent.from && n < 2000; n++) {
    q = slidTo(p, add('month', p.from, -n - 1), extent);
  }
  return inside({ ...q, date });
}

/** The date some steps on, held inside the period. */
export function stepped(p: Period, unit: Unit, n: number): Period {
  return withDate(p, add(unit, p.date, n));
}

/** How many whole calendar months the period is, or 0 where its ends lie inside months. */
export function wholeMonths(p: Days): number {
  if (startOf('month', p.from) !== p.from || endOf('month', p.to) !== p.to) return 0;
  const a = civil(p.from);
  const b = civil(p.to);
  return (b.year - a.year) * 12 + b.month - a.month + 1;
}

function inside(p: Period): Period {
  return { from: p.from, to: p.to, date: clamp(p.date, p) };
}
