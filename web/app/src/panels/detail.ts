/** The frame of a detail: whose it is, the way to its neighbours, and what can be done with it. */
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { Dossier } from '../dossier';
import { drawn, sign } from '../icons';
import type { Kind } from '../incident';
import type { Layout } from '../layout';
import { sameSelection } from '../state';
import { symbol, zoneSample } from '../symbols';
import type { Selection, SelectionType, State, Zone } from '../types';
import { failureWords } from './failure';
import { incidentDetail } from './incidentdetail';
import { kmPostDetail } from './kmpostdetail';
import { Panel } from './panel';
import { placeDetail } from './placedetail';
import { isVague, kindName } from './row';
import { zoneDetail } from './zonedetail';

/** What every detail is drawn with. */
export interface Setting {
  state: State;
  kinds: ReadonlyMap<string, Kind>;
  zones: ReadonlyMap<number, Zone>;
  link(selection: Selection, words: unknown, current?: boolean): TemplateResult;
  retry(): void;
}

export class Detail extends Panel {
  static override properties = {
    ...Panel.properties,
    state: { attribute: false },
    dossier: { attribute: false },
    kinds: { attribute: false },
    zones: { attribute: false },
    neighbours: { attribute: false },
    retry: { attribute: false },
    layout: {},
  };
  declare state: State;
  declare dossier: Dossier | null;
  declare kinds: ReadonlyMap<string, Kind>;
  declare zones: ReadonlyMap<number, Zone>;
  /** Before and after it in the list; null where it is not of the list's kind. */
  declare neighbours: { before: number | null; after: number | null } | null;
  declare retry: () => void;
  declare layout: Layout;
  /** Whether the title takes the focus as soon as it is drawn. */
  #titleWanted = false;

  constructor() {
    super();
    this.dossier = null;
    this.neighbours = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.setAttribute('role', 'region');
  }

  /** Moves the focus to the title, which may have to be asked for first. */
  focusTitle(): void {
    this.#titleWanted = true;
    this.requestUpdate();
  }

  protected override updated(changed: PropertyValues): void {
    const before = changed.get('state') as State | undefined;
    if (before && !sameSelection(before.selection, this.state.selection)) {
      this.querySelector('.detail-body')?.scrollTo({ top: 0 });
      // On a phone what scrolls is the sheet it lies in, which the list may have left far down.
      this.parentElement?.scrollTo({ top: 0 });
    }
    if (!this.#titleWanted || this.dossier?.type === 'loading') return;
    this.#titleWanted = false;
    this.querySelector<HTMLElement>('h2')?.focus({ preventScroll: true });
  }

  override render(): TemplateResult | typeof nothing {
    this.setAttribute('aria-label', this.t('detail.region'));
    if (!this.dossier) return nothing;
    return html`
      <div class="detail-bar">
        ${this.layout === 'wide' ? nothing : html`<button type="button" class="button plain back" @click=${() => this.actions.select(null, true)}>${sign('back', 16)}${this.t('detail.back')}</button>`}
        <p class="detail-kind">${this.#kind(this.dossier)}</p>
        ${this.neighbours ? this.#neighbours(this.neighbours) : nothing}
        ${this.layout === 'wide' ? html`<button type="button" class="square" aria-label=${this.t('detail.close')} title=${this.t('detail.close')} @click=${() => this.actions.select(null)}>${sign('close')}</button>` : nothing}
      </div>
      <div class="detail-body">${this.#body(this.dossier)}${this.#item(this.dossier)}</div>
      <div class="detail-actions">
        <button type="button" class="button" @click=${() => this.actions.share()}>${this.t('detail.link')}</button>
        <button type="button" class="button" @click=${() => this.actions.toMap()}>${this.t('detail.zoom')}</button>
        <button type="button" class="button" @click=${() => this.actions.toList()}>${this.t('detail.list')}</button>
      </div>
    `;
  }

  #kind(d: Dossier): unknown {
    if (d.type === 'incident') {
      const i = d.incident;
      const kind = kindName(i, this).toLowerCase();
      return html`${drawn(symbol(i.category, isVague(i)))}<span>${this.t(`category.${i.category}`)} · ${kind}</span>`;
    }
    if (d.type === 'zone') {
      const z = d.zone;
      const effect = z.properties.effect === 'extend' ? 'zone.extend' : 'zone.declare';
      return html`${drawn(zoneSample(z.extent === 'indicative' ? 'indicative' : 'force'))}<span>${this.t(effect)}</span>`;
    }
    if (d.type === 'place') {
      return html`<span>${this.t(`place.${d.place.kind}`)}</span>`;
    }
    if (d.type === 'km-post') {
      return html`<span>${this.t(d.post.stated ? 'km.post' : 'km.graduation')}</span>`;
    }
    return '';
  }

  #neighbours({ before, after }: { before: number | null; after: number | null }): TemplateResult {
    const go = (id: number | null) => () => id !== null && this.actions.select({ type: 'incident', id });
    return html`
      <button type="button" class="square" ?disabled=${before === null} aria-label=${this.t('detail.previous')} title=${this.t('detail.previous')} @click=${go(before)}>${sign('back')}</button>
      <button type="button" class="square" ?disabled=${after === null} aria-label=${this.t('detail.next')} title=${this.t('detail.next')} @click=${go(after)}>${sign('on')}</button>
    `;
  }

  /** The page of the same thing among the server's own. */
  #item(d: Dossier): TemplateResult | typeof nothing {
    const { selection } = this.state;
    if (!selection || !(d.type in COLLECTION)) return nothing;
    const href = `/collections/${COLLECTION[selection.type]}/items/${selection.id}?f=html&lang=${this.lang}`;
    const page = PAGE[selection.type];
    return html`<p class="item">
      ${page ? html`<a href="${page}/${selection.id}?lang=${this.lang}">${this.t('detail.page')}</a><br>` : nothing}
      <a href=${href}>${this.t('detail.item')}</a>
    </p>`;
  }

  #body(d: Dossier): unknown {
    const setting: Setting = {
      state: this.state,
      kinds: this.kinds,
      zones: this.zones,
      link: (selection, words, current = false) =>
        html`<a href=${this.actions.href(selection)} aria-current=${current ? 'true' : nothing}
          @click=${(e: MouseEvent) => this.follow(e, selection)}>${words}</a>`,
      retry: () => this.retry(),
    };
    switch (d.type) {
      case 'incident':
        return incidentDetail(d.incident, d.more, setting);
      case 'zone':
        return zoneDetail(d.zone, d.incidents, d.earlier, setting);
      case 'place':
        return placeDetail(d.place, d.incidents, d.earlier, setting, () => this.actions.change({ text: d.place.name }));
      case 'km-post':
        return kmPostDetail(d.post, d.others, setting);
      case 'failed':
        return failureWords(d.failure, this.lang, setting.retry);
      case 'missing':
        return html`<p>${this.t('detail.missing')}</p>`;
      default:
        return html`<p class="quiet">${this.t('load.loading')}…</p>`;
    }
  }
}

const COLLECTION: Record<SelectionType, string> = {
  incident: 'incidents',
  zone: 'zones',
  place: 'places',
  'km-post': 'km-posts',
};

/** Where the pages are that last. */
const PAGE: Partial<Record<SelectionType, string>> = { incident: '/incidents', zone: '/zones', place: '/places' };

customElements.define('corredor-detail', Detail);
