/** The incidents found, as a real list in two sections: active on the date, and the others in the period. */
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { repeat } from 'lit/directives/repeat.js';
import { saidTerms } from '../fold';
import { dateRange, shortDate } from '../format';
import type { Key } from '../i18n';
import { sign } from '../icons';
import type { Kind } from '../incident';
import { type Listing, order, size } from '../listing';
import type { Section } from '../many';
import { isFiltered, NO_FILTERS, sameSelection } from '../state';
import { type Incident, SORTS, type Sort, type State } from '../types';
import { WHOLE, type Window, windowOf } from '../window';
import './choice';
import { downloads } from './downloads';
import { Panel, type Subset } from './panel';
import { incidentRow, type RowSetting } from './row';

/** Height of a row whose words fit one line each. */
const ROW_HEIGHT = 57;

export class List extends Panel {
  static override properties = {
    ...Panel.properties,
    state: { attribute: false },
    listing: { attribute: false },
    kinds: { attribute: false },
    subset: { attribute: false },
    failed: {},
    waiting: {},
    sorts: { attribute: false },
    scrolled: { state: true },
  };
  declare state: State;
  /** null until the incidents are here. */
  declare listing: Listing | null;
  declare kinds: ReadonlyMap<string, Kind>;
  declare subset: Subset | null;
  /** Whether the incidents could not be had. */
  declare failed: boolean;
  /** Whether another list is on its way. */
  declare waiting: boolean;
  /** The orders there are to choose from. */
  declare sorts: readonly Sort[];
  /** Counts scrolls, to draw the rows then in view. */
  declare private scrolled: number;
  #heights = new Map<number, number>();
  /** The section whose further rows were asked for, and how many it had. */
  #grows: { section: Section; from: number } | null = null;
  /** The row to bring into view as soon as it is drawn, and whether it takes the focus. */
  #wanted: { id: number; focus: boolean } | null = null;

  constructor() {
    super();
    this.listing = null;
    this.subset = null;
    this.failed = false;
    this.waiting = false;
    this.sorts = SORTS;
    this.scrolled = 0;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('scroll', this.#onScroll, { capture: true, passive: true });
    this.addEventListener('keydown', this.#onKey);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('scroll', this.#onScroll, { capture: true });
  }

  /** Moves the focus to the row of an incident, or to the head of the list. */
  focusRow(id: number | null): void {
    if (id !== null && this.listing && order(this.listing).includes(id)) this.#bring(id, true);
    else this.querySelector<HTMLElement>('h2')?.focus();
  }

  /** Also a row that is not drawn yet. */
  #bring(id: number, focus: boolean): void {
    this.#wanted = { id, focus };
    this.requestUpdate();
  }

  /** A selection made elsewhere comes into view. */
  protected override willUpdate(changed: PropertyValues): void {
    const before = changed.get('state') as State | undefined;
    const { selection } = this.state;
    if (!before || sameSelection(before.selection, selection) || selection?.type !== 'incident') return;
    this.#wanted ??= { id: selection.id, focus: false };
  }

  override render(): TemplateResult {
    this.setAttribute('role', 'region');
    this.setAttribute('aria-label', this.t('list.region'));
    this.setAttribute('aria-busy', this.waiting ? 'true' : 'false');
    const list = this.listing;
    const n = list ? size(list) : 0;
    // A link may ask for an order that there is not here.
    const sort = this.sorts.includes(this.state.sort) ? this.state.sort : 'newest';
    return html`
      <div class="list-head">
        <h2 tabindex="-1">${list ? this.tn('list.count', n) : this.t(this.failed ? 'load.failed' : 'load.loading')}</h2>
        <button type="button" class="button plain period-button" @click=${() => this.actions.toggle('time')}>
          ${dateRange(this.state.from, this.state.to, this.lang)} ${sign('down', 14)}
        </button>
        <label class="sort-label">
          <span class="unseen">${this.t('sort.label')}</span>
          <select class="sort" .value=${live(sort)}
            @change=${(e: Event) => this.actions.change({ sort: (e.target as HTMLSelectElement).value as Sort }, 'replace')}>
            ${this.sorts.map((s) => html`<option value=${s} ?selected=${s === sort}>${this.t(`sort.${s}`)}</option>`)}
          </select>
        </label>
        <corredor-choice class="download" .lang=${this.lang} .label=${this.t('download.button')}
          .content=${() => downloads(this.state, this.lang)}></corredor-choice>
      </div>
      ${this.#subset()}
      <div class="rows" tabindex="-1">
        ${list && n === 0 ? this.#nothing() : nothing}
        ${list ? this.#section('active', list) : nothing}
        ${list ? this.#section('rest', list) : nothing}
      </div>
    `;
  }

  #subset(): TemplateResult | typeof nothing {
    if (!this.subset) return nothing;
    const stem = this.subset.why === 'here' ? 'list.subsetHere' : 'list.subsetOff';
    return html`<div class="subset"><span>${this.tn(stem, this.listing ? size(this.listing) : 0)}</span>
      <button type="button" class="button" @click=${() => this.actions.only(null)}>${this.t('list.showAll')}</button></div>`;
  }

  #nothing(): TemplateResult {
    const s = this.state;
    if (!isFiltered(s)) return html`<div class="nothing"><p>${this.t('list.emptyPeriod')}.</p></div>`;
    const names = [
      ...(saidTerms(s.text, this.lang) ? [`«${saidTerms(s.text, this.lang)}»`] : []),
      ...s.kinds.map((k) => this.kinds.get(k)?.names[this.lang] ?? k),
      ...s.hiddenCategories.map((c) => without(this.t(`category.${c}`))),
      ...s.hiddenPrecisions.map((p) => without(this.t(`precision.${p}`))),
      ...s.hiddenStatuses.map((x) => without(this.t(`status.${x}`))),
    ];
    return html`<div class="nothing">
      <p><strong>${this.t('list.empty')}</strong></p>
      <p>${this.t('list.emptyFilters', { filters: names.join(', ') })}</p>
      <button type="button" class="button" @click=${() => this.actions.change(NO_FILTERS)}>${this.t('filter.clear')}</button>
    </div>`;
  }

  #section(name: Section, list: Listing): TemplateResult | typeof nothing {
    const [rows, total] = [list[name], list.totals[name]];
    if (total === 0) return nothing;
    const w = this.#window(name, rows);
    const heading: Key = name === 'active' ? 'list.active' : 'list.rest';
    const date = shortDate(list.date, this.lang);
    const setting: RowSetting = {
      lang: this.lang,
      kinds: this.kinds,
      actions: this.actions,
      selected: this.state.selection?.type === 'incident' ? this.state.selection.id : null,
      reachable: this.#reachable(),
      follow: (e, selection) => this.follow(e, selection),
    };
    const whole = rows.length === total && total <= WHOLE;
    return html`
      <h3 id="list-${name}">${this.t(heading, { date })} · ${total.toLocaleString('en-US')}</h3>
      <ul data-section=${name} data-above=${w.above} data-below=${w.below} aria-labelledby="list-${name}">
        ${repeat(
          rows.slice(w.first, w.last),
          (i) => i.id,
          (i, n) => incidentRow(i, setting, whole ? null : { at: w.first + n + 1, of: total }),
        )}
      </ul>
      ${rows.length < total ? this.#more(name, total - rows.length) : nothing}
    `;
  }

  /** Further rows come when they are asked for: a list that grows by itself could not be left by the keyboard. */
  #more(section: Section, left: number): TemplateResult {
    return html`<button type="button" class="button more-rows" aria-describedby="list-${section}" aria-disabled=${this.waiting ? 'true' : 'false'}
      @click=${() => this.#askMore(section)}>${this.tn('list.more', left)}</button>`;
  }

  #askMore(section: Section): void {
    if (this.waiting) return;
    this.#grows = { section, from: this.listing?.[section].length ?? 0 };
    this.actions.more(section);
  }

  /** When the last rows have come, the button that had the focus is gone: the first of them takes it. */
  #grown(): void {
    const rows = this.#grows && this.listing?.[this.#grows.section];
    if (!this.#grows || !rows || rows.length <= this.#grows.from) return;
    const first = rows[this.#grows.from];
    this.#grows = null;
    if (first && document.activeElement === document.body) this.#bring(first.id, true);
  }

  #window(section: string, rows: Incident[]): Window {
    const list = this.querySelector(`ul[data-section=${section}]`);
    const top = list ? -list.getBoundingClientRect().top : 0;
    const height = (n: number) => this.#heights.get(rows[n]?.id ?? -1);
    const wanted = this.#wanted ? rows.findIndex((i) => i.id === this.#wanted?.id) : -1;
    if (wanted < 0) return windowOf(rows.length, height, ROW_HEIGHT, top, top + window.innerHeight);
    let y = 0;
    for (let n = 0; n < wanted; n++) y += height(n) ?? ROW_HEIGHT;
    return windowOf(rows.length, height, ROW_HEIGHT, y, y + window.innerHeight);
  }

  /** One row takes part in the tab order; the arrows go on from it. */
  #reachable(): number | null {
    const list = this.listing;
    const selected = this.state.selection?.type === 'incident' ? this.state.selection.id : null;
    const all = list ? [...list.active, ...list.rest] : [];
    return (all.find((i) => i.id === selected) ?? all[0])?.id ?? null;
  }

  protected override updated(changed: PropertyValues): void {
    for (const list of this.querySelectorAll<HTMLElement>('ul')) {
      list.style.paddingTop = `${list.dataset.above}px`;
      list.style.paddingBottom = `${list.dataset.below}px`;
    }
    const rows = this.querySelectorAll<HTMLElement>('.row');
    for (const row of rows) this.#heights.set(Number(row.dataset.id), (row.parentElement ?? row).offsetHeight);
    const row = this.#row(this.#wanted?.id);
    if (this.#wanted?.focus) row?.focus();
    else if (!row?.matches(':focus')) row?.scrollIntoView({ block: 'nearest' });
    this.#wanted = null;
    this.#grown();
    if (changed.has('lang')) this.#heights.clear();
  }

  #row(id: number | undefined): HTMLElement | null {
    return this.querySelector(`.row[data-id="${id}"]`);
  }

  #onScroll = (e: Event) => {
    const long = (this.listing?.active.length ?? 0) > WHOLE || (this.listing?.rest.length ?? 0) > WHOLE;
    if (long && e.target instanceof Element && e.target.contains(this.querySelector('ul'))) this.scrolled++;
  };

  /** The arrows go from row to row, also to rows that are not drawn yet. */
  #onKey = (e: KeyboardEvent) => {
    const here = e.target instanceof HTMLElement ? e.target.closest<HTMLElement>('.row') : null;
    if (!here || !this.listing) return;
    const ids = order(this.listing);
    const at = ids.indexOf(this.#wanted?.id ?? Number(here.dataset.id));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: ids.length - 1 }[e.key];
    const id = to === undefined ? undefined : ids[Math.max(0, Math.min(ids.length - 1, to))];
    if (id === undefined) return;
    e.preventDefault();
    this.#bring(id, true);
  };
}

function without(name: string): string {
  return `− ${name.toLowerCase()}`;
}

customElements.define('corredor-list', List);
