/** From days to pixels and back, and the marks under an axis of time. Positions are pixels from the left of the picture. */
import { add, civil, type Days, endOf, startOf, type Unit } from './calendar';
import type { Day } from './types';

export interface Scale {
  axis: Days;
  left: number;
  width: number;
}

/** A labelled stretch under the axis, cut to it. */
export interface Mark extends Days {
  unit: 'year' | 'month' | 'week';
  /** Whether the mark begins inside the axis, and so has a tick. */
  tick: boolean;
  /** Whether there is room for its words; a crowded axis names every second, third, … mark. */
  named: boolean;
}

/** Left edge of the day; the right edge of the last day of a stretch is `x(scale, to + 1)`. */
export function x(scale: Scale, day: number): number {
  return scale.left + (day - scale.axis.from) * dayWidth(scale);
}

export function dayWidth(scale: Scale): number {
  return scale.width / (scale.axis.to - scale.axis.from + 1);
}

/** The day under the pixel, held inside the axis. */
export function dayAt(scale: Scale, px: number): Day {
  const day = Math.floor(scale.axis.from + (px - scale.left) / dayWidth(scale));
  return Math.max(scale.axis.from, Math.min(scale.axis.to, day));
}

/** Left edge and width of the part of a stretch that lies on the axis, or null where none does. */
export function part(scale: Scale, days: Days): { x: number; width: number } | null {
  const from = Math.max(days.from, scale.axis.from);
  const to = Math.min(days.to, scale.axis.to);
  if (from > to) return null;
  return { x: x(scale, from), width: (to - from + 1) * dayWidth(scale) };
}

/** The axis of the whole picture: whole years. */
export function wholeYears(extent: Days): Days {
  return { from: startOf('year', extent.from), to: endOf('year', extent.to) };
}

/** The axis of an enlarged period: whole weeks. */
export function wholeWeeks(period: Days): Days {
  return { from: startOf('week', period.from), to: endOf('week', period.to) };
}

/** Pixels a label of each unit needs: "2019", "abr", "29 abr". */
const ROOM = { year: 30, month: 30, week: 46 };

/** Marks of the finest unit whose labels fit; of years where none does, with some left unnamed. `room` overrides a year's. */
export function marks(scale: Scale, yearRoom = ROOM.year): Mark[] {
  const px = dayWidth(scale);
  const unit = px * 7 >= ROOM.week ? 'week' : px * 28 >= ROOM.month ? 'month' : 'year';
  const every = unit === 'year' ? Math.max(1, Math.ceil(yearRoom / (px * 365))) : 1;
  const out: Mark[] = [];
  for (let day = startOf(unit, scale.axis.from); day <= scale.axis.to; day = add(unit, day, 1)) {
    const from = Math.max(day, scale.axis.from);
    const to = Math.min(endOf(unit, day), scale.axis.to);
    const fits = (to - from + 1) * px >= (unit === 'year' ? Math.min(yearRoom, px * 365) : ROOM[unit]) * 0.95;
    const named = fits && (unit !== 'year' || civil(day).year % every === 0);
    out.push({ unit, from, to, tick: from === day, named });
  }
  return out;
}

/** What dragged ends jump to: the finest unit one can aim at with a pointer. */
export function snapUnit(scale: Scale): Unit {
  const px = dayWidth(scale);
  if (px >= 2) return 'day';
  return px * 7 >= 4 ? 'week' : 'month';
}

/** The beginning of a unit nearest to a place between two days (a day's number with its fraction). */
export function nearestStart(unit: Unit, place: number): Day {
  const day = Math.floor(place);
  const from = startOf(unit, day);
  const next = endOf(unit, day) + 1;
  return place - from <= next - place ? from : next;
}
