/** Asks the server what the page shows, and keeps what it answered until the next answer is whole. */

import { type Answer, answerOf, type Found, readCounts, readHistogram, type Wish } from './answer';
import { Failure, graduationsOf, groups, type IncidentPage, incidentPage, incidents } from './api';
import { kmIn } from './km';
import { Latest, type Pace } from './latest';
import { findMany } from './many';
import { type Choice, countsPath, itemsPath } from './query';

export interface FinderHooks {
  /** There is an answer, or a failure. */
  changed(): void;
  /** Is told of everything that is waited for. */
  during(work: Promise<void>): void;
}

export class Finder {
  /** The last that was had; null before the first. */
  answer: Answer | null = null;
  /** Why the newest question has no answer. */
  failure: Failure | null = null;
  #hooks: FinderHooks;
  #last: Wish | null = null;
  #latest = new Latest<Wish>(
    (wish, signal) => {
      const work = this.#find(wish, signal);
      this.#hooks.during(work);
      return work;
    },
    () => this.#hooks.changed(),
  );
  /** What the present answer is made of, by address: what a change does not touch is not asked again. */
  #parts = new Map<string, unknown>();

  constructor(hooks: FinderHooks) {
    this.#hooks = hooks;
  }

  /** Whether what is shown is not yet what was asked for last. */
  get waiting(): boolean {
    return this.#latest.waiting;
  }

  want(wish: Wish, pace: Pace): void {
    this.#last = wish;
    this.#latest.want(wish, pace);
  }

  /** Asks everything once more, after a failure. */
  again(): void {
    this.#anew('now');
  }

  /** Asks everything once more because it may have changed, however often that is. */
  refresh(): void {
    this.#anew('moving');
  }

  #anew(pace: Pace): void {
    this.#parts = new Map();
    if (this.#last) this.#latest.want(this.#last, pace);
  }

  async #find(wish: Wish, signal: AbortSignal): Promise<void> {
    const parts = new Map<string, unknown>();
    const before = this.#parts;
    const part = async <T>(path: string, read: () => Promise<T>): Promise<T> => {
      const value = before.has(path) ? (before.get(path) as T) : await read();
      parts.set(path, value);
      return value;
    };
    const { criteria, unit, open, many } = wish;
    const count = (choice: Choice) => {
      const path = countsPath(criteria, choice, choice);
      return part(path, async () => readCounts(await groups(path, [choice], signal)));
    };
    const over = countsPath(criteria, `${unit},category`, 'period');
    const turned = new Map<string, Promise<IncidentPage>>();
    const turn = (path: string) => {
      const page = turned.get(path) ?? part(path, () => incidentPage(path, signal));
      turned.set(path, page);
      return page;
    };
    const list = async (): Promise<Found> => {
      if (!many) {
        const items = itemsPath(criteria);
        return { incidents: await part(items, () => incidents(items, signal)), many: null, criteria };
      }
      const found = await findMany(criteria, many, turn);
      return { incidents: [...found.active.rows, ...found.rest.rows], many: found, criteria };
    };
    const km = kmIn(criteria.text);
    try {
      const found = list();
      if (this.answer === null) void found.then((all) => this.#first(answerOf(all, null, {})), ignore);
      const [all, histogram, category, opened, posts] = await Promise.all([
        found,
        part(over, async () => readHistogram(await groups(over, [unit, 'category'], signal), unit)),
        count('category'),
        open ? count(open) : null,
        km === null ? [] : part(`km ${km}`, () => graduationsOf(km)),
      ]);
      if (signal.aborted) return;
      // What was asked before a change must not pass for an answer after it.
      if (this.#parts === before) this.#parts = parts;
      this.failure = null;
      this.answer = answerOf(all, histogram, { category, ...(open && opened ? { [open]: opened } : {}) }, posts);
    } catch (e) {
      if (signal.aborted) return;
      this.failure = e instanceof Failure ? e : new Failure('shape', String(e), null);
    }
  }

  /** The first list is shown before anything is counted. */
  #first(answer: Answer): void {
    this.answer ??= answer;
    this.#hooks.changed();
  }
}

/** A failure is heard of once, by whoever waits for everything. */
function ignore(): void {}
