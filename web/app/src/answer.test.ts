import { describe, expect, it } from 'vitest';
import { readCounts, readHistogram } from './answer';
import { dayOf } from './calendar';

const none = { closures: 0, violence: 0, state_action: 0, dialogue: 0, other: 0 };

describe('the histogram', () => {
  it('gathers the categories of each unit', () => {
    const groups = [
      { values: ['2019-03', 'closures'], count: 4 },
      { values: ['2019-03', 'dialogue'], count: 1 },
      { values: ['2019-04', 'closures'], count: 2 },
    ];
    expect([...readHistogram(groups, 'month').counts]).toEqual([
      [dayOf(2019, 3, 1), { ...none, closures: 4, dialogue: 1 }],
      [dayOf(2019, 4, 1), { ...none, closures: 2 }],
    ]);
  });

  it('knows weeks and quarters by their first day', () => {
    expect([...readHistogram([{ values: ['2019-04-01', 'other'], count: 1 }], 'week').counts.keys()]).toEqual([
      dayOf(2019, 4, 1),
    ]);
    expect(readHistogram([{ values: ['2019-04-01', 'other'], count: 1 }], 'quarter').unit).toBe('quarter');
  });

  it('refuses what is not the beginning of a unit, and a category nobody knows', () => {
    expect(() => readHistogram([{ values: ['2019-04-02', 'other'], count: 1 }], 'week')).toThrow('2019-04-02');
    expect(() => readHistogram([{ values: [null, 'other'], count: 1 }], 'month')).toThrow('null');
    expect(() => readHistogram([{ values: ['2019-04', 'wars'], count: 1 }], 'month')).toThrow('wars');
  });
});

it('the counts of a choice are by its value', () => {
  const counts = readCounts([
    { values: ['blockade'], count: 7 },
    { values: ['strike'], count: 2 },
  ]);
  expect(counts.get('blockade')).toBe(7);
  expect(counts.get('truce')).toBeUndefined();
});
