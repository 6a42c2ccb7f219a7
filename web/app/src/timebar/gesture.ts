/** Where the parts of the time picture go while a pointer holds one. Pure: from where it was pressed and where it is. */
import { clamp, type Days } from '../calendar';
import { type Period, slidTo, wholeMonths, withDate, withFrom, withTo } from '../period';
import { dayAt, dayWidth, nearestStart, type Scale, snapUnit, x } from '../timescale';
import type { Aim, Stands } from './aim';

export interface Gesture {
  aim: Aim;
  /** The period when it was pressed, and where, in pixels from the left of the picture. */
  start: Period;
  pressed: number;
}

/** A press that has not moved so far is a tap. */
export const TAP = 3;

export function stands(scale: Scale, p: Period, headBottom: number): Stands {
  const cut = (day: number) => Math.max(scale.left, Math.min(scale.left + scale.width, x(scale, day)));
  return { from: cut(p.from), to: cut(p.to + 1), date: cut(p.date + 0.5), headBottom };
}

/** The period with the pointer at `px`. Ends jump to what one can aim at on this scale; the needle goes to any day. */
export function dragged(g: Gesture, px: number, scale: Scale, limits: Days): Period {
  const p = g.start;
  const unit = snapUnit(scale);
  const moved = (px - g.pressed) / dayWidth(scale);
  const open = { from: Math.max(limits.from, scale.axis.from), to: Math.min(limits.to, scale.axis.to) };
  switch (g.aim) {
    case 'from':
      return withFrom(p, clamp(nearestStart(unit, p.from + moved), open), limits);
    case 'to':
      return withTo(p, clamp(nearestStart(unit, p.to + 1 + moved) - 1, open), limits);
    case 'date':
      return withDate(p, clamp(Math.round(p.date + moved), open));
    case 'period': {
      const whole = unit === 'month' && wholeMonths(p) > 0;
      const from = whole ? nearestStart('month', p.from + moved) : Math.round(p.from + moved);
      return slidTo(p, from, open);
    }
    case 'away':
      return p;
  }
}

/** A tap between the handles sets the date there; one outside them brings the period there. */
export function tapped(g: Gesture, px: number, scale: Scale, limits: Days): Period {
  const day = dayAt(scale, px);
  if (g.aim === 'period') return withDate(g.start, day);
  if (g.aim !== 'away') return g.start;
  const middle = day - (g.start.to - g.start.from) / 2;
  return slidTo(g.start, wholeMonths(g.start) > 0 ? nearestStart('month', middle) : Math.round(middle), limits);
}
