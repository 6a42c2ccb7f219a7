import { incidents } from './facts';
import { expect, openMap, test } from './journey';
import { bar, expectAgreement, search } from './page';

const PERIOD = '2018-06-01/2020-03-31';

// Each link of the page, beside the same question as one would write it to the server by hand.
for (const [name, link, question] of [
  ['a period', '', {}],
  [
    'groups and a precision',
    '&category=closures,dialogue&place_precision=exact,community,unknown',
    {
      filter: "category IN ('closures','dialogue') AND place_precision IN ('exact','community','unknown')",
    },
  ],
  [
    'kinds, a status and words',
    '&kind=blockade,clash&status=unverified,corroborated&q=challhuahuacho',
    {
      filter: "kind IN ('blockade','clash') AND status IN ('unverified','corroborated')",
      q: 'challhuahuacho',
    },
  ],
] as const) {
  test(`list, map, histogram and files agree with the server: ${name}`, async ({ page, request }) => {
    await openMap(page, `/#period=${PERIOD}${link}`);
    const n = await expectAgreement(page);

    const ask = async (door: string, more: Record<string, string>) =>
      (await request.get(`/collections/incidents/${door}`, { params: { ...question, ...more } })).json();
    const items = await ask('items', { datetime: PERIOD, limit: '10000' });
    expect(n).toBeGreaterThan(0);
    expect(n).toBe(items.numberMatched);

    const counted = await ask('aggregate', { by: 'month,category' });
    const months = (counted.groups as { month: string; count: number }[]).map((g) => g.count);
    const cells = await bar(page).locator('tbody td:last-child').allTextContents();
    const sum = (counts: number[]) => counts.reduce((all, count) => all + count, 0);
    expect(sum(cells.map(Number))).toBe(sum(months));

    await page.getByRole('button', { name: 'Descargar' }).click();
    const href = async (form: string) => (await page.getByRole('link', { name: form }).getAttribute('href')) ?? '';
    const geojson = await (await request.get(await href('GeoJSON'))).json();
    expect(geojson.features).toHaveLength(n);
    const codes = (geojson.features as { properties: { code: string } }[]).map((f) => f.properties.code);
    const csv = await (await request.get(await href('CSV'))).text();
    expect(csv.match(/\bINC\d{3}\b/g)).toEqual(expect.arrayContaining(codes));
    const kept = page.waitForEvent('download');
    await page.getByRole('link', { name: 'GeoPackage' }).click();
    expect((await kept).suggestedFilename()).toMatch(/\.gpkg$/);
  });
}

test('what is typed and dragged ends with the newest answer', async ({ page, request }) => {
  await openMap(page);
  // The server is slow, and slower for what was asked first.
  let wait = 900;
  await page.route(/\/items\?/, async (route) => {
    wait = Math.max(0, wait - 200);
    await new Promise((done) => setTimeout(done, wait));
    await route.continue().catch(() => {});
  });
  for (const text of ['m', 'mar', 'mara', '', 'yavi']) await search(page).fill(text);
  await page.getByRole('checkbox', { name: /^Otros/ }).uncheck();
  await page.getByRole('checkbox', { name: /^Diálogo/ }).uncheck();
  const n = await expectAgreement(page);
  const answer = await request.get('/collections/incidents/items', {
    params: { q: 'yavi', datetime: '2019-01-01/2019-12-31', filter: "category NOT IN ('other','dialogue')" },
  });
  expect(n).toBe((await answer.json()).numberMatched);
});

test('a failure keeps what is shown, says so, and can be tried again', async ({ page, request, excuse }) => {
  await openMap(page);
  const all = await expectAgreement(page);
  excuse(/\/items\?/);
  await page.route(/\/items\?/, (route) => route.fulfill({ status: 503, body: '' }));
  await page.getByRole('checkbox', { name: /^Cierres/ }).uncheck();
  await expect(page.getByRole('alert')).toContainText('error 503');
  expect(await expectAgreement(page)).toBe(all);
  await page.unroute(/\/items\?/);
  await page.getByRole('button', { name: 'Reintentar' }).click();
  await expect(page.getByRole('alert')).toHaveCount(0);
  const year = (await incidents(request)).filter((i) => i.properties.category !== 'closures');
  const n = await expectAgreement(page);
  expect(n).toBeLessThan(all);
  expect(n).toBeLessThan(year.length);
});
