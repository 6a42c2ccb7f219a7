/**
 * What the page needs whatever is asked: zones, kinds and days, and the gazetteer for what a search leads to. It is read
 * once, and again where the server tells that it changed.
 */
import { Failure, places } from './api';
import { type Known, knownOfArchive, NOTHING_KNOWN, readAgain, readKnown } from './known';
import type { Place } from './place';
import { readArchivedDays } from './tilejson';

export interface GroundworkHooks {
  changed(): void;
  during<T>(work: Promise<T>): Promise<T>;
}

export class Groundwork {
  known: Known = NOTHING_KNOWN;
  loaded = false;
  /** Why what the page needs at all is not here. */
  failure: Failure | null = null;
  #places: Place[] | null = null;
  #archive: boolean;
  #hooks: GroundworkHooks;

  constructor(archive: boolean, hooks: GroundworkHooks) {
    this.#archive = archive;
    this.#hooks = hooks;
  }

  get places(): Place[] {
    return this.#places ?? [];
  }

  async load(): Promise<void> {
    this.failure = null;
    this.#hooks.changed();
    try {
      if (this.#archive) this.known = knownOfArchive(await readArchivedDays());
      else {
        this.known = await this.#hooks.during(readKnown());
        this.loaded = true;
      }
    } catch (e) {
      this.failure = e instanceof Failure ? e : new Failure('shape', String(e), null);
    }
  }

  async again(changed: (collection: string) => boolean): Promise<void> {
    if (!this.loaded || !['incidents', 'zones', 'incident-kinds'].some(changed)) return;
    this.known = await readAgain(this.known, changed);
    this.#hooks.changed();
  }

  /** Reads the gazetteer, where it is not here; the search works without it. */
  async readPlaces(): Promise<void> {
    if (this.#places || this.#archive) return;
    this.#places = [];
    try {
      this.#places = await places();
      this.#hooks.changed();
    } catch {
      this.#places = null;
    }
  }

  /** Reads it anew where it was read, now or when it is wanted. */
  async placesChanged(wanted: boolean): Promise<void> {
    if (!this.#places) return;
    this.#places = null;
    if (wanted) await this.readPlaces();
  }
}
