import { describe, expect, it } from 'vitest';
import { dayOf } from './calendar';
import { bins, ruler, stack, total } from './histogram';

const year = { from: dayOf(2019, 1, 1), to: dayOf(2019, 12, 31) };
const one = { closures: 1, violence: 0, state_action: 0, dialogue: 0, other: 0 };

describe('bins', () => {
  it('cover the extent without gaps, in whole units', () => {
    const extent = { from: dayOf(2012, 1, 1), to: dayOf(2025, 12, 31) };
    const counts = new Map();
    for (const unit of ['week', 'month', 'quarter'] as const) {
      const all = bins({ unit, counts }, extent);
      expect(all[0]?.from).toBeLessThanOrEqual(extent.from);
      expect(all.at(-1)?.to).toBeGreaterThanOrEqual(extent.to);
      for (let n = 1; n < all.length; n++) expect(all[n]?.from).toBe((all[n - 1]?.to ?? 0) + 1);
    }
    expect(bins({ unit: 'month', counts }, extent)).toHaveLength(168);
    expect(bins({ unit: 'quarter', counts }, year)).toHaveLength(4);
  });

  it('hold what the server counted in them, and nothing elsewhere', () => {
    const counts = new Map([
      [dayOf(2018, 12, 1), one],
      [dayOf(2019, 2, 1), { ...one, dialogue: 2 }],
      [dayOf(2019, 12, 1), one],
    ]);
    expect(bins({ unit: 'month', counts }, year).map(total)).toEqual([0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
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
