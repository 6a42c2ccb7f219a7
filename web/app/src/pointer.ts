/** The pointer over the map: what lies under it, what a click on that means, and what the page hears of it. */
import type { MapGeoJSONFeature, Map as MapLibre, Point } from 'maplibre-gl';
import { type Cluster, pile, readCluster } from './cluster';
import type { Scene } from './scene';
import { distanceToTally, type Tally } from './tally';
import { TILED_LAYERS } from './tiled';
import type { LonLat, Selection } from './types';
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
  /** `at` is where the click was. */
  select(selection: Selection | null, at: LonLat): void;
  /** A click on a tally of several incidents. */
  open(tally: Tally): void;
  /** A click on a cluster out of a tile. */
  openCluster(cluster: Cluster): void;
  hover(selection: Selection | null): void;
  /** A click on the ground, or on a zone that lies on it; null for one on something else. */
  ground(at: LonLat | null): void;
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
    map.on('click', ({ point, lngLat }) => this.#click(point, [lngLat.lng, lngLat.lat]));
    map.on('mousemove', ({ point }) => this.#point(point));
    map.on('mouseout', () => this.#point(null));
  }

  #click(point: Point, at: LonLat): void {
    const tally = this.#tallyAt(point);
    const [only, ...others] = tally?.ids ?? [];
    if (!tally || only === undefined) {
      const tiled = this.#tiledAt(point);
      if (tiled && 'box' in tiled) this.#hooks.openCluster(tiled);
      else {
        const found = tiled ?? this.#featureAt(point);
        this.#hooks.select(found, at);
        this.#hooks.ground(found === null || found.type === 'zone' ? at : null);
      }
    } else if (others.length === 0) this.#hooks.select({ type: 'incident', id: only }, at);
    else this.#hooks.open(tally);
  }

  #point(point: Point | null): void {
    const tally = point && this.#tallyAt(point);
    const tiled = point && !tally ? this.#tiledAt(point) : null;
    const single = tiled && !('box' in tiled) ? tiled : null;
    const found = point && !tally ? (single ?? (tiled ? null : this.#featureAt(point))) : null;
    const over = tally !== null || tiled !== null || found !== null;
    this.#map.getCanvasContainer().classList.toggle('over-something', over);
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

  /** The incident or the cluster out of a tile; incidents over each other are met together. */
  #tiledAt(point: Point): Selection | Cluster | null {
    if (!this.#scene()?.model.tiled) return null;
    // The selected one stands above them.
    if (this.#featuresAt(point, 'selected', 0).length > 0) return this.#scene()?.model.selection ?? null;
    // What lies right under it, before what is only near.
    const met = [0, HIT_PX].flatMap((slop) => TILED_LAYERS.map((layer) => this.#featuresAt(point, layer, slop)));
    const features = met.find((list) => list.length > 0) ?? [];
    const cluster = features[0] && readCluster(features[0].properties);
    if (cluster) return cluster;
    const places = new Map<number, LonLat>();
    for (const { id, geometry } of features)
      if (geometry.type === 'Point') places.set(Number(id), geometry.coordinates as LonLat);
    const [only] = places.keys();
    if (only === undefined) return null;
    if (places.size === 1) return { type: 'incident', id: only };
    return pile([...places.values()], Math.floor(this.#map.getZoom()));
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
