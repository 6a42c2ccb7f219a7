/**
 * Incidents out of the server's tiles, where there are too many to list or nobody to list them: few are points, many
 * stand in clusters, which the server counts after the filter. Of an archive, which knows no filter, the period chooses
 * here, of clusters by the days between which their members lie.
 */
import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import { emptyCounts } from './badge';
import type { Days } from './calendar';
import { ringImage } from './cluster';
import { SEMIBOLD } from './fonts';
import { isoDate } from './format';
import type { Palette } from './palette';
import { CATEGORIES, type Theme } from './types';

/** The vector source of incidents. */
export const TILED = 'tiled';

/** What the pointer meets, the topmost first. */
export const TILED_LAYERS = ['tiled-points', 'tiled-clusters'];

export interface Tiled {
  /** What the server chooses by, as the query of an address. */
  query: string;
  /** What of the tiles is drawn; null where the server has chosen. */
  period: Days | null;
}

/** What of these layers depends on the period: their filters. */
export function tiledFilters({ period }: Tiled): Record<string, ExpressionSpecification> {
  // What a neighbouring tile draws too is drawn there.
  const once: ExpressionSpecification[] = [['!=', ['get', 'repeated'], true]];
  if (period) {
    once.push(
      ['<=', ['coalesce', ['get', 'start'], ['get', 'first'], ''], isoDate(period.to)],
      ['>=', ['coalesce', ['get', 'end'], ['get', 'last'], ['get', 'start'], '9'], isoDate(period.from)],
    );
  }
  const cluster: ExpressionSpecification = ['has', 'count'];
  return {
    'tiled-points': ['all', ...once, ['!', cluster]],
    'tiled-clusters': ['all', ...once, cluster],
  };
}

export function tiledLayers(c: Palette, theme: Theme, tiled: Tiled): LayerSpecification[] {
  const filters = tiledFilters(tiled);
  const common = { source: TILED, 'source-layer': 'incidents', metadata: { group: 'incidents' } };
  const over = { 'icon-allow-overlap': true, 'icon-ignore-placement': true };
  const layers: LayerSpecification[] = [
    {
      id: 'tiled-clusters',
      type: 'symbol',
      ...common,
      layout: {
        ...over,
        'icon-image': ringImage(theme),
        'text-field': inShort(['get', 'count']),
        'text-font': [SEMIBOLD],
        'text-size': ['interpolate', ['linear'], ['ln', ['get', 'count']], 0, 10.5, 9, 12.5],
        'text-allow-overlap': true,
        'text-ignore-placement': true,
        // The fuller lie above.
        'symbol-sort-key': ['get', 'count'],
      },
      paint: { 'text-color': c.ink },
    },
    {
      id: 'tiled-points',
      type: 'symbol',
      ...common,
      layout: { ...over, 'icon-image': pointImage(theme) },
    },
  ];
  return layers.map((layer) => ({ ...layer, filter: filters[layer.id] }) as LayerSpecification);
}

/** The badge of one incident. */
function pointImage(theme: Theme): ExpressionSpecification {
  const hollow: ExpressionSpecification = ['match', ['get', 'place_precision'], ['exact', 'community'], '', '-h'];
  const one = (n: number) => ['p', ...emptyCounts().map((_, i) => (i === n ? 1 : 0))].join('-');
  const cases = CATEGORIES.flatMap((category, n) => [category, one(n)]);
  return [
    'concat',
    ['match', ['get', 'category'], ...cases, one(4)],
    hollow,
    `@${theme}`,
  ] as unknown as ExpressionSpecification;
}

/** 12,345 as "12k": a circle has room for three figures. */
function inShort(n: ExpressionSpecification): ExpressionSpecification {
  const by = (size: number, sign: string): ExpressionSpecification => [
    'concat',
    ['to-string', ['floor', ['/', n, size]]],
    sign,
  ];
  return ['step', n, ['to-string', n], 1e3, by(1e3, 'k'), 1e6, by(1e6, 'M')];
}
