/** Incidents for tests, described by what is odd about them. */
import type { Incident } from '../types';

let last = 0;

export function incident(odd: Partial<Incident> = {}): Incident {
  const id = odd.id ?? ++last;
  return {
    id,
    code: `INC${String(id).padStart(3, '0')}`,
    kind: 'blockade',
    category: 'closures',
    closureMode: null,
    status: 'unverified',
    from: 0,
    to: 0,
    endStated: true,
    timePrecision: 'day',
    place: 'Yavi Yavi',
    placePrecision: 'community',
    uncertaintyM: 2000,
    district: 'Colquemarca',
    province: 'Chumbivilcas',
    department: 'Cusco',
    km: null,
    kmUncertaintyM: null,
    at: [-71.97, -14.2],
    disagree: [],
    sourceCount: 1,
    properties: {},
    ...odd,
  };
}
