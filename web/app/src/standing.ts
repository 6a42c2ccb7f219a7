/** Whether the server has its database: heard with every answer, and asked now and then while the page is seen. */
import { look, onStanding } from './api';

/** Milliseconds between two looks, while all is well and while it is not. */
const PATIENT = 60_000;
const EAGER = 5_000;

export class Standing {
  #asOf: number | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `told` is called when it changes: of when the data are that are shown, null once they are the database's again. */
  constructor(told: (asOf: number | null) => void) {
    onStanding((asOf) => {
      if (asOf === this.#asOf) return;
      this.#asOf = asOf;
      told(asOf);
      this.#wait();
    });
    document.addEventListener('visibilitychange', () => this.#wait());
    this.#wait();
  }

  #wait(): void {
    clearTimeout(this.#timer);
    if (document.hidden) return;
    this.#timer = setTimeout(() => void look().finally(() => this.#wait()), this.#asOf === null ? PATIENT : EAGER);
  }
}
