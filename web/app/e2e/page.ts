/** Where things are on the page, in one place, so that a change of markup is a change here. Words are Spanish unless told. */
import { expect, type Locator, type Page } from '@playwright/test';

export const rows = (page: Page): Locator => page.locator('corredor-list .row');
export const row = (page: Page, name: string | RegExp): Locator => rows(page).filter({ hasText: name });
export const listHead = (page: Page): Locator => page.locator('corredor-list h2');
export const headline = (page: Page): Locator => page.locator('corredor-headline');
export const detail = (page: Page): Locator => page.locator('corredor-detail');
export const search = (page: Page): Locator => page.getByRole('searchbox');
export const bar = (page: Page): Locator => page.locator('corredor-timebar');
export const slider = (page: Page, name: string): Locator => bar(page).getByRole('slider', { name });

/** The number the list's heading tells. */
export async function found(page: Page): Promise<number> {
  return numberIn(await listHead(page).textContent());
}

/** The number of incidents the time bar says the period holds. */
export async function counted(page: Page): Promise<number> {
  return numberIn((await bar(page).locator('caption').textContent())?.match(/(holds|hay) [\d,]+/)?.[0] ?? null);
}

/** Incidents drawn on the map, and those the chip says are off it. */
export async function drawn(page: Page): Promise<{ on: number; off: number }> {
  const on = Number((await page.locator('.corredor-map').getAttribute('data-drawn')) ?? Number.NaN);
  const chip = page.getByRole('button', { name: /fuera del mapa|off the map/ });
  const off = (await chip.isVisible()) ? numberIn(await chip.textContent()) : 0;
  return { on, off };
}

/** List, map and histogram tell the same number, which is returned. */
export async function expectAgreement(page: Page): Promise<number> {
  let n = 0;
  await expect(async () => {
    // What was asked last has been answered.
    await expect(page.locator('corredor-list')).toHaveAttribute('aria-busy', 'false');
    await expect(listHead(page)).toHaveText(/^\d/);
    n = await found(page);
    const { on, off } = await drawn(page);
    expect({ list: n, map: on + off, histogram: await counted(page), rows: await rows(page).count() }).toEqual({
      list: n,
      map: n,
      histogram: n,
      rows: n,
    });
  }).toPass();
  return n;
}

/** Writes a date into one of the fields of the time bar and leaves it. */
export async function writeDate(page: Page, field: string, text: string): Promise<void> {
  const input = bar(page).getByRole('textbox', { name: field });
  await input.fill(text);
  await input.press('Enter');
}

export function numberIn(text: string | null): number {
  return Number((/[\d,]+/.exec(text ?? '')?.[0] ?? '').replaceAll(',', ''));
}
