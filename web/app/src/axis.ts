/** A shared axis for the periods that several sources give: where each stands, in percent, and what is marked. */
import { civil } from './calendar';
import { shortDate, shortMonth } from './format';
import type { Day, Lang } from './types';

export interface Mark {
  /** Percent of the width. */
  at: number;
  label: string;
  anchor: 'start' | 'middle' | 'end';
}

export interface Axis {
  /** From and to in percent; the last day is drawn whole. */
  x(span: { from: Day; to: Day }): [number, number];
  marks: Mark[];
}

/** Room left at both sides for the words of the outer marks, in percent. */
const ROOM = 13;

export function axis(spans: readonly { from: Day; to: Day }[], lang: Lang): Axis {
  const starts = spans.map((s) => s.from);
  const ends = spans.map((s) => s.to);
  const first = Math.min(...starts);
  const last = Math.max(...ends);
  const scale = (100 - 2 * ROOM) / (last - first + 1);
  const at = (day: Day) => Math.round((ROOM + (day - first) * scale) * 100) / 100;
  const start = { a: first, b: Math.max(...starts) };
  const end = { a: Math.min(...ends), b: last };
  // Starts and ends that mingle would write over each other: then only the outermost are marked.
  const mingled = start.b >= end.a;
  const marks = mingled
    ? pair(first, last, at(first), at(last + 1), lang)
    : [
        ...pair(start.a, start.b, at(start.a), at(start.b), lang),
        ...pair(end.a, end.b, at(end.a + 1), at(end.b + 1), lang),
      ];
  return { x: (s) => [at(s.from), at(s.to + 1)], marks };
}

/** The earlier date to the left of its line, the later to the right; one alone stands in the middle. */
function pair(a: Day, b: Day, atA: number, atB: number, lang: Lang): Mark[] {
  if (a === b && atA === atB) return [{ at: atA, label: shortDate(a, lang, false), anchor: 'middle' }];
  const [ca, cb] = [civil(a), civil(b)];
  const sameMonth = ca.month === cb.month && ca.year === cb.year;
  return [
    { at: atA, label: sameMonth ? String(ca.day) : `${ca.day}\u00a0${shortMonth(ca.month, lang)}`, anchor: 'end' },
    { at: atB, label: shortDate(b, lang, ca.year !== cb.year), anchor: 'start' },
  ];
}
