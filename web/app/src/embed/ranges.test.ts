import { afterEach, expect, it, vi } from 'vitest';
import { MOST_WHOLE, Ranges } from './ranges';

const FILE = Uint8Array.from({ length: 100 }, (_, i) => i);
const bytes = async (from: Ranges, offset: number, length: number) => [
  ...new Uint8Array((await from.getBytes(offset, length)).data),
];

afterEach(() => vi.unstubAllGlobals());

/** A host that knows ranges, or none. */
function host(ranged: boolean, length?: number): { asked: string[] } {
  const asked: string[] = [];
  vi.stubGlobal('fetch', async (_: string, { headers }: { headers: { Range: string } }) => {
    asked.push(headers.Range);
    const [from, to] = headers.Range.replace('bytes=', '').split('-').map(Number);
    if (ranged) return new Response(FILE.slice(from, (to ?? 0) + 1), { status: 206 });
    return new Response(FILE, { headers: { 'Content-Length': String(length ?? FILE.length) } });
  });
  return { asked };
}

it('asks for what is wanted', async () => {
  const { asked } = host(true);
  const file = new Ranges('map.pmtiles');
  expect(await bytes(file, 10, 3)).toEqual([10, 11, 12]);
  expect(await bytes(file, 98, 10)).toEqual([98, 99]);
  expect(asked).toEqual(['bytes=10-12', 'bytes=98-107']);
});

it('keeps the file of a host that gives it only whole', async () => {
  const { asked } = host(false);
  const file = new Ranges('map.pmtiles');
  const both = await Promise.all([bytes(file, 10, 3), bytes(file, 50, 1)]);
  expect(both).toEqual([[10, 11, 12], [50]]);
  expect(await bytes(file, 0, 2)).toEqual([0, 1]);
  expect(asked).toHaveLength(2);
});

it('says why a large file of such a host is not fetched', async () => {
  host(false, MOST_WHOLE + 1);
  await expect(bytes(new Ranges('map.pmtiles'), 0, 1)).rejects.toThrow('no range requests');
});
