import { describe, expect, it } from 'vitest';
import { dayOf } from './calendar';
import { bins, ruler, stack, total, within } from './histogram';
import { CATEGORIES, type Category } from './types';

const year = { from: dayOf(2019, 1, 1), to: dayOf(2019, 12, 31) };
const incident = (from: number, to: number, category: Category = 'closures') => ({ from, to, category });

describe('bins', () => {
  it('cover the extent without gaps, in whole units', () => {
    for (const unit of ['week', 'month', 'quarter'] as const) {
      const all = bins([], unit, { from: dayOf(2012, 1, 1), to: dayOf(2025, 12, 31) });
      expect(all[0]?.from).toBeLessThanOrEqual(dayOf(2012, 1, 1));
      expect(all.at(-1)?.to).toBeGreaterThanOrEqual(dayOf(2025, 12, 31));
      for (let n = 1; n < all.length; n++) expect(all[n]?.from).toBe((all[n - 1]?.to ?? 0) + 1);
    }
    expect(bins([], 'month', { from: dayOf(2012, 1, 1), to: dayOf(2025, 12, 31) })).toHaveLength(168);
    expect(bins([], 'quarter', year)).toHaveLength(4);
  });

  it('count an incident in every month its period touches', () => {
    const all = bins([incident(dayOf(2019, 2, 4), dayOf(2019, 4, 13))], 'month', year);
    expect(all.map(total)).toEqual([0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('count the last day of a month in that month and the first in the next', () => {
    const all = bins(
      [incident(dayOf(2019, 3, 31), dayOf(2019, 3, 31)), incident(dayOf(2019, 4, 1), dayOf(2019, 4, 1))],
      'month',
      year,
    );
    expect(all.slice(2, 4).map(total)).toEqual([1, 1]);
  });

  it('leave out what lies outside the extent and keep what reaches into it', () => {
    const all = bins(
      [
        incident(dayOf(2018, 12, 1), dayOf(2018, 12, 31)),
        incident(dayOf(2018, 12, 1), dayOf(2019, 1, 1)),
        incident(dayOf(2019, 12, 31), dayOf(2020, 6, 1)),
        incident(dayOf(2020, 1, 1), dayOf(2020, 1, 1)),
      ],
      'month',
      year,
    );
    expect(all.map(total)).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
  });

  it('agree with counting one incident and one bin at a time', () => {
    let seed = 7;
    const random = (n: number) => {
      seed = (seed * 48271) % 2147483647;
      return seed % n;
    };
    const some = Array.from({ length: 400 }, () => {
      const from = dayOf(2011, 6, 1) + random(5800);
      return incident(from, from + random(120), CATEGORIES[random(5)]);
    });
    const extent = { from: dayOf(2012, 1, 1), to: dayOf(2025, 12, 31) };
    for (const unit of ['week', 'month', 'quarter'] as const) {
      for (const bin of bins(some, unit, extent)) {
        expect(total(bin)).toBe(within(some, bin));
        for (const c of CATEGORIES)
          expect(bin.counts[c]).toBe(
            within(
              some.filter((i) => i.category === c),
              bin,
            ),
          );
      }
    }
  });
});

it('a stack stands on the ground and leaves out empty layers', () => {
  const bin = { from: 0, to: 30, counts: { closures: 2, violence: 0, state_action: 1, dialogue: 0, other: 3 } };
  expect(stack(bin)).toEqual([
    { category: 'closures', base: 0, count: 2 },
    { category: 'state_action', base: 2, count: 1 },
    { category: 'other', base: 3, count: 3 },
  ]);
});

describe('the ruler', () => {
  for (const [max, top, lines] of [
    [0, 1, []],
    [1, 1, [1]],
    [3, 3, [1, 2, 3]],
    [4, 4, [2, 4]],
    [8, 10, [5, 10]],
    [11, 11, [5, 10]],
    [19, 19, [5, 10, 15]],
    [24, 24, [10, 20]],
    [62, 62, [20, 40, 60]],
    [900, 1000, [500, 1000]],
  ] as [number, number, number[]][]) {
    it(`marks ${lines.join(', ') || 'nothing'} for at most ${max}`, () => expect(ruler(max)).toEqual({ top, lines }));
  }

  it('draws fewer where there is less room', () => {
    expect(ruler(18, 2)).toEqual({ top: 20, lines: [10, 20] });
    expect(ruler(24, 2)).toEqual({ top: 24, lines: [10, 20] });
  });

  it('never draws more than three lines nor a column above its top', () => {
    for (let max = 1; max < 3000; max++) {
      const { top, lines } = ruler(max);
      expect(top).toBeGreaterThanOrEqual(max);
      expect(lines.length).toBeGreaterThan(0);
      expect(lines.length).toBeLessThanOrEqual(3);
    }
  });
});
