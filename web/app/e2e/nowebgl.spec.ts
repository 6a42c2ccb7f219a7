import { ARGS, findChromium } from './chromium';
import { expect, test } from './journey';

test.use({
  launchOptions: {
    executablePath: findChromium(),
    args: [...ARGS.filter((a) => !a.includes('swiftshader')), '--disable-gpu', '--disable-3d-apis'],
  },
});

test('without WebGL the list is there, with a sentence in place of the map', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByText('Este navegador no puede dibujar el mapa')).toBeVisible();
  await expect(page.locator('body')).toContainText('Yavi Yavi');
});
