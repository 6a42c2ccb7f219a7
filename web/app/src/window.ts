/** Which rows of a long list are drawn: those near the view, with blank space for the others. */

/** Lists up to this length are drawn whole. */
export const WHOLE = 200;

export interface Window {
  /** Rows [first, last) are drawn. */
  first: number;
  last: number;
  /** Pixels of blank space above and below them. */
  above: number;
  below: number;
}

/**
 * Rows that meet [top, bottom] in pixels from the first row, and some beyond on either side. Heights are those
 * measured so far; `guess` stands for the others.
 */
export function windowOf(
  count: number,
  height: (n: number) => number | undefined,
  guess: number,
  top: number,
  bottom: number,
): Window {
  if (count <= WHOLE) return { first: 0, last: count, above: 0, below: 0 };
  const margin = Math.max(bottom - top, guess * 8);
  let y = 0;
  let first = 0;
  while (first < count && y + h(first) < top - margin) y += h(first++);
  const above = y;
  let last = first;
  while (last < count && y < bottom + margin) y += h(last++);
  let below = 0;
  for (let n = last; n < count; n++) below += h(n);
  return { first, last, above, below };

  function h(n: number): number {
    return height(n) ?? guess;
  }
}
