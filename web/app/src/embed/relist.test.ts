import { expect, it } from 'vitest';
import type { Incident } from '../types';
import { firstOf, MOST_LISTED } from './relist';

it('lists what goes on first, then the newest, and no more than a server does', () => {
  const all = Array.from({ length: 40 }, (_, i) => ({ id: i, from: i, to: i }) as Incident);
  all.push({ id: 99, from: 1, to: 20 } as Incident);
  const listed = firstOf(all, 10);
  expect(listed.slice(0, 3).map((one) => one.id)).toEqual([10, 99, 39]);
  expect(listed).toHaveLength(MOST_LISTED);
});
