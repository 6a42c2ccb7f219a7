/** Two servers on one database: what is edited through one is seen on an open page of the other, which stays where it is. */
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import type { APIRequestContext, Page } from '@playwright/test';
import { test as base, expect, openMap } from './journey';
import { detail, expectAgreement, row, search } from './page';
import { BINARY, launch, launchOpen, newFolder, type Running } from './server';

/** Edits whose time is taken; all of them with CORREDOR_SOAK=1. */
const EDITS = process.env.CORREDOR_SOAK === '1' ? 100 : 10;

interface Pair {
  one: Running;
  other: Running;
  token: string;
}

const test = base.extend<object, { pair: Pair }>({
  pair: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameters' names.
    async ({}, use) => {
      const folder = newFolder();
      const { server: one, database } = await launchOpen(folder, 'one');
      const other = await launch(folder, 'other', ['--database-url', database]);
      const to = ['--database-url', database];
      execFileSync(BINARY, ['user', 'add', 'e2e@example.org', '--role', 'administrator', ...to], { stdio: 'ignore' });
      const made = execFileSync(
        BINARY,
        ['token', 'create', '--user', 'e2e@example.org', '--scope', 'incidents', '--scope', 'administer', ...to],
        {
          encoding: 'utf8',
        },
      );
      await use({ one, other, token: made.trim() });
      await other.stop();
      await one.stop();
      rmSync(folder, { recursive: true, force: true });
    },
    { scope: 'worker', timeout: 240_000 },
  ],
  baseURL: async ({ pair }, use) => use(pair.other.url),
  log: async ({ pair }, use) => use(pair.other.log),
});

// One after the other: they edit the same database.
test.describe.configure({ mode: 'serial' });

test('an edit through one server is seen on an open page of the other', async ({ page, pair, request }) => {
  const asked: string[] = [];
  page.on('request', (r) => asked.push(r.url()));
  await openMap(page, '/#incidente=26');
  await expect(detail(page).locator('h2')).toBeVisible();
  const before = await expectAgreement(page);
  const address = page.url();
  await page.evaluate(() => {
    document.body.dataset.mark = 'not loaded again';
  });

  await edit(request, pair, 'PATCH', 'incidents/items/26', { summary_es: 'Lo que se acaba de saber.' });
  await expect(detail(page)).toContainText('Lo que se acaba de saber.', { timeout: 5000 });
  await expect(page.getByRole('status').filter({ hasText: 'Actualizado' })).toBeVisible();
  await page.screenshot({ path: test.info().outputPath('updated.png') });
  await expect(page.locator('.toast')).not.toHaveClass(/seen/);

  // List, histogram and map have one more.
  await edit(
    request,
    pair,
    'POST',
    'incidents/items',
    {
      kind: 'march',
      start: '2019-05-05',
      place: 'Lugar nuevo',
      place_precision: 'exact',
      summary_es: 'Una marcha.',
    },
    { type: 'Point', coordinates: [-72.3, -14.1] },
  );
  await expect(row(page, 'Lugar nuevo')).toBeVisible({ timeout: 5000 });
  expect(await expectAgreement(page)).toBe(before + 1);

  // The ground is drawn as before, and none of its tiles is asked for again.
  const revisions = () => asked.flatMap((url) => (url.includes('/tiles/') ? Number(/rev=(\d+)/.exec(url)?.[1]) : []));
  expect(new Set(revisions()).size).toBe(1);

  // A zone is drawn from tiles: they are asked for at the new revision.
  const { tiles } = await (await request.get(`${pair.other.url}/tiles.json`)).json();
  const now = Number(/rev=(\d+)/.exec(tiles[0])?.[1]);
  await edit(request, pair, 'PATCH', 'zones/items/1', { note: 'Otra nota.' });
  const later = (url: string) => url.includes('layers=zones') && Number(/rev=(\d+)/.exec(url)?.[1]) > now;
  await expect.poll(() => asked.some(later), { timeout: 5000 }).toBe(true);
  expect(asked.filter((url) => url.includes('/tiles/')).every((url) => url.includes('rev='))).toBe(true);

  expect(page.url()).toBe(address);
  await expect(page.locator('body')).toHaveAttribute('data-mark', 'not loaded again');
  await expect(detail(page)).toContainText('Lo que se acaba de saber.');
});

test('a hidden page asks for nothing, and catches up when it is seen', async ({ page, pair, request }) => {
  await openMap(page);
  await search(page).fill('Escondido');
  await expect(page.getByText('Nada coincide con estos filtros')).toBeVisible();
  await turn(page, true);
  const asked: string[] = [];
  page.on('request', (r) => asked.push(r.url()));
  await edit(request, pair, 'PATCH', 'incidents/items/27', {
    summary_es: 'Escondido.',
    start: '2019-03-03',
    end: null,
  });
  await page.waitForTimeout(1500);
  expect(asked).toEqual([]);
  await turn(page, false);
  await expect(page.locator('corredor-list .row')).toHaveCount(1);
});

test(`${EDITS} edits are each seen on an open page of the other server`, async ({ page, pair, request }) => {
  await openMap(page, '/#incidente=26');
  await expect(detail(page).locator('h2')).toBeVisible();
  const took: number[] = [];
  for (let n = 1; n <= EDITS; n++) {
    const words = `Edición ${n} de ${EDITS}.`;
    const seen = page.waitForFunction(
      (text) => document.querySelector('corredor-detail')?.textContent?.includes(text),
      words,
      {
        polling: 'raf',
      },
    );
    const began = Date.now();
    await edit(request, pair, 'PATCH', 'incidents/items/26', { summary_es: words });
    await seen;
    took.push(Date.now() - began);
  }
  took.sort((a, b) => a - b);
  const at = (part: number) => took[Math.min(took.length - 1, Math.floor(part * took.length))] ?? 0;
  process.stdout.write(
    `Seen on an open page of the other server: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms of ${EDITS} edits.\n`,
  );
  // Only a machine that has nothing else to do is held to it: make soak.
  if (EDITS === 100) expect(at(0.99)).toBeLessThan(1000);
});

/** A write through the first server, over whatever stands there. */
async function edit(
  request: APIRequestContext,
  { one, token }: Pair,
  method: 'PATCH' | 'POST',
  path: string,
  properties: object,
  geometry?: object,
): Promise<void> {
  const url = `${one.url}/collections/${path}`;
  const headers: Record<string, string> = { Authorization: `Bearer ${token}` };
  if (method === 'PATCH') {
    headers['Content-Type'] = 'application/merge-patch+json';
    headers['If-Match'] = '*';
  } else headers['Content-Type'] = 'application/geo+json';
  const type = method === 'POST' ? { type: 'Feature' } : {};
  const data = JSON.stringify({ ...type, properties, ...(geometry ? { geometry } : {}) });
  const answer = await request.fetch(url, { method, headers, data });
  expect(answer.ok(), await answer.text()).toBe(true);
}

/** Hides the page, or shows it, as far as it can tell. */
function turn(page: Page, hidden: boolean): Promise<void> {
  return page.evaluate((now) => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => now });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
}
