import { expect, it } from 'vitest';
import { Drawn } from './drawn';
import { incident } from './testing/incidents';

it('hands on the same object while it says the same', () => {
  const drawn = new Drawn();
  const first = drawn.tiled({ query: '', period: { from: 1, to: 2 } });
  expect(drawn.tiled({ query: '', period: { from: 1, to: 2 } })).toBe(first);
  expect(drawn.tiled({ query: '', period: { from: 1, to: 3 } })).not.toBe(first);
  const asked = drawn.tiled({ query: 'q=x', period: null });
  expect(asked).toEqual({ query: 'q=x', period: null });
  expect(drawn.tiled({ query: 'q=x', period: null })).toBe(asked);
});

it('draws what is selected and pointed at once', () => {
  const drawn = new Drawn();
  const [a, b] = [incident(), incident()];
  const both = drawn.single(a, b);
  expect(both).toEqual([a, b]);
  expect(drawn.single(a, b)).toBe(both);
  expect(drawn.single(a, { ...a })).toEqual([a]);
  expect(drawn.single(null, b)).toEqual([b]);
  expect(drawn.single(null, null)).toEqual([]);
});
