/** The shapes the page passes around. Days are whole days since 1970-01-01 (UTC); ends are inclusive. */

export type Day = number;
export type Lang = 'es' | 'en';
export type Theme = 'light' | 'dark';
export type Category = 'closures' | 'violence' | 'state_action' | 'dialogue' | 'other';
export type PlacePrecision = 'exact' | 'community' | 'district' | 'province' | 'unknown';
export type LonLat = [lon: number, lat: number];

export const CATEGORIES: readonly Category[] = ['closures', 'violence', 'state_action', 'dialogue', 'other'];
export const PRECISIONS: readonly PlacePrecision[] = ['exact', 'community', 'district', 'province', 'unknown'];

export interface Source {
  id: number;
  name: string;
  nameEs: string | null;
  url: string | null;
  /** YYYY-MM-DD. */
  date: string | null;
}

/** One incident, as `/collections/incidents/items` gives it, with its days read once. */
export interface Incident {
  id: number;
  code: string;
  kind: string;
  category: Category;
  closureMode: string | null;
  status: Status;
  from: Day;
  /** Last day; equal to `from` where the end is not stated. */
  to: Day;
  endStated: boolean;
  timePrecision: 'day' | 'week' | 'month';
  place: string | null;
  placePrecision: PlacePrecision;
  /** Radius in metres within which the place lies; null where there is no place. */
  uncertaintyM: number | null;
  district: string | null;
  province: string | null;
  department: string | null;
  km: number | null;
  kmUncertaintyM: number | null;
  /** Longitude, latitude; a label point where the precision is district or province; null where there is no place. */
  at: LonLat | null;
  /** Names of the fields on which sources disagree. */
  disagree: string[];
  sourceCount: number;
  /** Everything else, as sent. */
  properties: Record<string, unknown>;
}

/** A part of a decree: one emergency zone with its period and its shape. */
export interface Zone {
  id: number;
  decree: number;
  decreeNumber: string | null;
  from: Day;
  /** Last day really in force (a lift ends a zone early). */
  to: Day;
  extent: 'derived' | 'indicative';
  termInferred: boolean;
  form: string;
  label: LonLat | null;
  /** The road inside a strip zone: lines of [lon, lat]; null for areas. */
  axis: LonLat[][] | null;
  geometry: { type: string; coordinates: unknown } | null;
  properties: Record<string, unknown>;
}

export type SelectionType = 'incident' | 'zone' | 'place' | 'km-post';
export interface Selection {
  type: SelectionType;
  id: number;
}

export interface View {
  lon: number;
  lat: number;
  zoom: number;
}

export type Step = 'day' | 'week' | 'month';

/** How well an incident is known. */
export type Status = 'unverified' | 'corroborated' | 'verified' | 'disputed';
export const STATUSES: readonly Status[] = ['unverified', 'corroborated', 'verified', 'disputed'];

export type Sort = 'newest' | 'oldest' | 'longest' | 'place';
export const SORTS: readonly Sort[] = ['newest', 'oldest', 'longest', 'place'];

/** Groups of map layers that a reader may hide. */
export type LayerGroup = 'zones' | 'incidents' | 'legal' | 'rail' | 'km' | 'places' | 'boundaries';
export const LAYER_GROUPS: readonly LayerGroup[] = [
  'zones',
  'incidents',
  'legal',
  'rail',
  'km',
  'places',
  'boundaries',
];

/** All that the address bar holds. */
export interface State {
  lang: Lang;
  /** null follows the system. */
  theme: Theme | null;
  /** The day zones belong to. */
  date: Day;
  /** The period incidents belong to, both ends inclusive. */
  from: Day;
  to: Day;
  step: Step;
  /** What is switched off; kinds are chosen instead (empty: all). */
  hiddenCategories: Category[];
  hiddenPrecisions: PlacePrecision[];
  hiddenStatuses: Status[];
  kinds: string[];
  text: string;
  sort: Sort;
  hiddenLayers: LayerGroup[];
  selection: Selection | null;
  view: View | null;
}
