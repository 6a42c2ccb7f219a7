import { expect, it } from 'vitest';
import { activeSample, hatchLines, icon, lineSample, outline, symbol, zoneSample } from './symbols';
import { CATEGORIES } from './types';

it('gives each group a shape of its own', () => {
  expect(new Set(CATEGORIES.map((category) => outline(category, 7))).size).toBe(CATEGORIES.length);
});

it('scales outlines without touching the flags of an arc', () => {
  expect(outline('dialogue', 10)).toBe('M -9.2 0A9.2 9.2 0 1 1 9.2 0A9.2 9.2 0 1 1 -9.2 0Z');
  expect(outline('closures', 10)).toBe('M -8.6 -8.6H 8.6V 8.6H -8.6Z');
});

it('colours SVG by custom properties and never by style attributes, which the page forbids', () => {
  const all = [
    ...CATEGORIES.flatMap((category) => [symbol(category), symbol(category, true)]),
    ...(['haul', 'onward', 'legal', 'alternative', 'rail'] as const).map(lineSample),
    zoneSample('force'),
    zoneSample('indicative'),
    activeSample(),
    icon('mine'),
  ];
  for (const svg of all) {
    expect(svg).not.toMatch(/style=|#[0-9a-f]{3}/i);
    expect(svg).toMatch(/^<svg [^>]*aria-hidden="true"/);
    expect(svg).toMatch(/var\(--/);
  }
  expect(symbol('state_action')).toContain('var(--state-action)');
});

it('keeps hatch strokes inside their box', () => {
  const numbers = (hatchLines(2, 1.5, 36, 13, 6).match(/-?[\d.]+/g) ?? []).map(Number);
  numbers.forEach((value, i) => {
    const [low, high] = i % 2 === 0 ? [2, 38] : [1.5, 14.5];
    expect(value).toBeGreaterThanOrEqual(low ?? 0);
    expect(value).toBeLessThanOrEqual(high ?? 0);
  });
});
