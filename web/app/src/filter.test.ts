import { describe, expect, it } from 'vitest';
import { holds } from './calendar';
import { find, type SearchText } from './filter';
import { within } from './histogram';
import { listing, order } from './listing';
import { searchText } from './searchtext';
import { change, FIRST_STATE } from './state';
import { incident } from './testing/incidents';
import { CATEGORIES, type Incident, PRECISIONS, STATUSES, type State } from './types';

const state = (patch: Partial<State> = {}) => change(FIRST_STATE, { from: 100, to: 200, date: 150, ...patch });
const noText: SearchText = new Map();
const ids = (list: Incident[]) => list.map((i) => i.id);

describe('the period', () => {
  it('holds what touches it, by a day', () => {
    const all = [
      incident({ from: 90, to: 99 }),
      incident({ from: 90, to: 100 }),
      incident({ from: 200, to: 230 }),
      incident({ from: 201, to: 201 }),
      incident({ from: 0, to: 999 }),
    ];
    expect(find(all, state(), noText).inPeriod).toEqual([all[1], all[2], all[4]]);
    expect(find(all, state(), noText).everyDate).toEqual(all);
  });
});

describe('the counts of a choice', () => {
  const all = [
    incident({ from: 150, to: 150 }),
    incident({ from: 150, to: 150, category: 'violence', kind: 'clash' }),
    incident({ from: 150, to: 150, placePrecision: 'province' }),
    incident({ from: 900, to: 900 }),
  ];

  it('stay when the choice is taken away, so that it can be put back', () => {
    const found = find(all, state({ hiddenCategories: ['closures'] }), noText);
    expect(found.inPeriod).toEqual([all[1]]);
    expect(found.counts.category).toMatchObject({ closures: 2, violence: 1 });
  });

  it('follow every other filter', () => {
    const found = find(all, state({ hiddenCategories: ['violence'], hiddenPrecisions: ['province'] }), noText);
    expect(found.counts.category).toMatchObject({ closures: 1, violence: 1 });
    expect(found.counts.precision).toMatchObject({ community: 1, province: 1 });
    expect(Object.fromEntries(found.counts.kind)).toEqual({ blockade: 1 });
  });
});

describe('a search', () => {
  const all = [
    incident({ id: 1, from: 150, to: 150, place: 'Ccapacmarca', properties: { actors: ['Frente de Defensa'] } }),
    incident({ id: 2, from: 150, to: 150, place: 'Puente Sayhua', properties: { place_id: 9, km_stated: '148' } }),
    incident({
      id: 3,
      from: 150,
      to: 150,
      km: 136,
      properties: {
        zones: [{ zone: 19, decree: 'DS 056-2019-PCM', relation: 'inside' }],
        summary_en: 'Camp at the gate',
      },
    }),
  ];
  const text = searchText(all, new Map(), new Map([[9, ['Sallhua']]]));

  it.each([
    ['capacmarca', [1]],
    ['CCAPACMARCA', [1]],
    ['capac', [1]],
    ['marca', []],
    ['sallhua', [2]],
    ['km 148', [2]],
    ['136+000', [3]],
    ['056-2019', [3]],
    ['ds 56', []],
    ['inc003', [3]],
    ['frente defensa', [1]],
    ['frente sayhua', []],
    ['gate', [3]],
    ['...', [1, 2, 3]],
  ])('for %s finds %j', (wanted, found) =>
    expect(ids(find(all, state({ text: wanted }), text).inPeriod)).toEqual(found),
  );
});

it('list, map, counts and histogram agree under any filter', () => {
  let seed = 7;
  const random = (n: number) => {
    seed = (seed * 48271) % 2147483647;
    return seed % n;
  };
  const some = <T>(of: readonly T[]) => of.filter(() => random(3) === 0);
  const kinds = ['blockade', 'strike', 'clash'];
  const pick = <T>(of: readonly T[]) => of[random(of.length)] as T;
  const all = Array.from({ length: 300 }, () => {
    const from = random(400);
    return incident({
      from,
      to: from + random(40),
      category: pick(CATEGORIES),
      placePrecision: pick(PRECISIONS),
      status: pick(STATUSES),
      kind: pick(kinds),
      place: pick(['Mara', 'Haquira', null]),
    });
  });
  const text = searchText(all, new Map(), new Map());
  for (let n = 0; n < 200; n++) {
    const s = state({
      from: random(400),
      to: random(400),
      date: random(400),
      hiddenCategories: some(CATEGORIES),
      hiddenPrecisions: some(PRECISIONS),
      hiddenStatuses: some(STATUSES),
      kinds: some(kinds),
      text: pick(['', 'mara', 'hakira']),
    });
    const found = find(all, s, text);
    const list = listing(found.inPeriod, s.date, s.sort, s.lang);
    expect(order(list).toSorted()).toEqual(ids(found.inPeriod).toSorted());
    expect(list.active.every((i) => holds(i, s.date))).toBe(true);
    expect(list.rest.some((i) => holds(i, s.date))).toBe(false);
    expect(within(found.everyDate, s)).toBe(found.inPeriod.length);
    const shown = CATEGORIES.filter((c) => !s.hiddenCategories.includes(c));
    expect(shown.reduce((sum, c) => sum + found.counts.category[c], 0)).toBe(found.inPeriod.length);
    const precise = PRECISIONS.filter((p) => !s.hiddenPrecisions.includes(p));
    expect(precise.reduce((sum, p) => sum + found.counts.precision[p], 0)).toBe(found.inPeriod.length);
  }
});
