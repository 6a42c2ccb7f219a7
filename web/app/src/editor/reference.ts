/** What the editor knows of the ground: roads with their scales, administrative units, published zones and decrees. */
import { object, Row } from '../row';
import type { Lang, LonLat } from '../types';
import type { Level, Pair } from './content';
import { ask, Refused } from './doors';
import { Road, type ScalePoint } from './road';

export interface RouteInfo {
  code: string;
  kind: string;
  name: Pair;
  scales: string[];
  line: LonLat[];
}

export interface Scale {
  code: string;
  route: string;
  name: Pair;
  origin: Pair;
  /** Two places that anchor it, by what a source states. */
  anchors: { km: number; name: Record<Lang, string> }[];
  fallback: boolean;
}

export interface Unit {
  id: number;
  level: Level;
  name: string;
  province: string | null;
  department: string | null;
  loaded: boolean;
  geometry: { type: string; coordinates: unknown } | null;
}

export interface ActZone {
  id: number;
  decree: number;
  number: string | null;
  part: number;
  start: string;
  lastDay: string;
  form: Pair;
  raw: Row;
}

export interface Reference {
  routes: RouteInfo[];
  scales: Scale[];
  roads: Map<string, Road>;
  units: Unit[];
  zones: ActZone[];
}

export async function readReference(): Promise<Reference> {
  const [routes, posts, units, zones] = await Promise.all([
    rows('/collections/routes/items?limit=100', 'routes'),
    rows('/collections/km-posts/items?limit=10000', 'km-posts'),
    rows('/collections/boundaries/items?limit=10000', 'boundaries'),
    rows('/collections/zones/items?limit=10000', 'zones'),
  ]);
  const infos = routes.map(routeInfo);
  const roads = new Map(infos.map((route) => [route.code, new Road(route.line, pointsOf(posts, route.code))]));
  return {
    routes: infos,
    scales: scalesOf(posts),
    roads,
    units: units.filter((row) => row.maybeText('level') !== 'country').map(unit),
    zones: zones.map(actZone),
  };
}

async function rows(path: string, collection: string): Promise<Row[]> {
  const out: Row[] = [];
  for (let next: string | null = path; next; ) {
    const answer: { features?: unknown; links?: unknown } = object((await ask('GET', next)).body, collection);
    if (!Array.isArray(answer.features)) throw new Refused(0, collection);
    out.push(...answer.features.map((feature) => new Row(feature, collection)));
    const link = (Array.isArray(answer.links) ? answer.links : []).find((l: { rel?: string }) => l.rel === 'next');
    const url: URL | null = link ? new URL(String(link.href), location.origin) : null;
    next = url && url.pathname + url.search;
  }
  return out;
}

function routeInfo(row: Row): RouteInfo {
  const { type, coordinates } = row.geometry ?? { type: '', coordinates: [] };
  const lines = type === 'LineString' ? [coordinates] : (coordinates as unknown[]);
  return {
    code: row.text('code'),
    kind: row.text('kind'),
    name: { es: row.text('name_es'), en: row.text('name_en') },
    scales: row.texts('scales'),
    line: (lines as LonLat[][]).flat(),
  };
}

function pointsOf(posts: Row[], route: string): ScalePoint[] {
  return posts.flatMap((row) => {
    const at = row.point();
    if (!at || row.text('route') !== route || row.text('sort') !== 'graduation') return [];
    return [{ scale: row.text('scale'), km: row.number('km'), at, extrapolated: row.flag('extrapolated') }];
  });
}

function scalesOf(posts: Row[]): Scale[] {
  const scales = new Map<string, Scale>();
  for (const row of posts) {
    const code = row.text('scale');
    const scale = scales.get(code) ?? {
      code,
      route: row.text('route'),
      name: { es: row.text('scale_name_es'), en: row.text('scale_name_en') },
      origin: { es: row.maybeText('origin_es') ?? '', en: row.maybeText('origin_en') ?? '' },
      anchors: [],
      fallback: row.flag('default'),
    };
    const name = row.maybeText('name');
    if (row.text('sort') === 'post' && name) {
      const called = { es: bare(row.maybeText('name_es') ?? name), en: bare(name) };
      scale.anchors.push({ km: row.number('km'), name: called });
    }
    scales.set(code, scale);
  }
  for (const scale of scales.values()) scale.anchors.sort((a, b) => a.km - b.km);
  return [...scales.values()].sort((a, b) => Number(b.fallback) - Number(a.fallback));
}

/** Names of posts without what is said of them in brackets. */
export function bare(name: string): string {
  return name.replace(/\s*\([^)]*\)\s*$/, '');
}

function unit(row: Row): Unit {
  return {
    id: row.id,
    level: row.oneOf('level', ['department', 'province', 'district'] as const),
    name: row.text('name'),
    province: row.maybeText('province'),
    department: row.maybeText('department'),
    loaded: row.flag('loaded') || row.geometry !== null,
    geometry: row.geometry,
  };
}

function actZone(row: Row): ActZone {
  return {
    id: row.id,
    decree: row.number('decree'),
    number: row.maybeText('decree_number'),
    part: row.number('part'),
    start: row.text('start'),
    lastDay: row.maybeText('last_day') ?? row.text('end'),
    form: { es: row.maybeText('form_es') ?? '', en: row.maybeText('form_en') ?? '' },
    raw: row,
  };
}
