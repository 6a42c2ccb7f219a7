/**
 * Opens an address in fresh contexts of a Chromium and prints, as JSON, when each painted first and what each asked for
 * until then: node paint.mjs ADDRESS TIMES. `make bench-embed` runs it; CHROMIUM names the browser.
 */
import { chromium } from '@playwright/test';

const [address, times] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking'],
});
const paints = [];
let requests = [];
// The first context also starts the browser's own processes, and is not counted.
for (let n = 0; n <= Number(times); n++) {
  const context = await browser.newContext({ viewport: { width: 640, height: 700 } });
  const page = await context.newPage();
  const asked = [];
  page.on('request', (r) => asked.push(r.url()));
  await page.goto(address, { waitUntil: 'load' });
  const painted = await page.evaluate(
    () =>
      new Promise((done) => {
        new PerformanceObserver((list) => {
          for (const entry of list.getEntriesByName('first-contentful-paint')) done(entry.startTime);
        }).observe({ type: 'paint', buffered: true });
      }),
  );
  if (n > 0) paints.push(painted);
  requests = asked.map((url) => url.slice(new URL(address).origin.length));
  await context.close();
}
await browser.close();
process.stdout.write(JSON.stringify({ paints, requests }));
