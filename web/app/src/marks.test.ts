import { describe, expect, it } from 'vitest';
import { areaShape, freeSide, leaderShapes, selectedShape, tallyShapes } from './marks';
import { project } from './mercator';
import type { Box, Placed, Tally } from './tally';
import { incident } from './testing/incidents';

const tally: Tally = {
  at: [-71.97, -14.2],
  shown: [-71.97, -14.2],
  leader: false,
  counts: [3, 1, 0, 2, 1],
  hollow: false,
  active: true,
  ids: [1, 2, 3, 4, 5, 6, 7],
  places: [[-71.97, -14.2]],
};

it('asks for a tally by the name of its picture', () => {
  const [feature] = tallyShapes([tally], 'dark').features;
  expect(feature?.properties).toMatchObject({ image: 'p-3-1-0-2-1-a@dark', tally: 0 });
});

it('draws a line only from what stepped aside', () => {
  const aside: Tally = { ...tally, shown: [-71.9, -14.2], leader: true };
  expect(leaderShapes([tally, aside]).features.map((line) => line.geometry)).toEqual([
    { type: 'LineString', coordinates: [aside.at, aside.shown] },
  ]);
});

it('draws the selected incident alone, hollow where only its area is known', () => {
  const image = (odd: Parameters<typeof incident>[0]) =>
    selectedShape(incident(odd) as Placed, 0, 'es', 'light').features[0]?.properties?.image;
  expect(image({ category: 'violence', from: 5, to: 9 })).toBe('p-0-1-0-0-0-s@light');
  expect(image({ category: 'dialogue', placePrecision: 'province', from: 0 })).toBe('p-0-0-0-1-0-has@light');
});

it('names the selected incident to its right', () => {
  const [feature] = selectedShape(incident({ place: 'Velille' }) as Placed, 0, 'es', 'light').features;
  expect(feature?.properties).toMatchObject({ name: 'Velille', anchor: 'left', offset: [1.35, 0] });
});

it('names it in the language of the page, as the list does', () => {
  const mine = incident({ place: 'Las Bambas mine', properties: { place_es: 'Mina Las Bambas' } }) as Placed;
  const name = (lang: 'es' | 'en') => selectedShape(mine, 0, lang, 'light').features[0]?.properties?.name;
  expect([name('es'), name('en')]).toEqual(['Mina Las Bambas', 'Las Bambas mine']);
});

it('draws one disc for each area, and none for known places', () => {
  const areas = areaShape([
    incident({ placePrecision: 'district', uncertaintyM: 9000 }),
    incident({ placePrecision: 'district', uncertaintyM: 9000 }),
    incident({ placePrecision: 'province', uncertaintyM: 30_000 }),
    incident({ placePrecision: 'community', uncertaintyM: 2000 }),
  ] as Placed[]);
  expect(areas.features).toHaveLength(2);
});

describe('the name of what one points at', () => {
  const [x, y] = project(tally.shown, 9);
  const right: Box = { left: x + 30, top: y - 20, right: x + 120, bottom: y + 20 };
  const left: Box = { left: x - 120, top: y - 20, right: x - 30, bottom: y + 20 };

  it('stands to the right, or on the first side that is free', () => {
    expect(freeSide(tally, 'Yavi Yavi', 9, []).anchor).toBe('left');
    expect(freeSide(tally, 'Yavi Yavi', 9, [right]).anchor).toBe('right');
    expect(freeSide(tally, 'Yavi Yavi', 9, [right, left]).anchor).toBe('bottom');
  });

  it('stands to the right where no side is free', () => {
    const everywhere = { left: x - 500, top: y - 500, right: x + 500, bottom: y + 500 };
    expect(freeSide(tally, 'Yavi Yavi', 9, [everywhere]).anchor).toBe('left');
  });
});
