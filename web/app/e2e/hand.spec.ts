/** Zones by hand and put together of parts. */
import { clickMap, field, map, newDraft, pixel, settled, stored, test, touches } from './desks';
import { expect } from './journey';

test('a shape is drawn with undo, sticks to the road, and its crossing is mended', async ({ page }) => {
  await newDraft(page);
  await page.getByRole('button', { name: 'A mano' }).click();
  await expect(page.getByText('Nada dibujado todavía.')).toBeVisible();
  const routes = await (await page.request.get('/collections/routes/items/1')).json();
  const [x, y] = await pixel(page, routes.geometry.coordinates[40]);
  // Nine pixels beside the road.
  await clickMap(page, [x - 170, y - 40], [x - 9, y], [x + 90, y + 280]);
  // The last corner was wrong: it goes, and the polygon is still open.
  await page.keyboard.press('Control+Z');
  await clickMap(page, [x - 180, y + 150], [x + 10, y + 140]);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Mover vértices' })).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByText('4 vértices.')).toBeVisible();
  await settled(page);

  const [{ definition }] = (await stored(page)).content.zones;
  const ring = flat(definition.parts[0].geometry.coordinates);
  expect(
    ring.some((corner) => away(corner, routes.geometry.coordinates) < 2),
    'a corner on the road',
  ).toBe(true);

  await expect(touches(page)).toContainText('se cruza a sí mismo');
  await page.getByText('Ver cómo quedaría reparado (en verde)').click();
  await page.screenshot({ path: test.info().outputPath('crossing.png') });
  await page.getByRole('button', { name: 'Aceptar la reparación' }).click();
  await settled(page);
  await expect(touches(page)).not.toContainText('se cruza a sí mismo');
  expect((await stored(page)).content.zones[0].definition.parts[0].geometry.coordinates).toHaveLength(2);
  await page.keyboard.press('Control+Z');
  await expect(touches(page)).toContainText('se cruza a sí mismo');
});

test('an outline is pasted, a file is dropped, and a corner goes by a button', async ({ page, excuse }) => {
  excuse(/\/zones\/read/); // half a polygon is refused
  await newDraft(page);
  await page.getByRole('button', { name: 'A mano' }).click();
  await field(page, 'Pegar un contorno').fill('1 -72.00 -14.10\n2 -71.90 -14.10\n3 -71.90 -14.20\n4 -72.00 -14.20');
  await page.getByRole('button', { name: 'Poner en el mapa' }).click();
  await expect(page.getByText('4 vértices.')).toBeVisible();
  await settled(page);
  await clickMap(page, await pixel(page, [-72, -14.1]));
  await page.getByRole('button', { name: 'Quitar este vértice' }).click();
  await expect(page.getByText('3 vértices.')).toBeVisible();

  await field(page, 'Pegar un contorno').fill('POLYGON((');
  await page.getByRole('button', { name: 'Poner en el mapa' }).click();
  await expect(page.locator('.fault.error').first()).toBeVisible();

  const kml = `<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><Polygon><outerBoundaryIs><LinearRing>
    <coordinates>-72.0,-14.1 -71.8,-14.1 -71.8,-14.3 -72.1,-14.4 -72.2,-14.2 -72.0,-14.1</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></kml>`;
  const file = await page.evaluateHandle((text) => {
    const data = new DataTransfer();
    data.items.add(new File([text], 'zona.kml', { type: 'application/vnd.google-earth.kml+xml' }));
    return data;
  }, kml);
  await page.dispatchEvent('.stage', 'drop', { dataTransfer: file });
  await expect(page.getByText('5 vértices.')).toBeVisible();
  await settled(page);
});

test('departments are chosen by a click on the map, and let go by another', async ({ page }) => {
  await newDraft(page);
  await page.getByRole('button', { name: 'Por distritos' }).click();
  await page.getByRole('button', { name: 'Departamentos' }).click();
  await clickMap(page, await pixel(page, [-72.9, -14.1]));
  await expect(page.locator('.chips li')).toHaveText(['Apurímac✕']);
  await settled(page);
  await clickMap(page, await pixel(page, [-72.2, -13.3]));
  await expect(page.locator('.chips li')).toHaveText(['Apurímac✕', 'Cusco✕']);
  await settled(page);
  await expect(touches(page)).toContainText('Cusco');
  await clickMap(page, await pixel(page, [-72.9, -14.1]));
  await expect(page.locator('.chips li')).toHaveText(['Cusco✕']);
  await settled(page);
  expect((await stored(page)).content.zones[0].definition.parts[0]).toMatchObject({
    level: 'department',
    units: ['Cusco'],
  });
});

test('parts are put together, and their list stays to be changed', async ({ page }) => {
  await newDraft(page);
  await field(page, 'Desde').fill('130');
  await field(page, 'Hasta').fill('160');
  await settled(page);
  await expect(touches(page)).toContainText('15.5 km²');
  await page.getByRole('button', { name: 'Combinar' }).click();
  await page.getByRole('group', { name: 'Añadir parte' }).getByRole('button', { name: 'Por distancia' }).click();
  await field(page, 'A cuántos metros de la ruta').fill('300');
  await settled(page);
  await expect(touches(page)).toContainText('9.3 km²');
  await page.screenshot({ path: test.info().outputPath('combined.png') });
  await page.getByLabel('Qué hace la parte 2').selectOption('minus');
  await settled(page);
  await expect(touches(page)).toContainText('6.2 km²');
  await page.getByRole('button', { name: 'Quitar la parte 2' }).click();
  await settled(page);
  await expect(touches(page)).toContainText('15.5 km²');
  await expect(map(page)).toHaveAttribute('data-drafts', '1');
});

function flat(x: unknown): [number, number][] {
  if (!Array.isArray(x)) return [];
  return typeof x[0] === 'number' ? [x as [number, number]] : x.flatMap(flat);
}

/** Metres from a point to a line. */
function away([lon, lat]: [number, number], line: [number, number][]): number {
  const cos = Math.cos((lat * Math.PI) / 180);
  return Math.min(
    ...line.slice(1).map(([bx, by], i) => {
      const [ax, ay] = line[i] ?? [bx, by];
      const [dx, dy] = [(bx - ax) * cos, by - ay];
      const t = Math.max(0, Math.min(1, ((lon - ax) * cos * dx + (lat - ay) * dy) / (dx * dx + dy * dy || 1)));
      return Math.hypot((lon - ax) * cos - t * dx, lat - ay - t * dy) * 111_195;
    }),
  );
}
