/** The terms of decrees as stretches of time: what the row of hatched bars under the histogram draws. */
import type { Days } from './calendar';
import type { Zone } from './types';

/** One decree's stretch of days, both ends inclusive; its parts with the same days count once. */
export interface Term extends Days {
  decree: number;
  decreeNumber: string | null;
  /** True where every part's term was filled in by arithmetic and no source states it. */
  inferred: boolean;
}

type Dated = Pick<Zone, 'decree' | 'decreeNumber' | 'from' | 'to' | 'termInferred'>;

/** In order of their first day; the inferred ones come first among equals, so that sourced ones are drawn over them. */
export function terms(zones: readonly Dated[]): Term[] {
  const found = new Map<string, Term>();
  for (const z of zones) {
    const key = `${z.decree} ${z.from} ${z.to}`;
    const term = found.get(key);
    if (term) term.inferred &&= z.termInferred;
    else
      found.set(key, {
        decree: z.decree,
        decreeNumber: z.decreeNumber,
        from: z.from,
        to: z.to,
        inferred: z.termInferred,
      });
  }
  return [...found.values()].sort(
    (a, b) => a.from - b.from || Number(b.inferred) - Number(a.inferred) || a.decree - b.decree,
  );
}
