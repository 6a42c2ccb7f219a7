import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Content, newContent } from './content';
import { Refused, type Saved } from './doors';
import { readDraft } from './draft';
import type { Kept } from './keep';
import { Saver, STILL_MS } from './saver';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const content = (number: string): Content => ({ ...newContent(), decree: { number } });

/** A server that keeps one draft, and a browser that keeps records; both can be out of order. */
function bench(start: Partial<Kept> = {}, unwritten = false) {
  const world = {
    version: 3,
    stands: content('as it was'),
    refusal: null as Refused | null,
    /** Milliseconds that an answer takes. */
    slow: 0,
    /** Whether the answer to the next save is lost. */
    lose: false,
    kept: new Map<string, Kept>(),
    creations: [] as [string, Content][],
    saves: [] as string[],
  };
  const answer = (saved: Content): Saved => {
    world.stands = saved;
    return { draft: readDraft({ id: 7, version: world.version, content: saved }), etag: `"${world.version}"` };
  };
  const record: Kept = {
    ...{ key: '7/a', tab: 'a', draft: 7, once: '', sent: null, etag: '"3"', version: 3, before: world.stands, at: 0 },
    content: world.stands,
    ...start,
  };
  const saver = new Saver(
    record,
    record.draft === null && !unwritten ? null : record.content,
    {
      async create(c, once) {
        world.creations.push([once, c]);
        if (world.refusal) throw world.refusal;
        world.version = 1;
        return answer(c);
      },
      async save(_, etag, c) {
        world.saves.push(c.decree.number);
        if (world.slow) await new Promise((done) => setTimeout(done, world.slow));
        if (world.refusal) throw world.refusal;
        if (etag !== `"${world.version}"`) throw collision(world.version, world.stands);
        world.version++;
        const said = answer(c);
        if (world.lose) {
          world.lose = false;
          throw new Refused(0, 'lost on the way');
        }
        return said;
      },
      async keep(one) {
        world.kept.set(one.key, one);
      },
      async forget(key) {
        world.kept.delete(key);
      },
    },
    { changed: () => {}, saved: () => {}, now: () => Date.now() },
  );
  return { world, saver };
}

function collision(version: number, theirs: Content): Refused {
  const problem = {
    theirs: { id: 7, version, content: theirs },
    before: { version: 3, content: content('as it was') },
  };
  return new Refused(412, 'Ana saved meanwhile.', problem, `"${version}"`);
}

it('keeps in the browser at once, on the server after a second of stillness, and lets go then', async () => {
  const { world, saver } = bench();
  saver.edit(content('a'));
  expect(world.kept.get('7/a')?.content.decree.number).toBe('a');
  await vi.advanceTimersByTimeAsync(STILL_MS - 100);
  saver.edit(content('ab'));
  await vi.advanceTimersByTimeAsync(STILL_MS - 100);
  expect(world.saves).toEqual([]);
  await vi.advanceTimersByTimeAsync(200);
  expect(world.saves).toEqual(['ab']);
  expect(world.kept.size).toBe(0);
  expect(saver.saving).toBe('saved');
});

it('saves a new draft in which nothing was written only where one asks for it to be made', async () => {
  const { world, saver } = bench({ draft: null, once: 'o' }, true);
  await saver.flush();
  expect(world.creations).toEqual([]);
  await saver.flush(true);
  expect(world.creations.length).toBe(1);
  expect(saver.id).toBe(7);
  await saver.flush(true);
  expect(world.creations.length).toBe(1);
});

it('keeps what a silent server has not confirmed, and saves it when it speaks again', async () => {
  const { world, saver } = bench();
  world.refusal = new Refused(0, 'no network');
  saver.edit(content('a'));
  await vi.advanceTimersByTimeAsync(STILL_MS);
  expect(saver.saving).toBe('kept');
  expect(world.kept.get('7/a')?.content.decree.number).toBe('a');
  world.refusal = null;
  await vi.advanceTimersByTimeAsync(5000);
  expect(saver.saving).toBe('saved');
  expect(world.stands.decree.number).toBe('a');
  expect(world.kept.size).toBe(0);
});

it('writes over nothing that somebody else saved, however long one writes on', async () => {
  const { world, saver } = bench();
  world.version = 4;
  world.stands = content('theirs');
  saver.edit(content('mine'));
  await vi.advanceTimersByTimeAsync(STILL_MS);
  expect(saver.saving).toBe('conflict');
  expect(saver.collision?.theirs.content.decree.number).toBe('theirs');
  expect(saver.collision?.before.decree.number).toBe('as it was');
  saver.edit(content('mine, and more'));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(world.stands.decree.number).toBe('theirs');
  expect(world.kept.get('7/a')?.content.decree.number).toBe('mine, and more');

  const theirs = readDraft({ id: 7, version: 4, content: world.stands });
  saver.settle({ draft: theirs, etag: '"4"' }, content('both'));
  await vi.advanceTimersByTimeAsync(STILL_MS);
  expect(world.stands.decree.number).toBe('both');
  expect(saver.saving).toBe('saved');
});

it('never collides with itself, however long the server thinks', async () => {
  const { world, saver } = bench();
  world.slow = 5 * STILL_MS;
  for (const number of ['a', 'ab', 'abc', 'abcd']) {
    saver.edit(content(number));
    await vi.advanceTimersByTimeAsync(STILL_MS + 100);
  }
  await vi.advanceTimersByTimeAsync(60_000);
  expect([saver.saving, world.stands.decree.number, world.saves]).toEqual(['saved', 'abcd', ['a', 'abcd']]);
});

it('takes its own save for its own when the answer was lost', async () => {
  const { world, saver } = bench();
  world.lose = true;
  saver.edit(content('a'));
  await vi.advanceTimersByTimeAsync(STILL_MS);
  expect(saver.saving).toBe('kept');
  saver.edit(content('ab'));
  await vi.advanceTimersByTimeAsync(20_000);
  expect([saver.saving, saver.collision, world.stands.decree.number]).toEqual(['saved', null, 'ab']);
  expect(world.kept.size).toBe(0);
});

it('asks for a new draft with the same key and the same words until there is an answer', async () => {
  const { world, saver } = bench({ key: 'new/a', draft: null, once: 'key', etag: '', version: 0 });
  world.refusal = new Refused(0, 'lost on the way');
  saver.edit(content('a'));
  await vi.advanceTimersByTimeAsync(STILL_MS);
  saver.edit(content('ab'));
  world.refusal = null;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(world.creations.map(([once, c]) => [once, c.decree.number])).toEqual([
    ['key', 'a'],
    ['key', 'a'],
  ]);
  expect(world.saves).toEqual(['ab']);
  expect(world.stands.decree.number).toBe('ab');
});

it('says what the server refuses, and keeps it', async () => {
  const { world, saver } = bench();
  world.refusal = new Refused(403, 'You may not.');
  saver.edit(content('a'));
  await vi.advanceTimersByTimeAsync(60_000);
  expect([saver.saving, saver.refusal, world.saves.length, world.kept.size]).toEqual(['refused', world.refusal, 1, 1]);
});

it('keeps what is unsaved beside what was published meanwhile, and sends nothing', async () => {
  const { saver, world } = bench();
  saver.edit(content('mine'));
  const theirs = readDraft({ id: 7, version: 3, state: 'published', content: content('as it was') });
  saver.collide({ draft: theirs, etag: '"3"' });
  await vi.advanceTimersByTimeAsync(10 * STILL_MS);
  expect(saver.saving).toBe('conflict');
  expect(world.saves).toEqual([]);
  expect(world.kept.get('7/a')?.content.decree.number).toBe('mine');
  // Left by the reader, it is gone from the browser too.
  saver.adopt({ draft: theirs, etag: '"3"' });
  expect([saver.saving, saver.clean, world.kept.size]).toEqual(['saved', true, 0]);
});
