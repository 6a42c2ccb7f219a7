/** Drawing by hand on the map. The shape itself stays with the desk: what is drawn here is brought there, and back. */
import { type Map as MapLibre, Marker } from 'maplibre-gl';
import { TerraDraw, TerraDrawModeUndoRedo, TerraDrawPolygonMode, TerraDrawSelectMode } from 'terra-draw';
import { TerraDrawMapLibreGLAdapter } from 'terra-draw-maplibre-gl-adapter';
import { metresPerPixel } from '../mercator';
import { PALETTES } from '../palette';
import type { LonLat, Theme } from '../types';
import { canonical } from './content';
import type { Desk } from './desk';
import { type Corner, cornersOf, polygonsOf, type Shape, shapeOf } from './shape';
import { snap, type Track, tracksOf } from './snap';

/** Pixels within which a corner is drawn to what is there, and a tap means a corner. */
const SNAP_PX = 12;
const TAP_PX = 24;

type Tool = 'polygon' | 'select';

export class Drawing {
  /** The corner that was tapped, to be taken away by a button. */
  corner: Corner | null = null;
  tool: Tool = 'select';
  #map: MapLibre;
  #desk: Desk;
  #theme: Theme;
  #draw: TerraDraw | null = null;
  #shown = '';
  #counted = '';
  #roads: Track[] | null = null;
  #tracks: Track[] | null = null;
  #mark: Marker;

  constructor(map: MapLibre, desk: Desk, theme: Theme) {
    this.#map = map;
    this.#desk = desk;
    this.#theme = theme;
    const dot = document.createElement('div');
    dot.className = 'corner';
    this.#mark = new Marker({ element: dot });
    map.on('click', (e) => this.#tapped([e.point.x, e.point.y]));
  }

  /** Whether the shown part is one by hand that may be drawn on. */
  get wanted(): boolean {
    return this.#desk.open && !this.#desk.comparison && this.#desk.currentPart?.by === 'hand';
  }

  /** Whether a polygon has been begun and not closed. */
  get begun(): boolean {
    return this.#draw?.getModeState() === 'drawing';
  }

  /** How many corners a begun polygon has. */
  get set(): number {
    if (!this.begun) return 0;
    const drawn = this.#draw
      ?.getSnapshot()
      .filter((f) => f.geometry.type === 'Polygon' && f.properties.mode === 'polygon');
    const last = drawn?.[drawn.length - 1]?.geometry.coordinates[0] as unknown[] | undefined;
    // The last two are where the hand is, and the first once more.
    return Math.max(0, (last?.length ?? 0) - 2);
  }

  /** Whether the corners of a polygon are there to be dragged. */
  get chosen(): boolean {
    return this.#draw?.getSnapshot().some((f) => f.properties.selected === true) ?? false;
  }

  /** Draws what the desk holds, unless it is what is drawn. */
  show(): void {
    if (!this.wanted) {
      this.stop();
      return;
    }
    const shape = this.#shape();
    if (!this.#draw) this.#start();
    if (canonical(shape) !== this.#shown && !this.begun) this.#load(shape);
    this.#showCorner();
  }

  use(tool: Tool): void {
    this.tool = tool;
    this.corner = null;
    this.#draw?.setMode(tool);
    this.#selectAll();
    this.#showCorner();
    this.#desk.tell();
  }

  /** Takes the last corner of a begun polygon back; false where none is begun. */
  undo(): boolean {
    return this.begun ? (this.#draw?.undo() ?? false) : false;
  }

  redo(): boolean {
    return this.begun ? (this.#draw?.redo() ?? false) : false;
  }

  /** Takes it off the map, as before the map's style changes. */
  stop(): void {
    this.#mark.remove();
    if (!this.#draw) return;
    const draw = this.#draw;
    this.#draw = null;
    this.#shown = '';
    try {
      draw.stop();
    } catch {
      // The style it drew on is gone, and what it drew with it.
    }
  }

  theme(theme: Theme): void {
    this.#theme = theme;
  }

  #shape(): Shape | null {
    return this.#desk.currentPart?.geometry ?? null;
  }

  #start(): void {
    const c = PALETTES[this.#theme];
    const zone = c.zone as `#${string}`;
    const [ink, panel] = [c.ink as `#${string}`, c.panel as `#${string}`];
    const toCustom = (e: { lng: number; lat: number }) => this.#snapped([e.lng, e.lat]) ?? undefined;
    const outline = { fillColor: zone, fillOpacity: 0.1, outlineColor: zone, outlineWidth: 2 };
    const points = {
      selectionPointColor: panel,
      selectionPointOutlineColor: ink,
      selectionPointOutlineWidth: 2,
      selectionPointWidth: 6,
    };
    const coordinates = { draggable: true, deletable: true, midpoints: { draggable: true }, snappable: { toCustom } };
    this.#draw = new TerraDraw({
      adapter: new TerraDrawMapLibreGLAdapter({ map: this.#map }),
      undoRedo: { modeLevel: new TerraDrawModeUndoRedo() },
      modes: [
        new TerraDrawPolygonMode({
          snapping: { toCustom },
          pointerDistance: TAP_PX,
          styles: {
            ...outline,
            closingPointColor: panel,
            closingPointOutlineColor: ink,
            closingPointOutlineWidth: 2,
            closingPointWidth: 6,
          },
        }),
        new TerraDrawSelectMode({
          flags: { polygon: { feature: { draggable: false, coordinates, selfIntersectable: true } } },
          pointerDistance: TAP_PX,
          styles: {
            ...points,
            selectedPolygonColor: zone,
            // The zone itself is drawn below; and a ring that crosses itself would be filled wrongly here.
            selectedPolygonFillOpacity: 0,
            selectedPolygonOutlineColor: zone,
            selectedPolygonOutlineWidth: 2,
            midPointColor: zone,
            midPointWidth: 4,
            midPointOutlineColor: panel,
            midPointOutlineWidth: 1,
          },
        }),
      ],
    });
    this.#draw.start();
    this.#draw.on('finish', () => this.#take());
    for (const kind of ['select', 'deselect', 'change'] as const) this.#draw.on(kind, () => this.#count());
    this.#load(this.#shape());
  }

  /** Polygons with holes are kept and drawn with the zone, but corners of theirs are not to be dragged. */
  #load(shape: Shape | null): void {
    const draw = this.#draw;
    if (!draw) return;
    draw.clear();
    const plain = polygonsOf(shape).filter((rings) => rings.length === 1);
    draw.addFeatures(
      plain.map((rings) => ({
        type: 'Feature',
        geometry: {
          type: 'Polygon',
          coordinates: rings.map((ring) => ring.map(([x = 0, y = 0]) => [round(x), round(y)])),
        },
        properties: { mode: 'polygon' },
      })),
    );
    this.#shown = canonical(shape);
    // What comes from elsewhere is there to be changed; where nothing is, something is to be drawn.
    this.tool = shape ? 'select' : 'polygon';
    draw.setMode(this.tool);
    this.#selectAll();
  }

  /** The corners of one polygon are there to be dragged at once; of several it is the one with most, until another is clicked. */
  #selectAll(): void {
    if (this.tool !== 'select') return;
    const all = this.#draw?.getSnapshot().filter((f) => f.properties.mode === 'polygon') ?? [];
    const corners = (f: (typeof all)[number]) => (f.geometry.coordinates[0] as unknown[] | undefined)?.length ?? 0;
    const [most] = all.sort((a, b) => corners(b) - corners(a));
    if (most?.id !== undefined) this.#draw?.selectFeature(most.id);
  }

  /** The form says how many corners are set, and which polygon is chosen. */
  #count(): void {
    const now = `${this.set} ${this.chosen}`;
    if (now === this.#counted) return;
    this.#counted = now;
    this.#desk.tell();
  }

  /** Brings what was drawn to the desk. */
  #take(): void {
    const drawn = (this.#draw?.getSnapshot() ?? []).flatMap((f) =>
      f.geometry.type === 'Polygon' && f.properties.mode === 'polygon' ? [f.geometry.coordinates] : [],
    );
    const holed = polygonsOf(this.#shape()).filter((rings) => rings.length > 1);
    const shape = shapeOf([...drawn, ...holed]);
    this.#shown = canonical(shape);
    this.corner = null;
    this.#desk.changePart({ geometry: shape });
    if (this.tool === 'polygon') setTimeout(() => this.use('select'));
  }

  #tapped([x, y]: [number, number]): void {
    if (!this.wanted || this.tool !== 'select') return;
    const near = cornersOf(this.#shape())
      .map((corner) => ({ corner, px: this.#map.project(corner.at) }))
      .map(({ corner, px }) => ({ corner, away: Math.hypot(px.x - x, px.y - y) }))
      .sort((a, b) => a.away - b.away)[0];
    const before = this.corner;
    this.corner = near && near.away <= TAP_PX ? near.corner : null;
    if (before !== this.corner) this.#desk.tell();
  }

  #showCorner(): void {
    if (!this.corner) this.#mark.remove();
    else {
      this.#mark.setLngLat(this.corner.at);
      if (!this.#mark.getElement().isConnected) this.#mark.addTo(this.#map);
    }
  }

  #snapped(at: LonLat): LonLat | null {
    const { reference } = this.#desk;
    this.#roads ??= reference.routes.flatMap((route) => tracksOf(route.line));
    this.#tracks ??= [
      ...reference.units.map((unit) => unit.geometry?.coordinates),
      ...reference.zones.map((zone) => zone.raw.geometry?.coordinates),
    ].flatMap(tracksOf);
    const reach = SNAP_PX * metresPerPixel(at[1], this.#map.getZoom());
    // From afar the outlines of strips lie on the road: it comes first.
    const found = snap(at, this.#roads, reach) ?? snap(at, this.#tracks, reach);
    return found && [round(found[0]), round(found[1])];
  }
}

/** To 0.1 mm: finer digits are refused by what draws. */
function round(degrees: number): number {
  return Math.round(degrees * 1e9) / 1e9;
}
