import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { dayOf } from './calendar';
import { History } from './history';
import { FIRST_STATE, Store } from './state';

/** A tab with its entries, as far as History needs one. */
class Tab extends EventTarget {
  entries = [''];
  at = 0;
  location = { hash: '', search: '', pathname: '/', href: 'http://here/' };
  history = {
    pushState: (_: unknown, __: string, link: string) => {
      this.entries.splice(++this.at, Number.POSITIVE_INFINITY, link);
      this.location.hash = link;
    },
    replaceState: (_: unknown, __: string, link: string) => {
      this.entries[this.at] = link;
      this.location.hash = link;
    },
  };
  back(): void {
    this.location.hash = this.entries[--this.at] ?? '';
    this.dispatchEvent(new Event('popstate'));
  }
}

let tab: Tab;
let store: Store;
let history: History;

beforeEach(() => {
  vi.useFakeTimers();
  tab = new Tab();
  vi.stubGlobal('window', tab);
  vi.stubGlobal('location', tab.location);
  vi.stubGlobal('history', tab.history);
  store = new Store(FIRST_STATE);
  history = new History(store, () => {});
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('undoes a step however soon Back is pressed', () => {
  store.set({ hiddenCategories: ['other'] });
  vi.advanceTimersByTime(1000);
  store.set({ selection: { type: 'incident', id: 7 } });
  tab.back();
  expect(store.state).toMatchObject({ hiddenCategories: ['other'], selection: null });
  vi.advanceTimersByTime(1000);
  expect(tab.location.hash).toContain('category=closures,violence,state_action,dialogue&');
});

it('makes one entry of steps that follow each other closely', () => {
  for (const text of ['m', 'ma', 'mar', 'mara']) {
    store.set({ text });
    vi.advanceTimersByTime(100);
  }
  vi.advanceTimersByTime(1000);
  expect(tab.entries).toHaveLength(2);
  expect(tab.entries[1]).toContain('q=mara');
  tab.back();
  expect(store.state.text).toBe('');
});

it('makes an entry of each step after a rest', () => {
  store.set({ text: 'mara' });
  vi.advanceTimersByTime(400);
  store.set({ text: 'haquira' });
  expect(tab.entries).toHaveLength(3);
});

it('gives a step its own entry in the middle of a movement', () => {
  store.set({ date: dayOf(2019, 5, 1) });
  for (let day = 2; day <= 5; day++) {
    vi.advanceTimersByTime(250);
    store.set({ date: dayOf(2019, 5, day) }, 'replace');
  }
  store.set({ selection: { type: 'incident', id: 7 } });
  expect(tab.entries).toHaveLength(3);
  expect(tab.entries[1]).toContain('fecha=2019-05-05');
  expect(tab.entries[1]).not.toContain('incidente=');
});

it('leaves a small change in the entry in which it was made', () => {
  store.set({ view: { lon: -72, lat: -14.5, zoom: 9 } }, 'replace');
  store.set({ selection: { type: 'zone', id: 3 } });
  expect(tab.entries[0]).toContain('mapa=9/');
  expect(tab.entries[1]).toContain('zona=3');
});

it('makes no entry of what the address does not tell', () => {
  store.set({ text: 'mara' });
  vi.advanceTimersByTime(400);
  store.set({ theme: 'dark' });
  expect(tab.entries).toHaveLength(2);
});

it('writes what is pending before the address is shared', () => {
  store.set({ date: dayOf(2019, 5, 1) });
  store.set({ date: dayOf(2019, 5, 2) }, 'replace');
  expect(tab.location.hash).toContain('fecha=2019-05-01');
  history.flush();
  expect(tab.location.hash).toContain('fecha=2019-05-02');
});

it('moves what came in the query behind the #', () => {
  tab.location.search = '?fecha=2019-03-01&utm_source=x';
  store.set({ date: 17_960 }, 'replace');
  vi.advanceTimersByTime(400);
  expect(tab.entries[0]).toMatch(/^\/#fecha=2019-03-05/);
});
