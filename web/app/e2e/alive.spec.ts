/** A server whose database does not start: the page is whole, and says of when its data are. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test as base, expect, openMap } from './journey';
import { detail, expectAgreement } from './page';
import { launch, newFolder, type Running } from './server';

const test = base.extend<object, { left: Running }>({
  left: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameters' names.
    async ({}, use) => {
      const folder = newFolder();
      // The first leaves its snapshot, the second finds no PostgreSQL to run.
      await (await launch(folder, 'first')).stop();
      const nothing = join(folder, 'nothing');
      mkdirSync(nothing);
      const left = await launch(folder, 'left', ['--pg-bin', nothing]);
      await use(left);
      await left.stop();
      rmSync(folder, { recursive: true, force: true });
    },
    { scope: 'worker', timeout: 240_000 },
  ],
  baseURL: async ({ left }, use) => use(left.url),
  log: async ({ left }, use) => use(left.log),
});

test('without its database the server shows map, list, histogram and details, and says so', async ({ page }) => {
  await openMap(page, '/#incidente=26');
  await expect(detail(page).locator('h2')).toBeVisible();
  expect(await expectAgreement(page)).toBeGreaterThan(10);
  await expect(page.getByRole('status').filter({ hasText: /Sin conexión: datos de las \d\d:\d\d/ })).toBeVisible();
  await page.screenshot({ path: test.info().outputPath('alive.png') });
  await page.goto('/list?lang=en');
  await expect(page.getByRole('status').filter({ hasText: 'The database does not answer: data from' })).toBeVisible();
});
