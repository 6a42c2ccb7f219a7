import { describe, expect, it } from 'vitest';
import { aim } from './aim';

const wide = { from: 100, to: 400, date: 250, headBottom: 14 };
const narrow = { from: 100, to: 121, date: 106, headBottom: 14 };

describe('a press', () => {
  for (const [px, py, reach, want] of [
    [100, 40, 12, 'from'],
    [88, 40, 12, 'from'],
    [87, 40, 12, 'away'],
    [112, 40, 12, 'from'],
    [113, 40, 12, 'period'],
    [388, 40, 12, 'to'],
    [412, 40, 12, 'to'],
    [413, 40, 12, 'away'],
    [252, 40, 12, 'date'],
    [256, 40, 12, 'period'],
    [260, 10, 12, 'date'],
    [260, 15, 12, 'period'],
    [78, 40, 22, 'from'],
  ] as [number, number, number, string][]) {
    it(`at ${px}, ${py} with reach ${reach} means ${want}`, () => expect(aim(px, py, wide, reach)).toBe(want));
  }

  it('can still move a period narrower than its handles', () => {
    expect(aim(110.5, 40, narrow, 22)).toBe('period');
    expect(aim(103, 40, narrow, 22)).toBe('from');
    expect(aim(118, 40, narrow, 22)).toBe('to');
  });

  it('near the head means the needle even beside a handle', () => {
    expect(aim(100, 8, narrow, 22)).toBe('date');
  });

  it('tells the ends of a period of no width apart', () => {
    const shut = { ...wide, from: 200, to: 200, date: 200 };
    expect(aim(198, 40, shut, 12)).toBe('from');
    expect(aim(202, 40, shut, 12)).toBe('to');
  });
});
