import { expect, it } from 'vitest';
import { roundLength } from './scalebar';

it('is the longest round length that has room', () => {
  for (const [room, length] of [
    [14_304, 10_000],
    [52_000, 50_000],
    [49_999, 20_000],
    [870, 500],
    [100, 100],
  ] as const) {
    expect(roundLength(room)).toBe(length);
  }
});
