/** What the server says a zone would be and touch, narrowed where it comes in. */
import type { Geometry, MultiLineString, MultiPolygon } from 'geojson';
import { Misshapen, object } from '../row';
import type { LonLat } from '../types';
import type { Level, Pair } from './content';

export type Weight = 'error' | 'warning' | 'note';

export interface Finding {
  code: string;
  weight: Weight;
  /** From 1; 0 is the whole. */
  part: number;
  field: string | null;
  words: Pair;
  place: Geometry | null;
  mended: MultiPolygon | null;
}

export interface Reading {
  scale: string;
  name: Pair;
  km: number;
  uncertaintyM: number | null;
  extrapolated: boolean;
}

export interface End {
  part: number;
  end: 'from' | 'to';
  km: number;
  point: LonLat | null;
  uncertaintyM: number | null;
  extrapolated: boolean;
  near: { name: Pair; distanceM: number } | null;
  readings: Reading[];
}

export interface TouchedRoute {
  route: string;
  kind: string;
  name: Pair;
  lineVersion: number;
  lengthKm: number;
  scales: (Reading & { from: number; to: number })[];
}

export interface TouchedUnit {
  level: Level;
  id: number;
  name: string;
  province: string | null;
  department: string | null;
  share: number | null;
  named: boolean;
  basis: string;
}

export interface Tally {
  inside: number;
  possibly: number;
  possiblyBy: Record<string, number>;
  outside: number;
}

export interface OtherZone {
  zone: number;
  number: string | null;
  title: Pair;
  part: number;
  start: string;
  lastDay: string;
  gapDays: number | null;
  days: number;
}

export interface Touches {
  areaKm2: number;
  routes: TouchedRoute[];
  units: TouchedUnit[];
  withoutBoundary: Record<Level, number>;
  places: { id: number; name: Pair; kind: string; relation: string }[];
  before: Tally;
  during: Tally;
  /** The nearest by relation: ids of incidents inside or possibly inside. */
  incidents: { id: number; relation: string }[];
  chain: OtherZone[];
  gapDays: number | null;
  overlaps: OtherZone[];
  endedBefore: OtherZone[];
}

export interface Preview {
  geometry: MultiPolygon | null;
  axis: MultiLineString | null;
  indicative: boolean;
  words: Pair;
  end: string | null;
  ends: End[];
  findings: Finding[];
  touches: Touches | null;
}

type Raw = Record<string, unknown>;

export function readPreview(x: unknown): Preview {
  const p = object(x, 'preview');
  return {
    geometry: shape<MultiPolygon>(p.geometry),
    axis: shape<MultiLineString>(p.axis),
    indicative: p.extent === 'indicative',
    words: pair(object(p.words, 'preview, words'), 'es', 'en'),
    end: text(p.end),
    ends: list(p.ends).map(readEnd),
    findings: list(p.findings).map(readFinding),
    touches: p.touches ? readTouches(object(p.touches, 'preview, touches')) : null,
  };
}

export function readFinding(f: Raw): Finding {
  return {
    code: text(f.code) ?? '',
    weight: f.weight === 'error' || f.weight === 'note' ? f.weight : 'warning',
    part: number(f.part) ?? 0,
    field: text(f.field),
    words: pair(f, 'es', 'en'),
    place: shape<Geometry>(f.place),
    mended: shape<MultiPolygon>(f.mended),
  };
}

/** What is recorded is English where it is not the same in both. */
function named(x: Raw): Pair {
  const en = text(x.name) ?? '';
  return { es: text(x.name_es) || en, en };
}

function readEnd(e: Raw): End {
  const near = e.near ? object(e.near, 'preview, near') : null;
  return {
    part: number(e.part) ?? 0,
    end: e.end === 'to' ? 'to' : 'from',
    km: number(e.km) ?? 0,
    point: Array.isArray(e.point) ? (e.point as LonLat) : null,
    uncertaintyM: number(e.uncertainty_m),
    extrapolated: e.extrapolated === true,
    near: near && { name: named(near), distanceM: number(near.distance_m) ?? 0 },
    readings: list(e.readings).map(readReading),
  };
}

function readReading(r: Raw): Reading {
  return {
    scale: text(r.scale) ?? '',
    name: pair(r, 'name_es', 'name_en'),
    km: number(r.km) ?? 0,
    uncertaintyM: number(r.uncertainty_m),
    extrapolated: r.extrapolated === true,
  };
}

function readTouches(t: Raw): Touches {
  const incidents = object(t.incidents ?? {}, 'preview, incidents');
  const without = object(t.without_boundary ?? {}, 'preview, without_boundary');
  return {
    areaKm2: number(t.area_km2) ?? 0,
    routes: list(t.routes).map((r) => ({
      route: text(r.route) ?? '',
      kind: text(r.kind) ?? '',
      name: pair(r, 'name_es', 'name_en'),
      lineVersion: number(r.line_version) ?? 1,
      lengthKm: number(r.length_km) ?? 0,
      scales: list(r.scales).map((s) => ({ ...readReading(s), from: number(s.from) ?? 0, to: number(s.to) ?? 0 })),
    })),
    units: list(t.units).map((u) => ({
      level: (text(u.level) ?? 'district') as Level,
      id: number(u.id) ?? 0,
      name: text(u.name) ?? '',
      province: text(u.province),
      department: text(u.department),
      share: number(u.share),
      named: u.named === true,
      basis: text(u.basis) ?? '',
    })),
    withoutBoundary: {
      district: number(without.district) ?? 0,
      province: number(without.province) ?? 0,
      department: number(without.department) ?? 0,
    },
    places: list(t.places).map((p) => ({
      id: number(p.id) ?? 0,
      name: named(p),
      kind: text(p.kind) ?? '',
      relation: text(p.relation) ?? '',
    })),
    before: readTally(object(incidents.before ?? {}, 'preview, before')),
    during: readTally(object(incidents.during ?? {}, 'preview, during')),
    incidents: list(incidents.list).map((i) => ({ id: number(i.id) ?? 0, relation: text(i.relation) ?? '' })),
    chain: list(t.chain).map(readOther),
    gapDays: number(t.gap_days),
    overlaps: list(t.overlaps).map(readOther),
    endedBefore: list(t.ended_before).map(readOther),
  };
}

function readTally(t: Raw): Tally {
  const by = object(t.possibly_by ?? {}, 'preview, possibly_by');
  return {
    inside: number(t.inside) ?? 0,
    possibly: number(t.possibly) ?? 0,
    possiblyBy: Object.fromEntries(Object.entries(by).map(([name, n]) => [name, number(n) ?? 0])),
    outside: number(t.outside) ?? 0,
  };
}

function readOther(z: Raw): OtherZone {
  return {
    zone: number(z.zone) ?? 0,
    number: text(z.number),
    title: pair(z, 'title_es', 'title_en'),
    part: number(z.part) ?? 1,
    start: text(z.start) ?? '',
    lastDay: text(z.last_day) ?? '',
    gapDays: number(z.gap_days),
    days: number(z.days) ?? 0,
  };
}

function list(x: unknown): Raw[] {
  if (x === null || x === undefined) return [];
  if (!Array.isArray(x)) throw new Misshapen('preview, list');
  return x.map((one) => object(one, 'preview, list'));
}

function text(x: unknown): string | null {
  return typeof x === 'string' ? x : null;
}

function number(x: unknown): number | null {
  return typeof x === 'number' && Number.isFinite(x) ? x : null;
}

function pair(x: Raw, es: string, en: string): Pair {
  return { es: text(x[es]) ?? '', en: text(x[en]) ?? '' };
}

function shape<G extends Geometry>(x: unknown): G | null {
  return typeof x === 'object' && x !== null && 'type' in x ? (x as G) : null;
}
