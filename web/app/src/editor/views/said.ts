/** A term, an effect and a lift in words, for lists that say what an act does. */
import { dateRange, readIsoDate, shortDate } from '../../format';
import type { Lang } from '../../types';
import type { Content, Effect } from '../content';
import type { Desk } from '../desk';
import { w, wn } from '../words';

/** "29 mar – 12 abr 2019, 15 días", or one day. */
export function termOf(lang: Lang, start: string | null | undefined, days?: number | null): string {
  const first = start ? readIsoDate(start) : null;
  if (first === null) return '';
  return days ? `${dateRange(first, first + days - 1, lang)}, ${wn(lang, 'said.days', days)}` : shortDate(first, lang);
}

/** "prorroga DS 038-2019-PCM". */
export function effectOf(lang: Lang, effect: Effect | '' | undefined, of?: string | null): string {
  return [w(lang, `effect.${effect || 'declare'}`).toLowerCase(), of].filter(Boolean).join(' ');
}

/** "Levanta DS 038-2019-PCM (km 130–160) desde el 20 mar 2019". */
export function liftOf({ lang, reference }: Desk, { zone, from }: Content['lifts'][number]): string {
  const of = reference.zones.find((one) => one.id === zone);
  return w(lang, 'said.lift', {
    number: of?.number ?? w(lang, 'touch.noNumber'),
    form: of?.form[lang] ?? '',
    date: termOf(lang, from) || '…',
  });
}
