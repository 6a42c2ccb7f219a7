/** The map's foot: a scale bar of a round length, and who made what the map is drawn from. */
import { distance } from './format';
import { metresPerPixel } from './mercator';
import type { Lang } from './types';

const MOST_PX = 96;

const CREDIT: Record<Lang, string> = {
  es: 'Natural Earth · GSHHG · GeoNames (CC BY) · línea de referencia ± 100 m–3 km',
  en: 'Natural Earth · GSHHG · GeoNames (CC BY) · reference line ± 100 m–3 km',
};

/** The longest of 1, 2 and 5 times a power of ten that is no longer than the room. */
export function roundLength(mostM: number): number {
  const power = 10 ** Math.floor(Math.log10(mostM));
  return [5, 2, 1].map((n) => n * power).find((length) => length <= mostM) ?? power;
}

export class ScaleBar {
  #bar = document.createElement('span');
  #text = document.createElement('span');
  #credit = document.createElement('div');

  constructor(host: HTMLElement) {
    const scale = document.createElement('div');
    scale.className = 'map-scale';
    this.#bar.className = 'map-scale-bar';
    this.#text.className = 'map-scale-text';
    this.#credit.className = 'map-credit';
    scale.append(this.#bar, this.#text);
    host.append(scale, this.#credit);
  }

  show(lat: number, zoom: number): void {
    const metre = 1 / metresPerPixel(lat, zoom);
    const length = roundLength(MOST_PX / metre);
    this.#bar.style.width = `${length * metre}px`;
    this.#text.textContent = distance(length);
  }

  language(lang: Lang): void {
    this.#credit.textContent = CREDIT[lang];
  }
}
