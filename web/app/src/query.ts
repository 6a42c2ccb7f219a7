/**
 * The state as questions to the server: the same filter, words and period for the list, the map, the histogram, the
 * counts of every choice and the files to take away. Pure: the same state gives the same addresses.
 */
import { terms } from './fold';
import { isoDate } from './format';
import { WINDOW } from './frame';
import type { Day, Lang, Sort, State } from './types';

/** What of the state says which incidents are wanted. */
export const CRITERIA = [
  'from',
  'to',
  'hiddenCategories',
  'hiddenPrecisions',
  'hiddenStatuses',
  'kinds',
  'text',
] as const satisfies readonly (keyof State)[];
export type Criteria = Pick<State, (typeof CRITERIA)[number]>;

/** What the reader chooses from, by the queryable's name. */
export const CHOICES = ['category', 'kind', 'place_precision', 'status'] as const;
export type Choice = (typeof CHOICES)[number];

/** The longest page that the server gives, and the words it searches for at once: a pasted sentence may have more. */
const LIMIT = '10000';
const MOST_WORDS = 16;
const INCIDENTS = '/collections/incidents';

/** The choices as a filter in CQL2 text, empty where everything is chosen; `besides` leaves one of them out. */
export function filterText(c: Criteria, besides?: Choice): string {
  const conditions: Record<Choice, string> = {
    category: without('category', c.hiddenCategories),
    kind: c.kinds.length > 0 ? `kind IN (${list(c.kinds)})` : '',
    place_precision: without('place_precision', c.hiddenPrecisions),
    status: without('status', c.hiddenStatuses),
  };
  return CHOICES.filter((choice) => choice !== besides && conditions[choice] !== '')
    .map((choice) => conditions[choice])
    .join(' AND ');
}

/** The parameters of a question; `besides` leaves a choice or the period out. */
export function parameters(c: Criteria, besides?: Choice | 'period'): [name: string, value: string][] {
  const out: [string, string][] = [];
  const filter = filterText(c, besides === 'period' ? undefined : besides);
  if (filter !== '') out.push(['filter', filter]);
  const q = searched(c.text);
  if (q !== '') out.push(['q', q]);
  if (besides !== 'period') out.push(['datetime', `${isoDate(c.from)}/${isoDate(c.to)}`]);
  return out;
}

/** What is searched for, cut to the words that the server takes; empty where there is none. */
function searched(text: string): string {
  const wanted = terms(text);
  if (wanted.length === 0 || wanted.flat().length <= MOST_WORDS) return wanted.length > 0 ? text.trim() : '';
  let left = MOST_WORDS;
  const cut = wanted.map((term) => {
    const some = term.slice(0, left);
    left -= some.length;
    return some.join(' ');
  });
  return cut.filter((term) => term !== '').join(', ');
}

/** The incidents of the list and the map. */
export function itemsPath(c: Criteria): string {
  return path('items', [...parameters(c), ['limit', LIMIT]]);
}

/** Some of the incidents found: those in a box of degrees, west, south, east and north, and of a filter in CQL2 text. */
export interface Narrow {
  box?: readonly number[];
  filter?: string;
}

const BOX = [WINDOW.west, WINDOW.south, WINDOW.east, WINDOW.north];

/** Those that the map cannot show. */
export const OFF_MAP: Narrow = { filter: `(geom IS NULL OR S_DISJOINT(geom, BBOX(${BOX})))` };

/** Those at one spot of the map. */
export function atSpot([west, south, east, north]: readonly [number, number, number, number]): Narrow {
  // A tile's edges lie up to a metre further out; those that a pile has are exact, and a box is to hold its own.
  const by = 1e-6;
  return {
    box: [west - by, south - by, east + by, north + by].map((x) => Number(x.toFixed(7))),
    filter: 'geom IS NOT NULL',
  };
}

/** By what the server sorts; it does not sort by place. */
const SORT_BY: Record<Sort, string> = { newest: '-start', oldest: 'start', longest: '-days', place: '-start' };

interface RowsWish {
  sort: Sort;
  /** What goes on on the date, which lies in the period, what does not, or both. */
  section: 'active' | 'rest' | 'all';
  date: Day;
  /** Some of them alone; null for all. */
  within: Narrow | null;
  limit: number;
}

/** The first page of one section of the list, where there are very many. */
export function rowsPath(c: Criteria, { sort, section, date, within, limit }: RowsWish): string {
  const active = section === 'active';
  const query = new Map(parameters(active ? { ...c, from: date, to: date } : c));
  const besides = section !== 'rest' ? undefined : `NOT T_INTERSECTS(period, DATE('${isoDate(date)}'))`;
  const filters = [query.get('filter'), within?.filter, besides].filter(Boolean);
  if (filters.length > 0) query.set('filter', filters.join(' AND '));
  if (within?.box) query.set('bbox', within.box.join(','));
  // By date, what goes on reads from what began first.
  query.set('sortby', active && SORT_BY[sort] === '-start' ? 'start' : SORT_BY[sort]);
  return path('items', [...query, ['limit', String(limit)]]);
}

/** What chooses the incidents in tiles. */
export function tileQuery(c: Criteria): string {
  return String(new URLSearchParams(parameters(c)));
}

/** How many there are of each, by one property or two; dates are counted by the unit. */
export function countsPath(c: Criteria, by: string, besides: Choice | 'period'): string {
  return path('aggregate', [...parameters(c, besides), ['by', by]]);
}

/** The same incidents, all of them, as a file to take away, with its titles in the page's language. */
export function filePath(c: Criteria, form: string, lang: Lang): string {
  return path('items', [...parameters(c), ['f', form], ['download', 'true'], ['lang', lang]]);
}

/** The same incidents as a page of the server's. */
export function pagePath(c: Criteria, lang: Lang): string {
  return path('items', [...parameters(c), ['f', 'html'], ['lang', lang]]);
}

/** What changes of the same incidents, to subscribe to. */
export function feedPath(c: Criteria, form: 'atom' | 'json', lang: Lang): string {
  return `/feeds/incidents.${form}?${new URLSearchParams([...parameters(c), ['lang', lang]])}`;
}

function path(door: string, query: [string, string][]): string {
  return `${INCIDENTS}/${door}?${new URLSearchParams(query)}`;
}

function without(property: Choice, hidden: readonly string[]): string {
  return hidden.length > 0 ? `${property} NOT IN (${list(hidden)})` : '';
}

/** Sorted, so that what is chosen in another order is the same question. */
function list(values: readonly string[]): string {
  return values
    .toSorted()
    .map((value) => `'${value.replaceAll("'", "''")}'`)
    .join(',');
}
