/**
 * The state as the address bar holds it, after the `#`, and links to share in the query: one set of keys for both languages, readable and short. What
 * filters incidents goes by the queryables' names, with what is shown; the rest is the page's own. Links written
 * before that named what was hidden, in Spanish; they are read for good. A key that is missing or cannot be read is
 * simply absent from what `readLink` returns.
 */
import { dayOf } from './calendar';
import { isoDate, readIsoDate } from './format';
import { change, FIRST_STATE } from './state';
import {
  CATEGORIES,
  type Day,
  LAYER_GROUPS,
  type Lang,
  PRECISIONS,
  type Selection,
  type SelectionType,
  SORTS,
  STATUSES,
  type State,
  type Step,
  type View,
} from './types';

const SELECTED: Record<string, SelectionType> = {
  incidente: 'incident',
  zona: 'zone',
  lugar: 'place',
  poste: 'km-post',
};
const STEP: Record<string, Step> = { dia: 'day', semana: 'week', mes: 'month' };

/** No incident lies outside these years, and an axis of thousands of them would take minutes to draw. */
const [FIRST_DAY, LAST_DAY] = [dayOf(1900, 1, 1), dayOf(2100, 12, 31)];

/** The state a link asks for, made consistent; what the link leaves out is as `kept` says, else as at first sight. */
export function linkedState(hash: string, kept: Partial<State>): State {
  return change({ ...FIRST_STATE, ...kept }, readLink(hash));
}

/** What of an address holds the state: what stands behind the #, or the query, as crawlers and chat programs read it. */
export function linkOf({ hash, search }: Pick<Location, 'hash' | 'search'>): string {
  return hash.length > 1 ? hash : search.replace(/^\?/, '');
}

export function readLink(hash: string): Partial<State> {
  const query = new URLSearchParams(hash.replace(/^#/, ''));
  const out: Partial<State> = {};
  const put = <K extends keyof State>(key: K, value: State[K] | null | undefined) => {
    if (value !== null && value !== undefined) out[key] = value;
  };
  put('view', readView(query.get('mapa')));
  put('date', readDay(query.get('fecha') ?? ''));
  const period = query.get('period')?.split('/') ?? query.get('periodo')?.split('..') ?? [];
  const [from, to] = period.map(readDay);
  if (typeof from === 'number' && typeof to === 'number' && from <= to) Object.assign(out, { from, to });
  put('step', STEP[query.get('paso') ?? '']);
  put('hiddenCategories', others(query.get('category'), CATEGORIES) ?? known(query.get('sin'), CATEGORIES));
  put(
    'hiddenPrecisions',
    others(query.get('place_precision'), PRECISIONS) ?? known(query.get('sinprecision'), PRECISIONS),
  );
  put('kinds', parts(query.get('kind') ?? query.get('tipo')));
  put('hiddenStatuses', others(query.get('status'), STATUSES) ?? known(query.get('sinestado'), STATUSES));
  put('text', (query.get('q') ?? query.get('texto'))?.slice(0, 200));
  put('sort', known(query.get('orden'), SORTS)?.[0]);
  put('hiddenLayers', known(query.get('sincapa'), LAYER_GROUPS));
  put('selection', readSelection(query));
  put('lang', known(query.get('idioma'), ['es', 'en'] as const satisfies Lang[])?.[0]);
  return out;
}

export function writeLink(state: State): string {
  const query: [string, string][] = [];
  if (state.view) query.push(['mapa', writeView(state.view)]);
  query.push(['fecha', isoDate(state.date)], ['period', `${isoDate(state.from)}/${isoDate(state.to)}`]);
  const step = Object.entries(STEP).find(([, s]) => s === state.step)?.[0];
  if (step && step !== 'dia') query.push(['paso', step]);
  for (const [key, all, hidden] of [
    ['category', CATEGORIES, state.hiddenCategories],
    ['place_precision', PRECISIONS, state.hiddenPrecisions],
    ['status', STATUSES, state.hiddenStatuses],
  ] as const) {
    const shown = (all as readonly string[]).filter((value) => !(hidden as readonly string[]).includes(value));
    if (hidden.length > 0) query.push([key, shown.join(',')]);
  }
  if (state.kinds.length > 0) query.push(['kind', state.kinds.join(',')]);
  if (state.text.trim() !== '') query.push(['q', state.text]);
  if (state.hiddenLayers.length > 0) query.push(['sincapa', state.hiddenLayers.join(',')]);
  if (state.sort !== 'newest') query.push(['orden', state.sort]);
  for (const [key, type] of Object.entries(SELECTED)) {
    if (state.selection?.type === type) query.push([key, String(state.selection.id)]);
  }
  query.push(['idioma', state.lang]);
  return `#${query.map(([key, value]) => `${key}=${linkText(value)}`).join('&')}`;
}

function readDay(text: string): Day | null {
  const day = readIsoDate(text);
  return day !== null && day >= FIRST_DAY && day <= LAST_DAY ? day : null;
}

function readView(text: string | null): View | null {
  const [zoom, lat, lon] = (text ?? '').split('/').map(Number);
  const ok = zoom !== undefined && lat !== undefined && lon !== undefined && text !== '';
  if (!ok || !(zoom >= 0 && zoom <= 22 && Math.abs(lat) <= 85 && Math.abs(lon) <= 180)) return null;
  return { zoom, lat, lon };
}

export function writeView(v: View): string {
  return `${Number(v.zoom.toFixed(2))}/${Number(v.lat.toFixed(4))}/${Number(v.lon.toFixed(4))}`;
}

function readSelection(query: URLSearchParams): Selection | null {
  for (const [key, type] of Object.entries(SELECTED)) {
    const value = query.get(key);
    if (value !== null && /^\d{1,15}$/.test(value)) return { type, id: Number(value) };
  }
  return null;
}

function parts(text: string | null): string[] | null {
  const values = (text ?? '').split(',').filter((v) => /^[a-z_]{1,40}$/.test(v));
  return values.length > 0 ? [...new Set(values)] : null;
}

/** The words that a link does not name among those to be shown, or null where it has no such key or knows none of them. */
function others<T extends string>(text: string | null, words: readonly T[]): T[] | null {
  if (text === null) return null;
  const shown = known(text, words) ?? [];
  // Nothing at all is what an empty value asks for; words that nobody knows ask for nothing.
  return shown.length > 0 || text === '' ? words.filter((w) => !shown.includes(w)) : null;
}

/** Those of the values that are known words, or null where none is. */
function known<T extends string>(text: string | null, words: readonly T[]): T[] | null {
  const values = (text ?? '').split(',');
  const found = words.filter((w) => values.includes(w));
  return found.length > 0 ? found : null;
}

/** Only what would break the link is escaped; a space is +, so that chat programs keep the link whole. */
function linkText(value: string): string {
  return encodeURIComponent(value).replaceAll('%20', '+').replaceAll('%2F', '/').replaceAll('%2C', ',');
}
