/** An archive of tiles on a plain file server, read in ranges or, from a host that knows none, whole if it is not large. */
import { PMTiles, type RangeResponse, type Source } from 'pmtiles';

/** A file that a host gives only whole is not fetched if it is larger. */
export const MOST_WHOLE = 32 << 20;

export class Ranges implements Source {
  #url: string;
  #whole: Promise<ArrayBuffer> | null = null;

  constructor(url: string) {
    this.#url = url;
  }

  getKey = (): string => this.#url;

  async getBytes(offset: number, length: number, signal?: AbortSignal): Promise<RangeResponse> {
    if (!this.#whole) {
      const answer = await fetch(this.#url, {
        headers: { Range: `bytes=${offset}-${offset + length - 1}` },
        ...(signal ? { signal } : {}),
      });
      if (answer.status === 206) return { data: await answer.arrayBuffer() };
      if (!answer.ok) throw new Error(`${this.#url}: ${answer.status}`);
      // Others may have asked in the meantime: one of the answers is enough.
      if (this.#whole) await answer.body?.cancel();
      else this.#whole = whole(answer);
    }
    const data = await this.#whole;
    return { data: data.slice(offset, offset + length) };
  }
}

async function whole(answer: Response): Promise<ArrayBuffer> {
  const bytes = Number(answer.headers.get('Content-Length') ?? 0);
  if (bytes > MOST_WHOLE) {
    await answer.body?.cancel();
    throw new Error('The host of the map answers no range requests, and the file is too large to be fetched whole.');
  }
  return answer.arrayBuffer();
}

export interface Opened {
  minzoom: number;
  maxzoom: number;
  /** The bytes of a tile, none where nothing lies. */
  tile(z: number, x: number, y: number, signal: AbortSignal): Promise<ArrayBuffer>;
}

export async function openArchive(url: string): Promise<Opened> {
  const archive = new PMTiles(new Ranges(url));
  const { minZoom, maxZoom } = await archive.getHeader();
  return {
    minzoom: minZoom,
    maxzoom: maxZoom,
    tile: async (z, x, y, signal) => (await archive.getZxy(z, x, y, signal))?.data ?? new ArrayBuffer(0),
  };
}
