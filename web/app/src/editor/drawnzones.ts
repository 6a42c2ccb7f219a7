/** What of the draft stands on the map: its zones, the measure of its width, what was found where, and its two ends. */
import type { Feature, FeatureCollection, Geometry, Position } from 'geojson';
import { distance } from '../format';
import type { LonLat } from '../types';
import type { Part } from './content';
import type { Desk } from './desk';
import { type Road, roughStrip, shifted } from './road';
import { w } from './words';

/** All zones of the draft; the shown one from memory while the server's answer is not there yet. */
export function draftShapes(desk: Desk): FeatureCollection {
  const features: Feature[] = desk.content.zones.flatMap((_, i) => {
    const shown = i === desk.zone;
    const { preview, exact } = desk.previewOf(i);
    const rough = shown && !exact ? roughShape(desk) : null;
    const geometry = rough ?? preview?.geometry;
    return geometry ? [{ type: 'Feature' as const, geometry, properties: { zone: i, shown } }] : [];
  });
  // The shown zone lies over the others.
  features.sort((a, b) => Number(a.properties?.shown) - Number(b.properties?.shown));
  return { type: 'FeatureCollection', features };
}

function roughShape(desk: Desk): Geometry | null {
  const parts = desk.current?.definition.parts ?? [];
  const [part] = parts;
  if (parts.length !== 1 || !part) return null;
  if (part.by === 'hand') return part.geometry ?? null;
  const line = stretchOf(desk, part);
  if (!line) return null;
  const ring = roughStrip(line, part.left_m ?? 0, part.right_m ?? 0);
  return ring.length > 0 ? { type: 'Polygon', coordinates: [ring] } : null;
}

/** The road of a part by km, towards rising km. */
export function stretchOf(desk: Desk, part: Part): LonLat[] | null {
  const road = desk.reference.roads.get(part.route ?? '');
  if (part.by !== 'km' || !road || part.from == null || part.to == null || !part.scale) return null;
  const [from, to] = [road.measureOf(part.scale, part.from), road.measureOf(part.scale, part.to)];
  return from === null || to === null || from === to ? null : road.stretch(from, to);
}

export interface Handle {
  end: 'from' | 'to';
  at: LonLat;
  km: number;
  road: Road;
  scale: string;
}

/** The two ends of the shown part, where it is one by km and they are known. */
export function handlesOf(desk: Desk): Handle[] {
  const part = desk.currentPart;
  const road = part && desk.reference.roads.get(part.route ?? '');
  const { scale } = part ?? {};
  if (part?.by !== 'km' || !road || !scale) return [];
  return (['from', 'to'] as const).flatMap((end) => {
    const km = part[end];
    const m = km == null ? null : road.measureOf(scale, km);
    return km == null || m === null ? [] : [{ end, at: road.at(m), km, road, scale }];
  });
}

/** Lines and words that tell how far the strip reaches to each side of the middle of its stretch. */
export function measureShapes(desk: Desk, project: Projection): FeatureCollection {
  const part = desk.currentPart;
  const line = part && stretchOf(desk, part);
  const road = desk.reference.roads.get(part?.route ?? '');
  if (!part || !line || !road || part.from == null || part.to == null || !part.scale) return nothing();
  const middle = (road.measureOf(part.scale, part.from) ?? 0) / 2 + (road.measureOf(part.scale, part.to) ?? 0) / 2;
  const rising = (road.measureOf(part.scale, part.to) ?? 0) >= (road.measureOf(part.scale, part.from) ?? 0) ? 1 : -1;
  const [a, at, b] = [road.at(middle - 50 * rising), road.at(middle), road.at(middle + 50 * rising)];
  const cos = Math.cos((at[1] * Math.PI) / 180);
  const [east, north] = [(b[0] - a[0]) * cos, b[1] - a[1]];
  const length = Math.hypot(east, north) || 1;
  const features: Feature[] = [];
  for (const [metres, way, key] of [
    [part.left_m ?? 0, 1, 'km.leftOf'],
    [part.right_m ?? 0, -1, 'km.rightOf'],
  ] as const) {
    if (metres <= 0) continue;
    const edge = shifted(at, (-north / length) * metres * way, (east / length) * metres * way);
    const [x0, y0] = project.to(at);
    const [x1, y1] = project.to(edge);
    const px = Math.hypot(x1 - x0, y1 - y0) || 1;
    const reach = 46;
    const end = project.from([x1 + ((x1 - x0) / px) * reach, y1 + ((y1 - y0) / px) * reach]);
    features.push({ type: 'Feature', geometry: { type: 'LineString', coordinates: [at, end] }, properties: {} });
    const tick: Position[] = [
      project.from([x1 - ((y1 - y0) / px) * 5, y1 + ((x1 - x0) / px) * 5]),
      project.from([x1 + ((y1 - y0) / px) * 5, y1 - ((x1 - x0) / px) * 5]),
    ];
    features.push({ type: 'Feature', geometry: { type: 'LineString', coordinates: tick }, properties: {} });
    const right = x1 >= x0;
    features.push({
      type: 'Feature',
      geometry: { type: 'Point', coordinates: end },
      properties: {
        text: w(desk.lang, key, { m: distance(metres) }),
        anchor: right ? 'left' : 'right',
        offset: [right ? 0.4 : -0.4, 0],
      },
    });
  }
  return { type: 'FeatureCollection', features };
}

export interface Projection {
  to(at: LonLat): [number, number];
  from(at: [number, number]): LonLat;
}

/** Where what was found about the shown zone can be shown. */
export function foundShapes(desk: Desk): FeatureCollection {
  const { preview, exact } = desk.previewOf(desk.zone);
  const findings = exact ? (preview?.findings ?? []) : [];
  const mended = desk.mending ? findings.find((f) => f.mended)?.mended : null;
  const features: Feature[] = findings.flatMap(({ place, code }) => {
    if (!place) return [];
    const points = place.type === 'MultiPoint' ? place.coordinates : null;
    const each: Geometry[] = points ? points.map((coordinates) => ({ type: 'Point', coordinates })) : [place];
    return each.map((geometry) => ({ type: 'Feature' as const, geometry, properties: { code } }));
  });
  if (mended) features.push({ type: 'Feature', geometry: mended, properties: { code: 'mended' } });
  return { type: 'FeatureCollection', features };
}

/** Published zones that the shown one overlaps or extends, as outlines. */
export function otherShapes(desk: Desk): FeatureCollection {
  const touches = desk.previewOf(desk.zone).preview?.touches;
  const ids = new Set([...(touches?.overlaps ?? []), ...(touches?.endedBefore ?? [])].map((zone) => zone.zone));
  const features: Feature[] = desk.reference.zones.flatMap(({ id, raw }) =>
    ids.has(id) && raw.geometry
      ? [{ type: 'Feature' as const, geometry: raw.geometry as unknown as Geometry, properties: { id } }]
      : [],
  );
  return { type: 'FeatureCollection', features };
}

/** Units of the level that the form shows, so that they can be clicked. */
export function unitShapes(desk: Desk): FeatureCollection {
  const part = desk.currentPart;
  const level = part?.by === 'units' ? part.level : null;
  const features: Feature[] = desk.reference.units.flatMap((unit) =>
    unit.level === level && unit.geometry
      ? [{ type: 'Feature' as const, geometry: unit.geometry as unknown as Geometry, properties: { id: unit.id } }]
      : [],
  );
  return { type: 'FeatureCollection', features };
}

function nothing(): FeatureCollection {
  return { type: 'FeatureCollection', features: [] };
}
