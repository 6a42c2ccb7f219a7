/** Where the map has to go to show what a dossier is about. */
import type { Dossier } from './dossier';
import type { LonLat } from './types';

/** Close enough to tell neighbours apart, by how exactly the thing is placed. */
const CLOSE = 12;
const AREA = 10;

/** null where it has no place. The map never goes farther off than it is. */
export function target(dossier: Dossier, zoom: number): { at: LonLat; zoom: number } | null {
  const go = (at: LonLat | null, least: number) => (at ? { at, zoom: Math.max(zoom, least) } : null);
  switch (dossier.type) {
    case 'incident': {
      const { at, placePrecision } = dossier.incident;
      return go(at, placePrecision === 'exact' || placePrecision === 'community' ? CLOSE : AREA);
    }
    case 'zone':
      return go(dossier.zone.label, AREA);
    case 'place':
      return go(dossier.place.at, CLOSE);
    case 'km-post':
      return go(dossier.post.at, CLOSE);
    default:
      return null;
  }
}
