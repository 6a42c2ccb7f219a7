/** Where the map is looked at from: moved and held so that the panels hide nothing that matters. */
import type { Map as MapLibre } from 'maplibre-gl';
import { CORRIDOR, homeRoom, isFree, minZoom, NO_PADDING, type Padding, shiftOf } from './frame';
import { project } from './mercator';
import type { Box } from './tally';
import type { LonLat } from './types';

const CAMERA_MS = 400;
/** Pixels that the headline's card takes in the corner, where it does not take the whole top. */
const CARD = { width: 330, height: 116 };

export class Camera {
  /** How much of each side the panels cover. */
  covered: Padding = NO_PADDING;
  #map: MapLibre;
  #host: HTMLElement;

  constructor(map: MapLibre, host: HTMLElement) {
    this.#map = map;
    this.#host = host;
    new ResizeObserver(() => this.#limit()).observe(host);
  }

  /** Takes in what the panels cover from now on; false where it is as before. */
  cover(covered: Padding): boolean {
    if (Object.entries(covered).every(([side, px]) => this.covered[side as keyof Padding] === px)) return false;
    this.covered = covered;
    this.#host.style.setProperty('--map-foot', `${covered.bottom}px`);
    this.#host.style.setProperty('--map-start', `${covered.left}px`);
    this.#host.style.setProperty('--map-end', `${covered.right}px`);
    this.#limit();
    return true;
  }

  /** Keeps what is looked at, in the middle of what the panels leave free. */
  stay(): void {
    this.#map.setPadding(this.#padding());
  }

  /** From the mine to the port. */
  home(gliding: boolean): void {
    const { west, south, east, north } = CORRIDOR;
    const room = homeRoom(this.#host.clientWidth);
    const padding = { ...room, top: room.top + this.covered.top };
    this.stay();
    this.#map.fitBounds([west, south, east, north], { padding, duration: gliding ? CAMERA_MS : 0 });
  }

  zoomBy(steps: number): void {
    this.#map.easeTo({ zoom: this.#map.getZoom() + steps, duration: CAMERA_MS });
  }

  flyTo(place: LonLat, zoom?: number): void {
    const to = zoom === undefined ? { center: place } : { center: place, zoom };
    this.#map.easeTo({ ...to, padding: this.#padding(), duration: CAMERA_MS });
  }

  /** Keeps a place, if there is one, where no panel hides it. */
  reveal(at: LonLat | null): void {
    const [dx, dy] = shiftOf(this.#map.getPadding() as Padding, this.#padding());
    const seen = at && this.#map.project(at);
    const { clientWidth, clientHeight } = this.#host;
    const hidden = seen && !isFree([seen.x + dx, seen.y + dy], clientWidth, clientHeight, this.covered);
    if (!hidden && dx === 0 && dy === 0) return;
    this.#map.easeTo({ padding: this.#padding(), duration: CAMERA_MS, ...(hidden ? { center: at } : {}) });
  }

  /** What the panels and cards leave free, in world pixels of a zoom. */
  view(zoom: number): Box {
    const { lng, lat } = this.#map.getCenter();
    const [x, y] = project([lng, lat], zoom);
    const { top, right, bottom, left } = this.covered;
    const halfWidth = (this.#host.clientWidth - left - right) / 2;
    const halfHeight = (this.#host.clientHeight - bottom) / 2;
    return { left: x - halfWidth, top: y - halfHeight + top, right: x + halfWidth, bottom: y + halfHeight };
  }

  /** What the headline hides of the view. */
  card(zoom: number): Box[] {
    const { left, top } = this.view(zoom);
    return this.covered.top > 0 ? [] : [{ left, top, right: left + CARD.width, bottom: top + CARD.height }];
  }

  /** The top is covered by cards that the map shows between, not by a panel: no reason to move the camera's middle. */
  #padding(): Padding {
    return { ...this.covered, top: 0 };
  }

  /** Nothing beyond the window may come out from under the panels. */
  #limit(): void {
    const { left, right, bottom } = this.covered;
    this.#map.setMinZoom(minZoom(this.#host.clientWidth - left - right, this.#host.clientHeight - bottom));
  }
}
