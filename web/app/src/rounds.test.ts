import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { News } from './feed';
import { REST, Rounds } from './rounds';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const news = (revision: number, name: string): News => ({ revision, touched: new Set([name]) });

it('takes the first at once, and what comes meanwhile together, after a rest', async () => {
  const taken: News[] = [];
  const rounds = new Rounds(async (one) => void taken.push(one));
  rounds.hear(news(1, 'zones'));
  expect(taken).toHaveLength(1);
  for (let n = 2; n <= 9; n++) rounds.hear(news(n, n % 2 ? 'zones' : 'claims'));
  await vi.advanceTimersByTimeAsync(REST - 1);
  expect(taken).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(taken).toEqual([news(1, 'zones'), { revision: 9, touched: new Set(['claims', 'zones']) }]);
  await vi.advanceTimersByTimeAsync(REST);
  rounds.hear(news(10, 'zones'));
  expect(taken).toHaveLength(3);
});

it('waits for an answer that takes longer than the rest', async () => {
  let taken = 0;
  const rounds = new Rounds(async () => {
    taken++;
    await new Promise((done) => setTimeout(done, 10 * REST));
  });
  rounds.hear(news(1, 'zones'));
  rounds.hear(news(2, 'zones'));
  await vi.advanceTimersByTimeAsync(9 * REST);
  expect(taken).toBe(1);
  await vi.advanceTimersByTimeAsync(2 * REST);
  expect(taken).toBe(2);
});
