/**
 * What the page shows, as one value. `change` is pure; the Store holds the present value and tells its listeners,
 * together with how the step should stand in the browser's history.
 */
import { clamp, dayOf } from './calendar';
import type { Selection, State } from './types';

/** The year of the longest closures, on a day with two zones in force. */
export const FIRST_STATE: State = {
  lang: 'es',
  theme: null,
  date: dayOf(2019, 4, 2),
  from: dayOf(2019, 1, 1),
  to: dayOf(2019, 12, 31),
  step: 'day',
  hiddenCategories: [],
  hiddenPrecisions: [],
  kinds: [],
  hiddenStatuses: [],
  text: '',
  sort: 'newest',
  hiddenLayers: [],
  selection: null,
  view: null,
};

/**
 * The state after a change. The period stays in order and the date stays inside it: a new period draws the date
 * along, while a new date outside the period widens the period to it.
 */
export function change(state: State, patch: Partial<State>): State {
  const next = { ...state, ...patch };
  if (next.from > next.to) [next.from, next.to] = [next.to, next.from];
  if (patch.date !== undefined && patch.from === undefined && patch.to === undefined) {
    next.from = Math.min(next.from, next.date);
    next.to = Math.max(next.to, next.date);
  } else {
    next.date = clamp(next.date, next);
  }
  return next;
}

/** Lifts every filter; the period, the date and the selection stay. */
export const NO_FILTERS = {
  hiddenCategories: [],
  hiddenPrecisions: [],
  kinds: [],
  hiddenStatuses: [],
  text: '',
} satisfies Partial<State>;

export function isFiltered(state: State): boolean {
  return (
    state.hiddenCategories.length + state.hiddenPrecisions.length + state.hiddenStatuses.length > 0 ||
    state.kinds.length > 0 ||
    state.text.trim() !== ''
  );
}

/** The list without the value, or with it. */
export function toggle<T>(values: readonly T[], value: T): T[] {
  return values.includes(value) ? values.filter((v) => v !== value) : [...values, value];
}

export function sameSelection(a: Selection | null | undefined, b: Selection | null | undefined): boolean {
  return a?.type === b?.type && a?.id === b?.id;
}

/** `push`: a step that Back undoes. `replace`: the same place, seen a little differently. `none`: came from the link. */
export type Step = 'push' | 'replace' | 'none';
export type Listener = (state: State, step: Step, before: State) => void;

export class Store {
  #state: State;
  #listeners = new Set<Listener>();

  constructor(state: State) {
    this.#state = state;
  }

  get state(): State {
    return this.#state;
  }

  set(patch: Partial<State>, step: Step = 'push'): void {
    const before = this.#state;
    const next = change(before, patch);
    if (same(before, next)) return;
    this.#state = next;
    for (const listener of this.#listeners) listener(next, step, before);
  }

  /** Returns the function that stops listening. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

function same(a: State, b: State): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
