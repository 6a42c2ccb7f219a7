import { during, incidents } from './facts';
import { expect, openMap, test } from './journey';
import { expectAgreement, listHead, row, rows, search } from './page';

const YEAR = ['2019-01-01', '2019-12-31'] as const;

test('by group: list, map and histogram follow', async ({ page, request }) => {
  await openMap(page);
  const year = (await incidents(request)).filter((i) => during(i, ...YEAR));
  const closures = year.filter((i) => i.properties.category === 'closures').length;
  await page.getByRole('checkbox', { name: /^Cierres/ }).uncheck();
  expect(await expectAgreement(page)).toBe(year.length - closures);
  await expect(rows(page).filter({ hasText: 'Bloqueo' })).toHaveCount(0);
  for (const name of ['Violencia', 'Acción del Estado', 'Diálogo', 'Otros']) {
    await page.getByRole('checkbox', { name: new RegExp(`^${name}`) }).uncheck();
  }
  await expect(page.getByText('Nada coincide con estos filtros')).toBeVisible();
  await page.locator('corredor-list').getByRole('button', { name: 'Quitar filtros' }).click();
  expect(await expectAgreement(page)).toBe(year.length);
});

test('by kind and by precision', async ({ page, request }) => {
  await openMap(page);
  const year = (await incidents(request)).filter((i) => during(i, ...YEAR));
  const blockades = year.filter((i) => i.properties.kind === 'blockade');
  await page.getByRole('button', { name: 'Tipo', exact: true }).click();
  await page.getByRole('checkbox', { name: /^Bloqueo \d/ }).check();
  await page.keyboard.press('Escape');
  expect(await expectAgreement(page)).toBe(blockades.length);

  await page.getByRole('button', { name: /^Precisión/ }).click();
  await page.getByRole('checkbox', { name: /^comunidad/ }).uncheck();
  await page.keyboard.press('Escape');
  const left = blockades.filter((i) => i.properties.place_precision !== 'community');
  expect(await expectAgreement(page)).toBe(left.length);
});

test('by text, whatever its accents and spelling: "capacmarca" finds Ccapacmarca', async ({ page }) => {
  await openMap(page);
  const before = await expectAgreement(page);
  await search(page).fill('capacmarca');
  await expect(row(page, 'Ccapacmarca').first()).toBeVisible();
  const few = await expectAgreement(page);
  expect(few).toBeGreaterThan(0);
  expect(few).toBeLessThan(before);
  await search(page).fill('CCAPACMARCA');
  await expect(listHead(page)).toHaveText(new RegExp(`^${few} `));
  await search(page).fill('qwxjk');
  await expect(page.getByText('Nada coincide con estos filtros')).toBeVisible();
});

test('a visit to the search is one step for Back, however slowly one types', async ({ page }) => {
  await openMap(page);
  const before = await expectAgreement(page);
  await search(page).pressSequentially('yavi', { delay: 500 });
  await expect(row(page, 'Yavi Yavi').first()).toBeVisible();
  await expect.poll(() => page.url()).toMatch(/=yavi(&|$)/);
  await page.goBack();
  await expect(search(page)).toHaveValue('');
  expect(await expectAgreement(page)).toBe(before);
});

test('a link keeps the filters, and Back takes them off one by one', async ({ page }) => {
  await openMap(page);
  const whole = await expectAgreement(page);
  await page.getByRole('checkbox', { name: /^Diálogo/ }).uncheck();
  const some = await expectAgreement(page);
  expect(some).toBeLessThan(whole);
  await page.reload();
  await expect(page.getByRole('checkbox', { name: /^Diálogo/ })).not.toBeChecked();
  expect(await expectAgreement(page)).toBe(some);
  await page.goBack();
  expect(await expectAgreement(page)).toBe(whole);
});
