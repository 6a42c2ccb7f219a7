import { featureFilter, validateStyleMin } from '@maplibre/maplibre-gl-style-spec';
import { describe, expect, it } from 'vitest';
import { PALETTES } from './palette';
import { groupOf, type StyleOptions, style } from './style';
import { LAYER_GROUPS, type Lang, type Theme } from './types';
import { zoneFilters } from './zonelayers';

const options: StyleOptions = {
  lang: 'es',
  theme: 'light',
  tiles: { urls: ['http://127.0.0.1:8080/tiles/{z}/{x}/{y}.mvt'], minzoom: 0, maxzoom: 14 },
  zones: { date: 17988, stripIds: [1, 2], selected: null },
  selection: null,
  hidden: [],
};

const basemap = {
  urls: ['http://127.0.0.1:8080/tiles/basemap/{z}/{x}/{y}'],
  minzoom: 0,
  maxzoom: 12,
  layers: ['earth', 'water', 'roads', 'places', 'theirs'],
  attribution: '',
};

const ids = (some: Partial<StyleOptions> = {}) => style({ ...options, ...some }).layers.map((layer) => layer.id);

it('is a valid style in both languages and both themes', () => {
  for (const lang of ['es', 'en'] as Lang[]) {
    for (const theme of ['light', 'dark'] as Theme[]) {
      expect(validateStyleMin(style({ ...options, lang, theme }) as never)).toEqual([]);
    }
  }
});

describe('a basemap of somebody', () => {
  it('is a valid style, as pictures and as vector tiles, in both themes and languages', () => {
    for (const layers of [
      null,
      [],
      basemap.layers,
      ['earth', 'landcover', 'landuse', 'water', 'buildings', 'roads', 'boundaries', 'places'],
    ])
      for (const theme of ['light', 'dark'] as Theme[])
        for (const lang of ['es', 'en'] as Lang[]) {
          const made = style({
            ...options,
            lang,
            theme,
            basemap: { ...basemap, layers },
            tiled: { query: '', period: { from: 17000, to: 18000 } },
          });
          expect(validateStyleMin(made as never)).toEqual([]);
        }
  });

  it('takes the place of the built-in one, below everything that is ours', () => {
    for (const layers of [null, basemap.layers]) {
      const order = ids({ basemap: { ...basemap, layers } });
      const theirs = order.filter((id) => id.startsWith('basemap-') && !/names|places/.test(id));
      expect(theirs.length).toBeGreaterThan(0);
      expect(order.slice(1, theirs.length + 1)).toEqual(theirs);
      for (const built of ['land', 'far-land', 'coast', 'borders', 'lakes']) expect(order).not.toContain(built);
      for (const ours of ['haul', 'zone-fill-area', 'incidents', 'towns', 'km-names']) expect(order).toContain(ours);
    }
  });

  it('is drawn as far as its layers are known, and names towns where it has them', () => {
    const drawn = ids({ basemap });
    expect(drawn).toContain('basemap-roads');
    expect(drawn).not.toContain('basemap-landuse');
    const towns = (layers: string[]) =>
      JSON.stringify(style({ ...options, basemap: { ...basemap, layers } }).layers.find(({ id }) => id === 'towns'));
    expect(towns(['places'])).toContain('reference');
    expect(towns(['water'])).not.toContain('reference');
  });
});

it('asks no other host for anything', () => {
  const { sprite, glyphs, sources } = style(options);
  expect([sprite, glyphs]).toEqual([undefined, undefined]);
  for (const url of JSON.stringify(sources).match(/https?:[^"]+/g) ?? []) {
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:8080\/tiles\//);
  }
});

it('draws the road over the zones, and the darkest of all lines', () => {
  const order = ids();
  const above = (high: string, low: string) => expect(order.indexOf(high)).toBeGreaterThan(order.indexOf(low));
  above('haul', 'haul-casing');
  for (const zone of ['zone-fill-area', 'zone-hatch-strip', 'zone-line-true']) above('haul-casing', zone);
  above('zone-fill-area', 'alternative');
  for (const low of ['onward', 'rail', 'legal', 'coast']) above('haul', low);
  expect(PALETTES.light.road).toBe(PALETTES.light.ink);
});

it('places labels by their priority: what stands higher goes first', () => {
  const order = ids();
  const first = ['icons', 'incidents', 'towns', 'km-names', 'zone-names', 'lake-names', 'department-names'];
  const places = first.map((id) => order.indexOf(id));
  expect(places).not.toContain(-1);
  expect(places).toEqual([...places].sort((a, b) => b - a));
});

describe('zones', () => {
  it('are strips only while 500 m are too narrow to see', () => {
    for (const layer of style(options).layers) {
      if (layer.id.endsWith('-true')) expect(layer).toMatchObject({ minzoom: 10.6 });
      if (layer.id.startsWith('zone') && layer.id.endsWith('-strip')) expect(layer).toMatchObject({ maxzoom: 10.6 });
    }
  });

  it('are shown from their first day to their last', () => {
    const { filter } = featureFilter(
      zoneFilters({ ...options.zones, date: 17988 })['zone-fill-area'] as never,
      'layers[0].filter',
    );
    const on = (start: string, last_day: string) =>
      filter({ zoom: 9 } as never, { type: 3, properties: { id: 9, extent: 'derived', start, last_day } } as never);
    expect(on('2019-04-02', '2019-04-02')).toBe(true);
    expect(on('2018-12-31', '2019-10-01')).toBe(true);
    expect(on('2019-04-03', '2019-10-01')).toBe(false);
    expect(on('2018-12-31', '2019-04-01')).toBe(false);
  });

  it('have one filter for each of their layers', () => {
    const layers = ids().filter((id) => /^zone-(?!names)/.test(id));
    expect(Object.keys(zoneFilters(options.zones)).sort()).toEqual(layers.sort());
  });
});

describe('what the reader hides', () => {
  it('belongs to one group each', () => {
    for (const group of LAYER_GROUPS) {
      const hidden = style({ ...options, hidden: [group] }).layers.filter(
        (layer) => layer.layout?.visibility === 'none',
      );
      expect(hidden.length).toBeGreaterThan(0);
      for (const layer of hidden) expect(groupOf(layer)).toBe(group);
    }
  });

  it('is never the haul route, the mine or the port', () => {
    const hidden = style({ ...options, hidden: [...LAYER_GROUPS] });
    for (const id of ['haul', 'icons', 'land', 'coast']) {
      expect(hidden.layers.find((layer) => layer.id === id)?.layout?.visibility).not.toBe('none');
    }
  });
});
