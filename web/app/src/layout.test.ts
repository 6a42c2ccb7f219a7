import { describe, expect, it } from 'vitest';
import { layoutOf, restingStop, stopHeight } from './layout';

it.each([
  [1440, 'wide'],
  [1280, 'wide'],
  [1279, 'narrow'],
  [960, 'narrow'],
  [959, 'drawer'],
  [640, 'drawer'],
  [639, 'sheet'],
  [320, 'sheet'],
])('a page %i wide is laid out as %s', (width, layout) => expect(layoutOf(width)).toBe(layout));

describe('the sheet', () => {
  it('stops at 132, 46 % and all but 64', () => {
    expect((['peek', 'half', 'full'] as const).map((s) => stopHeight(s, 844))).toEqual([132, 388, 780]);
  });

  it('rests at the nearest stop', () => {
    expect(restingStop(200, 0, 844)).toBe('peek');
    expect(restingStop(300, 0.1, 844)).toBe('half');
    expect(restingStop(700, 0, 844)).toBe('full');
  });

  it('goes on the way it was thrown', () => {
    expect(restingStop(140, 1, 844)).toBe('half');
    expect(restingStop(400, 1, 844)).toBe('full');
    expect(restingStop(380, -1, 844)).toBe('peek');
    expect(restingStop(790, 1, 844)).toBe('full');
    expect(restingStop(100, -1, 844)).toBe('peek');
  });
});
