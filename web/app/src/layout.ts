/** How the page is laid out at a width, in CSS pixels; css/layout.css draws it. */

export type Layout = 'wide' | 'narrow' | 'drawer' | 'sheet';

export function layoutOf(width: number): Layout {
  if (width >= 1280) return 'wide';
  if (width >= 960) return 'narrow';
  return width >= 640 ? 'drawer' : 'sheet';
}

/** The sheet's stops, low to high. */
export type Stop = 'peek' | 'half' | 'full';
export const STOPS: readonly Stop[] = ['peek', 'half', 'full'];

/** Height of the sheet at a stop, in pixels of a page so high. */
export function stopHeight(stop: Stop, page: number): number {
  if (stop === 'peek') return Math.min(132, page);
  return stop === 'half' ? Math.round(page * 0.46) : Math.max(page - 64, 132);
}

/**
 * Where a sheet let go at this height comes to rest: at the nearest stop, or, when it was thrown (pixels a
 * millisecond, upwards positive), at the next one that way.
 */
export function restingStop(height: number, speed: number, page: number): Stop {
  const heights = STOPS.map((s) => ({ s, h: stopHeight(s, page) }));
  if (speed > 0.5) return heights.find(({ h }) => h > height)?.s ?? 'full';
  if (speed < -0.5) return heights.findLast(({ h }) => h < height)?.s ?? 'peek';
  const nearest = heights.toSorted((a, b) => Math.abs(a.h - height) - Math.abs(b.h - height))[0];
  return nearest?.s ?? 'half';
}
