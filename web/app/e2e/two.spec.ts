/** Two people on one draft, versions beside each other, and what is left after a crash. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { decree, field, map, newDraft, pageOf, saved, settled, stored, test } from './desks';
import { expect } from './journey';
import { launch, launchOpen, newFolder } from './server';

test('two people on one zone: the second decides part by part, and nothing is lost', async ({
  page,
  office,
  browser,
  excuse,
}) => {
  test.slow();
  await newDraft(page);
  await decree(page, 'DS 901-2019-PCM');
  await field(page, 'Desde').fill('130');
  await field(page, 'Hasta').fill('160');
  await settled(page);
  const { version } = await stored(page);
  const rosa = await pageOf(browser, office, 'rosa');
  await rosa.goto(page.url());
  await expect(field(rosa, 'Hasta')).toHaveValue('160+000');
  await expect(page.getByText('También aquí:')).toBeVisible({ timeout: 40_000 });
  await expect(page.locator('.present')).toContainText('Rosa Quispe');

  await field(rosa, 'Hasta').fill('150');
  await field(rosa, 'Documento').fill('El Peruano');
  await settled(rosa);

  excuse(/\/drafts\/\d+$/); // the save that comes second is refused
  await field(page, 'Hasta').fill('170');
  await field(page, 'Días').fill('15');
  const view = page.getByRole('region', { name: 'Rosa Quispe guardó mientras usted escribía' });
  await expect(view).toBeVisible();
  await expect(view).toContainText('Zona 1 · por dónde va lo cambiaron ambos');
  await expect(view).toContainText('Documento lo cambió Rosa Quispe');
  await expect(view).toContainText('Zona 1 · plazo lo cambié yo');
  await expect(map(page)).toHaveAttribute('data-compared', /added before theirs mine|before theirs mine/);
  await page.screenshot({ path: test.info().outputPath('conflict.png') });
  const settle = view.getByRole('button', { name: 'Guardar lo elegido' });
  await expect(settle).toBeDisabled();
  expect((await stored(page)).content.zones[0].definition.parts[0].to).toBe(150);
  const where = view.getByRole('group', { name: /por dónde va/ });
  await where.getByRole('radio').nth(1).check();
  await settle.click();
  await settled(page);
  const { content } = await stored(page);
  expect(content.zones[0].definition.parts[0].to).toBe(170);
  expect(content.zones[0].days).toBe(15);
  expect(content.decree.source).toBe('El Peruano');

  // Versions are laid beside each other.
  await page.getByRole('button', { name: 'Comparar versiones' }).click();
  const versions = page.getByRole('region', { name: 'Comparar versiones' });
  await versions.getByLabel('De la versión').selectOption(String(version));
  await expect(versions.getByRole('status')).toContainText(/Añadido: 5.18\s+km²\. Quitado: 0\s+km²/);
  await expect(map(page)).toHaveAttribute('data-compared', /added/);
  await page.screenshot({ path: test.info().outputPath('versions.png') });
  await rosa.context().close();
});

test('a page that is killed loses nothing that was typed a second before', async ({
  page,
  context,
  office,
  browser,
  excuse,
}) => {
  test.slow();
  await newDraft(page);
  await field(page, 'Desde').fill('130');
  await field(page, 'Hasta').fill('160');
  await settled(page);
  // The server does not hear of the last words.
  excuse(/\/(drafts|zones)\b/);
  await context.setOffline(true);
  await field(page, 'Documento').fill('Lo último que escribí');
  await expect(saved(page)).toContainText('Guardado en este navegador');
  const url = page.url();
  await page.goto('chrome://crash').catch(() => {});
  await page.close().catch(() => {});
  await context.setOffline(false);

  const again = await context.newPage();
  await again.goto(url);
  await expect(field(again, 'Documento')).toHaveValue('Lo último que escribí');
  await settled(again);
  expect((await stored(again)).content.decree.source).toBe('Lo último que escribí');

  // What is unsaved when somebody publishes the draft is laid beside it, and goes into another.
  await decree(again, 'DS 902-2019-PCM');
  await field(again, 'Primer día').fill('29 mar 2019');
  await field(again, 'Días').fill('15');
  await settled(again);
  const { id } = await stored(again);
  await context.setOffline(true);
  await field(again, 'Documento').fill('Llegó tarde');
  await expect(saved(again)).toContainText('Guardado en este navegador');
  const rosa = await pageOf(browser, office, 'rosa');
  await rosa.goto(url);
  await rosa.getByRole('button', { name: 'Enviar a publicación' }).click();
  await rosa.getByRole('button', { name: 'Publicar…' }).click();
  await rosa.getByRole('button', { name: 'Publicar ahora' }).click();
  await expect(rosa.locator('.state-tag')).toHaveText('Publicado');
  await rosa.context().close();
  await context.setOffline(false);
  const view = again.getByRole('region', { name: 'Rosa Quispe lo publicó mientras usted escribía' });
  await expect(view).toBeVisible();
  await expect(view).toContainText('Documento lo cambié yo');
  await view.getByRole('button', { name: 'Guardar lo elegido en otro borrador' }).click();
  await expect(again).not.toHaveURL(url);
  await expect(field(again, 'Documento')).toHaveValue('Llegó tarde');
  expect((await stored(again)).id).not.toBe(id);
});

test('a server that is killed takes nothing with it', async ({ browser }) => {
  test.setTimeout(240_000);
  const folder = newFolder();
  const { server } = await launchOpen(folder, 'first');
  // The first start prints the link by which the administrator is made.
  const printed = () => /https?:\S+\/account\/link\/\S+/.exec(readFileSync(server.log, 'utf8'))?.[0] ?? '';
  await expect.poll(printed).not.toBe('');
  const context = await browser.newContext({ baseURL: server.url, locale: 'es-PE' });
  const page = await context.newPage();
  await page.goto(printed());
  for (const box of await page.locator('main input').all()) {
    const type = await box.getAttribute('type');
    if (type !== 'checkbox' && (await box.isVisible()))
      await box.fill(type === 'password' ? 'mula piedra candil' : type === 'email' ? 'jefe@example.org' : 'La Jefa');
  }
  await page.locator('main form button').last().click();
  await expect(page).toHaveURL(/\/account/);
  await newDraft(page);
  await field(page, 'Desde').fill('130');
  await settled(page);
  await server.kill();
  await field(page, 'Hasta').fill('160');
  await expect(page.getByText('El servidor no responde.')).toBeVisible();
  await expect(saved(page)).toContainText('Guardado en este navegador');

  const port = new URL(server.url).port;
  const next = await launch(folder, 'second', ['--addr', `127.0.0.1:${port}`]);
  await settled(page);
  expect((await stored(page)).content.zones[0].definition.parts[0].to).toBe(160);
  // PostgreSQL was killed too, and has found back to what was written.
  expect(readFileSync(join(folder, 'data/postgres/postgres.log'), 'utf8')).toContain('was not properly shut down');
  await context.close();
  await next.stop();
  rmSync(folder, { recursive: true, force: true });
});
