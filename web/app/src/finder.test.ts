import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { dayOf } from './calendar';
import { Finder } from './finder';
import { FIRST_STATE } from './state';

const feature = (id: number) => ({
  id,
  geometry: null,
  properties: {
    code: `INC${id}`,
    kind: 'blockade',
    category: 'closures',
    status: 'verified',
    start: '2019-03-01',
    time_precision: 'day',
    place_precision: 'unknown',
  },
});

/** What was asked: the last part of each path, with what tells questions apart. */
let asked: string[];
let answer: (url: URL) => Promise<Response>;
let finder: Finder;
const changed = vi.fn();

const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status });
const facts = (url: URL) => {
  const by = url.searchParams.get('by')?.split(',') ?? [];
  const values: Record<string, string> = {
    month: '2019-03',
    quarter: '2019-01-01',
    category: 'closures',
    kind: 'blockade',
  };
  return by.length === 0
    ? json({ features: [feature(1), feature(2)] })
    : json({ groups: [{ ...Object.fromEntries(by.map((name) => [name, values[name]])), count: 2 }] });
};
const wish = (odd: object = {}, open: 'kind' | null = null) => ({
  criteria: { ...FIRST_STATE, ...odd },
  unit: 'month' as const,
  open,
  many: null,
});

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  answer = async (url) => facts(url);
  vi.stubGlobal('location', { origin: 'http://here' });
  vi.stubGlobal('fetch', (path: string, { signal }: { signal: AbortSignal }) => {
    const url = new URL(path, 'http://here');
    asked.push(url.searchParams.get('by') ?? 'items');
    return new Promise((done, fail) => {
      signal.addEventListener('abort', () => fail(signal.reason));
      void answer(url).then(done);
    });
  });
  changed.mockReset();
  finder = new Finder({ changed, during: () => {} });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('gathers list, histogram and counts into one answer', async () => {
  finder.want(wish({}, 'kind'), 'now');
  await vi.runAllTimersAsync();
  expect(asked.sort()).toEqual(['category', 'items', 'kind', 'month,category']);
  expect(finder.answer?.incidents.map((i) => i.id)).toEqual([1, 2]);
  expect(finder.answer?.histogram?.counts.get(dayOf(2019, 3, 1))?.closures).toBe(2);
  expect(finder.answer?.counts.kind?.get('blockade')).toBe(2);
  expect(finder.waiting).toBe(false);
});

it('shows the first list before anything is counted', async () => {
  answer = (url) =>
    url.searchParams.has('by')
      ? new Promise((done) => setTimeout(() => done(facts(url)), 1000))
      : Promise.resolve(facts(url));
  finder.want(wish(), 'now');
  await vi.advanceTimersByTimeAsync(10);
  expect(finder.answer?.incidents).toHaveLength(2);
  expect(finder.answer?.histogram).toBeNull();
  expect(changed).toHaveBeenCalledOnce();
  await vi.runAllTimersAsync();
  expect(finder.answer?.histogram).not.toBeNull();
});

it('asks nothing again that a change leaves as it was', async () => {
  finder.want(wish(), 'now');
  await vi.runAllTimersAsync();
  const { incidents, histogram } = finder.answer ?? {};
  asked = [];
  finder.want(wish({ to: dayOf(2019, 6, 30) }), 'moving');
  await vi.runAllTimersAsync();
  expect(asked.sort()).toEqual(['category', 'items']);
  expect(finder.answer?.histogram).toBe(histogram);
  asked = [];
  finder.want({ ...wish({ to: dayOf(2019, 6, 30) }), unit: 'quarter' }, 'now');
  await vi.runAllTimersAsync();
  expect(asked).toEqual(['quarter,category']);
  expect(incidents).not.toBe(finder.answer?.incidents);
});

it('keeps the answer when the next fails, tells why, and asks again', async () => {
  finder.want(wish(), 'now');
  await vi.runAllTimersAsync();
  const before = finder.answer;
  answer = async () => json({}, 503);
  finder.want(wish({ text: 'mara' }), 'now');
  await vi.runAllTimersAsync();
  expect(finder.answer).toBe(before);
  expect(finder.failure).toMatchObject({ kind: 'status', detail: '503' });
  answer = async (url) => facts(url);
  finder.again();
  await vi.runAllTimersAsync();
  expect(finder.failure).toBeNull();
  expect(finder.answer).not.toBe(before);
  asked = [];
  finder.again();
  expect(asked.sort()).toEqual(['category', 'items', 'month,category']);
});

it('waits as long as a busy server asks for', async () => {
  let refused = 0;
  answer = async (url) =>
    refused++ === 0 ? new Response('', { status: 429, headers: { 'retry-after': '2' } }) : facts(url);
  finder.want(wish(), 'now');
  await vi.advanceTimersByTimeAsync(1900);
  expect(finder.waiting).toBe(true);
  await vi.advanceTimersByTimeAsync(200);
  expect(finder.failure).toBeNull();
  expect(finder.answer?.incidents).toHaveLength(2);
});

it('asks everything anew when it may have changed, also what was on its way', async () => {
  let delay = 50;
  answer = (url) => new Promise((done) => setTimeout(() => done(facts(url)), delay));
  finder.want(wish(), 'now');
  await vi.advanceTimersByTimeAsync(200);
  const before = finder.answer;
  asked = [];
  delay = 300;
  finder.refresh();
  await vi.advanceTimersByTimeAsync(200);
  expect(asked.sort()).toEqual(['category', 'items', 'month,category']);
  // A second change comes while the answer to the first is on its way.
  finder.refresh();
  await vi.runAllTimersAsync();
  expect(asked).toHaveLength(6);
  expect(finder.answer?.histogram).not.toBe(before?.histogram);
});
