/** The time picture put together. What a drag does not touch is guarded, so that it is not drawn again. */
import { html, nothing, type SVGTemplateResult, svg, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import type { Days } from '../calendar';
import { spokenDate } from '../format';
import { type Bin, type BinUnit, ruler, total } from '../histogram';
import { t } from '../i18n';
import type { Period } from '../period';
import type { Term } from '../terms';
import type { Scale } from '../timescale';
import type { Lang } from '../types';
import { inForce } from '../zone';
import { column, columns } from './columns';
import type { Geometry } from './geometry';
import { stands } from './gesture';
import type { Hand } from './hand';
import { axis, bars, definitions, ground, lines, numbers, slider, zoneRow } from './plot';
import { counted, heading } from './tip';

export interface PictureModel {
  period: Period;
  limits: Days;
  /** These three keep their identity until what they show changes. */
  bins: readonly Bin[];
  terms: readonly Term[];
  scale: Scale;
  unit: BinUnit;
  geometry: Geometry;
  /** The column under the pointer. */
  pointed: Bin | null;
  reach: number;
  lang: Lang;
  /** Years as ’19. */
  short: boolean;
}

export function picture(m: PictureModel, hand: Hand): TemplateResult {
  const { period: p, bins, terms, scale, geometry: g, lang } = m;
  return html`<svg
    class="time"
    height=${g.height}
    role="group"
    aria-label=${`${heading(m.unit, lang)}. ${counted(m.unit, lang)}`}
    @pointerdown=${hand.press}
    @pointermove=${hand.pull}
    @pointerup=${hand.release}
    @pointercancel=${hand.release}
    @pointerleave=${hand.leave}
    @keydown=${hand.key}
  >
    ${definitions(g, scale, p)} ${ground(g, scale, p)}
    ${guard([bins, scale], () => histogram(m))}
    ${pointed(m)}
    ${guard([terms, scale, numbersOf(inForce(terms, p.date))], () => zoneRow(terms, g, scale, p.date))}
    ${guard([scale, lang, p.from, p.to], () => axis(g, scale, p, lang, m.short))}
    ${sliders(m)}
  </svg>`;
}

function histogram({ bins, scale, geometry: g }: PictureModel): SVGTemplateResult {
  const r = ruler(Math.max(0, ...bins.map(total)), g.lines);
  return svg`${lines(g, scale, r)}${bars(columns(bins, scale, g, r.top), g, scale)}${numbers(g, scale, r)}`;
}

function pointed({ pointed: bin, scale, geometry: g }: PictureModel): SVGTemplateResult | typeof nothing {
  if (!bin) return nothing;
  const { left, width } = column(bin, scale);
  return svg`<rect class="pointed" x=${left} y=${g.top} width=${Math.max(1, width)} height=${g.base - g.top}></rect>`;
}

function sliders({ period: p, limits, scale, geometry: g, reach, lang }: PictureModel): SVGTemplateResult {
  const at = stands(scale, p, g.headBottom);
  const one = (grip: 'from' | 'to' | 'date', label: string, min: number, max: number) =>
    slider({ grip, at: at[grip], label, spoken: spokenDate(p[grip], lang), now: p[grip], min, max, reach }, g);
  return svg`${one('from', t(lang, 'time.from'), limits.from, p.to)}
    ${one('to', t(lang, 'time.to'), p.from, limits.to)}
    ${one('date', t(lang, 'time.date'), p.from, p.to)}`;
}

function numbersOf(terms: readonly Term[]): string {
  return terms.map((term) => `${term.decree} ${term.from}`).join();
}
