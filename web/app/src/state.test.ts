import { describe, expect, it } from 'vitest';
import { dayOf } from './calendar';
import { change, FIRST_STATE, isFiltered, NO_FILTERS, Store, sameSelection, toggle } from './state';

describe('change', () => {
  it('keeps the needle inside a new period', () => {
    const s = change(FIRST_STATE, { from: dayOf(2020, 1, 1), to: dayOf(2020, 12, 31) });
    expect(s.date).toBe(dayOf(2020, 1, 1));
  });

  it('widens the period to a date outside it', () => {
    const s = change(FIRST_STATE, { date: dayOf(2018, 9, 1) });
    expect([s.date, s.from, s.to]).toEqual([dayOf(2018, 9, 1), dayOf(2018, 9, 1), dayOf(2019, 12, 31)]);
  });

  it('puts a period back in order', () => {
    const s = change(FIRST_STATE, { from: dayOf(2020, 1, 1), to: dayOf(2019, 6, 1) });
    expect([s.from, s.to]).toEqual([dayOf(2019, 6, 1), dayOf(2020, 1, 1)]);
  });

  it('leaves the state before untouched', () => {
    const before = structuredClone(FIRST_STATE);
    change(FIRST_STATE, { hiddenCategories: ['other'], text: 'mara' });
    expect(FIRST_STATE).toEqual(before);
  });
});

it('knows whether anything is filtered', () => {
  expect(isFiltered(FIRST_STATE)).toBe(false);
  expect(isFiltered({ ...FIRST_STATE, text: '  ' })).toBe(false);
  for (const patch of [{ text: 'a' }, { kinds: ['blockade'] }, { hiddenStatuses: ['disputed' as const] }]) {
    expect(isFiltered({ ...FIRST_STATE, ...patch })).toBe(true);
    expect(isFiltered({ ...FIRST_STATE, ...patch, ...NO_FILTERS })).toBe(false);
  }
});

it('toggles a value in and out', () => {
  expect(toggle(['a'], 'b')).toEqual(['a', 'b']);
  expect(toggle(['a', 'b'], 'a')).toEqual(['b']);
});

describe('the store', () => {
  it('tells its listeners once a change, and nothing when nothing changed', () => {
    const store = new Store(FIRST_STATE);
    const heard: string[] = [];
    const stop = store.listen((s, step, before) => heard.push(`${before.text}>${s.text} ${step}`));
    store.set({ text: 'mara' });
    store.set({ text: 'mara' });
    store.set({ text: '' }, 'replace');
    stop();
    store.set({ text: 'x' });
    expect(heard).toEqual(['>mara push', 'mara> replace']);
  });
});

it('tells selections apart by their type too', () => {
  expect(sameSelection({ type: 'zone', id: 7 }, { type: 'zone', id: 7 })).toBe(true);
  expect(sameSelection({ type: 'zone', id: 7 }, { type: 'incident', id: 7 })).toBe(false);
  expect(sameSelection(null, { type: 'incident', id: 7 })).toBe(false);
  expect(sameSelection(null, undefined)).toBe(true);
});
