/** A release as a folder of files, on a host that knows nothing of us: the picture, the map, a zone, a file, in any language. */
import { execFileSync } from 'node:child_process';
import { createReadStream, rmSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { expect, expectAccessible, test } from './journey';
import { BINARY, newFolder, withoutSettings } from './server';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

let folder = '';
/** Whether the host answers ranges. */
let ranged = true;
let host: Server;
let home = '';
const asked: string[] = [];

test.beforeAll(async () => {
  folder = newFolder();
  const out = ['--out', join(folder, 'releases'), '--static', join(folder, 'static'), '--date', '2026-11-30'];
  execFileSync(BINARY, ['release', ...out, '--data-dir', process.env.E2E_DATA ?? ''], {
    env: withoutSettings(process.env),
    stdio: 'pipe',
  });
  host = createServer((request, answer) => {
    const path = new URL(request.url ?? '/', 'http://x').pathname;
    asked.push(`${path} ${request.headers.range ?? ''}`.trim());
    const name = join(
      folder,
      'static',
      normalize(path.endsWith('/') ? `${path}index.html` : path).slice('/in/any'.length),
    );
    const size = path.startsWith('/in/any/') ? (statSync(name, { throwIfNoEntry: false })?.size ?? -1) : -1;
    if (size < 0) {
      answer.writeHead(404).end();
      return;
    }
    const type = { 'Content-Type': TYPES[extname(name)] ?? 'application/octet-stream' };
    const [, from, to] = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? '') ?? [];
    if (ranged && from && to) {
      const last = Math.min(Number(to), size - 1);
      answer.writeHead(206, {
        ...type,
        'Content-Range': `bytes ${from}-${last}/${size}`,
        'Content-Length': last + 1 - Number(from),
      });
      createReadStream(name, { start: Number(from), end: last }).pipe(answer);
      return;
    }
    answer.writeHead(200, { ...type, 'Content-Length': size });
    createReadStream(name).pipe(answer);
  });
  await new Promise<void>((done) => host.listen(0, '127.0.0.1', done));
  home = `http://127.0.0.1:${(host.address() as AddressInfo).port}/in/any/`;
});

test.afterAll(() => {
  host.close();
  rmSync(folder, { recursive: true, force: true });
});

// The journey is at the host of files: that nothing else was asked is seen after it.
// biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameters' names.
test.use({ viewport: { width: 700, height: 760 }, baseURL: async ({}, use) => use(home) });

test('works from files alone', async ({ page }) => {
  await page.goto(home);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('2026-11-30');
  await expectAccessible(page, 'the page of a release');
  const file = page.waitForEvent('download');
  await page.getByRole('link', { name: 'corredor.gpkg' }).click();
  expect((await file).suggestedFilename()).toBe('corredor.gpkg');
  await page.getByRole('link', { name: 'Ver el mapa' }).click();
  // The link's target is the reader's; so is the page's that follows.
  await expect(page.locator('svg[role=img]:visible')).toBeVisible();

  for (const whole of [false, true]) {
    ranged = !whole;
    asked.length = 0;
    await page.goto(
      `${home}embed/en.html?fecha=2019-03-01&period=2019-01-01/2019-12-31&mapa=8.4/-14.2/-72.1&idioma=en&title=Closed&category=closures`,
    );
    // The picture is of the first view, and not for a moment to be taken for this one.
    await expect(page.locator('.picture').first()).toBeHidden();
    await expect(page.locator('figure[data-live=open]')).toBeVisible();
    const canvas = page.locator('.live canvas');
    await expect(canvas).toBeVisible();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Closed');
    await expect(page.locator('.sub')).toContainText('Only closures. Zone in force, 1 Mar 2019: DS 038-2019-PCM');
    await expect(page.locator('.keys [data-key=closures]')).toBeVisible();
    await expect(page.locator('.keys [data-key=violence]')).toBeHidden();
    await expect(page.locator('.own')).toBeVisible();
    // The zone of that day, where its decree has it: km 130 to 160.
    const { width, height } = (await canvas.boundingBox()) ?? { width: 0, height: 0 };
    await expect(async () => {
      await canvas.click({ position: { x: width * 0.603, y: height * 0.417 } });
      await expect(page.locator('.told')).toContainText('DS 038-2019-PCM', { timeout: 1000 });
    }).toPass();
    await page.getByText('List of facts and sources').click();
    await expect(page.locator('.facts ul li')).toContainText('DS 038-2019-PCM');
    const read = asked.filter((path) => path.startsWith('/in/any/map.pmtiles bytes='));
    expect(read.length).toBeGreaterThan(0);
    if (!whole) expect(read.length).toBeGreaterThan(2);
    await page.screenshot({ path: `test-results/static-${whole ? 'whole' : 'ranged'}.png` });
    expect(asked.filter((path) => path.includes('facts.json'))).toHaveLength(1);
  }
});
