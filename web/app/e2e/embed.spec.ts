/** A view of the map from the generator into an article of somebody else, as its readers have it. */
import { extract } from '@extractus/oembed-extractor';
import type { Frame, Page } from '@playwright/test';
import ogs from 'open-graph-scraper';
import { type Article, publish, stripped } from './article';
import { expect, expectAccessible, openMap, test } from './journey';

const A_DAY = 'mapa=9/-14.1/-72.1&fecha=2019-04-02&period=2019-04-02/2019-04-02';
let article: Article | null = null;

test.afterEach(() => article?.stop());

/** The frame of an embed in the page, with its picture drawn. */
async function frameOf(page: Page, n = 0): Promise<Frame> {
  const handle = await page.locator('iframe').nth(n).elementHandle();
  const frame = await handle?.contentFrame();
  if (!frame) throw new Error('The article has no frame.');
  await expect(frame.locator('.picture svg:visible')).toHaveCount(1);
  return frame;
}

/** What stands in the frame is as high as the frame, once it is seen: browsers draw no frame of others before. */
async function expectFitting(page: Page, frame: Frame, n = 0): Promise<void> {
  await page.locator('iframe').nth(n).scrollIntoViewIfNeeded();
  await expect
    .poll(async () => {
      const inside = await frame.evaluate(() => document.body.offsetHeight);
      return Math.abs(inside - ((await page.locator('iframe').nth(n).boundingBox())?.height ?? 0));
    })
    .toBeLessThan(2);
}

/** How much higher one thing in a frame is than another. */
async function differenceOf(frame: Frame, one: string, other: string): Promise<number> {
  const [a, b] = await Promise.all([one, other].map((at) => frame.locator(at).boundingBox()));
  return Math.round(a?.height ?? -1) - Math.round(b?.height ?? -2);
}

/** The wheel over the frame scrolls the article. */
async function expectNoTrap(page: Page): Promise<void> {
  const before = await page.evaluate(() => window.scrollY);
  const box = await page.locator('iframe').first().boundingBox();
  if (!box) throw new Error('The frame is not to be seen.');
  await page.mouse.move(box.x + box.width / 2, box.y + 200);
  await page.mouse.wheel(0, 60);
  await expect.poll(() => page.evaluate(() => window.scrollY)).toBeGreaterThan(before);
  await page.evaluate((y) => window.scrollTo(0, y), before);
}

test('two clicks copy what the map shows, and an article shows it to readers on phones and in the dark', async ({
  page,
  context,
  browser,
  baseURL,
  alsoAt,
  excuse,
}) => {
  excuse(/\/releases/);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openMap(page, `/?${A_DAY}&category=closures,violence`);
  await page.getByRole('button', { name: 'Insertar' }).click();
  await page.getByRole('button', { name: 'Copiar' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Copiado' })).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toMatch(/^<iframe src="[^"]+\/embed\?[^"]*fecha=2019-04-02[^"]*" title="/);
  await expectAccessible(page, 'the generator');

  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Título').fill('Dos cierres <b>');
  await dialog.getByLabel('Oscuros').check();
  await dialog.getByLabel('Marco y script').check();
  const preview = page.frameLocator('iframe');
  await expect(preview.locator('h1')).toHaveText('Dos cierres <b>');
  for (const width of [320, 960]) {
    await dialog.getByRole('button', { name: `${width} px` }).click();
    await expect(dialog.locator('iframe')).toHaveAttribute('width', String(width));
    await expect(preview.locator(width < 480 ? '.narrow svg' : '.wide svg')).toBeVisible();
  }
  await dialog.getByRole('button', { name: 'Copiar' }).click();
  const scripted = await page.evaluate(() => navigator.clipboard.readText());
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Insertar' })).toBeFocused();

  // Both in one article, the second with the script, which fits the first as well.
  article = await publish({ '': `${copied}\n<p>Más.</p>\n${scripted}` });
  const phone = await browser.newContext({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
  // Who saves data has the map when he asks for it, and not before.
  await phone.addInitScript(() =>
    Object.defineProperty(Navigator.prototype, 'connection', { get: () => ({ saveData: true }) }),
  );
  const asked: string[] = [];
  phone.on('request', (r) => asked.push(r.url()));
  const reader = await phone.newPage();
  await reader.goto(article.url);
  const [light, dark] = [await frameOf(reader, 0), await frameOf(reader, 1)];
  await expect(light.locator('.narrow svg')).toBeVisible();
  await expectFitting(reader, light, 0);
  await expectFitting(reader, dark, 1);
  const ground = (f: Frame) => f.evaluate(() => getComputedStyle(document.body).backgroundColor);
  expect([await ground(light), await ground(dark)]).toEqual(['rgb(255, 255, 255)', 'rgb(30, 34, 38)']);
  await expect(dark.locator('.note')).toContainText('Título de quien publica');

  expect(
    asked.filter((url) => /explore-|\.mvt/.test(url)),
    'the map before anybody asked',
  ).toEqual([]);
  await light.locator('.explore').tap();
  await expect(light.locator('.embed')).toHaveAttribute('data-live', 'open');
  await expect(light.locator('.corredor-map')).toHaveAttribute('data-drawn', '3');
  await expect(light.locator('.corredor-map')).toHaveAttribute('data-zones', /\d/);
  for (const button of await light.locator('.live button').all()) {
    expect((await button.boundingBox())?.height, 'a target').toBeGreaterThanOrEqual(44);
  }
  await light.getByText('Lista de hechos y fuentes').tap();
  await expect(light.locator('.facts ol > li')).toHaveCount(3);
  await expectFitting(reader, light, 0);
  await expectAccessible(reader, 'an article on a phone');
  const hosts = new Set(asked.filter((url) => url.startsWith('http')).map((url) => new URL(url).host));
  expect([...hosts].sort()).toEqual([new URL(article.url).host, new URL(baseURL ?? '').host].sort());
  expect(
    asked.filter((url) => /\/collections\//.test(url)),
    'questions to the database',
  ).toEqual([]);
  expect(await phone.cookies()).toEqual([]);
  expect(await light.evaluate(() => localStorage.length + sessionStorage.length)).toBe(0);
  expect(await light.evaluate(async () => (await indexedDB.databases()).length)).toBe(0);
  await phone.close();
  alsoAt(article.url);
});

test('a wide article in English is scrolled over the map, explored by keys and left again', async ({
  page,
  baseURL,
  alsoAt,
}) => {
  const frame = `<iframe src="${baseURL}/embed?${A_DAY}&idioma=en" title="Map" width="640" height="640" style="border:0;width:100%"></iframe>`;
  article = await publish({ '': `${frame}<script async src="${baseURL}/embed.js"></script>` }, 'en');
  alsoAt(article.url);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto(article.url);
  const embed = await frameOf(page);
  await expect(embed.locator('h1')).toHaveText(/2 closures and 1 violent incident, 2.Apr.2019/);
  await expect(embed.locator('.wide svg')).toBeVisible();
  await expectFitting(page, embed);
  await expectNoTrap(page);
  if (process.env.E2E_SHOTS) await page.screenshot({ path: `${process.env.E2E_SHOTS}/embed-en-dark.png` });

  // In view and with nothing else to do, the map comes by itself, and takes no focus.
  await expect(embed.locator('.embed')).toHaveAttribute('data-live', 'open');
  expect(await embed.evaluate(() => document.activeElement?.tagName)).toBe('BODY');
  await expectNoTrap(page);
  // The window is made narrow and wide again: the map stays as high as the picture under it.
  for (const [width, picture] of [
    [400, '.picture.narrow'],
    [1280, '.picture.wide'],
  ] as const) {
    await page.setViewportSize({ width, height: 900 });
    await expect.poll(() => differenceOf(embed, '.live', picture)).toBe(0);
  }
  const map = embed.locator('.live canvas');
  await map.focus();
  await page.keyboard.press('+');
  await page.keyboard.press('Escape');
  await expect(embed.locator('.live')).toBeHidden();
  await expect(embed.getByRole('button', { name: 'Explore the map' })).toBeFocused();
  await page.keyboard.press('Space');
  await expect(map).toBeFocused();
  await expect(map).toHaveAttribute('aria-label', /Las Bambas/);
  // What is met on the map is told as the list behind the picture has it.
  await embed.getByText('Back to the picture').click();
  await expect(embed.locator('.picture.wide svg')).toBeVisible();
  await expectAccessible(page, 'an article in English');
});

test('a system that strips scripts, a reader without any, and one without WebGL have the figure', async ({
  browser,
  baseURL,
  alsoAt,
}) => {
  const frame = `<iframe src="${baseURL}/embed?${A_DAY}" title="Mapa" width="640" height="640" style="border:0;width:100%"></iframe>`;
  article = await publish({ '': stripped(`${frame}<script async src="${baseURL}/embed.js"></script>`) });
  alsoAt(article.url);
  const plain = await browser.newContext({ javaScriptEnabled: false, locale: 'es-PE' });
  const page = await plain.newPage();
  await page.goto(article.url);
  expect(await page.content()).not.toContain('<script');
  const embed = page.frameLocator('iframe');
  await expect(embed.locator('.wide svg')).toBeVisible();
  await expect(embed.getByRole('figure')).toBeVisible();
  await expect(embed.getByRole('img').first()).toBeVisible();
  await embed.getByText('Lista de hechos y fuentes').click();
  await expect(embed.locator('.facts ol > li').first()).toContainText('Pumamarca');
  const opened = plain.waitForEvent('page');
  await embed.locator('.explore').click();
  expect((await opened).url()).toContain('/?fecha=2019-04-02');
  // On a phone, where nothing fits the frame, the legend may be cut, but neither the credit nor the way to the sources.
  await page.setViewportSize({ width: 360, height: 780 });
  await page.goto(article.url);
  const frameBox = await page.locator('iframe').boundingBox();
  for (const kept of ['.note', '.facts summary']) {
    const box = await embed.locator(kept).boundingBox();
    expect((box?.y ?? 0) + (box?.height ?? 0), kept).toBeLessThanOrEqual((frameBox?.y ?? 0) + (frameBox?.height ?? 0));
  }
  await plain.close();

  const flat = await browser.newContext();
  await flat.addInitScript(() => {
    HTMLCanvasElement.prototype.getContext = () => null;
  });
  const other = await flat.newPage();
  await other.goto(article.url);
  const without = flat.waitForEvent('page');
  await other.frameLocator('iframe').locator('.explore').click();
  expect((await without).url()).toContain('/?fecha=2019-04-02');
  await expect(other.frameLocator('iframe').locator('.wide svg')).toBeVisible();
  await flat.close();
});

test('others read how to embed and what to show of it', async ({ baseURL, request }) => {
  for (const [path, title] of [
    [`/?${A_DAY}`, '2 cierres y 1 hecho de violencia, 2 abr 2019'],
    [`/embed?${A_DAY}&title=${encodeURIComponent('<b>Dos</b> & más')}`, '<b>Dos</b> & más'],
    ['/', 'Corredor – Las Bambas a Matarani'],
  ] as const) {
    const html = await (await request.get(path, { headers: { accept: 'text/html' } })).text();
    const { error, result } = await ogs({ html });
    expect(error).toBe(false);
    expect(result.ogTitle?.replaceAll('\u00a0', ' ')).toBe(title);
    expect(result.twitterCard).toBe('summary_large_image');
    const [image] = result.ogImage ?? [];
    expect(image).toMatchObject({ width: '1200', height: '630', type: 'image/png' });
    const picture = await request.get(image?.url ?? '');
    expect(picture.headers()['content-type']).toBe('image/png');
    // The page names the doors, and they are asked as the standard has it.
    const doors = [...html.matchAll(/type="(?:application\/json|text\/xml)\+oembed" href="([^"]+)"/g)];
    expect(doors).toHaveLength(2);
    const rich = await (await request.get((doors[0]?.[1] ?? '').replaceAll('&amp;', '&'))).json();
    expect(rich).toMatchObject({ type: 'rich', version: '1.0', width: 640 });
    expect(rich.html).toContain(`<iframe src="${baseURL}/embed?`);
  }
  const found = await extract(`${baseURL}/?${A_DAY}`, { maxwidth: 400 });
  expect(found).toMatchObject({ type: 'rich', version: '1.0', provider_name: 'Corredor', width: 400 });
});
