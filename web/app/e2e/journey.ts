/**
 * What every journey has in common: it begins at the real server, and it ends by finding that the browser's console
 * is empty, that no other host was asked and that the server logged no error.
 */
import { readFileSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import { type BrowserContext, test as base, expect, type Locator, type Page } from '@playwright/test';

export { expect };

interface Journey {
  /** The file of the server's log. */
  log: string;
  /** What the browser said and asked. */
  seen: ReturnType<typeof watch>;
  /** Lets requests to addresses that match be refused: by a journey that refuses them itself. */
  excuse: (address: RegExp) => void;
  /** Lets pages of another host be opened, such as an article that shows ours. */
  alsoAt: (address: string) => void;
  /** Checked after every journey, whether asked for or not. */
  clean: undefined;
}

export const test = base.extend<Journey>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameters' names.
  baseURL: async ({}, use) => {
    await use(process.env.E2E_URL);
  },
  // biome-ignore lint/correctness/noEmptyPattern: as above.
  log: async ({}, use) => {
    await use(process.env.E2E_LOG ?? '');
  },
  seen: async ({ context, baseURL }, use) => {
    await use(watch(context, baseURL));
  },
  excuse: async ({ seen }, use) => {
    await use((address) => seen.excused.push(address));
  },
  alsoAt: async ({ seen }, use) => {
    await use((address) => seen.hosts.push(new URL(address).host));
  },
  clean: [
    async ({ seen, log }, use) => {
      const logged = logLines(log).length;
      await use(undefined);
      expect(seen.console, 'the browser console').toEqual([]);
      expect(seen.elsewhere, 'requests to other hosts').toEqual([]);
      expect(seen.refused, 'requests that failed').toEqual([]);
      expect(logLines(log).slice(logged).filter(isBad), 'errors in the server log').toEqual([]);
    },
    { auto: true },
  ],
});

/** The browser about itself: without a graphics card it reads the drawn map back to put the page together. */
const READBACK = /GPU stall due to ReadPixels/;

function watch(context: BrowserContext, baseURL = '') {
  const seen = {
    console: [] as string[],
    elsewhere: [] as string[],
    refused: [] as string[],
    excused: [] as RegExp[],
    hosts: [new URL(baseURL).host],
  };
  const excused = (address: string) => seen.excused.some((one) => one.test(address));
  context.on('console', (m) => {
    const told = (m.type() === 'error' || m.type() === 'warning') && !READBACK.test(m.text());
    if (told && !excused(m.location().url)) seen.console.push(`${m.type()}: ${m.text()}`);
  });
  context.on('weberror', (e) => seen.console.push(`uncaught: ${e.error().message}`));
  context.on('request', (r) => {
    const url = new URL(r.url());
    if (url.protocol.startsWith('http') && !seen.hosts.includes(url.host)) seen.elsewhere.push(r.url());
  });
  context.on('response', (r) => {
    if (r.status() >= 400 && !excused(r.url())) seen.refused.push(`${r.status()} ${r.url()}`);
  });
  return seen;
}

function logLines(log: string): string[] {
  return readFileSync(log, 'utf8').split('\n').filter(Boolean);
}

/** A line at the level of an error, an answer with a status of 500 or more, or a stack trace. */
function isBad(line: string): boolean {
  try {
    const entry = JSON.parse(line) as { level?: string; status?: number };
    return entry.level === 'ERROR' || (entry.status ?? 0) >= 500;
  } catch {
    return /panic|goroutine|FATAL|ERROR/.test(line);
  }
}

/** The page as a reader finds it, with its first facts read. */
export async function open(page: Page, path = '/'): Promise<void> {
  await page.goto(path);
  await expect(page.locator('corredor-list .row').first()).toBeVisible();
}

/** The page with its map drawn. */
export async function openMap(page: Page, path = '/'): Promise<Locator> {
  await open(page, path);
  const map = page.locator('.corredor-map');
  await expect(map).toHaveAttribute('data-drawn', /./);
  return map;
}

/**
 * axe finds nothing, at the level of WCAG 2.2 AA and its own best practice. Of a page that has been looked at before only
 * what came since need be, `within`; parts that repeat others may be left out.
 */
export async function expectAccessible(
  page: Page,
  name: string,
  { within = [], without = [] }: { within?: readonly string[]; without?: readonly string[] } = {},
): Promise<void> {
  // Only what is wrong: naming all that is right takes most of the time on a long page.
  const axe = new AxeBuilder({ page })
    .options({ resultTypes: ['violations'], rules: { 'label-content-name-mismatch': { enabled: true } } })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']);
  for (const part of within) axe.include(part);
  for (const part of without) axe.exclude(part);
  const found = await axe.analyze();
  const told = found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`);
  expect(told, `axe on ${name}`).toEqual([]);
}
