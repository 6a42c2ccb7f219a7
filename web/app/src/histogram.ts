/**
 * Counts of incidents over time, as the server gives them. An incident counts in every bin its period touches, so a
 * closure of three months stands in three of them and the bins add up to more than the incidents.
 */
import { add, type Days, startOf } from './calendar';
import { CATEGORIES, type Category, type Day } from './types';

export type BinUnit = 'week' | 'month' | 'quarter';
export type PerCategory = Record<Category, number>;

/** What the server counted, by the first day of each unit; units without an incident are left out. */
export interface Histogram {
  unit: BinUnit;
  counts: ReadonlyMap<Day, PerCategory>;
}

/** A week, month or quarter with what it touches, both ends inclusive. */
export interface Bin {
  from: Day;
  to: Day;
  counts: PerCategory;
}

/** A category's share of a column, from `base` to `base + count` incidents above the ground. */
export interface Layer {
  category: Category;
  base: number;
  count: number;
}

/** Whole units, from the one that holds the first day of the extent to the one that holds its last. */
export function bins({ unit, counts }: Histogram, extent: Days): Bin[] {
  const out: Bin[] = [];
  for (let from = startOf(unit, extent.from); from <= extent.to; ) {
    const next = add(unit, from, 1);
    out.push({ from, to: next - 1, counts: counts.get(from) ?? NOTHING });
    from = next;
  }
  return out;
}

export function total(bin: Bin): number {
  return CATEGORIES.reduce((sum, c) => sum + bin.counts[c], 0);
}

/** The column of a bin from the ground up, in the order of the legend, without its empty layers. */
export function stack(bin: Bin): Layer[] {
  let base = 0;
  const out: Layer[] = [];
  for (const category of CATEGORIES) {
    const count = bin.counts[category];
    if (count > 0) out.push({ category, base, count });
    base += count;
  }
  return out;
}

/** The tallest column and the counts at which to draw a line: at most so many steps of 1, 2 or 5 times a power of ten. */
export function ruler(max: number, most = 3): { top: number; lines: number[] } {
  if (max <= 0) return { top: 1, lines: [] };
  const step = niceStep(max, most);
  let top = max;
  // One line low in an otherwise unmarked picture says too little: go on to the second.
  if (max > step && max < 2 * step) top = 2 * step;
  const lines: number[] = [];
  for (let y = step; y <= top; y += step) lines.push(y);
  return { top, lines };
}

function niceStep(max: number, most: number): number {
  for (let power = 1; ; power *= 10) {
    for (const digit of [1, 2, 5]) {
      if (Math.floor(max / (digit * power)) <= most) return digit * power;
    }
  }
}

const NOTHING: PerCategory = { closures: 0, violence: 0, state_action: 0, dialogue: 0, other: 0 };
