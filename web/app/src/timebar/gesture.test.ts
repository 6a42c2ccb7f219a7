import { describe, expect, it } from 'vitest';
import type { Period } from '../period';
import { x } from '../timescale';
import { dragged, type Gesture, tapped } from './gesture';

const at = (text: string) => Date.parse(text) / 86_400_000;
const iso = (day: number) => new Date(day * 86_400_000).toISOString().slice(0, 10);
const told = (p: Period) => `${iso(p.from)} ${iso(p.to)} ${iso(p.date)}`;

const limits = { from: at('2012-01-01'), to: at('2025-12-31') };
const whole = { axis: limits, left: 92, width: 968 };
const year = { axis: { from: at('2018-12-31'), to: at('2020-01-05') }, left: 92, width: 968 };
const start: Period = { from: at('2019-01-01'), to: at('2019-12-31'), date: at('2019-04-02') };
const hold = (aim: Gesture['aim'], day: string, scale = whole): Gesture => ({ aim, start, pressed: x(scale, at(day)) });

describe('dragging', () => {
  it('an end jumps to months where days cannot be aimed at, and to days where they can', () => {
    expect(told(dragged(hold('from', '2019-01-01'), x(whole, at('2019-03-05')), whole, limits))).toBe(
      '2019-03-01 2019-12-31 2019-04-02',
    );
    expect(told(dragged(hold('to', '2020-01-01'), x(whole, at('2019-09-27')), whole, limits))).toBe(
      '2019-01-01 2019-09-30 2019-04-02',
    );
    expect(told(dragged(hold('from', '2019-01-01', year), x(year, at('2019-03-05')), year, limits))).toBe(
      '2019-03-05 2019-12-31 2019-04-02',
    );
  });

  it('a press that does not move changes nothing', () => {
    for (const aim of ['from', 'to', 'date', 'period', 'away'] as const) {
      const g = hold(aim, '2019-06-01');
      expect(told(dragged(g, g.pressed, whole, limits))).toBe(told(start));
    }
  });

  it('the needle goes to any day of the period and no further', () => {
    expect(told(dragged(hold('date', '2019-04-02'), x(whole, at('2019-05-02')), whole, limits))).toBe(
      '2019-01-01 2019-12-31 2019-05-02',
    );
    expect(told(dragged(hold('date', '2019-04-02'), x(whole, at('2021-05-02')), whole, limits))).toBe(
      '2019-01-01 2019-12-31 2019-12-31',
    );
  });

  it('the period moves by whole months, takes the needle along at its edge and stops at the axis', () => {
    const g = hold('period', '2019-06-01');
    expect(told(dragged(g, x(whole, at('2020-05-28')), whole, limits))).toBe('2020-01-01 2020-12-31 2020-01-01');
    expect(told(dragged(g, 5000, whole, limits))).toBe('2025-01-01 2025-12-31 2025-01-01');
  });

  it('an end stops at the edge of an enlarged axis', () => {
    expect(told(dragged(hold('from', '2019-01-01', year), -900, year, limits))).toBe(
      '2018-12-31 2019-12-31 2019-04-02',
    );
  });
});

describe('a tap', () => {
  it('between the handles sets the date', () => {
    expect(told(tapped(hold('period', '2019-06-01'), x(whole, at('2019-06-01') + 0.5), whole, limits))).toBe(
      '2019-01-01 2019-12-31 2019-06-01',
    );
  });

  it('outside them brings the period there', () => {
    expect(told(tapped(hold('away', '2022-06-30'), x(whole, at('2022-07-01')), whole, limits))).toBe(
      '2022-01-01 2022-12-31 2022-01-01',
    );
  });
});
