import { describe, expect, it } from 'vitest';
import { dayOf } from './calendar';
import { dayAt, marks, nearestStart, part, type Scale, snapUnit, wholeWeeks, wholeYears, x } from './timescale';

const at = (text: string) => Date.parse(text) / 86_400_000;
const whole: Scale = { axis: { from: at('2012-01-01'), to: at('2025-12-31') }, left: 92, width: 968 };
const over = (from: string, to: string, width = 968): Scale => ({
  axis: { from: at(from), to: at(to) },
  left: 92,
  width,
});

describe('a scale', () => {
  it('finds the day under every pixel and the pixel of every day', () => {
    const scale = over('2019-01-01', '2019-12-31', 1000);
    for (let day = scale.axis.from; day <= scale.axis.to; day++) expect(dayAt(scale, x(scale, day + 0.5))).toBe(day);
    expect(x(scale, scale.axis.from)).toBe(92);
    expect(x(scale, scale.axis.to + 1)).toBeCloseTo(1092, 6);
  });

  it('holds a pixel outside the picture inside the axis', () => {
    expect(dayAt(whole, -50)).toBe(whole.axis.from);
    expect(dayAt(whole, 5000)).toBe(whole.axis.to);
  });

  it('cuts a stretch to the axis', () => {
    const scale = over('2019-01-01', '2019-01-10', 100);
    expect(part(scale, { from: at('2018-12-01'), to: at('2019-01-02') })).toEqual({ x: 92, width: 20 });
    expect(part(scale, { from: at('2019-01-10'), to: at('2019-02-02') })).toEqual({ x: 182, width: 10 });
    expect(part(scale, { from: at('2019-02-01'), to: at('2019-02-02') })).toBeNull();
  });
});

it('an axis is whole years or whole weeks', () => {
  expect(wholeYears({ from: at('2012-03-04'), to: at('2025-12-05') })).toEqual({
    from: at('2012-01-01'),
    to: at('2025-12-31'),
  });
  expect(wholeWeeks({ from: at('2019-01-01'), to: at('2019-01-31') })).toEqual({
    from: at('2018-12-31'),
    to: at('2019-02-03'),
  });
});

describe('marks', () => {
  it('name every year of the whole picture', () => {
    const m = marks(whole);
    expect(m).toHaveLength(14);
    expect(m.every((k) => k.unit === 'year' && k.named && k.tick)).toBe(true);
  });

  it('leave years unnamed where they would touch', () => {
    const m = marks({ ...whole, width: 280 });
    expect(m).toHaveLength(14);
    expect(m.filter((k) => k.named).length).toBe(7);
    expect(marks({ ...whole, width: 280 }, 18).every((k) => k.named)).toBe(true);
  });

  it('name months of a year and weeks of a month', () => {
    expect(marks(over('2019-01-01', '2019-12-31')).map((k) => k.unit)).toEqual(Array(12).fill('month'));
    const weeks = marks(over('2019-04-01', '2019-05-05'));
    expect(weeks).toHaveLength(5);
    expect(weeks[1]).toMatchObject({ unit: 'week', from: at('2019-04-08'), to: at('2019-04-14'), tick: true });
  });

  it('draw no tick where the axis begins inside a month, nor a name where the rest is too narrow', () => {
    const [first, second] = marks(over('2018-12-31', '2020-01-05'));
    expect(first).toMatchObject({ from: at('2018-12-31'), tick: false, named: false });
    expect(second).toMatchObject({ from: dayOf(2019, 1, 1), tick: true, named: true });
  });
});

describe('snapping', () => {
  it('is to what a pointer can aim at', () => {
    expect(snapUnit(whole)).toBe('month');
    expect(snapUnit(over('2019-01-01', '2019-12-31'))).toBe('day');
    expect(snapUnit(over('2018-01-01', '2019-12-31'))).toBe('week');
  });

  it('goes to the nearer beginning', () => {
    expect(nearestStart('month', at('2019-04-12'))).toBe(at('2019-04-01'));
    expect(nearestStart('month', at('2019-04-20'))).toBe(at('2019-05-01'));
    expect(nearestStart('week', at('2019-04-02'))).toBe(at('2019-04-01'));
    expect(nearestStart('day', at('2019-04-02') + 0.6)).toBe(at('2019-04-03'));
  });
});
