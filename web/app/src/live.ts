/** Listens for what changes on the server, while the page is seen: the only room that opens a stream. */
import { see } from './api';
import { type News, readNews } from './feed';

/** Milliseconds before a refused stream is opened again, longer each time up to the most. */
export const PAUSE = 1000;
export const LONGEST = 60_000;

export class Live {
  /** The revision that the page has heard of; null before any. */
  #heard: number | null;
  #told: (news: News) => void;
  #source: EventSource | null = null;
  #pause = PAUSE;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * `heard` is the revision at which the page began to ask. A hidden page lets go of the stream, since a browser has few for
   * all its pages; when it is seen again it is told what it missed.
   */
  constructor(heard: number | null, told: (news: News) => void) {
    this.#heard = heard;
    if (heard !== null) see(heard);
    this.#told = told;
    document.addEventListener('visibilitychange', () => this.#turn());
    window.addEventListener('online', () => this.#turn());
    this.#turn();
  }

  #turn(): void {
    clearTimeout(this.#timer);
    if (document.hidden) {
      this.#source?.close();
      this.#source = null;
    } else if (this.#source === null) this.#open();
  }

  #open(): void {
    const source = new EventSource(this.#heard === null ? '/events' : `/events?lastEventId=${this.#heard}`);
    this.#source = source;
    source.addEventListener('revision', (e) => {
      const news = readNews(e.data);
      if (news === null) return;
      this.#pause = PAUSE;
      this.#heard = news.revision;
      see(news.revision);
      if (news.touched?.size !== 0) this.#told(news);
    });
    source.addEventListener('error', () => {
      // A stream that broke is opened again by the browser, one that was refused is not.
      if (source.readyState !== EventSource.CLOSED || this.#source !== source) return;
      this.#source = null;
      this.#timer = setTimeout(() => this.#turn(), this.#pause * (0.5 + Math.random()));
      this.#pause = Math.min(2 * this.#pause, LONGEST);
    });
  }
}
