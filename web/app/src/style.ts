/**
 * The whole look of the map as one value: what is drawn, from which source, in which order, in which colours. Pure, so
 * that a theme or a language is another call and MapLibre works out the difference.
 */
import type { FeatureCollection } from 'geojson';
import type { LayerSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl';
import { BASEMAP, type Basemap, basemapLayers, basemapNames, basemapSource } from './basemap';
import { GROUND, GROUND_LAYERS, groundLayers, highRoads, lowRoads, OVERLAY_LAYERS } from './ground';
import { AREAS, areaLayers, HOVERED, LEADERS, labelLayers, NAMES, SELECTED, TALLIES, ZONE_NAMES } from './labels';
import { handPlaced } from './names';
import { PALETTES } from './palette';
import { TILED, type Tiled, tiledLayers } from './tiled';
import type { Lang, LayerGroup, Selection, Theme } from './types';
import { STRIPS, ZONES, type ZoneView, zoneLayers } from './zonelayers';

/** What of the server's TileJSON the style needs. */
export interface Tiles {
  /** Address templates with {z}, {x} and {y}. */
  urls: string[];
  minzoom: number;
  maxzoom: number;
}

export interface StyleOptions {
  lang: Lang;
  theme: Theme;
  tiles: Tiles;
  /** In place of our land, water and limits; null for those. */
  basemap?: Basemap | null;
  /** Which incidents come out of tiles; null where all come out of the list. */
  tiled?: Tiled | null;
  zones: ZoneView;
  selection: Selection | null;
  hidden: LayerGroup[];
  /** What the GeoJSON sources hold at the moment, by source; empty where left out. */
  data?: Record<string, FeatureCollection>;
}

/** The sources of tiles, with the layers that each draws from: fewer where a basemap draws the rest. */
export function tileSources(basemap?: Basemap | null): Record<string, string[]> {
  return { [GROUND]: basemap ? OVERLAY_LAYERS : GROUND_LAYERS, [ZONES]: ['zones'] };
}

/** The sources that the map fills as the page changes. */
export const LIVE_SOURCES = [STRIPS, ZONE_NAMES, AREAS, LEADERS, TALLIES, SELECTED, HOVERED];

const NOTHING: FeatureCollection = { type: 'FeatureCollection', features: [] };

export function style(options: StyleOptions): StyleSpecification {
  const { lang, theme, basemap, tiled } = options;
  const c = PALETTES[theme];
  const layers = [
    ...(basemap ? basemapLayers(c, theme, basemap) : groundLayers(c)),
    ...lowRoads(c),
    ...zoneLayers(c, theme, options.zones),
    ...areaLayers(c),
    ...highRoads(c),
    ...(basemap ? basemapNames(c, lang, basemap) : []),
    ...labelLayers(c, lang, theme, {
      selection: options.selection,
      origin: basemap?.layers?.includes('places') ? 'reference' : null,
      tiled: tiled ? tiledLayers(c, theme, tiled) : [],
    }),
  ];
  return {
    version: 8,
    sources: sources(options),
    layers: layers.map((layer) => shownOrNot(layer, options.hidden)),
  };
}

function sources({ lang, tiles, basemap, tiled, data }: StyleOptions): Record<string, SourceSpecification> {
  return {
    ...(basemap ? { [BASEMAP]: basemapSource(basemap) } : {}),
    ...Object.fromEntries(Object.entries(tileSources(basemap)).map(([id, layers]) => [id, vector(tiles, layers)])),
    ...(tiled ? { [TILED]: vector(tiles, ['incidents'], tiled.query) } : {}),
    [NAMES]: { type: 'geojson', data: handPlaced(lang) },
    ...Object.fromEntries(
      LIVE_SOURCES.map((id) => [id, { type: 'geojson', data: data?.[id] ?? NOTHING, tolerance: 0.1 }]),
    ),
  };
}

function vector(tiles: Tiles, layers: string[], query = ''): SourceSpecification {
  const { minzoom, maxzoom } = tiles;
  return { type: 'vector', tiles: tileUrls(tiles, layers, query), minzoom, maxzoom };
}

/** Where tiles of these layers are, with what `query` chooses of them. */
export function tileUrls({ urls }: Tiles, layers: string[], query = ''): string[] {
  const choose = `layers=${layers.join(',')}${query && `&${query}`}`;
  return urls.map((url) => url + (url.includes('?') ? '&' : '?') + choose);
}

/** The group of layers, if any, that the reader hides a layer with. */
export function groupOf(layer: { metadata?: unknown }): LayerGroup | null {
  return (layer.metadata as { group?: LayerGroup } | undefined)?.group ?? null;
}

function shownOrNot(layer: LayerSpecification, hidden: LayerGroup[]): LayerSpecification {
  const group = groupOf(layer);
  if (!group || !hidden.includes(group)) return layer;
  return { ...layer, layout: { ...layer.layout, visibility: 'none' } } as LayerSpecification;
}
