import { describe, expect, it } from 'vitest';
import { axis } from './axis';
import { dayOf } from './calendar';

const press = { from: dayOf(2019, 3, 20), to: dayOf(2019, 4, 12) };
const report = { from: dayOf(2019, 3, 22), to: dayOf(2019, 4, 9) };
const labels = (spans: { from: number; to: number }[]) =>
  axis(spans, 'es').marks.map((m) => `${m.label.replace('\u00a0', ' ')} ${m.anchor}`);

describe('the axis of claims', () => {
  it('marks both starts and both ends', () => {
    expect(labels([press, report])).toEqual(['20 end', '22 mar start', '9 end', '12 abr start']);
  });

  it('marks once what all agree on', () => {
    expect(labels([press, { ...report, from: press.from }])).toEqual(['20 mar middle', '9 end', '12 abr start']);
  });

  it('marks only the outermost where starts and ends mingle', () => {
    expect(
      labels([
        { from: 10, to: 10 },
        { from: 11, to: 11 },
      ]),
    ).toEqual(['11 end', '12 ene start']);
  });

  it('draws the last day whole, inside the width', () => {
    const { x } = axis([press, report], 'es');
    expect(x(press)).toEqual([13, 87]);
    const [from, to] = x(report);
    expect(from).toBeCloseTo(13 + (2 / 24) * 74, 1);
    expect(to).toBeCloseTo(87 - (3 / 24) * 74, 1);
  });
});
