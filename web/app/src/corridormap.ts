/** A map of the corridor as every page of ours has it: flat, north up, within the window that has data. */
import { Map as MapLibre, type MapOptions, setWorkerUrl } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import { MAX_ZOOM, minZoom, WINDOW } from './frame';
import { drawImage } from './images';

/** Makes the map in its element; `name` is what it is called for who listens. Where it stands at first is in `start`. */
export function corridorMap(
  host: HTMLElement,
  name: string,
  still: boolean,
  start: Pick<MapOptions, 'center' | 'zoom' | 'bounds' | 'fitBoundsOptions' | 'cooperativeGestures'> & {
    maxZoom?: number;
    locale?: Record<string, string>;
  },
): MapLibre {
  host.classList.add('corredor-map');
  setWorkerUrl(workerUrl);
  const map = new MapLibre({
    container: host,
    maxBounds: [WINDOW.west, WINDOW.south, WINDOW.east, WINDOW.north],
    minZoom: minZoom(host.clientWidth, host.clientHeight),
    maxZoom: MAX_ZOOM,
    maxPitch: 0,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    renderWorldCopies: false,
    attributionControl: false,
    fadeDuration: still ? 0 : 150,
    ...start,
    locale: { 'Map.Title': name, ...start.locale },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.setMissingStyleImageResolver(async (id) => {
    const image = drawImage(id, devicePixelRatio);
    if (image && !map.hasImage(id)) map.addImage(id, image.data, { pixelRatio: image.pixelRatio });
  });
  return map;
}
