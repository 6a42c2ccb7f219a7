import { expect, it } from 'vitest';
import type { IncidentPage } from './api';
import { dayOf } from './calendar';
import { findMany, listingOfMany, type ManyWish } from './many';
import { atSpot } from './query';
import { FIRST_STATE } from './state';
import { incident } from './testing/incidents';

const date = dayOf(2019, 4, 2);
const wish: ManyWish = { date, sort: 'newest', narrow: null, rows: { active: 100, rest: 200 } };

/** A server of so many incidents, of which the first three go on on the date; it keeps what it was asked. */
function server(size: number) {
  const asked: URL[] = [];
  const all = Array.from({ length: size }, (_, n) => {
    const from = n < 3 ? date : date + 10;
    return incident({ id: n + 1, from, to: from });
  });
  const turn = async (path: string): Promise<IncidentPage> => {
    const url = new URL(path, 'http://here');
    asked.push(url);
    const query = url.searchParams;
    const matched = query.get('datetime') === '2019-04-02/2019-04-02' ? all.slice(0, 3) : all;
    if (query.get('filter') === 'geom IS NULL') return { rows: [], total: 2, next: null };
    // Five lie beyond the map's window.
    if (query.get('bbox')?.startsWith('-75,')) return { rows: [], total: matched.length - 5, next: null };
    const [from, limit] = [Number(query.get('after') ?? 0), Number(query.get('limit'))];
    query.set('after', String(from + limit));
    const next = from + limit < matched.length ? `${url.pathname}${url.search}` : null;
    return { rows: matched.slice(from, from + limit), total: matched.length, next };
  };
  return { asked, turn };
}

it('turns as many pages as rows are wished for, and no more', async () => {
  const { asked, turn } = server(1000);
  const many = await findMany(FIRST_STATE, wish, turn);
  expect(many).toMatchObject({ found: 1000, going: 3, off: 7 });
  expect(many.all.rows).toHaveLength(200);
  expect(many.all.total).toBe(1000);
  const turned = asked.filter((url) => url.searchParams.get('after') !== null);
  expect(turned.every((url) => url.searchParams.get('sortby') !== null)).toBe(true);
  expect(asked.filter((url) => url.searchParams.get('limit') === '100').length).toBeLessThanOrEqual(6);
});

it('lists what goes on once, in a section of its own, and counts what is not here yet', async () => {
  const many = await findMany(FIRST_STATE, wish, server(1000).turn);
  const { active, rest, totals } = listingOfMany(many);
  expect(active.map((i) => i.id)).toEqual([1, 2, 3]);
  expect(rest[0]?.id).toBe(4);
  expect(totals).toEqual({ active: 3, rest: 997 });
});

it('counts the whole though a part alone is listed', async () => {
  const { asked, turn } = server(1000);
  await findMany(FIRST_STATE, { ...wish, sort: 'longest', narrow: atSpot([-72, -14, -71.9, -13.9]) }, turn);
  const narrow = asked.filter((url) => url.searchParams.get('filter') === 'geom IS NOT NULL');
  expect(narrow.length).toBeGreaterThan(0);
  for (const url of narrow) expect(url.searchParams.get('bbox')).toBe('-72.000001,-14.000001,-71.899999,-13.899999');
  for (const url of asked) expect(url.searchParams.get('sortby')).toBe('-days');
  expect(asked.some((url) => !url.searchParams.has('bbox') && !url.searchParams.has('filter'))).toBe(true);
});

it('reads what goes on from what began first, where the order is by date', async () => {
  const { asked, turn } = server(10);
  await findMany({ ...FIRST_STATE, hiddenStatuses: ['disputed'] }, wish, turn);
  for (const url of asked) {
    const onTheDay = url.searchParams.get('datetime') === '2019-04-02/2019-04-02';
    expect(url.searchParams.get('sortby')).toBe(onTheDay ? 'start' : '-start');
    expect(url.searchParams.get('filter')).toContain("status NOT IN ('disputed')");
  }
});
