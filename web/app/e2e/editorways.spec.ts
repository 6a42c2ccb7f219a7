/** The editor by touch, by keyboard alone, and for those who listen. */
import type { Page } from '@playwright/test';
import { field, map, newDraft, pixel, settled, stored, test, touches } from './desks';
import { expect, expectAccessible } from './journey';

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('a stretch is written and its end is dragged by a finger', async ({ page, context }) => {
    await newDraft(page);
    await field(page, 'Desde').fill('130');
    await field(page, 'Hasta').fill('160');
    await settled(page);
    await page.waitForTimeout(1000); // the camera comes to rest
    const end = page
      .getByRole('group', { name: 'Regla de km con los dos extremos' })
      .getByRole('slider', { name: 'Extremo final' });
    const box = (await end.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const finger = await context.newCDPSession(page);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', at: number) =>
      finger.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x: at, y }] });
    await touch('touchStart', x);
    for (let i = 1; i <= 6; i++) await touch('touchMove', x - i * 6);
    await touch('touchEnd', x - 36);
    await expect(field(page, 'Hasta')).not.toHaveValue('160+000');
    await settled(page);
    expect((await stored(page)).content.zones[0].definition.parts[0].to).toBeLessThan(160);

    await page.getByRole('button', { name: 'Lo que toca' }).tap();
    await expect(touches(page)).toContainText('Superficie');
    await expectAccessible(page, 'editor on a phone');
    const low = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('button, a, input, select, label.option, label.toggle')]
        .filter((e) => e.offsetParent && !e.classList.contains('unseen') && e.className !== 'sheet-handle')
        .map((e) => ({ name: e.textContent?.trim() || e.id, box: e.getBoundingClientRect() }))
        .filter(({ box }) => box.width > 0 && box.height > 0 && box.height < 43.5)
        .map(({ name, box }) => `${name}: ${box.height}`),
    );
    expect(low).toEqual([]);
    await page.screenshot({ path: test.info().outputPath('phone.png') });
  });

  test('a shape is drawn by a finger, and a corner of it removed', async ({ page }) => {
    await newDraft(page);
    await page.getByRole('button', { name: 'A mano' }).tap();
    await expect(page.getByText('Nada dibujado todavía.')).toBeVisible();
    const tap = async ([x, y]: [number, number]) => {
      const box = (await map(page).boundingBox()) ?? { x: 0, y: 0 };
      await page.touchscreen.tap(box.x + x, box.y + y);
      // Two taps closer together than this are one double tap.
      await page.waitForTimeout(400);
    };
    // The sheet of the form covers the lower half of the map.
    const { width = 0, height = 0 } = (await map(page).boundingBox()) ?? {};
    const corners = [
      [0.3, 0.12],
      [0.6, 0.12],
      [0.6, 0.32],
      [0.3, 0.32],
      [0.3, 0.12],
    ];
    for (const [x = 0, y = 0] of corners) await tap([x * width, y * height]);
    await expect(page.getByText('4 vértices.')).toBeVisible();
    await settled(page);
    const [{ definition }] = (await stored(page)).content.zones;
    await tap(await pixel(page, definition.parts[0].geometry.coordinates[0][0][0]));
    await page.getByRole('button', { name: 'Quitar este vértice' }).tap();
    await expect(page.getByText('3 vértices.')).toBeVisible();
  });
});

test('by keyboard alone: a district and a stretch, kept and ready to submit', async ({ page }) => {
  await newDraft(page);
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  await reach(page, 'Por distritos');
  await press('Enter');
  await reach(page, 'Buscar y añadir');
  await page.keyboard.type('Challhuahuacho');
  await press('Enter');
  await expect(page.locator('.chips')).toContainText('Challhuahuacho');
  await reach(page, 'Primer día');
  await page.keyboard.type('29 mar 2019');
  await reach(page, 'Domicilio');
  await press('Space');
  await reach(page, '+ Añadir zona');
  await press('Enter');
  await reach(page, 'Desde');
  await page.keyboard.type('130');
  await reach(page, 'Hasta');
  await page.keyboard.type('160');
  await reach(page, 'Extremo final, en el mapa');
  await press('Shift+ArrowLeft', 'ArrowRight');
  await expect(field(page, 'Hasta')).toHaveValue('159+100');
  await settled(page);
  const [area, strip] = (await stored(page)).content.zones;
  expect(area.definition.parts[0].units).toEqual(['Challhuahuacho']);
  expect([strip.start, strip.rights, strip.definition.parts[0].to]).toEqual(['2019-03-29', ['home'], 159.1]);
  // Who listens hears the zone in a sentence.
  await expect(page.locator('[aria-live="polite"].unseen')).toContainText('Zona 2: km 130+000 a 159+100');
});

test('axe finds nothing on the list, in the form, in a refusal to submit, in the dark', async ({ page }) => {
  await page.goto('/editor');
  await expect(page.getByRole('heading', { name: 'Borradores de zonas' })).toBeVisible();
  await expectAccessible(page, 'list of drafts');
  await newDraft(page);
  await field(page, 'Desde').fill('170');
  await field(page, 'Hasta').fill('160');
  await settled(page);
  await page.getByRole('button', { name: 'Enviar a publicación' }).click();
  await expect(page.getByRole('alert', { name: 'Falta antes de enviar' })).toBeVisible();
  await expectAccessible(page, 'editor by km');
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.getByRole('button', { name: 'A mano' }).click();
  await expectAccessible(page, 'editor by hand, dark');
  await page.getByRole('button', { name: 'Combinar' }).click();
  await expectAccessible(page, 'editor, combined, dark');
});

/** Tabs on until what has this name has the focus. */
async function reach(page: Page, name: string): Promise<void> {
  for (let i = 0; i < 120; i++) {
    await page.keyboard.press('Tab');
    const here = await page.evaluate(() => {
      const e = document.activeElement as HTMLElement | null;
      const label = e instanceof HTMLInputElement ? e.labels?.[0]?.textContent : null;
      return (e?.getAttribute('aria-label') || label || e?.textContent || '').trim();
    });
    if (here === name) return;
  }
  throw new Error(`${name} was not reached`);
}
