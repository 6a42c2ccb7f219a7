import { expect, openMap, test } from './journey';
import { bar, counted, detail, found, rows, slider, writeDate } from './page';

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 1 });

test('the panels stand in a sheet that rises and falls', async ({ page }) => {
  await openMap(page);
  const handle = page.getByRole('slider', { name: 'Altura del panel' });
  const height = async () => Math.round((await page.locator('.sheet').boundingBox())?.height ?? 0);
  for (const [key, stop] of [
    ['Home', 132],
    ['ArrowUp', Math.round(0.46 * 844)],
    ['ArrowUp', 844 - 64],
  ] as const) {
    await handle.press(key);
    await expect.poll(height).toBe(stop);
  }
  await expect(rows(page).first()).toBeInViewport();

  await handle.press('Home');
  await expect.poll(height).toBe(132);
  await expect(slider(page, 'Fecha de las zonas')).toBeInViewport();
  await expect(bar(page)).toContainText('’19');
  await expect(bar(page).locator('caption')).toContainText('Incidentes por trimestre');
});

test('the period in the list head leads to the dates', async ({ page }) => {
  await openMap(page);
  await page.locator('corredor-list').getByRole('button', { name: '31' }).tap();
  // The button goes as the sheet rises: the focus goes on to the one above the dates.
  await expect(bar(page).getByRole('button', { name: /zonas al/ })).toBeFocused();
  await writeDate(page, 'Fin del periodo', '30 jun 2019');
  await expect.poll(() => page.url()).toContain('period=2019-01-01/2019-06-30');
  await expect.poll(async () => (await found(page)) === (await counted(page))).toBe(true);
});

test('a row opens its detail and Back returns to the list', async ({ page }) => {
  await openMap(page);
  expect(await found(page)).toBeGreaterThan(0);
  await rows(page).first().tap();
  await expect(detail(page).getByRole('heading', { level: 2 })).toBeInViewport();
  await expect.poll(() => page.url()).toContain('incidente=');
  await page.goBack();
  await expect(detail(page)).toBeHidden();
  await expect(rows(page).first()).toBeVisible();
});

test('a finger moves the needle', async ({ page }) => {
  await openMap(page);
  const box = await slider(page, 'Fin del periodo').boundingBox();
  if (!box) throw new Error('no handle');
  const x = box.x + box.width / 2;
  const y = box.y + 30;
  const client = await page.context().newCDPSession(page);
  const touch = (type: string, at?: number) =>
    client.send('Input.dispatchTouchEvent', {
      type: type as 'touchStart',
      touchPoints: at === undefined ? [] : [{ x: at, y }],
    });
  await touch('touchStart', x);
  for (let n = 1; n <= 8; n++) await touch('touchMove', x + 5 * n);
  await touch('touchEnd');
  await expect.poll(() => page.url()).toMatch(/period=2019-01-01\/202\d-/);
});

test('nothing is wider than the screen and targets are large enough', async ({ page }) => {
  await openMap(page);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide).toBeLessThanOrEqual(390);
  const small = await page.evaluate(() => {
    const all = [...document.querySelectorAll('button, .row, input:not([type=checkbox])')];
    return all
      .map((el) => ({ el, box: el.getBoundingClientRect() }))
      .filter(
        ({ box }) => box.width > 0 && box.height > 0 && box.top < innerHeight && (box.height < 24 || box.width < 24),
      )
      .map(({ el }) => el.outerHTML.slice(0, 80));
  });
  expect(small).toEqual([]);
});
