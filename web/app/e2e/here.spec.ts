/** What was in force here on that date, by a click on the public map. */
import { expect, expectAccessible, openMap, test } from './journey';

test('a click on the map says what was in force there on the date that the page shows', async ({ page, request }) => {
  const posts = await request.get('/collections/km-posts/items?filter=km%20%3D%20152&sort=graduation');
  const post = (await posts.json()).features.find(
    (f: { properties: { scale: string } }) => f.properties.scale === 'pe3sy_decrees',
  );
  const [lon, lat] = post.geometry.coordinates;
  // Some 300 m beside km 152: inside the strip of 500 m, and away from the post.
  await openMap(page, `/#mapa=13/${lat}/${lon - 0.003}&fecha=2019-04-02`);
  const map = page.locator('.corredor-map');
  await expect(map).toHaveAttribute('data-zones', /21/);
  const box = (await map.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  const middle = [box.x + box.width / 2, box.y + box.height / 2] as const;
  const here = page.locator('corredor-here');

  // Beyond the strip.
  await page.mouse.click(middle[0] - 150, middle[1]);
  await expect(here).toContainText('En este punto, el 2 abr 2019');
  await expect(here).toContainText('No regía ninguna zona.');
  await expectAccessible(page, 'here');
  await page.keyboard.press('Escape');
  await expect(here).toBeHidden();

  await page.mouse.click(...middle);
  await expect(here).toContainText('Regía:');
  await expect(here).toContainText('DS 056-2019-PCM');
  await page.screenshot({ path: test.info().outputPath('here.png') });
  const record = here.getByRole('link', { name: 'La respuesta, para citarla' });
  await expect(record).toHaveAttribute('href', /zones\/at\?date=2019-04-02/);
  // The same question of another day.
  await page.keyboard.press('Escape');
  await page.goto(`/#mapa=13/${lat}/${lon - 0.003}&fecha=2019-06-02`);
  await expect(page.locator('corredor-headline')).toContainText('2 jun 2019');
  // Told once the map is at rest: the zone's panel gives its room back.
  await expect(map).toHaveAttribute('data-zones', '');
  await page.mouse.click(...middle);
  await expect(here).toContainText('No regía ninguna zona.');
});
