/** Makes small PMTiles basemaps, vector tiles with layers of Protomaps or pictures, without any program of ours. */
import { crc32, deflateSync, gzipSync } from 'node:zlib';
import { PbfWriter } from 'pbf';
import { zxyToTileId } from 'pmtiles';

/** The tiles of one zoom round the corridor. */
const ZOOM = 6;
const TILES = [18, 19, 20].flatMap((x) => [33, 34, 35].map((y) => [x, y] as const));

const [LINE, POLYGON, POINT] = [2, 3, 1];
interface Shape {
  type: number;
  kind: string;
  name?: string;
  path: [x: number, y: number][];
}

/** Land with a lake, a river, a road, a limit and a town in each tile. */
const LAYERS: Record<string, Shape[]> = {
  earth: [
    {
      type: POLYGON,
      kind: 'earth',
      path: [
        [0, 0],
        [4096, 0],
        [4096, 4096],
        [0, 4096],
      ],
    },
  ],
  landuse: [
    {
      type: POLYGON,
      kind: 'park',
      path: [
        [2600, 400],
        [3800, 500],
        [3500, 1500],
        [2700, 1300],
      ],
    },
  ],
  water: [
    {
      type: POLYGON,
      kind: 'lake',
      path: [
        [300, 2600],
        [1200, 2500],
        [1400, 3300],
        [500, 3500],
      ],
    },
    {
      type: LINE,
      kind: 'river',
      path: [
        [0, 500],
        [1500, 900],
        [2500, 2600],
        [4096, 3000],
      ],
    },
  ],
  roads: [
    {
      type: LINE,
      kind: 'highway',
      path: [
        [0, 3700],
        [1800, 2100],
        [4096, 1700],
      ],
    },
  ],
  boundaries: [
    {
      type: LINE,
      kind: 'region',
      path: [
        [2048, 0],
        [2100, 4096],
      ],
    },
  ],
  places: [{ type: POINT, kind: 'locality', name: 'Villa Prestada', path: [[2900, 2000]] }],
};

export function vectorBasemap(): Buffer {
  const tile = gzipSync(vectorTile());
  const layers = Object.keys(LAYERS).map((id) => ({ id, fields: { kind: 'String' } }));
  const attribution = '<a href="https://example.org/makers">The makers</a>';
  return archive(tile, { type: 1, packing: 2 }, { name: 'Borrowed', attribution, vector_layers: layers });
}

export function pictureBasemap(): Buffer {
  return archive(picture(), { type: 2, packing: 1 }, { name: 'Pictures', attribution: 'The painters' });
}

function archive(tile: Buffer, content: { type: number; packing: number }, metadata: object): Buffer {
  const ids = TILES.map(([x, y]) => zxyToTileId(ZOOM, x, y)).sort((a, b) => a - b);
  const directory = new PbfWriter();
  directory.writeVarint(ids.length);
  for (const [i, id] of ids.entries()) directory.writeVarint(id - (ids[i - 1] ?? 0));
  for (const _ of ids) directory.writeVarint(1);
  for (const _ of ids) directory.writeVarint(tile.length);
  for (const _ of ids) directory.writeVarint(1);
  const root = gzipSync(directory.finish());
  const said = gzipSync(JSON.stringify(metadata));
  const head = Buffer.alloc(127);
  head.write('PMTiles');
  head[7] = 3;
  const sections = [root.length, said.length, 0, tile.length];
  let at = 127;
  sections.forEach((size, i) => {
    head.writeBigUInt64LE(BigInt(at), 8 + 16 * i);
    head.writeBigUInt64LE(BigInt(size), 16 + 16 * i);
    at += size;
  });
  head.set([0, 2, content.packing, content.type, ZOOM, ZOOM], 96);
  for (const [i, degrees] of [-79, -22, -62, -8].entries()) head.writeInt32LE(degrees * 1e7, 102 + 4 * i);
  return Buffer.concat([head, root, said, tile]);
}

function vectorTile(): Uint8Array {
  const tile = new PbfWriter();
  for (const [name, shapes] of Object.entries(LAYERS)) {
    tile.writeMessage(
      3,
      (_, layer) => {
        layer.writeVarintField(15, 2);
        layer.writeStringField(1, name);
        const values = shapes.flatMap((shape) => [shape.kind, shape.name ?? '']);
        shapes.forEach((shape, i) => {
          layer.writeMessage(
            2,
            (_, feature) => {
              feature.writePackedVarint(2, shape.name ? [0, 2 * i, 1, 2 * i + 1] : [0, 2 * i]);
              feature.writeVarintField(3, shape.type);
              feature.writePackedVarint(4, geometry(shape));
            },
            null,
          );
        });
        for (const key of ['kind', 'name']) layer.writeStringField(3, key);
        for (const value of values) layer.writeMessage(4, (_, v) => v.writeStringField(1, value), null);
        layer.writeVarintField(5, 4096);
      },
      null,
    );
  }
  return tile.finish();
}

function geometry({ type, path }: Shape): number[] {
  const zigzag = (n: number) => (n << 1) ^ (n >> 31);
  const steps = path.flatMap(([x, y], i) => {
    const [px, py] = path[i - 1] ?? [0, 0];
    return [zigzag(x - px), zigzag(y - py)];
  });
  const line = path.length > 1 ? [((path.length - 1) << 3) | 2, ...steps.slice(2)] : [];
  return [9, ...steps.slice(0, 2), ...line, ...(type === POLYGON ? [15] : [])];
}

/** A PNG of 256 by 256 pixels in one colour, with a frame. */
function picture(): Buffer {
  const side = 256;
  const rows = Array.from({ length: side }, (_, y) =>
    Buffer.concat([
      Buffer.from([0]),
      ...Array.from({ length: side }, (_, x) => Buffer.from(x < 2 || y < 2 ? [120, 90, 60] : [214, 200, 160])),
    ]),
  );
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(name: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), content]);
  const framed = Buffer.alloc(4 + named.length + 4);
  framed.writeUInt32BE(content.length, 0);
  framed.set(named, 4);
  framed.writeUInt32BE(crc32(named), 4 + named.length);
  return framed;
}
