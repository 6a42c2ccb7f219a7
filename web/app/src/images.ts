/**
 * Draws every image the map's style names: tallies and incidents (badge.ts), rings of clusters (cluster.ts), hatches,
 * icons and the dots of towns.
 * Canvas, but no map: an image is pixels and how many of them make one CSS pixel.
 */
import {
  ACTIVE_EDGE,
  type Badge,
  badgeSize,
  cells,
  HALO,
  HOVER_HALO,
  RADIUS,
  readBadgeId,
  SELECTED_RADIUS,
  type Size,
  TALLY_RADIUS,
  total,
} from './badge';
import { RING_WIDTH, type Ring, readRingId } from './cluster';
import { SEMIBOLD } from './fonts';
import { PALETTES, type Palette } from './palette';
import { bar, type Icon, iconPath, outline } from './symbols';
import { CATEGORIES, type Category, type Theme } from './types';
import type { Hatch } from './zonelayers';

export interface MapImage {
  data: ImageData;
  pixelRatio: number;
}

/** The image that a name in the style stands for, or null where the name is none of ours. */
export function drawImage(id: string, screenRatio: number): MapImage | null {
  const badge = readBadgeId(id);
  if (badge) return drawBadge(badge, screenRatio);
  const ring = readRingId(id);
  if (ring) return drawRing(ring, screenRatio);
  const [, name = '', theme] = /^([\w-]+)@(light|dark)$/.exec(id) ?? [];
  const c = PALETTES[theme as Theme];
  if (!c) return null;
  const [sort, kind = '', size] = name.split('-');
  if (sort === 'hatch') return drawHatch(kind as Hatch, c);
  if (sort === 'icon') return drawIcon(kind as Icon, size === 'minor', c, screenRatio);
  if (sort === 'dot') return drawDot(kind === 'large', c, screenRatio);
  return null;
}

/** Room around a badge for its halo and edge. */
const MARGIN = 5;

function drawBadge(badge: Badge, ratio: number): MapImage {
  const size = badgeSize(badge);
  const c = PALETTES[badge.theme];
  return paint({ width: size.width + 2 * MARGIN, height: size.height + 2 * MARGIN }, ratio, (g) => {
    if (total(badge.counts) > 1 && !badge.selected) {
      g.translate(MARGIN, MARGIN);
      drawTally(g, badge, size, c);
      return;
    }
    g.translate(size.width / 2 + MARGIN, size.height / 2 + MARGIN);
    const category = CATEGORIES[badge.counts.findIndex((count) => count > 0)] ?? 'other';
    if (badge.selected) drawSelected(g, category, badge, size, c);
    else drawSingle(g, category, badge, c);
  });
}

function drawTally(g: CanvasRenderingContext2D, badge: Badge, { width, height }: Size, c: Palette): void {
  const pill = roundRect(0, 0, width, height, 3.5);
  if (badge.hovered) stroke(g, pill, c.panel, 2 * HOVER_HALO);
  g.fillStyle = c.panel;
  g.fill(pill);
  const edge = badge.active ? ACTIVE_EDGE : 1;
  g.setLineDash(badge.hollow ? [3, 2] : []);
  const inside = roundRect(edge / 2, edge / 2, width - edge, height - edge, 3.5);
  stroke(g, inside, badge.active || badge.hovered ? c.ink : c.edge, edge);
  g.setLineDash([]);
  g.font = `600 12px ${SEMIBOLD}`;
  for (const cell of cells(badge.counts).cells) {
    g.save();
    g.translate(cell.x, cell.y);
    drawSymbol(g, cell.category, TALLY_RADIUS, badge.hollow, c);
    g.restore();
    g.fillStyle = c.ink;
    g.fillText(String(cell.count), cell.textX, cell.y + 4.1);
  }
}

function drawSingle(g: CanvasRenderingContext2D, category: Category, badge: Badge, c: Palette): void {
  const halo = badge.hovered ? HOVER_HALO : HALO;
  const shape = new Path2D(outline(category, RADIUS));
  g.lineJoin = 'round';
  if (badge.active) stroke(g, shape, c.ink, 2 * (halo + ACTIVE_EDGE));
  stroke(g, shape, c.panel, 2 * halo);
  drawSymbol(g, category, RADIUS, badge.hollow, c);
}

function drawSelected(g: CanvasRenderingContext2D, category: Category, badge: Badge, size: Size, c: Palette): void {
  const disc = new Path2D();
  disc.arc(0, 0, size.width / 2 - 1.25, 0, 2 * Math.PI);
  g.fillStyle = c.panel;
  g.fill(disc);
  stroke(g, disc, c.ink, 2.5);
  drawSymbol(g, category, SELECTED_RADIUS, badge.hollow, c);
}

function drawSymbol(
  g: CanvasRenderingContext2D,
  category: Category,
  radius: number,
  hollow: boolean,
  c: Palette,
): void {
  const colour = c.groups[category];
  if (hollow) {
    const shape = new Path2D(outline(category, radius - 0.8));
    g.fillStyle = c.panel;
    g.fill(shape);
    g.lineJoin = 'miter';
    stroke(g, shape, colour, 1.6);
    return;
  }
  g.fillStyle = colour;
  g.fill(new Path2D(outline(category, radius)));
  if (category !== 'closures') return;
  g.fillStyle = c.panel;
  g.fill(new Path2D(bar(radius)));
}

function drawRing({ radius, shares, theme }: Ring, ratio: number): MapImage {
  const c = PALETTES[theme];
  const side = 2 * (radius + 1);
  return paint({ width: side, height: side }, ratio, (g) => {
    g.translate(side / 2, side / 2);
    const disc = new Path2D();
    disc.arc(0, 0, radius, 0, 2 * Math.PI);
    g.fillStyle = c.panel;
    g.fill(disc);
    // Clockwise from the top, in the order of the legend.
    let from = -Math.PI / 2;
    CATEGORIES.forEach((category, i) => {
      const to = from + (2 * Math.PI * (shares[i] ?? 0)) / total(shares);
      const arc = new Path2D();
      arc.arc(0, 0, radius - RING_WIDTH / 2 - 0.5, from, to);
      stroke(g, arc, c.groups[category], RING_WIDTH);
      from = to;
    });
    stroke(g, disc, c.panel, 1);
  });
}

/** Distance between strokes, their width, and their strength. */
const HATCHES: Record<Hatch, { pitch: number; width: number; alpha: number }> = {
  force: { pitch: 5, width: 1.35, alpha: 0.85 },
  indicative: { pitch: 9, width: 0.9, alpha: 0.55 },
};

/** MapLibre stretches patterns up to twice between whole zooms: two pixels for one keep them sharp. */
const HATCH_RATIO = 2;

function drawHatch(hatch: Hatch, c: Palette): MapImage {
  const { pitch, width, alpha } = HATCHES[hatch];
  // A square repeats without a seam where its side holds whole strokes: some number of them nearly fills whole pixels.
  const step = pitch * Math.SQRT2;
  let best = { count: 1, off: 1 };
  for (let count = 1; count <= 8; count++) {
    const off = Math.abs(Math.round(count * step * HATCH_RATIO) / (count * step * HATCH_RATIO) - 1);
    if (off < best.off) best = { count, off };
  }
  const side = Math.round(best.count * step * HATCH_RATIO) / HATCH_RATIO;
  return paint({ width: side, height: side }, HATCH_RATIO, (g) => {
    g.globalAlpha = alpha;
    g.strokeStyle = c.zone;
    g.lineWidth = width;
    g.beginPath();
    for (let i = -1; i <= 2 * best.count + 1; i++) {
      const foot = (i * side) / best.count;
      g.moveTo(foot - 2 * side, 2 * side);
      g.lineTo(foot + side, -side);
    }
    g.stroke();
  });
}

function drawIcon(icon: Icon, minor: boolean, c: Palette, ratio: number): MapImage {
  const side = minor ? 14 : 18;
  return paint({ width: side + 4, height: side + 4 }, ratio, (g) => {
    g.translate(side / 2 + 2, side / 2 + 2);
    g.scale(side / 18, side / 18);
    const square = roundRect(-9, -9, 18, 18, 3);
    stroke(g, square, c.halo, 2.4);
    g.fillStyle = minor ? c.ink2 : c.ink;
    g.fill(square);
    g.lineCap = 'round';
    g.lineJoin = 'round';
    stroke(g, new Path2D(iconPath(icon)), c.panel, 1.6);
  });
}

function drawDot(large: boolean, c: Palette, ratio: number): MapImage {
  const radius = large ? 3.3 : 2.4;
  return paint({ width: 12, height: 12 }, ratio, (g) => {
    const ring = new Path2D();
    ring.arc(6, 6, radius, 0, 2 * Math.PI);
    stroke(g, ring, c.halo, 4);
    g.fillStyle = c.casing;
    g.fill(ring);
    stroke(g, ring, c.ink, 1.3);
    if (!large) return;
    const core = new Path2D();
    core.arc(6, 6, 1.1, 0, 2 * Math.PI);
    g.fillStyle = c.ink;
    g.fill(core);
  });
}

function paint(size: Size, ratio: number, draw: (g: CanvasRenderingContext2D) => void): MapImage {
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(size.width * ratio);
  canvas.height = Math.round(size.height * ratio);
  const g = canvas.getContext('2d', { willReadFrequently: true });
  if (!g) throw new Error('This browser draws no canvas.');
  g.scale(ratio, ratio);
  draw(g);
  return { data: g.getImageData(0, 0, canvas.width, canvas.height), pixelRatio: ratio };
}

function roundRect(x: number, y: number, width: number, height: number, radius: number): Path2D {
  const path = new Path2D();
  path.roundRect(x, y, width, height, radius);
  return path;
}

function stroke(g: CanvasRenderingContext2D, path: Path2D, colour: string, width: number): void {
  g.strokeStyle = colour;
  g.lineWidth = width;
  g.stroke(path);
}
