/** Which of the map's sides the panels cover, in pixels. */
import { type Layout, stopHeight } from './layout';

export interface Covered {
  top: number;
  right: number;
  bottom: number;
  left: number;
}

/** Pixels at the top that the headline takes from the map where there is no room beside it. */
const HEADLINE: Record<Layout, number> = { wide: 0, narrow: 96, drawer: 96, sheet: 84 };

/** `open` is whether a detail is, `sheet` how high the sheet of a phone stands. */
export function coveredBy({
  layout,
  drawer,
  open,
  sheet,
}: {
  layout: Layout;
  drawer: boolean;
  open: boolean;
  sheet: number;
}): Covered {
  const covered = { top: HEADLINE[layout], right: 0, bottom: 0, left: 0 };
  if (layout === 'wide' && open) Object.assign(covered, { top: HEADLINE.narrow, right: 376 });
  if (layout === 'drawer' && (open || drawer)) covered.left = 320;
  if (layout === 'sheet') covered.bottom = Math.min(sheet, stopHeight('half', window.innerHeight));
  return covered;
}
