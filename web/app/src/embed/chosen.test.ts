import { expect, it } from 'vitest';
import { FIRST_STATE } from '../state';
import type { Incident } from '../types';
import { chosen } from './chosen';

const incident = (id: number, more: Partial<Incident>): Incident =>
  ({
    id,
    from: 17900,
    to: 17900,
    category: 'closures',
    placePrecision: 'exact',
    status: 'verified',
    kind: 'blockade',
    ...more,
  }) as Incident;
const all = [
  incident(1, {}),
  incident(2, { from: 1, to: 2 }),
  incident(3, { from: 1, to: 30000 }),
  incident(4, { category: 'violence', kind: 'clash' }),
  incident(5, { placePrecision: 'district' }),
  incident(6, { status: 'disputed' }),
];
const ids = (state: Partial<typeof FIRST_STATE>) => chosen(all, { ...FIRST_STATE, ...state }).map((i) => i.id);

it('chooses by the settings as a server does', () => {
  expect(ids({})).toEqual([1, 3, 4, 5, 6]);
  expect(ids({ from: 1, to: 1 })).toEqual([2, 3]);
  expect(ids({ hiddenCategories: ['closures'] })).toEqual([4]);
  expect(ids({ hiddenPrecisions: ['district'], hiddenStatuses: ['disputed'] })).toEqual([1, 3, 4]);
  expect(ids({ kinds: ['clash'] })).toEqual([4]);
});
