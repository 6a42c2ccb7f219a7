/** The map taken away, read by the reader of PMTiles that is not ours, and shown by a server that has no database. */
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FetchSource, PMTiles, type RangeResponse, type Source, tileIdToZxy, zxyToTileId } from 'pmtiles';
import { pictureBasemap, vectorBasemap } from './basemap';
import { expect, expectAccessible, test } from './journey';
import { BINARY, launch, newFolder, type Running, withoutSettings } from './server';

// One archive, and one server at a time that shows it.
test.describe.configure({ mode: 'serial' });

const MAX_ZOOM = 13;
const full = process.env.E2E_URL ?? '';
let folder = '';
let file = '';
let shown: Running | null = null;

/** Lets the journeys of a group go to a server that shows the archive. */
function showing(name: string, more: () => string[]): void {
  test.use({
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameters' names.
    baseURL: async ({}, use) => use(shown?.url),
    // biome-ignore lint/correctness/noEmptyPattern: as above.
    log: async ({}, use) => use(shown?.log ?? ''),
  });
  test.beforeAll(async () => {
    shown = await launch(folder, name, ['--archive', file, ...more()]);
  });
  test.afterAll(() => shown?.stop());
}

test.beforeAll(() => {
  folder = newFolder();
  file = join(folder, 'map.pmtiles');
  const where = ['--out', file, '--max-zoom', String(MAX_ZOOM), '--data-dir', process.env.E2E_DATA ?? ''];
  execFileSync(BINARY, ['export', 'tiles', ...where], { env: withoutSettings(process.env), stdio: 'pipe' });
});

test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

class FileSource implements Source {
  readonly bytes = readFileSync(file);
  getKey = () => file;
  async getBytes(offset: number, length: number): Promise<RangeResponse> {
    return { data: Uint8Array.from(this.bytes.subarray(offset, offset + length)).buffer };
  }
}

test('is read by the usual reader with every tile as the server draws it', async () => {
  const archive = new PMTiles(new FileSource());
  const header = await archive.getHeader();
  expect(header).toMatchObject({
    specVersion: 3,
    clustered: true,
    tileType: 1,
    tileCompression: 2,
    minZoom: 0,
    maxZoom: MAX_ZOOM,
  });
  expect(header.leafDirectoryLength ?? 0, 'there are leaf directories').toBeGreaterThan(0);
  expect(header.numTileContents).toBeLessThanOrEqual(header.numTileEntries);
  expect(header.numTileEntries).toBeLessThan(header.numAddressedTiles);
  const described = (await (await fetch(`${full}/tiles.json`)).json()) as {
    vector_layers: { id: string }[];
    bounds: number[];
  };
  const metadata = (await archive.getMetadata()) as {
    vector_layers: { id: string }[];
    attribution: string;
    revision: number;
  };
  expect(metadata.vector_layers.map(({ id }) => id)).toEqual(described.vector_layers.map(({ id }) => id));
  expect(metadata.attribution).toContain('Natural Earth');
  expect(metadata.revision).toBeGreaterThan(0);
  [header.minLon, header.minLat, header.maxLon, header.maxLat].forEach((edge, i) => {
    expect(edge).toBeCloseTo(described.bounds[i] ?? Number.NaN, 5);
  });

  // All of the first zooms, empty ones too, and of the deeper ones some along the curve.
  const ids = [...Array(341).keys()];
  for (const z of [8, 10, 12, 13]) {
    const [west, south, east, north] = described.bounds as [number, number, number, number];
    for (let n = 0; n < 150; n++) {
      const lon = west + ((east - west) * ((n * 37) % 150)) / 150;
      const lat = south + ((north - south) * n) / 150;
      const x = Math.floor(((lon + 180) / 360) * 2 ** z);
      const y = Math.floor((0.5 - Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) / (2 * Math.PI)) * 2 ** z);
      ids.push(zxyToTileId(z, x, y));
    }
  }
  let held = 0;
  for (const id of ids) {
    const [z, x, y] = tileIdToZxy(id);
    const [mine, theirs] = await Promise.all([archive.getZxy(z, x, y), fetch(`${full}/tiles/${z}/${x}/${y}.mvt`)]);
    const drawn = theirs.status === 204 ? null : Buffer.from(await theirs.arrayBuffer());
    expect(mine === undefined, `tile ${z}/${x}/${y} is empty`).toBe(drawn === null);
    if (!mine || !drawn) continue;
    held++;
    expect(Buffer.compare(Buffer.from(mine.data), drawn), `tile ${z}/${x}/${y}`).toBe(0);
  }
  expect(held).toBeGreaterThan(300);
});

test.describe('without a database', () => {
  showing('archive', () => []);

  test('is read over the network in ranges', async ({ baseURL }) => {
    const near = new PMTiles(new FileSource());
    const far = new PMTiles(new FetchSource(`${baseURL}/archive.pmtiles`));
    expect(await far.getMetadata()).toEqual(await near.getMetadata());
    for (const [z, x, y] of [
      [0, 0, 0],
      [6, 19, 34],
      [10, 306, 552],
      [13, 2452, 4421],
    ] as const) {
      const [a, b] = [await far.getZxy(z, x, y), await near.getZxy(z, x, y)];
      expect(a, `tile ${z}/${x}/${y}`).toBeDefined();
      expect(a?.data).toEqual(b?.data);
    }
  });

  test('shows the map without a list, and says so in both languages', async ({ page }) => {
    const drawn = async () => Number(await page.locator('.corredor-map').getAttribute('data-drawn'));
    let all = 0;
    for (const [link, words] of [
      ['/#idioma=es', 'sin base de datos'],
      ['/#idioma=en&period=2019-03-01/2019-03-31', 'without a database'],
    ] as const) {
      await page.goto('about:blank');
      await page.goto(link);
      await expect(page.locator('#app')).toHaveAttribute('data-map', 'ready');
      await expect(page.getByRole('status').filter({ hasText: words })).toBeVisible();
      await expect(page.locator('corredor-list')).toBeHidden();
      // Nobody counts, so nothing says 0.
      await expect(page.locator('corredor-timebar table')).toHaveCount(0);
      await expect(page.locator('corredor-timebar').getByText(/por mes|per month/)).toHaveCount(0);
      await expect.poll(drawn).toBeGreaterThan(0);
      // Incidents follow the period, zones the date.
      if (all > 0) await expect.poll(drawn).toBeLessThan(all);
      all = await drawn();
      await expect(page.locator('.corredor-map')).toHaveAttribute('data-zones', /\d/);
    }
    await expectAccessible(page, 'the archive');
  });
});

for (const [name, made, credit, theme] of [
  ['vector', vectorBasemap, 'The makers', 'light'],
  ['pictures', pictureBasemap, 'The painters', 'dark'],
] as const) {
  test.describe(`a basemap of ${name}`, () => {
    showing(name, () => {
      const basemap = join(folder, `${name}.pmtiles`);
      writeFileSync(basemap, made());
      return ['--basemap', basemap];
    });

    test('is drawn below the map, and its makers are named', async ({ page }) => {
      await page.emulateMedia({ colorScheme: theme });
      const asked = page.waitForResponse((r) => /\/basemap\/6\/\d+\/\d+/.test(r.url()) && r.ok());
      await page.goto('/');
      await asked;
      await expect(page.locator('#app')).toHaveAttribute('data-map', 'ready');
      await expect(page.locator('.map-credit')).toContainText(credit);
      if (process.env.E2E_SHOTS) await page.screenshot({ path: join(process.env.E2E_SHOTS, `${name}-${theme}.png`) });
    });
  });
}
