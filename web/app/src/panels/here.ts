/** A card that says what was in force at the point that was clicked, on the date that the page shows. */
import { html, nothing, type TemplateResult } from 'lit';
import { zonesAt } from '../api';
import { coordinates, isoDate, shortDate } from '../format';
import type { Relation, ZoneHere } from '../here';
import { sign } from '../icons';
import type { Day, LonLat } from '../types';
import { Panel } from './panel';

export class Here extends Panel {
  static override properties = {
    ...Panel.properties,
    date: {},
    at: { attribute: false },
    found: { state: true },
    failed: { state: true },
  };
  declare date: Day;
  /** null while nothing is asked. */
  declare at: LonLat | null;
  /** null until there is an answer. */
  declare private found: ZoneHere[] | null;
  declare private failed: boolean;
  #asking: AbortController | null = null;

  constructor() {
    super();
    this.date = 0;
    this.at = null;
    this.found = null;
    this.failed = false;
    this.addEventListener('keydown', (e) => {
      if (e.key !== 'Escape' || !this.at) return;
      e.stopPropagation();
      this.at = null;
    });
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has('at') && !(changed.has('date') && this.at)) return;
    this.#asking?.abort();
    this.found = null;
    this.failed = false;
    if (this.at) void this.#ask(this.at, this.date);
  }

  async #ask(at: LonLat, date: Day): Promise<void> {
    const asking = new AbortController();
    this.#asking = asking;
    try {
      this.found = await zonesAt(at, date, asking.signal);
    } catch {
      if (!asking.signal.aborted) this.failed = true;
    }
  }

  override render(): TemplateResult | typeof nothing {
    const { at, lang } = this;
    this.hidden = at === null;
    if (!at) return nothing;
    const address = `/zones/at?${new URLSearchParams({ date: isoDate(this.date), point: at.map((x) => x.toFixed(5)).join(','), f: 'html', lang })}`;
    return html`<section class="card" role="status" aria-label=${this.t('here.title', { date: shortDate(this.date, lang) })}>
      <h2>${this.t('here.title', { date: shortDate(this.date, lang) })}</h2>
      <button type="button" class="square" aria-label=${this.t('here.close')} @click=${() => {
        this.at = null;
      }}>${sign('close', 16)}</button>
      ${this.#answer()}
      <p class="here-foot">${coordinates(at, lang)} · <a href=${address}>${this.t('here.record')}</a></p>
    </section>`;
  }

  #answer(): TemplateResult {
    if (this.failed) return html`<p>${this.t('here.failed')}</p>`;
    if (!this.found) return html`<p>${this.t('here.asking')}</p>`;
    if (this.found.length === 0) return html`<p>${this.t('here.no')}</p>`;
    return html`${(['yes', 'possible'] as const).map((relation) => this.#zones(relation))}`;
  }

  #zones(relation: Relation): TemplateResult | typeof nothing {
    const of = (this.found ?? []).filter((zone) => zone.relation === relation);
    if (of.length === 0) return nothing;
    return html`<p>${this.t(`here.${relation}`)}</p><ul>${of.map((zone) => {
      const selection = { type: 'zone' as const, id: zone.id };
      return html`<li><a href=${this.actions.href(selection)} @click=${(e: MouseEvent) => this.follow(e, selection)}>${zone.number ?? this.t('zone.noNumber')}</a> ${zone.words[this.lang]}${zone.reasons.map((why) => html`<small>${why[this.lang]}</small>`)}</li>`;
    })}</ul>`;
  }
}

customElements.define('corredor-here', Here);
