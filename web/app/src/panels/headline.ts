/** The date in words over the map, with what is in force and what goes on. */
import { html, nothing, type TemplateResult } from 'lit';
import { series, shortDate } from '../format';
import { inLang } from '../incident';
import type { Layout } from '../layout';
import type { Day, Selection, Zone } from '../types';
import { byDecree } from '../zone';
import { Panel } from './panel';

/** Decrees named before the rest is counted. */
const NAMED = 2;

export class Headline extends Panel {
  static override properties = { ...Panel.properties, date: {}, zones: { attribute: false }, active: {}, layout: {} };
  declare date: Day;
  /** In force on the date; null until they are here. */
  declare zones: Zone[] | null;
  /** null until it is known. */
  declare active: number | null;
  declare layout: Layout;

  constructor() {
    super();
    this.zones = null;
    this.active = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.classList.add('card');
  }

  override render(): TemplateResult {
    const short = this.layout === 'sheet';
    return html`
      <h2>${shortDate(this.date, this.lang)}</h2>
      ${this.zones === null ? nothing : html`<p>${this.#zones(this.zones, short)}${short ? ' · ' : html`<br />`}${this.active === null ? '…' : this.tn(short ? 'map.activeShort' : 'map.active', this.active)}</p>`}
    `;
  }

  #zones(zones: Zone[], short: boolean): TemplateResult {
    const first = zones[0];
    if (!first) return html`${this.t('map.noZones')}`;
    const count = html`${this.#link({ type: 'zone', id: first.id }, this.tn('map.zones', zones.length), 'zones-in-force')}`;
    if (short) return count;
    const decrees = [...byDecree(zones).values()].flatMap(([zone]) => (zone ? [zone] : []));
    const links = decrees.slice(0, NAMED).map((z) => this.#link({ type: 'zone', id: z.id }, decreeName(z, this.lang)));
    const more = decrees.length - links.length;
    return html`${count} ${this.t('map.zonesBy')} ${links.map((link, n) => html`${n > 0 ? (n === links.length - 1 && more <= 0 ? ` ${series(['', ''], this.lang).trim()} ` : ', ') : ''}${link}`)}${more > 0 ? ` + ${this.t('map.andMore', { n: more })}` : ''}`;
  }

  #link(selection: Selection, text: string, cls = ''): TemplateResult {
    return html`<a class=${cls} href=${this.actions.href(selection)} @click=${(e: MouseEvent) => this.follow(e, selection)}>${text}</a>`;
  }
}

/** The number of the decree, or its title where no source gives the number. */
export function decreeName(z: Zone, lang: 'es' | 'en'): string {
  return z.decreeNumber ?? inLang(z.properties, 'decree_title', lang) ?? `#${z.decree}`;
}

customElements.define('corredor-headline', Headline);
