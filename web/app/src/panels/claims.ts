/** What sources say side by side: a box for each field on which they differ, and the other sources after it. */
import { html, nothing, svg, type TemplateResult } from 'lit';
import { axis } from '../axis';
import { type Claim, FIELDS, type Field, periods, type Stated } from '../claim';
import { dateRange, decimal, lowHigh, series } from '../format';
import { t } from '../i18n';
import { inLang, sources } from '../incident';
import type { Incident, Lang, Source } from '../types';
import { part, sourceLink } from './facts';

/** Boxes for the fields on which sources disagree. */
export function claimBoxes(i: Incident, claims: readonly Claim[], lang: Lang): unknown {
  const fields = FIELDS.filter((f) => i.disagree.includes(f));
  if (fields.length === 0) return nothing;
  const names = series(
    fields.map((f) => t(lang, `claims.${f}`)),
    lang,
  );
  return html`<section class="disagree">
    <h3><span aria-hidden="true">≠</span> ${t(lang, 'claims.disagree', { fields: names })}</h3>
    ${fields.map((f) => (f === 'period' ? periodBox(i, claims, lang) : valueBox(f, claims, lang, fields.length > 1)))}
  </section>`;
}

function periodBox(i: Incident, claims: readonly Claim[], lang: Lang): TemplateResult | typeof nothing {
  const stated = periods(claims);
  if (stated.length === 0) return nothing;
  return html`
    ${bars(i, stated, lang)}
    <ul>${stated.map(
      ({ claim, from, to }) => html`<li>
        <div>${sourceLink(claim.source, lang)}<b>${dateRange(from, to, lang)}</b></div>
        ${account(claim, claims, lang)}
      </li>`,
    )}</ul>
  `;
}

/** One bar a source on a shared axis, dotted lines at the bounds. */
function bars(i: Incident, stated: readonly Stated[], lang: Lang): TemplateResult {
  const { x, marks } = axis(stated, lang);
  const height = stated.length * 16 + 4;
  const colour = `var(--${i.category.replace('_', '-')})`;
  const label = `${t(lang, 'claims.axis')}: ${stated.map((s) => dateRange(s.from, s.to, lang)).join('; ')}`;
  return html`<svg class="bars" width="100%" height=${height + 20} role="img" aria-label=${label}>
    ${marks.map(
      (
        m,
      ) => svg`<line x1="${m.at}%" x2="${m.at}%" y1="0" y2=${height + 4} stroke="var(--edge)" stroke-dasharray="2 2"></line>
        <text x="${m.at}%" dx=${m.anchor === 'end' ? -2 : m.anchor === 'start' ? 2 : 0} y=${height + 17} text-anchor=${m.anchor} fill="var(--ink-2)" font-size="12">${m.label}</text>`,
    )}
    ${stated.map((s, n) => {
      const [from, to] = x(s);
      return svg`<rect x="${from}%" y=${n * 16 + 6} width="${to - from}%" height="8" fill=${colour}></rect>`;
    })}
  </svg>`;
}

function valueBox(
  field: Exclude<Field, 'period'>,
  claims: readonly Claim[],
  lang: Lang,
  titled: boolean,
): TemplateResult {
  const said = claims.filter((c) => c.field === field);
  return html`
    ${titled ? html`<h4>${t(lang, `claims.title.${field}`)}</h4>` : nothing}
    <ul>${said.map((c) => html`<li><div>${sourceLink(c.source, lang)}<b>${value(c, lang)}</b></div></li>`)}</ul>
  `;
}

function value(c: Claim, lang: Lang): string {
  if (c.low === 0 && c.high === 0) return '0';
  const stated = inLang(c.properties, 'value', lang);
  if (stated && !/^[\d\s+–-]*$/.test(stated)) return stated;
  if (c.low === null) return stated ?? t(lang, 'incident.notStated');
  return c.high === null ? t(lang, 'incident.atLeast', { n: decimal(c.low, 0) }) : lowHigh(c.low, c.high, lang);
}

/** What the same source tells, where it tells anything. */
function account(of: Claim, claims: readonly Claim[], lang: Lang): TemplateResult | typeof nothing {
  const said = claims.filter((c) => c.field === 'account' && c.source.id === of.source.id);
  const words = said.map((c) => inLang(c.properties, 'value', lang)).filter((x) => x !== null);
  const note = inLang(of.properties, 'note', lang);
  const text = [...new Set([...words, ...(note ? [note] : [])])];
  return text.length > 0 ? html`<p>${text.join(' ')}</p>` : nothing;
}

/** The sources that stand in no box of dates, each with what it tells. */
export function sourcesApart(i: Incident, claims: readonly Claim[], lang: Lang): unknown {
  const boxed = new Set(i.disagree.includes('period') ? periods(claims).map((s) => s.claim.source.id) : []);
  const all = new Map<number, Source>();
  for (const s of [...sources(i.properties.sources), ...claims.map((c) => c.source)]) {
    if (!all.has(s.id)) all.set(s.id, s);
  }
  const apart = [...all.values()].filter((s) => !boxed.has(s.id));
  if (apart.length === 0) return nothing;
  return part(
    t(lang, 'claims.sources'),
    html`<ul class="plain-list">${apart.map((s) => {
      const own = claims.find((c) => c.source.id === s.id);
      return html`<li>${sourceLink(s, lang)}${own ? account(own, claims, lang) : nothing}</li>`;
    })}</ul>`,
  );
}
