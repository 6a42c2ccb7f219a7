/** What the journeys of the editor have in common: a server of their own with two people who may draft. */
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from '@playwright/test';
import { test as base, expect } from './journey';
import { BINARY, launchOpen, newFolder, type Running } from './server';

const PASSWORD = 'mula piedra candil';

export interface Office {
  server: Running;
  folder: string;
  /** Signed in browsers, by who they are. */
  ana: BrowserContextOptions['storageState'];
  rosa: BrowserContextOptions['storageState'];
}

/** Ana drafts, Rosa drafts and publishes. */
export const test = base.extend<object, { office: Office }>({
  office: [
    async ({ browser }, use) => {
      const folder = newFolder();
      const { server, database } = await launchOpen(folder, 'office');
      const enter = (email: string, name: string, role: string) => {
        const to = ['--database-url', database, '--base-url', server.url];
        const said = execFileSync(BINARY, ['user', 'add', email, '--name', name, '--role', role, ...to], {
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'ignore'],
        });
        return accept(browser, /https?:\S+/.exec(said)?.[0] ?? '');
      };
      const ana = await enter('ana@example.org', 'Ana Mamani', 'planner');
      const rosa = await enter('rosa@example.org', 'Rosa Quispe', 'publisher');
      await use({ server, folder, ana, rosa });
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
    { scope: 'worker', timeout: 240_000 },
  ],
  baseURL: async ({ office }, use) => use(office.server.url),
  log: async ({ office }, use) => use(office.server.log),
  storageState: async ({ office }, use) => use(office.ana),
  locale: 'es-PE',
});

/** Chooses a password by the link, which signs in. */
async function accept(browser: Browser, link: string): Promise<BrowserContextOptions['storageState']> {
  const context = await browser.newContext({ locale: 'es-PE' });
  const page = await context.newPage();
  await page.goto(link);
  for (const field of await page.locator('input[type="password"]').all()) await field.fill(PASSWORD);
  await page.locator('main form button').last().click();
  await expect(page).toHaveURL(/\/account/);
  const state = await context.storageState();
  await context.close();
  return state;
}

/** Somebody else's page, to be closed by who asked for it. */
export async function pageOf(browser: Browser, office: Office, who: 'ana' | 'rosa' | null): Promise<Page> {
  const state = who ? { storageState: office[who] } : { storageState: { cookies: [], origins: [] } };
  const context: BrowserContext = await browser.newContext({ baseURL: office.server.url, locale: 'es-PE', ...state });
  return context.newPage();
}

export const field = (page: Page, label: string): Locator => page.getByLabel(label, { exact: true });
export const map = (page: Page): Locator => page.locator('.corredor-map');
export const touches = (page: Page): Locator => page.getByRole('complementary', { name: 'Lo que toca' });
export const saved = (page: Page): Locator => page.locator('.saved');

/** A new draft with its map drawn. */
export async function newDraft(page: Page): Promise<void> {
  await page.goto('/editor/new');
  await expect(field(page, 'Número')).toBeVisible();
  await expect(map(page)).toHaveAttribute('data-drafts', /./);
}

/** Waits until the server's answer is what the page shows, and the server has what the page holds. */
export async function settled(page: Page): Promise<void> {
  // What was just done is told with the next picture.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  await expect(map(page)).toHaveAttribute('data-exact', 'true');
  await expect(saved(page)).toContainText(/Guardado (ahora|hace)/, { timeout: 10_000 });
}

/** Fills in what every decree has. */
export async function decree(page: Page, number: string): Promise<void> {
  await field(page, 'Número').fill(number);
  await field(page, 'Publicada el').fill('28 mar 2019');
  await field(page, 'Enlace').fill('https://example.org/decreto');
}

/** Clicks on the map's canvas, at pixels from its corner, one after the other as a hand does. */
export async function clickMap(page: Page, ...points: [x: number, y: number][]): Promise<void> {
  const box = (await map(page).boundingBox()) ?? { x: 0, y: 0 };
  for (const [x, y] of points) {
    await page.mouse.move(box.x + x, box.y + y, { steps: 4 });
    await page.mouse.click(box.x + x, box.y + y);
    // Two clicks closer together than this are one double click.
    await page.waitForTimeout(400);
  }
}

/** Where a place stands on the map at rest, in pixels from its corner. */
export async function pixel(page: Page, [lon, lat]: [number, number]): Promise<[number, number]> {
  await page.waitForTimeout(1000); // the camera comes to rest
  const box = (await map(page).boundingBox()) ?? { width: 0, height: 0 };
  const [west = 0, south = 0, east = 0, north = 0] = ((await map(page).getAttribute('data-view')) ?? '')
    .split(' ')
    .map(Number);
  const y = (degrees: number) => Math.log(Math.tan(Math.PI / 4 + (degrees * Math.PI) / 360));
  return [((lon - west) / (east - west)) * box.width, ((y(north) - y(lat)) / (y(north) - y(south))) * box.height];
}

/** What the server has of the draft that the page shows. */
// biome-ignore lint/suspicious/noExplicitAny: the journey looks at one corner of it.
export async function stored(page: Page): Promise<any> {
  const id = /\d+$/.exec(new URL(page.url()).pathname)?.[0];
  return (await page.request.get(`/drafts/${id}`)).json();
}
