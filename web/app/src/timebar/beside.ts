/** What stands beside the picture of the bar of time: its words, and on a phone the button that unfolds row 1. */
import { html, nothing, type TemplateResult } from 'lit';
import { dateRange, shortDate } from '../format';
import type { BinUnit } from '../histogram';
import { t } from '../i18n';
import type { Period } from '../period';
import type { Lang } from '../types';
import { counted, heading } from './tip';

/** Row 1 behind a button that tells the dates. */
export function fold(lang: Lang, p: Period, unfolded: boolean, row: unknown, turn: () => void): TemplateResult {
  return html`<button class="fold" type="button" aria-expanded=${unfolded ? 'true' : 'false'} @click=${turn}>
      ${dateRange(p.from, p.to, lang)} · ${t(lang, 'time.zonesOn').toLowerCase()} ${shortDate(p.date, lang)}
    </button>
    ${unfolded ? row : nothing}`;
}

/** The words to the left of the picture. */
export function words(unit: BinUnit, lang: Lang, see: unknown): TemplateResult {
  return html`<div class="words" title=${counted(unit, lang)}>
    <span>${heading(unit, lang).replace(' ', '\n')}</span>${see}<span class="row">${t(lang, 'time.zonesRow')}</span>
  </div>`;
}
