/**
 * The map itself: the one file that runs MapLibre. It is told what to show and tells what the reader did. What things
 * look like, which incidents stand together and where a zone runs is worked out by the pure files beside it.
 */
import type { GeoJSONSource, Map as MapLibre, VectorTileSource } from 'maplibre-gl';
import type { Basemap } from './basemap';
import { Camera } from './camera';
import type { Cluster } from './cluster';
import { corridorMap } from './corridormap';
import { atRevision, type News, redraws } from './feed';
import { loadFonts } from './fonts';
import { MAX_ZOOM, middle, type Padding } from './frame';
import { t } from './i18n';
import { Pointer } from './pointer';
import { ScaleBar } from './scalebar';
import { type Data, type MapModel, Scene } from './scene';
import { sameSelection } from './state';
import { halfZoom } from './strip';
import { groupOf, style, type Tiles, tileSources, tileUrls } from './style';
import { splitZoom, type Tally } from './tally';
import { TILED, TILED_LAYERS, tiledFilters } from './tiled';
import { readBasemap, readTiles } from './tilejson';
import type { Lang, LayerGroup, LonLat, Selection, State, Theme, View } from './types';
import { zoneFilters, zoneHitLayers } from './zonelayers';

export type { MapModel } from './scene';

export interface MapHooks {
  select(selection: Selection | null): void;
  /** Several incidents at one place, which no zoom takes apart. */
  selectMany(ids: number[]): void;
  /** The same of incidents that only the server knows: those in a box of degrees. */
  selectSpot(box: Cluster['box']): void;
  hover(selection: Selection | null): void;
  /** A click on the ground, or on a zone that lies on it; null for one on something else. */
  ground(at: LonLat | null): void;
  view(view: View): void;
  ready(): void;
  /** A sentence for the log; the page says it in its own words. */
  failed(reason: string): void;
}

export class CorridorMap {
  #map: MapLibre;
  /** What it is called for who listens. */
  #name: 'map.describe' | 'embed.describe';
  #camera: Camera;
  #hooks: MapHooks;
  #foot: ScaleBar;
  #tiles: Tiles | null = null;
  /** The newest revision that tiles are asked for by. */
  #revision = 0;
  #basemap: Basemap | null = null;
  #scene: Scene;
  #hidden: LayerGroup[] = [];
  /** Whether the style stands, so that its sources and filters can be changed and the camera may glide. */
  #styled = false;
  #fromLink: boolean;
  /** Whether the selection is still to be brought out from under the panels: it may be known before its place is. */
  #covered: boolean;
  /** Where a zone was clicked: that is to stay in sight, not the zone's middle, which may be far off. */
  #clicked: { zone: number; at: LonLat } | null = null;
  #pointer: Pointer;
  /** Sources that are asked anew once they have what they were asked for last. */
  #owed = new Set<string>();

  constructor(
    host: HTMLElement,
    hooks: MapHooks,
    start: Pick<State, 'view' | 'lang' | 'selection'> & { theme: Theme; inArticle?: boolean },
  ) {
    const { view, lang, theme, selection, inArticle = false } = start;
    this.#hooks = hooks;
    this.#fromLink = view !== null;
    // A link that gives a view says what is to be seen.
    this.#covered = view === null;
    this.#name = inArticle ? 'embed.describe' : 'map.describe';
    this.#map = corridorMap(host, t(lang, this.#name), matchMedia('(prefers-reduced-motion: reduce)').matches, {
      ...(view ? { center: [view.lon, view.lat], zoom: view.zoom } : {}),
      ...(inArticle ? gesturesInArticle(lang) : {}),
    });
    const nothing = { date: 0, incidents: [], zones: [], hover: null, tiled: null };
    this.#scene = new Scene({ ...nothing, lang, theme, selection }, this.#map.getZoom());
    this.#foot = new ScaleBar(host);
    this.#pointer = new Pointer(this.#map, () => (this.#styled ? this.#scene : null), {
      select: (selection, at) => {
        this.#clicked = selection?.type === 'zone' ? { zone: selection.id, at } : null;
        hooks.select(selection);
      },
      open: (tally) => this.#open(tally),
      openCluster: (cluster) => this.#openCluster(cluster),
      hover: hooks.hover,
      ground: hooks.ground,
      moved: () => this.#drawHover(),
    });
    this.#camera = new Camera(this.#map, host);
    this.#listen();
    this.#speak();
    if (!view) this.home();
    this.#begin().catch((reason: unknown) => hooks.failed(String(reason)));
  }

  /** Asks for what the style needs, and draws whatever model came in the meantime. */
  async #begin(): Promise<void> {
    const [tiles, basemap] = await Promise.all([readTiles(), readBasemap(), loadFonts()]);
    this.#tiles = at(tiles, this.#revision);
    this.#basemap = basemap;
    this.#speak();
    this.#map.once('load', () => this.#hooks.ready());
    const [first, hidden] = [this.#scene, this.#hidden];
    this.#map.once('style.load', () => {
      this.#styled = true;
      const { lang, theme, tiled } = this.#scene.model;
      if (
        lang !== first.model.lang ||
        tiled !== first.model.tiled ||
        theme !== first.model.theme ||
        hidden !== this.#hidden
      )
        this.#restyle();
      else if (this.#scene !== first) this.#draw();
      this.#uncover();
    });
    this.#restyle();
  }

  show(model: MapModel): void {
    const before = this.#scene.model;
    this.#scene = new Scene(model, this.#map.getZoom(), this.#scene);
    const restyled = before.lang !== model.lang || before.theme !== model.theme;
    if (restyled) this.#speak();
    const selected = !sameSelection(before.selection, model.selection);
    if (selected) this.#covered = true;
    if (model.selection?.type !== 'zone' || model.selection.id !== this.#clicked?.zone) this.#clicked = null;
    if (!this.#styled) return;
    if (before.tiled?.query !== model.tiled?.query) this.#askAnew(TILED);
    if (restyled) this.#restyle();
    else if (selected || before.tiled !== model.tiled || before.date !== model.date || before.zones !== model.zones)
      this.#draw();
    else if (!sameItems(before.incidents, model.incidents)) this.#drawIncidents();
    else this.#drawHover();
    this.#uncover();
  }

  /** Asks for the tiles of what changed again; what is drawn stays until they are here. */
  refresh(news: News): void {
    this.#revision = news.revision;
    if (!this.#tiles) return;
    this.#tiles = at(this.#tiles, news.revision);
    for (const [id, layers] of Object.entries(tileSources(this.#basemap))) {
      if (layers.some((layer) => redraws(news, layer))) this.#askAnew(id);
    }
    if (redraws(news, 'incidents')) this.#askAnew(TILED);
  }

  /**
   * Asks for a source's tiles by the addresses of now; those drawn stay until they are here. A source that is still
   * loading would keep what is on its way: it is asked when that is here.
   */
  #askAnew(id: string): void {
    const source = this.#map.getSource<VectorTileSource>(id);
    if (!this.#tiles || !source) return;
    if (!this.#map.isSourceLoaded(id)) {
      this.#owed.add(id);
      return;
    }
    this.#owed.delete(id);
    const layers = id === TILED ? ['incidents'] : (tileSources(this.#basemap)[id] ?? []);
    source.setTiles(tileUrls(this.#tiles, layers, id === TILED ? (this.#scene.model.tiled?.query ?? '') : ''));
  }

  #askOwed(): void {
    for (const id of this.#owed) this.#askAnew(id);
  }

  /** How much of each side the panels cover. */
  padding(padding: Padding): void {
    if (!this.#camera.cover(padding)) return;
    if (this.#styled) this.#camera.reveal(this.#place());
    else if (this.#fromLink) this.#camera.stay();
    else this.home();
  }

  home(): void {
    this.#camera.home(this.#styled);
  }

  zoomBy(steps: number): void {
    this.#camera.zoomBy(steps);
  }

  flyTo(place: LonLat, zoom?: number): void {
    this.#camera.flyTo(place, zoom);
  }

  layers(hidden: LayerGroup[]): void {
    this.#hidden = hidden;
    if (!this.#styled) return;
    for (const layer of this.#map.getStyle().layers) {
      const group = groupOf(layer);
      if (group) this.#map.setLayoutProperty(layer.id, 'visibility', hidden.includes(group) ? 'none' : 'visible');
    }
  }

  #listen(): void {
    const map = this.#map;
    // Without a listener MapLibre writes to the console; a tile that failed is asked for again when next needed.
    map.on('error', () => {});
    map.on('move', () => this.#measure());
    map.on('moveend', () => {
      if (!this.#styled) return;
      this.#set(this.#names());
      const { lng, lat } = map.getCenter();
      this.#hooks.view({ lon: lng, lat, zoom: map.getZoom() });
    });
    map.on('zoom', () => {
      if (halfZoom(map.getZoom()) !== halfZoom(this.#scene.zoom)) this.#zoomed();
    });
    map.on('zoomend', () => this.#zoomed());
    map.on('sourcedata', () => this.#askOwed());
    map.on('idle', () => {
      this.#askOwed();
      this.#tell();
    });
    map.on('webglcontextlost', () => this.#hooks.failed('WebGL context lost'));
  }

  /** Writes on the host what stands on the canvas, which keeps that to itself: incidents drawn and zones in view. */
  #tell(): void {
    const layers = zoneHitLayers().filter((layer) => this.#map.getLayer(layer));
    const zones = this.#map.queryRenderedFeatures({ layers }).map((feature) => Number(feature.properties.id));
    const { dataset } = this.#map.getContainer();
    const { tallies, selected, model } = this.#scene;
    const drawn = tallies.reduce((n, tally) => n + tally.ids.length, selected ? 1 : 0);
    dataset.drawn = String(model.tiled ? this.#tiledSeen() : drawn);
    dataset.zones = [...new Set(zones)].sort((a, b) => a - b).join(' ');
  }

  /** How many incidents out of tiles are in sight. */
  #tiledSeen(): number {
    const layers = TILED_LAYERS.filter((layer) => this.#map.getLayer(layer));
    const seen = new Map<unknown, number>();
    for (const { id, properties } of this.#map.queryRenderedFeatures({ layers }))
      seen.set(id, Number(properties.count ?? 1));
    return [...seen.values()].reduce((n, one) => n + one, 0);
  }

  /** The language of what is not drawn. */
  #speak(): void {
    const { lang } = this.#scene.model;
    this.#map.getCanvas().setAttribute('aria-label', t(lang, this.#name));
    this.#foot.language(lang, this.#basemap?.attribution ?? null);
    this.#measure();
  }

  #measure(): void {
    this.#foot.show(this.#map.getCenter().lat, this.#map.getZoom());
  }

  #restyle(): void {
    if (!this.#tiles) return;
    const { lang, theme, selection, tiled } = this.#scene.model;
    const zones = this.#scene.zoneView();
    const data = this.#data();
    const [tiles, basemap] = [this.#tiles, this.#basemap];
    this.#map.setStyle(style({ lang, theme, tiles, basemap, tiled, zones, selection, hidden: this.#hidden, data }));
  }

  #data(): Data {
    this.#pointer.under = null;
    const scene = this.#scene;
    return { ...scene.strips(), ...this.#names(), ...scene.incidents(), ...scene.hovered(null) };
  }

  /** The zones' names, for what is seen of the map. */
  #names(): Data {
    const { zoom } = this.#scene;
    return this.#scene.names(this.#camera.view(zoom), this.#camera.card(zoom));
  }

  #draw(): void {
    this.#set(this.#data());
    const { selection, tiled } = this.#scene.model;
    for (const [layer, filter] of Object.entries(tiled ? tiledFilters(tiled) : {})) this.#map.setFilter(layer, filter);
    const chosen = (type: Selection['type']) => (selection?.type === type ? selection.id : -1);
    for (const [layer, filter] of Object.entries(zoneFilters(this.#scene.zoneView())))
      this.#map.setFilter(layer, filter);
    this.#map.setFilter('km-selected', ['==', ['id'], chosen('km-post')]);
    this.#map.setFilter('place-selected', ['==', ['id'], chosen('place')]);
  }

  #drawIncidents(): void {
    this.#pointer.under = null;
    this.#set({ ...this.#names(), ...this.#scene.incidents(), ...this.#scene.hovered(null) });
  }

  #drawHover(): void {
    this.#set(this.#scene.hovered(this.#pointer.under));
  }

  #set(data: Data): void {
    for (const [id, collection] of Object.entries(data)) this.#map.getSource<GeoJSONSource>(id)?.setData(collection);
  }

  #zoomed(): void {
    if (this.#map.getZoom() === this.#scene.zoom) return;
    const before = this.#scene.zoom;
    this.#scene = new Scene(this.#scene.model, this.#map.getZoom(), this.#scene);
    if (!this.#styled) return;
    if (halfZoom(before) !== halfZoom(this.#scene.zoom)) this.#set(this.#scene.strips());
    this.#drawIncidents();
  }

  /** Where what is selected is to be seen: where it was clicked, else its place. */
  #place(): LonLat | null {
    return this.#clicked?.at ?? this.#scene.selectedPlace();
  }

  /** Brings a new selection out from under the panels, as soon as there is a map and a place. */
  #uncover(): void {
    const at = this.#place();
    if (!this.#covered || !this.#styled || !at) return;
    this.#covered = false;
    this.#camera.reveal(at);
  }

  /** Comes near enough to take a tally's places apart, or lists what happened at its one place. */
  #open(tally: Tally): void {
    const apart = splitZoom(tally.places);
    if (apart === null || apart > MAX_ZOOM) this.#hooks.selectMany(tally.ids);
    else this.flyTo(middle(tally.places), Math.max(apart, this.#map.getZoom() + 0.5));
  }

  /** Comes so near that what is in a cluster fills the view, or lists it where no zoom takes it apart. */
  #openCluster({ box }: Cluster): void {
    const [west, south, east, north] = box;
    const corners: LonLat[] = [
      [west, south],
      [east, north],
    ];
    const apart = splitZoom(corners);
    const zoom = this.#map.getZoom();
    if (apart === null || apart > MAX_ZOOM || zoom >= MAX_ZOOM) this.#hooks.selectSpot(box);
    else this.flyTo(middle(corners), Math.min(MAX_ZOOM, Math.max(apart, zoom + 1)));
  }
}

/** Who scrolls through an article is not to be caught in its map. */
function gesturesInArticle(lang: Lang) {
  return {
    cooperativeGestures: true,
    locale: {
      'CooperativeGesturesHandler.WindowsHelpText': t(lang, 'embed.scroll', { key: 'Ctrl' }),
      'CooperativeGesturesHandler.MacHelpText': t(lang, 'embed.scroll', { key: '⌘' }),
      'CooperativeGesturesHandler.MobileHelpText': t(lang, 'embed.fingers'),
    },
  };
}

function sameItems<T>(a: T[], b: T[]): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i]);
}

function at(tiles: Tiles, revision: number): Tiles {
  return { ...tiles, urls: tiles.urls.map((url) => atRevision(url, revision)) };
}
