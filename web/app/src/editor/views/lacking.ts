/** The way to the field that a draft lacks something in. */
import type { Desk } from '../desk';

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
