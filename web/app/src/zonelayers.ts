/**
 * How zones look: a tint and a hatch for those derived from their decree, a sparse hatch inside a dashed outline for
 * indicative ones. The same layers are made three times: for areas, for strips at their true width, and for the
 * display strips that stand in for them while 500 m are too narrow to see.
 */
import type { ExpressionSpecification, FilterSpecification, LayerSpecification } from 'maplibre-gl';
import { isoDate } from './format';
import { TRUE_WIDTH_ZOOM } from './frame';
import type { Palette } from './palette';
import type { Day, Theme } from './types';

/** The vector source of zones, apart from the ground so that a new date redraws nothing else. */
export const ZONES = 'zones';
/** The display strips of the zones in force. */
export const STRIPS = 'strips';

export interface ZoneView {
  date: Day;
  /** Ids of the zones that have an axis: those drawn as display strips below TRUE_WIDTH_ZOOM. */
  stripIds: number[];
  selected: number | null;
}

/** What of the zones' layers depends on the view: their filters. */
export function zoneFilters(view: ZoneView): Record<string, FilterSpecification> {
  const isStrip: ExpressionSpecification = ['in', ['get', 'id'], ['literal', view.stripIds]];
  const inForce: ExpressionSpecification = [
    'all',
    ['<=', ['get', 'start'], isoDate(view.date)],
    ['>=', ['get', 'last_day'], isoDate(view.date)],
  ];
  const where: Record<Family, ExpressionSpecification> = {
    area: ['all', inForce, ['!', isStrip]],
    true: ['all', inForce, isStrip],
    strip: ['literal', true],
  };
  const selected: ExpressionSpecification = ['==', ['get', 'id'], view.selected ?? -1];
  return Object.fromEntries(
    FAMILIES.flatMap((family) => [
      [`zone-fill-${family}`, ['all', where[family], DERIVED]],
      [`zone-hatch-${family}`, ['all', where[family], DERIVED]],
      [`zone-line-${family}`, ['all', where[family], DERIVED]],
      [`zone-indicative-hatch-${family}`, ['all', where[family], INDICATIVE]],
      [`zone-indicative-line-${family}`, ['all', where[family], INDICATIVE]],
      [`zone-selected-${family}`, ['all', where[family], selected]],
    ]),
  );
}

export function zoneLayers(c: Palette, theme: Theme, view: ZoneView): LayerSpecification[] {
  const filters = zoneFilters(view);
  return FAMILIES.flatMap((family) => {
    const common = { ...PLACE[family], metadata: { group: 'zones' } };
    // The outline drawn over it smooths the edge: one program less for the graphics card.
    const hatch = { 'fill-antialias': false };
    const layers: LayerSpecification[] = [
      { id: 'zone-fill', type: 'fill', ...common, paint: { 'fill-color': c.zone, 'fill-opacity': 0.1 } },
      { id: 'zone-hatch', type: 'fill', ...common, paint: { ...hatch, 'fill-pattern': hatchId('force', theme) } },
      {
        id: 'zone-indicative-hatch',
        type: 'fill',
        ...common,
        paint: { ...hatch, 'fill-pattern': hatchId('indicative', theme) },
      },
      { id: 'zone-line', type: 'line', ...common, paint: { 'line-color': c.zone, 'line-width': 1.8 } },
      {
        id: 'zone-indicative-line',
        type: 'line',
        ...common,
        paint: { 'line-color': c.zone, 'line-width': 1.6, 'line-dasharray': [4, 3] },
      },
      { id: 'zone-selected', type: 'line', ...common, paint: { 'line-color': c.zone, 'line-width': 3.2 } },
    ];
    return layers.map((layer) => {
      const id = `${layer.id}-${family}`;
      return { ...layer, id, filter: filters[id] } as LayerSpecification;
    });
  });
}

/** The layers that answer which zone lies under the pointer. */
export function zoneHitLayers(): string[] {
  return FAMILIES.flatMap((family) => [`zone-hatch-${family}`, `zone-indicative-hatch-${family}`]);
}

export type Hatch = 'force' | 'indicative';

/** The name of a hatch as an image. */
export function hatchId(hatch: Hatch, theme: Theme): string {
  return `hatch-${hatch}@${theme}`;
}

type Family = 'area' | 'true' | 'strip';
const FAMILIES: readonly Family[] = ['area', 'true', 'strip'];

const PLACE = {
  area: { source: ZONES, 'source-layer': 'zones' },
  true: { source: ZONES, 'source-layer': 'zones', minzoom: TRUE_WIDTH_ZOOM },
  strip: { source: STRIPS, maxzoom: TRUE_WIDTH_ZOOM },
};

const DERIVED: ExpressionSpecification = ['==', ['get', 'extent'], 'derived'];
const INDICATIVE: ExpressionSpecification = ['!=', ['get', 'extent'], 'derived'];
