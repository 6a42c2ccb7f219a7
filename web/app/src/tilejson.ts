/** Where the map's tiles are, and those of a basemap, as the server describes both in TileJSON. */
import type { Basemap } from './basemap';
import type { Days } from './calendar';
import { readIsoDate } from './format';
import { MANY } from './many';
import type { Tiles } from './style';

/** What the server's page says of the server, for the script to know at once. */
export const archived = (): boolean => 'archive' in document.documentElement.dataset;
/** Whether the incidents are too many to have all of them here; while the server does not know yet, they may be. */
export const crowded = (): boolean =>
  Number(document.documentElement.dataset.incidents ?? Number.POSITIVE_INFINITY) > MANY && !archived();
const hasBasemap = (): boolean => 'basemap' in document.documentElement.dataset;

/** Tiles that are not a server's. */
let own: Tiles | null = null;

/** Has the map draw these tiles; no server is asked for others. */
export function drawTiles(tiles: Tiles): void {
  own = tiles;
}

/** Those of a release where its version is given, else of the present. */
export async function readTiles(version = ''): Promise<Tiles> {
  if (own) return own;
  const path = version ? `/tiles.json?version=${encodeURIComponent(version)}` : '/tiles.json';
  const said = await read(path);
  return { ...where(said, path), minzoom: Number(said.minzoom ?? 0), maxzoom: Number(said.maxzoom ?? 14) };
}

/** null where the server has none besides its own. */
export async function readBasemap(): Promise<Basemap | null> {
  if (!hasBasemap()) return null;
  const said = await read('/basemap.json');
  const layers = Array.isArray(said.vector_layers)
    ? said.vector_layers.map((l: { id?: unknown }) => String(l?.id))
    : null;
  return {
    ...where(said, '/basemap.json'),
    minzoom: Number(said.minzoom ?? 0),
    maxzoom: Number(said.maxzoom ?? 14),
    layers: said.format === 'pbf' ? (layers ?? []) : null,
    attribution: typeof said.attribution === 'string' ? said.attribution : '',
  };
}

/** The days between which an archive's incidents lie, where it says so. */
export async function readArchivedDays(): Promise<Days | null> {
  const { days } = await read('/tiles.json');
  const [from, to] = typeof days === 'string' ? days.split('/').map(readIsoDate) : [];
  return typeof from === 'number' && typeof to === 'number' ? { from, to } : null;
}

async function read(path: string): Promise<Record<string, unknown>> {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

function where({ tiles }: Record<string, unknown>, path: string): { urls: string[] } {
  if (!Array.isArray(tiles) || typeof tiles[0] !== 'string') throw new Error(`${path} names no tiles`);
  // From where the page came, whatever name the server believes it has.
  return { urls: tiles.map((url: string) => location.origin + url.replace(/^https?:\/\/[^/]+/, '')) };
}
