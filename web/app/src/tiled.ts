/**
 * Incidents as an archive has them: out of its tiles, where few are points and many are clusters, since there is no list
 * to count. The period chooses among them, of clusters by the days between which their members lie.
 */
import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import type { Days } from './calendar';
import { SEMIBOLD } from './fonts';
import { isoDate } from './format';
import type { Palette } from './palette';
import { CATEGORIES } from './types';

/** The vector source of incidents, on a server that has no list of them. */
export const ARCHIVED = 'archived';

/** What of these layers depends on the period: their filters. */
export function archivedFilters(period: Days): Record<string, ExpressionSpecification> {
  const [from, to] = [isoDate(period.from), isoDate(period.to)];
  const during: ExpressionSpecification = [
    'all',
    ['<=', ['coalesce', ['get', 'start'], ['get', 'first'], ''], to],
    ['>=', ['coalesce', ['get', 'end'], ['get', 'last'], ['get', 'start'], '9'], from],
    // What a neighbouring tile draws too.
    ['!=', ['get', 'repeated'], true],
  ];
  const cluster: ExpressionSpecification = ['has', 'count'];
  return {
    'archived-points': ['all', during, ['!', cluster]],
    'archived-clusters': ['all', during, cluster],
    'archived-counts': ['all', during, cluster],
  };
}

export function archivedLayers(c: Palette, period: Days): LayerSpecification[] {
  const filters = archivedFilters(period);
  const colours = CATEGORIES.flatMap((category) => [category, c.groups[category]]);
  const common = { source: ARCHIVED, 'source-layer': 'incidents', metadata: { group: 'incidents' } };
  const edge = { 'circle-stroke-color': c.casing, 'circle-stroke-width': 1.2 };
  const layers: LayerSpecification[] = [
    {
      id: 'archived-points',
      type: 'circle',
      ...common,
      paint: {
        ...edge,
        'circle-radius': ['interpolate', ['linear'], ['zoom'], 6, 4, 12, 7],
        'circle-color': [
          'match',
          ['get', 'category'],
          ...colours,
          c.groups.other,
        ] as unknown as ExpressionSpecification,
      },
    },
    {
      id: 'archived-clusters',
      type: 'circle',
      ...common,
      paint: {
        ...edge,
        'circle-radius': ['interpolate', ['linear'], ['ln', ['get', 'count']], 0, 8, 14, 30],
        'circle-color': c.ink2,
      },
    },
    {
      id: 'archived-counts',
      type: 'symbol',
      ...common,
      layout: {
        'text-field': ['to-string', ['get', 'count']],
        'text-font': [SEMIBOLD],
        'text-size': 12,
        'text-allow-overlap': true,
      },
      paint: { 'text-color': c.casing },
    },
  ];
  return layers.map((layer) => ({ ...layer, filter: filters[layer.id] }) as LayerSpecification);
}
