/**
 * Counts of incidents over time. An incident counts in every bin its period touches, so a closure of three months
 * stands in three of them and the bins add up to more than the incidents: `within` gives the number of those.
 */
import { add, type Days, meet, startOf } from './calendar';
import { CATEGORIES, type Category, type Day, type Incident } from './types';

export type BinUnit = 'week' | 'month' | 'quarter';

/** A week, month or quarter with what it touches, both ends inclusive. */
export interface Bin {
  from: Day;
  to: Day;
  counts: Record<Category, number>;
}

/** A category's share of a column, from `base` to `base + count` incidents above the ground. */
export interface Layer {
  category: Category;
  base: number;
  count: number;
}

type Counted = Pick<Incident, 'from' | 'to' | 'category'>;

/** Whole units, from the one that holds the first day of the extent to the one that holds its last. */
export function bins(incidents: readonly Counted[], unit: BinUnit, extent: Days): Bin[] {
  const out: Bin[] = [];
  for (let from = startOf(unit, extent.from); from <= extent.to; ) {
    const next = add(unit, from, 1);
    out.push({ from, to: next - 1, counts: nothing() });
    from = next;
  }
  for (const i of incidents) {
    for (let n = firstEndingFrom(out, i.from); n < out.length; n++) {
      const bin = out[n];
      if (!bin || bin.from > i.to) break;
      bin.counts[i.category]++;
    }
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

/** How many incidents touch the period, each counted once, whatever the bins say. */
export function within(incidents: readonly Counted[], period: Days): number {
  return incidents.reduce((n, i) => n + (meet(i, period) ? 1 : 0), 0);
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

function nothing(): Record<Category, number> {
  return { closures: 0, violence: 0, state_action: 0, dialogue: 0, other: 0 };
}

/** Index of the first bin that ends on the day or later, by halving. */
function firstEndingFrom(sorted: readonly Bin[], day: Day): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if ((sorted[mid]?.to ?? day) < day) low = mid + 1;
    else high = mid;
  }
  return low;
}
