/** The editor's map: the one file of the editor that runs MapLibre, apart from what hangs on it. */

import type { FeatureCollection, Position } from 'geojson';
import type { GeoJSONSource, Map as MapLibre, MapMouseEvent } from 'maplibre-gl';
import type { Basemap } from '../basemap';
import { corridorMap } from '../corridormap';
import { loadFonts } from '../fonts';
import { CORRIDOR, minZoom } from '../frame';
import { ScaleBar } from '../scalebar';
import type { Tiles } from '../style';
import { readBasemap, readTiles } from '../tilejson';
import type { Theme } from '../types';
import type { Desk } from './desk';
import { Drawing } from './drawing';
import { draftShapes, foundShapes, measureShapes, otherShapes, type Projection, unitShapes } from './drawnzones';
import { graticule } from './graticule';
import { Handles } from './handles';
import { COMPARED, DRAFT, editorStyle, FOUND, GRATICULE, MEASURE, OTHERS, UNITS } from './layers';
import { toggleUnit } from './units';
import { w } from './words';

const CAMERA_MS = 400;
const MAX_ZOOM = 17;
const NOTHING: FeatureCollection = { type: 'FeatureCollection', features: [] };

export class EditorMap {
  readonly map: MapLibre;
  readonly handles: Handles;
  readonly drawing: Drawing;
  /** What of the map's foot the ruler covers, in pixels. */
  foot = 0;
  #desk: Desk;
  #host: HTMLElement;
  #bar: ScaleBar;
  #theme: Theme;
  #tiles: Tiles | null = null;
  #basemap: Basemap | null = null;
  #styled = false;
  /** The zone that the camera was last brought to, and whether it has been seen whole. */
  #seen = { zone: -1, shown: false };
  ready: () => void = () => {};

  constructor(host: HTMLElement, desk: Desk, theme: Theme) {
    this.#desk = desk;
    this.#host = host;
    this.#theme = theme;
    const { west, south, east, north } = CORRIDOR;
    this.map = corridorMap(host, w(desk.lang, 'map.describe'), this.#still, {
      bounds: [west, south, east, north],
      fitBoundsOptions: { padding: 40 },
      maxZoom: MAX_ZOOM,
    });
    this.#bar = new ScaleBar(host);
    this.handles = new Handles(this.map, desk);
    this.drawing = new Drawing(this.map, desk, theme);
    desk.drawing = this.drawing;
    desk.wish = () => (this.#seen = { zone: -1, shown: false });
    this.map.on('error', () => {});
    this.map.on('move', () => this.#moved());
    this.map.on('click', (e: MapMouseEvent) => this.#clicked(e));
    this.map.on('idle', () => this.#tell());
    new ResizeObserver(() => this.map.setMinZoom(minZoom(host.clientWidth, host.clientHeight))).observe(host);
    void this.#begin();
  }

  get #still(): boolean {
    return matchMedia('(prefers-reduced-motion: reduce)').matches;
  }

  async #begin(): Promise<void> {
    const [tiles, basemap] = await Promise.all([readTiles(), readBasemap(), loadFonts()]);
    this.#tiles = tiles;
    this.#basemap = basemap;
    this.map.once('style.load', () => {
      this.#styled = true;
      this.show();
      this.ready();
    });
    this.#restyle();
  }

  /** Another style takes what is drawn by hand along: it is put there again. */
  #again(): void {
    this.drawing.stop();
    this.#restyle();
    this.map.once('idle', () => this.show());
  }

  theme(theme: Theme): void {
    if (theme === this.#theme) return;
    this.#theme = theme;
    this.drawing.theme(theme);
    if (this.#styled) this.#again();
  }

  speak(): void {
    this.map.getCanvas().setAttribute('aria-label', w(this.#desk.lang, 'map.describe'));
    this.#bar.language(this.#desk.lang, this.#basemap?.attribution ?? null);
    if (this.#styled) this.#again();
  }

  /** Draws what the desk holds. */
  show(): void {
    if (!this.#styled) return;
    for (const [id, data] of Object.entries(this.#data())) this.map.getSource<GeoJSONSource>(id)?.setData(data);
    this.handles.show();
    this.drawing.show();
    this.#follow();
    this.#tell();
  }

  zoomBy(steps: number): void {
    this.map.easeTo({ zoom: this.map.getZoom() + steps, duration: this.#still ? 0 : CAMERA_MS });
  }

  /** Brings the shown zone into view whole, or the corridor where there is none. */
  fit(): void {
    const box = boxOf(this.#shape()) ?? [CORRIDOR.west, CORRIDOR.south, CORRIDOR.east, CORRIDOR.north];
    const small = this.#host.clientWidth < 640;
    const side = small ? 40 : 110;
    // Beside the buttons nothing of the zone is under them.
    const padding = {
      top: small ? 40 : 64,
      bottom: this.foot + (small ? 30 : 44),
      left: side,
      right: side + (small ? 24 : 0),
    };
    this.map.fitBounds(box, { padding, maxZoom: 14, duration: this.#still ? 0 : CAMERA_MS });
  }

  #shape(): Position[] {
    const { comparison } = this.#desk;
    const shown = draftShapes(this.#desk).features.filter((feature) => feature.properties?.shown);
    const features = comparison ? comparison.features().features : shown;
    return features.flatMap((one) => positionsOf((one.geometry as { coordinates?: unknown }).coordinates));
  }

  /** Follows the shown zone when it is another, and when a change takes it out of sight. */
  #follow(): void {
    if (this.handles.dragging || this.drawing.begun) return;
    const box = boxOf(this.#shape());
    const { comparison } = this.#desk;
    // Zones of a comparison are counted by themselves.
    const zone = comparison ? -2 - comparison.zone : this.#desk.zone;
    if (!box) {
      if (this.#seen.zone !== zone) this.#seen = { zone, shown: false };
      return;
    }
    const other = this.#seen.zone !== zone || !this.#seen.shown;
    if (!other && this.#inSight(box)) return;
    this.#seen = { zone, shown: true };
    this.fit();
  }

  #inSight([west, south, east, north]: Box): boolean {
    const view = this.map.getBounds();
    const wide =
      east - west > (view.getEast() - view.getWest()) * 0.08 ||
      north - south > 0.2 * (view.getNorth() - view.getSouth());
    return (
      wide && west >= view.getWest() && east <= view.getEast() && south >= view.getSouth() && north <= view.getNorth()
    );
  }

  /** A click on a unit of the level that the form shows adds it, or takes it away. */
  #clicked(e: MapMouseEvent): void {
    const part = this.#desk.currentPart;
    if (part?.by !== 'units' || !this.map.getLayer('unit-hit')) return;
    const [hit] = this.map.queryRenderedFeatures(e.point, { layers: ['unit-hit'] });
    const unit = this.#desk.reference.units.find((one) => one.id === Number(hit?.properties.id));
    if (unit) toggleUnit(this.#desk, unit);
  }

  #moved(): void {
    const { lat } = this.map.getCenter();
    this.#bar.show(lat, this.map.getZoom());
    if (!this.#styled) return;
    this.map.getSource<GeoJSONSource>(GRATICULE)?.setData(this.#graticule());
    this.map.getSource<GeoJSONSource>(MEASURE)?.setData(this.#measure());
  }

  #measure(): FeatureCollection {
    return this.#desk.comparison ? NOTHING : measureShapes(this.#desk, this.#projection);
  }

  get #projection(): Projection {
    return {
      to: (at) => {
        const { x, y } = this.map.project(at);
        return [x, y];
      },
      from: (at) => {
        const { lng, lat } = this.map.unproject(at);
        return [lng, lat];
      },
    };
  }

  #graticule() {
    const view = this.map.getBounds();
    const box = { west: view.getWest(), south: view.getSouth(), east: view.getEast(), north: view.getNorth() };
    const { clientWidth: width, clientHeight: height } = this.#host;
    return graticule({ ...box, width, height }, this.#desk.lang, this.foot);
  }

  #data() {
    const desk = this.#desk;
    return {
      [GRATICULE]: this.#graticule(),
      [UNITS]: unitShapes(desk),
      [OTHERS]: otherShapes(desk),
      // What is compared stands alone.
      [DRAFT]: desk.comparison ? NOTHING : draftShapes(desk),
      [MEASURE]: this.#measure(),
      [FOUND]: foundShapes(desk),
      [COMPARED]: desk.comparison?.features() ?? NOTHING,
    };
  }

  #restyle(): void {
    if (!this.#tiles) return;
    const { lang } = this.#desk;
    this.#bar.language(lang, this.#basemap?.attribution ?? null);
    // Published zones are drawn only where they touch the draft; see OTHERS.
    const zones = { date: 0, stripIds: [], selected: null };
    const data = this.#styled ? this.#data() : {};
    const options = { lang, theme: this.#theme, tiles: this.#tiles, basemap: this.#basemap, zones, data };
    this.map.setStyle(editorStyle({ ...options, selection: null, hidden: ['zones', 'incidents'] }));
    this.#moved();
  }

  /** Writes on the host what stands on the canvas, which keeps that to itself. */
  #tell(): void {
    const drawn = draftShapes(this.#desk).features.length;
    const compared = this.#desk.comparison?.features().features.map((one) => one.properties?.kind);
    this.#host.dataset.compared = [...new Set(compared)].join(' ');
    const view = this.map.getBounds();
    this.#host.dataset.view = [view.getWest(), view.getSouth(), view.getEast(), view.getNorth()].join(' ');
    this.#host.dataset.drafts = String(drawn);
    this.#host.dataset.exact = String(this.#desk.previewOf(this.#desk.zone).exact);
  }
}

type Box = [west: number, south: number, east: number, north: number];

function boxOf(points: Position[]): Box | null {
  if (points.length === 0) return null;
  const box: Box = [180, 90, -180, -90];
  for (const [lon = 0, lat = 0] of points) {
    box[0] = Math.min(box[0], lon);
    box[1] = Math.min(box[1], lat);
    box[2] = Math.max(box[2], lon);
    box[3] = Math.max(box[3], lat);
  }
  return box;
}

function positionsOf(x: unknown): Position[] {
  if (!Array.isArray(x)) return [];
  return typeof x[0] === 'number' ? [x as Position] : x.flatMap(positionsOf);
}
