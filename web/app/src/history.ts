/**
 * Keeps the address bar telling what the page shows. Steps that follow each other closely are one entry: dragging or
 * playing does not fill the Back button, and browsers refuse too many entries in a short time.
 */
import { readLink, writeLink } from './link';
import type { Store } from './state';
import { FIRST_STATE } from './state';
import type { State } from './types';

/** Milliseconds of rest before the address is written. */
const REST = 350;

export class History {
  #store: Store;
  #arrived: (state: State) => void;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #push = false;

  /** `arrived` hears of a state that Back, Forward or a typed address brought. */
  constructor(store: Store, arrived: (state: State) => void) {
    this.#store = store;
    this.#arrived = arrived;
    store.listen((_, step) => {
      if (step === 'none') return;
      this.#push ||= step === 'push';
      if (this.#timer !== null) clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#write(), REST);
    });
    window.addEventListener('popstate', this.#pop);
    window.addEventListener('pagehide', () => this.#flush());
  }

  /** The address of the page as it stands, also before it has been written. */
  flush(): string {
    this.#flush();
    return location.href;
  }

  #flush(): void {
    if (this.#timer !== null) this.#write();
  }

  #write(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const link = writeLink(this.#store.state);
    if (link !== location.hash) {
      if (this.#push) history.pushState(null, '', link);
      else history.replaceState(null, '', link);
    }
    this.#push = false;
  }

  #pop = () => {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#push = false;
    const { lang, theme, view } = this.#store.state;
    this.#store.set({ ...FIRST_STATE, lang, theme, view, ...readLink(location.hash) }, 'none');
    this.#arrived(this.#store.state);
  };
}
