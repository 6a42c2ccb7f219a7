/** Dossiers as they are asked for: told at once as far as known, completed when the server answers, kept. */
import { atOnce, type Dossier, type Had, whole } from './dossier';
import type { Selection } from './types';

/** Kept so many; the oldest are forgotten. */
const KEPT = 50;

export class Dossiers {
  #had: () => Had | null;
  #kept = new Map<string, Dossier>();
  #asked = new Set<string>();
  #arrived: () => void;

  /** `had` says what the page has at the moment, null before its first facts; `arrived` hears that a dossier is more complete than it was. */
  constructor(had: () => Had | null, arrived: () => void) {
    this.#had = had;
    this.#arrived = arrived;
  }

  of(selection: Selection): Dossier {
    const key = keyOf(selection);
    const kept = this.#kept.get(key);
    if (kept) return kept;
    const had = this.#had();
    if (had === null) return { type: 'loading' };
    const first = atOnce(selection, had);
    if (first.type !== 'missing' && !this.#asked.has(key)) void this.#ask(key, selection, first);
    return first;
  }

  /** Asks once more after a failure. */
  again(selection: Selection): void {
    this.#kept.delete(keyOf(selection));
    this.#arrived();
  }

  /** Forgets what may have changed; the one shown stays until its successor is here. */
  async refresh(shown: Selection | null): Promise<void> {
    const key = shown && keyOf(shown);
    for (const other of [...this.#kept.keys()]) if (other !== key) this.#kept.delete(other);
    const had = this.#had();
    if (shown === null || key === null || had === null) return;
    // An incident that the page has may be the one of before.
    await this.#ask(key, shown, shown.type === 'incident' ? { type: 'loading' } : atOnce(shown, had));
  }

  async #ask(key: string, selection: Selection, first: Dossier): Promise<void> {
    this.#asked.add(key);
    const dossier = await whole(selection, first);
    this.#asked.delete(key);
    this.#kept.set(key, dossier);
    const oldest = this.#kept.keys().next().value;
    if (this.#kept.size > KEPT && oldest !== undefined) this.#kept.delete(oldest);
    this.#arrived();
  }
}

function keyOf({ type, id }: Selection): string {
  return `${type} ${id}`;
}
