import { describe, expect, it } from 'vitest';
import { dayOf } from './calendar';
import { bounds, type Claim, periods } from './claim';

let id = 0;
const claim = (source: string, from: number, to: number): Claim => ({
  id: ++id,
  field: 'period',
  value: '',
  low: null,
  high: null,
  from,
  to,
  source: { id, name: source, nameEs: null, url: null, date: null },
  properties: {},
});
const press = claim('El Comercio', dayOf(2019, 3, 20), dayOf(2019, 4, 12));
const report = claim('Defensoría del Pueblo, n.º 181', dayOf(2019, 3, 22), dayOf(2019, 4, 9));

describe('periods that sources state', () => {
  it('leave out a day that the same publisher tells of within its own period', () => {
    const day = claim('Defensoría del Pueblo, n.º 182', dayOf(2019, 4, 9), dayOf(2019, 4, 9));
    expect(periods([press, report, day]).map((s) => s.claim)).toEqual([press, report]);
  });

  it('leave out a day that another publisher tells of amid the period, and keep its first or last', () => {
    const amid = claim('RPP', dayOf(2019, 4, 1), dayOf(2019, 4, 1));
    const first = claim('RPP', dayOf(2019, 3, 20), dayOf(2019, 3, 20));
    expect(periods([press, report, amid, first]).map((s) => s.claim)).toEqual([press, report, first]);
  });

  it('keep one of two equal claims of a publisher, and both of two publishers', () => {
    const again = { ...report, id: ++id };
    const other = { ...report, id: ++id, source: { ...report.source, name: 'La República' } };
    expect(periods([report, again, other]).map((s) => s.claim)).toEqual([report, other]);
  });
});

describe('bounds', () => {
  it('say between which days an incident began and ended', () => {
    expect(bounds(periods([press, report]))).toEqual({
      start: { first: dayOf(2019, 3, 20), last: dayOf(2019, 3, 22) },
      end: { first: dayOf(2019, 4, 9), last: dayOf(2019, 4, 12) },
      days: { low: 19, high: 24 },
    });
  });

  it('are silent where sources agree, where one speaks, and where the periods do not meet', () => {
    expect(bounds(periods([press]))).toBeNull();
    expect(bounds(periods([press, { ...press, id: ++id, source: { ...press.source, name: 'RPP' } }]))).toBeNull();
    const later = claim('RPP', dayOf(2019, 6, 1), dayOf(2019, 6, 2));
    expect(bounds(periods([press, later]))).toBeNull();
  });
});
