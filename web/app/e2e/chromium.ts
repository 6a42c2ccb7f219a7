/** Finds the system's Chromium and names what it is started with. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * WebGL in software, the page around it put together without WebGL (as Chromium does it without a graphics card), and
 * nothing that would make the browser talk to anyone by itself. Put together so, a phone's screen may lack bands of the
 * map above its sheet: whoever wants to look at it leaves --disable-gpu-compositing out.
 */
export const ARGS = [
  '--headless',
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-angle=swiftshader',
  '--disable-gpu-compositing',
  '--enable-unsafe-swiftshader',
];

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

export function findChromium(): string {
  const named = process.env.CHROMIUM;
  if (named) return named;
  for (const name of NAMES) {
    for (const folder of (process.env.PATH ?? '').split(delimiter)) {
      const path = join(folder, name);
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch {
        // The next folder, or the next name.
      }
    }
  }
  throw new Error(`No browser: install Chromium, or let CHROMIUM name one. Looked for ${NAMES.join(', ')}.`);
}
