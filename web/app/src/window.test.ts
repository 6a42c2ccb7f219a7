import { describe, expect, it } from 'vitest';
import { WHOLE, windowOf } from './window';

const none = () => undefined;

describe('a window on a list', () => {
  it('draws a short list whole', () => {
    expect(windowOf(WHOLE, none, 57, 5000, 5600)).toEqual({ first: 0, last: WHOLE, above: 0, below: 0 });
  });

  it('draws what is near the view and keeps the height of the whole', () => {
    const heights = (n: number) => (n % 7 === 0 ? 77 : undefined);
    const whole = Array.from({ length: 1000 }, (_, n): number => heights(n) ?? 57).reduce((a, b) => a + b);
    for (let top = -500; top < whole + 500; top += 333) {
      const w = windowOf(1000, heights, 57, top, top + 600);
      let drawn = 0;
      for (let n = w.first; n < w.last; n++) drawn += heights(n) ?? 57;
      expect(w.above + drawn + w.below).toBe(whole);
      if (top >= 0 && top + 600 <= whole) {
        expect(w.above).toBeLessThanOrEqual(top);
        expect(w.above + drawn).toBeGreaterThanOrEqual(top + 600);
      }
      expect(w.last - w.first).toBeLessThan(60);
    }
  });
});
