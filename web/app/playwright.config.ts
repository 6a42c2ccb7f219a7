import { defineConfig } from '@playwright/test';
import { ARGS, findChromium } from './e2e/chromium';

/**
 * Journeys through the real page: the built binary with its own PostGIS, and the system's Chromium. `make build` first.
 * CHROMIUM names another browser than the one on the path.
 */
export default defineConfig({
  testDir: 'e2e',
  testMatch: '*.spec.ts',
  globalSetup: './e2e/server.ts',
  outputDir: 'test-results',
  forbidOnly: true,
  fullyParallel: true,
  workers: 2,
  timeout: 120_000,
  // A check that nobody watches may try a journey twice; what failed at first is still told.
  retries: process.env.CI ? 1 : 0,
  // Software rendering on a busy machine takes its time; nothing here asserts a duration.
  expect: { timeout: 30_000 },
  reporter: [['list']],
  use: {
    viewport: { width: 1440, height: 900 },
    // The same page in a quarter of the pixels: drawing them in software is most of what a journey costs.
    deviceScaleFactor: 0.5,
    locale: 'es-PE',
    timezoneId: 'America/Lima',
    colorScheme: 'light',
    // Each step of a motion is drawn in software too; journeys about motion ask for it.
    contextOptions: { reducedMotion: 'reduce' },
    trace: 'off',
    screenshot: 'only-on-failure',
    launchOptions: { executablePath: findChromium(), args: ARGS },
  },
});
