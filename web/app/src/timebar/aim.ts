/** What a press on the time picture takes hold of, told from where the parts stand and not from what lies on top. */

export type Grip = 'from' | 'to' | 'date';
/** `period`: between the handles. `away`: outside them. */
export type Aim = Grip | 'period' | 'away';

export interface Stands {
  /** Pixels from the left of the picture. */
  from: number;
  to: number;
  date: number;
  /** Where the needle's head ends, in pixels from the top. */
  headBottom: number;
}

/** How far beside the needle's thin line a press still means the needle. */
const LINE = 4;

/**
 * `reach` is half the width of a target: 12 px for a mouse, 22 for a finger. Of a period narrower than its handles'
 * targets the middle third still moves the whole.
 */
export function aim(px: number, py: number, at: Stands, reach: number): Aim {
  if (py <= at.headBottom && Math.abs(px - at.date) <= reach) return 'date';
  const inward = Math.min(reach, Math.max(0, at.to - at.from) / 3);
  if (px < at.from) return at.from - px <= reach ? 'from' : 'away';
  if (px > at.to) return px - at.to <= reach ? 'to' : 'away';
  if (px - at.from <= inward) return 'from';
  if (at.to - px <= inward) return 'to';
  return Math.abs(px - at.date) <= LINE ? 'date' : 'period';
}
