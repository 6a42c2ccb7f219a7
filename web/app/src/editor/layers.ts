/** What the editor draws besides the public map: the drafted zones, their measure, what is found, and a graticule. */
import type { FilterSpecification, LayerSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl';
import { REGULAR, SEMIBOLD } from '../fonts';
import { PALETTES } from '../palette';
import { type StyleOptions, style } from '../style';
import { hatchId } from '../zonelayers';

export const DRAFT = 'draft';
export const OTHERS = 'draft-others';
export const MEASURE = 'draft-measure';
export const FOUND = 'draft-found';
export const GRATICULE = 'graticule';
export const UNITS = 'draft-units';
export const COMPARED = 'draft-compared';
export const EDITOR_SOURCES = [GRATICULE, UNITS, OTHERS, DRAFT, MEASURE, FOUND, COMPARED];

const NOTHING = { type: 'FeatureCollection', features: [] } as const;

/** The public map's style with the editor's layers between: zones below the roads, names and findings above all. */
export function editorStyle(options: StyleOptions): StyleSpecification {
  const base = style(options);
  const c = PALETTES[options.theme];
  const place = base.layers.findIndex((layer) => layer.id === 'area');
  const sources: Record<string, SourceSpecification> = Object.fromEntries(
    EDITOR_SOURCES.map((id) => [
      id,
      { type: 'geojson', data: options.data?.[id] ?? { ...NOTHING, features: [] }, tolerance: 0.05 },
    ]),
  );
  const halo = { 'text-halo-color': c.halo, 'text-halo-width': 1.8 };
  const lower: LayerSpecification[] = [
    {
      id: 'graticule',
      type: 'line',
      source: GRATICULE,
      filter: ['==', ['geometry-type'], 'LineString'],
      paint: { 'line-color': c.ink, 'line-opacity': 0.12, 'line-width': 1 },
    },
    { id: 'unit-hit', type: 'fill', source: UNITS, paint: { 'fill-color': c.ink, 'fill-opacity': 0.02 } },
    {
      id: 'unit-line',
      type: 'line',
      source: UNITS,
      paint: { 'line-color': c.departmentLine, 'line-width': 1, 'line-dasharray': [4, 2] },
    },
    {
      id: 'other-zone-line',
      type: 'line',
      source: OTHERS,
      paint: { 'line-color': c.zone, 'line-opacity': 0.5, 'line-width': 1.2 },
    },
    {
      id: 'draft-fill',
      type: 'fill',
      source: DRAFT,
      paint: { 'fill-color': c.zone, 'fill-opacity': ['case', ['get', 'shown'], 0.16, 0.06] },
    },
    {
      id: 'draft-hatch',
      type: 'fill',
      source: DRAFT,
      filter: ['get', 'shown'],
      paint: { 'fill-pattern': hatchId('indicative', options.theme), 'fill-antialias': false },
    },
    {
      id: 'draft-line',
      type: 'line',
      source: DRAFT,
      paint: {
        'line-color': c.zone,
        'line-width': ['case', ['get', 'shown'], 2.2, 1.4],
        'line-dasharray': [3, 1.5],
      },
    },
  ];
  const kind = (...kinds: string[]) => ['in', ['get', 'kind'], ['literal', kinds]] as FilterSpecification;
  const compared = { source: COMPARED, type: 'line' } as const;
  const upper: LayerSpecification[] = [
    {
      id: 'compared-fill',
      type: 'fill',
      source: COMPARED,
      filter: kind('added', 'removed'),
      paint: {
        'fill-color': ['case', ['==', ['get', 'kind'], 'added'], c.groups.dialogue, c.groups.closures],
        'fill-opacity': 0.4,
      },
    },
    {
      ...compared,
      id: 'compared-before',
      filter: kind('before'),
      paint: { 'line-color': c.ink2, 'line-width': 1.6, 'line-dasharray': [1, 2] },
    },
    {
      ...compared,
      id: 'compared-theirs',
      filter: kind('theirs'),
      paint: { 'line-color': c.groups.violence, 'line-width': 2.4 },
    },
    {
      ...compared,
      id: 'compared-mine',
      filter: kind('mine'),
      paint: { 'line-color': c.zone, 'line-width': 2.4, 'line-dasharray': [3, 1.5] },
    },
    {
      id: 'graticule-names',
      type: 'symbol',
      source: GRATICULE,
      filter: ['==', ['geometry-type'], 'Point'],
      layout: {
        'text-field': ['get', 'text'],
        'text-font': [REGULAR],
        'text-size': 11,
        'text-anchor': ['get', 'anchor'],
      },
      paint: { ...halo, 'text-color': c.ink2 },
    },
    {
      id: 'measure-line',
      type: 'line',
      source: MEASURE,
      filter: ['==', ['geometry-type'], 'LineString'],
      paint: { 'line-color': c.ink, 'line-width': 1.2 },
    },
    {
      id: 'measure-names',
      type: 'symbol',
      source: MEASURE,
      filter: ['==', ['geometry-type'], 'Point'],
      layout: {
        'text-field': ['get', 'text'],
        'text-font': [SEMIBOLD],
        'text-size': 13,
        'text-anchor': ['get', 'anchor'],
        'text-offset': ['get', 'offset'],
        'text-allow-overlap': true,
      },
      paint: { ...halo, 'text-color': c.zone },
    },
    {
      id: 'found-fill',
      type: 'fill',
      source: FOUND,
      filter: ['==', ['get', 'code'], 'mended'],
      paint: { 'fill-color': c.groups.dialogue, 'fill-opacity': 0.25 },
    },
    {
      id: 'found-line',
      type: 'line',
      source: FOUND,
      filter: ['!=', ['geometry-type'], 'Point'],
      paint: { 'line-color': c.ink, 'line-width': 3, 'line-dasharray': [1, 1] },
    },
    {
      id: 'found-point',
      type: 'circle',
      source: FOUND,
      filter: ['==', ['geometry-type'], 'Point'],
      paint: {
        'circle-radius': 9,
        'circle-color': c.panel,
        'circle-opacity': 0.2,
        'circle-stroke-width': 2.5,
        'circle-stroke-color': c.groups.closures,
      },
    },
  ];
  return {
    ...base,
    sources: { ...base.sources, ...sources },
    layers: [...base.layers.slice(0, place), ...lower, ...base.layers.slice(place), ...upper],
  };
}
