import { during, incidents } from './facts';
import { expect, open, openMap, test } from './journey';
import { expectAgreement, found, headline, row } from './page';

test('opens at the corridor with the incidents of 2019 by name', async ({ page, request }) => {
  await openMap(page);
  await expect(headline(page)).toContainText('2 abr 2019');
  await expect(headline(page)).toContainText('2 zonas de emergencia');
  await expect(headline(page)).toContainText('DS 056-2019-PCM');
  await expect(headline(page)).toContainText('3 incidentes activos');

  const active = page.getByRole('list', { name: /Activos el 2/ });
  for (const name of ['Bloqueo · Yavi Yavi', 'Bloqueo · Manantiales', 'Enfrentamiento · Pumamarca']) {
    await expect(active.getByRole('link', { name })).toBeVisible();
  }
  await expect(row(page, 'Bloqueo · Tumilaca').first()).toBeVisible();

  const expected = (await incidents(request)).filter((i) => during(i, '2019-01-01', '2019-12-31'));
  expect(await found(page)).toBe(expected.length);
  expect(await expectAgreement(page)).toBe(expected.length);
});

test('prefers the language of the browser', async ({ browser, baseURL, clean: _ }) => {
  for (const [locale, words] of [
    ['es-PE', 'incidentes'],
    ['en-GB', 'incidents'],
    ['fr-FR', 'incidentes'],
  ] as const) {
    const context = await browser.newContext({ locale, baseURL });
    const page = await context.newPage();
    await open(page);
    await expect(page.locator('corredor-list h2')).toContainText(words);
    await expect(page.locator('html')).toHaveAttribute('lang', locale === 'en-GB' ? 'en' : 'es');
    await context.close();
  }
});

test('tells how long opening takes', async ({ page }) => {
  await openMap(page);
  await page.goto('about:blank');
  const began = Date.now();
  await page.goto('/');
  await expect(page.locator('corredor-list .row').first()).toBeVisible();
  const list = Date.now() - began;
  await expect(page.locator('.corredor-map')).toHaveAttribute('data-drawn', /./);
  const map = Date.now() - began;
  const parsed = await page.evaluate(() => {
    const [entry] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
    return Math.round(entry?.domInteractive ?? 0);
  });
  process.stdout.write(`Opening, second visit: document ${parsed} ms, list ${list} ms, map drawn ${map} ms.\n`);
  test.info().annotations.push({ type: 'opening', description: `document ${parsed}, list ${list}, map ${map} ms` });
});
