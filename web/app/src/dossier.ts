/** Everything a detail tells: what is known at once, and what has to be asked for. */
import { asRow, claims, dialogueTables, Failure, many, one } from './api';
import type { Claim } from './claim';
import { type OtherScale, otherScales } from './km';
import type { Known } from './known';
import { closestTables, type Related } from './related';
import type { Row } from './row';
import type { Incident, Selection, Zone } from './types';

export type Dossier =
  | { type: 'loading' }
  | { type: 'missing' }
  | { type: 'failed'; failure: Failure }
  | { type: 'incident'; incident: Incident; more: IncidentMore | Failure | null }
  | { type: 'zone'; zone: Zone }
  | { type: 'place'; place: Row }
  | { type: 'km-post'; post: Row; others: OtherScale[] };

/** What is asked for when an incident is opened. */
export interface IncidentMore {
  claims: Claim[];
  cases: Row[];
  tables: Related;
}

/** What can be told at once. */
export function atOnce(selection: Selection, known: Known): Dossier {
  if (selection.type === 'incident') {
    const incident = known.incidentById.get(selection.id);
    return incident ? { type: 'incident', incident, more: null } : { type: 'missing' };
  }
  if (selection.type === 'zone') {
    const zone = known.zoneById.get(selection.id);
    return zone ? { type: 'zone', zone } : { type: 'missing' };
  }
  return { type: 'loading' };
}

/** The whole, once the server has answered. Never throws: a failure is a dossier too. */
export async function whole(selection: Selection, known: Known): Promise<Dossier> {
  const first = atOnce(selection, known);
  try {
    if (first.type === 'incident') return { ...first, more: await moreOf(first.incident) };
    if (selection.type === 'place') return await placeOf(selection.id);
    if (selection.type === 'km-post') return await kmPostOf(selection.id);
    return first;
  } catch (e) {
    const failure = e instanceof Failure ? e : new Failure('shape', String(e), null);
    return first.type === 'incident' ? { ...first, more: failure } : { type: 'failed', failure };
  }
}

async function moreOf(incident: Incident): Promise<IncidentMore> {
  const ids = Array.isArray(incident.properties.cases) ? incident.properties.cases : [];
  const numbers = ids.filter((id): id is number => typeof id === 'number');
  const [said, cases, tables] = await Promise.all([
    claims(incident.id),
    Promise.all(numbers.map((id) => one('cases', id))),
    numbers.length > 0 ? dialogueTables() : [],
  ]);
  return { claims: said, cases: cases.filter((c) => c !== null), tables: closestTables(tables, incident) };
}

async function placeOf(id: number): Promise<Dossier> {
  const place = await one('places', id);
  return place ? { type: 'place', place } : { type: 'missing' };
}

async function kmPostOf(id: number): Promise<Dossier> {
  const post = await one('km-posts', id);
  if (!post) return { type: 'missing' };
  const at = post.point();
  if (!at) return { type: 'km-post', post, others: [] };
  const [lon, lat] = at;
  // A box of about 4 km: graduations stand a kilometre apart.
  const bbox = [lon - 0.02, lat - 0.02, lon + 0.02, lat + 0.02].map((x) => x.toFixed(5)).join(',');
  const near = await many('km-posts', { bbox, sort: 'graduation' }, asRow);
  return { type: 'km-post', post, others: otherScales(post, near) };
}
