import { describe, expect, it } from 'vitest';
import { type Content, newPart, type ZoneContent } from './content';
import { differences, merged, type Side } from './threeway';

const zone = (from: number, days = 30): ZoneContent => ({
  definition: { parts: [{ ...newPart('km'), from, to: from + 10 }] },
  effect: 'declare',
  start: '2019-03-29',
  days,
});
const content = (number: string, ...zones: ZoneContent[]): Content => ({
  decree: { number },
  zones,
  lifts: [],
  why: '',
});
const none = new Map<string, Side>();
const before = content('DS 1', zone(100), zone(130));

describe('two people on one draft', () => {
  it('keep what each alone has changed', () => {
    const theirs = content('DS 2', zone(100), zone(130));
    const mine = content('DS 1', zone(100), zone(130, 15));
    const all = differences(before, theirs, mine);
    expect(all.map(({ path, by }) => [path, by])).toEqual([
      ['decree.number', 'theirs'],
      ['zone 2 term', 'mine'],
    ]);
    expect(merged(before, theirs, mine, none)).toEqual(content('DS 2', zone(100), zone(130, 15)));
  });

  it('decide what both have changed', () => {
    const theirs = content('DS 1', zone(100), zone(131));
    const mine = content('DS 1', zone(100), zone(132, 15));
    const all = differences(before, theirs, mine);
    expect(all.map(({ path, by }) => [path, by])).toEqual([
      ['zone 2 definition', null],
      ['zone 2 term', 'mine'],
    ]);
    expect(merged(before, theirs, mine, none).zones[1]).toEqual(zone(131, 15));
    expect(merged(before, theirs, mine, new Map([['zone 2 definition', 'mine']])).zones[1]).toEqual(zone(132, 15));
    const theirTerm = new Map<string, Side>([['zone 2 term', 'theirs']]);
    expect(merged(before, theirs, mine, theirTerm).zones[1]).toEqual(zone(131));
  });

  it('keep the zones that each has added, and take away those that one has removed untouched by the other', () => {
    const theirs = content('DS 1', zone(130), zone(200));
    const mine = content('DS 1', zone(100), zone(130), zone(300));
    expect(merged(before, theirs, mine, none).zones).toEqual([zone(130), zone(200), zone(300)]);
  });

  it('decide about a zone that one has removed and the other has changed', () => {
    const theirs = content('DS 1', zone(130));
    const mine = content('DS 1', zone(100, 15), zone(130));
    const [only, ...more] = differences(before, theirs, mine);
    expect([only?.path, only?.by, more.length]).toEqual(['zone 1', null, 0]);
    expect(merged(before, theirs, mine, none).zones).toEqual([zone(130)]);
    expect(merged(before, theirs, mine, new Map([['zone 1', 'mine']])).zones).toEqual([zone(100, 15), zone(130)]);
  });

  it('have nothing to decide where the server writes out what is empty', () => {
    const told: Content = { ...before, decree: { number: 'DS 1', title: { es: '', en: '' }, published: null } };
    expect(differences(told, told, before)).toEqual([]);
  });

  it('have nothing to decide where they did the same', () => {
    const both = content('DS 2', zone(100, 60), zone(130), zone(400));
    expect(differences(before, both, structuredClone(both))).toEqual([]);
    expect(merged(before, both, structuredClone(both), none)).toEqual(both);
  });
});
