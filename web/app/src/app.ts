/**
 * The page put together: one store, the panels round it, the map beside them. Whatever changes, the finder asks the
 * server what is found and `present` hands each panel its part.
 */
import { marked } from './account';
import { Acts } from './acts';
import type { Answer } from './answer';
import { Failure, forgetTables, whoIsSignedIn } from './api';
import { coveredBy } from './covered';
import { Dossiers } from './dossiers';
import { Drawn } from './drawn';
import { type News, touches } from './feed';
import { Finder } from './finder';
import { Groundwork } from './groundwork';
import { History } from './history';
import { t } from './i18n';
import { command, writesText } from './keys';
import type { Pace } from './latest';
import { layoutOf } from './layout';
import { beside, type Listing, listing, order } from './listing';
import { Live } from './live';
import { listingOfMany } from './many';
import type { CorridorMap, MapHooks } from './map';
import { remember } from './memory';
import { offMap } from './offmap';
import { paceOf } from './pace';
import { Page } from './page';
import { present } from './present';
import { atSpot, OFF_MAP, tileQuery } from './query';
import { Rounds } from './rounds';
import type { Store } from './state';
import type { Tiled } from './tiled';
import { archived, crowded } from './tilejson';
import type { Incident, State, Theme } from './types';
import { FIRST_ROWS, Ui } from './ui';
import { Voice } from './voice';
import { wire } from './wiring';

/** The same list each time, so that the map can tell by identity. */
const NONE: Incident[] = [];

export class App {
  readonly ui = new Ui();
  readonly store: Store;
  readonly page: Page;
  readonly history: History;
  readonly finder: Finder;
  readonly dossiers = new Dossiers(
    () =>
      this.#groundwork.loaded && this.finder.answer
        ? { known: this.#groundwork.known, incidents: this.finder.answer.byId }
        : null,
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
  #groundwork = new Groundwork(this.archive, {
    changed: () => this.show(),
    during: (work) => this.page.progress.during(work),
  });
  #drawn = new Drawn();
  /** Why there is no map, for good: it starts again only with the page. */
  #mapFailure: Failure | null = null;
  /** Ends the wait for the first answer. */
  #told = (): void => {};
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
    wire(this.page, {
      state: (change, step) => this.store.set(change, step),
      unit: (unit) => {
        if (unit === this.ui.unit) return;
        this.ui.unit = unit;
        this.#ask('now');
      },
      offMap: () => this.#showOffMap(),
      map: () => this.map,
      retry: () => this.#retry(),
      retryDetail: () => {
        const { selection } = this.store.state;
        if (selection) this.dossiers.again(selection);
      },
      resized: () => this.#resized(),
      key: (e) => {
        const asked = command(e, writesText(e.composedPath()[0] as HTMLElement), this.ui.single);
        return asked !== null && this.#acts.obey(asked);
      },
    });
    this.#dark.addEventListener('change', () => this.show());
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
    await this.#groundwork.load();
    // The gazetteer is for a search of facts that are here.
    if (this.store.state.text && !this.#groundwork.failure) void this.#groundwork.readPlaces();
    this.#tellFailure();
    this.show();
  }

  show(): void {
    const { state } = this.store;
    const { answer } = this.finder;
    const { selection } = state;
    const list = this.#groundwork.loaded && answer ? this.#list(answer, state) : null;
    this.listed = list ? order(list) : [];
    present(this.page, this.#voice, {
      state,
      theme: this.theme,
      ui: this.ui,
      known: this.#groundwork.known,
      loaded: list !== null,
      waiting: this.finder.waiting,
      places: this.#groundwork.places,
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
    const { zones } = this.#groundwork.known;
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
    const sheet = this.page.sheet.height;
    const covered = coveredBy({ layout, drawer, open: this.store.state.selection !== null, sheet });
    if (layout === 'sheet') this.page.root.style.setProperty('--sheet', `${covered.bottom}px`);
    this.map?.padding(covered);
  }

  #changed(state: State, before: State): void {
    if (state.text && !before.text) void this.#groundwork.readPlaces();
    if (state.hiddenLayers !== before.hiddenLayers) this.map?.layers(state.hiddenLayers);
    if (state.lang !== before.lang) remember('lang', state.lang);
    if (state.theme !== before.theme) remember('theme', state.theme);
    const pace = paceOf(state, before);
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
    this.page.notices.failure = this.#groundwork.failure ?? this.finder.failure ?? this.#mapFailure;
  }

  #retry(): void {
    const { failure } = this.#groundwork;
    if (failure) void this.load();
    if (this.finder.failure) this.finder.again();
    // The map starts again only with the page, and the address keeps what a reload shows again.
    if (!failure && !this.finder.failure && this.#mapFailure) location.reload();
    this.show();
  }

  /** Asks again for what has changed; the view, the filters and the selection stay. */
  async #refresh(news: News): Promise<void> {
    const changed = (collection: string) => touches(news, collection);
    this.map?.refresh(news);
    if (changed('incidents')) this.finder.refresh();
    if (changed('dialogue-tables')) forgetTables();
    if (changed('places')) void this.#groundwork.placesChanged(Boolean(this.store.state.text));
    const { selection, lang } = this.store.state;
    try {
      const known = this.#groundwork.again(changed);
      // A zone is told of from what the page knows.
      if (selection?.type === 'zone') await known;
      await Promise.all([known, this.dossiers.refresh(selection)]);
      this.page.toast.say(t(lang, 'live.updated'), true);
    } catch {
      // What is shown stays; the next change, or the next visit, asks again.
    }
  }

  #list({ incidents, many }: Answer, state: State): Listing {
    if (many) return listingOfMany(many);
    const which = this.ui.subset?.which;
    const ids = which && 'ids' in which ? new Set(which.ids) : null;
    const shown = ids ? incidents.filter((i) => ids.has(i.id)) : incidents;
    return listing(shown, state.date, state.sort, state.lang);
  }

  #showOffMap(): void {
    const ids = offMap(this.finder.answer?.incidents ?? NONE).map((i) => i.id);
    this.#acts.only({ why: 'off', which: this.crowd ? { narrow: OFF_MAP } : { ids } });
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
}
