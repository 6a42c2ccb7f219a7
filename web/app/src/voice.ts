/** Says the counts aloud, politely: once things have come to rest, and only when they changed. */
import { shortDate } from './format';
import { t, tn } from './i18n';
import type { Day, Lang } from './types';

/** Milliseconds of rest before counts are spoken. */
const REST = 900;

export interface Spoken {
  found: number;
  active: number;
  zones: number;
  date: Day;
}

export function countsInWords({ found, active, zones, date }: Spoken, lang: Lang): string {
  return t(lang, 'live.counts', {
    incidents: tn(lang, 'list.count', found),
    active: tn(lang, 'map.activeShort', active),
    date: shortDate(date, lang),
    zones: zones === 0 ? t(lang, 'map.noZones') : tn(lang, 'map.zones', zones),
  });
}

export class Voice {
  #host: HTMLElement;
  #words = '';
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: HTMLElement) {
    this.#host = host;
  }

  say(words: string): void {
    if (words === this.#words) return;
    this.#words = words;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#host.textContent = words;
    }, REST);
  }
}
