/** The lower half of the map's style: water, land, limits, then the roads. Listed from the bottom up. */
import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import type { Palette } from './palette';

/** The vector source that holds everything but zones and incidents. */
export const GROUND = 'ground';
export const GROUND_LAYERS = [
  'land',
  'boundaries',
  'lakes',
  'rivers',
  'urban',
  'department_lines',
  'borders',
  'coastline',
  'routes',
  'km_posts',
  'places',
];

const round = { 'line-cap': 'round', 'line-join': 'round' } as const;

/** Those of them that are drawn over somebody's basemap too; of lakes and rivers the names. */
export const OVERLAY_LAYERS = ['lakes', 'rivers', 'routes', 'km_posts', 'places'];

export function groundLayers(c: Palette): LayerSpecification[] {
  return [
    { id: 'water', type: 'background', paint: { 'background-color': c.water } },
    // The coast is drawn finer than departments are: painting the others over the land, and not the five of the
    // corridor, keeps its coast where it is.
    fill('land', 'land', c.focusLand),
    {
      ...fill('far-land', 'boundaries', c.land),
      filter: ['all', ['in', ['get', 'level'], ['literal', ['department', 'country']]], ['!=', ['get', 'focus'], true]],
    },
    {
      ...fill('urban', 'urban', c.urban),
      maxzoom: 11.5,
      // Their outlines are squares of nearly a kilometre: from near they would be read as blocks.
      paint: { 'fill-color': c.urban, 'fill-opacity': ['interpolate', ['linear'], ['zoom'], 10, 1, 11.5, 0] },
    },
    {
      id: 'rivers',
      type: 'line',
      source: GROUND,
      'source-layer': 'rivers',
      layout: round,
      paint: {
        'line-color': c.river,
        'line-width': ['interpolate', ['linear'], ['zoom'], 6, byRank(1.4, 0.5), 10, byRank(3, 1.2)],
      },
    },
    fill('lakes', 'lakes', c.lake),
    line('lake-edges', 'lakes', c.lakeEdge, 1),
    {
      ...line('department-lines', 'department_lines', c.departmentLine, 1),
      paint: { 'line-color': c.departmentLine, 'line-width': 1, 'line-dasharray': [5, 2.5, 1, 2.5] },
      metadata: { group: 'boundaries' },
    },
    line('borders', 'borders', c.border, 1.6),
    line('coast', 'coastline', c.coast, 0.9),
  ];
}

/** The road that trucks could take instead lies under the zones. */
export function lowRoads(c: Palette): LayerSpecification[] {
  return [
    route('alternative', 'alternative', {
      'line-color': c.ink,
      'line-opacity': 0.55,
      'line-width': 1,
      'line-dasharray': [2, 2],
    }),
  ];
}

/** The roads and the rail that lie over the zones; the haul route is the darkest line on the map. */
export function highRoads(c: Palette): LayerSpecification[] {
  const rail = { 'line-color': c.rail };
  return [
    {
      ...route('legal', 'legal', {
        'line-color': c.legal,
        'line-width': ['interpolate', ['linear'], ['zoom'], 6, 1.4, 10, 2.2],
        'line-dasharray': [3, 1.6],
      }),
      metadata: { group: 'legal' },
    },
    { ...route('rail', 'rail', { ...rail, 'line-width': 1.2 }), metadata: { group: 'rail' } },
    {
      ...route('rail-ticks', 'rail', { ...rail, 'line-width': 5, 'line-dasharray': [0.25, 1.6] }),
      layout: { 'line-cap': 'butt' },
      metadata: { group: 'rail' },
    },
    route('onward', 'onward', { 'line-color': c.road, 'line-width': 1.1 }),
    { ...route('haul-casing', 'haul', { 'line-color': c.casing, 'line-width': haulWidth(1.6) }), layout: round },
    { ...route('haul', 'haul', { 'line-color': c.road, 'line-width': haulWidth(1) }), layout: round },
  ];
}

function haulWidth(times: number): ExpressionSpecification {
  return ['interpolate', ['linear'], ['zoom'], 6, 1.8 * times, 9, 3 * times, 12, 5 * times];
}

/** From the widest at rank 1 to the narrowest at rank 4 and beyond. */
function byRank(first: number, last: number): ExpressionSpecification {
  return ['interpolate', ['linear'], ['get', 'rank'], 1, first, 4, last];
}

type FillLayer = Extract<LayerSpecification, { type: 'fill' }>;
type LineLayer = Extract<LayerSpecification, { type: 'line' }>;

function fill(id: string, layer: string, colour: string): FillLayer {
  return { id, type: 'fill', source: GROUND, 'source-layer': layer, paint: { 'fill-color': colour } };
}

function line(id: string, layer: string, colour: string, width: number): LineLayer {
  const paint = { 'line-color': colour, 'line-width': width };
  return { id, type: 'line', source: GROUND, 'source-layer': layer, paint };
}

function route(id: string, kind: string, paint: LineLayer['paint']): LineLayer {
  const filter: ExpressionSpecification = ['==', ['get', 'kind'], kind];
  return {
    id,
    type: 'line',
    source: GROUND,
    'source-layer': 'routes',
    filter,
    layout: { 'line-join': 'round' },
    paint,
  };
}
