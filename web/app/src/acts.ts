/** What the reader can do, carried out: on the store, the page and the map. */
import type { Dossiers } from './dossiers';
import { shareAddress } from './embedlink';
import type { History } from './history';
import { t } from './i18n';
import type { Command } from './keys';
import { writeLink } from './link';
import { MORE, type Section } from './many';
import type { CorridorMap } from './map';
import type { Page } from './page';
import type { Actions, Part, Subset } from './panels/panel';
import { stepped } from './period';
import type { Choice } from './query';
import type { Step, Store } from './state';
import { target } from './target';
import type { Selection, State, Theme } from './types';
import { FIRST_ROWS, type Ui } from './ui';

/** What the acts act on. */
export interface Desk {
  store: Store;
  ui: Ui;
  page: Page;
  history: History;
  dossiers: Dossiers;
  map: CorridorMap | null;
  theme: Theme;
  /** The theme of a reader who never chose one. */
  systemTheme: Theme;
  /** Ids in the order of the list. */
  listed: readonly number[];
  show(): void;
  showMap(): void;
  count(choice: Choice | null): void;
  /** What is listed has changed. */
  relist(): void;
  pad(): void;
}

export class Acts implements Actions {
  #desk: () => Desk;
  /** What had the focus when the help took it. */
  #opener: Element | null = null;

  /** The desk is asked for at each act: it is laid out after the panels that act on it. */
  constructor(desk: () => Desk) {
    this.#desk = desk;
  }

  change(patch: Partial<State>, step?: Step): void {
    this.#desk().store.set(patch, step);
  }

  href(selection: Selection): string {
    return writeLink({ ...this.#desk().store.state, selection });
  }

  hover(selection: Selection | null): void {
    const desk = this.#desk();
    desk.ui.hover = selection;
    desk.showMap();
  }

  select(selection: Selection | null, byKeys = false): void {
    const { store, ui, page } = this.#desk();
    const inDetail = page.detail.contains(document.activeElement);
    if (selection?.type === 'incident') ui.came = selection.id;
    ui.hover = null;
    store.set({ selection });
    if (selection === null) {
      if (!inDetail && !byKeys) return;
      // With the drawer shut there is no row to go back to.
      if (ui.layout === 'drawer' && !ui.drawer) page.map.querySelector('canvas')?.focus();
      else this.#focusRow(ui.came);
    } else if (byKeys || ui.listIsCovered) {
      // The buttons to the neighbours keep the focus, so that they can be pressed again.
      if (!document.activeElement?.closest('.detail-bar')) page.detail.focusTitle();
    }
  }

  only(subset: Subset | null): void {
    const desk = this.#desk();
    const { store, ui, page } = desk;
    ui.subset = subset;
    ui.rows = FIRST_ROWS;
    // What is pointed at may go from under the pointer.
    ui.hover = null;
    if (subset) {
      if (ui.listIsCovered) store.set({ selection: null });
      if (ui.layout === 'drawer') ui.drawer = true;
      if (ui.layout === 'sheet' && page.sheet.stop === 'peek') page.sheet.moveTo('half');
    }
    desk.relist();
    page.list.querySelector('.rows')?.scrollTo({ top: 0 });
    // Of very many, the head tells an old number until the server has told which they are.
    ui.headAwaited = subset !== null && 'narrow' in subset.which;
    if (subset && !ui.headAwaited) this.focusHead();
  }

  focusHead(): void {
    this.#desk().ui.headAwaited = false;
    this.#focusRow(null);
  }

  more(section: Section): void {
    const desk = this.#desk();
    desk.ui.rows = { ...desk.ui.rows, [section]: desk.ui.rows[section] + MORE };
    desk.relist();
  }

  count(choice: Choice | null): void {
    this.#desk().count(choice);
  }

  share(): void {
    void this.#share();
  }

  insert(): void {
    void this.#insert();
  }

  /** The generator is loaded when it is first asked for. */
  async #insert(): Promise<void> {
    const { page, store } = this.#desk();
    const { lang } = store.state;
    try {
      const { Insert } = await import('./panels/insert');
      const panel = document.querySelector<InstanceType<typeof Insert>>('corredor-insert') ?? new Insert();
      const { clientWidth: width, clientHeight: height } = page.map;
      Object.assign(panel, { lang, state: store.state, seen: { width, height } });
      if (!panel.isConnected) page.root.append(panel);
      await panel.open();
    } catch {
      page.toast.say(t(lang, 'load.failed'));
    }
  }

  async #share(): Promise<void> {
    const { page, store } = this.#desk();
    const url = shareAddress(location.origin + location.pathname, store.state);
    const { lang } = store.state;
    try {
      if (matchMedia('(pointer: coarse)').matches && 'share' in navigator) {
        await navigator.share({ title: document.title, url });
        return;
      }
      await navigator.clipboard.writeText(url);
      page.toast.say(t(lang, 'share.copied'));
    } catch (e) {
      if (e instanceof DOMException && e.name === 'AbortError') return;
      page.toast.say(t(lang, 'share.failed'));
    }
  }

  toList(): void {
    const desk = this.#desk();
    const { store, ui, listed } = desk;
    const { selection } = store.state;
    const id = selection?.type === 'incident' ? selection.id : null;
    const whole = ui.subset !== null && id !== null && !listed.includes(id);
    if (whole) ui.subset = null;
    if (ui.layout === 'drawer') ui.drawer = true;
    if (ui.listIsCovered) store.set({ selection: null });
    if (whole) desk.relist();
    else desk.show();
    this.#focusRow(id);
  }

  toMap(): void {
    const { store, ui, page, dossiers, map } = this.#desk();
    const { selection, view } = store.state;
    const to = selection && target(dossiers.of(selection), view?.zoom ?? 0);
    if (!to) return;
    if (ui.layout === 'sheet') page.sheet.moveTo('half');
    map?.flyTo(to.at, to.zoom);
  }

  toggle(part: Part): void {
    const desk = this.#desk();
    const { store, ui, page, theme, systemTheme } = desk;
    switch (part) {
      case 'drawer':
        ui.drawer = !ui.drawer;
        if (ui.drawer) store.set({ selection: null });
        else if (page.side.contains(document.activeElement)) page.header.focusDrawer();
        desk.pad();
        break;
      case 'legend':
        ui.foldLegend();
        break;
      case 'help':
        this.#help();
        break;
      case 'theme': {
        const next: Theme = theme === 'dark' ? 'light' : 'dark';
        store.set({ theme: next === systemTheme ? null : next }, 'none');
        break;
      }
      case 'time':
        page.sheet.moveTo('full');
        page.time.unfolded = true;
        // The button that was pressed goes with the sheet's rise.
        void page.time.updateComplete.then(() => page.time.focusDates());
        break;
      case 'keys':
        ui.switchSingle();
        break;
      default:
        this.#search();
    }
    desk.show();
  }

  /** Does what a key asks for; false where there is nothing to do. */
  obey(asked: Command): boolean {
    const { store, ui, page } = this.#desk();
    const { state } = store;
    switch (asked) {
      case 'search':
        this.toggle('search');
        return true;
      case 'earlier':
      case 'later':
        // As when it is dragged, the needle stays inside the period.
        store.set({ date: stepped(state, state.step, asked === 'later' ? 1 : -1).date });
        return true;
      case 'close':
        if (!page.help.hidden) this.toggle('help');
        else if (page.here.at) page.here.at = null;
        else if (state.selection) this.select(null, true);
        else if (ui.drawer) this.toggle('drawer');
        else if (ui.subset) this.only(null);
        else return false;
        return true;
      default:
        this.toggle(asked);
        return true;
    }
  }

  #help(): void {
    const { help } = this.#desk().page;
    const within = help.contains(document.activeElement);
    if (help.hidden) this.#opener = document.activeElement;
    help.hidden = !help.hidden;
    if (!help.hidden) help.querySelector('h2')?.focus();
    else if (within && this.#opener instanceof HTMLElement) this.#opener.focus();
  }

  #search(): void {
    const { store, ui, page } = this.#desk();
    if (ui.listIsCovered) store.set({ selection: null });
    if (ui.layout === 'drawer') ui.drawer = true;
    if (ui.layout === 'sheet') page.sheet.moveTo('full');
    void page.filters.updateComplete.then(() => page.filters.focusSearch());
  }

  #focusRow(id: number | null): void {
    const { list } = this.#desk().page;
    void list.updateComplete.then(() => list.focusRow(id));
  }
}
