import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const dist = resolve(import.meta.dirname, '../dist');

/** The Go server embeds ../dist, which must exist in a fresh clone: emptying it must not lose the file that keeps it. */
const keepDist: Plugin = {
  name: 'keep-dist',
  closeBundle: () => writeFileSync(resolve(dist, '.gitkeep'), ''),
};

/** What the Go server answers itself while `npm run dev` serves the page. */
const server = ['/collections', '/tiles', '/tiles.json', '/list', '/decrees', '/dialogue', '/data', '/readyz'];
const target = process.env.CORREDOR_URL ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [keepDist],
  build: {
    outDir: dist,
    emptyOutDir: true,
    assetsDir: 'assets',
    // The Content-Security-Policy allows neither data: fonts nor inline scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
    chunkSizeWarningLimit: 1500,
  },
  server: {
    host: '127.0.0.1',
    proxy: Object.fromEntries(server.map((path) => [path, { target, changeOrigin: true }])),
  },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
});
