/** The editor's questions to the server. Answers are narrowed before they leave this file; refusals are Refused. */
import type { MultiPolygon } from 'geojson';
import { object } from '../row';
import type { Content, ZoneContent } from './content';
import { type Attended, type Draft, type DraftHead, readAttended, readContent, readDraft, readHead } from './draft';
import { type Finding, type Preview, readFinding, readPreview } from './preview';

/** Why the server did not do what was asked; 0 is no answer at all. */
export class Refused extends Error {
  readonly status: number;
  /** The problem as it was sent, or nothing. */
  readonly problem: Record<string, unknown>;
  /** Of what stands, where it was told. */
  readonly etag: string;

  constructor(status: number, detail: string, problem: Record<string, unknown> = {}, etag = '') {
    super(detail);
    this.status = status;
    this.problem = problem;
    this.etag = etag;
  }

  /** Whether the same may work later without the reader doing anything. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** A draft as the server has it, with the tag of its version. */
export interface Saved {
  draft: Draft;
  etag: string;
}

export interface Me {
  /** As events name them. */
  person: string;
  name: string;
  initials: string;
  permissions: string[];
}

/** null where nobody is signed in. */
export async function whoAmI(): Promise<Me | null> {
  try {
    const { body } = await ask('GET', '/account/me');
    const me = object(body, 'account');
    return {
      person: String(me.person ?? ''),
      name: String(me.name ?? ''),
      initials: String(me.initials ?? ''),
      permissions: Array.isArray(me.permissions) ? me.permissions.map(String) : [],
    };
  } catch (e) {
    if (e instanceof Refused) return null;
    throw e;
  }
}

/** The part of a zone that decides what it would be and touch. */
export function asked(zone: ZoneContent): object {
  const { definition, effect, extends: of, start, days, rights, zone: id } = zone;
  return Object.fromEntries(
    Object.entries({ definition, effect, extends: of, start, days, rights, zone: id }).filter(([, v]) => v),
  );
}

export async function preview(zone: ZoneContent, signal: AbortSignal): Promise<Preview> {
  return readPreview((await ask('POST', '/zones/preview', { body: asked(zone), signal })).body);
}

/** The shape in a text or a file: GeoJSON, WKT, coordinates, KML or a zipped Shapefile. */
export async function readShape(
  content: Blob | string,
  name: string,
): Promise<{ geometry: MultiPolygon | null; called: string; findings: Finding[] }> {
  const answer = await ask('POST', `/zones/read${name && `?name=${encodeURIComponent(name)}`}`, {
    raw: content,
    type: typeof content === 'string' ? 'text/plain' : 'application/octet-stream',
  });
  const { geometry, name: called, findings } = object(answer.body, 'read');
  const found = Array.isArray(findings) ? findings.map((f) => readFinding(object(f, 'read, findings'))) : [];
  return { geometry: (geometry ?? null) as MultiPolygon | null, called: String(called ?? ''), findings: found };
}

export async function listDrafts(state?: string): Promise<DraftHead[]> {
  const { body } = await ask('GET', `/drafts${state ? `?state=${state}` : ''}`);
  const { drafts } = object(body, 'drafts');
  return Array.isArray(drafts) ? drafts.map(readHead) : [];
}

export const getDraft = async (id: number): Promise<Saved> => saved(await ask('GET', `/drafts/${id}`));

export const createDraft = async (content: Content, key: string): Promise<Saved> =>
  saved(await ask('POST', '/drafts', { body: content, headers: { 'Idempotency-Key': key } }));

export const draftFrom = async (decree: number, as: 'copy' | 'extend' | 'change', key: string): Promise<Saved> =>
  saved(await ask('POST', `/drafts?decree=${decree}&as=${as}`, { headers: { 'Idempotency-Key': key } }));

export const saveDraft = async (id: number, etag: string, content: Content): Promise<Saved> =>
  saved(await ask('PUT', `/drafts/${id}`, { body: content, headers: { 'If-Match': etag } }));

export type Act = 'submit' | 'withdraw' | 'reject' | 'publish';

export const actOn = async (id: number, act: Act, etag: string, reason?: string): Promise<Saved> =>
  saved(
    await ask('POST', `/drafts/${id}/${act}`, {
      headers: { 'If-Match': etag },
      ...(reason === undefined ? {} : { body: { reason } }),
    }),
  );

/** Takes the version that one saw off the list; a later one stays. */
export async function removeDraft(draft: { id: number; version: number }): Promise<void> {
  await ask('DELETE', `/drafts/${draft.id}`, { headers: { 'If-Match': tagOf(draft) } });
}

export async function draftVersion(id: number, version: number): Promise<Content> {
  const { body } = await ask('GET', `/drafts/${id}/versions/${version}`);
  const said = object(body, 'version');
  return readContent(said.content ?? said);
}

export async function bePresent(id: number): Promise<Attended> {
  return readAttended((await ask('PUT', `/drafts/${id}/presence`)).body);
}

/** Said while the page goes: nobody waits for the answer. */
export function leave(id: number): void {
  void fetch(`/drafts/${id}/presence`, { method: 'DELETE', keepalive: true }).catch(() => {});
}

/** What a save that came second is told. */
export interface Collision {
  theirs: Draft;
  /** Of their version. */
  etag: string;
  before: Content;
}

export function readCollision(e: Refused): Collision | null {
  if (e.status !== 412 || !e.problem.theirs) return null;
  const before = object(e.problem.before ?? {}, 'conflict');
  const theirs = readDraft(e.problem.theirs);
  return { theirs, etag: e.etag || tagOf(theirs), before: readContent(before.content) };
}

/** As the server writes it. */
function tagOf({ id, version }: { id: number; version: number }): string {
  return `"draft-${id}-${version}"`;
}

interface Asked {
  body?: unknown;
  raw?: Blob | string;
  type?: string;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

interface Answer {
  body: unknown;
  etag: string;
}

function saved({ body, etag }: Answer): Saved {
  const draft = readDraft(body);
  return { draft, etag: etag || tagOf(draft) };
}

export async function ask(
  method: string,
  path: string,
  { body, raw, type, headers, signal }: Asked = {},
): Promise<Answer> {
  const sent = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  const content: Record<string, string> = sent === undefined ? {} : { 'Content-Type': type ?? 'application/json' };
  const response = await fetch(path, {
    method,
    headers: { Accept: 'application/json', ...content, ...headers },
    ...(sent === undefined ? {} : { body: sent }),
    ...(signal ? { signal } : {}),
  }).catch((e: unknown) => {
    if (signal?.aborted) throw e;
    throw new Refused(0, String(e));
  });
  const said: unknown = response.status === 204 ? null : await response.json().catch(() => null);
  // What packs an answer on its way out marks its tag.
  const etag = (response.headers.get('etag') ?? '').replace(/^W\//, '').replace(/-gzip"$/, '"');
  if (response.ok) return { body: said, etag };
  const problem = typeof said === 'object' && said !== null ? (said as Record<string, unknown>) : {};
  throw new Refused(response.status, String(problem.detail ?? problem.title ?? response.status), problem, etag);
}
