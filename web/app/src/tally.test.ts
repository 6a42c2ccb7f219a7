import { describe, expect, it } from 'vitest';
import { badgeSize, total } from './badge';
import { project } from './mercator';
import {
  asObstacles,
  boxesOf,
  LEADER_PX,
  MERGE_PX,
  overlap,
  type Placed,
  splitZoom,
  type Tally,
  tallies,
} from './tally';
import { incident } from './testing/incidents';
import { CATEGORIES, type LonLat, PRECISIONS } from './types';

const at = { zoom: 9, date: 0, obstacles: [] };

function placed(odd: Parameters<typeof incident>[0]): Placed {
  return incident(odd) as Placed;
}

/** So many pixels east of Yavi Yavi at zoom 9. */
function east(px: number): LonLat {
  return [-71.97 + (px / (512 * 2 ** 9)) * 360, -14.2];
}

describe('merging', () => {
  it('counts places within 44 px together, at the place of the most incidents', () => {
    const [only, ...others] = tallies(
      [placed({ id: 1, at: east(30) }), placed({ id: 2 }), placed({ id: 3, category: 'dialogue' })],
      at,
    );
    expect(others).toEqual([]);
    expect(only).toMatchObject({ at: [-71.97, -14.2], counts: [2, 0, 0, 1, 0], ids: [1, 2, 3], leader: false });
  });

  it('leaves places further apart alone', () => {
    expect(tallies([placed({}), placed({ at: east(MERGE_PX + 1) })], at)).toHaveLength(2);
  });

  it('never counts areas with known places', () => {
    const two = tallies([placed({}), placed({ placePrecision: 'district' })], at);
    expect(two.map((tally) => tally.hollow)).toEqual([false, true]);
  });

  it('is active when any of it lasts on the date, both ends inclusive', () => {
    const during = placed({ from: 10, to: 20 });
    for (const [date, active] of [
      [9, false],
      [10, true],
      [20, true],
      [21, false],
    ] as const) {
      expect(tallies([during], { ...at, date })[0]?.active).toBe(active);
    }
  });

  it('counts every incident once and keeps tallies of a sort apart, at any zoom', () => {
    const random = seeded(7);
    const many = Array.from({ length: 300 }, (_, i) =>
      placed({
        id: i + 1,
        category: CATEGORIES[Math.floor(random() * 5)] ?? 'other',
        placePrecision: PRECISIONS[Math.floor(random() * 4)] ?? 'exact',
        at: [-72.4 + Math.round(random() * 40) / 30, -16 + Math.round(random() * 60) / 30],
      }),
    );
    for (const zoom of [6.5, 7.3, 8, 9.1, 10.6, 13]) {
      const result = tallies(many, { ...at, zoom });
      expect(result.flatMap((tally) => tally.ids).sort((a, b) => a - b)).toEqual(many.map((one) => one.id));
      expect(result.reduce((sum, tally) => sum + total(tally.counts), 0)).toBe(many.length);
      const near = result.flatMap((a) => result.filter((b) => a !== b && tooNear(a, b, zoom)));
      expect(near).toEqual([]);
    }
  });
});

describe('stepping aside', () => {
  it('lets nothing overlap, and draws a line beyond 10 px', () => {
    const crowd = [0, 50, 100].flatMap((px) =>
      CATEGORIES.flatMap((category) => [
        placed({ category, at: east(px) }),
        placed({ category, at: east(px), placePrecision: 'province' }),
      ]),
    );
    const result = tallies(crowd, at);
    const boxes = boxesOf(asObstacles(result), at.zoom);
    boxes.forEach((a, i) => {
      for (const b of boxes.slice(i + 1)) expect(overlap(a, b)).toBe(false);
    });
    for (const tally of result) {
      expect(tally.leader).toBe(distance(tally.at, tally.shown, at.zoom) > LEADER_PX + 1e-6);
    }
    expect(result.some((tally) => tally.leader)).toBe(true);
  });

  it('clears what stands there always', () => {
    const mine = { at: [-71.97, -14.2] as LonLat, left: -10, top: -10, right: 10, bottom: 10 };
    const [tally] = tallies([placed({})], { ...at, obstacles: [mine] });
    expect(tally?.at).toEqual([-71.97, -14.2]);
    expect(tally?.leader).toBe(true);
    const size = badgeSize({ counts: [1, 0, 0, 0, 0], selected: false });
    const [, y] = project(tally?.shown ?? [0, 0], at.zoom);
    expect(y - project(mine.at, at.zoom)[1]).toBeGreaterThanOrEqual(10 + size.height / 2);
  });

  it('does not depend on the order of the incidents', () => {
    const few = [placed({ id: 1 }), placed({ id: 2, at: east(20) }), placed({ id: 3, at: east(60) })];
    const shown = (list: Placed[]) => tallies(list, at).map((tally) => [tally.at, tally.shown, tally.counts]);
    expect(shown([...few].reverse())).toEqual(shown(few));
  });
});

it('splits a tally at the zoom that takes its places 44 px apart', () => {
  const places = [east(0), east(20)];
  const zoom = splitZoom(places) ?? 0;
  const two = places.map((place) => placed({ at: place }));
  expect(tallies(two, { ...at, zoom })).toHaveLength(2);
  expect(tallies(two, { ...at, zoom: zoom - 0.1 })).toHaveLength(1);
  expect(splitZoom([east(0)])).toBeNull();
  expect(splitZoom([east(0), east(0)])).toBeNull();
});

function tooNear(a: Tally, b: Tally, zoom: number): boolean {
  return a.hollow === b.hollow && distance(a.at, b.at, zoom) <= MERGE_PX;
}

function distance(a: LonLat, b: LonLat, zoom: number): number {
  const [p, q] = [project(a, zoom), project(b, zoom)];
  return Math.hypot(p[0] - q[0], p[1] - q[1]);
}

/** The same numbers from 0 to 1 on every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}
