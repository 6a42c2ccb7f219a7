/** Takes up what has changed: at once, then one time after the other, each time all that has come meanwhile. */
import { type News, together } from './feed';

/** Milliseconds at least from one time to the next: many edits must not ask a reader's fair share away. */
export const REST = 250;

export class Rounds {
  #take: (news: News) => Promise<void>;
  #news: News | null = null;
  #busy = false;

  /** `take` never fails: what could not be had is asked for at the next change. */
  constructor(take: (news: News) => Promise<void>) {
    this.#take = take;
  }

  hear(news: News): void {
    this.#news = together(this.#news, news);
    if (!this.#busy) void this.#go();
  }

  async #go(): Promise<void> {
    this.#busy = true;
    for (let news = this.#news; news; news = this.#news) {
      this.#news = null;
      await Promise.all([this.#take(news), new Promise((done) => setTimeout(done, REST))]);
    }
    this.#busy = false;
  }
}
