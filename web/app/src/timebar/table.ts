/** The histogram as a table: always there for a voice, for every eye when opened. */
import { css, html, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { type Days, meet } from '../calendar';
import { type Bin, type BinUnit, total } from '../histogram';
import { t, tn } from '../i18n';
import { CATEGORIES, type Lang } from '../types';
import { counted, heading, stretchName } from './tip';

export interface TableModel {
  bins: readonly Bin[];
  unit: BinUnit;
  period: Days;
  /** Incidents in the period, each counted once. */
  distinct: number;
  lang: Lang;
  open: boolean;
  close(): void;
}

export function table(m: TableModel): TemplateResult {
  const { lang, unit, open } = m;
  return html`<div
    class="table ${open ? 'open' : 'unseen'}"
    id="table"
    role="region"
    aria-label=${heading(unit, lang)}
    tabindex=${open ? '0' : nothing}
    @keydown=${(e: KeyboardEvent) => {
      if (e.key !== 'Escape') return;
      e.stopPropagation();
      m.close();
    }}
  >
    <div class="bar">
      <p aria-hidden="true"><b>${heading(unit, lang)}</b>${counted(unit, lang)} ${tn(lang, 'time.distinct', m.distinct)}</p>
      <button type="button" @click=${m.close}>${t(lang, 'time.closeTable')}</button>
    </div>
    <table>
      <caption class="unseen">
        ${heading(unit, lang)}. ${counted(unit, lang)} ${tn(lang, 'time.distinct', m.distinct)}
      </caption>
      <thead>
        <tr>
          <th scope="col">${t(lang, 'time.stretch')}</th>
          ${CATEGORIES.map((c) => html`<th scope="col">${t(lang, `category.${c}`)}</th>`)}
          <th scope="col">${t(lang, 'time.total')}</th>
        </tr>
      </thead>
      <tbody>
        ${guard([m.bins, lang, m.period.from, m.period.to], () => m.bins.map((bin) => row(bin, m)))}
      </tbody>
    </table>
  </div>`;
}

function row(bin: Bin, { lang, unit, period }: TableModel): TemplateResult {
  const inside = meet(bin, period);
  return html`<tr class=${inside ? 'in' : ''}>
    <th scope="row">${stretchName(bin, unit, lang)}${
      inside ? html`<span class="unseen">, ${t(lang, 'time.inPeriod')}</span>` : nothing
    }</th>
    ${CATEGORIES.map((c) => html`<td>${bin.counts[c]}</td>`)}
    <td>${total(bin)}</td>
  </tr>`;
}

export const tableStyles = css`
  .table.open {
    position: absolute;
    z-index: 4;
    right: 16px;
    bottom: calc(100% + 8px);
    width: min(620px, 100% - 32px);
    max-height: min(420px, 60vh);
    overflow: auto;
    border: 1px solid var(--hairline);
    border-radius: 4px;
    background: var(--panel);
    box-shadow:
      0 1px 2px #1f1b161a,
      0 4px 16px #1f1b161a;
  }
  .table.open .bar {
    display: flex;
    align-items: start;
    justify-content: space-between;
    gap: 12px;
    position: sticky;
    z-index: 1;
    top: 0;
    height: 54px;
    padding: 8px 8px 0 12px;
    background: var(--panel);
  }
  .bar p {
    margin: 0;
    color: var(--ink-2);
    font-size: 13px;
  }
  .bar b {
    display: block;
    color: var(--ink);
    font-size: 15px;
    font-weight: 600;
  }
  .table .bar button {
    flex: none;
    height: 36px;
    padding: 0 12px;
    border: 1px solid var(--edge);
    border-radius: 4px;
    background: var(--panel);
    color: var(--ink);
    font-size: 13px;
    font-weight: 600;
  }
  .table:not(.open) .bar {
    display: none;
  }
  table {
    width: 100%;
    border-collapse: collapse;
    font-size: 13px;
  }
  th,
  td {
    padding: 3px 12px;
    border-top: 1px solid var(--hairline);
    text-align: right;
    font-weight: 400;
  }
  th:first-child {
    text-align: left;
    white-space: nowrap;
  }
  thead th {
    position: sticky;
    top: 54px;
    background: var(--sunk);
    color: var(--ink-2);
    font-weight: 600;
    vertical-align: bottom;
  }
  tr.in th:first-child,
  tr.in td {
    background: var(--selected);
  }
  td:last-child {
    font-weight: 600;
  }

  :host([compact]) .table.open {
    position: static;
    width: auto;
    max-height: 50vh;
    margin-bottom: 12px;
    box-shadow: none;
  }
  :host([compact]) th,
  :host([compact]) td {
    padding: 3px 6px;
  }
`;
