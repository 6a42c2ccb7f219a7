import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { GAP, Latest, PATIENCE, TYPED } from './latest';

/** A server that answers so many milliseconds later, and what became of each question. */
function server(takes: number) {
  const asked: number[] = [];
  const answered: number[] = [];
  const settled = vi.fn();
  const latest = new Latest<number>(async (wish, signal) => {
    asked.push(wish);
    await new Promise((done) => setTimeout(done, takes));
    if (!signal.aborted) answered.push(wish);
  }, settled);
  return { latest, asked, answered, settled };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('asks at once what one act asks, and only the newest counts', async () => {
  const { latest, asked, answered, settled } = server(100);
  latest.want(1, 'now');
  await vi.advanceTimersByTimeAsync(50);
  latest.want(2, 'now');
  expect(asked).toEqual([1, 2]);
  expect(latest.waiting).toBe(true);
  await vi.advanceTimersByTimeAsync(60);
  expect(settled).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(60);
  expect(answered).toEqual([2]);
  expect(latest.waiting).toBe(false);
  expect(settled).toHaveBeenCalledOnce();
});

it('asks what was typed after a rest', async () => {
  const { latest, asked, answered } = server(50);
  for (const wish of [1, 2, 3]) {
    latest.want(wish, 'typing');
    await vi.advanceTimersByTimeAsync(TYPED - 10);
  }
  expect(asked).toEqual([]);
  expect(latest.waiting).toBe(true);
  await vi.advanceTimersByTimeAsync(100);
  expect(answered).toEqual([3]);
});

it('takes no answer to what stood there before a letter was typed', async () => {
  const { latest, answered } = server(50);
  latest.want(1, 'now');
  await vi.advanceTimersByTimeAsync(20);
  latest.want(2, 'typing');
  await vi.advanceTimersByTimeAsync(TYPED - 30);
  expect(answered).toEqual([]);
  expect(latest.waiting).toBe(true);
  await vi.advanceTimersByTimeAsync(200);
  expect(answered).toEqual([2]);
});

it('follows what moves with one question at a time, and ends with the last', async () => {
  const { latest, asked, answered } = server(GAP * 2);
  for (let wish = 1; wish <= 60; wish++) {
    latest.want(wish, 'moving');
    await vi.advanceTimersByTimeAsync(16);
  }
  expect(asked.length).toBeLessThan(7);
  expect(answered.length).toBeGreaterThan(2);
  await vi.advanceTimersByTimeAsync(1000);
  expect(asked.at(-1)).toBe(60);
  expect(answered.at(-1)).toBe(60);
  expect(latest.waiting).toBe(false);
});

it('keeps a gap between questions that are answered at once', async () => {
  const { latest, asked } = server(1);
  for (let wish = 1; wish <= 60; wish++) {
    latest.want(wish, 'moving');
    await vi.advanceTimersByTimeAsync(16);
  }
  expect(asked.length).toBeLessThan(12);
  expect(asked.length).toBeGreaterThan(5);
});

it('gives up a question that takes too long while something moves', async () => {
  const { latest, asked, answered } = server(PATIENCE * 3);
  latest.want(1, 'now');
  await vi.advanceTimersByTimeAsync(10);
  latest.want(2, 'moving');
  await vi.advanceTimersByTimeAsync(PATIENCE);
  expect(asked).toEqual([1, 2]);
  await vi.advanceTimersByTimeAsync(PATIENCE * 4);
  expect(answered).toEqual([2]);
});
