import { expect, openMap, test } from './journey';
import { bar, detail, row, rows } from './page';

test('narrow: the detail takes the place of the list and gives it back', async ({ page }) => {
  await page.setViewportSize({ width: 1100, height: 800 });
  await openMap(page);
  await row(page, 'Manantiales').first().click();
  await expect(detail(page).getByRole('heading', { level: 2 })).toBeVisible();
  await expect(rows(page).first()).toBeHidden();
  await detail(page).getByRole('button', { name: 'Volver' }).click();
  await expect(rows(page).first()).toBeVisible();
});

test('narrower: the list is a drawer', async ({ page }) => {
  await page.setViewportSize({ width: 800, height: 900 });
  await page.goto('/');
  await expect(page.locator('corredor-headline')).toContainText('2 abr 2019');
  await expect(rows(page).first()).toBeHidden();
  await page.getByRole('button', { name: 'Lista y filtros' }).click();
  await expect(rows(page).first()).toBeVisible();
});

test('at every width row 1 of the time bar fits and nothing scrolls sideways', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await page.goto('/');
  await expect(page.locator('corredor-headline')).toContainText('2 abr 2019');
  for (const width of [1440, 1280, 1279, 960, 959, 640]) {
    await page.setViewportSize({ width, height: 900 });
    await expect(async () => {
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      const end = await bar(page).getByRole('button', { name: 'Todo', exact: true }).boundingBox();
      expect((end?.x ?? width) + (end?.width ?? 1), `the end of row 1 at ${width} px`).toBeLessThanOrEqual(width);
    }).toPass();
  }
});
