import { during, incidents, inForce, zones } from './facts';
import { expect, openMap, test } from './journey';
import { bar, counted, expectAgreement, headline, row, slider, writeDate } from './page';

const DATE = 'Fecha de las zonas';

test('moving the date changes the zones: km 130–160 on 1 March 2019, none on 1 May', async ({ page, request }) => {
  const map = await openMap(page);
  const all = await zones(request);
  const ids = (day: string) =>
    all
      .filter((z) => inForce(z, day))
      .map((z) => z.id)
      .sort((a, b) => a - b)
      .join(' ');

  await writeDate(page, DATE, '1 mar 2019');
  await expect(headline(page)).toContainText('1 mar 2019');
  await expect(headline(page)).toContainText('1 zona de emergencia');
  await expect(map).toHaveAttribute('data-zones', ids('2019-03-01'));
  await headline(page).getByRole('link').first().click();
  const zone = page.locator('corredor-detail');
  await expect(zone).toContainText('km 130–160');
  await expect(zone).toContainText('PE-3SY');

  await writeDate(page, DATE, '1 may 2019');
  await expect(headline(page)).toContainText('Ninguna zona ese día');
  await expect(map).toHaveAttribute('data-zones', '');
  expect(ids('2019-05-01')).toBe('');

  await writeDate(page, DATE, '2019-04-02');
  await expect(map).toHaveAttribute('data-zones', ids('2019-04-02'));
});

test('the handles and the needle answer to keys and speak their dates', async ({ page, request }) => {
  await openMap(page);
  const from = slider(page, 'Inicio del periodo');
  await from.focus();
  await expect(from).toHaveAttribute('aria-valuetext', '1 de enero de 2019');
  await from.press('PageUp');
  await from.press('ArrowRight');
  await expect(from).toHaveAttribute('aria-valuetext', '2 de febrero de 2019');

  const to = slider(page, 'Fin del periodo');
  await to.press('Shift+PageUp');
  await expect(to).toHaveAttribute('aria-valuetext', '31 de diciembre de 2020');
  const expected = (await incidents(request)).filter((i) => during(i, '2019-02-02', '2020-12-31'));
  expect(await expectAgreement(page)).toBe(expected.length);

  const needle = slider(page, DATE);
  await needle.press('Home');
  await expect(needle).toHaveAttribute('aria-valuetext', '2 de febrero de 2019');
  await needle.press('ArrowLeft');
  await expect(needle).toHaveAttribute('aria-valuetext', '2 de febrero de 2019');
  await expect(headline(page)).toContainText('2 feb 2019');
});

test('dragging moves an end, the period and the needle, and the list follows', async ({ page, request }) => {
  await openMap(page);
  const all = await incidents(request);
  const drag = async (name: string, by: number, where = { dx: 0, dy: 20 }) => {
    const box = await slider(page, name).boundingBox();
    if (!box) throw new Error(`${name} is not on the page`);
    const x = box.x + box.width / 2 + where.dx;
    const y = box.y + where.dy;
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + by / 2, y, { steps: 4 });
    await page.mouse.move(x + by, y, { steps: 4 });
    await page.mouse.up();
  };
  const link = () => new URL(page.url()).hash;

  // Held between the handles, the whole moves and keeps its length: months are what a pointer can aim at here.
  await drag('Fin del periodo', -30, { dx: -40, dy: 50 });
  await expect.poll(link).toMatch(/period=2018-\d\d-01\/2019-\d\d-(28|30|31)/);
  await drag('Fin del periodo', 30, { dx: -40, dy: 50 });
  await expect.poll(link).toMatch(/period=2019-01-01\/2019-12-31/);

  await drag('Fin del periodo', -30);
  // The link is written while the hand still moves, too: its last word is the one that counts.
  await expect(async () => {
    const [, end = ''] = /period=2019-01-01\/(2019-\d\d-\d\d)/.exec(link()) ?? [];
    expect(end < '2019-12-31').toBe(true);
    expect(await expectAgreement(page)).toBe(all.filter((i) => during(i, '2019-01-01', end)).length);
  }).toPass();

  const needle = slider(page, DATE);
  const before = Number(await needle.getAttribute('aria-valuenow'));
  await drag(DATE, 6, { dx: 0, dy: 6 });
  expect(Number(await needle.getAttribute('aria-valuenow'))).toBeGreaterThan(before);
});

test('a date that cannot be read is told in words, and Escape brings the old one back', async ({ page }) => {
  await openMap(page);
  const field = bar(page).getByRole('textbox', { name: 'Inicio del periodo' });
  await field.fill('ayer');
  await field.press('Enter');
  await expect(bar(page).getByRole('alert').filter({ hasText: 'No se entiende' })).toBeVisible();
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await field.fill('31 feb 2019');
  await field.press('Enter');
  await expect(bar(page).getByRole('alert').filter({ hasText: 'no existe' })).toBeVisible();
  await field.press('Escape');
  await expect(field).toHaveValue(/^1.ene.2019$/);
  await field.fill('mar 2019');
  await field.press('Enter');
  await expect(field).toHaveValue(/^1.mar.2019$/);
});

test('play moves the date, pauses, and stops at the end', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await openMap(page);
  const needle = slider(page, DATE);
  const date = () => needle.getAttribute('aria-valuetext');
  await bar(page).getByRole('button', { name: 'Reproducir' }).click();
  await expect.poll(date).not.toBe('2 de abril de 2019');
  await bar(page).getByRole('button', { name: 'Pausar' }).click();
  const paused = await date();
  await page.waitForTimeout(700);
  expect(await date()).toBe(paused);
  await expect.poll(() => page.url()).toContain('fecha=2019-');

  await bar(page).getByText('mes', { exact: true }).click();
  await bar(page).getByRole('button', { name: 'Reproducir' }).click();
  await expect.poll(date).toBe('31 de diciembre de 2019');
  await expect(bar(page).getByRole('button', { name: 'Reproducir' })).toBeVisible();
});

test('who prefers less motion steps instead of playing', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await openMap(page);
  await expect(bar(page).getByRole('button', { name: 'Reproducir' })).toHaveCount(0);
  await bar(page).getByRole('button', { name: 'Un paso adelante' }).first().click();
  await expect(headline(page)).toContainText('3 abr 2019');
});

test('the table behind the histogram tells its counts, and the period of one month the same', async ({ page }) => {
  await openMap(page);
  await bar(page).getByRole('button', { name: 'Ver la tabla' }).click();
  const april = bar(page).getByRole('row', { name: /^abr 2019/ });
  const total = Number(await april.getByRole('cell').last().textContent());
  await bar(page).getByRole('button', { name: 'Cerrar la tabla' }).click();
  await writeDate(page, 'Inicio del periodo', 'abr 2019');
  await writeDate(page, 'Fin del periodo', 'abr 2019');
  expect(await expectAgreement(page)).toBe(total);
  expect(await counted(page)).toBe(total);
  await expect(row(page, 'Yavi Yavi').first()).toBeVisible();
});

test('the enlarged period counts by weeks', async ({ page }) => {
  await openMap(page);
  await bar(page).getByRole('button', { name: 'Ampliar' }).click();
  await expect(bar(page).locator('caption')).toContainText('Incidentes por semana');
  await expect(bar(page).locator('tbody tr')).toHaveCount(53);
  await bar(page).getByRole('button', { name: 'Todo', exact: true }).click();
  await expect(bar(page).locator('caption')).toContainText('Incidentes por mes');
});
