import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { BuildEnvironmentOptions, Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const dist = resolve(import.meta.dirname, '../dist');

/** The Go server embeds ../dist, which must exist in a fresh clone: emptying it must not lose the file that keeps it. */
const keepDist: Plugin = {
  name: 'keep-dist',
  closeBundle: () => writeFileSync(resolve(dist, '.gitkeep'), ''),
};

/** The map and the fonts are asked for with the page, not by the script that will need them. */
const askEarly: Plugin = {
  name: 'ask-early',
  transformIndexHtml: {
    order: 'post',
    handler: (_, { bundle }) =>
      Object.values(bundle ?? {}).flatMap((file) => {
        const attrs =
          file.type === 'chunk'
            ? file.isDynamicEntry && file.name !== 'insert' && { rel: 'modulepreload' }
            : file.fileName.endsWith('.woff2') && { rel: 'preload', as: 'font' };
        return attrs ? [{ tag: 'link', attrs: { ...attrs, crossorigin: true, href: `/${file.fileName}` } }] : [];
      }),
  },
};

/** What the Go server answers itself while `npm run dev` serves the page. */
const server = [
  '/collections',
  '/tiles',
  '/tiles.json',
  '/list',
  '/decrees',
  '/dialogue',
  '/data',
  '/api',
  '/readyz',
  '/events',
  '/zones',
  '/drafts',
  '/account',
];
const target = process.env.CORREDOR_URL ?? 'http://127.0.0.1:8080';

/** What is built by itself, after the map's page. */
const apart: Record<string, BuildEnvironmentOptions['rolldownOptions']> = {
  editor: { input: resolve(import.meta.dirname, 'editor.html') },
  // The page of an embed is the server's; it loads this when a reader asks for the map.
  embed: {
    input: { explore: resolve(import.meta.dirname, 'src/embed/explore.ts') },
    preserveEntrySignatures: 'strict',
    output: { entryFileNames: 'assets/explore-[hash].js' },
  },
};

/**
 * The editor and the map of embeds are built by themselves: were all built together, what they share would become files
 * of its own that every reader of the map waits for.
 */
export default defineConfig(({ mode }) => ({
  // A map of an embed may be put on any host, in any folder: it finds its files beside itself.
  base: mode === 'embed' ? './' : '/',
  publicDir: mode in apart ? false : 'public',
  plugins: [keepDist, ...(mode in apart ? [] : [askEarly])],
  build: {
    outDir: dist,
    emptyOutDir: !(mode in apart),
    rolldownOptions: apart[mode] ?? {},
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
  // One place for all files: setting up one for each takes five times as long as the tests.
  test: { include: ['src/**/*.test.ts'], environment: 'node', pool: 'threads', isolate: false, unstubGlobals: true },
}));
