/** Where the rows of the time picture stand, in pixels from its top left. */
import type { Days } from '../calendar';
import type { Scale } from '../timescale';

export interface Geometry {
  height: number;
  /** Columns stand on `base`; the tallest reaches `top`. */
  top: number;
  base: number;
  zonesTop: number;
  zonesHeight: number;
  /** Baseline of the marks under the axis. */
  words: number;
  left: number;
  right: number;
  /** Lines at most; the numbers stand in the gutter on the right. */
  lines: number;
  /** Pixels a year's name needs. */
  yearRoom: number;
  /** Top of the handles' grips. */
  grip: number;
  /** Where the needle's head begins and ends. */
  head: number;
  headBottom: number;
}

/** The picture in the bar under the map. */
export const WIDE: Geometry = {
  height: 108,
  top: 16,
  base: 68,
  zonesTop: 73,
  zonesHeight: 11,
  words: 102,
  left: 92,
  right: 22,
  lines: 3,
  yearRoom: 32,
  grip: 25,
  head: 2,
  headBottom: 13,
};

/** The picture in the sheet of a phone. */
export const COMPACT: Geometry = {
  height: 88,
  top: 12,
  base: 50,
  zonesTop: 55,
  zonesHeight: 11,
  words: 83,
  left: 0,
  right: 20,
  lines: 2,
  yearRoom: 19,
  grip: 18,
  head: 1,
  headBottom: 12,
};

export function scaleOf(g: Geometry, width: number, axis: Days): Scale {
  return { axis, left: g.left, width: Math.max(40, width - g.left - g.right) };
}
