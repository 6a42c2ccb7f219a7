/** What stands above and below the map of an embed in a folder of files, in words made for what its address asks for. */
import { dateRange } from '../format';
import { t } from '../i18n';
import type { Kind } from '../incident';
import { CATEGORIES, PRECISIONS, STATUSES, type State, type Zone } from '../types';

/** As many letters as a server takes. */
const MOST_LETTERS = 200;

export interface Titled {
  title: string;
  subtitle: string;
  /** The title is the publisher's. */
  own: boolean;
}

type Kinds = ReadonlyMap<string, Kind>;

/** `search` is the query of the page, `zones` those in force on the day. A publisher's title need not say of when the incidents are, so that the line under it does. */
export function titled(search: string, state: State, zones: readonly Zone[], kinds: Kinds): Titled {
  const query = new URLSearchParams(search);
  const asked = (name: string) => (query.get(name) ?? '').trim().replace(/\s+/g, ' ').slice(0, MOST_LETTERS);
  const { lang, date, hiddenLayers } = state;
  const incidents = !hiddenLayers.includes('incidents');
  const period = dateRange(state.from, state.to, lang);
  const own = asked('title');
  const parts: string[] = [];
  if (own && incidents) parts.push(period);
  const only = incidents ? onlyOf(state, kinds) : '';
  if (only) parts.push(only);
  if (!hiddenLayers.includes('zones')) {
    const decrees = [...new Set(zones.map((zone) => zone.decreeNumber).filter(Boolean))].join(', ');
    parts.push(`${t(lang, 'legend.zone')}, ${dateRange(date, date, lang)}: ${decrees || '–'}`);
  }
  const what = incidents
    ? `${t(lang, 'embed.incidents')}, ${period}`
    : `${t(lang, 'embed.zones')}, ${dateRange(date, date, lang)}`;
  return { title: own || what, subtitle: asked('subtitle') || parts.join('. '), own: own !== '' };
}

/** Which of the incidents are shown; empty where all are. */
function onlyOf(state: State, kinds: Kinds): string {
  const { lang, hiddenCategories, hiddenPrecisions, hiddenStatuses } = state;
  const shown = <T>(all: readonly T[], hidden: readonly T[]) =>
    hidden.length > 0 ? all.filter((one) => !hidden.includes(one)) : [];
  const words = [
    ...shown(CATEGORIES, hiddenCategories).map((one) => t(lang, `category.${one}`).toLowerCase()),
    ...state.kinds.map((code) => (kinds.get(code)?.names[lang] ?? code).toLowerCase()),
    ...shown(PRECISIONS, hiddenPrecisions).map((one) => t(lang, `precision.${one}`)),
    ...shown(STATUSES, hiddenStatuses).map((one) => t(lang, `status.${one}`)),
  ];
  return words.length > 0 ? t(lang, 'embed.only', { what: words.join(', ') }) : '';
}

/** Whether the legend names a thing: of the groups of incidents those alone that are asked for. */
export function inLegend(key: string, state: State, kinds: Kinds): boolean {
  const { hiddenCategories, hiddenLayers } = state;
  if ((hiddenLayers as readonly string[]).includes(key)) return false;
  const groups = CATEGORIES.filter(
    (one) =>
      !hiddenLayers.includes('incidents') &&
      !hiddenCategories.includes(one) &&
      (state.kinds.length === 0 || state.kinds.some((code) => kinds.get(code)?.category === one)),
  );
  if (key === 'ring') return groups.length > 1;
  if (key === 'hollow' || key === 'active') return groups.length > 0;
  if (key === 'zone' || key === 'indicative') return !hiddenLayers.includes('zones');
  return !(CATEGORIES as readonly string[]).includes(key) || (groups as readonly string[]).includes(key);
}
