/** The histogram's columns as SVG paths: one for the ghost and one for each group, however many columns there are. */
import type { Days } from '../calendar';
import { type Bin, type BinUnit, stack, total } from '../histogram';
import { dayWidth, type Scale, x } from '../timescale';
import { CATEGORIES, type Category } from '../types';
import type { Geometry } from './geometry';

export interface Columns {
  ghost: string;
  groups: Record<Category, string>;
}

/** Weeks on an enlarged axis while a column keeps two pixels, quarters in the sheet of a phone, months otherwise. */
export function unitFor(axis: Days, width: number, enlarged: boolean, compact: boolean): BinUnit {
  if (enlarged && (7 * width) / (axis.to - axis.from + 1) >= 2) return 'week';
  return compact && !enlarged ? 'quarter' : 'month';
}

/** `top` is the count that reaches the top of the picture. */
export function columns(bins: readonly Bin[], scale: Scale, g: Geometry, top: number): Columns {
  const y = (count: number) => round(level(count, g, top));
  const groups = Object.fromEntries(CATEGORIES.map((c) => [c, ''])) as Record<Category, string>;
  let ghost = '';
  for (const bin of bins) {
    const { left, width } = column(bin, scale);
    const all = total(bin);
    if (all === 0 || width <= 0) continue;
    ghost += box(left, y(all), width, g.base);
    for (const layer of stack(bin)) {
      groups[layer.category] += box(left, y(layer.base + layer.count), width, y(layer.base));
    }
  }
  return { ghost, groups };
}

/** Whole pixels, so that the columns are equally sharp; a pixel of air to the right where there is room for it. */
export function column(bin: Days, scale: Scale): { left: number; width: number } {
  const left = Math.round(x(scale, Math.max(bin.from, scale.axis.from)));
  const right = Math.round(x(scale, Math.min(bin.to, scale.axis.to) + 1));
  const air = dayWidth(scale) * (bin.to - bin.from + 1) >= 3 ? 1 : 0;
  return { left, width: right - left - air };
}

/** Pixels from the top at which a count stands. */
export function level(count: number, g: Geometry, top: number): number {
  return g.base - ((g.base - g.top) * count) / top;
}

function box(left: number, top: number, width: number, bottom: number): string {
  return `M${left} ${top}h${width}V${bottom}h-${width}z`;
}

function round(n: number): number {
  return Math.round(n * 10) / 10;
}
