import { describe, expect, it } from 'vitest';
import { dayOf } from './calendar';
import * as f from './format';

const plain = (s: string) => s.replaceAll('\u00a0', ' ');

describe('dates', () => {
  it('are short in both languages', () => {
    expect(plain(f.shortDate(dayOf(2019, 4, 2), 'es'))).toBe('2 abr 2019');
    expect(plain(f.shortDate(dayOf(2018, 9, 1), 'es'))).toBe('1 set 2018');
    expect(plain(f.shortDate(dayOf(2018, 9, 1), 'en'))).toBe('1 Sep 2018');
  });

  it.each([
    [dayOf(2019, 4, 2), dayOf(2019, 4, 2), '2 abr 2019'],
    [dayOf(2019, 11, 5), dayOf(2019, 11, 15), '5–15 nov 2019'],
    [dayOf(2019, 3, 20), dayOf(2019, 4, 12), '20 mar – 12 abr 2019'],
    [dayOf(2018, 12, 28), dayOf(2019, 1, 3), '28 dic 2018 – 3 ene 2019'],
  ])('join to ranges', (from, to, text) => expect(plain(f.dateRange(from, to, 'es'))).toBe(text));

  it('are spoken whole', () => {
    expect(f.spokenDate(dayOf(2019, 4, 2), 'es')).toBe('2 de abril de 2019');
    expect(f.spokenDate(dayOf(2019, 4, 2), 'en')).toBe('2 April 2019');
  });

  it('stay as exact as they are stated', () => {
    const stated = ['2015', '2015-02', '2015-10-01', 'about 2015'].map((s) => plain(f.statedDate(s, 'es')));
    expect(stated).toEqual(['2015', 'feb 2015', '1 oct 2015', 'about 2015']);
  });

  it('read back only when they exist', () => {
    expect(f.readIsoDate('2019-04-02')).toBe(dayOf(2019, 4, 2));
    for (const bad of ['2019-02-30', '2019-4-2', 'ayer', '', '2019-04-02T00:00']) expect(f.readIsoDate(bad)).toBeNull();
    expect(f.isoDate(dayOf(2016, 2, 29))).toBe('2016-02-29');
  });
});

describe('measures', () => {
  it('print km posts as Peru writes them', () => {
    expect(f.kmPost(130.25)).toBe('130+250');
    expect(f.kmPost(37.6)).toBe('37+600');
    expect(f.kmPost(129.9996)).toBe('130+000');
    expect(f.kmPost(-1.5)).toBe('-1+500');
  });

  it('print numbers alike in both languages', () => {
    expect(f.decimal(12345.67)).toBe('12,345.7');
    expect(f.lowHigh(3, 5, 'es')).toBe('3 a 5');
    expect(f.lowHigh(3, 5, 'en')).toBe('3 to 5');
    expect(f.lowHigh(3, 3, 'es')).toBe('3');
  });

  it('say how exact they are', () => {
    expect(plain(f.plusMinus(300))).toBe('± 300 m');
    expect(plain(f.distance(1500))).toBe('1.5 km');
    expect(plain(f.distance(12400))).toBe('12 km');
  });

  it('name west in the language', () => {
    expect(plain(f.coordinates([-72.262, -14.15], 'es'))).toBe('14.1500° S, 72.2620° O');
    expect(plain(f.coordinates([-72.262, -14.15], 'en'))).toBe('14.1500° S, 72.2620° W');
  });
});

it('joins a series as the language does', () => {
  expect(f.series(['a', 'b', 'c'], 'es')).toBe('a, b y c');
  expect(f.series(['Mara', 'Ichuray'], 'es')).toBe('Mara e Ichuray');
  expect(f.series(['a', 'b'], 'en')).toBe('a and b');
  expect(f.series(['a'], 'en')).toBe('a');
});

it('tells a moment by the clock of Peru, wherever the reader is', () => {
  expect(f.moment('2026-12-01T03:10:20Z', 'es').replaceAll('\u00a0', ' ')).toBe('30 nov 2026, 22:10');
  expect(f.moment('2026-11-30T15:10:20-05:00', 'en').replaceAll('\u00a0', ' ')).toBe('30 Nov 2026, 15:10');
});
