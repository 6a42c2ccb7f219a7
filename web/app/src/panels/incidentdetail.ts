/** An incident told whole: period, summary, facts, what its sources say, and what it belongs to. */
import { html, nothing, type TemplateResult } from 'lit';
import { Failure } from '../api';
import { bounds, periods } from '../claim';
import type { IncidentMore } from '../dossier';
import { coordinates, dateRange, kmPost, lowHigh, plusMinus, shortDate, statedDate } from '../format';
import { type Key, t, tn } from '../i18n';
import { drawn } from '../icons';
import { actorNames, inLang, length, placeName, sources, toll, tollText, zonesOf } from '../incident';
import { zoneSample } from '../symbols';
import type { Incident, Lang } from '../types';
import { claimBoxes, sourcesApart } from './claims';
import type { Setting } from './detail';
import { capital, facts, part, sourceLink, told } from './facts';
import { failureWords } from './failure';
import { decreeName } from './headline';
import { isVague, kindName } from './row';

export function incidentDetail(i: Incident, more: IncidentMore | Failure | null, s: Setting): TemplateResult {
  const { lang } = s.state;
  const kind = kindName(i, { lang, kinds: s.kinds });
  const known = more === null || more instanceof Failure ? null : more;
  return html`
    <h2 tabindex="-1">${placeName(i, lang) ? t(lang, 'incident.at', { kind, place: placeName(i, lang) ?? '' }) : kind}</h2>
    <p class="period">${period(i, known, lang)}</p>
    <p class="summary">${inLang(i.properties, 'summary', lang)}</p>
    ${lang === 'es' && i.properties.summary_es_translated === true ? html`<p class="quiet">${t(lang, 'incident.translated')}</p>` : nothing}
    ${facts(factsOf(i, lang))}
    ${more === null ? html`<p class="quiet">${t(lang, 'claims.loading')}</p>` : nothing}
    ${more instanceof Failure ? failureWords(more, lang, s.retry) : nothing}
    ${known ? claimBoxes(i, known.claims, lang) : nothing}
    ${known ? sourcesApart(i, known.claims, lang) : more instanceof Failure ? plainSources(i, lang) : nothing}
    ${zones(i, s)}
    ${known ? belongsTo(known, lang) : nothing}
  `;
}

function period(i: Incident, more: IncidentMore | null, lang: Lang): unknown {
  const b = more ? bounds(periods(more.claims)) : null;
  if (b) {
    const start = html`<b>${dateRange(b.start.first, b.start.last, lang, false)}</b>`;
    const end = html`<b>${dateRange(b.end.first, b.end.last, lang)}</b>`;
    const days = tn(lang, 'list.days', b.days.high, { n: lowHigh(b.days.low, b.days.high, lang) });
    return html`${words('incident.between', lang, { start, end })} · ${days}`;
  }
  const exact = { day: null, week: 'incident.week', month: 'incident.month' } as const;
  const precision = exact[i.timePrecision];
  const dates = i.endStated
    ? html`<b>${dateRange(i.from, i.to, lang)}</b>${length(i) > 1 ? ` · ${tn(lang, 'list.days', length(i))}` : ''}`
    : words('incident.since', lang, { start: html`<b>${shortDate(i.from, lang)}</b>` });
  return html`${dates}${precision ? html`, ${t(lang, precision)}` : nothing}`;
}

/** The sentence with templates in the places of its parameters. */
function words(key: Key, lang: Lang, params: Record<string, TemplateResult>): unknown {
  return t(lang, key)
    .split(/(\{\w+\})/)
    .map((piece) => params[piece.slice(1, -1)] ?? piece);
}

const CLOSURE_MODES = ['total', 'mine_vehicles', 'one_company', 'intermittent'] as const;

function factsOf(i: Incident, lang: Lang): [string, unknown][] {
  const p = i.properties;
  const mode = CLOSURE_MODES.find((m) => m === i.closureMode);
  return [
    [t(lang, 'incident.place'), place(i, lang)],
    [t(lang, 'incident.km'), km(i, lang)],
    [t(lang, 'incident.who'), actorNames(i, lang).join('; ')],
    [t(lang, 'incident.mode'), mode && t(lang, `mode.${mode}`)],
    [t(lang, 'incident.deaths'), people(i, 'deaths', lang)],
    [t(lang, 'incident.injured'), people(i, 'injured', lang)],
    [t(lang, 'incident.status'), t(lang, `status.${i.status}`)],
    [t(lang, 'incident.coordinates'), point(i, lang)],
    [t(lang, 'incident.note'), told(p, 'note', lang)],
    [t(lang, 'incident.code'), i.code],
  ];
}

function place(i: Incident, lang: Lang): TemplateResult {
  const named = [placeName(i, lang), i.district, i.province, i.department].filter((x) => x !== null);
  const once = named.filter((x, n) => named.indexOf(x) === n).join(', ');
  const precision = t(lang, 'incident.precision', { precision: t(lang, `precision.${i.placePrecision}`) });
  const radius = i.uncertaintyM && i.at ? ` (${plusMinus(i.uncertaintyM)})` : '';
  return html`${once || t(lang, 'incident.placeNone')}${once ? html`<small>${precision}${radius}</small>` : nothing}`;
}

function km(i: Incident, lang: Lang): TemplateResult | null {
  const { km_stated: stated, km_extrapolated: beyond } = i.properties;
  const reference = told(i.properties, 'km_reference', lang);
  if (i.km === null && typeof stated !== 'string') return null;
  const own =
    i.km === null
      ? nothing
      : html`${beyond === true ? '≈ ' : ''}${kmPost(i.km)}${i.kmUncertaintyM ? ` ${plusMinus(i.kmUncertaintyM)}` : ''}
          <small>${t(lang, 'incident.kmScale')}${beyond === true ? `, ${t(lang, 'km.extrapolated')}` : ''}</small>`;
  const said =
    typeof stated === 'string'
      ? html`<small>${t(lang, 'incident.kmStated', { km: stated })}${reference === null ? '' : html` (${reference})`}</small>`
      : nothing;
  return html`${own}${said}`;
}

/** 0 is "none reported", blank is "not stated": they are different. */
function people(i: Incident, of: 'deaths' | 'injured', lang: Lang): unknown {
  const n = toll(i, of);
  const stated = of === 'injured' ? i.properties.injured_text : null;
  if (n === null) return typeof stated === 'string' ? stated : t(lang, 'incident.notStated');
  if (n.low === 0 && (n.high ?? 0) === 0) return html`<b>0</b> ${t(lang, 'incident.none')}`;
  if (n.high === null) return html`<b>${t(lang, 'incident.atLeast', { n: n.low })}</b>`;
  return html`<b>${tollText(n, lang)}</b>`;
}

function point(i: Incident, lang: Lang): unknown {
  if (!i.at) return null;
  return html`${coordinates(i.at, lang)}${isVague(i) ? html`<small>${t(lang, 'incident.labelPoint')}</small>` : nothing}`;
}

function plainSources(i: Incident, lang: Lang): TemplateResult {
  const list = sources(i.properties.sources);
  return part(
    t(lang, 'claims.sources'),
    html`<ul class="plain-list">${list.map((x) => html`<li>${sourceLink(x, lang)}</li>`)}</ul>`,
  );
}

function zones(i: Incident, s: Setting): TemplateResult | typeof nothing {
  const { lang } = s.state;
  const list = zonesOf(i);
  if (list.length === 0) return nothing;
  return part(
    t(lang, 'related.zones'),
    html`<ul class="zone-list">${list.map((x) => {
      const z = s.zones.get(x.zone);
      if (!z) return nothing;
      const relation = t(lang, x.relation === 'inside' ? 'related.inside' : 'related.possibly');
      const sample = drawn(zoneSample(z.extent === 'indicative' ? 'indicative' : 'force'));
      return html`<li>${sample}<span>${relation} ${s.link({ type: 'zone', id: z.id }, decreeName(z, lang))}
        <small>${capital(inLang(z.properties, 'form', lang))} · ${dateRange(z.from, z.to, lang)}</small></span></li>`;
    })}</ul>`,
  );
}

function belongsTo(more: IncidentMore, lang: Lang): unknown {
  const title = (row: { properties: Record<string, unknown> }) =>
    told(row.properties, 'title', lang) ?? told(row.properties, 'name', lang);
  return [
    more.cases.length > 0
      ? part(
          t(lang, 'related.cases'),
          html`<ul class="plain-list">${more.cases.map((c) => html`<li>${t(lang, 'related.case', { code: c.code ?? c.id })}<small>${title(c)}</small></li>`)}</ul>`,
        )
      : nothing,
    more.tables.named.length > 0
      ? part(
          t(lang, 'related.tables'),
          html`<ul class="plain-list">
            ${more.tables.named.map((table) => html`<li><a href="/dialogue?lang=${lang}#table-${table.id}">${title(table)}</a><small>${statedDate(table.started ?? '', lang)}</small></li>`)}
            ${more.tables.others > 0 ? html`<li><a href="/dialogue?lang=${lang}#tables">${tn(lang, 'related.others', more.tables.others)}</a></li>` : nothing}
          </ul>`,
        )
      : nothing,
  ];
}
