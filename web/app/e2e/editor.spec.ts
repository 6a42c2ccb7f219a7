/** The zone editor: by km and by districts, kept as one writes, published by another person, seen on the public map. */
import type { Page } from '@playwright/test';
import { decree, field, map, newDraft, pageOf, saved, settled, stored, test, touches } from './desks';
import { expect, openMap } from './journey';

test.describe.configure({ mode: 'serial' });

test('a zone by km is seen at once, with both scales and the doubt of each end', async ({ page }) => {
  await newDraft(page);
  // Who skips the header stands in the form.
  await page.getByRole('link', { name: 'Ir al formulario' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement?.closest('#form') !== null)).toBe(true);
  await field(page, 'Desde').fill('130');
  await field(page, 'Hasta').fill('160');
  await settled(page);
  const from = page.locator('.field-row', { has: field(page, 'Desde') });
  await expect(from).toContainText('≈ 74+800 SUTRAN');
  await expect(from).toContainText('± 3 km');
  await expect(from).toContainText('Muyu Orcco');
  await expect(touches(page)).toContainText('15.5 km²');
  await expect(touches(page)).toContainText('la línea mide 15.5 km; la escala dice 30 km');
  await expect(map(page)).toHaveAttribute('data-drafts', '1');
  // Leaving a field writes the km as posts have it.
  await expect(field(page, 'Desde')).toHaveValue('130+000');
  await expect(page).toHaveURL(/\/editor\/\d+$/);

  await field(page, 'Hasta').fill('13o');
  // What is being typed is not called wrong yet.
  await expect(field(page, 'Hasta')).toHaveAttribute('aria-invalid', 'false');
  await field(page, 'Hasta').press('Tab');
  await expect(page.getByText('Escriba el km como 130+250.')).toBeVisible();
  await field(page, 'Desde').fill('170');
  await field(page, 'Hasta').fill('160');
  await expect(page.locator('.fault', { hasText: /menor|después|inverti|orden/i }).first()).toBeVisible();
  await page.getByRole('button', { name: 'Intercambiar' }).click();
  await expect(field(page, 'Desde')).toHaveValue('160+000');
});

test('both ends move by the mouse and by the keyboard, and each step can be undone', async ({ page }) => {
  await newDraft(page);
  await field(page, 'Desde').fill('130');
  await field(page, 'Hasta').fill('160');
  await settled(page);
  const end = map(page).getByRole('slider', { name: 'Extremo final' });
  await end.focus();
  await page.keyboard.press('ArrowUp');
  await expect(field(page, 'Hasta')).toHaveValue('160+100');
  await page.keyboard.press('Shift+ArrowDown');
  await expect(field(page, 'Hasta')).toHaveValue('159+100');

  await page.waitForTimeout(1300); // two strokes of a key apart are two steps
  const box = (await end.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x, box.y - 90, { steps: 6 });
  await page.mouse.up();
  const dragged = Number((await field(page, 'Hasta').inputValue()).slice(0, 3));
  expect(dragged).toBeGreaterThan(140);
  expect(dragged).toBeLessThan(159);
  await settled(page);

  await page.getByRole('button', { name: 'Deshacer' }).click();
  await expect(field(page, 'Hasta')).toHaveValue('159+100');
  await page.keyboard.press('Control+Shift+Z');
  await expect(field(page, 'Hasta')).not.toHaveValue('159+100');

  const ruler = page.getByRole('group', { name: 'Regla de km con los dos extremos' });
  await ruler.getByRole('slider', { name: 'Extremo inicial' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(field(page, 'Desde')).toHaveValue('130+100');
});

test('the decree of 29 March 2019 is made again by who never saw the page', async ({ page, office, browser }) => {
  test.slow();
  const began = Date.now();
  let steps = 0;
  const step = async (act: Promise<unknown>) => {
    steps++;
    await act;
  };
  await page.goto('/editor');
  await step(page.getByRole('button', { name: 'Nuevo borrador' }).click());
  await expect(field(page, 'Desde')).toBeVisible();
  await step(page.getByRole('button', { name: 'Por distritos' }).click());
  await step(field(page, 'Buscar y añadir').fill('Challhuahuacho'));
  await step(page.keyboard.press('Enter'));
  await expect(page.locator('.chips')).toContainText('Challhuahuacho');
  await step(field(page, 'Primer día').fill('29 mar 2019'));
  await step(field(page, 'Días').fill('15'));
  await expect(page.getByText('hasta el 12 abr')).toBeVisible();
  await step(page.getByText('Domicilio', { exact: true }).click());
  await step(page.getByText('Reunión', { exact: true }).click());
  await step(page.getByRole('button', { name: '+ Añadir zona' }).click());
  await step(field(page, 'Desde').fill('130'));
  await step(field(page, 'Hasta').fill('160'));
  await step(field(page, 'Efecto').selectOption('extend'));
  await step(field(page, 'Prorroga a').selectOption({ label: 'DS 038-2019-PCM · km 130–160, ±500 m' }));
  // The number itself is taken: the decree stands among the facts.
  await step(field(page, 'Número').fill('DS 956-2019-PCM'));
  await step(field(page, 'Publicada el').fill('28 mar 2019'));
  await step(field(page, 'Enlace').fill('https://example.org/ds-056'));
  await settled(page);
  await page.screenshot({ path: test.info().outputPath('decree.png') });
  await expect(touches(page)).toContainText('Prórroga n.º');
  await step(page.getByRole('button', { name: 'Enviar a publicación' }).click());
  await expect(page.getByText('Otra persona debe publicar')).toBeVisible();
  expect(steps).toBeLessThanOrEqual(25);
  process.stdout.write(`DS 056-2019-PCM again: ${steps} steps, ${((Date.now() - began) / 1000).toFixed(0)} s.\n`);

  // Rosa sends it back with a reason; Ana mends it; Rosa publishes it; a third page sees it live.
  const id = Number(/\d+$/.exec(page.url())?.[0]);
  const reader = await pageOf(browser, office, null);
  await openMap(reader, '/#fecha=2019-04-02');
  const before = ((await map(reader).getAttribute('data-zones')) ?? '').split(' ').length;
  const rosa = await pageOf(browser, office, 'rosa');
  await rosa.goto('/editor');
  await rosa.getByRole('link', { name: /DS 956-2019-PCM/ }).click();
  await rosa.getByRole('button', { name: 'Devolver…' }).click();
  await field(rosa, 'Motivo, que leerá quien redactó').fill('Falta nombrar Colquemarca.');
  await rosa.getByRole('button', { name: 'Devolver', exact: true }).click();
  await expect(rosa.getByText('Rosa Quispe lo devolvió: Falta nombrar Colquemarca.')).toBeVisible();
  // The button that opened the reason is gone with the state: the focus stands at the title.
  await expect(rosa.getByRole('heading', { name: 'DS 956-2019-PCM', level: 1 })).toBeFocused();

  // Ana, who has it open, learns of it.
  await comesBack(page);
  await expect(page.locator('.news')).toContainText('Rosa Quispe lo devolvió: Falta nombrar Colquemarca.');
  await page.getByRole('button', { name: 'Entendido' }).click();
  await page.getByRole('button', { name: /Zona 2/ }).click();
  await touches(page).getByRole('button', { name: 'no nombrado' }).click();
  await settled(page);
  await page.getByRole('button', { name: 'Enviar a publicación' }).click();
  await expect(page.getByText('Otra persona debe publicar')).toBeVisible();

  await comesBack(rosa);
  await expect(rosa.getByRole('button', { name: 'Retirar el envío' })).toHaveCount(0);
  // Nothing is published by one click.
  await rosa.getByRole('button', { name: 'Publicar…' }).click();
  const sure = rosa.getByRole('alertdialog', { name: 'Publicar DS 956-2019-PCM' });
  await expect(sure).toContainText('Zona 1 · distrito de Challhuahuacho');
  await expect(sure).toContainText(/29\smar\s–\s12\sabr\s2019, 15\sdías/);
  await expect(sure.getByRole('heading')).toBeFocused();
  await rosa.screenshot({ path: test.info().outputPath('confirm.png') });
  await rosa.keyboard.press('Escape');
  await expect(sure).toHaveCount(0);
  await expect(rosa.getByRole('button', { name: 'Publicar…' })).toBeFocused();
  await rosa.keyboard.press('Enter');
  await sure.getByRole('button', { name: 'Publicar ahora' }).click();
  await expect(rosa.locator('.state-tag')).toHaveText('Publicado');
  await expect(touches(rosa)).not.toContainText('DS 956-2019-PCM');
  await expect
    .poll(async () => ((await map(reader).getAttribute('data-zones')) ?? '').split(' ').length, { timeout: 10_000 })
    .toBe(before + 2);
  const draft = await (await rosa.request.get(`/drafts/${id}`)).json();
  await sameAsTheFacts(rosa, draft.published_zones);

  await comesBack(page);
  await expect(page.locator('.news')).toContainText('Rosa Quispe lo publicó.');
  await expect(page.locator('.state-tag')).toHaveText('Publicado');
  await page.getByRole('button', { name: 'Exportar…' }).click();
  const along = page.getByRole('dialog', { name: 'Versiones, anexo y descargas' });
  await page.screenshot({ path: test.info().outputPath('along.png') });
  const [area] = draft.published_zones;
  for (const name of ['Versiones', 'Anexo para imprimir', 'GeoJSON', 'KML', 'GeoPackage', 'Shapefile', 'CSV']) {
    const href = await along.getByRole('link', { name }).first().getAttribute('href');
    expect(href).toContain(`/zones/${area}/`);
    expect((await page.request.get(href ?? '')).status()).toBe(200);
  }
  await page.getByRole('link', { name: 'Ver en el mapa público' }).click();
  await expect(page).toHaveURL(new RegExp(`fecha=2019-03-29.*zona=${area}`));
  await expect(page.getByRole('heading', { name: /DS 956-2019-PCM/ }).first()).toBeVisible();
  await page.screenshot({ path: test.info().outputPath('public.png') });
  await rosa.context().close();
  await reader.context().close();
});

/** Who comes back to a page is told at once what others did, not within the quarter of a minute. */
const comesBack = (page: Page) => page.evaluate(() => window.dispatchEvent(new Event('focus')));

/** The zones that were just made are those that the facts have of the same decree. */
async function sameAsTheFacts(page: Page, [area, strip]: number[]): Promise<void> {
  for (const [fact, made] of [
    [20, area],
    [21, strip],
  ]) {
    const shape = async (id: number | undefined) =>
      (await (await page.request.get(`/collections/zones/items/${id}?f=json`)).json()).geometry;
    expect(await shape(made)).toEqual(await shape(fact));
  }
}

test('what lacks is told before anything is submitted, and leads to its field', async ({ page }) => {
  await newDraft(page);
  await field(page, 'Desde').fill('130');
  await field(page, 'Hasta').fill('160');
  await settled(page);
  await page.getByRole('button', { name: 'Enviar a publicación' }).click();
  const lacks = page.getByRole('alert', { name: 'Falta antes de enviar' });
  await expect(lacks).toContainText('El número de la norma.');
  await expect(lacks).toContainText('Zona 1: el primer día.');
  await expect(lacks.getByRole('heading')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Enviar a publicación' })).toBeFocused();
  await page.keyboard.press('Enter');
  await lacks.getByRole('button', { name: 'Zona 1: el primer día.' }).click();
  await expect(field(page, 'Primer día')).toBeFocused();
  await decree(page, 'DS 900-2019-PCM');
  await expect(saved(page)).toContainText('Guardado');
});

test('an act is extended with the next period of its zone, and one is lifted', async ({ page }) => {
  await page.goto('/editor');
  await page.getByLabel('Número, por ejemplo 038-2019').fill('038-2019');
  await page.getByRole('button', { name: 'Prorrogar DS 038-2019-PCM' }).click();
  await expect(field(page, 'Desde')).toHaveValue('130+000');
  await expect(field(page, 'Primer día')).toHaveValue('29 mar 2019');
  await expect(field(page, 'Efecto')).toHaveValue('extend');
  await expect(touches(page)).toContainText('sin vacíos');

  await newDraft(page);
  await field(page, 'Qué hace la norma').selectOption('lift');
  await page.getByRole('button', { name: '+ Levantar una zona' }).click();
  await field(page, 'Zona que levanta, 1').selectOption({ label: 'DS 038-2019-PCM · km 130–160, ±500 m' });
  await field(page, 'Ya no rige desde').fill('20 mar 2019');
  await page.getByRole('button', { name: 'Quitar esta zona' }).click();
  await page.getByText('Título, y texto en inglés').click();
  await field(page, 'Ámbito, en inglés').fill('The corridor');
  await field(page, 'Título').fill('Levanta la emergencia');
  await field(page, 'Título en inglés').fill('Lifts the emergency');
  await settledDraft(page);
  const { content } = await stored(page);
  expect(content.decree.words.en).toBe('The corridor');
  expect(content.decree.title).toEqual({ es: 'Levanta la emergencia', en: 'Lifts the emergency' });
  expect(content.zones).toEqual([]);
  expect(content.lifts).toEqual([{ zone: 19, from: '2019-03-20' }]);
});

/** Without a zone there is no preview to wait for. */
async function settledDraft(page: Page): Promise<void> {
  await page.waitForTimeout(1200); // longer than the stillness before a save
  await expect(saved(page)).toContainText(/Guardado (ahora|hace)/);
}

test('a draft is taken off the list, after asking once more', async ({ page }) => {
  await newDraft(page);
  await field(page, 'Número').fill('DS 777-2019-PCM');
  await settledDraft(page);
  await page.goto('/editor');
  const row = page.getByRole('listitem').filter({ hasText: 'DS 777-2019-PCM' });
  await row.getByRole('button', { name: 'Quitar DS 777-2019-PCM de la lista' }).click();
  await row.getByRole('button', { name: 'Sí, quitarlo' }).click();
  await expect(row).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole('heading', { name: 'En redacción' })).toBeVisible();
  await expect(row).toHaveCount(0);
});
