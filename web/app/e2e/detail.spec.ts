import { incidents } from './facts';
import { expect, openMap, test } from './journey';
import { detail, headline, row, writeDate } from './page';

test('an incident opens with its sources as links, closes, and Back opens it again', async ({ page, request }) => {
  await openMap(page);
  await row(page, 'Manantiales').first().click();
  await expect(detail(page).getByRole('heading', { level: 2 })).toHaveText('Bloqueo en Manantiales');
  await expect(detail(page)).toContainText('Challhuahuacho');
  await expect(detail(page)).toContainText('ninguno reportado');
  await expect(detail(page)).toContainText('Las fuentes no coinciden');
  // Each source the collections give stands there, as a link where it has an address.
  const [incident] = (await incidents(request)).filter((i) => i.properties.code === 'INC028');
  const sources = incident?.properties.sources as { name: string; url: string | null }[];
  expect(sources.length).toBeGreaterThan(1);
  for (const { name, url } of sources) {
    await expect(detail(page)).toContainText(name.split(',')[0] ?? name);
    if (url) await expect(detail(page).locator(`a[href="${url}"]`).first()).toBeVisible();
  }

  await expect.poll(() => page.url()).toContain('incidente=');
  // Steps that follow each other closely are one entry.
  await page.waitForTimeout(400);
  await page.keyboard.press('Escape');
  await expect(detail(page)).toBeHidden();
  await expect.poll(() => page.url()).not.toContain('incidente=');
  await page.goBack();
  await expect(detail(page).getByRole('heading', { level: 2 })).toHaveText('Bloqueo en Manantiales');
  await page.goBack();
  await expect(detail(page)).toBeHidden();
  await page.goForward();
  await expect(detail(page)).toBeVisible();
});

test('its link opens the same in another page: view, date, filter, selection and language', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openMap(page);
  await page.getByRole('checkbox', { name: /^Otros/ }).uncheck();
  await writeDate(page, 'Fecha de las zonas', '1 mar 2019');
  await row(page, 'Yavi Yavi').first().click();
  const view = (url: string) => /mapa=([^&]+)/.exec(url)?.[1];
  await expect.poll(() => page.url()).toContain('incidente=');
  const before = view(page.url());
  await page.getByRole('button', { name: 'Acercar' }).click();
  await expect(detail(page)).toContainText('Yavi Yavi');
  await expect.poll(() => view(page.url())).not.toBe(before);
  await detail(page).getByRole('button', { name: 'Enlace' }).click();
  await expect(page.getByText('Enlace copiado')).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  // Crawlers and chat programs read a query, and not what stands behind the #.
  expect(link.replace('/?', '/#')).toBe(page.url());

  const other = await context.newPage();
  await openMap(other, link);
  await expect(detail(other).getByRole('heading', { level: 2 })).toContainText('Yavi Yavi');
  await expect(headline(other)).toContainText('1 mar 2019');
  await expect(other.getByRole('checkbox', { name: /^Otros/ })).not.toBeChecked();
  await expect.poll(() => view(other.url())).toBe(view(link));
});

test('a link without a view brings what it selects out from under the panels', async ({ page, request }) => {
  // The farthest to the right of those on the map, where the detail covers it if the window is wide.
  await page.setViewportSize({ width: 1440, height: 900 });
  const placed = (await incidents(request)).filter((i) => i.at && i.at[0] < -69.5 && i.at[1] < -13 && i.at[1] > -18);
  const [east] = placed.toSorted((a, b) => (b.at?.[0] ?? 0) - (a.at?.[0] ?? 0));
  const year = String(east?.properties.start).slice(0, 4);
  await openMap(page, `/#periodo=${year}-01-01..${year}-12-31&incidente=${east?.id}`);
  await expect(detail(page).getByRole('heading', { level: 2 })).toBeVisible();
  // The address tells where the map came to rest: farther east than the corridor's middle.
  await expect.poll(() => Number(/mapa=[\d.]+\/[-\d.]+\/([-\d.]+)/.exec(page.url())?.[1])).toBeGreaterThan(-71.4);
});

test('a zone opens with its decree, its words, its chain and the kilometres it covers', async ({ page }) => {
  await openMap(page);
  await headline(page).getByRole('link', { name: 'DS 056-2019-PCM' }).click();
  await expect(detail(page).getByRole('heading', { level: 2 })).toHaveText('DS 056-2019-PCM');
  await expect(detail(page)).toContainText('Lo que dice el decreto');
  await expect(detail(page)).toContainText('Derechos suspendidos');
  // The decree has two zones: a district, and the kilometres that others before it declared.
  await detail(page).getByRole('listitem').filter({ hasText: 'km 130–160' }).getByRole('link').first().click();
  await expect(detail(page).getByText('130+000 – 160+000')).toBeVisible();
  await expect(detail(page)).toContainText('Cadena de prórrogas');
  await expect(detail(page)).toContainText(/\d\s?km²/);
});

test('the language changes everywhere at once and stays in the link', async ({ page }) => {
  await openMap(page);
  await row(page, 'Manantiales').first().click();
  await page.locator('corredor-header').getByRole('button', { name: 'English' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(detail(page).getByRole('heading', { level: 2 })).toHaveText('Blockade, Manantiales');
  await expect(headline(page)).toContainText('2 Apr 2019');
  await expect(page.locator('corredor-list h2')).toContainText('incidents');
  await expect(page.locator('corredor-timebar')).toContainText('Zones in force');
  await expect(page.locator('body')).not.toContainText(/incidentes|Cierres|Fallecidos/);
  await expect.poll(() => page.url()).toContain('idioma=en');
  await page.reload();
  await expect(page.locator('corredor-list h2')).toContainText('incidents');
});
