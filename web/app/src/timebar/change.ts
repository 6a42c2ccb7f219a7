/** What the bar of time asks for. */
import type { BinUnit } from '../histogram';
import type { State } from '../types';

/** What should become of the state. `replace`: part of the movement before it, which Back undoes as one. */
export class TimeChange extends CustomEvent<Partial<State>> {
  readonly step: 'push' | 'replace';

  constructor(detail: Partial<State>, step: 'push' | 'replace') {
    super('change', { detail });
    this.step = step;
  }
}

/** What a column should stand for from now on. */
export class UnitChange extends CustomEvent<BinUnit> {
  constructor(detail: BinUnit) {
    super('unit', { detail });
  }
}

/** What differs between two states of the bar's, for TimeChange; null for nothing. */
export function changeOf(
  { from, to, date }: Pick<State, 'from' | 'to' | 'date'>,
  p: Pick<State, 'from' | 'to' | 'date'>,
): Partial<State> | null {
  const detail: Partial<State> = {};
  if (p.from !== from) detail.from = p.from;
  if (p.to !== to) detail.to = p.to;
  if (p.date !== date) detail.date = p.date;
  if (Object.keys(detail).length === 0) return null;
  // A new end without the date beside it would leave the date to whoever hears this.
  if (detail.from !== undefined || detail.to !== undefined) Object.assign(detail, p);
  return detail;
}
