/** What the page says of itself: loading, failures, being offline, and short confirmations. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Failure } from '../api';
import { clock, localDay, shortDate } from '../format';
import { failureWords } from './failure';
import { Panel } from './panel';

export class Notices extends Panel {
  static override properties = {
    ...Panel.properties,
    failure: { attribute: false },
    offline: {},
    archive: {},
    asOf: {},
    behind: {},
    retry: { attribute: false },
  };
  declare failure: Failure | null;
  declare offline: boolean;
  /** Whether the server shows an archive. */
  declare archive: boolean;
  /** When the data were had, in milliseconds; null while they are not. */
  declare asOf: number | null;
  /** Of when the data are that the server shows without its database, in milliseconds; null while it has one. */
  declare behind: number | null;
  declare retry: () => void;

  constructor() {
    super();
    this.failure = null;
    this.offline = false;
    this.archive = false;
    this.asOf = null;
    this.behind = null;
    this.retry = () => {};
  }

  override render(): TemplateResult | typeof nothing {
    if (this.failure) return html`<div class="notice">${failureWords(this.failure, this.lang, this.retry)}</div>`;
    if (this.archive) return html`<div class="notice" role="status">${this.t('archive.why')}</div>`;
    const asOf = this.behind ?? (this.offline ? this.asOf : null);
    if (asOf === null) return nothing;
    return html`<div class="notice" role="status">${this.#offline(asOf)}</div>`;
  }

  /** The time, with its day where that is not today. */
  #offline(asOf: number): string {
    const day = localDay(asOf);
    if (day === localDay(Date.now())) return this.t('load.offline', { time: clock(asOf) });
    return this.t('load.offlineDay', { date: shortDate(day, this.lang), time: clock(asOf) });
  }
}

customElements.define('corredor-notices', Notices);

/** Says a word and lets it fade: at the foot of the page, or, where the reader did not ask for it, small at its head. */
export class Toast {
  #host: HTMLElement;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: HTMLElement) {
    this.#host = host;
    host.className = 'toast';
    host.setAttribute('role', 'status');
  }

  say(words: string, quietly = false): void {
    clearTimeout(this.#timer);
    this.#host.classList.toggle('quiet', quietly);
    this.#host.textContent = words;
    this.#host.classList.add('seen');
    this.#timer = setTimeout(() => this.#host.classList.remove('seen'), 3000);
  }
}

/** A thin bar that appears only when waiting gets noticeable. */
export class Progress {
  #host: HTMLElement;
  #waiting = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: HTMLElement) {
    this.#host = host;
    host.className = 'progress';
    host.hidden = true;
  }

  async during<T>(work: Promise<T>): Promise<T> {
    if (this.#waiting++ === 0)
      this.#timer = setTimeout(() => {
        this.#host.hidden = false;
      }, 300);
    try {
      return await work;
    } finally {
      if (--this.#waiting === 0) {
        clearTimeout(this.#timer);
        this.#host.hidden = true;
      }
    }
  }
}
