/** Who has the draft open, and whether it went on elsewhere: asked again and again, for as long as the page is open. */
import { bePresent, leave } from './doors';
import type { Attended, Draft, DraftEvent, DraftState } from './draft';

/** Half of what presence lasts. */
const AGAIN_MS = 15_000;

export class Attendance {
  #timer: ReturnType<typeof setInterval> | undefined;
  #heard: (told: Attended) => void;

  constructor(heard: (told: Attended) => void) {
    this.#heard = heard;
  }

  get begun(): boolean {
    return this.#timer !== undefined;
  }

  begin(id: number): void {
    if (this.begun) return;
    void this.say(id);
    this.#timer = setInterval(() => void this.say(id), AGAIN_MS);
  }

  say(id: number): Promise<void> {
    return bePresent(id).then(this.#heard, () => {
      // It is told again in a moment; nothing depends on it.
    });
  }

  end(id: number | null): void {
    clearInterval(this.#timer);
    if (id !== null) leave(id);
  }
}

/** What to do with a draft that went on elsewhere. */
export type Turn =
  /** It is what one has. */
  | 'none'
  /** Nothing here is unsaved: it is shown as it is now. */
  | 'take'
  /** It may still be written on: what is unsaved is saved next, and collides there if it has to. */
  | 'save'
  /** It may no longer be written on, and something here is unsaved: both are laid side by side. */
  | 'collide';

export function turnOf(
  mine: { state: DraftState; version: number; clean: boolean },
  theirs: { state: DraftState; version: number },
): Turn {
  if (mine.state === theirs.state && theirs.version <= mine.version) return 'none';
  if (mine.clean) return 'take';
  return theirs.state === 'draft' ? 'save' : 'collide';
}

/** What was done last with a draft since one had it, or null where it was nothing but its making. */
export function newsOf(before: Draft | null, now: Draft): DraftEvent | null {
  const last = now.events[now.events.length - 1];
  const known = before?.events[before.events.length - 1];
  if (!last || last.event === 'create') return null;
  return known && known.at === last.at && known.event === last.event ? null : last;
}
