/** A map of the corridor as every page of ours has it: flat, north up, within the window that has data. */
import { addProtocol, Map as MapLibre, type MapOptions, setWorkerUrl } from 'maplibre-gl';
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

/** Has tiles come out of a function rather than from the network: those of the addresses that are returned. */
export function tilesBy(
  tile: (z: number, x: number, y: number, signal: AbortSignal) => Promise<ArrayBuffer>,
): string[] {
  addProtocol('corredor', async ({ url }, { signal }) => {
    // What stands behind a question mark is for servers, which choose.
    const [z, x, y] = /\/\/(\d+)\/(\d+)\/(\d+)/.exec(url)?.slice(1).map(Number) ?? [];
    if (z === undefined || x === undefined || y === undefined) throw new Error(`There is no tile at ${url}.`);
    return { data: await tile(z, x, y, signal) };
  });
  return ['corredor://{z}/{x}/{y}'];
}
