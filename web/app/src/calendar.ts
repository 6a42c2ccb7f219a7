/**
 * Arithmetic on whole days. A Day counts days since 1970-01-01; every calendar question is asked in UTC, so that no
 * clock change moves a date. Weeks begin on Monday.
 */
import type { Day } from './types';

const MS = 86_400_000;

export interface Civil {
  year: number;
  /** 1 to 12. */
  month: number;
  /** 1 to 31. */
  day: number;
}

/** A stretch of days, both ends inclusive. */
export interface Days {
  from: Day;
  to: Day;
}

export type Unit = 'day' | 'week' | 'month' | 'quarter' | 'year';

const MONTHS: Partial<Record<Unit, number>> = { month: 1, quarter: 3, year: 12 };

/** Months above 12 and below 1 roll over into the years beside them. */
export function dayOf(year: number, month: number, day: number): Day {
  return Math.round(Date.UTC(year, month - 1, day) / MS);
}

export function civil(day: Day): Civil {
  const d = new Date(day * MS);
  return { year: d.getUTCFullYear(), month: d.getUTCMonth() + 1, day: d.getUTCDate() };
}

export function daysInMonth(year: number, month: number): number {
  return dayOf(year, month + 1, 1) - dayOf(year, month, 1);
}

/** The first day of the unit that holds the day. */
export function startOf(unit: Unit, day: Day): Day {
  if (unit === 'day') return day;
  // 1970-01-01 was a Thursday, three days after a Monday.
  if (unit === 'week') return day - ((((day + 3) % 7) + 7) % 7);
  const months = MONTHS[unit] ?? 1;
  const { year, month } = civil(day);
  return dayOf(year, month - ((month - 1) % months), 1);
}

/** The last day of the unit that holds the day. */
export function endOf(unit: Unit, day: Day): Day {
  return add(unit, startOf(unit, day), 1) - 1;
}

/** The day n units later; the 31st becomes the last day of a shorter month. */
export function add(unit: Unit, day: Day, n: number): Day {
  if (unit === 'day') return day + n;
  if (unit === 'week') return day + 7 * n;
  const { year, month, day: d } = civil(day);
  const first = civil(dayOf(year, month + n * (MONTHS[unit] ?? 1), 1));
  return dayOf(first.year, first.month, Math.min(d, daysInMonth(first.year, first.month)));
}

/** Moves the last day of a stretch: the end of a month stays the end of a month. */
export function addToEnd(unit: Unit, day: Day, n: number): Day {
  return add(unit, day + 1, n) - 1;
}

export function holds(span: Days, day: Day): boolean {
  return span.from <= day && day <= span.to;
}

/** Whether two stretches have a day in common. */
export function meet(a: Days, b: Days): boolean {
  return a.from <= b.to && b.from <= a.to;
}

export function clamp(day: Day, within: Days): Day {
  return Math.max(within.from, Math.min(within.to, day));
}
