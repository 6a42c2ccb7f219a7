/** Moves something on four times a second until it can go no further. */

/** Milliseconds between two steps. */
export const BEAT = 250;

export class Player {
  private timer: ReturnType<typeof setInterval> | null = null;
  private readonly step: () => boolean;
  private readonly changed: (playing: boolean) => void;

  /** `step` moves on and says whether there is more to come; `changed` hears of every start and stop. */
  constructor(step: () => boolean, changed: (playing: boolean) => void) {
    this.step = step;
    this.changed = changed;
  }

  get playing(): boolean {
    return this.timer !== null;
  }

  start(): void {
    if (this.timer !== null) return;
    this.timer = setInterval(() => {
      if (!this.step()) this.stop();
    }, BEAT);
    this.changed(true);
  }

  stop(): void {
    if (this.timer === null) return;
    clearInterval(this.timer);
    this.timer = null;
    this.changed(false);
  }
}
