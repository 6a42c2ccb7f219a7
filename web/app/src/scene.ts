/**
 * What the map shows at one moment: the page's model seen at a zoom. It counts the incidents, picks the zones in force
 * and turns both into features for the map's sources, without knowing the map.
 */
import type { FeatureCollection } from 'geojson';
import { hasPlace } from './frame';
import { AREAS, HOVERED, LEADERS, SELECTED, TALLIES, ZONE_NAMES } from './labels';
import { areaShape, freeSide, hoveredShape, leaderShapes, nameOf, selectedShape, tallyShapes } from './marks';
import { obstacles } from './obstacles';
import { asObstacles, type Box, boxesOf, type Obstacle, type Placed, type Tally, tallies } from './tally';
import type { Tiled } from './tiled';
import type { Day, Incident, Lang, LonLat, Selection, Theme, Zone } from './types';
import { inForce } from './zone';
import { STRIPS, type ZoneView } from './zonelayers';
import { zoneNames } from './zonenames';
import { stripShapes } from './zoneshapes';

export interface MapModel {
  lang: Lang;
  theme: Theme;
  date: Day;
  /** Filtered, and inside the period; of incidents out of tiles, those pointed at or selected. */
  incidents: Incident[];
  /** All; the map picks those in force on the date. */
  zones: Zone[];
  selection: Selection | null;
  hover: Selection | null;
  /** Which incidents are drawn out of tiles, besides those given; null where all are given. */
  tiled: Tiled | null;
}

/** Features by the source they are for. */
export type Data = Record<string, FeatureCollection>;

/** What the tallies, the zones and what they step aside for depend on, besides the zoom. */
const COUNTED = ['incidents', 'zones', 'date', 'selection', 'lang'] as const satisfies readonly (keyof MapModel)[];

const NOTHING: FeatureCollection = { type: 'FeatureCollection', features: [] };

export class Scene {
  readonly model: MapModel;
  readonly zoom: number;
  readonly tallies: Tally[];
  /** The selected incident, taken out of its tally. */
  readonly selected: Placed | null;
  #placed: Placed[];
  #zones: Zone[];
  #obstacles: Obstacle[];

  /** What does not depend on what changed since the scene before is taken from there: pointing somewhere counts nothing. */
  constructor(model: MapModel, zoom: number, before?: Scene) {
    this.model = model;
    this.zoom = zoom;
    if (before && zoom === before.zoom && COUNTED.every((part) => model[part] === before.model[part])) {
      this.#placed = before.#placed;
      this.selected = before.selected;
      this.#zones = before.#zones;
      this.#obstacles = before.#obstacles;
      this.tallies = before.tallies;
      return;
    }
    this.#placed = model.incidents.filter(hasPlace);
    this.selected = this.#find(model.selection);
    this.#zones = inForce(model.zones, model.date);
    const { lang } = model;
    this.#obstacles = obstacles(lang, this.selected && { at: this.selected.at, name: nameOf(this.selected, lang) });
    this.tallies = tallies(
      this.#placed.filter((incident) => incident !== this.selected),
      { zoom, date: model.date, obstacles: this.#obstacles },
    );
  }

  strips(): Data {
    return { [STRIPS]: stripShapes(this.#zones, this.zoom) };
  }

  /** Zones are named inside the view, clear of the tallies and of cards; boxes are in world pixels of the zoom. */
  names(view: Box, cards: Box[]): Data {
    const room = { zoom: this.zoom, view, taken: [...this.#taken(null), ...cards] };
    return { [ZONE_NAMES]: zoneNames(this.#zones, this.model.lang, room) };
  }

  incidents(): Data {
    const { lang, theme, date } = this.model;
    return {
      [TALLIES]: tallyShapes(this.tallies, theme),
      [LEADERS]: leaderShapes(this.tallies),
      [SELECTED]: this.selected ? selectedShape(this.selected, date, lang, theme) : NOTHING,
    };
  }

  /** The tally under the pointer, or the one that holds what is pointed at elsewhere on the page. */
  hovered(under: Tally | null): Data {
    const pointed = this.#find(this.model.hover);
    const tally = under ?? this.tallies.find((one) => pointed && one.ids.includes(pointed.id)) ?? null;
    const inTally = this.#placed.filter((incident) => under?.ids.includes(incident.id));
    const named = pointed ?? (tally?.places.length === 1 ? inTally[0] : undefined);
    const name = named ? nameOf(named, this.model.lang) : '';
    return {
      [HOVERED]: tally
        ? hoveredShape(tally, name, freeSide(tally, name, this.zoom, this.#taken(tally)), this.model.theme)
        : NOTHING,
      [AREAS]: areaShape([...inTally, pointed, this.selected].filter((incident) => incident !== null)),
    };
  }

  /** What stands on the map besides one tally, in world pixels. */
  #taken(besides: Tally | null): Box[] {
    const others = this.tallies.filter((tally) => tally.ids[0] !== besides?.ids[0]);
    return boxesOf([...this.#obstacles, ...asObstacles(others)], this.zoom);
  }

  zoneView(): ZoneView {
    const { date, zones, selection } = this.model;
    return {
      date,
      stripIds: zones.filter((zone) => zone.axis).map((zone) => zone.id),
      selected: selection?.type === 'zone' ? selection.id : null,
    };
  }

  /** Where the selection is, where the page knows it. */
  selectedPlace(): LonLat | null {
    const { selection, zones } = this.model;
    if (selection?.type === 'zone') return zones.find((zone) => zone.id === selection.id)?.label ?? null;
    return this.selected?.at ?? null;
  }

  #find(selection: Selection | null): Placed | null {
    if (selection?.type !== 'incident') return null;
    return this.#placed.find((incident) => incident.id === selection.id) ?? null;
  }
}
