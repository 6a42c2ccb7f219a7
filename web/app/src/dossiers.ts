/** Dossiers as they are asked for: told at once as far as known, completed when the server answers, kept. */
import { atOnce, type Dossier, whole } from './dossier';
import { type Known, NOTHING_KNOWN } from './known';
import type { Selection } from './types';

/** Kept so many; the oldest are forgotten. */
const KEPT = 50;

export class Dossiers {
  #known: Known = NOTHING_KNOWN;
  #kept = new Map<string, Dossier>();
  #asked = new Set<string>();
  #arrived: () => void;

  /** `arrived` hears that a dossier is more complete than it was. */
  constructor(arrived: () => void) {
    this.#arrived = arrived;
  }

  /** From now on these facts are known; what was told from others is forgotten. */
  know(known: Known): void {
    this.#known = known;
    this.#kept.clear();
  }

  of(selection: Selection): Dossier {
    const key = `${selection.type} ${selection.id}`;
    const kept = this.#kept.get(key);
    if (kept) return kept;
    if (this.#known === NOTHING_KNOWN) return { type: 'loading' };
    const first = atOnce(selection, this.#known);
    if (first.type === 'missing' || first.type === 'zone') return first;
    if (!this.#asked.has(key)) void this.#ask(key, selection);
    return first;
  }

  /** Asks once more after a failure. */
  again(selection: Selection): void {
    this.#kept.delete(`${selection.type} ${selection.id}`);
    this.#arrived();
  }

  async #ask(key: string, selection: Selection): Promise<void> {
    this.#asked.add(key);
    const known = this.#known;
    const dossier = await whole(selection, known);
    this.#asked.delete(key);
    if (known === this.#known) {
      this.#kept.set(key, dossier);
      const oldest = this.#kept.keys().next().value;
      if (this.#kept.size > KEPT && oldest !== undefined) this.#kept.delete(oldest);
    }
    this.#arrived();
  }
}
