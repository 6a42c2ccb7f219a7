import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { News } from './feed';
import { Live, LONGEST, PAUSE } from './live';

class Stream extends EventTarget {
  static CLOSED = 2;
  static opened: Stream[] = [];
  readyState = 1;
  url: string;
  constructor(url: string) {
    super();
    this.url = url;
    Stream.opened.push(this);
  }
  close(): void {
    this.readyState = Stream.CLOSED;
  }
  say(data: string): void {
    this.dispatchEvent(Object.assign(new Event('revision'), { data }));
  }
  refuse(): void {
    this.readyState = Stream.CLOSED;
    this.dispatchEvent(new Event('error'));
  }
}

let seen: EventTarget & { hidden: boolean };
let told: News[];
const hide = (hidden: boolean) => {
  seen.hidden = hidden;
  seen.dispatchEvent(new Event('visibilitychange'));
};
const last = () => Stream.opened.at(-1) as Stream;

beforeEach(() => {
  vi.useFakeTimers();
  seen = Object.assign(new EventTarget(), { hidden: false });
  told = [];
  Stream.opened = [];
  vi.stubGlobal('document', seen);
  vi.stubGlobal('window', new EventTarget());
  vi.stubGlobal('EventSource', Stream);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('asks from where the page began and hands on what changed', () => {
  new Live(41, (news) => told.push(news));
  expect(last().url).toBe('/events?lastEventId=41');
  last().say('{"revision":42,"changed":[{"collection":"zones","layer":"zones"}]}');
  last().say('{"revision":43,"changed":[]}');
  last().say('nonsense');
  last().say('{"revision":44,"all":true,"changed":[]}');
  expect(told.map((news) => news.revision)).toEqual([42, 44]);
});

it('lets go while the page is hidden and asks for what it missed', () => {
  new Live(null, (news) => told.push(news));
  expect(last().url).toBe('/events');
  last().say('{"revision":7,"changed":[]}');
  hide(true);
  expect(last().readyState).toBe(Stream.CLOSED);
  vi.advanceTimersByTime(LONGEST * 2);
  expect(Stream.opened).toHaveLength(1);
  hide(false);
  hide(false);
  expect(Stream.opened.map((s) => s.url)).toEqual(['/events', '/events?lastEventId=7']);
});

it('leaves a broken stream to the browser, and opens a refused one again, ever later', () => {
  new Live(1, () => {});
  last().dispatchEvent(new Event('error'));
  vi.advanceTimersByTime(LONGEST * 2);
  expect(Stream.opened).toHaveLength(1);
  const waits: number[] = [];
  for (let n = 1; n <= 10; n++) {
    const before = Stream.opened.length;
    last().refuse();
    let waited = 0;
    for (; Stream.opened.length === before; waited += 100) vi.advanceTimersByTime(100);
    waits.push(waited);
  }
  expect(waits[0]).toBeLessThanOrEqual(PAUSE * 1.5 + 100);
  expect(waits[9]).toBeGreaterThanOrEqual(LONGEST / 2);
  expect(waits[9]).toBeLessThanOrEqual(LONGEST * 1.5 + 100);
  last().say('{"revision":2,"changed":[]}');
  last().refuse();
  vi.advanceTimersByTime(PAUSE * 1.5 + 1);
  expect(Stream.opened).toHaveLength(12);
});
