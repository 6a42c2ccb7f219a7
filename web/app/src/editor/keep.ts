/**
 * What this browser keeps of drafts until the server has confirmed them, in IndexedDB. Each open page has its own
 * record, so that two of them on one draft do not write over each other; a page that is gone leaves its record to the
 * next that opens the draft.
 */
import type { Content } from './content';

export interface Kept {
  /** The page that wrote it and the draft: `new-…` or a number. */
  key: string;
  tab: string;
  draft: number | null;
  /** For a draft that the server does not have yet: what makes creating it twice create one. */
  once: string;
  /** What creating it was asked with, once it was: asked again, it is asked the same. */
  sent: Content | null;
  /** Of the version that was changed; empty for a new one. */
  etag: string;
  version: number;
  content: Content;
  /** The content of that version, which a view of three begins from. */
  before: Content | null;
  /** Milliseconds. */
  at: number;
}

const NAME = 'corredor-editor';
const STORE = 'kept';

let opened: Promise<IDBDatabase> | null = null;

function database(): Promise<IDBDatabase> {
  opened ??= new Promise((done, fail) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'key' });
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error ?? new Error('no storage'));
  });
  return opened;
}

async function within<T>(mode: IDBTransactionMode, run: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const db = await database();
  return new Promise((done, fail) => {
    const transaction = db.transaction(STORE, mode, { durability: 'strict' });
    const request = run(transaction.objectStore(STORE));
    transaction.oncomplete = () => done(request.result);
    transaction.onabort = () => fail(transaction.error ?? new Error('not stored'));
    transaction.onerror = () => fail(transaction.error ?? new Error('not stored'));
  });
}

export async function keep(record: Kept): Promise<void> {
  await within('readwrite', (store) => store.put(record));
}

export async function forget(key: string): Promise<void> {
  await within('readwrite', (store) => store.delete(key));
}

export async function kept(): Promise<Kept[]> {
  return within<Kept[]>('readonly', (store) => store.getAll());
}

/** This page among the browser's: the same after a reload. */
export function thisTab(): string {
  try {
    const known = sessionStorage.getItem('corredor.tab');
    if (known) return known;
    const made = crypto.randomUUID();
    sessionStorage.setItem('corredor.tab', made);
    return made;
  } catch {
    return crypto.randomUUID();
  }
}

/** Says for as long as this page lives that it does. */
export function live(tab: string): void {
  void navigator.locks?.request(lockOf(tab), { ifAvailable: true }, (lock) =>
    lock ? new Promise(() => {}) : undefined,
  );
}

/** Records of a draft that no other living page looks after, the newest first. */
export async function orphans(of: (record: Kept) => boolean, tab: string): Promise<Kept[]> {
  const held = await navigator.locks?.query().catch(() => null);
  const alive = new Set(held?.held?.map((lock) => lock.name));
  const all = await kept();
  return all
    .filter((record) => of(record) && (record.tab === tab || !alive.has(lockOf(record.tab))))
    .sort((a, b) => b.at - a.at);
}

function lockOf(tab: string): string {
  return `corredor-editor-${tab}`;
}
