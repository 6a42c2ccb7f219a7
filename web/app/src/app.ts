/**
 * The page put together: one store, the panels round it, the map beside them. Whatever changes, `#show` works out
 * what is found and `present` hands each panel its part.
 */
import { Acts } from './acts';
import { Failure, places } from './api';
import { Dossiers } from './dossiers';
import { type Criteria, type Found, find } from './filter';
import { History } from './history';
import { command, writesText } from './keys';
import { type Known, NOTHING_KNOWN, readKnown, withAliases } from './known';
import { type Layout, layoutOf, stopHeight } from './layout';
import { beside, type Listing, listing, order } from './listing';
import type { CorridorMap, MapHooks } from './map';
import { remember } from './memory';
import { offMap } from './offmap';
import { Page } from './page';
import { TimeChange } from './panels/timebar';
import { present } from './present';
import type { Row } from './row';
import type { Store } from './state';
import type { State, Theme } from './types';
import { Ui } from './ui';
import { Voice } from './voice';

/** Pixels at the top that the headline takes from the map where there is no room beside it. */
const HEADLINE: Record<Layout, number> = { wide: 0, narrow: 96, drawer: 96, sheet: 84 };

/** What the incidents found depend on. */
const CRITERIA = [
  'from',
  'to',
  'hiddenCategories',
  'hiddenPrecisions',
  'hiddenStatuses',
  'kinds',
  'text',
] as const satisfies readonly (keyof Criteria)[];

export class App {
  readonly ui = new Ui();
  readonly store: Store;
  readonly page: Page;
  readonly history: History;
  readonly dossiers = new Dossiers(() => this.show());
  map: CorridorMap | null = null;
  /** Resolves when the first facts are shown, or cannot be had. */
  readonly opened: Promise<void>;
  listed: readonly number[] = [];
  #acts = new Acts(() => this);
  #voice: Voice;
  #known: Known = NOTHING_KNOWN;
  #loaded = false;
  #places: Row[] | null = null;
  /** Why there is no map, for good: it starts again only with the page. */
  #mapFailure: Failure | null = null;
  #found: { key: string; known: Known; found: Found } | null = null;
  #dark = matchMedia('(prefers-color-scheme: dark)');

  constructor(root: HTMLElement, store: Store) {
    this.store = store;
    this.page = new Page(root, this.#acts, (stop) => {
      this.page.time.controls = stop === 'full';
      this.page.sheet.speak(store.state.lang);
      this.pad();
    });
    this.#voice = new Voice(this.page.live);
    this.history = new History(store, ({ view }) => view && this.map?.flyTo([view.lon, view.lat], view.zoom));
    this.#wire();
    this.page.arrange(this.ui.layout);
    this.page.sheet.moveTo('half');
    store.listen((state, _, before) => this.#changed(state, before));
    this.opened = this.load();
  }

  get systemTheme(): Theme {
    return this.#dark.matches ? 'dark' : 'light';
  }

  get theme(): Theme {
    return this.store.state.theme ?? this.systemTheme;
  }

  readonly hooks: MapHooks = {
    select: (selection) => this.#acts.select(selection),
    selectMany: (ids) => this.#acts.only({ why: 'here', ids }),
    hover: (selection) => this.#acts.hover(selection),
    view: (view) => this.store.set({ view }, 'replace'),
    ready: () => this.page.root.setAttribute('data-map', 'ready'),
    failed: (reason) => {
      this.page.root.setAttribute('data-map', 'failed');
      this.#mapFailure = new Failure('map', reason, null);
      this.page.notices.failure ??= this.#mapFailure;
    },
  };

  take(map: CorridorMap): void {
    this.map = map;
    map.layers(this.store.state.hiddenLayers);
    this.pad();
    this.show();
  }

  async load(): Promise<void> {
    const { notices, progress } = this.page;
    notices.failure = null;
    this.show();
    try {
      const known = await progress.during(readKnown());
      this.dossiers.know(known);
      // Who searches at once may have the gazetteer first.
      this.#known = this.#places ? withAliases(known, this.#places) : known;
      this.#loaded = true;
      notices.failure = this.#mapFailure;
      notices.asOf = Date.now();
      if (this.store.state.text) void this.#readPlaces();
      this.show();
    } catch (e) {
      notices.failure = e instanceof Failure ? e : new Failure('shape', String(e), null);
      this.show();
    }
  }

  show(): void {
    const { state } = this.store;
    const found = this.#find(state);
    const { selection } = state;
    const list = this.#loaded ? this.#list(found, state) : null;
    this.listed = list ? order(list) : [];
    present(this.page, this.#voice, {
      state,
      theme: this.theme,
      ui: this.ui,
      known: this.#known,
      loaded: this.#loaded,
      places: this.#places ?? [],
      found,
      listing: list,
      dossier: selection && this.dossiers.of(selection),
      neighbours: selection?.type === 'incident' ? beside(this.listed, selection.id) : null,
    });
    this.showMap();
  }

  showMap(): void {
    const { lang, date, selection } = this.store.state;
    const incidents = this.#find(this.store.state).inPeriod;
    const { zones } = this.#known;
    this.map?.show({ lang, theme: this.theme, date, incidents, zones, selection, hover: this.ui.hover });
  }

  /** Tells the map which of its sides the panels cover. */
  pad(): void {
    const { layout, drawer } = this.ui;
    const open = this.store.state.selection !== null;
    const covered = { top: HEADLINE[layout], right: 0, bottom: 0, left: 0 };
    if (layout === 'wide' && open) Object.assign(covered, { top: HEADLINE.narrow, right: 376 });
    if (layout === 'drawer' && (open || drawer)) covered.left = 320;
    if (layout === 'sheet') {
      covered.bottom = Math.min(this.page.sheet.height, stopHeight('half', window.innerHeight));
      this.page.root.style.setProperty('--sheet', `${covered.bottom}px`);
    }
    this.map?.padding(covered);
  }

  #changed(state: State, before: State): void {
    if (state.text && !before.text) void this.#readPlaces();
    if (state.hiddenLayers !== before.hiddenLayers) this.map?.layers(state.hiddenLayers);
    if (state.lang !== before.lang) remember('lang', state.lang);
    if (state.theme !== before.theme) remember('theme', state.theme);
    if (CRITERIA.some((name) => state[name] !== before[name])) this.ui.subset = null;
    this.show();
    if (Boolean(state.selection) === Boolean(before.selection)) return;
    if (this.ui.layout === 'sheet' && state.selection && this.page.sheet.stop === 'peek')
      this.page.sheet.moveTo('half');
    this.pad();
  }

  /** Found anew only when what it depends on changed, so that the map can tell by identity. */
  #find(state: State): Found {
    const key = JSON.stringify(CRITERIA.map((name) => state[name]));
    if (this.#found?.key !== key || this.#found.known !== this.#known) {
      this.#found = { key, known: this.#known, found: find(this.#known.incidents, state, this.#known.text) };
    }
    return this.#found.found;
  }

  #list(found: Found, state: State): Listing {
    const ids = this.ui.subset && new Set(this.ui.subset.ids);
    const shown = ids ? found.inPeriod.filter((i) => ids.has(i.id)) : found.inPeriod;
    return listing(shown, state.date, state.sort, state.lang);
  }

  #wire(): void {
    const { time, controls, notices, detail } = this.page;
    time.addEventListener('change', (e) => {
      if (e instanceof TimeChange) this.store.set(e.detail, e.step);
    });
    this.page.offMap.addEventListener('click', () => {
      const ids = offMap(this.#find(this.store.state).inPeriod).map((i) => i.id);
      this.#acts.only({ why: 'off', ids });
    });
    controls.zoomBy = (n) => this.map?.zoomBy(n);
    controls.home = () => this.map?.home();
    // The address keeps what a reload shows again.
    notices.retry = () => (this.#mapFailure ? location.reload() : void this.load());
    detail.retry = () => this.store.state.selection && this.dossiers.again(this.store.state.selection);
    const online = () => {
      notices.offline = !navigator.onLine;
      if (navigator.onLine && notices.failure?.kind === 'network') void this.load();
    };
    online();
    window.addEventListener('online', online);
    window.addEventListener('offline', online);
    window.addEventListener('resize', () => this.#resized());
    this.#dark.addEventListener('change', () => this.show());
    document.addEventListener('keydown', (e) => {
      if (e.defaultPrevented) return;
      const asked = command(e, writesText(e.composedPath()[0] as HTMLElement), this.ui.single);
      if (asked && this.#acts.obey(asked)) e.preventDefault();
    });
  }

  #resized(): void {
    const layout = layoutOf(window.innerWidth);
    if (layout !== this.ui.layout) {
      this.ui.layout = layout;
      this.page.arrange(layout);
    }
    if (layout === 'sheet') this.page.sheet.moveTo(this.page.sheet.stop);
    this.pad();
    this.show();
  }

  /** The gazetteer, for other spellings and for leads; the search works without it. */
  async #readPlaces(): Promise<void> {
    if (this.#places) return;
    this.#places = [];
    try {
      this.#places = await places();
      this.#known = withAliases(this.#known, this.#places);
      this.show();
    } catch {
      this.#places = null;
    }
  }
}
