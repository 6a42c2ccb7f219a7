/** The parts of the time picture, drawn by hand as SVG. Each takes values and returns a template. */
import { nothing, type SVGTemplateResult, svg } from 'lit';
import { civil, type Days, holds, meet } from '../calendar';
import { shortDate, shortMonth } from '../format';
import type { Term } from '../terms';
import { type Mark, marks, part, type Scale, x } from '../timescale';
import { CATEGORIES, type Day, type Lang } from '../types';
import type { Grip } from './aim';
import { type Columns, level } from './columns';
import type { Geometry } from './geometry';

/** What every picture needs once. The clip is the period; moving it colours other columns without drawing any. */
export function definitions(g: Geometry, scale: Scale, period: Days): SVGTemplateResult {
  const p = part(scale, period);
  return svg`<defs>
    <clipPath id="period"><rect x=${p?.x ?? 0} y="0" width=${p?.width ?? 0} height=${g.height}></rect></clipPath>
    <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <line class="hatch" x1="1.5" y1="-1" x2="1.5" y2="7"></line>
    </pattern>
  </defs>`;
}

/** The period's ground and the lines that carry numbers. */
export function ground(g: Geometry, scale: Scale, period: Days): SVGTemplateResult {
  const p = part(scale, period);
  return svg`<rect class="ground" x=${p?.x ?? 0} y=${g.head + 6} width=${p?.width ?? 0} height=${g.base - g.head - 6}></rect>`;
}

export function lines(g: Geometry, scale: Scale, ruler: { top: number; lines: number[] }): SVGTemplateResult {
  const right = scale.left + scale.width;
  return svg`<g aria-hidden="true">${ruler.lines.map((count) => {
    const y = Math.round(level(count, g, ruler.top)) + 0.5;
    return svg`<line class="line" x1=${scale.left} x2=${right} y1=${y} y2=${y}></line>`;
  })}</g>`;
}

/** The numbers of the lines, in the gutter. */
export function numbers(g: Geometry, scale: Scale, ruler: { top: number; lines: number[] }): SVGTemplateResult {
  const right = scale.left + scale.width + g.right;
  return svg`<g aria-hidden="true">${ruler.lines
    .filter((count) => level(count, g, ruler.top) < g.base - 10)
    .map((count) => {
      const y = Math.round(level(count, g, ruler.top));
      return svg`<text x=${right} y=${y + 4} text-anchor="end">${count}</text>`;
    })}</g>`;
}

/** Ghost everywhere, colours inside the period. */
export function bars(c: Columns, g: Geometry, scale: Scale): SVGTemplateResult {
  const y = g.base + 0.5;
  return svg`<g aria-hidden="true">
    <path class="ghost" d=${c.ghost}></path>
    <g clip-path="url(#period)">${CATEGORIES.map((k) => svg`<path class=${k} d=${c.groups[k]}></path>`)}</g>
    <line class="base" x1=${scale.left} x2=${scale.left + scale.width} y1=${y} y2=${y}></line>
  </g>`;
}

/** Terms of decrees: hatched, solid while in force on the date, faint where inferred. */
export function zoneRow(all: readonly Term[], g: Geometry, scale: Scale, date: Day): SVGTemplateResult {
  const now = (t: Term) => holds(t, date);
  const drawn = [...all.filter((t) => !now(t)), ...all.filter(now)];
  return svg`<g aria-hidden="true">${drawn.map((t) => {
    const p = part(scale, t);
    if (!p) return nothing;
    const name = [now(t) ? 'solid' : '', t.inferred ? 'inferred' : ''].join(' ');
    return svg`<rect class=${name} fill="url(#hatch)" x=${p.x} y=${g.zonesTop} width=${Math.max(1.5, p.width)} height=${g.zonesHeight}></rect>`;
  })}</g>`;
}

/** Ticks and names under the axis; those the period touches stand out. */
export function axis(g: Geometry, scale: Scale, period: Days, lang: Lang, short: boolean): SVGTemplateResult {
  const top = g.zonesTop + g.zonesHeight + 2;
  return svg`<g aria-hidden="true">${marks(scale, g.yearRoom).map((m, n) => {
    const left = x(scale, m.from);
    const width = x(scale, m.to + 1) - left;
    const at = Math.round(left) + 0.5;
    const inside = meet(m, period);
    return svg`${m.tick ? svg`<line class="tick" x1=${at} x2=${at} y1=${top} y2=${top + 5}></line>` : nothing}${
      m.named
        ? svg`<text class="mark ${inside ? 'in' : ''}" x=${left + width / 2} y=${g.words} text-anchor="middle">${markName(m, lang, short, width >= 62 && n < 2)}</text>`
        : nothing
    }`;
  })}</g>`;
}

/** "2019" or "’19", "abr" with the year on January and where there is room at the beginning, "29 abr". */
function markName(m: Mark, lang: Lang, short: boolean, withYear: boolean): string {
  const { year, month } = civil(m.from);
  if (m.unit === 'year') return short ? `’${String(year % 100).padStart(2, '0')}` : String(year);
  if (m.unit === 'week') return shortDate(m.from, lang, false);
  if (month === 1) return String(year);
  return withYear ? `${shortMonth(month, lang)} ${year}` : shortMonth(month, lang);
}

export interface Slider {
  grip: Grip;
  /** Pixels from the left. */
  at: number;
  label: string;
  spoken: string;
  now: Day;
  min: Day;
  max: Day;
  /** Half the width of the target. */
  reach: number;
}

/** A handle of the period or the needle of the date. Keys are heard by the picture as a whole. */
export function slider(s: Slider, g: Geometry): SVGTemplateResult {
  const isDate = s.grip === 'date';
  const bottom = g.zonesTop + g.zonesHeight;
  const middle = g.grip + 13;
  return svg`<g class=${isDate ? 'needle' : 'end'} data-grip=${s.grip} role="slider" tabindex="0"
    transform="translate(${Math.round(s.at * 10) / 10} 0)" aria-orientation="horizontal"
    aria-label=${s.label} aria-valuemin=${s.min} aria-valuemax=${s.max} aria-valuenow=${s.now} aria-valuetext=${s.spoken}>
    <rect class="hit" x=${-s.reach} y="0" width=${2 * s.reach} height=${isDate ? 24 : bottom}></rect>
    <line y1=${isDate ? g.headBottom - 2 : g.head + 6} y2=${bottom}></line>
    ${
      isDate
        ? svg`<path class="grip" d="M-5.5 ${g.head}h11v6l-5.5 5.5l-5.5 -5.5z"></path>
          <rect class="ring" x="-9" y=${g.head - 1} width="18" height="17" rx="3"></rect>`
        : svg`<rect class="grip" x="-5" y=${g.grip} width="10" height="26" rx="2"></rect>
          <path d="M-1.5 ${middle - 5}v10M1.5 ${middle - 5}v10" stroke="var(--ink)" fill="none"></path>
          <rect class="ring" x="-9" y=${g.grip - 4} width="18" height="34" rx="4"></rect>`
    }
  </g>`;
}
