import { expect, test } from './journey';

test.use({ javaScriptEnabled: false });

test('without JavaScript the list stands in the page, with a sentence of explanation', async ({ page }) => {
  await page.goto('/');
  await expect(page.locator('#fallback')).toBeVisible();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.locator('#fallback .why')).toContainText('JavaScript');
  await expect(page.locator('#fallback h3', { hasText: 'Yavi Yavi' }).first()).toBeVisible();
  await expect(page.locator('#fallback .waiting')).toBeHidden();
});

for (const [path, words] of [
  ['/list', 'Yavi Yavi'],
  ['/decrees', 'DS 056-2019-PCM'],
  ['/dialogue', 'Mesa'],
  ['/data', 'GeoNames'],
] as const) {
  test(`without JavaScript ${path} is read in both languages`, async ({ page }) => {
    await page.goto(`${path}?lang=es`);
    await expect(page.locator('html')).toHaveAttribute('lang', 'es');
    await expect(page.locator('main')).toContainText(words);
    await page.goto(`${path}?lang=en`);
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  });
}
