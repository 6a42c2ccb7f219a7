/** Names of departments and waters at points placed by hand: a label made from a polygon repeats in every tile. */
import type { FeatureCollection } from 'geojson';
import type { Lang, LonLat } from './types';

/** Where the map has room for each: beside the corridor, not at the centre of the area. */
const DEPARTMENTS: [name: string, at: LonLat][] = [
  ['Apurímac', [-72.75, -14.0]],
  ['Cusco', [-71.5, -14.3]],
  ['Arequipa', [-72.38, -15.79]],
  ['Puno', [-70.35, -14.75]],
  ['Moquegua', [-70.91, -16.89]],
  ['Tacna', [-70.3, -17.5]],
  ['Ayacucho', [-74.1, -14.35]],
];

/** Each from the zoom at which its water is wide enough to carry a name. */
const WATERS: [names: Record<Lang, string>, from: number, at: LonLat][] = [
  [{ es: 'Océano Pacífico', en: 'Pacific Ocean' }, 5, [-73.3, -17.35]],
  [{ es: 'Lago Titicaca', en: 'Lake Titicaca' }, 6, [-69.45, -15.75]],
  [{ es: 'Laguna Arapa', en: 'Laguna Arapa' }, 8, [-69.99, -15.19]],
  [{ es: 'Laguna Langui Layo', en: 'Laguna Langui Layo' }, 8, [-71.23, -14.49]],
  [{ es: 'Laguna Lagunillas', en: 'Laguna Lagunillas' }, 9, [-70.74, -15.725]],
  [{ es: 'Laguna Umayo', en: 'Laguna Umayo' }, 9, [-70.195, -15.745]],
  [{ es: 'Laguna Parinacochas', en: 'Laguna Parinacochas' }, 7, [-73.705, -15.3]],
];

export function handPlaced(lang: Lang): FeatureCollection {
  const feature = (name: string, at: LonLat, sort: string, from: number): FeatureCollection['features'][number] => ({
    type: 'Feature',
    geometry: { type: 'Point', coordinates: at },
    properties: { name, sort, from },
  });
  return {
    type: 'FeatureCollection',
    features: [
      ...DEPARTMENTS.map(([name, at]) => feature(name, at, 'department', 0)),
      ...WATERS.map(([names, from, at]) => feature(names[lang], at, 'water', from)),
    ],
  };
}
