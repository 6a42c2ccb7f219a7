/**
 * The page put together: one store, the panels round it, the map beside them. Whatever changes, `#show` works out
 * what is found and hands each panel its part.
 */
import { Failure, places } from './api';
import { add } from './calendar';
import { Dossiers } from './dossiers';
import { type Criteria, type Found, find } from './filter';
import { shortDate } from './format';
import { History } from './history';
import { t, tn } from './i18n';
import { activeOn } from './incident';
import { type Command, command, writesText } from './keys';
import { type Known, NOTHING_KNOWN, readKnown, withAliases } from './known';
import { type Layout, layoutOf, stopHeight } from './layout';
import { leads } from './leads';
import { writeLink } from './link';
import { beside, type Listing, listing, order } from './listing';
import type { CorridorMap, MapHooks } from './map';
import { recall, remember } from './memory';
import { offMapWords } from './offmap';
import { Page } from './page';
import type { Actions, Part, Subset } from './panels/panel';
import { TimeChange } from './panels/timebar';
import type { Row } from './row';
import type { Store } from './state';
import { target } from './target';
import type { Day, Selection, State, Theme } from './types';
import { inForce } from './zone';

/** Below this zoom a strip of 500 m is drawn wider than it is; from the other, km posts are drawn. */
const TRUE_WIDTH = 10.6;
const KM_POSTS = 8.4;
/** Pixels at the top that the headline takes from the map where there is no room beside it. */
const HEADLINE: Record<Layout, number> = { wide: 0, narrow: 96, drawer: 96, sheet: 84 };
/** Milliseconds of rest before counts are spoken. */
const SPEAK_AFTER = 900;

export class App {
  #store: Store;
  #page: Page;
  #history: History;
  #dossiers: Dossiers;
  #map: CorridorMap | null = null;
  #known: Known = NOTHING_KNOWN;
  #loaded = false;
  #places: Row[] | null = null;
  #found: { key: string; known: Known; found: Found } | null = null;
  #listed: number[] = [];
  #hover: Selection | null = null;
  #subset: Subset | null = null;
  #off: number[] = [];
  #layout: Layout = layoutOf(window.innerWidth);
  #drawer = false;
  /** null until the reader folds or opens it: then it is open where there is room. */
  #legend: boolean | null = recall('legend') === 'folded' ? false : null;
  #single = recall('keys') !== 'off';
  #dark = matchMedia('(prefers-color-scheme: dark)');
  #speaking: ReturnType<typeof setTimeout> | undefined;
  /** The row to go back to when a detail closes. */
  #came: number | null = null;

  constructor(root: HTMLElement, store: Store) {
    this.#store = store;
    this.#page = new Page(root, this.#actions(), (stop) => {
      this.#page.time.controls = stop === 'full';
      this.#page.sheet.speak(this.#state.lang);
      this.#pad();
    });
    this.#history = new History(store, (state) => {
      if (state.view) this.#map?.flyTo([state.view.lon, state.view.lat], state.view.zoom);
    });
    this.#dossiers = new Dossiers(() => this.#show());
    this.#wire();
    this.#page.arrange(this.#layout);
    this.#page.sheet.moveTo('half');
    store.listen((state, _, before) => this.#changed(state, before));
    this.#show();
    void this.load();
  }

  get #state(): State {
    return this.#store.state;
  }

  get #legendOpen(): boolean {
    return this.#legend ?? (this.#layout === 'wide' || this.#layout === 'narrow');
  }

  get theme(): Theme {
    return this.#state.theme ?? (this.#dark.matches ? 'dark' : 'light');
  }

  /** Where the map is to be drawn. */
  get mapHost(): HTMLElement {
    return this.#page.map;
  }

  readonly hooks: MapHooks = {
    select: (selection) => this.#select(selection, false),
    selectMany: (ids) => this.#only({ why: 'here', ids }),
    hover: (selection) => this.#hovered(selection),
    view: (view) => this.#store.set({ view }, 'replace'),
    ready: () => this.#page.root.setAttribute('data-map', 'ready'),
    failed: () => this.#page.root.setAttribute('data-map', 'failed'),
    offMap: (ids) => {
      if (ids.join() === this.#off.join()) return;
      this.#off = ids;
      this.#showOffMap();
    },
  };

  take(map: CorridorMap): void {
    this.#map = map;
    map.layers(this.#state.hiddenLayers);
    this.#pad();
    this.#show();
  }

  async load(): Promise<void> {
    this.#page.notices.failure = null;
    try {
      this.#known = await this.#page.progress.during(readKnown());
      this.#loaded = true;
      this.#page.notices.asOf = Date.now();
      this.#dossiers.know(this.#known);
      if (this.#state.text) void this.#readPlaces();
      this.#show();
    } catch (e) {
      this.#page.notices.failure = e instanceof Failure ? e : new Failure('shape', String(e), null);
    }
  }

  #changed(state: State, before: State): void {
    if (state.text && !before.text) void this.#readPlaces();
    if (state.hiddenLayers !== before.hiddenLayers) this.#map?.layers(state.hiddenLayers);
    if (state.lang !== before.lang) remember('lang', state.lang);
    if (state.theme !== before.theme) remember('theme', state.theme);
    const narrowed = CRITERIA.some((key) => state[key] !== before[key]);
    if (narrowed && this.#subset) this.#subset = null;
    this.#show();
    if (this.#layout === 'sheet' && state.selection && !before.selection && this.#page.sheet.stop === 'peek') {
      this.#page.sheet.moveTo('half');
    }
    if (Boolean(state.selection) !== Boolean(before.selection)) this.#pad();
  }

  /** Hands every panel its part of the present state. */
  #show(): void {
    const state = this.#state;
    const page = this.#page;
    const found = this.#find(state);
    const active = found.inPeriod.filter((i) => activeOn(i, state.date));
    const zones = inForce(this.#known.zones, state.date);
    const list = this.#list(found, state);
    document.documentElement.dataset.theme = this.theme;
    page.speak(state.lang);
    page.header.theme = this.theme;
    page.header.drawer = this.#drawer;
    page.root.toggleAttribute('data-drawer', this.#drawer);
    Object.assign(page.filters, {
      state,
      kinds: this.#known.kinds,
      counts: this.#loaded ? found.counts : null,
      leads: leads(state.text, this.#places ?? [], this.#known.zones, state.lang),
    });
    Object.assign(page.list, { state, kinds: this.#known.kinds, listing: list, subset: this.#subset });
    Object.assign(page.headline, { date: state.date, zones: this.#loaded ? zones : null, active: active.length });
    Object.assign(page.controls, { off: state.hiddenLayers });
    const zoom = state.view?.zoom ?? 0;
    Object.assign(page.legend, {
      theme: this.theme,
      folded: !this.#legendOpen,
      indicative: zones.some((z) => z.extent === 'indicative'),
      exaggerated: zoom < TRUE_WIDTH && zones.some((z) => z.axis !== null),
      km: zoom >= KM_POSTS && !state.hiddenLayers.includes('km'),
      hiddenLayers: state.hiddenLayers,
    });
    Object.assign(page.time, {
      state: { date: state.date, from: state.from, to: state.to, step: state.step },
      incidents: found.everyDate,
      zones: this.#known.zones,
      extent: this.#known.extent,
    });
    const dossier = state.selection ? this.#dossiers.of(state.selection) : null;
    const isIncident = state.selection?.type === 'incident';
    Object.assign(page.detail, {
      state,
      dossier,
      kinds: this.#known.kinds,
      incidents: this.#known.incidentById,
      zones: this.#known.zoneById,
      neighbours: isIncident && state.selection ? beside(this.#listed, state.selection.id) : null,
    });
    page.showDetail(state.selection !== null);
    page.help.single = this.#single;
    this.#showOffMap();
    this.#showMap(found);
    if (this.#loaded) this.#announce(found.inPeriod.length, active.length, zones.length, state.date);
  }

  /** Found anew only when what it depends on changed, so that the map can tell by identity. */
  #find(state: State): Found {
    const key = JSON.stringify(CRITERIA.map((name) => state[name]));
    if (this.#found?.key !== key || this.#found.known !== this.#known) {
      this.#found = { key, known: this.#known, found: find(this.#known.incidents, state, this.#known.text) };
    }
    return this.#found.found;
  }

  #list(found: Found, state: State): Listing | null {
    if (!this.#loaded) return null;
    const ids = this.#subset && new Set(this.#subset.ids);
    const list = listing(ids ? found.inPeriod.filter((i) => ids.has(i.id)) : found.inPeriod, state.date, state.sort);
    this.#listed = order(list);
    return list;
  }

  #showMap(found: Found): void {
    const { lang, date, selection } = this.#state;
    const { zones } = this.#known;
    this.#map?.show({ lang, theme: this.theme, date, incidents: found.inPeriod, zones, selection, hover: this.#hover });
  }

  #showOffMap(): void {
    const incidents = this.#off.flatMap((id) => this.#known.incidentById.get(id) ?? []);
    this.#page.offMap.hidden = incidents.length === 0;
    this.#page.offMap.textContent = offMapWords(incidents, this.#state.lang);
  }

  #announce(found: number, active: number, zones: number, date: Day): void {
    const { lang } = this.#state;
    const words = t(lang, 'live.counts', {
      incidents: tn(lang, 'list.count', found),
      active: tn(lang, 'map.activeShort', active),
      date: shortDate(date, lang),
      zones: zones === 0 ? t(lang, 'map.noZones') : tn(lang, 'map.zones', zones),
    });
    clearTimeout(this.#speaking);
    this.#speaking = setTimeout(() => {
      if (this.#page.live.textContent !== words) this.#page.live.textContent = words;
    }, SPEAK_AFTER);
  }

  #actions(): Actions {
    return {
      change: (patch, step) => this.#store.set(patch, step),
      select: (selection, byKeys) => this.#select(selection, byKeys ?? false),
      hover: (selection) => this.#hovered(selection),
      href: (selection) => writeLink({ ...this.#state, selection }),
      only: (subset) => this.#only(subset),
      share: () => void this.#share(),
      toList: () => this.#toList(),
      toMap: () => this.#toMap(),
      toggle: (part) => this.#toggle(part),
    };
  }

  #select(selection: Selection | null, byKeys: boolean): void {
    const inDetail = this.#page.detail.contains(document.activeElement);
    if (selection?.type === 'incident') this.#came = selection.id;
    this.#hover = null;
    this.#store.set({ selection });
    if (selection === null) {
      if (inDetail || byKeys) void this.#page.list.updateComplete.then(() => this.#page.list.focusRow(this.#came));
    } else if (byKeys || this.#listIsCovered()) {
      if (!document.activeElement?.closest('.detail-bar')) this.#page.detail.focusTitle();
    }
  }

  /** Whether an open detail hides the list. */
  #listIsCovered(): boolean {
    return this.#layout !== 'wide';
  }

  #hovered(selection: Selection | null): void {
    this.#hover = selection;
    if (this.#found) this.#showMap(this.#found.found);
  }

  #only(subset: Subset | null): void {
    this.#subset = subset;
    if (subset && this.#state.selection && this.#listIsCovered()) this.#store.set({ selection: null });
    if (subset && this.#layout === 'drawer') this.#drawer = true;
    if (subset && this.#layout === 'sheet' && this.#page.sheet.stop === 'peek') this.#page.sheet.moveTo('half');
    this.#show();
    this.#page.list.querySelector('.rows')?.scrollTo({ top: 0 });
  }

  async #share(): Promise<void> {
    const url = this.#history.flush();
    const { lang } = this.#state;
    try {
      if (matchMedia('(pointer: coarse)').matches && navigator.share) {
        await navigator.share({ title: document.title, url });
        return;
      }
      await navigator.clipboard.writeText(url);
      this.#page.toast.say(t(lang, 'share.copied'));
    } catch (e) {
      if (e instanceof DOMException && e.name === 'AbortError') return;
      this.#page.toast.say(t(lang, 'share.failed'));
    }
  }

  #toList(): void {
    const { selection } = this.#state;
    const id = selection?.type === 'incident' ? selection.id : null;
    if (this.#subset && id !== null && !this.#listed.includes(id)) this.#subset = null;
    if (this.#layout === 'drawer') this.#drawer = true;
    if (this.#listIsCovered()) this.#store.set({ selection: null });
    this.#show();
    void this.#page.list.updateComplete.then(() => this.#page.list.focusRow(id));
  }

  #toMap(): void {
    const { selection } = this.#state;
    const dossier = selection && this.#dossiers.of(selection);
    const to = dossier && target(dossier, this.#state.view?.zoom ?? 0);
    if (!to) return;
    if (this.#layout === 'sheet') this.#page.sheet.moveTo('half');
    this.#map?.flyTo(to.at, to.zoom);
  }

  #toggle(part: Part): void {
    const page = this.#page;
    if (part === 'drawer') {
      this.#drawer = !this.#drawer;
      if (this.#drawer && this.#state.selection) this.#store.set({ selection: null });
      this.#pad();
    } else if (part === 'legend') {
      this.#legend = !this.#legendOpen;
      remember('legend', this.#legend ? null : 'folded');
    } else if (part === 'help') {
      page.help.hidden = !page.help.hidden;
      if (!page.help.hidden) page.help.querySelector('h2')?.focus();
    } else if (part === 'theme') {
      const next: Theme = this.theme === 'dark' ? 'light' : 'dark';
      this.#store.set({ theme: next === (this.#dark.matches ? 'dark' : 'light') ? null : next }, 'none');
    } else if (part === 'keys') {
      this.#single = !this.#single;
      remember('keys', this.#single ? null : 'off');
    } else {
      this.#search();
    }
    this.#show();
  }

  #search(): void {
    if (this.#listIsCovered() && this.#state.selection) this.#store.set({ selection: null });
    if (this.#layout === 'drawer') this.#drawer = true;
    if (this.#layout === 'sheet') this.#page.sheet.moveTo('full');
    this.#show();
    void this.#page.filters.updateComplete.then(() => this.#page.filters.focusSearch());
  }

  #wire(): void {
    const page = this.#page;
    page.time.addEventListener('change', (e) => {
      if (e instanceof TimeChange) this.#store.set(e.detail, e.step);
    });
    page.offMap.addEventListener('click', () => this.#only({ why: 'off', ids: this.#off }));
    page.controls.zoomBy = (n) => this.#map?.zoomBy(n);
    page.controls.home = () => this.#map?.home();
    page.notices.retry = () => void this.load();
    page.detail.retry = () => this.#state.selection && this.#dossiers.again(this.#state.selection);
    const online = () => {
      page.notices.offline = !navigator.onLine;
    };
    online();
    window.addEventListener('online', online);
    window.addEventListener('offline', online);
    this.#dark.addEventListener('change', () => this.#show());
    window.addEventListener('resize', () => this.#resized());
    document.addEventListener('keydown', (e) => {
      if (e.defaultPrevented) return;
      const asked = command(e, writesText(e.composedPath()[0] as HTMLElement), this.#single);
      if (asked && this.#obey(asked)) e.preventDefault();
    });
  }

  #obey(asked: Command): boolean {
    const { date, step, selection } = this.#state;
    switch (asked) {
      case 'search':
        this.#search();
        return true;
      case 'earlier':
      case 'later':
        this.#stepDate(add(step, date, asked === 'later' ? 1 : -1));
        return true;
      case 'close':
        if (!this.#page.help.hidden) this.#toggle('help');
        else if (selection) this.#select(null, true);
        else if (this.#drawer) this.#toggle('drawer');
        else if (this.#subset) this.#only(null);
        else return false;
        return true;
      default:
        this.#toggle(asked);
        return true;
    }
  }

  /** The keys keep the needle inside the period, as dragging does. */
  #stepDate(date: Day): void {
    const { from, to } = this.#state;
    this.#store.set({ date: Math.max(from, Math.min(to, date)) });
  }

  #resized(): void {
    const layout = layoutOf(window.innerWidth);
    if (layout !== this.#layout) {
      this.#layout = layout;
      this.#page.arrange(layout);
    }
    if (layout === 'sheet') this.#page.sheet.moveTo(this.#page.sheet.stop);
    this.#pad();
    this.#show();
  }

  /** Tells the map which of its sides the panels cover. */
  #pad(): void {
    const open = this.#state?.selection !== null;
    const covered = { top: HEADLINE[this.#layout], right: 0, bottom: 0, left: 0 };
    if (this.#layout === 'wide' && open) covered.right = 376;
    if (this.#layout === 'drawer' && (open || this.#drawer)) covered.left = 320;
    if (this.#layout === 'sheet') {
      covered.bottom = Math.min(this.#page.sheet.height, stopHeight('half', window.innerHeight));
      this.#page.root.style.setProperty('--sheet', `${covered.bottom}px`);
    }
    this.#map?.padding(covered);
  }

  /** The gazetteer, for other spellings and for leads; the search works without it. */
  async #readPlaces(): Promise<void> {
    if (this.#places) return;
    this.#places = [];
    try {
      this.#places = await places();
      this.#known = withAliases(this.#known, new Map(this.#places.map((row) => [row.id, row.texts('aliases')])));
      this.#dossiers.know(this.#known);
      this.#show();
    } catch {
      this.#places = null;
    }
  }
}

const CRITERIA = [
  'from',
  'to',
  'hiddenCategories',
  'hiddenPrecisions',
  'hiddenStatuses',
  'kinds',
  'text',
] as const satisfies readonly (keyof Criteria)[];
