import { expect, expectAccessible, test } from './journey';

/** One walk, from a list to the pages that last: by hand, by voice, on a phone and on paper. */
test('a reader comes to a page that lasts, and finds where each fact comes from', async ({ page }) => {
  test.slow();
  await page.goto('/list?lang=es&year=2019&q=Yavi+Yavi&category=closures');
  await page
    .getByRole('link', { name: /^Bloqueo · Yavi Yavi/ })
    .last()
    .click();
  const title = page.getByRole('heading', { level: 1 });
  await expect(title).toHaveText(/Bloqueo · Yavi Yavi, \d/);
  await page.goto('/incidents/26?lang=es');
  await expect(page.getByRole('heading', { name: /Lo que dice cada fuente/ })).toBeVisible();
  await expect(page.getByRole('link', { name: 'archivo' }).first()).toHaveAttribute(
    'href',
    /^https:\/\/web\.archive\.org\/web\/20190413\/https:\/\/elcomercio\.pe\//,
  );
  await expectAccessible(page, 'incident');

  // On paper the bar is gone, and the addresses of sources can be read.
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('navigation', { name: 'Secciones' })).toBeHidden();
  await expect(page.getByRole('link', { name: 'archivo' })).toHaveCount(0);
  await page.emulateMedia({ media: 'screen', colorScheme: 'dark' });

  await page.getByRole('link', { name: 'Versión 1', exact: true }).click();
  await expect(page.getByText('Esta es la versión 1')).toBeVisible();
  await page.getByRole('link', { name: 'Ver lo que hoy se sabe' }).click();
  await page
    .getByRole('link', { name: /km 130–160/ })
    .first()
    .click();
  await expect(title).toHaveText(/^Zona del DS/);
  await expectAccessible(page, 'zone, dark');

  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/commitments/100?lang=en');
  await expect(title).toHaveText(/^Commitment: /);
  await expectAccessible(page, 'commitment, phone');
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide).toBeLessThanOrEqual(390);
  const small = await page
    .locator('.related a, .turns-told a, .seal a')
    .evaluateAll((links) => links.filter((a) => a.getBoundingClientRect().height < 43).map((a) => a.textContent));
  expect(small, 'targets under 44 px').toEqual([]);
});
