/**
 * What the map draws where there are too many incidents to hand it all of them, or nobody to list them: which come out of
 * tiles, and which single ones stand above those. Each is the same object while it says the same, for the map to tell.
 */
import type { Tiled } from './tiled';
import type { Incident } from './types';

export class Drawn {
  #tiled: Tiled | null = null;
  #single: Incident[] = [];

  tiled(now: Tiled): Tiled {
    const { query, period } = this.#tiled ?? {};
    if (query !== now.query || period?.from !== now.period?.from || period?.to !== now.period?.to) this.#tiled = now;
    return this.#tiled ?? now;
  }

  /** What is selected and what is pointed at, once where that is the same. */
  single(selected: Incident | null, pointed: Incident | null): Incident[] {
    const now = [selected, pointed?.id === selected?.id ? null : pointed].filter((i) => i !== null);
    if (now.length !== this.#single.length || now.some((i, n) => i !== this.#single[n])) this.#single = now;
    return this.#single;
  }
}
