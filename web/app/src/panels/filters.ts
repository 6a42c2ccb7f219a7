/** Search and filters. The rows of groups are the legend of the symbols: symbol, name, count and checkbox in one. */
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { Answer } from '../answer';
import { drawn, sign } from '../icons';
import type { Kind } from '../incident';
import type { Lead } from '../leads';
import type { Choice } from '../query';
import { isFiltered, NO_FILTERS, toggle } from '../state';
import { symbol } from '../symbols';
import { CATEGORIES, type Category, PRECISIONS, type Selection, STATUSES, type State } from '../types';
import './choice';
import { Panel } from './panel';

export class Filters extends Panel {
  static override properties = {
    ...Panel.properties,
    state: { attribute: false },
    counts: { attribute: false },
    kinds: { attribute: false },
    leads: { attribute: false },
  };
  declare state: State;
  /** By choice, as far as they are known. */
  declare counts: Answer['counts'];
  declare kinds: ReadonlyMap<string, Kind>;
  declare leads: readonly Lead[];
  /** What was typed last in this visit to the search: going on from it is no new step for Back. */
  #typed: string | null = null;
  #open: Choice | null = null;

  constructor() {
    super();
    this.counts = {};
    this.kinds = new Map();
    this.leads = [];
  }

  focusSearch(): void {
    const input = this.querySelector('input');
    input?.focus();
    input?.select();
  }

  override render(): TemplateResult {
    return html`
      <div role="search">${this.#search()}${this.#leads()}</div>
      <ul class="groups" aria-label=${this.t('filter.groups')}>${CATEGORIES.map((c) => this.#group(c))}</ul>
      <div class="choices">
        <corredor-choice .lang=${this.lang} .label=${this.t('filter.precision')} .isSet=${this.state.hiddenPrecisions.length > 0}
          .content=${() => this.#precisions()} .turned=${this.#turned('place_precision')}></corredor-choice>
        <corredor-choice .lang=${this.lang} .label=${this.t('filter.kind')} .isSet=${this.state.kinds.length > 0}
          .content=${() => this.#kinds()} .turned=${this.#turned('kind')}></corredor-choice>
        <corredor-choice .lang=${this.lang} .label=${this.t('filter.status')} .isSet=${this.state.hiddenStatuses.length > 0}
          .content=${() => this.#statuses()} .turned=${this.#turned('status')}></corredor-choice>
        ${
          isFiltered(this.state)
            ? html`<button type="button" class="button plain clear" @click=${() => this.actions.change(NO_FILTERS)}>${this.t('filter.clear')}</button>`
            : nothing
        }
      </div>
    `;
  }

  #search(): TemplateResult {
    return html`<label class="search">
      ${sign('search', 18)}
      <span class="unseen">${this.t('filter.search')}</span>
      <input type="search" autocomplete="off" spellcheck="false" maxlength="200" placeholder=${this.t('filter.search')}
        .value=${live(this.state.text)}
        @blur=${() => {
          this.#typed = null;
        }}
        @input=${(e: Event) => this.#type((e.target as HTMLInputElement).value)} />
      ${
        this.state.text
          ? html`<button type="button" class="square" aria-label=${this.t('filter.clearSearch')}
              @click=${() => {
                this.actions.change({ text: '' });
                this.focusSearch();
              }}>${sign('close', 16)}</button>`
          : nothing
      }
    </label>`;
  }

  #type(text: string): void {
    const goesOn = this.#typed !== null && this.#typed === this.state.text;
    this.#typed = text;
    this.actions.change({ text }, goesOn ? 'replace' : 'push');
  }

  #leads(): TemplateResult | typeof nothing {
    if (this.leads.length === 0) return nothing;
    return html`<p class="go-to">${this.t('filter.goTo')}
      ${this.leads.map(
        (lead) =>
          html`<a href=${this.actions.href(lead.selection)} @click=${(e: MouseEvent) => this.#go(e, lead.selection)}>${lead.name}</a>`,
      )}</p>`;
  }

  /** Of a kilometre one wants to see what is near it: its name, which no incident has, stops choosing. */
  #go(event: MouseEvent, to: Selection): void {
    this.follow(event, to);
    if (event.defaultPrevented && to.type === 'km-post') this.actions.change({ text: '' }, 'replace');
  }

  #group(c: Category): TemplateResult {
    const n = this.#count('category', c);
    const most = Math.max(1, ...CATEGORIES.map((other) => this.#count('category', other) ?? 0));
    const shown = !this.state.hiddenCategories.includes(c);
    const colour = `var(--${c.replace('_', '-')})`;
    return html`<li><label class=${shown ? '' : 'off'}>
      ${drawn(symbol(c))}
      <span class="name">${this.t(`category.${c}`)}</span>
      <svg class="bar" width="74" height="6" aria-hidden="true"><rect width="74" height="6" fill="var(--sunk)"></rect><rect width=${(74 * (n ?? 0)) / most} height="6" fill=${colour}></rect></svg>
      <span class="count">${n?.toLocaleString('en-US')}</span>
      <input type="checkbox" .checked=${live(shown)}
        @change=${() => this.actions.change({ hiddenCategories: toggle(this.state.hiddenCategories, c) })} />
    </label></li>`;
  }

  #precisions(): unknown {
    return PRECISIONS.map((p) =>
      this.#box(
        this.t(`precision.${p}`),
        this.#count('place_precision', p),
        !this.state.hiddenPrecisions.includes(p),
        () => ({ hiddenPrecisions: toggle(this.state.hiddenPrecisions, p) }),
      ),
    );
  }

  #statuses(): unknown {
    return STATUSES.map((s) =>
      this.#box(this.t(`status.${s}`), this.#count('status', s), !this.state.hiddenStatuses.includes(s), () => ({
        hiddenStatuses: toggle(this.state.hiddenStatuses, s),
      })),
    );
  }

  #kinds(): unknown {
    const count = (k: Kind) => this.#count('kind', k.code);
    const box = (k: Kind) =>
      this.#box(k.names[this.lang], count(k), this.state.kinds.includes(k.code), () => ({
        kinds: toggle(this.state.kinds, k.code),
      }));
    const whole = this.counts.kind ? [...this.counts.kind.values()].reduce((sum, n) => sum + n, 0) : null;
    return html`
      ${this.#box(this.t('filter.all'), whole, this.state.kinds.length === 0, () => ({ kinds: [] }))}
      ${CATEGORIES.map((c) => {
        const kinds = [...this.kinds.values()].filter((k) => k.category === c);
        const seen = kinds.filter((k) => count(k) !== 0 || this.state.kinds.includes(k.code));
        return seen.length === 0 ? nothing : html`<p class="flap-head">${this.t(`category.${c}`)}</p>${seen.map(box)}`;
      })}
    `;
  }

  /** null until it is known. */
  #count(choice: Choice, value: string): number | null {
    const counts = this.counts[choice];
    return counts ? (counts.get(value) ?? 0) : null;
  }

  /** Tells which choice lies open; one that closes after another has opened says nothing. */
  #turned(choice: Choice): (open: boolean) => void {
    return (open) => {
      if (open) this.#open = choice;
      else if (this.#open === choice) this.#open = null;
      else return;
      this.actions.count(this.#open);
    };
  }

  #box(name: string, n: number | null, checked: boolean, patch: () => Partial<State>): TemplateResult {
    return html`<label>
      <input type="checkbox" .checked=${live(checked)} @change=${() => this.actions.change(patch())} />
      ${name} <span class="count">${n?.toLocaleString('en-US')}</span>
    </label>`;
  }
}

customElements.define('corredor-filters', Filters);
