import { describe, expect, it } from 'vitest';
import { add, addToEnd, civil, dayOf, daysInMonth, endOf, holds, meet, startOf, type Unit } from './calendar';

const iso = (day: number) => new Date(day * 86_400_000).toISOString().slice(0, 10);
const at = (text: string) => Date.parse(text) / 86_400_000;

describe('a day', () => {
  it('is the same day both ways', () => {
    for (let day = -1000; day < 25_000; day += 37) {
      const c = civil(day);
      expect(dayOf(c.year, c.month, c.day)).toBe(day);
    }
  });

  it('knows leap years', () => {
    expect(daysInMonth(2020, 2)).toBe(29);
    expect(daysInMonth(2019, 2)).toBe(28);
    expect(daysInMonth(2019, 12)).toBe(31);
  });
});

describe('a unit', () => {
  for (const [unit, day, from, to] of [
    ['day', '2019-04-02', '2019-04-02', '2019-04-02'],
    ['week', '2019-04-02', '2019-04-01', '2019-04-07'],
    ['week', '2019-04-01', '2019-04-01', '2019-04-07'],
    ['week', '2019-04-07', '2019-04-01', '2019-04-07'],
    ['week', '1969-12-30', '1969-12-29', '1970-01-04'],
    ['month', '2020-02-29', '2020-02-01', '2020-02-29'],
    ['quarter', '2019-06-30', '2019-04-01', '2019-06-30'],
    ['quarter', '2019-12-31', '2019-10-01', '2019-12-31'],
    ['year', '2019-12-31', '2019-01-01', '2019-12-31'],
  ] as [Unit, string, string, string][]) {
    it(`${unit} of ${day} is ${from} to ${to}`, () => {
      expect(iso(startOf(unit, at(day)))).toBe(from);
      expect(iso(endOf(unit, at(day)))).toBe(to);
    });
  }
});

describe('moving a day', () => {
  for (const [unit, day, n, want] of [
    ['day', '2019-12-31', 1, '2020-01-01'],
    ['week', '2019-04-02', -1, '2019-03-26'],
    ['month', '2019-01-31', 1, '2019-02-28'],
    ['month', '2019-01-15', -1, '2018-12-15'],
    ['month', '2019-03-31', -13, '2018-02-28'],
    ['quarter', '2019-01-31', 1, '2019-04-30'],
    ['year', '2020-02-29', 1, '2021-02-28'],
  ] as [Unit, string, number, string][]) {
    it(`${day} and ${n} ${unit} is ${want}`, () => expect(iso(add(unit, at(day), n))).toBe(want));
  }

  it('keeps the end of a month at the end of a month', () => {
    expect(iso(addToEnd('month', at('2019-12-31'), -1))).toBe('2019-11-30');
    expect(iso(addToEnd('month', at('2019-02-28'), 1))).toBe('2019-03-31');
    expect(iso(addToEnd('day', at('2019-02-28'), 1))).toBe('2019-03-01');
  });
});

it('knows which days a stretch holds and which stretches meet, both ends included', () => {
  const week = { from: 10, to: 16 };
  expect([9, 10, 16, 17].map((day) => holds(week, day))).toEqual([false, true, true, false]);
  expect(meet(week, { from: 16, to: 20 })).toBe(true);
  expect(meet({ from: 0, to: 99 }, week)).toBe(true);
  expect(meet(week, { from: 17, to: 20 })).toBe(false);
});
