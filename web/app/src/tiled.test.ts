import { featureFilter } from '@maplibre/maplibre-gl-style-spec';
import { describe, expect, it } from 'vitest';
import { archivedFilters } from './archived';
import { readIsoDate } from './format';

const day = (text: string) => readIsoDate(text) ?? Number.NaN;
const filters = archivedFilters({ from: day('2019-01-01'), to: day('2019-12-31') });
const passes = (layer: string, properties: Record<string, unknown>) =>
  featureFilter(filters[layer] as never, 'layers[0].filter').filter(
    { zoom: 9 } as never,
    { type: 1, properties } as never,
  );

describe('incidents out of an archive', () => {
  it('are drawn where their days meet the period', () => {
    expect(passes('archived-points', { start: '2019-04-02' })).toBe(true);
    expect(passes('archived-points', { start: '2018-12-30', end: '2019-01-01' })).toBe(true);
    expect(passes('archived-points', { start: '2018-12-30' })).toBe(false);
    expect(passes('archived-points', { start: '2020-01-01', end: '2020-02-01' })).toBe(false);
  });

  it('are drawn once, though a neighbouring tile repeats them', () => {
    expect(passes('archived-points', { start: '2019-04-02', repeated: true })).toBe(false);
  });

  it('are points or clusters', () => {
    const cluster = { count: 7, first: '2012-01-01', last: '2021-01-01' };
    expect(passes('archived-clusters', cluster)).toBe(true);
    expect(passes('archived-points', cluster)).toBe(false);
    expect(passes('archived-clusters', { ...cluster, last: '2018-01-01' })).toBe(false);
  });
});
