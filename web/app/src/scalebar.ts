/** The map's foot: a scale bar of a round length, and who made what the map is drawn from. */
import { creditParts } from './credit';
import { distance } from './format';
import { metresPerPixel } from './mercator';
import type { Lang } from './types';

const MOST_PX = 96;

const CREDIT: Record<Lang, string> = {
  es: 'Natural Earth · GSHHG · GeoNames (CC BY) · línea de referencia ± 100 m–3 km',
  en: 'Natural Earth · GSHHG · GeoNames (CC BY) · reference line ± 100 m–3 km',
};

/** What of it stays true over somebody's basemap, which names its own makers. */
const OWN_CREDIT: Record<Lang, string> = {
  es: 'Corredor · GeoNames (CC BY) · línea de referencia ± 100 m–3 km',
  en: 'Corredor · GeoNames (CC BY) · reference line ± 100 m–3 km',
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

  /** `basemap` is how the maker of somebody's basemap wants to be named; null where it is ours. */
  language(lang: Lang, basemap: string | null = null): void {
    if (basemap === null) {
      this.#credit.textContent = CREDIT[lang];
      return;
    }
    const parts = creditParts(basemap).map(({ text, href }) => {
      if (href === null) return text;
      const link = document.createElement('a');
      link.href = href;
      link.rel = 'noopener external';
      link.textContent = text;
      return link;
    });
    this.#credit.replaceChildren(...parts, ...(parts.length > 0 ? [' · '] : []), OWN_CREDIT[lang]);
  }
}
