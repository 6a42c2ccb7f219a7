/**
 * Starts the real server once for all journeys, with a private PostGIS in a folder of its own, and stops both after
 * the last. The journeys find its address and its log in the environment.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const BINARY = resolve(import.meta.dirname, '../../../bin/corredor');
/** The first start creates a database and fills it. */
const PATIENCE_MS = 180_000;
const STOPPING_MS = 30_000;

export default async function start(): Promise<() => Promise<void>> {
  const folder = newFolder();
  const began = Date.now();
  const server = await launch(folder);
  process.env.E2E_URL = server.url;
  process.env.E2E_LOG = server.log;
  process.env.E2E_DATA = join(folder, 'data');
  process.stdout.write(`The server stands at ${server.url} after ${((Date.now() - began) / 1000).toFixed(1)} s.\n`);
  return async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}

export interface Running {
  url: string;
  /** The file of its log. */
  log: string;
  stop: () => Promise<void>;
  /** Ends the server and its PostgreSQL at one blow, as a machine without power does. */
  kill: () => Promise<void>;
}

/** A folder for servers. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'corredor-e2e-'));
  // Where the tests run as root, PostgreSQL runs as somebody else and must be let in.
  chmodSync(folder, 0o755);
  return folder;
}

/** Starts a server with its data in the folder. */
export async function launch(folder: string, name = 'server', more: string[] = []): Promise<Running> {
  if (!existsSync(BINARY)) throw new Error(`There is no ${BINARY}: run "make build" first.`);
  const log = join(folder, `${name}.log`);
  writeFileSync(log, '');
  const server = spawn(
    BINARY,
    ['serve', '--addr', '127.0.0.1:0', '--data-dir', join(folder, 'data'), '--log-format', 'json', ...more],
    { stdio: ['ignore', 'pipe', 'pipe'], env: withoutSettings(process.env) },
  );
  // A run that is cut off must not leave a server behind.
  const abandon = () => server.kill('SIGTERM');
  process.once('exit', abandon);
  let said = '';
  const hear = (chunk: Buffer) => {
    said += chunk;
    appendFileSync(log, chunk);
  };
  server.stdout.on('data', hear);
  server.stderr.on('data', hear);

  const stop = async () => {
    process.removeListener('exit', abandon);
    await stopped(server);
  };
  const url = await printed(server, () => /https?:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0]).catch(
    async (reason: Error) => {
      await stop();
      throw new Error(`${reason.message}\n${said}`);
    },
  );
  const kill = async () => {
    process.removeListener('exit', abandon);
    const [postmaster] = readFileSync(join(folder, 'data/postgres/pgdata/postmaster.pid'), 'utf8').split('\n');
    const ended = new Promise((done) => server.once('exit', done));
    server.kill('SIGKILL');
    process.kill(Number(postmaster), 'SIGKILL');
    await ended;
  };
  return { url, log, stop, kill };
}

/** The same with its database open to other programs, by the address that is returned. */
export async function launchOpen(folder: string, name: string): Promise<{ server: Running; database: string }> {
  const port = await freePort();
  const server = await launch(folder, name, ['--pg-port', String(port)]);
  const password = readFileSync(join(folder, 'data/postgres/password'), 'utf8').trim();
  return { server, database: `postgres://corredor:${password}@127.0.0.1:${port}/corredor` };
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const at = server.address();
      server.close(() => (at && typeof at === 'object' ? done(at.port) : fail(new Error('no port'))));
    });
  });
}

/** Settings of whoever runs the tests must not lead the server to their database. */
export function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([k]) => k !== 'DATABASE_URL' && !k.startsWith('CORREDOR_')));
}

async function printed(server: ChildProcess, find: () => string | undefined): Promise<string> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; ) {
    const url = find();
    if (url && (await ready(url))) return url;
    if (server.exitCode !== null) throw new Error(`The server stopped with status ${server.exitCode}.`);
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`The server printed no address within ${PATIENCE_MS / 1000} s.`);
}

async function ready(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`)).ok;
  } catch {
    return false;
  }
}

function stopped(server: ChildProcess): Promise<void> {
  return new Promise((done) => {
    if (server.exitCode !== null || server.signalCode !== null) return done();
    const impatient = setTimeout(() => server.kill('SIGKILL'), STOPPING_MS);
    server.once('exit', () => {
      clearTimeout(impatient);
      done();
    });
    server.kill('SIGTERM');
  });
}
