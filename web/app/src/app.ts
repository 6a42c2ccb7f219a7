/**
 * The page put together: one store, the panels round it, the map beside them. Whatever changes, the finder asks the
 * server what is found and `present` hands each panel its part.
 */
import { marked } from './account';
import { Acts } from './acts';
import type { Answer } from './answer';
import { Failure, forgetTables, places, whoIsSignedIn } from './api';
import { Dossiers } from './dossiers';
import { Drawn } from './drawn';
import { type News, touches } from './feed';
import { Finder } from './finder';
import { History } from './history';
import { t } from './i18n';
import { command, writesText } from './keys';
import { type Known, knownOfArchive, NOTHING_KNOWN, readAgain, readKnown } from './known';
import type { Pace } from './latest';
import { type Layout, layoutOf, stopHeight } from './layout';
import { beside, type Listing, listing, order } from './listing';
import { Live } from './live';
import { listingOfMany } from './many';
import type { CorridorMap, MapHooks } from './map';
import { remember } from './memory';
import { offMap } from './offmap';
import { Page } from './page';
import { TimeChange, UnitChange } from './panels/timebar';
import type { Place } from './place';
import { present } from './present';
import { atSpot, CRITERIA, type Criteria, OFF_MAP, tileQuery } from './query';
import { Rounds } from './rounds';
import { Standing } from './standing';
import type { Store } from './state';
import type { Tiled } from './tiled';
import { archived, crowded, readArchivedDays } from './tilejson';
import type { Incident, State, Theme } from './types';
import { FIRST_ROWS, Ui } from './ui';
import { Voice } from './voice';

/** Pixels at the top that the headline takes from the map where there is no room beside it. */
const HEADLINE: Record<Layout, number> = { wide: 0, narrow: 96, drawer: 96, sheet: 84 };

/** The same list each time, so that the map can tell by identity. */
const NONE: Incident[] = [];

export class App {
  readonly ui = new Ui();
  readonly store: Store;
  readonly page: Page;
  readonly history: History;
  readonly finder: Finder;
  readonly dossiers = new Dossiers(
    () => (this.#loaded && this.finder.answer ? { known: this.#known, incidents: this.finder.answer.byId } : null),
    () => this.show(),
  );
  /** Whether the server shows an archive: a map and the bar of time, and nobody to ask. */
  readonly archive = archived();
  /** Whether there are too many incidents to have all of them here. */
  readonly crowd = crowded();
  map: CorridorMap | null = null;
  /** Resolves when the first facts are shown, or cannot be had. */
  readonly opened: Promise<void>;
  listed: readonly number[] = [];
  #acts = new Acts(() => this);
  #voice: Voice;
  #known: Known = NOTHING_KNOWN;
  #loaded = false;
  #drawn = new Drawn();
  #places: Place[] | null = null;
  /** Why there is no map, for good: it starts again only with the page. */
  #mapFailure: Failure | null = null;
  /** Ends the wait for the first answer. */
  #told = (): void => {};
  /** Why what the page needs at all is not here. */
  #failure: Failure | null = null;
  /** What changes on the server is taken up one time after the other. */
  #rounds = new Rounds((news) => this.#refresh(news));
  #dark = matchMedia('(prefers-color-scheme: dark)');

  constructor(root: HTMLElement, store: Store) {
    this.store = store;
    this.page = new Page(root, this.#acts, (stop) => {
      this.page.time.controls = stop === 'full';
      this.page.sheet.speak(store.state.lang);
      this.pad();
    });
    this.#voice = new Voice(this.page.live);
    this.finder = new Finder({
      changed: () => this.#answered(),
      during: (work) => void this.page.progress.during(work),
    });
    this.history = new History(store, ({ view }) => view && this.map?.flyTo([view.lon, view.lat], view.zoom));
    this.page.root.toggleAttribute('data-archive', this.archive);
    this.page.notices.archive = this.archive;
    this.page.header.closed = this.archive;
    if (!this.archive && marked(document.cookie)) void this.#recognise();
    this.#wire();
    this.page.arrange(this.ui.layout);
    this.page.sheet.moveTo('half');
    store.listen((state, _, before) => this.#changed(state, before));
    const answered = new Promise<void>((done) => {
      this.#told = done;
    });
    this.#ask('now');
    if (this.archive) this.#told();
    this.opened = Promise.all([this.load(), answered]).then(() => {});
    const { revision, archive } = document.documentElement.dataset;
    // An archive never changes.
    if (archive === undefined) new Live(revision ? Number(revision) : null, (news) => this.#rounds.hear(news));
  }

  /** Who is signed in stands in the header; where that cannot be learnt, one can sign in. */
  async #recognise(): Promise<void> {
    this.page.header.me = await whoIsSignedIn().catch(() => null);
  }

  get systemTheme(): Theme {
    return this.#dark.matches ? 'dark' : 'light';
  }

  get theme(): Theme {
    return this.store.state.theme ?? this.systemTheme;
  }

  readonly hooks: MapHooks = {
    select: (selection) => !this.archive && this.#acts.select(selection),
    selectMany: (ids) => this.#acts.only({ why: 'here', which: { ids } }),
    selectSpot: (box) => !this.archive && this.#acts.only({ why: 'here', which: { narrow: atSpot(box) } }),
    hover: (selection) => this.#acts.hover(selection),
    ground: (at) => {
      // An archive has no history to answer from.
      this.page.here.at = this.archive ? null : at;
    },
    view: (view) => this.store.set({ view }, 'replace'),
    ready: () => this.page.root.setAttribute('data-map', 'ready'),
    failed: (reason) => {
      this.page.root.setAttribute('data-map', 'failed');
      this.#mapFailure = new Failure('map', reason, null);
      this.#tellFailure();
    },
  };

  take(map: CorridorMap): void {
    this.map = map;
    map.layers(this.store.state.hiddenLayers);
    this.pad();
    this.show();
  }

  async load(): Promise<void> {
    this.#failure = null;
    this.show();
    try {
      if (this.archive) this.#known = knownOfArchive(await readArchivedDays());
      else {
        this.#known = await this.page.progress.during(readKnown());
        this.#loaded = true;
      }
      if (this.store.state.text) void this.#readPlaces();
    } catch (e) {
      this.#failure = e instanceof Failure ? e : new Failure('shape', String(e), null);
    }
    this.#tellFailure();
    this.show();
  }

  show(): void {
    const { state } = this.store;
    const { answer } = this.finder;
    const { selection } = state;
    const list = this.#loaded && answer ? this.#list(answer, state) : null;
    this.listed = list ? order(list) : [];
    present(this.page, this.#voice, {
      state,
      theme: this.theme,
      ui: this.ui,
      known: this.#known,
      loaded: list !== null,
      waiting: this.finder.waiting,
      places: this.#places ?? [],
      answer,
      listing: list,
      crowd: this.crowd,
      subset: this.#subsetIsListed ? this.ui.subset : null,
      dossier: selection && this.dossiers.of(selection),
      neighbours: selection?.type === 'incident' ? beside(this.listed, selection.id) : null,
    });
    this.showMap();
  }

  showMap(): void {
    const { lang, date, selection } = this.store.state;
    const incidents = this.crowd ? this.#single() : (this.finder.answer?.incidents ?? NONE);
    const { zones } = this.#known;
    const { hover } = this.ui;
    this.map?.show({ lang, theme: this.theme, date, incidents, zones, selection, hover, tiled: this.#tiled() });
  }

  /** What the map draws out of tiles. */
  #tiled(): Tiled | null {
    const { state } = this.store;
    if (this.archive) return this.#drawn.tiled({ query: '', period: { from: state.from, to: state.to } });
    if (!this.crowd) return null;
    // As the list was asked for: all show the same, and no faster than answers come.
    return this.#drawn.tiled({ query: tileQuery(this.finder.answer?.criteria ?? state), period: null });
  }

  /** Of very many, those that are drawn besides the tiles. */
  #single(): Incident[] {
    const { selection } = this.store.state;
    const { hover } = this.ui;
    const told = selection?.type === 'incident' ? this.dossiers.of(selection) : null;
    const pointed = hover?.type === 'incident' ? this.finder.answer?.byId.get(hover.id) : null;
    return this.#drawn.single(told?.type === 'incident' ? told.incident : null, pointed ?? null);
  }

  /** Counts of a choice are asked for while it lies open. */
  count(choice: Ui['open']): void {
    if (this.ui.open === choice) return;
    this.ui.open = choice;
    this.#ask('now');
    this.show();
  }

  /** Lists anew: of very many, the server is asked for the rows. */
  relist(): void {
    if (this.crowd) this.#ask('now');
    this.show();
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
    const pace = paceOf(CRITERIA.filter((name) => !same(state[name], before[name])));
    if (pace !== null) {
      this.ui.subset = null;
      this.ui.rows = FIRST_ROWS;
      this.#ask(pace);
    } else if (this.crowd && state.sort !== before.sort) {
      this.ui.rows = FIRST_ROWS;
      this.#ask('now');
    } else if (this.crowd && state.date !== before.date) {
      this.ui.rows = { ...this.ui.rows, active: FIRST_ROWS.active };
      this.#ask('moving');
    }
    this.show();
    if (Boolean(state.selection) === Boolean(before.selection)) return;
    if (this.ui.layout === 'sheet' && state.selection && this.page.sheet.stop === 'peek')
      this.page.sheet.moveTo('half');
    this.pad();
  }

  #ask(pace: Pace): void {
    if (this.archive) return;
    const { state } = this.store;
    const { unit, open, rows, subset } = this.ui;
    const narrow = subset && 'narrow' in subset.which ? subset.which.narrow : null;
    const many = this.crowd ? { date: state.date, sort: state.sort, narrow, rows } : null;
    this.finder.want({ criteria: state, unit, open, many }, pace);
  }

  /** The server has told what is found, or why not. */
  #answered(): void {
    const { answer, failure } = this.finder;
    if (answer && !failure) this.page.notices.asOf = Date.now();
    const { hover } = this.ui;
    // What is pointed at may have gone from under the pointer.
    if (hover?.type === 'incident' && !answer?.byId.has(hover.id)) this.ui.hover = null;
    this.#tellFailure();
    this.show();
    if (this.ui.headAwaited && this.#subsetIsListed) this.#acts.focusHead();
    this.#told();
  }

  /** Whether the list is of the subset wished for, of which the server has to tell where there are very many. */
  get #subsetIsListed(): boolean {
    const which = this.ui.subset?.which;
    return which === undefined || 'ids' in which || this.finder.answer?.many?.narrow === which.narrow;
  }

  #tellFailure(): void {
    this.page.notices.failure = this.#failure ?? this.finder.failure ?? this.#mapFailure;
  }

  #retry(): void {
    if (this.#failure) void this.load();
    if (this.finder.failure) this.finder.again();
    // The map starts again only with the page, and the address keeps what a reload shows again.
    if (!this.#failure && !this.finder.failure && this.#mapFailure) location.reload();
    this.show();
  }

  /** Asks again for what has changed; the view, the filters and the selection stay. */
  async #refresh(news: News): Promise<void> {
    const changed = (collection: string) => touches(news, collection);
    this.map?.refresh(news);
    if (changed('incidents')) this.finder.refresh();
    if (changed('dialogue-tables')) forgetTables();
    if (changed('places') && this.#places) {
      this.#places = null;
      if (this.store.state.text) void this.#readPlaces();
    }
    const { selection, lang } = this.store.state;
    try {
      const known = this.#knowAgain(changed);
      // A zone is told of from what the page knows.
      if (selection?.type === 'zone') await known;
      await Promise.all([known, this.dossiers.refresh(selection)]);
      this.page.toast.say(t(lang, 'live.updated'), true);
    } catch {
      // What is shown stays; the next change, or the next visit, asks again.
    }
  }

  async #knowAgain(changed: (collection: string) => boolean): Promise<void> {
    if (!this.#loaded || !['incidents', 'zones', 'incident-kinds'].some(changed)) return;
    this.#known = await readAgain(this.#known, changed);
    this.show();
  }

  #list({ incidents, many }: Answer, state: State): Listing {
    if (many) return listingOfMany(many);
    const which = this.ui.subset?.which;
    const ids = which && 'ids' in which ? new Set(which.ids) : null;
    const shown = ids ? incidents.filter((i) => ids.has(i.id)) : incidents;
    return listing(shown, state.date, state.sort, state.lang);
  }

  #wire(): void {
    const { time, controls, notices, detail } = this.page;
    time.addEventListener('change', (e) => {
      if (e instanceof TimeChange) this.store.set(e.detail, e.step);
    });
    time.addEventListener('unit', (e) => {
      if (!(e instanceof UnitChange) || e.detail === this.ui.unit) return;
      this.ui.unit = e.detail;
      this.#ask('now');
    });
    this.page.offMap.addEventListener('click', () => {
      const ids = offMap(this.finder.answer?.incidents ?? NONE).map((i) => i.id);
      this.#acts.only({ why: 'off', which: this.crowd ? { narrow: OFF_MAP } : { ids } });
    });
    controls.zoomBy = (n) => this.map?.zoomBy(n);
    controls.home = () => this.map?.home();
    notices.retry = () => this.#retry();
    detail.retry = () => this.store.state.selection && this.dossiers.again(this.store.state.selection);
    const online = () => {
      notices.offline = !navigator.onLine;
      if (navigator.onLine && notices.failure?.kind === 'network') this.#retry();
    };
    online();
    window.addEventListener('online', online);
    window.addEventListener('offline', online);
    new Standing((asOf) => {
      notices.behind = asOf;
    });
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

  /** The gazetteer, for what a search leads to besides incidents; the search works without it. */
  async #readPlaces(): Promise<void> {
    if (this.#places || this.archive) return;
    this.#places = [];
    try {
      this.#places = await places();
      this.show();
    } catch {
      this.#places = null;
    }
  }
}

/** How soon a change of these is asked about; null where nothing of them changed. */
function paceOf(changed: readonly (keyof Criteria)[]): Pace | null {
  if (changed.length === 0) return null;
  if (changed.every((name) => name === 'text')) return 'typing';
  return changed.every((name) => name === 'from' || name === 'to') ? 'moving' : 'now';
}

function same(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
