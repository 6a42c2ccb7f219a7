/** What the zones of a draft would be, as the server says: asked for after a moment of stillness, and kept while it is asked. */
import { canonical, type ZoneContent } from './content';
import { asked, preview, Refused } from './doors';
import type { Preview } from './preview';

/** Milliseconds without a change before the server is asked. */
const STILL_MS = 150;
/** Milliseconds after which a silent server is asked again. */
const AGAIN_MS = 4000;
const MOST_PREVIEWS = 60;

/** Whose zones they are. */
export interface Ground {
  /** As they are to be asked about. */
  zones(): ZoneContent[];
  /** The one to be asked about first. */
  first(): number;
  tell(): void;
}

export class Previews {
  /** Why the last question had no answer. */
  failed: Refused | null = null;
  #ground: Ground;
  #known = new Map<string, Preview>();
  /** The last of each zone, to be shown until the next is here. */
  #last = new Map<number, Preview>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking: AbortController | null = null;

  constructor(ground: Ground) {
    this.#ground = ground;
  }

  /** What a zone would be, as far as the server has said it; `exact` where it is of what stands there now. */
  of(zone: number): { preview: Preview | null; exact: boolean } {
    const content = this.#ground.zones()[zone];
    const found = content && this.#known.get(canonical(asked(content)));
    return { preview: found ?? this.#last.get(zone) ?? null, exact: found !== undefined };
  }

  /** Asks once nothing has changed for a moment. */
  soon(ms = STILL_MS): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.ask(), ms);
  }

  /** Asks for what is not known yet, the shown zone first, one after the other; an older round is given up. */
  ask(): void {
    this.#asking?.abort();
    const round = new AbortController();
    this.#asking = round;
    void this.#round(round.signal);
  }

  async #round(signal: AbortSignal): Promise<void> {
    this.failed = null;
    const zones = this.#ground.zones();
    const first = this.#ground.first();
    const order = [first, ...zones.map((_, i) => i).filter((i) => i !== first)];
    for (const i of order) {
      const zone = zones[i];
      if (!zone) continue;
      const key = canonical(asked(zone));
      let found = this.#known.get(key);
      if (!found) {
        try {
          found = await preview(zone, signal);
        } catch (e) {
          if (signal.aborted) return;
          this.failed = e instanceof Refused ? e : new Refused(0, String(e));
          this.#ground.tell();
          continue;
        }
        if (this.#known.size >= MOST_PREVIEWS) this.#known.clear();
        this.#known.set(key, found);
      }
      if (signal.aborted) return;
      this.#last.set(i, found);
      this.#ground.tell();
    }
    if (this.failed?.passing) this.soon(AGAIN_MS);
  }
}
