/** The served tiles, read by a reader that is not ours, hold what the items say, whatever is filtered. */
import { VectorTile } from '@mapbox/vector-tile';
import type { APIRequestContext } from '@playwright/test';
import { PbfReader } from 'pbf';
import { expect, test } from './journey';

const CONDITIONS = [
  '',
  'category=violence',
  'datetime=2019-01-01/2019-12-31',
  `filter=${encodeURIComponent("deaths_best > 0 OR place LIKE 'Ya%'")}`,
  `filter=${encodeURIComponent('near(-72.249, -14.12, 30000)')}`,
  'q=fuerabamba',
];

for (const condition of CONDITIONS) {
  test(`holds in its tiles the incidents of "${condition}"`, async ({ request, baseURL }) => {
    const items = await fetchAll(request, `${baseURL}/collections/incidents/items?limit=10000&${condition}`);
    const placed = items.filter((f) => f.geometry !== null);
    expect(placed.length).toBeGreaterThan(0);

    const found = new Map<number, Record<string, unknown>>();
    for (const bytes of await tiles(request, `${baseURL}/collections/incidents/tiles/WebMercatorQuad`, condition)) {
      const { layers } = new VectorTile(new PbfReader(bytes));
      expect(Object.keys(layers)).toEqual(['incidents']);
      const layer = layers.incidents;
      expect(layer?.extent).toBe(4096);
      for (let i = 0; i < (layer?.length ?? 0); i++) {
        const feature = layer?.feature(i);
        if (feature?.id !== undefined) found.set(feature.id, feature.properties);
      }
    }
    expect([...found.keys()].sort((a, b) => a - b)).toEqual(placed.map((f) => f.id));
    for (const { id, properties } of placed) {
      expect(found.get(id)?.code).toBe(properties.code);
      expect(found.get(id)?.category).toBe(properties.category);
    }
  });
}

test('draws every layer that it describes so that another reader understands it', async ({ request, baseURL }) => {
  const described = (await (await request.get(`${baseURL}/tiles.json`)).json()) as { vector_layers: { id: string }[] };
  const drawn = new Set<string>();
  for (const place of ['0/0/0', '5/9/17', '8/76/138', '10/306/552', '12/1226/2210']) {
    const answer = await request.get(`${baseURL}/tiles/${place}.mvt`);
    expect(answer.status()).toBe(200);
    const { layers } = new VectorTile(new PbfReader(await answer.body()));
    for (const [name, layer] of Object.entries(layers)) {
      drawn.add(name);
      expect(layer.version).toBe(2);
      for (let i = 0; i < layer.length; i++) expect(layer.feature(i).loadGeometry().length).toBeGreaterThan(0);
    }
  }
  expect(described.vector_layers.map((l) => l.id)).toEqual(expect.arrayContaining([...drawn]));
  for (const name of ['land', 'routes', 'incidents', 'places', 'km_posts']) expect([...drawn]).toContain(name);
});

interface Item {
  id: number;
  geometry: object | null;
  properties: Record<string, unknown>;
}

async function fetchAll(request: APIRequestContext, address: string): Promise<Item[]> {
  const answer = (await (await request.get(address)).json()) as { features: Item[]; numberMatched: number };
  expect(answer.features.length).toBe(answer.numberMatched);
  return answer.features;
}

/** Every tile of a set at one zoom, within the limits that it states; empty ones are left out. */
async function tiles(request: APIRequestContext, set: string, condition: string): Promise<Buffer[]> {
  const { tileMatrixSetLimits } = (await (await request.get(set)).json()) as {
    tileMatrixSetLimits: Record<'tileMatrix' | 'minTileRow' | 'maxTileRow' | 'minTileCol' | 'maxTileCol', number>[];
  };
  const limits = tileMatrixSetLimits.find((l) => Number(l.tileMatrix) === 6);
  if (!limits) throw new Error('The set has no limits at zoom 6.');
  const all: Buffer[] = [];
  for (let row = limits.minTileRow; row <= limits.maxTileRow; row++) {
    for (let col = limits.minTileCol; col <= limits.maxTileCol; col++) {
      const answer = await request.get(`${set}/6/${row}/${col}?${condition}`);
      expect([200, 204]).toContain(answer.status());
      if (answer.status() === 200) all.push(await answer.body());
    }
  }
  return all;
}
