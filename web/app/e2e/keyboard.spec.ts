import { expect, openMap, test } from './journey';
import { detail, headline, row, search, slider } from './page';

test('from the start to a source with the keyboard alone', async ({ page }) => {
  await openMap(page);
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Ir a la lista' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(row(page, /./).first()).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(row(page, /./).nth(1)).toBeFocused();
  const name = (await row(page, /./).nth(1).locator('.row-title').textContent())?.split(' · ')[1] ?? '';
  await page.keyboard.press('Enter');
  await expect(detail(page).getByRole('heading', { level: 2 })).toContainText(name);
  await expect(detail(page).getByRole('heading', { level: 2 })).toBeFocused();

  const source = detail(page).locator('a[href^="http"]').first();
  for (let n = 0; n < 30 && !(await source.evaluate((a) => a === document.activeElement)); n++) {
    await page.keyboard.press('Tab');
  }
  await expect(source).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(detail(page)).toBeHidden();
  await expect(row(page, name).first()).toBeFocused();
});

test('single keys search, step the date and can be switched off', async ({ page }) => {
  await openMap(page);
  await page.keyboard.press('/');
  await expect(search(page)).toBeFocused();
  await page.keyboard.type('yavi, .');
  await expect(search(page)).toHaveValue('yavi, .');
  await page.keyboard.press('Escape');
  await search(page).blur();
  await page.keyboard.press('.');
  await expect(headline(page)).toContainText('3 abr 2019');
  await page.keyboard.press(',');
  await page.keyboard.press(',');
  await expect(headline(page)).toContainText('1 abr 2019');
  // Signs typed into a date are letters there.
  await page.getByRole('textbox', { name: 'Fecha de las zonas' }).focus();
  await page.keyboard.type('.,');
  await page.keyboard.press('Escape');
  await expect(headline(page)).toContainText('1 abr 2019');

  await page.getByRole('button', { name: 'Teclas' }).first().focus();
  await page.keyboard.press('?');
  await page.getByRole('checkbox', { name: /teclas de una sola letra/ }).uncheck();
  await page.keyboard.press('Escape');
  await page.keyboard.press('.');
  await expect(headline(page)).toContainText('1 abr 2019');
});

test('every part of the time bar is reached by Tab', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await openMap(page);
  await page.getByRole('button', { name: 'Reproducir' }).focus();
  await page.keyboard.press(' ');
  await expect(page.getByRole('button', { name: 'Pausar' })).toBeFocused();
  await page.keyboard.press(' ');
  const needle = slider(page, 'Fecha de las zonas');
  for (let n = 0; n < 25 && !(await isFocused()); n++) await page.keyboard.press('Tab');
  expect(await isFocused()).toBe(true);

  function isFocused(): Promise<boolean> {
    return needle.evaluate((g) => (g.getRootNode() as ShadowRoot).activeElement === g);
  }
});
