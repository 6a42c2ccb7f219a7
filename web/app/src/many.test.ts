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
  const asked: URLSearchParams[] = [];
  const all = Array.from({ length: size }, (_, n) => {
    const from = n < 3 ? date : date + 10;
    return incident({ id: n + 1, from, to: from });
  });
  const turn = async (path: string): Promise<IncidentPage> => {
    const url = new URL(path, 'http://here');
    asked.push(new URLSearchParams(url.search));
    const query = url.searchParams;
    const filter = query.get('filter') ?? '';
    if (filter.includes('geom IS NULL')) return { rows: [], total: 7, next: null };
    let matched = all;
    if (query.get('datetime') === '2019-04-02/2019-04-02') matched = all.slice(0, 3);
    else if (filter.includes("NOT T_INTERSECTS(period, DATE('2019-04-02'))")) matched = all.slice(3);
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
  expect(many.rest.rows).toHaveLength(200);
  expect(many.rest.total).toBe(997);
  expect(asked.filter((query) => query.has('after'))).toHaveLength(1);
  expect(asked.filter((query) => query.get('limit') === '100')).toHaveLength(3);
});

it('lists what goes on in a section of its own, and counts what is not here yet', async () => {
  const many = await findMany(FIRST_STATE, wish, server(1000).turn);
  const { active, rest, totals } = listingOfMany(many);
  expect(active.map((i) => i.id)).toEqual([1, 2, 3]);
  expect(rest[0]?.id).toBe(4);
  expect(totals).toEqual({ active: 3, rest: 997 });
});

it('counts the whole though a part alone is listed', async () => {
  const { asked, turn } = server(1000);
  const narrow = atSpot([-72, -14, -71.9, -13.9]);
  expect(await findMany(FIRST_STATE, { ...wish, sort: 'longest', narrow }, turn)).toMatchObject({
    narrow,
    found: 1000,
    going: 3,
  });
  const within = asked.filter((query) => query.has('bbox'));
  expect(within.length).toBeGreaterThan(0);
  for (const query of within) {
    expect(query.get('filter')).toContain('geom IS NOT NULL');
    expect(query.get('bbox')).toBe('-72.000001,-14.000001,-71.899999,-13.899999');
  }
  for (const query of asked) expect(query.get('sortby')).toBe('-days');
});

it('reads what goes on from what began first, where the order is by date', async () => {
  const { asked, turn } = server(10);
  await findMany({ ...FIRST_STATE, hiddenStatuses: ['disputed'] }, wish, turn);
  for (const query of asked) {
    const onTheDay = query.get('datetime') === '2019-04-02/2019-04-02';
    expect(query.get('sortby')).toBe(onTheDay ? 'start' : '-start');
    expect(query.get('filter')).toContain("status NOT IN ('disputed')");
  }
});
