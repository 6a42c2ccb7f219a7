/**
 * Somebody's basemap in place of ours: pictures as they are, or vector tiles with the layers of Protomaps in our colours.
 * Listed from the bottom up; what is ours comes on top.
 */
import type { ExpressionSpecification, LayerSpecification, SourceSpecification } from 'maplibre-gl';
import { ITALIC, REGULAR } from './fonts';
import type { Palette } from './palette';
import type { Lang, Theme } from './types';

export const BASEMAP = 'basemap';

/** What `/basemap.json` says of it, narrowed. */
export interface Basemap {
  urls: string[];
  minzoom: number;
  maxzoom: number;
  /** Names of its vector layers; null for pictures. */
  layers: string[] | null;
  /** As its maker wrote it, maybe with HTML in it. */
  attribution: string;
}

export function basemapSource({ urls, minzoom, maxzoom, layers }: Basemap): SourceSpecification {
  return layers
    ? { type: 'vector', tiles: urls, minzoom, maxzoom }
    : { type: 'raster', tiles: urls, minzoom, maxzoom, tileSize: 256 };
}

/** Areas and lines of the basemap, over the colour of water. */
export function basemapLayers(c: Palette, theme: Theme, { layers }: Basemap): LayerSpecification[] {
  const water: LayerSpecification = { id: 'water', type: 'background', paint: { 'background-color': c.water } };
  if (!layers) {
    // Pictures are made for white paper: in the dark they are dimmed, so that what is ours stays the brightest.
    const paint =
      theme === 'dark' ? { 'raster-brightness-max': 0.55, 'raster-saturation': -0.4 } : { 'raster-saturation': -0.2 };
    return [water, { id: 'basemap-pictures', type: 'raster', source: BASEMAP, paint }];
  }
  return [water, ...vectorLayers(c).filter((layer) => layers.includes(layer['source-layer'] ?? ''))];
}

/** Names on the basemap, below ours: MapLibre gives them what room ours leave. */
export function basemapNames(c: Palette, lang: Lang, { layers }: Basemap): LayerSpecification[] {
  return nameLayers(c, lang).filter((layer) => layers?.includes(layer['source-layer'] ?? ''));
}

type Sourced = Extract<LayerSpecification, { type: 'fill' | 'line' | 'symbol' }>;

const kind: ExpressionSpecification = ['get', 'kind'];
const isOneOf = (...kinds: string[]): ExpressionSpecification => ['in', kind, ['literal', kinds]];
/** Shapes of one kind; Protomaps puts lines of rivers and areas of lakes into one layer. */
const shaped = (type: 'Polygon' | 'LineString'): ExpressionSpecification => ['==', ['geometry-type'], type];

function vectorLayers(c: Palette): Sourced[] {
  const green = { 'fill-color': c.urban, 'fill-opacity': 0.45 };
  return [
    {
      ...from('earth'),
      id: 'basemap-earth',
      type: 'fill',
      filter: shaped('Polygon'),
      paint: { 'fill-color': c.focusLand },
    },
    {
      ...from('landcover'),
      id: 'basemap-landcover',
      type: 'fill',
      filter: isOneOf('urban_area', 'forest', 'glacier'),
      paint: { ...green, 'fill-opacity': 0.3 },
    },
    {
      ...from('landuse'),
      id: 'basemap-landuse',
      type: 'fill',
      filter: [
        'all',
        shaped('Polygon'),
        isOneOf(
          'residential',
          'urban_area',
          'industrial',
          'park',
          'nature_reserve',
          'aerodrome',
          'quarry',
          'cemetery',
          'hospital',
          'school',
          'university',
        ),
      ],
      paint: green,
    },
    { ...from('water'), id: 'basemap-water', type: 'fill', filter: shaped('Polygon'), paint: { 'fill-color': c.lake } },
    {
      ...from('water'),
      id: 'basemap-rivers',
      type: 'line',
      filter: shaped('LineString'),
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: { 'line-color': c.river, 'line-width': ['interpolate', ['linear'], ['zoom'], 6, 0.5, 14, 2] },
    },
    { ...from('buildings'), id: 'basemap-buildings', type: 'fill', minzoom: 14, paint: { 'fill-color': c.urban } },
    {
      // Lighter and thinner than the roads of the corridor, which are what the map is about.
      ...from('roads'),
      id: 'basemap-roads',
      type: 'line',
      filter: isOneOf('highway', 'major_road', 'medium_road', 'minor_road'),
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: {
        'line-color': c.departmentLine,
        'line-opacity': ['match', kind, ['highway', 'major_road'], 0.8, 0.5],
        'line-width': [
          'interpolate',
          ['linear'],
          ['zoom'],
          6,
          roadWidth(0.6, 0.2),
          10,
          roadWidth(1.2, 0.5),
          15,
          roadWidth(4, 2),
        ],
      },
    },
    {
      ...from('boundaries'),
      id: 'basemap-regions',
      type: 'line',
      filter: ['!=', kind, 'country'],
      metadata: { group: 'boundaries' },
      paint: { 'line-color': c.departmentLine, 'line-width': 1, 'line-dasharray': [5, 2.5, 1, 2.5] },
    },
    {
      ...from('boundaries'),
      id: 'basemap-countries',
      type: 'line',
      filter: ['==', kind, 'country'],
      paint: { 'line-color': c.border, 'line-width': 1.6 },
    },
  ];
}

const from = (layer: string) => ({ source: BASEMAP, 'source-layer': layer });

function roadWidth(wide: number, narrow: number): ExpressionSpecification {
  return ['match', kind, ['highway', 'major_road'], wide, narrow];
}

function nameLayers(c: Palette, lang: Lang): Sourced[] {
  const name: ExpressionSpecification = ['coalesce', ['get', `name:${lang}`], ['get', 'name'], ''];
  const halo = { 'text-halo-color': c.halo, 'text-halo-width': 1.6 };
  return [
    {
      ...from('water'),
      id: 'basemap-water-names',
      type: 'symbol',
      filter: ['all', ['==', ['geometry-type'], 'Point'], ['has', 'name']],
      layout: { 'text-field': name, 'text-font': [ITALIC], 'text-size': 12, 'text-max-width': 8 },
      paint: { ...halo, 'text-color': c.waterLabel },
    },
    {
      ...from('places'),
      id: 'basemap-places',
      type: 'symbol',
      filter: isOneOf('locality', 'neighbourhood', 'macrohood'),
      metadata: { group: 'places' },
      layout: {
        'text-field': name,
        'text-font': [REGULAR],
        'text-size': 12,
        'text-max-width': 9,
        'symbol-sort-key': ['-', 0, ['coalesce', ['get', 'population_rank'], 0]],
      },
      paint: { ...halo, 'text-color': c.ink2 },
    },
  ];
}
