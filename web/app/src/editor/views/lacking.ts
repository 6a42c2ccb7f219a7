/** What the server says that a draft lacks, in the reader's words, and the way to the field that it is about. */
import type { Desk } from '../desk';
import { type Key, WORDS, w } from '../words';

export interface Lack {
  parameter: string;
  detail: string;
}

/** The server's sentences are English: those that are known are said in the reader's language. */
export function sentence({ lang, content }: Desk, { parameter, detail }: Lack): string {
  if (taken({ parameter, detail })) return w(lang, 'lacks.taken', { number: content.decree.number });
  const [, zone, field] = /^zones\[(\d+)\]\.(.+)$/.exec(parameter) ?? [];
  const name = field?.replace(/[.[].*$/, '') ?? parameter.replace(/^decree\.|\[.*$/g, '');
  const key = `lacks.${name}`;
  if (!(key in WORDS)) return detail;
  const what = w(lang, key as Key);
  return zone === undefined ? what : w(lang, 'lacks.zone', { n: Number(zone) + 1, what });
}

/** Whether the number is that of an act that is published. */
export function taken({ parameter, detail }: Lack): boolean {
  return parameter === 'decree.number' && /already/.test(detail);
}

const FIELDS: Record<string, string> = {
  'decree.number': 'number',
  'decree.published': 'published',
  'decree.link': 'link',
  'decree.kind': 'act-kind',
  effect: 'effect',
  start: 'start',
  days: 'days',
  extends: 'extends',
  definition: 'km-from',
};

/** Brings the field that lacks something to the hand. */
export function leadTo(desk: Desk, parameter: string): void {
  const [, zone, field] = /^zones\[(\d+)\]\.(\w+)/.exec(parameter) ?? [];
  if (zone !== undefined) desk.show(Number(zone));
  desk.unfold(null);
  setTimeout(() => {
    const named = FIELDS[field ?? parameter];
    const target =
      (named && document.getElementById(named)) ||
      (field === 'rights' ? document.querySelector<HTMLElement>('.rights input') : null) ||
      document.querySelector<HTMLElement>('.means input');
    target?.scrollIntoView({ block: 'center' });
    target?.focus();
  }, 50);
}
