import { describe, expect, it } from 'vitest';
import { add, dayOf, endOf } from './calendar';
import {
  type Period,
  slidTo,
  stepped,
  wholeMonths,
  withDate,
  withFrom,
  withTo,
  writtenDate,
  writtenFrom,
  writtenTo,
} from './period';

const at = (text: string) => Date.parse(text) / 86_400_000;
const iso = (day: number) => new Date(day * 86_400_000).toISOString().slice(0, 10);
const told = (p: Period) => `${iso(p.from)} ${iso(p.to)} ${iso(p.date)}`;
const extent = { from: at('2012-01-01'), to: at('2025-12-31') };
const start: Period = { from: at('2019-01-01'), to: at('2019-12-31'), date: at('2019-04-02') };

describe('moving an end', () => {
  it('keeps the date inside the period', () => {
    expect(told(withFrom(start, at('2019-06-01'), extent))).toBe('2019-06-01 2019-12-31 2019-06-01');
    expect(told(withTo(start, at('2019-03-01'), extent))).toBe('2019-01-01 2019-03-01 2019-03-01');
  });

  it('stops at the other end and at the extent', () => {
    expect(told(withFrom(start, at('2020-06-01'), extent))).toBe('2019-12-31 2019-12-31 2019-12-31');
    expect(told(withTo(start, at('2018-06-01'), extent))).toBe('2019-01-01 2019-01-01 2019-01-01');
    expect(told(withFrom(start, at('2001-01-01'), extent))).toBe('2012-01-01 2019-12-31 2019-04-02');
    expect(told(withTo(start, at('2031-01-01'), extent))).toBe('2019-01-01 2025-12-31 2019-04-02');
  });

  it('moves the date no further than the period', () => {
    expect(told(withDate(start, at('2020-06-01')))).toBe('2019-01-01 2019-12-31 2019-12-31');
    expect(told(stepped(start, 'month', -6))).toBe('2019-01-01 2019-12-31 2019-01-01');
    expect(told(stepped(start, 'week', 1))).toBe('2019-01-01 2019-12-31 2019-04-09');
  });
});

describe('sliding the period', () => {
  it('keeps whole months whole', () => {
    expect(wholeMonths(start)).toBe(12);
    expect(told(slidTo(start, at('2020-02-01'), extent))).toBe('2020-02-01 2021-01-31 2020-02-01');
    const january = { from: at('2019-01-01'), to: at('2019-01-31'), date: at('2019-01-31') };
    expect(told(slidTo(january, at('2019-03-01'), extent))).toBe('2019-03-01 2019-03-31 2019-03-01');
  });

  it('keeps other lengths in days', () => {
    const p = { from: at('2019-01-10'), to: at('2019-01-20'), date: at('2019-01-12') };
    expect(told(slidTo(p, at('2019-02-25'), extent))).toBe('2019-02-25 2019-03-07 2019-02-25');
  });

  it('stops at the extent without losing its length', () => {
    expect(told(slidTo(start, at('2025-06-01'), extent))).toBe('2025-01-01 2025-12-31 2025-01-01');
    expect(told(slidTo(start, at('2001-01-01'), extent))).toBe('2012-01-01 2012-12-31 2012-12-31');
    const all = { ...extent, date: at('2019-04-02') };
    expect(told(slidTo(all, at('2015-01-01'), extent))).toBe(told(all));
  });
});

describe('a written day', () => {
  it('takes the period along when it lies beyond the other end', () => {
    expect(told(writtenFrom(start, at('2022-01-01'), extent))).toBe('2022-01-01 2022-12-31 2022-01-01');
    expect(told(writtenTo(start, at('2016-12-31'), extent))).toBe('2016-01-01 2016-12-31 2016-12-31');
    expect(told(writtenTo(start, at('2016-06-15'), extent))).toBe('2015-06-17 2016-06-15 2016-06-15');
  });

  it('takes the period along when the date lies outside it', () => {
    expect(told(writtenDate(start, at('2022-06-10'), extent))).toBe('2021-07-01 2022-06-30 2022-06-10');
    expect(told(writtenDate(start, at('2018-12-31'), extent))).toBe('2018-12-01 2019-11-30 2018-12-31');
    expect(told(writtenDate(start, at('2019-05-01'), extent))).toBe('2019-01-01 2019-12-31 2019-05-01');
  });
});

it('whatever is moved, the date stays inside the period and the period inside the extent', () => {
  let seed = 11;
  const random = (n: number) => {
    seed = (seed * 48271) % 2147483647;
    return seed % n;
  };
  const anyDay = () => dayOf(2010, 1, 1) + random(6500);
  const moves = [
    withFrom,
    withTo,
    slidTo,
    writtenFrom,
    writtenTo,
    writtenDate,
    (p: Period, d: number) => withDate(p, d),
  ];
  let p = start;
  for (let n = 0; n < 5000; n++) {
    const day =
      n % 3 === 0 ? endOf('month', anyDay()) : n % 3 === 1 ? add('month', dayOf(2012, 1, 1), random(168)) : anyDay();
    const within = Math.max(extent.from, Math.min(extent.to, day));
    const move = moves[random(moves.length)];
    if (!move) continue;
    p = move(p, move === writtenFrom || move === writtenTo ? within : day, extent);
    expect(p.from).toBeLessThanOrEqual(p.to);
    expect(p.from).toBeGreaterThanOrEqual(extent.from);
    expect(p.to).toBeLessThanOrEqual(extent.to);
    expect(p.date).toBeGreaterThanOrEqual(p.from);
    expect(p.date).toBeLessThanOrEqual(p.to);
  }
});
