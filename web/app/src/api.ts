/** The only room that asks the server. Answers are narrowed before they leave it; refusals are Failures. */
import { type Me, readMe } from './account';
import type { Group } from './answer';
import type { Days } from './calendar';
import { type Claim, readClaim } from './claim';
import { isoDate, readIsoDate } from './format';
import { readHere, type ZoneHere } from './here';
import { type Kind, readIncident, readKind } from './incident';
import { type KmPost, readKmPost } from './km';
import { type Place, readPlace } from './place';
import { type Case, readCase, readTable, type Table } from './related';
import { Misshapen, object, Row } from './row';
import type { Day, Incident, LonLat, Zone } from './types';
import { readZone } from './zone';

/** Seconds at most that the page waits for a server that is asked too much. */
const MOST_REST = 10;

/** At which revision the server's map stands, and which one the page has seen. */
const REVISION = 'Corredor-Revision';

/** Why something could not be had, with what the log calls the request. */
export class Failure extends Error {
  readonly kind: 'network' | 'status' | 'shape' | 'map';
  /** The status, where the answer is misshapen, or why the map stopped. */
  readonly detail: string;
  readonly requestId: string | null;

  constructor(kind: Failure['kind'], detail: string, requestId: string | null) {
    super(`${kind} ${detail}`);
    this.kind = kind;
    this.detail = detail;
    this.requestId = requestId;
  }
}

/** The incidents that an address of query.ts asks for. */
export const incidents = (path: string, signal: AbortSignal): Promise<Incident[]> =>
  follow(path, 'incidents', readIncident, signal);
/** A page of incidents, and how many there are on all pages. */
export interface IncidentPage {
  rows: Incident[];
  total: number;
  next: string | null;
}

export async function incidentPage(path: string, signal: AbortSignal | null = null): Promise<IncidentPage> {
  const { rows, next, matched } = await page(path, 'incidents', readIncident, signal);
  if (matched === null) throw new Failure('shape', 'incidents, numberMatched', null);
  return { rows, total: matched, next };
}

/** The latest of some incidents, whatever the page filters: the first page. */
export const latest = (which: Record<string, string>): Promise<IncidentPage> =>
  incidentPage(`/collections/incidents/items?${new URLSearchParams({ ...which, sortby: '-start', limit: '500' })}`);
export const zones = (): Promise<Zone[]> => many('zones', {}, readZone);
export const kinds = (): Promise<Kind[]> => many('incident-kinds', {}, readKind);
/** Our own gazetteer, without the GeoNames towns. */
export const places = (): Promise<Place[]> => many('places', { origin: 'reference' }, readPlace);
export const claims = (incident: number): Promise<Claim[]> => many('claims', { incident: String(incident) }, readClaim);
/** Whole kilometres inside a box of degrees: west, south, east, north. */
export const graduations = (bbox: string): Promise<KmPost[]> =>
  many('km-posts', { bbox, sort: 'graduation' }, readKmPost);
/** One whole kilometre on each scale that has it. */
export const graduationsOf = (km: number): Promise<KmPost[]> =>
  many('km-posts', { filter: `km = ${km}`, sort: 'graduation' }, readKmPost);

export const incident = (id: number): Promise<Incident | null> => one('incidents', id, readIncident);
export const place = (id: number): Promise<Place | null> => one('places', id, readPlace);
export const kmPost = (id: number): Promise<KmPost | null> => one('km-posts', id, readKmPost);
export const caseOf = (id: number): Promise<Case | null> => one('cases', id, readCase);

/** Who is signed in in this browser; null for nobody. */
export async function whoIsSignedIn(): Promise<Me | null> {
  const answer = await ask('/account/me').catch((e: unknown) => {
    if (e instanceof Failure && e.detail === '401') return null;
    throw e;
  });
  return answer && shaped(answer, () => readMe(answer.body));
}

/** The zones that were in force at a point on a day. */
export async function zonesAt([lon, lat]: LonLat, date: Day, signal: AbortSignal): Promise<ZoneHere[]> {
  const answer = await had(`/zones/at?date=${isoDate(date)}&point=${lon.toFixed(5)},${lat.toFixed(5)}`, signal);
  return shaped(answer, () => readHere(answer.body));
}

let tables: Promise<Table[]> | null = null;

/** All of them, asked for once: there are few, and many incidents lead to the same. */
export function dialogueTables(): Promise<Table[]> {
  tables ??= many('dialogue-tables', {}, readTable).catch((e: unknown) => {
    tables = null;
    throw e;
  });
  return tables;
}

/** They may have changed. */
export function forgetTables(): void {
  tables = null;
}

/** The first and the last day of all incidents; null where there are none. */
export async function extent(): Promise<Days | null> {
  const path = '/collections/incidents';
  const answer = await ask(path);
  if (answer === null) return null;
  return shaped(answer, () => {
    const { temporal } = object(object(answer.body, path).extent ?? {}, `${path}, extent`);
    const { interval } = object(temporal ?? {}, `${path}, temporal`);
    const [from, to] = Array.isArray(interval) && Array.isArray(interval[0]) ? interval[0].map(dayIn) : [];
    return typeof from === 'number' && typeof to === 'number' ? { from, to } : null;
  });
}

/** The lines of an aggregate, by the names it was asked by. */
export async function groups(path: string, by: readonly string[], signal: AbortSignal): Promise<Group[]> {
  const answer = await had(path, signal);
  return shaped(answer, () => {
    const { groups: lines } = object(answer.body, path);
    if (!Array.isArray(lines)) throw new Misshapen('aggregate, groups');
    return lines.map((x) => {
      const line = object(x, 'aggregate');
      if (typeof line.count !== 'number') throw new Misshapen('aggregate, count');
      return { values: by.map((name) => textOrNull(line[name])), count: line.count };
    });
  });
}

/** One row of a collection, or null where it does not exist. */
async function one<T>(collection: string, id: number, read: (row: Row) => T): Promise<T | null> {
  const answer = await ask(`/collections/${collection}/items/${id}`);
  return answer === null ? null : shaped(answer, () => read(new Row(answer.body, collection)));
}

/** Every row that matches. */
function many<T>(collection: string, filter: Record<string, string>, read: (row: Row) => T): Promise<T[]> {
  const query = new URLSearchParams({ ...filter, limit: '10000' });
  return follow(`/collections/${collection}/items?${query}`, collection, read);
}

/** Every row from an address on, following the `next` links. */
async function follow<T>(
  path: string,
  collection: string,
  read: (row: Row) => T,
  signal: AbortSignal | null = null,
): Promise<T[]> {
  const out: T[] = [];
  for (let next: string | null = path; next !== null; ) {
    const { rows, next: following }: { rows: T[]; next: string | null } = await page(next, collection, read, signal);
    out.push(...rows);
    next = following;
  }
  return out;
}

async function page<T>(path: string, collection: string, read: (row: Row) => T, signal: AbortSignal | null) {
  const answer = await had(path, signal);
  return shaped(answer, () => {
    const { features, links, numberMatched } = object(answer.body, collection);
    if (!Array.isArray(features)) throw new Misshapen(`${collection}, features`);
    const rows = features.map((feature) => read(new Row(feature, collection)));
    const matched = typeof numberMatched === 'number' ? numberMatched : null;
    return { rows, matched, next: nextLink(links) };
  });
}

/** Told with every answer of when the data are, while the server does without its database; null while it has one. */
let heard: (asOf: number | null) => void = () => {};
export function onStanding(listener: typeof heard): void {
  heard = listener;
}

/** The newest revision that the page has seen. It goes with every question, so that no answer is older, whoever gives it. */
let seen = 0;
export function see(revision: number): void {
  if (revision > seen) seen = revision;
}

/** Asks how the server stands, which is told to who listens; a server that does not answer tells nothing. */
export async function look(): Promise<void> {
  await ask('/readyz').catch(() => null);
}

function timeOrNull(text: string | null): number | null {
  const ms = Date.parse(text ?? '');
  return Number.isNaN(ms) ? null : ms;
}

interface Answer {
  body: unknown;
  requestId: string | null;
}

/** What must exist. */
async function had(path: string, signal: AbortSignal | null): Promise<Answer> {
  const answer = await ask(path, signal);
  if (answer === null) throw new Failure('status', '404', null);
  return answer;
}

/** null where the server says that there is no such thing. */
async function ask(path: string, signal: AbortSignal | null = null): Promise<Answer | null> {
  const headers: HeadersInit = seen > 0 ? { [REVISION]: String(seen) } : {};
  const response = await fetch(path, { signal, headers }).catch(() => {
    throw new Failure('network', '', null);
  });
  see(Number(response.headers.get(REVISION)));
  heard(timeOrNull(response.headers.get('corredor-as-of')));
  const requestId = response.headers.get('x-request-id');
  if (response.status === 404) return null;
  if (response.status === 429) {
    await rest(Number(response.headers.get('retry-after') ?? 1));
    signal?.throwIfAborted();
    return ask(path, signal);
  }
  if (!response.ok) throw new Failure('status', String(response.status), requestId);
  const body: unknown = await response.json().catch(() => {
    throw new Failure('shape', path, requestId);
  });
  return { body, requestId };
}

/** Waits as long as the server asks for, where that can be waited for. */
function rest(seconds: number): Promise<void> {
  if (!(seconds <= MOST_REST)) throw new Failure('status', '429', null);
  return new Promise((done) => setTimeout(done, seconds * 1000));
}

function shaped<T>(answer: Answer, read: () => T): T {
  try {
    return read();
  } catch (e) {
    if (e instanceof Misshapen) throw new Failure('shape', e.message, answer.requestId);
    throw e;
  }
}

/** Only the path is taken, so that a server behind another name still answers. */
function nextLink(links: unknown): string | null {
  for (const x of Array.isArray(links) ? links : []) {
    const link = object(x, 'links');
    if (link.rel === 'next' && typeof link.href === 'string') {
      const url = new URL(link.href, location.origin);
      return url.pathname + url.search;
    }
  }
  return null;
}

function dayIn(x: unknown): Day | null {
  return typeof x === 'string' ? readIsoDate(x.slice(0, 10)) : null;
}

function textOrNull(x: unknown): string | null {
  return x === null || x === undefined ? null : String(x);
}
