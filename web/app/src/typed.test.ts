import { describe, expect, it } from 'vitest';
import { readDay } from './typed';

const read = (text: string, edge: 'start' | 'end' = 'start') => {
  const r = readDay(text, edge);
  return r.ok ? new Date(r.day * 86_400_000).toISOString().slice(0, 10) : r.reason;
};

describe('a typed day', () => {
  for (const text of [
    '2 abr 2019',
    '2 Apr 2019',
    '02 ABR 2019',
    '2 de abril de 2019',
    '2 April 2019',
    '2nd April 2019',
    'Apr 2, 2019',
    'April 2 2019',
    '2019-04-02',
    '2019/4/2',
    '02/04/2019',
    '2.4.2019',
    '2-4-2019',
    '  2  abr.  2019 ',
    '2-abr-2019',
  ]) {
    it(`reads ${text}`, () => expect(read(text)).toBe('2019-04-02'));
  }

  it('reads every name of September', () => {
    for (const m of ['set', 'sep', 'sept', 'setiembre', 'septiembre', 'September', 'Sep']) {
      expect(read(`30 ${m} 2018`)).toBe('2018-09-30');
    }
  });

  it('takes a month or a year for its first or its last day', () => {
    expect(read('2019')).toBe('2019-01-01');
    expect(read('2019', 'end')).toBe('2019-12-31');
    expect(read('feb 2020', 'end')).toBe('2020-02-29');
    expect(read('02/2020')).toBe('2020-02-01');
    expect(read('2020-02', 'end')).toBe('2020-02-29');
  });

  for (const text of ['31 feb 2019', '29/02/2019', '2019-13-01', '0 abr 2019', '2019-04-31', '13/2019']) {
    it(`says that there is no ${text}`, () => expect(read(text)).toBe('noSuchDay'));
  }

  for (const text of [
    '',
    'ayer',
    '2 abr',
    '2 abr 19',
    'ma 2019',
    'xyz 2019',
    '2 xyz 2019',
    '2019 x',
    '1 2 3 2019',
    '20190402',
    '2 abr 2019 x',
  ]) {
    it(`does not guess at «${text}»`, () => expect(read(text)).toBe('unreadable'));
  }
});
