/**
 * One question at a time, and the newest counts. What is asked by one act goes out at once and stops what was on its
 * way; what is typed waits for a rest; what moves under the hand goes out as fast as answers come, so that the page
 * follows and the server is not flooded.
 */

export type Pace = 'now' | 'typing' | 'moving';

/** Milliseconds without a letter after which what was typed is asked. */
export const TYPED = 150;
/** Milliseconds at least from one question to the next while something moves. */
export const GAP = 120;
/** A question so long on its way, in milliseconds, gives way to a newer one. */
export const PATIENCE = 1500;

export class Latest<Wish> {
  #run: (wish: Wish, signal: AbortSignal) => Promise<void>;
  #settled: () => void;
  #flight: AbortController | null = null;
  #began = Number.NEGATIVE_INFINITY;
  #wish: { is: Wish; pace: Pace } | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * `run` never fails: what goes wrong is an answer too. It is told by the signal that nobody waits any more.
   * `settled` hears that a question that was still waited for has its answer.
   */
  constructor(run: (wish: Wish, signal: AbortSignal) => Promise<void>, settled: () => void = () => {}) {
    this.#run = run;
    this.#settled = settled;
  }

  /** Whether an answer is still to come. */
  get waiting(): boolean {
    return this.#wish !== null || this.#flight !== null;
  }

  want(wish: Wish, pace: Pace): void {
    this.#wish = { is: wish, pace };
    clearTimeout(this.#timer);
    const age = performance.now() - this.#began;
    // What moves is followed; any other change makes what is on its way the answer to a question of before.
    if (pace !== 'moving') this.#stop();
    if (pace === 'now') this.#start();
    else if (pace === 'typing') this.#timer = setTimeout(() => this.#start(), TYPED);
    else if (!this.#flight) this.#timer = setTimeout(() => this.#start(), Math.max(0, GAP - age));
    else this.#timer = setTimeout(() => this.#start(), Math.max(0, PATIENCE - age));
  }

  #start(): void {
    clearTimeout(this.#timer);
    if (this.#wish === null) return;
    const wish = this.#wish.is;
    this.#wish = null;
    this.#stop();
    const flight = new AbortController();
    this.#flight = flight;
    this.#began = performance.now();
    void this.#run(wish, flight.signal).finally(() => {
      if (this.#flight !== flight) return;
      this.#flight = null;
      if (this.#wish?.pace === 'moving') this.want(this.#wish.is, 'moving');
      this.#settled();
    });
  }

  #stop(): void {
    this.#flight?.abort();
    this.#flight = null;
  }
}
