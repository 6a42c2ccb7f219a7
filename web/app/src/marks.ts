/** Tallies and marked incidents as features for the map. */
import type { Feature, FeatureCollection } from 'geojson';
import { badgeId, emptyCounts, total } from './badge';
import { disc } from './mercator';
import { isActive, isArea, type Placed, type Tally } from './tally';
import { CATEGORIES, type Day, type Incident, type LonLat, type Theme } from './types';

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
export function selectedShape(incident: Placed, date: Day, theme: Theme): FeatureCollection {
  const counts = emptyCounts();
  counts[CATEGORIES.indexOf(incident.category)] = 1;
  const badge = { counts, hollow: isArea(incident), active: isActive(incident, date), hovered: false };
  return collection([
    point(incident.at, { image: badgeId({ ...badge, selected: true, theme }), name: nameOf(incident) }),
  ]);
}

/** The tally under the pointer, drawn stronger; named where all of it happened at one place. */
export function hoveredShape(tally: Tally, name: string, theme: Theme): FeatureCollection {
  return collection([point(tally.shown, { image: tallyImage(tally, theme, true), name })]);
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

export function nameOf(incident: Incident): string {
  return incident.place ?? incident.district ?? incident.province ?? '';
}

function point(at: LonLat, properties: Feature['properties']): Feature {
  return { type: 'Feature', geometry: { type: 'Point', coordinates: at }, properties };
}

function collection(features: Feature[]): FeatureCollection {
  return { type: 'FeatureCollection', features };
}
