import { afterEach, expect, it, vi } from 'vitest';
import { readTiles } from './tilejson';

afterEach(() => vi.unstubAllGlobals());

it('reads the tiles of a release where one is named, else those of the present', async () => {
  const asked: string[] = [];
  vi.stubGlobal('location', { origin: 'https://here.example' });
  vi.stubGlobal('fetch', async (path: string) => {
    asked.push(path);
    const query = path.replace('/tiles.json', '');
    return Response.json({ tiles: [`http://server/tiles/{z}/{x}/{y}.mvt${query}`], maxzoom: 14 });
  });
  const frozen = await readTiles('2026-11-30.2');
  expect(frozen.urls).toEqual(['https://here.example/tiles/{z}/{x}/{y}.mvt?version=2026-11-30.2']);
  await readTiles();
  expect(asked).toEqual(['/tiles.json?version=2026-11-30.2', '/tiles.json']);
});
