/** Reads days as people write them, in either language, whichever the page speaks: "2 abr 2019", "2 Apr 2019", "02/04/2019". */
import { dayOf, daysInMonth } from './calendar';
import type { Day } from './types';

export type Typed = { ok: true; day: Day } | { ok: false; reason: 'unreadable' | 'noSuchDay' };

/** Whether a month or a year alone means its first or its last day. */
export type Edge = 'start' | 'end';

const NAMES: readonly (readonly string[])[] = [
  ['enero', 'january'],
  ['febrero', 'february'],
  ['marzo', 'march'],
  ['abril', 'april'],
  ['mayo', 'may'],
  ['junio', 'june'],
  ['julio', 'july'],
  ['agosto', 'august'],
  ['setiembre', 'septiembre', 'september'],
  ['octubre', 'october'],
  ['noviembre', 'november'],
  ['diciembre', 'december'],
];

export function readDay(text: string, edge: Edge = 'start'): Typed {
  const words = text
    .toLowerCase()
    .replace(/\b(de|del|of)\b/g, ' ')
    .replace(/[.,/–-]/g, ' ')
    .replace(/(\d)(st|nd|rd|th)\b/g, '$1')
    .trim()
    .split(/\s+/);
  const numbers = words.map((w) => (/^\d{1,4}$/.test(w) ? Number(w) : null));
  const [a, b, c] = words;
  const [na, nb, nc] = numbers;
  const isYear = (w: string | undefined) => w !== undefined && /^\d{4}$/.test(w);

  if (words.length === 1 && isYear(a) && na) return whole(na, null, edge);
  if (words.length === 2 && isYear(b) && nb) return whole(nb, na ?? monthNamed(a), edge, true);
  if (words.length === 2 && isYear(a) && na) return whole(na, nb ?? null, edge, true);
  if (words.length === 3 && isYear(a) && na) return exact(na, nb ?? null, nc ?? null);
  if (words.length === 3 && isYear(c) && nc) {
    return na == null ? exact(nc, monthNamed(a), nb ?? null) : exact(nc, nb ?? monthNamed(b), na);
  }
  return { ok: false, reason: 'unreadable' };
}

/** The month of a name or of its first three letters and more, in either language. */
function monthNamed(word: string | undefined): number | null {
  if (!word || word.length < 3) return null;
  const n = NAMES.findIndex((names) => names.some((name) => name.startsWith(word)));
  return n < 0 ? null : n + 1;
}

function exact(year: number, month: number | null, day: number | null): Typed {
  if (month === null || day === null) return { ok: false, reason: 'unreadable' };
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return { ok: false, reason: 'noSuchDay' };
  return { ok: true, day: dayOf(year, month, day) };
}

function whole(year: number, month: number | null, edge: Edge, monthNeeded = false): Typed {
  if (month === null && monthNeeded) return { ok: false, reason: 'unreadable' };
  if (month === null) return exact(year, edge === 'start' ? 1 : 12, edge === 'start' ? 1 : 31);
  if (month < 1 || month > 12) return { ok: false, reason: 'noSuchDay' };
  return exact(year, month, edge === 'start' ? 1 : daysInMonth(year, month));
}
