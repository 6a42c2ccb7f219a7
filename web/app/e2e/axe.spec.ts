import { expect, expectAccessible, open, openMap, test } from './journey';
import { detail, headline, row } from './page';

/** What comes when something is selected. */
const SELECTED = { within: ['corredor-detail', 'corredor-headline'] };

test('home', async ({ page }) => {
  await openMap(page);
  await expectAccessible(page, 'home');
});

test('home in the dark, in English', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await openMap(page, '/#idioma=en');
  await expectAccessible(page, 'home, dark');
});

test('an incident and a zone', async ({ page }) => {
  await openMap(page);
  await row(page, 'Manantiales').first().click();
  await expect(detail(page)).toContainText('Las fuentes no coinciden');
  await expectAccessible(page, 'incident', SELECTED);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectAccessible(page, 'incident, dark', SELECTED);
  await headline(page).getByRole('link').first().click();
  await expect(detail(page)).toContainText('Lo que dice el decreto');
  await expectAccessible(page, 'zone, dark', SELECTED);
});

test('a kilometre that was searched for, and a place', async ({ page }) => {
  await openMap(page);
  await page.getByRole('searchbox').fill('km 130');
  await page.getByRole('link', { name: 'km 130 · PE-3SY según los decretos' }).click();
  await expect(detail(page)).toContainText('Muyu Orcco');
  // What is near it is shown: the name of the kilometre chooses no longer.
  await expect(page.getByRole('searchbox')).toHaveValue('');
  await expectAccessible(page, 'km post', SELECTED);
  await page.getByRole('searchbox').fill('sallhua');
  await page.getByRole('link', { name: 'Puente Sayhua', exact: true }).click();
  await expect(detail(page).getByRole('heading', { level: 2 })).toHaveText('Puente Sayhua');
  await expectAccessible(page, 'place', SELECTED);
});

test('the table behind the histogram', async ({ page }) => {
  await open(page);
  await page.getByRole('button', { name: 'Ver la tabla' }).click();
  await expectAccessible(page, 'table', { within: ['corredor-timebar'] });
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('home and detail', async ({ page }) => {
    await openMap(page);
    await expectAccessible(page, 'phone');
    await row(page, /./).first().tap();
    await expect(detail(page)).toBeVisible();
    await expectAccessible(page, 'phone, detail', SELECTED);
  });
});

// The server's own pages, where all the facts stand, in one language and theme each: both come from one sheet of
// styles. Of the longest a part is looked at, a year or some sections: the others repeat it.
for (const [path, lang, colorScheme, ...without] of [
  ['/list?year=2016&', 'es', 'light'],
  ['/list?q=Mara&', 'en', 'dark'],
  ['/decrees?', 'es', 'light', 'section.year:nth-of-type(n+5)'],
  ['/dialogue?', 'en', 'dark', 'li[id^=table-]:nth-of-type(n+7)'],
  ['/data?', 'es', 'light'],
  ['/api.html?', 'en', 'dark', '.guide-text > section:nth-of-type(n+4)'],
  ['/collections/incidents/items?f=html&category=closures&', 'es', 'light'],
  ['/collections/incidents/items/26?f=html&', 'en', 'dark'],
  ['/collections/incidents/aggregate?f=html&by=month,category&union=true&', 'es', 'light'],
  ['/tiles/WebMercatorQuad?f=html&', 'es', 'dark'],
] as const) {
  test(`${path}lang=${lang}, ${colorScheme}`, async ({ page }) => {
    test.slow();
    await page.emulateMedia({ colorScheme });
    await page.goto(`${path}lang=${lang}`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expectAccessible(page, `${path} ${lang} ${colorScheme}`, { without });
  });
}
