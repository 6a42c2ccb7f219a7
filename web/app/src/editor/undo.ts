/** Undo and redo over whole values. Changes of one thing that follow each other quickly are one step. */

/** Milliseconds within which changes with the same key are one step. */
const ONE_STEP_MS = 1200;
const MOST_STEPS = 300;

export class Undo<T> {
  #past: T[] = [];
  #future: T[] = [];
  #now: T;
  #last: { key: string; at: number } | null = null;

  constructor(first: T) {
    this.#now = first;
  }

  get now(): T {
    return this.#now;
  }
  get canUndo(): boolean {
    return this.#past.length > 0;
  }
  get canRedo(): boolean {
    return this.#future.length > 0;
  }

  /** `key` names what is changed, such as a field; `at` is a time in milliseconds. */
  change(next: T, key: string, at: number): void {
    const goesOn = this.#last !== null && key !== '' && this.#last.key === key && at - this.#last.at < ONE_STEP_MS;
    if (!goesOn) {
      this.#past.push(this.#now);
      if (this.#past.length > MOST_STEPS) this.#past.shift();
    }
    this.#now = next;
    this.#future = [];
    this.#last = { key, at };
  }

  undo(): T {
    const before = this.#past.pop();
    if (before === undefined) return this.#now;
    this.#future.push(this.#now);
    this.#now = before;
    this.#last = null;
    return before;
  }

  redo(): T {
    const after = this.#future.pop();
    if (after === undefined) return this.#now;
    this.#past.push(this.#now);
    this.#now = after;
    this.#last = null;
    return after;
  }
}
