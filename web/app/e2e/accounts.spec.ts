/** People: the first administrator, one who is invited, on a phone, by keyboard alone, and what they see when it goes wrong. */
import { readFileSync, rmSync } from 'node:fs';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { test as base, expect, expectAccessible, openMap } from './journey';
import { launch, newFolder, type Running } from './server';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const WORDS = 'mula piedra candil';

const test = base.extend<object, { server: Running }>({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameters' names.
    async ({}, use) => {
      const folder = newFolder();
      const server = await launch(folder, 'people');
      await use(server);
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
    { scope: 'worker', timeout: 240_000 },
  ],
  baseURL: async ({ server }, use) => use(server.url),
  log: async ({ server }, use) => use(server.log),
});

test.describe.configure({ mode: 'serial' });

/** What the next journeys go on with. */
let invitation = '';

/** The link that the server prints while there is no administrator. */
async function printedLink(server: Running): Promise<string> {
  const find = () => /http:\S+\/account\/link\/[\w-]{43}/.exec(readFileSync(server.log, 'utf8'))?.[0];
  await expect.poll(find).toBeTruthy();
  return find() ?? '';
}

async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel('Correo electrónico').fill(email);
  await page.getByLabel('Contraseña').fill(password);
  await page.getByRole('button', { name: 'Entrar' }).click();
}

const another = (browser: Browser, baseURL: string | undefined, more: object = {}): Promise<BrowserContext> =>
  browser.newContext({ ...(baseURL ? { baseURL } : {}), locale: 'es-PE', ...more });

test('the first administrator comes by the printed link, and invites a planner', async ({ page, server, excuse }) => {
  excuse(/\/account\/link\//); // a short password is refused
  const link = await printedLink(server);
  await page.goto(link);
  await expectAccessible(page, 'first administrator');
  await page.getByLabel('Correo electrónico').fill('ana@example.org');
  await page.getByLabel('Nombre').fill('Ana Quispe');
  await page.getByLabel('Contraseña nueva').fill('corta');
  await page.getByRole('button', { name: 'Guardar y entrar' }).click();
  await expect(page.getByText('La contraseña debe tener de 12 a 200 caracteres.')).toBeVisible();
  await expect(page.getByLabel('Contraseña nueva')).toBeFocused();
  await expect(page.getByLabel('Correo electrónico')).toHaveValue('ana@example.org');
  await expectAccessible(page, 'a fault beside its field');
  await page.getByLabel('Contraseña nueva').fill(WORDS);
  await page.getByRole('button', { name: 'Guardar y entrar' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Su cuenta');
  await expectAccessible(page, 'account');

  await page.getByRole('link', { name: 'Personas' }).click();
  const form = page.getByRole('form', { name: 'Invitar a alguien' });
  await form.getByLabel('Correo electrónico').fill('rosa@example.org');
  await form.getByLabel('planificación').check();
  await form.getByRole('button').click();
  invitation = await page.getByRole('textbox', { name: 'Enlace para rosa@example.org' }).inputValue();
  expect(invitation).toMatch(/\/account\/link\/[\w-]{43}$/);
  await expectAccessible(page, 'people');
  await page.goto('/account/audit');
  await expect(page.getByRole('cell', { name: 'account.add', exact: true })).toBeVisible();
  await expectAccessible(page, 'audit log');

  await openMap(page);
  await expect(page.getByRole('link', { name: 'Su cuenta: Ana Quispe' })).toBeVisible();
});

test('the planner signs in on a phone, after a wrong password', async ({ browser, baseURL }) => {
  const context = await another(browser, baseURL, PHONE);
  const page = await context.newPage();
  await page.goto(invitation);
  await expectAccessible(page, 'invitation');
  await page.getByLabel('Contraseña nueva').fill(WORDS);
  await page.getByRole('button', { name: 'Guardar y entrar' }).tap();
  await expect(page.getByText('Prepara zonas en borrador.')).toBeVisible();
  await page.getByRole('button', { name: 'Salir', exact: true }).tap();
  await expect(page.getByText('Ha salido.')).toBeVisible();

  await page.goto('/#fecha=2019-04-02');
  await page.getByRole('button', { name: 'Menú' }).tap();
  await page.getByRole('link', { name: 'Entrar' }).tap();
  await signIn(page, 'rosa@example.org', 'no es esta');
  await expect(page.getByRole('alert')).toHaveText('El correo o la contraseña no son correctos.');
  await expect(page.getByLabel('Correo electrónico')).toHaveValue('rosa@example.org');
  await expectAccessible(page, 'a wrong password');
  for (const target of await page.locator('main :is(input:not([type=hidden]), button), .bar a').all()) {
    const box = await target.boundingBox();
    expect(box?.height ?? 0, await target.innerText()).toBeGreaterThanOrEqual(44);
  }
  await signIn(page, 'rosa@example.org', WORDS);
  await expect.poll(() => page.url()).toContain('#fecha=2019-04-02');
  await page.getByRole('button', { name: 'Menú' }).tap();
  await expect(page.getByRole('link', { name: /Su cuenta: Cuenta \d+/ })).toBeVisible();
  await context.close();
});

test('signing out everywhere ends the other browsers too', async ({ browser, baseURL }) => {
  const [one, other] = [await another(browser, baseURL), await another(browser, baseURL)];
  const pages = [await one.newPage(), await other.newPage()] as const;
  for (const page of pages) {
    await page.goto('/account');
    await signIn(page, 'rosa@example.org', WORDS);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Su cuenta');
  }
  await pages[0].getByRole('button', { name: 'Cerrar todas las sesiones' }).click();
  await expect(pages[0].getByText('Ha salido.')).toBeVisible();
  await pages[1].reload();
  await expect(pages[1].getByRole('heading', { level: 1 })).toHaveText('Entrar');
  // The map's page forgets it too, without an error.
  await pages[1].goto('/');
  await expect(pages[1].getByRole('link', { name: 'Entrar' })).toBeVisible();
  await one.close();
  await other.close();
});

test('by keyboard alone, in English and in the dark', async ({ page, excuse }) => {
  excuse(/\/account/);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto('/account/sign-in?lang=en');
  await expect(page.getByLabel('E-mail')).toBeFocused();
  await page.keyboard.type('ana@example.org');
  await page.keyboard.press('Tab');
  await expect(page.getByLabel('Password')).toBeFocused();
  await page.keyboard.type(WORDS);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your account');
  await expectAccessible(page, 'account, dark');
  const name = page.getByLabel('What it is for');
  await name.focus();
  await page.keyboard.type('newsroom');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: 'Your new token' })).toHaveValue(/^corredor_[\w-]{43}$/);
  await expect(page.getByRole('textbox', { name: 'Your new token' })).toBeFocused();
  await expectAccessible(page, 'a new token, dark');
});

test('without script the forms work as well', async ({ browser, baseURL }) => {
  const context = await another(browser, baseURL, { javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto('/list');
  await page.getByRole('link', { name: 'Entrar' }).click();
  await signIn(page, 'ana@example.org', WORDS);
  await page.getByRole('link', { name: 'Personas' }).click();
  await page.getByText(/Cambiar Cuenta \d+/).click();
  await page.getByRole('button', { name: 'Desactivar' }).click();
  await expect(page.getByText('La cuenta está desactivada')).toBeVisible();
  await context.close();
});
