import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Player } from './play';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function player(last: number) {
  const seen: boolean[] = [];
  let at = 0;
  const p = new Player(
    () => ++at < last,
    (playing) => seen.push(playing),
  );
  return { p, seen, at: () => at };
}

it('steps four times a second', () => {
  const { p, at } = player(100);
  p.start();
  vi.advanceTimersByTime(1000);
  expect(at()).toBe(4);
});

it('stops at the end and says so', () => {
  const { p, seen, at } = player(3);
  p.start();
  vi.advanceTimersByTime(5000);
  expect(at()).toBe(3);
  expect(p.playing).toBe(false);
  expect(seen).toEqual([true, false]);
});

it('pauses where it is and goes on from there', () => {
  const { p, at } = player(100);
  p.start();
  vi.advanceTimersByTime(500);
  p.stop();
  vi.advanceTimersByTime(500);
  expect(at()).toBe(2);
  p.start();
  p.start();
  vi.advanceTimersByTime(500);
  expect(at()).toBe(4);
});
