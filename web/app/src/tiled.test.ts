import { featureFilter } from '@maplibre/maplibre-gl-style-spec';
import { describe, expect, it } from 'vitest';
import { readIsoDate } from './format';
import { tiledFilters } from './tiled';

const day = (text: string) => readIsoDate(text) ?? Number.NaN;
const period = { from: day('2019-01-01'), to: day('2019-12-31') };
const passes = (layer: string, properties: Record<string, unknown>, during: typeof period | null = period) =>
  featureFilter(tiledFilters({ query: '', period: during })[layer] as never, 'layers[0].filter').filter(
    { zoom: 9 } as never,
    { type: 1, properties } as never,
  );

describe('incidents out of tiles', () => {
  it('are drawn where their days meet the period', () => {
    expect(passes('tiled-points', { start: '2019-04-02' })).toBe(true);
    expect(passes('tiled-points', { start: '2018-12-30', end: '2019-01-01' })).toBe(true);
    expect(passes('tiled-points', { start: '2018-12-30' })).toBe(false);
    expect(passes('tiled-points', { start: '2020-01-01', end: '2020-02-01' })).toBe(false);
    // The server has chosen.
    expect(passes('tiled-points', { start: '2018-12-30' }, null)).toBe(true);
  });

  it('are drawn once, though a neighbouring tile repeats them', () => {
    expect(passes('tiled-points', { start: '2019-04-02', repeated: true })).toBe(false);
  });

  it('are points or clusters', () => {
    const cluster = { count: 7, first: '2012-01-01', last: '2021-01-01' };
    expect(passes('tiled-clusters', cluster)).toBe(true);
    expect(passes('tiled-points', cluster)).toBe(false);
    expect(passes('tiled-clusters', { ...cluster, last: '2018-01-01' })).toBe(false);
  });
});
