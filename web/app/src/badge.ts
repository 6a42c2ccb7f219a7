/**
 * What stands on the map for incidents, and its name as an image: a tally ("p-3-1-0-2-1", the count of each group in
 * the fixed order), one incident, or the selected one. The map asks for images by these names; images.ts draws them.
 * Sizes are CSS pixels.
 */
import { CATEGORIES, type Category, type Theme } from './types';

export type Counts = [closures: number, violence: number, state: number, dialogue: number, other: number];

export interface Badge {
  counts: Counts;
  /** Known only by its area: drawn hollow, with a dashed edge. */
  hollow: boolean;
  /** Something in it lasts on the chosen date: drawn with an ink edge. */
  active: boolean;
  hovered: boolean;
  selected: boolean;
  theme: Theme;
}

export interface Size {
  width: number;
  height: number;
}

/** One symbol with its count inside a tally, placed from the tally's top left corner. */
export interface Cell {
  category: Category;
  count: number;
  /** The centre of the symbol. */
  x: number;
  y: number;
  /** The left edge of the count. */
  textX: number;
}

export const RADIUS = 7;
export const HALO = 2;
export const HOVER_HALO = 3;
export const SELECTED_RADIUS = 9;
export const SELECTED_DISC = 15;
export const TALLY_RADIUS = 5;
export const ACTIVE_EDGE = 1.8;

const PAD = 8;
const ROW = 17;
const GAP = 4;
const BETWEEN = 9;
/** A figure of Semibold 12. */
const FIGURE = 6.16;

export function emptyCounts(): Counts {
  return [0, 0, 0, 0, 0];
}

export function total(counts: Counts): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

export function badgeId(badge: Badge): string {
  const flags =
    (badge.hollow ? 'h' : '') + (badge.active ? 'a' : '') + (badge.hovered ? 'o' : '') + (badge.selected ? 's' : '');
  return `p-${badge.counts.join('-')}${flags && `-${flags}`}@${badge.theme}`;
}

const ID = /^p-(\d+)-(\d+)-(\d+)-(\d+)-(\d+)(?:-([haos]+))?@(light|dark)$/;

/** The badge an image's name stands for, or null where it names something else. */
export function readBadgeId(id: string): Badge | null {
  const found = ID.exec(id);
  if (!found) return null;
  const [a = 0, b = 0, c = 0, d = 0, e = 0] = found.slice(1, 6).map(Number);
  const flags = found[6] ?? '';
  return {
    counts: [a, b, c, d, e],
    hollow: flags.includes('h'),
    active: flags.includes('a'),
    hovered: flags.includes('o'),
    selected: flags.includes('s'),
    theme: found[7] === 'dark' ? 'dark' : 'light',
  };
}

/** The room a badge takes on the map, with its edge or halo. */
export function badgeSize(badge: Pick<Badge, 'counts' | 'selected'>): Size {
  if (badge.selected) return { width: 2 * SELECTED_DISC, height: 2 * SELECTED_DISC };
  if (total(badge.counts) === 1) {
    const side = 2 * (RADIUS + HALO);
    return { width: side, height: side };
  }
  return cells(badge.counts).size;
}

/** How a tally is laid out: groups in their order, in two rows from four groups on, counts under counts. */
export function cells(counts: Counts): { cells: Cell[]; size: Size } {
  const shown = CATEGORIES.map((category, i) => ({ category, count: counts[i] ?? 0 })).filter((g) => g.count > 0);
  const columns = shown.length < 4 ? shown.length : Math.ceil(shown.length / 2);
  const widths = Array.from({ length: columns }, (_, column) => {
    const digits = shown.filter((_, i) => i % columns === column).map((g) => String(g.count).length);
    return 2 * TALLY_RADIUS + GAP + FIGURE * Math.max(...digits);
  });
  const lefts = widths.map((_, i) => PAD + widths.slice(0, i).reduce((sum, w) => sum + w + BETWEEN, 0));
  const placed = shown.map(({ category, count }, i) => {
    const left = lefts[i % columns] ?? PAD;
    const y = 11.5 + ROW * Math.floor(i / columns);
    return { category, count, x: left + TALLY_RADIUS, y, textX: left + 2 * TALLY_RADIUS + GAP };
  });
  // Whole pixels, so that the image meets the screen's grid.
  const width = Math.ceil(2 * PAD + widths.reduce((sum, w) => sum + w, 0) + BETWEEN * (columns - 1));
  return { cells: placed, size: { width, height: 6 + ROW * Math.ceil(shown.length / columns) } };
}
