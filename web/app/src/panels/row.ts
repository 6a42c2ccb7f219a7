/** One incident as a row of the list. */
import { html, nothing, type TemplateResult } from 'lit';
import { dateRange } from '../format';
import { t, tn } from '../i18n';
import { drawn } from '../icons';
import { type Kind, length, placeName } from '../incident';
import { symbol } from '../symbols';
import type { Incident, Lang, Selection } from '../types';
import type { Actions } from './panel';

/** What all rows of a list share. */
export interface RowSetting {
  lang: Lang;
  kinds: ReadonlyMap<string, Kind>;
  actions: Actions;
  selected: number | null;
  /** The one row in the tab order. */
  reachable: number | null;
  follow(event: MouseEvent, selection: Selection): void;
}

/** `place` says where the row stands when not all rows are drawn. */
export function incidentRow(i: Incident, s: RowSetting, place: { at: number; of: number } | null): TemplateResult {
  const selection: Selection = { type: 'incident', id: i.id };
  return html`<li aria-setsize=${place?.of ?? nothing} aria-posinset=${place?.at ?? nothing}>
    <a class="row" data-id=${i.id} href=${s.actions.href(selection)} tabindex=${i.id === s.reachable ? 0 : -1}
      aria-current=${i.id === s.selected ? 'true' : nothing}
      @click=${(e: MouseEvent) => s.follow(e, selection)}
      @pointerenter=${() => s.actions.hover(selection)} @pointerleave=${() => s.actions.hover(null)}
      @focus=${() => s.actions.hover(selection)} @blur=${() => s.actions.hover(null)}>
      ${drawn(symbol(i.category, isVague(i)))}
      <span class="row-title">${kindName(i, s)} · ${placeName(i, s.lang) ?? t(s.lang, 'precision.unknown')}</span>
      ${days(i, s.lang)}
      <span class="row-meta">
        <span>${dateRange(i.from, i.to, s.lang)}</span>
        ${i.place ? html`<span>${t(s.lang, `precision.${i.placePrecision}`)}</span>` : nothing}
        ${sources(i, s.lang)}
      </span>
    </a>
  </li>`;
}

/** Known by its area only, or not at all: drawn hollow. */
export function isVague(i: Incident): boolean {
  return i.placePrecision !== 'exact' && i.placePrecision !== 'community';
}

export function kindName(i: Incident, s: { lang: Lang; kinds: ReadonlyMap<string, Kind> }): string {
  return s.kinds.get(i.kind)?.names[s.lang] ?? i.kind;
}

function days(i: Incident, lang: Lang): TemplateResult {
  const n = length(i);
  if (n < 2) return html`<span></span>`;
  return html`<span class="row-days"><span aria-hidden="true">${t(lang, 'list.days.short', { n })}</span><span class="unseen">${tn(lang, 'list.days', n)}</span></span>`;
}

function sources(i: Incident, lang: Lang): TemplateResult | typeof nothing {
  if (i.disagree.length > 0) {
    return html`<span class="differs">${tn(lang, 'list.disagree', Math.max(i.sourceCount, 2))}</span>`;
  }
  return i.sourceCount > 1 ? html`<span>${tn(lang, 'list.sources', i.sourceCount)}</span>` : nothing;
}
