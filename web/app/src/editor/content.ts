/** What a draft holds, as the server keeps it: a decree with its zones, each defined by parts put together in order. */
import type { MultiPolygon, Polygon } from 'geojson';

export type Effect = 'declare' | 'extend' | 'lift';
export type Op = 'add' | 'minus' | 'within';
export type Means = 'km' | 'road' | 'units' | 'hand' | 'distance';
export type Level = 'department' | 'province' | 'district';
export type Pair = { es: string; en: string };

export const LEVELS: readonly Level[] = ['district', 'province', 'department'];
export const OPS: readonly Op[] = ['add', 'minus', 'within'];
export const ALL_RIGHTS = ['home', 'movement', 'assembly', 'liberty'] as const;
export type Right = (typeof ALL_RIGHTS)[number];

/** One line of a definition. What a draft does not say yet is null or absent. */
export interface Part {
  op: Op;
  by: Means;
  route?: string;
  scale?: string;
  /** Kilometres on the scale. */
  from?: number | null;
  to?: number | null;
  /** Metres to each side, seen along rising km. */
  left_m?: number | null;
  right_m?: number | null;
  width_stated?: boolean;
  course_stated?: boolean;
  level?: Level;
  /** Names, or ids where a name is not enough. */
  units?: (string | number)[];
  geometry?: Polygon | MultiPolygon | null;
  metres?: number | null;
}

export interface Definition {
  parts: Part[];
  /** Districts that the decree names beside a road. */
  named?: (string | number)[];
}

export interface ZoneContent {
  zone?: number;
  base?: number;
  definition: Definition;
  effect?: Effect | '';
  extends?: number | null;
  /** YYYY-MM-DD. */
  start?: string | null;
  days?: number | null;
  rights?: Right[];
  rights_note?: string;
  words?: Pair;
  note?: Pair;
}

export interface DecreeContent {
  id?: number;
  number: string;
  kind?: Effect | '';
  published?: string | null;
  title?: Pair;
  words?: Pair;
  link?: string;
  source?: string;
  note?: string;
}

export interface Content {
  decree: DecreeContent;
  zones: ZoneContent[];
  lifts: { zone: number; from: string | null }[];
  why: string;
}

/** The road and the scale that decrees write km of. */
export const HABIT = { route: 'haul_route', scale: 'pe3sy_decrees', metres: 500 } as const;

/** A part with what one hardly ever changes. */
export function newPart(by: Means, op: Op = 'add'): Part {
  const { route, scale, metres } = HABIT;
  switch (by) {
    case 'km':
      return { op, by, route, scale, from: null, to: null, left_m: metres, right_m: metres };
    case 'road':
      return { op, by, route, left_m: metres, right_m: metres };
    case 'units':
      return { op, by, level: 'district', units: [] };
    case 'hand':
      return { op, by, geometry: null };
    case 'distance':
      return { op, by, route, metres: 2000 };
  }
}

/** A zone that goes on where another of the decree left off: its term and its rights. */
export function newZone(like?: ZoneContent): ZoneContent {
  return {
    definition: { parts: [newPart('km')] },
    effect: 'declare',
    start: like?.start ?? null,
    days: like?.days ?? 30,
    rights: like?.rights ? [...like.rights] : [],
  };
}

export function newContent(): Content {
  return { decree: { number: '', kind: 'declare' }, zones: [newZone()], lifts: [], why: '' };
}

/** Whether two contents say the same, whatever the order of their fields. */
export function sameContent(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}

/** Text that is equal for equal contents: fields in order, what is empty left out. */
export function canonical(x: unknown): string {
  const bare = plain(x);
  const nothing = bare === undefined || isEmpty(bare) || (Array.isArray(bare) && bare.length === 0);
  return nothing ? 'null' : JSON.stringify(bare);
}

function plain(x: unknown): unknown {
  if (Array.isArray(x)) return x.map((one) => plain(one) ?? null);
  if (typeof x !== 'object' || x === null) return x === '' || x === null ? undefined : x;
  const fields = Object.entries(x)
    .map(([name, value]) => [name, plain(value)] as const)
    .filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0) && !isEmpty(value))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(fields);
}

function isEmpty(x: unknown): boolean {
  return typeof x === 'object' && x !== null && !Array.isArray(x) && Object.keys(x).length === 0;
}
