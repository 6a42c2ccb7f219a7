/**
 * The five symbols of the incident groups and the samples a legend shows. One set of outlines serves both the map's
 * canvas and the page's inline SVG, so that a symbol is the same shape everywhere. Colours in SVG are custom
 * properties; nothing here needs a style attribute, which the page's security policy forbids.
 */
import type { Category } from './types';

/** Outlines in a circle of radius 1, y growing down. */
const OUTLINES: Record<Category, string> = {
  closures: 'M-.86-.86H.86V.86H-.86Z',
  violence: 'M0-1.02L1.06 .84H-1.06Z',
  state_action: 'M-.84-.88H.84V.2L0 1L-.84 .2Z',
  dialogue: 'M-.92 0A.92 .92 0 1 1 .92 0A.92 .92 0 1 1-.92 0Z',
  other: 'M-.32-.94H.32V-.32H.94V.32H.32V.94H-.32V.32H-.94V-.32H-.32Z',
};
/** The bar that a closure carries. */
const BAR = 'M-.54-.19H.54V.19H-.54Z';

export type Icon = 'mine' | 'port' | 'station';

/** Signs on a square of 18, drawn as strokes in the page's colour; the centre is 0 0. */
const ICONS: Record<Icon, string> = {
  mine: 'M-5 5.2L2.2-2.2M-3.4-4.9Q1.6-5.4 3.6-3.6Q5.4-1.6 4.9 3.4',
  port: 'M0-3V5.4M-2.6-1H2.6M-5 1.4Q-4.4 5.2 0 5.4Q4.4 5.2 5 1.4M0-3.1A1.3 1.3 0 1 1 .01-3.1',
  station: 'M-3.6-5H3.6V2.6H-3.6ZM-3.6-1H3.6M-1.7 .9H-1.6M1.6 .9H1.7M-2.2 2.8L-3.8 5.2M2.2 2.8L3.8 5.2',
};

/** The outline of a group's symbol as a path scaled to a radius. */
export function outline(category: Category, radius: number): string {
  const key = `${category} ${radius}`;
  const path = outlines.get(key) ?? scaled(OUTLINES[category], radius);
  outlines.set(key, path);
  return path;
}

/** A list of hundreds asks for the same few. */
const outlines = new Map<string, string>();

export function bar(radius: number): string {
  return scaled(BAR, radius);
}

export function iconPath(icon: Icon): string {
  return ICONS[icon];
}

/** The group's symbol as SVG markup; hollow where a place is known only by its area. Size in CSS pixels. */
export function symbol(category: Category, hollow = false, size = 16): string {
  const colour = `var(--${category.replace('_', '-')})`;
  const path = hollow
    ? `<path d="${outline(category, 6.6)}" fill="var(--panel)" stroke="${colour}" stroke-width="1.6"/>`
    : `<path d="${outline(category, 7)}" fill="${colour}"/>`;
  const mark = category === 'closures' && !hollow ? `<path d="${bar(7)}" fill="var(--panel)"/>` : '';
  return svg(size, size, '-8 -8 16 16', path + mark);
}

export type LineSample = 'haul' | 'onward' | 'legal' | 'alternative' | 'rail';

const LINES: Record<LineSample, string> = {
  haul: '<path d="M0 8H40" stroke="var(--ink)" stroke-width="3"/>',
  onward: '<path d="M0 8H40" stroke="var(--ink)" stroke-width="1.1"/>',
  legal: '<path d="M0 8H40" stroke="var(--legal)" stroke-width="2" stroke-dasharray="6 3.2"/>',
  alternative: '<path d="M0 8H40" stroke="var(--ink)" stroke-opacity=".55" stroke-dasharray="2 2"/>',
  rail:
    '<path d="M0 8H40" stroke="var(--rail)" stroke-width="1.2"/>' +
    '<path d="M3 8H40" stroke="var(--rail)" stroke-width="5" stroke-dasharray="1.25 8"/>',
};

/** A line of the map for the legend, 40 by 16. */
export function lineSample(line: LineSample): string {
  return svg(40, 16, '0 0 40 16', LINES[line]);
}

/** A zone of the map for the legend, 40 by 16: in force, or of indicative extent. */
export function zoneSample(state: 'force' | 'indicative'): string {
  if (state === 'indicative') {
    const edge = 'stroke="var(--zone)" stroke-width="1.4" stroke-dasharray="5 3"';
    return svg(40, 16, '0 0 40 16', `<rect x="2" y="1.5" width="36" height="13" rx="6.5" fill="none" ${edge}/>`);
  }
  const box = '<rect x="2" y="1.5" width="36" height="13" fill="var(--zone)" fill-opacity=".1"/>';
  const edge = '<rect x="2" y="1.5" width="36" height="13" fill="none" stroke="var(--zone)" stroke-width="1.6"/>';
  const hatch = `<path d="${hatchLines(2, 1.5, 36, 13, 6)}" stroke="var(--zone)" stroke-width="1.35"/>`;
  return svg(40, 16, '0 0 40 16', box + hatch + edge);
}

/** The edge round what is active on the date, 40 by 18. */
export function activeSample(): string {
  const frame = 'fill="var(--panel)" stroke="var(--ink)" stroke-width="1.8"';
  return svg(40, 18, '0 0 40 18', `<rect x="2" y="1.5" width="36" height="15" rx="3.5" ${frame}/>`);
}

/** A ring of several incidents, in the shares of their groups, 18 by 18. */
export function ringSample(): string {
  const arc = (category: Category, from: number, share: number) =>
    `<circle r="6.5" fill="none" stroke="var(--${category.replace('_', '-')})" stroke-width="3" pathLength="12" stroke-dasharray="${share} 12" stroke-dashoffset="${-from}"/>`;
  const arcs = arc('closures', 0, 5) + arc('violence', 5, 2) + arc('dialogue', 7, 2) + arc('other', 9, 3);
  return svg(18, 18, '-9 -9 18 18', `<circle r="8" fill="var(--panel)"/><g transform="rotate(-90)">${arcs}</g>`);
}

/** An icon of the map for the page: its sign on an ink square, 18 by 18. */
export function icon(name: Icon): string {
  const square = '<rect x="-9" y="-9" width="18" height="18" rx="3" fill="var(--ink)"/>';
  const sign = `<path d="${ICONS[name]}" fill="none" stroke="var(--panel)" stroke-width="1.5" stroke-linecap="round"/>`;
  return svg(18, 18, '-9 -9 18 18', square + sign);
}

/** Rising strokes at 45° inside a box, each cut where it meets the edge; the step is measured along the x axis. */
export function hatchLines(x: number, y: number, width: number, height: number, step: number): string {
  let path = '';
  for (let foot = step / 2 - height; foot < width; foot += step) {
    const from = Math.max(foot, 0);
    const to = Math.min(foot + height, width);
    if (to > from)
      path += `M${n(x + from)} ${n(y + height - (from - foot))}L${n(x + to)} ${n(y + height - (to - foot))}`;
  }
  return path;
}

function svg(width: number, height: number, box: string, inside: string): string {
  return `<svg width="${width}" height="${height}" viewBox="${box}" aria-hidden="true" focusable="false">${inside}</svg>`;
}

/** Multiplies every number in a path, except an arc's three flags. */
function scaled(path: string, by: number): string {
  return path.replace(/A[^A-Z]+|[^A]+/gi, (part) =>
    part.startsWith('A') ? arc(part, by) : part.replace(SPACED, (number) => ` ${n(Number(number) * by)}`),
  );
}

const NUMBER = /-?(?:\d+\.?\d*|\.\d+)/g;
const SPACED = /\s?-?(?:\d+\.?\d*|\.\d+)/g;

function arc(part: string, by: number): string {
  const numbers = (part.match(NUMBER) ?? []).map(Number);
  const [rx = 0, ry = 0, turn = 0, large = 0, sweep = 0, x = 0, y = 0] = numbers;
  return `A${n(rx * by)} ${n(ry * by)} ${turn} ${large} ${sweep} ${n(x * by)} ${n(y * by)}`;
}

function n(value: number): number {
  return Math.round(value * 100) / 100;
}
