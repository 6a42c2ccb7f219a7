/** The ends of a stretch on the map: round handles with a tag, dragged along the road or moved by arrow keys. */
import { type Map as MapLibre, Marker } from 'maplibre-gl';
import { kmPost, plusMinus } from '../format';
import type { Desk } from './desk';
import { type Handle, handlesOf } from './drawnzones';
import { movedBy } from './kmtext';
import { bare } from './reference';
import { w } from './words';

interface Held {
  marker: Marker;
  grip: HTMLElement;
  km: HTMLElement;
  place: HTMLElement;
}

/** Up and down, since it goes along the road both ways. */
const ARROWS =
  '<svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true"><path d="M3.5 5.5 7 2l3.5 3.5M3.5 8.5 7 12l3.5-3.5"/></svg>';

export class Handles {
  /** Whether one is being dragged: then the camera stays where it is. */
  dragging = false;
  #map: MapLibre;
  #desk: Desk;
  #held = new Map<'from' | 'to', Held>();

  constructor(map: MapLibre, desk: Desk) {
    this.#map = map;
    this.#desk = desk;
  }

  show(): void {
    const handles = this.#desk.comparison ? [] : handlesOf(this.#desk);
    for (const end of ['from', 'to'] as const) {
      const handle = handles.find((one) => one.end === end);
      const held = this.#held.get(end);
      if (handle) this.#place(handle, held ?? this.#make(end));
      else if (held) {
        held.marker.remove();
        this.#held.delete(end);
      }
    }
  }

  #place(handle: Handle, { marker, grip, km, place }: Held): void {
    const { lang } = this.#desk;
    marker.setLngLat(handle.at);
    // To add it once more would take the focus from it.
    if (!grip.isConnected) marker.addTo(this.#map);
    km.textContent = kmPost(handle.km);
    place.textContent = this.#near(handle);
    grip.setAttribute('aria-label', w(lang, handle.end === 'from' ? 'km.endFrom' : 'km.endTo'));
    grip.setAttribute('aria-valuenow', String(handle.km));
    grip.setAttribute('aria-valuetext', `km ${kmPost(handle.km)}, ${place.textContent}`);
    const reach = handle.road.reach(handle.scale);
    grip.setAttribute('aria-valuemin', String(reach?.from ?? 0));
    grip.setAttribute('aria-valuemax', String(reach?.to ?? 0));
    if (this.#desk.open) grip.removeAttribute('aria-disabled');
    else grip.setAttribute('aria-disabled', 'true');
  }

  #near({ end, km }: Handle): string {
    const { preview, exact } = this.#desk.previewOf(this.#desk.zone);
    const found = preview?.ends.find((one) => one.end === end && one.part === this.#desk.part + 1);
    if (!found || (!exact && found.km !== km)) return '';
    const near = found.near && found.near.distanceM < 1500 ? bare(found.near.name[this.#desk.lang]) : '';
    const doubt = found.uncertaintyM === null ? '' : plusMinus(found.uncertaintyM);
    return [near, doubt].filter(Boolean).join(' · ');
  }

  #make(end: 'from' | 'to'): Held {
    const root = document.createElement('div');
    root.className = 'end';
    const grip = document.createElement('div');
    grip.className = 'end-grip';
    grip.tabIndex = 0;
    grip.setAttribute('role', 'slider');
    grip.setAttribute('aria-orientation', 'vertical');
    grip.innerHTML = ARROWS;
    const tag = document.createElement('div');
    tag.className = 'end-tag';
    tag.setAttribute('aria-hidden', 'true');
    const km = document.createElement('strong');
    const place = document.createElement('span');
    tag.append(km, place);
    root.append(grip, tag);
    this.#listen(grip, end);
    const held = { marker: new Marker({ element: root, anchor: 'center' }), grip, km, place };
    this.#held.set(end, held);
    return held;
  }

  #listen(grip: HTMLElement, end: 'from' | 'to'): void {
    grip.addEventListener('pointerdown', (e) => {
      if (!this.#desk.open) return;
      e.stopPropagation();
      e.preventDefault();
      grip.focus({ preventScroll: true });
      grip.setPointerCapture(e.pointerId);
      this.dragging = true;
    });
    grip.addEventListener('pointermove', (e) => {
      if (!this.dragging || !grip.hasPointerCapture(e.pointerId)) return;
      const handle = handlesOf(this.#desk).find((one) => one.end === end);
      if (!handle) return;
      const box = this.#map.getContainer().getBoundingClientRect();
      const { lng, lat } = this.#map.unproject([e.clientX - box.left, e.clientY - box.top]);
      const at = handle.road.kmAt(handle.scale, handle.road.nearest([lng, lat]).m);
      // To whole ten metres: finer than any scale here is known.
      if (at) this.#desk.changePart({ [end]: Math.round(at.km * 100) / 100 }, `drag ${end}`);
    });
    const drop = () => {
      if (!this.dragging) return;
      this.dragging = false;
      this.#desk.tell();
    };
    grip.addEventListener('pointerup', drop);
    grip.addEventListener('pointercancel', drop);
    // The map would take them for a beginning of a drag of its own.
    for (const kind of ['mousedown', 'touchstart', 'dblclick']) grip.addEventListener(kind, (e) => e.stopPropagation());
    grip.addEventListener('keydown', (e) => {
      const km = movedBy(e, this.#desk.currentPart?.[end]);
      if (km === null) return;
      e.preventDefault();
      e.stopPropagation();
      this.#desk.changePart({ [end]: km }, `key ${end}`);
    });
  }
}
