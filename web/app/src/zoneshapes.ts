/** Zones as display strips for the map. */
import type { FeatureCollection } from 'geojson';
import { halfZoom, STRIP_PX, strip } from './strip';
import type { Zone } from './types';

/** The strips, at the half zoom nearest to the zoom, of the zones that have an axis. */
export function stripShapes(zones: Zone[], zoom: number): FeatureCollection {
  return {
    type: 'FeatureCollection',
    features: zones.flatMap((zone) => {
      const rings = strip(zone.axis ?? [], halfZoom(zoom), STRIP_PX);
      if (rings.length === 0) return [];
      const geometry = { type: 'MultiPolygon' as const, coordinates: rings.map((ring) => [ring]) };
      return [{ type: 'Feature' as const, geometry, properties: { id: zone.id, extent: zone.extent } }];
    }),
  };
}
