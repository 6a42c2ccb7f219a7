/** More incidents than a page can have: rings out of tiles, a list that is turned page by page, counts of the server. */
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import type { APIRequestContext, Locator, Page } from '@playwright/test';
import { test as base, expect, expectAccessible, openMap } from './journey';
import { counted, detail, drawn, found, listHead, row, rows } from './page';
import { launchOpen, newFolder, type Running } from './server';

const BENCH = resolve(import.meta.dirname, '../../../bin/bench');
/** So many that the server counts them in memory. */
const INCIDENTS = 21_000;

const test = base.extend<object, { full: Running }>({
  full: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameters' names.
    async ({}, use) => {
      const folder = newFolder();
      const { server, database } = await launchOpen(folder, 'many');
      execFileSync(BENCH, ['fill', '--database-url', database, '--incidents', String(INCIDENTS)], { stdio: 'pipe' });
      await expect
        .poll(
          async () =>
            (await (await fetch(`${server.url}/`, { headers: { accept: 'text/html' } })).text()).match(
              /data-incidents="(\d+)"/,
            )?.[1],
        )
        .toMatch(/^21\d{3}$/);
      await use(server);
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
    { scope: 'worker', timeout: 240_000 },
  ],
  baseURL: async ({ full }, use) => use(full.url),
  log: async ({ full }, use) => use(full.log),
});

// One server for all of them.
test.describe.configure({ mode: 'default' });

const more = (page: Page): Locator => page.getByRole('button', { name: /Ver más/ });
const PERIOD = 'datetime=2019-01-01/2019-12-31';

/** The list's head and the time bar tell this number. */
async function expectCounted(page: Page, n: number): Promise<void> {
  await expect.poll(async () => [await found(page), await counted(page)]).toEqual([n, n]);
}

async function matched(request: APIRequestContext, query: string): Promise<number> {
  const answer = await request.get(`/collections/incidents/items?limit=1&${query}`);
  return ((await answer.json()) as { numberMatched: number }).numberMatched;
}

test('list, time bar and counts of groups tell what the server counts, and filters change them', async ({
  page,
  request,
}) => {
  await openMap(page);
  const all = await matched(request, PERIOD);
  expect(all).toBeGreaterThan(1000);
  await expectCounted(page, all);

  await page.getByRole('checkbox', { name: /Cierres/ }).click();
  const rest = await matched(request, `${PERIOD}&filter=category <> 'closures'`);
  await expectCounted(page, rest);
  await page.getByRole('checkbox', { name: /Cierres/ }).click();

  const before = await drawn(page);
  await page.goto('about:blank');
  await openMap(page, '/#period=2019-03-01/2019-03-31');
  const march = await matched(request, 'datetime=2019-03-01/2019-03-31');
  await expect.poll(() => found(page)).toBe(march);
  await expect.poll(async () => (await drawn(page)).on).toBeLessThan(before.on / 2);
});

test('the list is turned page by page, in the order chosen, each incident once', async ({ page, request }) => {
  await openMap(page);
  const ids = () => rows(page).evaluateAll((all) => all.map((one) => Number((one as HTMLElement).dataset.id)));
  const rest = page.locator('ul[data-section=rest]');
  const first = await rest.locator('.row').count();
  const left = Number((await more(page).last().textContent())?.match(/[\d,]+/)?.[0].replace(',', ''));
  await more(page).last().click();
  await expect(more(page).last()).not.toContainText(left.toLocaleString('en-US'));
  await expect(more(page).last()).toContainText((left - 100).toLocaleString('en-US'));
  expect(await rest.locator('.row').count()).toBeGreaterThan(first);
  const listed = await ids();
  expect(new Set(listed).size).toBe(listed.length);

  const sort = page.getByRole('combobox', { name: 'Ordenar' });
  await expect(sort.getByRole('option', { name: 'por lugar' })).toHaveCount(0);
  await sort.selectOption('longest');
  const answer = await request.get(`/collections/incidents/items?${PERIOD}&sortby=-days&limit=1`);
  const [longest] = ((await answer.json()) as { features: { id: number }[] }).features;
  await expect.poll(async () => (await ids()).slice(0, 1)).toEqual([longest?.id]);

  // The arrows go through what is here.
  await rows(page).first().focus();
  await page.keyboard.press('ArrowDown');
  await expect(rows(page).nth(1)).toBeFocused();
});

test('a row opens its detail, and so does a link', async ({ page }) => {
  await openMap(page);
  await rows(page).nth(1).click();
  await expect(detail(page).locator('h2')).toBeVisible();
  await expect(page).toHaveURL(/incidente=\d+/);
  await page.goto('about:blank');
  await openMap(page, '/#incidente=26');
  await expect(detail(page).locator('h2')).toBeVisible();
  await expectAccessible(page, 'very many');
});

test('a ring comes nearer until its incidents can be listed, and all can be seen again', async ({ page, request }) => {
  // In Yauri many lie within a few streets.
  await openMap(page, '/#mapa=8/-14.79/-71.41&period=2012-01-01/2025-12-31');
  const all = await found(page);
  const zoom = () => Number(page.url().match(/mapa=([\d.]+)/)?.[1]);
  const map = page.locator('.corredor-map canvas');
  const box = await map.boundingBox();
  if (!box) throw new Error('no map');
  await expect.poll(zoom).toBe(8);
  await map.click({ position: { x: box.width / 2, y: box.height / 2 } });
  await expect.poll(zoom).toBeGreaterThan(8.9);
  expect(await found(page)).toBe(all);

  // Those beyond the map's window and those without a place.
  const chip = page.getByRole('button', { name: /fuera del mapa/ });
  const off = await matched(
    request,
    'datetime=2012-01-01/2025-12-31&filter=geom IS NULL OR S_DISJOINT(geom, BBOX(-75, -18.5, -69, -12.5))',
  );
  await expect(chip).toContainText(String(off));
  await chip.click();
  await expect.poll(() => found(page)).toBe(off);
  await expect(row(page, 'Lima').first()).toBeVisible();
  await page.getByRole('button', { name: 'Ver todos' }).click();
  await expect.poll(() => found(page)).toBe(all);
});

for (const zoom of [11, 15])
  test(`what lies at one spot is listed where no zoom takes it apart, from zoom ${zoom}`, async ({ page, request }) => {
    // The seed has several incidents at the same point of Challhuahuacho; of those made up none has words.
    const years = 'period=2012-01-01/2025-12-31';
    await openMap(page, `/#mapa=${zoom}/-14.12/-72.249&${years}&q=challhuahuacho`);
    const few = await found(page);
    expect(few).toBeLessThan(200);
    const map = page.locator('.corredor-map canvas');
    const box = await map.boundingBox();
    if (!box) throw new Error('no map');
    const here = await matched(
      request,
      'q=challhuahuacho&filter=geom IS NOT NULL&bbox=-72.24901,-14.12001,-72.24899,-14.11999',
    );
    expect(here).toBeGreaterThan(1);
    await map.click({ position: { x: box.width / 2, y: box.height / 2 } });
    await expect(page.getByText(/en este punto del mapa/)).toBeVisible();
    await expect.poll(() => found(page)).toBe(here);
    await expect(listHead(page)).toBeFocused();
  });

test('tiles that come late are of the filter of now', async ({ page, request }) => {
  let held: (() => void) | undefined;
  const first = new Promise<void>((go) => {
    held = go;
  });
  await page.route(/layers=incidents.*datetime=2012/, async (route) => {
    await first;
    await route.continue();
  });
  await page.setViewportSize({ width: 390, height: 844 });
  const asked = page.waitForRequest(/layers=incidents.*datetime=2012/);
  await page.goto('/#period=2012-01-01/2025-12-31');
  await asked;
  await expect.poll(() => found(page)).toBeGreaterThan(20_000);
  // While the tiles of all years are on their way, a month is chosen.
  await page.evaluate(() => {
    location.hash = '#period=2019-03-01/2019-03-31';
  });
  const march = await matched(request, 'datetime=2019-03-01/2019-03-31');
  await expect.poll(() => found(page)).toBe(march);
  held?.();
  await expect.poll(async () => (await drawn(page)).on + (await drawn(page)).off).toBe(march);
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('the rings and what is off the map add up to what is found', async ({ page }) => {
    await openMap(page);
    const all = await found(page);
    await expect.poll(async () => (await drawn(page)).on + (await drawn(page)).off).toBe(all);
    await expectAccessible(page, 'very many, on a phone');
  });
});
