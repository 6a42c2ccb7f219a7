/** The only room that asks the server. Answers are narrowed before they leave it; refusals are Failures. */
import { type Claim, readClaim } from './claim';
import { type Kind, readIncident, readKind } from './incident';
import { Misshapen, object, Row } from './row';
import type { Incident, Zone } from './types';
import { readZone } from './zone';

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

export const incidents = (): Promise<Incident[]> => many('incidents', {}, readIncident);
export const zones = (): Promise<Zone[]> => many('zones', {}, readZone);
export const kinds = (): Promise<Kind[]> => many('incident-kinds', {}, readKind);
/** Our own gazetteer, without the GeoNames towns. */
export const places = (): Promise<Row[]> => many('places', { origin: 'reference' }, asRow);
export const claims = (incident: number): Promise<Claim[]> => many('claims', { incident: String(incident) }, readClaim);

let tables: Promise<Row[]> | null = null;

/** All of them, asked for once: there are few, and many incidents lead to the same. */
export function dialogueTables(): Promise<Row[]> {
  tables ??= many('dialogue-tables', {}, asRow).catch((e: unknown) => {
    tables = null;
    throw e;
  });
  return tables;
}

/** One row of a collection, or null where it does not exist. */
export async function one(collection: string, id: number): Promise<Row | null> {
  const answer = await ask(`/collections/${collection}/items/${id}`);
  return answer === null ? null : shaped(answer, () => new Row(answer.body, collection));
}

/** Every row that matches, following the `next` links. */
export async function many<T>(collection: string, filter: Record<string, string>, read: (row: Row) => T): Promise<T[]> {
  const out: T[] = [];
  const query = new URLSearchParams({ ...filter, limit: '10000' });
  let next: string | null = `/collections/${collection}/items?${query}`;
  while (next !== null) {
    const answer = await ask(next);
    if (answer === null) throw new Failure('status', '404', null);
    next = shaped(answer, () => {
      const page = object(answer.body, collection);
      if (!Array.isArray(page.features)) throw new Misshapen(`${collection}, features`);
      for (const feature of page.features) out.push(read(new Row(feature, collection)));
      return nextLink(page.links);
    });
  }
  return out;
}

export function asRow(row: Row): Row {
  return row;
}

interface Answer {
  body: unknown;
  requestId: string | null;
}

/** null where the server says that there is no such thing. */
async function ask(path: string): Promise<Answer | null> {
  const response = await fetch(path).catch(() => {
    throw new Failure('network', '', null);
  });
  const requestId = response.headers.get('x-request-id');
  if (response.status === 404) return null;
  if (!response.ok) throw new Failure('status', String(response.status), requestId);
  const body: unknown = await response.json().catch(() => {
    throw new Failure('shape', path, requestId);
  });
  return { body, requestId };
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
