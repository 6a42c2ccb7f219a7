/**
 * The upper half of the map's style: kilometres, names and incidents, listed from the bottom up. MapLibre places the
 * top layer first, so this order read backwards says who gives way to whom.
 */
import type { ExpressionSpecification, FilterSpecification, LayerSpecification } from 'maplibre-gl';
import { BOLD, ITALIC, REGULAR, SEMIBOLD } from './fonts';
import { KM_ZOOM } from './frame';
import { GROUND } from './ground';
import type { Palette } from './palette';
import type { Lang, Selection, Theme } from './types';

/** GeoJSON sources that the map fills as the page changes. */
export const TALLIES = 'tallies';
export const LEADERS = 'leaders';
export const ZONE_NAMES = 'zone-names';
/** The soft area of incidents whose place is known only by its district or province. */
export const AREAS = 'areas';
export const SELECTED = 'selected';
export const HOVERED = 'hovered';
/** Names of departments and waters, each at one point placed by hand. */
export const NAMES = 'names';

type SymbolLayer = Extract<LayerSpecification, { type: 'symbol' }>;
type Anchors = NonNullable<SymbolLayer['layout']>['text-variable-anchor-offset'];

/** Tight first, then far enough to clear a tally on the place, never far enough to name another place. */
const ASIDE: Anchors = [
  ...['left', [0.7, 0], 'right', [-0.7, 0], 'bottom', [0, -0.6], 'top', [0, 0.6]],
  ...['right', [-2.9, 0], 'left', [2.9, 0], 'bottom', [0, -1.9], 'top', [0, 1.9]],
] as Anchors;
const KM_ASIDE = ['left', [0.8, 0], 'right', [-0.8, 0], 'top-left', [0.6, 0.4], 'bottom-left', [0.6, -0.4]] as Anchors;
/** How far beside its strip a zone's name may begin, in ems of 13 pixels; zonenames.ts measures the same steps. */
export const ZONE_STEPS = [1.6, 5.4, 9, 14];
const ZONE_BELOW = ['top', [0, 0.5], 'top', [0, 2.4], 'top-left', [-1, 0.5], 'top-right', [1, 0.5]];
const ZONE_ABOVE = ['bottom', [0, -0.5], 'bottom', [0, -2.4], 'bottom-left', [-1, -0.5], 'bottom-right', [1, -0.5]];

export function areaLayers(c: Palette): LayerSpecification[] {
  return [
    { id: 'area', type: 'fill', source: AREAS, paint: { 'fill-color': c.ink, 'fill-opacity': 0.045 } },
    {
      id: 'area-edge',
      type: 'line',
      source: AREAS,
      layout: { 'line-cap': 'round' },
      paint: { 'line-color': c.ink2, 'line-width': 1.6, 'line-dasharray': [0.01, 2.6] },
    },
  ];
}

export interface LabelOptions {
  selection: Selection | null;
  /** The only origin of which towns are named, since a basemap names the others; null for all. */
  origin: string | null;
  /** Layers of incidents out of tiles. */
  tiled: LayerSpecification[];
}

export function labelLayers(
  c: Palette,
  lang: Lang,
  theme: Theme,
  { selection, origin, tiled }: LabelOptions,
): LayerSpecification[] {
  const image = ['get', 'image'] as ExpressionSpecification;
  return [
    kmDots(c),
    ring('km-selected', 'km_posts', c, selection?.type === 'km-post' ? selection.id : -1),
    ring('place-selected', 'places', c, selection?.type === 'place' ? selection.id : -1),
    ...names(c),
    zoneNames(c),
    kmNames(c),
    towns(c, theme, origin),
    minorIcons(c, lang, theme),
    {
      id: 'leaders',
      type: 'line',
      source: LEADERS,
      metadata: { group: 'incidents' },
      paint: { 'line-color': c.ink, 'line-width': 1 },
    },
    {
      id: 'incidents',
      type: 'symbol',
      source: TALLIES,
      metadata: { group: 'incidents' },
      layout: { 'icon-image': image, 'icon-allow-overlap': true, 'symbol-sort-key': ['get', 'order'] },
    },
    icons(c, lang, theme),
    ...tiled,
    marked(SELECTED, BOLD, c),
    marked(HOVERED, SEMIBOLD, c),
  ];
}

/** The kilometres of the scale that the page shows, closer together as one comes nearer. */
const GRADUATIONS: FilterSpecification = [
  'all',
  ['==', ['get', 'default'], true],
  ['==', ['get', 'sort'], 'graduation'],
  ['>=', ['get', 'step'], ['step', ['zoom'], 10, 11, 5, 13, 1]],
];

function kmDots(c: Palette): LayerSpecification {
  return {
    id: 'km-dots',
    type: 'circle',
    source: GROUND,
    'source-layer': 'km_posts',
    minzoom: KM_ZOOM,
    filter: GRADUATIONS,
    metadata: { group: 'km' },
    paint: {
      'circle-radius': 2.6,
      'circle-color': c.casing,
      'circle-stroke-width': 1.3,
      'circle-stroke-color': c.road,
    },
  };
}

function kmNames(c: Palette): LayerSpecification {
  const extrapolated: ExpressionSpecification = ['==', ['get', 'extrapolated'], true];
  return {
    id: 'km-names',
    type: 'symbol',
    source: GROUND,
    'source-layer': 'km_posts',
    minzoom: KM_ZOOM,
    filter: GRADUATIONS,
    metadata: { group: 'km' },
    layout: {
      'text-field': ['concat', ['case', extrapolated, 'km ≈', 'km '], ['to-string', ['get', 'km']]],
      'text-font': [SEMIBOLD],
      'text-size': 11,
      'text-variable-anchor-offset': KM_ASIDE,
      // The rounder kilometre stays when two are in each other's way.
      'symbol-sort-key': ['-', 0, ['get', 'step']],
    },
    paint: { 'text-color': ['case', extrapolated, c.ink2, c.ink], 'text-halo-color': c.halo, 'text-halo-width': 1.6 },
  };
}

/** Places of a rank appear where there is room for them: the tiles' zooms, whole numbers. */
const RANK_IN_VIEW: ExpressionSpecification = ['step', ['zoom'], 1, 6, 2, 8, 3, 10, 4, 11, 5, 12, 6];

function towns(c: Palette, theme: Theme, origin: string | null): LayerSpecification {
  const rank: ExpressionSpecification = ['get', 'rank'];
  return {
    id: 'towns',
    type: 'symbol',
    source: GROUND,
    'source-layer': 'places',
    filter: [
      'all',
      ['==', ['get', 'icon'], ''],
      ['!=', ['get', 'shadowed'], true],
      ['!=', ['get', 'kind'], 'other'],
      ['<=', rank, RANK_IN_VIEW],
      ...(origin === null ? [] : [['==', ['get', 'origin'], origin] as ExpressionSpecification]),
    ],
    metadata: { group: 'places' },
    layout: {
      'icon-image': ['case', ['<=', rank, 2], `dot-large@${theme}`, `dot-small@${theme}`],
      'icon-optional': true,
      'text-field': ['get', 'name'],
      'text-font': ['case', ['<=', rank, 2], ['literal', [SEMIBOLD]], ['literal', [REGULAR]]],
      'text-size': ['match', rank, [1, 2], 14, 3, 13, 12],
      'text-max-width': 12,
      'text-variable-anchor-offset': ASIDE,
      'symbol-sort-key': rank,
    },
    paint: { 'text-color': c.ink, 'text-halo-color': c.halo, 'text-halo-width': 1.8 },
  };
}

/** The mine, the station and the port of the corridor: drawn always, their names to the left. */
function icons(c: Palette, lang: Lang, theme: Theme): LayerSpecification {
  return {
    id: 'icons',
    type: 'symbol',
    source: GROUND,
    'source-layer': 'places',
    filter: ['all', ['!=', ['get', 'icon'], ''], ['<=', ['get', 'rank'], 2]],
    layout: {
      'icon-image': ['concat', 'icon-', ['get', 'icon'], `@${theme}`],
      'icon-allow-overlap': true,
      'text-allow-overlap': true,
      'text-field': iconName(lang),
      'text-font': [BOLD],
      'text-size': 13.5,
      'text-anchor': 'right',
      'text-offset': [-0.9, 0],
      'text-max-width': 14,
    },
    paint: { 'text-color': c.ink, 'text-halo-color': c.halo, 'text-halo-width': 2.2 },
  };
}

function minorIcons(c: Palette, lang: Lang, theme: Theme): LayerSpecification {
  return {
    id: 'icons-minor',
    type: 'symbol',
    source: GROUND,
    'source-layer': 'places',
    minzoom: 8.4,
    filter: ['all', ['!=', ['get', 'icon'], ''], ['>', ['get', 'rank'], 2]],
    metadata: { group: 'places' },
    layout: {
      'icon-image': ['concat', 'icon-', ['get', 'icon'], `-minor@${theme}`],
      'text-field': iconName(lang),
      'text-font': [REGULAR],
      'text-size': 13,
      'text-max-width': 14,
      'text-variable-anchor-offset': ASIDE,
    },
    paint: { 'text-color': c.ink, 'text-halo-color': c.halo, 'text-halo-width': 1.8 },
  };
}

/** Names come in Spanish; what the name says of the kind of place is turned round for English. */
function iconName(lang: Lang): ExpressionSpecification {
  const name: ExpressionSpecification = ['get', 'name'];
  if (lang === 'es') return name;
  const begins = (word: string): ExpressionSpecification => ['==', ['slice', name, 0, word.length], word];
  const rest = (word: string): ExpressionSpecification => ['slice', name, word.length];
  return [
    'case',
    begins('Mina '),
    ['concat', rest('Mina '), ' mine'],
    begins('Puerto de '),
    ['concat', 'Port of ', rest('Puerto de ')],
    begins('Estación '),
    ['concat', rest('Estación '), ' station'],
    name,
  ];
}

function zoneNames(c: Palette): LayerSpecification {
  return {
    id: 'zone-names',
    type: 'symbol',
    source: ZONE_NAMES,
    metadata: { group: 'zones' },
    layout: {
      'text-field': ['get', 'text'],
      'text-font': [SEMIBOLD],
      'text-size': 13,
      'text-line-height': 1.15,
      'text-max-width': 18,
      'text-justify': 'auto',
      'text-variable-anchor-offset': [
        'match',
        ['get', 'side'],
        'below',
        ['literal', ZONE_BELOW],
        'above',
        ['literal', ZONE_ABOVE],
        'left',
        zoneAside(-1),
        zoneAside(1),
      ] as never,
    },
    paint: { 'text-color': c.zone, 'text-halo-color': c.halo, 'text-halo-width': 2.2 },
  };
}

/** At the chosen step, or a little higher or lower there, or nearer; 1 is right of the strip, -1 left. */
function zoneAside(way: 1 | -1): unknown {
  const [near = 0, ...farther] = ZONE_STEPS;
  const from = (step: number) => {
    const at = (anchor: string, y: number) => [anchor + (way > 0 ? 'left' : 'right'), [way * step, y]];
    const nearer = [way > 0 ? 'left' : 'right', [way * near, 0]];
    const higherOrLower = [...at('top-', 0.4), ...at('bottom-', -0.4), ...at('top-', 2), ...at('bottom-', -2)];
    return ['literal', [...at('', 0), ...higherOrLower, ...nearer]];
  };
  return ['match', ['get', 'step'], ...farther.flatMap((step, i) => [i + 1, from(step)]), from(near)];
}

function names(c: Palette): LayerSpecification[] {
  const water = { 'text-color': c.waterLabel, 'text-halo-color': c.halo, 'text-halo-width': 1.6 };
  return [
    {
      id: 'department-names',
      type: 'symbol',
      source: NAMES,
      filter: ['==', ['get', 'sort'], 'department'],
      metadata: { group: 'boundaries' },
      layout: {
        'text-field': ['upcase', ['get', 'name']],
        'text-font': [SEMIBOLD],
        'text-size': 11.5,
        'text-letter-spacing': 0.22,
        'text-max-width': 20,
      },
      paint: { 'text-color': c.departmentLabel, 'text-halo-color': c.halo, 'text-halo-width': 1.6 },
    },
    {
      id: 'river-names',
      type: 'symbol',
      source: GROUND,
      'source-layer': 'rivers',
      minzoom: 8,
      filter: ['all', ['==', ['get', 'main'], true], ['has', 'name']],
      layout: {
        'symbol-placement': 'line',
        'symbol-spacing': 480,
        'text-field': ['get', 'name'],
        'text-font': [ITALIC],
        'text-size': 12,
        'text-max-angle': 30,
      },
      paint: water,
    },
    {
      id: 'lake-names',
      type: 'symbol',
      source: NAMES,
      filter: ['all', ['==', ['get', 'sort'], 'water'], ['<=', ['get', 'from'], ['zoom']]],
      layout: { 'text-field': ['get', 'name'], 'text-font': [ITALIC], 'text-size': 12, 'text-max-width': 6 },
      paint: { ...water, 'text-halo-width': 1 },
    },
  ];
}

/** The selected or the hovered incident: above all else, with its name beside it. */
function marked(id: string, face: string, c: Palette): LayerSpecification {
  return {
    id,
    type: 'symbol',
    source: id,
    layout: {
      'icon-image': ['get', 'image'],
      'icon-allow-overlap': true,
      'text-field': ['get', 'name'],
      'text-font': [face],
      'text-size': 13.5,
      'text-max-width': 14,
      'text-allow-overlap': true,
      'text-anchor': ['get', 'anchor'],
      'text-offset': ['get', 'offset'],
      // What one merely points at moves no other label.
      'icon-ignore-placement': id === HOVERED,
      'text-ignore-placement': id === HOVERED,
    },
    paint: { 'text-color': c.ink, 'text-halo-color': c.halo, 'text-halo-width': 2.2 },
  };
}

function ring(id: string, layer: string, c: Palette, feature: number): LayerSpecification {
  return {
    id,
    type: 'circle',
    source: GROUND,
    'source-layer': layer,
    filter: ['==', ['id'], feature],
    paint: {
      'circle-radius': 8,
      'circle-color': c.panel,
      'circle-opacity': 0,
      'circle-stroke-width': 2.5,
      'circle-stroke-color': c.ink,
    },
  };
}
