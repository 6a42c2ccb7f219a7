/** Everything a detail tells: what is known at once, and what has to be asked for. */
import * as api from './api';
import { Failure } from './api';
import type { Claim } from './claim';
import { isoDate } from './format';
import { type InZone, zonesOf } from './incident';
import { type KmPost, type OtherScale, otherScales } from './km';
import type { Known } from './known';
import type { Place } from './place';
import { type Case, closestTables, type Related } from './related';
import type { Incident, Selection, Zone } from './types';

/** `earlier` is how many incidents there are besides the latest, which are told. */
export type Dossier =
  | { type: 'loading' }
  | { type: 'missing' }
  | { type: 'failed'; failure: Failure }
  | { type: 'incident'; incident: Incident; more: IncidentMore | Failure | null }
  | { type: 'zone'; zone: Zone; incidents: InsideZone[] | Failure | null; earlier: number }
  | { type: 'place'; place: Place; incidents: Incident[]; earlier: number }
  | { type: 'km-post'; post: KmPost; others: OtherScale[] };

/** What is asked for when an incident is opened. */
export interface IncidentMore {
  claims: Claim[];
  cases: Case[];
  tables: Related;
}

/** An incident while a zone was in force, which covers it, or may. */
export interface InsideZone {
  incident: Incident;
  relation: InZone['relation'];
}

/** What the page has when a dossier is opened. */
export interface Had {
  known: Known;
  /** Those found at the moment. */
  incidents: ReadonlyMap<number, Incident>;
}

/** What can be told at once. */
export function atOnce(selection: Selection, had: Had): Dossier {
  if (selection.type === 'incident') {
    const incident = had.incidents.get(selection.id);
    return incident ? { type: 'incident', incident, more: null } : { type: 'loading' };
  }
  if (selection.type === 'zone') {
    const zone = had.known.zoneById.get(selection.id);
    return zone ? { type: 'zone', zone, incidents: null, earlier: 0 } : { type: 'missing' };
  }
  return { type: 'loading' };
}

/** The whole, once the server has answered. Never throws: a failure is a dossier too. */
export async function whole(selection: Selection, first: Dossier): Promise<Dossier> {
  try {
    if (first.type === 'incident') return { ...first, more: await moreOf(first.incident) };
    if (first.type === 'zone') return { ...first, ...(await inside(first.zone)) };
    if (selection.type === 'incident') return await incidentOf(selection.id);
    if (selection.type === 'place') return await placeOf(selection.id);
    if (selection.type === 'km-post') return await kmPostOf(selection.id);
    return first;
  } catch (e) {
    const failure = e instanceof Failure ? e : new Failure('shape', String(e), null);
    if (first.type === 'incident') return { ...first, more: failure };
    if (first.type === 'zone') return { ...first, incidents: failure };
    return { type: 'failed', failure };
  }
}

/** One that the filters leave out, or a link names. */
async function incidentOf(id: number): Promise<Dossier> {
  const incident = await api.incident(id);
  return incident ? { type: 'incident', incident, more: await moreOf(incident) } : { type: 'missing' };
}

async function moreOf(incident: Incident): Promise<IncidentMore> {
  const ids = Array.isArray(incident.properties.cases) ? incident.properties.cases : [];
  const numbers = ids.filter((id): id is number => typeof id === 'number');
  const [said, cases, tables] = await Promise.all([
    api.claims(incident.id),
    Promise.all(numbers.map(api.caseOf)),
    numbers.length > 0 ? api.dialogueTables() : [],
  ]);
  return { claims: said, cases: cases.filter((c) => c !== null), tables: closestTables(tables, incident) };
}

/** Each incident says of itself in which zones it lies. Of too many to ask, those whose point lies inside are asked for. */
async function inside(zone: Zone): Promise<{ incidents: InsideZone[]; earlier: number }> {
  const then = { datetime: `${isoDate(zone.from)}/${isoDate(zone.to)}` };
  let page = await api.latest(then);
  if (page.next) page = await api.latest({ ...then, filter: `within_zone(${zone.id})` });
  const incidents = page.rows.flatMap((incident) => {
    const relation = zonesOf(incident).find((x) => x.zone === zone.id)?.relation;
    return relation ? [{ incident, relation }] : [];
  });
  return { incidents, earlier: page.total - page.rows.length };
}

async function placeOf(id: number): Promise<Dossier> {
  const [place, { rows, total }] = await Promise.all([api.place(id), api.latest({ place_id: String(id) })]);
  return place ? { type: 'place', place, incidents: rows, earlier: total - rows.length } : { type: 'missing' };
}

async function kmPostOf(id: number): Promise<Dossier> {
  const post = await api.kmPost(id);
  if (!post) return { type: 'missing' };
  if (!post.at) return { type: 'km-post', post, others: [] };
  const [lon, lat] = post.at;
  // A box of about 4 km: graduations stand a kilometre apart.
  const bbox = [lon - 0.02, lat - 0.02, lon + 0.02, lat + 0.02].map((x) => x.toFixed(5)).join(',');
  return { type: 'km-post', post, others: otherScales(post, await api.graduations(bbox)) };
}
