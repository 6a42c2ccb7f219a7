/** Tallies and marked incidents as features for the map. */
import type { Feature, FeatureCollection } from 'geojson';
import { badgeId, badgeSize, emptyCounts, total } from './badge';
import { holds } from './calendar';
import { placeName } from './incident';
import { disc, project, type XY } from './mercator';
import { type Box, isArea, overlap, type Placed, type Tally } from './tally';
import { CATEGORIES, type Day, type Incident, type Lang, type LonLat, type Theme } from './types';

export function tallyShapes(tallies: Tally[], theme: Theme): FeatureCollection {
  return collection(
    tallies.map((tally, i) =>
      point(tally.shown, { image: tallyImage(tally, theme, false), tally: i, order: -total(tally.counts) }),
    ),
  );
}

/** A line from each tally that stepped aside to its place. */
export function leaderShapes(tallies: Tally[]): FeatureCollection {
  return collection(
    tallies
      .filter((tally) => tally.leader)
      .map((tally) => ({
        type: 'Feature',
        geometry: { type: 'LineString', coordinates: [tally.at, tally.shown] },
        properties: {},
      })),
  );
}

export function tallyImage({ counts, hollow, active }: Tally, theme: Theme, hovered: boolean): string {
  return badgeId({ counts, hollow, active, hovered, selected: false, theme });
}

/** The selected incident at its place, with its name. */
export function selectedShape(incident: Placed, date: Day, lang: Lang, theme: Theme): FeatureCollection {
  const counts = emptyCounts();
  counts[CATEGORIES.indexOf(incident.category)] = 1;
  const badge = { counts, hollow: isArea(incident), active: holds(incident, date), hovered: false };
  return collection([
    point(incident.at, {
      image: badgeId({ ...badge, selected: true, theme }),
      name: nameOf(incident, lang),
      anchor: 'left',
      offset: [1.35, 0],
    }),
  ]);
}

/** The tally under the pointer, drawn stronger; named where all of it happened at one place. */
export function hoveredShape(tally: Tally, name: string, anchor: Anchor, theme: Theme): FeatureCollection {
  return collection([point(tally.shown, { image: tallyImage(tally, theme, true), name, ...anchor })]);
}

/** Where a name stands beside a tally: MapLibre's anchor, and the offset in ems of the name. */
export interface Anchor {
  anchor: 'left' | 'right' | 'top' | 'bottom';
  offset: [x: number, y: number];
}

const EM = 13.5;
const LETTER = 7.2;

/** To the right, unless what stands there would be covered: then the first free side of the others. */
export function freeSide(tally: Tally, name: string, zoom: number, taken: Box[]): Anchor {
  const { width, height } = badgeSize({ counts: tally.counts, selected: false });
  const [x, y] = project(tally.shown, zoom);
  const [aside, over] = [width / 2 + 5, height / 2 + 3];
  const half = { x: (name.length * LETTER) / 2, y: EM / 2 };
  const sides: [Anchor['anchor'], XY, XY][] = [
    ['left', [aside, 0], [x + aside + half.x, y]],
    ['right', [-aside, 0], [x - aside - half.x, y]],
    ['bottom', [0, -over], [x, y - over - half.y]],
    ['top', [0, over], [x, y + over + half.y]],
  ];
  const free = sides.find(([, , [mx, my]]) => {
    const box = { left: mx - half.x, top: my - half.y, right: mx + half.x, bottom: my + half.y };
    return !taken.some((other) => overlap(box, other));
  });
  const [anchor, [dx, dy]] = free ?? sides[0] ?? ['left', [aside, 0]];
  return { anchor, offset: [dx / EM, dy / EM] };
}

/** The soft discs within which the places of incidents lie, one for each area. */
export function areaShape(incidents: Placed[]): FeatureCollection {
  const areas = new Map<string, Feature>();
  for (const { at, uncertaintyM, ...incident } of incidents) {
    if (!isArea(incident) || !uncertaintyM) continue;
    areas.set(`${at} ${uncertaintyM}`, {
      type: 'Feature',
      geometry: { type: 'Polygon', coordinates: [disc(at, uncertaintyM)] },
      properties: {},
    });
  }
  return collection([...areas.values()]);
}

export function nameOf(incident: Incident, lang: Lang): string {
  return placeName(incident, lang) ?? incident.district ?? incident.province ?? '';
}

function point(at: LonLat, properties: Feature['properties']): Feature {
  return { type: 'Feature', geometry: { type: 'Point', coordinates: at }, properties };
}

function collection(features: Feature[]): FeatureCollection {
  return { type: 'FeatureCollection', features };
}
