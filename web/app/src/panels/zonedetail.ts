/** A zone told whole: its decree and words, its term, what was derived from them, and what it follows. */
import { html, nothing, type TemplateResult } from 'lit';
import { Failure } from '../api';
import type { InsideZone } from '../dossier';
import { dateRange, decimal, kmPost, readIsoDate, shortDate } from '../format';
import { t, tn } from '../i18n';
import { inLang, placeName, sources } from '../incident';
import type { Incident, Lang, Zone } from '../types';
import { RIGHTS, type Right } from '../zone';
import type { Setting } from './detail';
import { capital, type Fact, facts, part, sourceLink, told } from './facts';
import { failureWords } from './failure';
import { decreeName } from './headline';
import { kindName } from './row';

export function zoneDetail(
  z: Zone,
  inside: InsideZone[] | Failure | null,
  earlier: number,
  s: Setting,
): TemplateResult {
  const { lang } = s.state;
  const p = z.properties;
  return html`
    <h2 tabindex="-1">${decreeName(z, lang)}</h2>
    <p class="period"><b>${dateRange(z.from, z.to, lang)}</b> · ${tn(lang, 'list.days', z.to - z.from + 1)}</p>
    ${z.decreeNumber ? nothing : html`<p class="quiet">${t(lang, 'zone.noNumber')}</p>`}
    ${lifted(z, lang)}
    ${z.termInferred ? warning(t(lang, 'zone.inferred'), t(lang, 'zone.inferredWhy')) : nothing}
    ${z.extent === 'indicative' ? warning(t(lang, 'zone.indicative'), inLang(p, 'extent_note', lang) ?? t(lang, 'zone.indicativeWhy')) : nothing}
    ${part(t(lang, 'zone.words'), html`<blockquote>${inLang(p, 'words', lang)}</blockquote><p class="quiet">${t(lang, 'zone.wordsTranslated')}</p>`)}
    ${facts(factsOf(z, s))}
    ${chain(z, s)}
    ${siblings(z, s)}
    ${incidents(inside, s)}${earlierLine(earlier, lang)}
    ${part(
      t(lang, 'zone.sources'),
      html`<ul class="plain-list">${sources(p.sources).map((x) => html`<li>${sourceLink(x, lang)}</li>`)}
      <li><a href="/decrees?lang=${lang}#act-${z.decree}">${t(lang, 'zone.act')}</a></li></ul>`,
    )}
    ${part(t(lang, 'zone.take'), along(z, lang))}
  `;
}

const FORMATS = [
  ['geojson', 'GeoJSON'],
  ['kml', 'KML'],
  ['gpkg', 'GeoPackage'],
  ['shp', 'Shapefile'],
  ['csv', 'CSV'],
] as const;

/** Every version of the zone, its annex, and its polygon to take away. */
function along(z: Zone, lang: Lang): TemplateResult {
  return html`<ul class="plain-list">
    <li><a href="/zones/${z.id}/versions?lang=${lang}">${t(lang, 'zone.versions')}</a></li>
    <li><a href="/zones/${z.id}/annex?lang=${lang}">${t(lang, 'zone.annex')}</a></li>
    <li class="takes">${FORMATS.map(([f, name]) => html`<a href="/zones/${z.id}/export?f=${f}" download>${name}</a> `)}</li>
  </ul>`;
}

function warning(title: string, words: string): TemplateResult {
  return html`<p class="warning"><b>${capital(title)}.</b> ${words}</p>`;
}

function lifted(z: Zone, lang: Lang): TemplateResult | typeof nothing {
  const day = typeof z.properties.lifted === 'string' ? readIsoDate(z.properties.lifted) : null;
  return day === null ? nothing : html`<p>${t(lang, 'zone.lifted', { date: shortDate(day, lang) })}</p>`;
}

function factsOf(z: Zone, s: Setting): Fact[] {
  const { lang } = s.state;
  const p = z.properties;
  const parts = typeof p.parts === 'number' ? p.parts : 1;
  const units = Array.isArray(p.units) ? p.units.filter((u) => typeof u === 'string') : [];
  const measured = (n: unknown, unit: string) =>
    typeof n === 'number'
      ? html`${decimal(n)}\u00a0${unit}<small>${z.extent === 'indicative' ? t(lang, 'zone.indicative') : t(lang, 'zone.derived')}</small>`
      : null;
  const km =
    typeof p.km_from === 'number' && typeof p.km_to === 'number'
      ? html`<small>${kmPost(p.km_from)} – ${kmPost(p.km_to)}, ${t(lang, 'incident.kmScale')}</small>`
      : nothing;
  return [
    [
      t(lang, 'zone.form'),
      html`${capital(inLang(p, 'form', lang))}${km}${parts > 1 ? html`<small>${t(lang, 'zone.part', { part: Number(p.part), parts })}</small>` : nothing}`,
    ],
    [t(lang, 'zone.units'), units.join(', ')],
    [t(lang, 'zone.rights'), rights(z, lang)],
    [t(lang, 'zone.length'), measured(p.length_km, 'km')],
    [t(lang, 'zone.area'), measured(p.area_km2, 'km²')],
    [t(lang, 'incident.note'), told(p, 'note', lang)],
  ];
}

function rights(z: Zone, lang: Lang): unknown {
  const given = Array.isArray(z.properties.rights) ? z.properties.rights : [];
  const list = RIGHTS.filter((r: Right) => given.includes(r)).map((r) => t(lang, `right.${r}`));
  if (list.length === 0) return t(lang, 'right.unstated');
  return list.map((r) => html`<span class="line">${r}</span>`);
}

function zoneLine(z: Zone, s: Setting, current: boolean): TemplateResult {
  const { lang } = s.state;
  const name = s.link({ type: 'zone', id: z.id }, decreeName(z, lang), current);
  return html`<li>${name}<small>${dateRange(z.from, z.to, lang)} · ${inLang(z.properties, 'form', lang)}${z.termInferred ? ` · ${t(lang, 'zone.inferred')}` : ''}</small></li>`;
}

/** Within one decree the form tells its zones apart. */
function formLine(z: Zone, s: Setting): TemplateResult {
  const { lang } = s.state;
  const name = capital(inLang(z.properties, 'form', lang));
  return html`<li>${s.link({ type: 'zone', id: z.id }, name)}<small>${dateRange(z.from, z.to, lang)}</small></li>`;
}

function chain(z: Zone, s: Setting): TemplateResult | typeof nothing {
  const ids = Array.isArray(z.properties.chain) ? z.properties.chain : [];
  const zones = ids.flatMap((id) => s.zones.get(Number(id)) ?? []);
  if (zones.length < 2) return nothing;
  return part(
    t(s.state.lang, 'zone.chain'),
    html`<ol class="chain">${zones.map((other) => zoneLine(other, s, other.id === z.id))}</ol>`,
  );
}

function siblings(z: Zone, s: Setting): TemplateResult | typeof nothing {
  const zones = [...s.zones.values()].filter((other) => other.decree === z.decree && other.id !== z.id);
  if (zones.length === 0) return nothing;
  return part(
    t(s.state.lang, 'zone.siblings'),
    html`<ul class="plain-list">${zones.map((other) => formLine(other, s))}</ul>`,
  );
}

function incidents(found: InsideZone[] | Failure | null, s: Setting): TemplateResult {
  const { lang } = s.state;
  if (found === null) return part(t(lang, 'zone.incidents'), html`<p class="quiet">${t(lang, 'load.loading')}…</p>`);
  if (found instanceof Failure) return failureWords(found, lang, s.retry);
  if (found.length === 0)
    return part(t(lang, 'zone.incidents'), html`<p class="quiet">${t(lang, 'zone.incidentsNone')}</p>`);
  return html`${(['inside', 'possibly'] as const).map((relation) => {
    const group = found.filter((x) => x.relation === relation);
    if (group.length === 0) return nothing;
    const title = `${t(lang, 'zone.incidents')} · ${t(lang, relation === 'inside' ? 'zone.inside' : 'zone.possibly')} · ${group.length}`;
    return part(title, html`<ul class="plain-list">${group.map(({ incident }) => incidentLine(incident, s))}</ul>`);
  })}`;
}

/** How many there are besides the latest. */
export function earlierLine(n: number, lang: Lang): TemplateResult | typeof nothing {
  return n > 0 ? html`<p class="quiet">${tn(lang, 'detail.earlier', n)}</p>` : nothing;
}

/** An incident in a list of a detail. */
export function incidentLine(i: Incident, s: Setting): TemplateResult {
  const { lang } = s.state;
  const name = `${kindName(i, { lang, kinds: s.kinds })} · ${placeName(i, lang) ?? t(lang, 'precision.unknown')}`;
  return html`<li>${s.link({ type: 'incident', id: i.id }, name)}<small>${dateRange(i.from, i.to, lang)}</small></li>`;
}
