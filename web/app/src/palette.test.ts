import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { PALETTES } from './palette';

/** The page's custom properties that the map's canvas must match. */
const SHARED = {
  panel: (theme: 'light' | 'dark') => PALETTES[theme].panel,
  ink: (theme: 'light' | 'dark') => PALETTES[theme].ink,
  'ink-2': (theme: 'light' | 'dark') => PALETTES[theme].ink2,
  edge: (theme: 'light' | 'dark') => PALETTES[theme].edge,
  zone: (theme: 'light' | 'dark') => PALETTES[theme].zone,
  water: (theme: 'light' | 'dark') => PALETTES[theme].water,
  legal: (theme: 'light' | 'dark') => PALETTES[theme].legal,
  rail: (theme: 'light' | 'dark') => PALETTES[theme].rail,
  closures: (theme: 'light' | 'dark') => PALETTES[theme].groups.closures,
  violence: (theme: 'light' | 'dark') => PALETTES[theme].groups.violence,
  'state-action': (theme: 'light' | 'dark') => PALETTES[theme].groups.state_action,
  dialogue: (theme: 'light' | 'dark') => PALETTES[theme].groups.dialogue,
  other: (theme: 'light' | 'dark') => PALETTES[theme].groups.other,
};

it('is the page in the same colours', () => {
  const tokens = readFileSync(new URL('./css/tokens.css', import.meta.url), 'utf8');
  for (const [name, colour] of Object.entries(SHARED)) {
    const found = new RegExp(`--${name}: light-dark\\((#\\w+), (#\\w+)\\)`).exec(tokens);
    expect([name, found?.[1]?.toUpperCase(), found?.[2]?.toUpperCase()]).toEqual([
      name,
      colour('light'),
      colour('dark'),
    ]);
  }
});

it('keeps every group at 3 to 1 or better on both kinds of land', () => {
  for (const palette of Object.values(PALETTES)) {
    for (const colour of Object.values(palette.groups)) {
      for (const land of [palette.land, palette.focusLand]) expect(contrast(colour, land)).toBeGreaterThanOrEqual(3);
    }
  }
});

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((i) => {
    const v = Number.parseInt(hex.slice(i, i + 2), 16) / 255;
    return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
