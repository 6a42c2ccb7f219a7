/** What the pointer reads: the counts of the column under it and the decrees then in force. */
import { css, html, nothing, type TemplateResult } from 'lit';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import { civil, type Days, startOf } from '../calendar';
import { dateRange, shortMonth } from '../format';
import { type Bin, type BinUnit, total } from '../histogram';
import { t, tn } from '../i18n';
import { symbol } from '../symbols';
import type { Term } from '../terms';
import { CATEGORIES, type Lang } from '../types';

/** Terms a tip names before it only counts the rest. */
const NAMED = 4;

export function tip(bin: Bin, unit: BinUnit, then: readonly Term[], lang: Lang): TemplateResult {
  const n = total(bin);
  return html`<p><b>${stretchName(bin, unit, lang)}</b> · ${n === 0 ? t(lang, 'time.none') : tn(lang, 'time.incidents', n)}</p>
    ${
      n === 0
        ? nothing
        : html`<p class="counts">${CATEGORIES.filter((c) => bin.counts[c] > 0).map(
            (c) => html`<span>${unsafeHTML(symbol(c))}${bin.counts[c]}</span>`,
          )}</p>`
    }
    ${then
      .slice(0, NAMED)
      .map(
        (term) =>
          html`<p><span class="decree">${term.decreeNumber ?? t(lang, 'time.unnumbered')}</span> ${dateRange(term.from, term.to, lang)}${
            term.inferred ? html` · ${t(lang, 'time.inferred')}` : nothing
          }</p>`,
      )}
    ${then.length > NAMED ? html`<p class="decree">+${then.length - NAMED}</p>` : nothing}
    <small>${counted(unit, lang)}</small>`;
}

/** "abr 2019", "1–7 abr 2019", "ene – mar 2019". */
export function stretchName(d: Days, unit: BinUnit, lang: Lang): string {
  const { year, month } = civil(d.from);
  if (unit === 'month' && startOf('month', d.from) === d.from) return `${shortMonth(month, lang)} ${year}`;
  if (unit === 'quarter') return `${shortMonth(month, lang)} – ${shortMonth(month + 2, lang)} ${year}`;
  return dateRange(d.from, d.to, lang);
}

/** How the columns count, in a sentence. */
export function counted(unit: BinUnit, lang: Lang): string {
  if (unit === 'week') return t(lang, 'time.countedWeek');
  return unit === 'month' ? t(lang, 'time.countedMonth') : t(lang, 'time.countedQuarter');
}

/** What the columns are. */
export function heading(unit: BinUnit, lang: Lang): string {
  if (unit === 'week') return t(lang, 'time.perWeek');
  return unit === 'month' ? t(lang, 'time.perMonth') : t(lang, 'time.perQuarter');
}

export const tipStyles = css`
  .tip {
    position: absolute;
    z-index: 2;
    bottom: 100%;
    width: max-content;
    max-width: 320px;
    padding: 6px 10px;
    border: 1px solid var(--hairline);
    border-radius: 4px;
    background: var(--panel);
    box-shadow:
      0 1px 2px #1f1b161a,
      0 4px 16px #1f1b161a;
    font-size: 13px;
    pointer-events: none;
  }
  .tip b {
    font-weight: 600;
  }
  .tip p {
    margin: 0;
  }
  .tip .counts {
    display: flex;
    gap: 10px;
    margin: 2px 0;
    font-weight: 600;
  }
  .tip .counts span {
    display: flex;
    align-items: center;
    gap: 4px;
  }
  .tip .counts svg {
    width: 14px;
    height: 14px;
  }
  .tip .decree {
    color: var(--zone);
    font-weight: 600;
  }
  .tip small {
    color: var(--ink-3);
    font-size: 12px;
  }
`;
