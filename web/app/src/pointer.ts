/** The pointer over the map: what lies under it, what a click on that means, and what the page hears of it. */
import type { MapGeoJSONFeature, Map as MapLibre, Point } from 'maplibre-gl';
import type { Scene } from './scene';
import { distanceToTally, type Tally } from './tally';
import type { Selection } from './types';
import { zoneHitLayers } from './zonelayers';

/** The style's layers that answer to the pointer after the incidents, first come first served. */
const PLACE_LAYERS: [layer: string, type: Selection['type']][] = [
  ['icons', 'place'],
  ['icons-minor', 'place'],
  ['km-dots', 'km-post'],
  ['km-names', 'km-post'],
  ['towns', 'place'],
];
/** How far from a tally a click still means it. */
const HIT_PX = matchMedia('(pointer: coarse)').matches ? 12 : 4;

export interface PointerHooks {
  select(selection: Selection | null): void;
  /** A click on a tally of several incidents. */
  open(tally: Tally): void;
  hover(selection: Selection | null): void;
  /** Another tally, or none, lies under the pointer. */
  moved(): void;
}

export class Pointer {
  /** The tally under the pointer. */
  under: Tally | null = null;
  #map: MapLibre;
  /** null while nothing is drawn. */
  #scene: () => Scene | null;
  #hooks: PointerHooks;
  #toldHover = '';

  constructor(map: MapLibre, scene: () => Scene | null, hooks: PointerHooks) {
    this.#map = map;
    this.#scene = scene;
    this.#hooks = hooks;
    map.on('click', ({ point }) => this.#click(point));
    map.on('mousemove', ({ point }) => this.#point(point));
    map.on('mouseout', () => this.#point(null));
  }

  #click(point: Point): void {
    const tally = this.#tallyAt(point);
    const [only, ...others] = tally?.ids ?? [];
    if (!tally || only === undefined) this.#hooks.select(this.#featureAt(point));
    else if (others.length === 0) this.#hooks.select({ type: 'incident', id: only });
    else this.#hooks.open(tally);
  }

  #point(point: Point | null): void {
    const tally = point && this.#tallyAt(point);
    const found = point && !tally ? this.#featureAt(point) : null;
    this.#map.getCanvasContainer().classList.toggle('over-something', tally !== null || found !== null);
    const [only, ...others] = tally?.ids ?? [];
    this.#tellHover(only !== undefined && others.length === 0 ? { type: 'incident', id: only } : found);
    if (tally === this.under) return;
    this.under = tally;
    this.#hooks.moved();
  }

  #tellHover(selection: Selection | null): void {
    const told = selection ? `${selection.type} ${selection.id}` : '';
    if (told === this.#toldHover) return;
    this.#toldHover = told;
    this.#hooks.hover(selection);
  }

  /** The nearest of the tallies that a finger or the pointer's tip may mean. */
  #tallyAt(point: Point): Tally | null {
    let best: Tally | null = null;
    let least = HIT_PX;
    for (const feature of this.#featuresAt(point, 'incidents', HIT_PX)) {
      const tally = this.#scene()?.tallies[Number(feature.properties.tally)];
      if (!tally) continue;
      const middle = this.#map.project(tally.shown);
      const away = distanceToTally([point.x, point.y], [middle.x, middle.y], tally);
      if (away < least) [best, least] = [tally, away];
    }
    return best;
  }

  /** What of the rest lies at a point: the selected incident, a place or a kilometre, else the zone underneath. */
  #featureAt(point: Point): Selection | null {
    if (this.#featuresAt(point, 'selected', 0).length > 0) return this.#scene()?.model.selection ?? null;
    for (const [layer, type] of PLACE_LAYERS) {
      const [feature] = this.#featuresAt(point, layer, 2);
      if (typeof feature?.id === 'number') return { type, id: feature.id };
    }
    for (const layer of zoneHitLayers()) {
      const [zone] = this.#featuresAt(point, layer, 0);
      if (zone) return { type: 'zone', id: Number(zone.properties.id) };
    }
    return null;
  }

  #featuresAt({ x, y }: Point, layer: string, slop: number): MapGeoJSONFeature[] {
    if (!this.#scene()) return [];
    const box: [[number, number], [number, number]] = [
      [x - slop, y - slop],
      [x + slop, y + slop],
    ];
    return this.#map.queryRenderedFeatures(box, { layers: [layer] });
  }
}
