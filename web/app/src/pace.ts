/** How soon the server is asked again after a change of the state. */
import type { Pace } from './latest';
import { CRITERIA, type Criteria } from './query';
import type { State } from './types';

/** null where nothing changed of what is asked about. */
export function paceOf(state: State, before: State): Pace | null {
  const changed: (keyof Criteria)[] = CRITERIA.filter((name) => !same(state[name], before[name]));
  if (changed.length === 0) return null;
  if (changed.every((name) => name === 'text')) return 'typing';
  return changed.every((name) => name === 'from' || name === 'to') ? 'moving' : 'now';
}

function same(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
