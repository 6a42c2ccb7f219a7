/** The right side: what follows from the shown zone. Each number has its doubt beside it. */
import { html, nothing, svg, type TemplateResult } from 'lit';
import { decimal, readIsoDate, shortDate } from '../../format';
import type { Lang } from '../../types';
import type { Pair } from '../content';
import type { Desk } from '../desk';
import type { OtherZone, Preview, Tally, Touches } from '../preview';
import { bare } from '../reference';
import { roadName, unitNames } from '../title';
import { w, wn } from '../words';
import { shortScale } from './kmform';

const MOST_PLACES = 8;

export function touches(desk: Desk): TemplateResult {
  const { lang } = desk;
  const { preview, exact } = desk.previewOf(desk.zone);
  const t = preview?.touches;
  const version = Math.max(1, ...(t?.routes ?? []).map((route) => route.lineVersion));
  return html`
    <div class="touches-body" aria-busy=${exact ? 'false' : 'true'}>
      <h2>${w(lang, 'touch.title')}</h2>
      <p class="note">${exact || !preview ? w(lang, 'touch.by', { n: version }) : w(lang, 'touch.asking')}</p>
      ${preview ? warnings(desk, preview) : nothing}
      ${t ? html`${areaAndRoad(t, preview, desk)}${districts(t, desk)}${places(t, lang)}${incidents(t, preview.indicative, desk)}${chain(t, desk)}${same(t, lang)}` : html`<p class="nothing">${w(lang, 'touch.nothing')}</p>`}
    </div>
  `;
}

function warnings(desk: Desk, preview: Preview): TemplateResult[] {
  const { lang } = desk;
  const told = preview.findings.filter((f) => f.code !== 'incomplete' && f.weight !== 'note');
  return [
    ...told.map((f) => html`<p class="warning ${f.weight}">${f.words[lang]}</p>`),
    ...(preview.indicative && preview.geometry && told.length === 0
      ? [html`<p class="warning">${w(lang, 'touch.indicative')}</p>`]
      : []),
  ];
}

function line(name: unknown, value: unknown, cls = ''): TemplateResult {
  return html`<div class="line ${cls}"><dt>${name}</dt><dd>${value}</dd></div>`;
}

/** "15.6 km²"; of an indicative extent about, since nobody knows it better. */
export function areaOf({ touches: t, indicative }: Preview, lang: Lang): string {
  const km2 = `${decimal(t?.areaKm2 ?? 0, indicative ? 0 : 1)}\u00a0km²`;
  return indicative ? `≈ ${km2}, ${w(lang, 'touch.about')}` : km2;
}

function areaAndRoad(t: Touches, preview: Preview, desk: Desk): TemplateResult {
  const { lang, reference } = desk;
  return html`
    <h3>${w(lang, 'touch.areaAndRoad')}</h3>
    <dl>
      ${line(w(lang, 'touch.area'), areaOf(preview, lang))}
      ${t.routes.flatMap((route) => {
        const road = roadName(route.route, '', reference, lang);
        const scales = route.scales.filter((s) => s.name.es.startsWith('PE-'));
        if (scales.length === 0)
          return [line(route.name[lang].replace(/:.*$/, ''), `${decimal(route.lengthKm)}\u00a0km`)];
        const own = desk.currentPart?.scale;
        return scales.map((s) =>
          line(scaleOf(road, s.name, lang), `${s.scale === own ? '' : '≈ '}${s.km.toFixed(1)}\u00a0km`),
        );
      })}
    </dl>
  `;
}

/** "PE-3SY, escala de los decretos". */
function scaleOf(road: string, name: Pair, lang: Lang): string {
  const short = shortScale(name[lang]);
  if (/decretos/.test(name.es)) return `${road}, ${w(lang, 'touch.decrees')}`;
  return w(lang, 'touch.scale', { road, scale: short });
}

function districts(t: Touches, desk: Desk): TemplateResult {
  const { lang } = desk;
  const of = t.units.filter((unit) => unit.level === 'district');
  const wider = t.units.filter((unit) => unit.level !== 'district');
  const missing = t.withoutBoundary.district;
  const named = desk.current?.definition.named ?? [];
  const strip = desk.current?.definition.parts.some((part) => part.by === 'km' || part.by === 'road');
  return html`
    <h3>${w(lang, 'touch.districts')}<span>${w(lang, 'touch.inAct')}</span></h3>
    <dl>
      ${of.map((unit) =>
        line(
          html`${unit.name}${unit.share === null ? (unit.basis === 'places' ? html` <small>${w(lang, 'touch.byPlaces')}</small>` : nothing) : html` <small>${decimal(unit.share * 100)}%</small>`}`,
          unit.named
            ? html`<span class="good">${w(lang, 'touch.named')} ✓</span>`
            : strip && desk.open
              ? html`<button type="button" class="link" title=${w(lang, 'touch.name')} aria-label=${`${unit.name}: ${w(lang, 'touch.unnamed')} · ${w(lang, 'touch.nameShort')}`}
                  @click=${() => desk.changeZone({ definition: { parts: [], ...desk.current?.definition, named: [...named, unit.name] } })}>${w(lang, 'touch.unnamed')} · ${w(lang, 'touch.nameShort')}</button>`
              : html`<span class="quiet">${w(lang, 'touch.unnamed')}</span>`,
        ),
      )}
      ${wider.map((unit) => line(html`<span class="quiet">${unit.name}</span>`, unit.share === null ? '' : `${decimal(unit.share * 100)}%`))}
    </dl>
    ${
      missing > 0.995
        ? html`<p class="note">${w(lang, 'touch.noBoundaries')}</p>`
        : missing > 0.005
          ? html`<p class="note">${w(lang, 'touch.someBoundaries', { share: `${decimal(missing * 100, 0)}%` })}</p>`
          : nothing
    }
  `;
}

function places(t: Touches, lang: Lang): TemplateResult | typeof nothing {
  const names = (relation: string) => [
    ...new Set(
      t.places
        .filter((p) => p.relation === relation && p.kind !== 'other')
        .map((p) => bare(p.name[lang]).replace(/^Predio | estate$/, '')),
    ),
  ];
  const inside = names('inside');
  const possibly = names('possibly').filter((name) => !inside.includes(name));
  if (inside.length + possibly.length === 0) return nothing;
  const shown = (all: string[]) =>
    all.length > MOST_PLACES
      ? `${all.slice(0, MOST_PLACES).join(', ')} ${w(lang, 'touch.andMore', { n: all.length - MOST_PLACES })}`
      : all.join(', ');
  return html`
    <h3>${w(lang, 'touch.places')}</h3>
    <dl>${inside.length ? line(shown(inside), inside.length) : nothing}</dl>
    ${possibly.length ? html`<p class="note">${w(lang, 'touch.possiblyPlaces', { names: shown(possibly) })}</p>` : nothing}
  `;
}

function incidents(t: Touches, indicative: boolean, desk: Desk): TemplateResult {
  const { lang } = desk;
  const start = desk.current?.start ? readIsoDate(desk.current.start) : null;
  const about = indicative ? '≈ ' : '';
  const part = (title: string, tally: Tally) => html`
    <h3>${title}${indicative ? html`<span>≈ ${w(lang, 'touch.about')}</span>` : nothing}</h3>
    <dl>
      ${line(w(lang, 'touch.inside'), `${about}${decimal(tally.inside, 0)}`)}
      ${line(html`${w(lang, 'touch.possibly')}${by(tally, lang)}`, `${about}${decimal(tally.possibly, 0)}`)}
    </dl>
  `;
  return html`
    ${part(start === null ? w(lang, 'touch.beforeNoDate') : w(lang, 'touch.before', { date: shortDate(start, lang) }), t.before)}
    ${start !== null && desk.current?.days ? part(w(lang, 'touch.during'), t.during) : nothing}
  `;
}

const PRECISION: Record<string, Record<Lang, string>> = {
  exact: { es: 'por punto exacto', en: 'by exact point' },
  community: { es: 'por comunidad', en: 'by community' },
  district: { es: 'por distrito', en: 'by district' },
  province: { es: 'por provincia', en: 'by province' },
};

function by({ possiblyBy }: Tally, lang: Lang): TemplateResult | typeof nothing {
  const told = Object.entries(possiblyBy).filter(([, n]) => n > 0);
  if (told.length === 0) return nothing;
  return html` <small>${told.map(([name, n]) => `${n} ${PRECISION[name]?.[lang] ?? name}`).join(', ')}</small>`;
}

function day(iso: string, lang: Lang, year = true): string {
  const read = readIsoDate(iso);
  return read === null ? iso : shortDate(read, lang, year);
}

function numberOf(zone: OtherZone, lang: Lang): string {
  return zone.number || zone.title[lang] || w(lang, 'touch.noNumber');
}

function chain(t: Touches, desk: Desk): TemplateResult | typeof nothing {
  const { lang } = desk;
  const [first] = t.chain;
  const last = t.chain[t.chain.length - 1];
  const { current } = desk;
  if (!first || !last || !current) return nothing;
  const gaps = [...t.chain.slice(1).map((z) => z.gapDays ?? 0), t.gapDays ?? 0];
  const gap = gaps.reduce((sum, n) => sum + Math.max(0, n), 0);
  const overlap = gaps.reduce((sum, n) => sum + Math.max(0, -n), 0);
  const verdict =
    gap > 0
      ? html`<span class="warned">${wn(lang, 'touch.gap', gap)}</span>`
      : overlap > 0
        ? html`<span class="warned">${wn(lang, 'touch.overlapDays', overlap)}</span>`
        : html`<span class="good">${w(lang, 'touch.noGap')}</span>`;
  return html`
    <h3>${w(lang, 'touch.chain')}</h3>
    <dl>${line(w(lang, 'touch.chainOf', { n: t.chain.length, number: numberOf(first, lang) }), verdict)}</dl>
    ${chainBar(t, desk)}
  `;
}

/** The chain as a band of time: each act one piece, the drafted one last and solid. */
function chainBar(t: Touches, desk: Desk): TemplateResult | typeof nothing {
  const { lang, current } = desk;
  const from = readIsoDate(t.chain[0]?.start ?? '');
  const start = current?.start ? readIsoDate(current.start) : null;
  if (from === null || start === null) return nothing;
  const end = start + (current?.days ?? 1);
  const x = (d: number) => Math.round(((d - from) / Math.max(1, end - from)) * 1000) / 10;
  const pieces = t.chain.flatMap((z) => {
    const [a, b] = [readIsoDate(z.start), readIsoDate(z.lastDay)];
    return a === null || b === null ? [] : [{ a, b: b + 1 }];
  });
  return html`
    <svg class="chain" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
      ${pieces.map(({ a, b }) => drawnPiece(x(a), x(b), 'past'))}
      ${drawnPiece(x(start), 100, 'now')}
    </svg>
    <div class="chain-dates"><span>${day(t.chain[0]?.start ?? '', lang)}</span><span>${shortDate(end - 1, lang)}</span></div>
  `;
}

function drawnPiece(from: number, to: number, cls: string) {
  return svg`<rect class=${cls} x=${from} y="0" width=${Math.max(0.6, to - from - 0.5)} height="10" />`;
}

function same(t: Touches, lang: Lang): TemplateResult {
  return html`
    <h3>${w(lang, 'touch.same')}</h3>
    <dl>
      ${t.overlaps.map((z) => line(html`${numberOf(z, lang)} <small>${day(z.start, lang, false)} – ${day(z.lastDay, lang)}</small>`, html`<span class="warned">${wn(lang, 'touch.overlapDays', z.days)}</span>`))}
      ${t.endedBefore
        .filter((z) => !t.overlaps.some((o) => o.zone === z.zone))
        .map((z) =>
          line(
            w(lang, 'touch.ends', { number: numberOf(z, lang), date: day(z.lastDay, lang, false) }),
            html`<span class="good">${w(lang, 'touch.noOverlap')}</span>`,
          ),
        )}
      ${t.overlaps.length + t.endedBefore.length === 0 ? line(w(lang, 'touch.none'), '') : nothing}
    </dl>
  `;
}

/** The shown zone in one sentence, for who listens. */
export function spoken(desk: Desk): string {
  const { preview, exact } = desk.previewOf(desk.zone);
  if (!exact || !preview?.touches) return '';
  const { lang } = desk;
  const findings = preview.findings.filter((f) => f.code !== 'incomplete').map((f) => f.words[lang]);
  const { areaKm2 } = preview.touches;
  const words =
    preview.words[lang] || unitNames(desk.currentPart ?? { op: 'add', by: 'units' }, desk.reference).join(', ');
  return w(lang, 'touch.spoken', { n: desk.zone + 1, words, area: decimal(areaKm2), findings: findings.join(' ') });
}
