/**
 * Keeps the address bar telling what the page shows. A step is an entry of its own at once, so that Back undoes it
 * however soon it is pressed. What follows closely goes into the same entry: dragging or playing does not fill the Back
 * button, and browsers refuse too many changes in a short time.
 */
import { linkedState, linkOf, readLink, writeLink } from './link';
import type { Store } from './state';
import type { State } from './types';

/** Steps closer than this, in milliseconds, are one entry; after so long a rest the address is written again. */
const REST = 350;

export class History {
  #store: Store;
  #arrived: (state: State) => void;
  /** Runs while something may not be written yet. */
  #timer: ReturnType<typeof setTimeout> | null = null;
  /** When the last step came that has an entry. */
  #stepped = Number.NEGATIVE_INFINITY;

  /** `arrived` hears of a state that Back, Forward or a typed address brought. */
  constructor(store: Store, arrived: (state: State) => void) {
    this.#store = store;
    this.#arrived = arrived;
    store.listen((state, step, before) => {
      if (step === 'none') return;
      if (step === 'push') this.#step(state, before);
      this.#stop();
      this.#timer = setTimeout(() => this.#rest(), REST);
    });
    window.addEventListener('popstate', this.#pop);
    window.addEventListener('pagehide', () => this.#rest());
  }

  /** The address of the page as it stands, also before it has been written. */
  flush(): string {
    this.#rest();
    return location.href;
  }

  #step(state: State, before: State): void {
    const now = performance.now();
    if (now - this.#stepped >= REST) {
      // What had not come to rest belongs to the entry that is left.
      if (this.#timer !== null) write(before, 'replaceState');
      if (!write(state, 'pushState')) return;
    }
    this.#stepped = now;
  }

  #rest(): void {
    if (this.#timer === null) return;
    this.#stop();
    write(this.#store.state, 'replaceState');
  }

  #stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #pop = () => {
    this.#stop();
    this.#stepped = Number.NEGATIVE_INFINITY;
    const { lang, theme, view } = this.#store.state;
    this.#store.set(linkedState(linkOf(location), { lang, theme, view }), 'none');
    this.#arrived(this.#store.state);
  };
}

/** false where the address tells the state already. */
function write(state: State, how: 'pushState' | 'replaceState'): boolean {
  const link = writeLink(state);
  if (link === location.hash) return false;
  // What came in the query stands behind the # from now on.
  const came = Object.keys(readLink(location.search.slice(1))).length > 0;
  history[how](null, '', came ? location.pathname + link : link);
  return true;
}
