import { expect, it } from 'vitest';
import { newsOf, turnOf } from './attendance';
import { readDraft } from './draft';

it('takes what was published elsewhere only where nothing here is unsaved', () => {
  const mine = { state: 'submitted', version: 4, clean: true } as const;
  expect(turnOf(mine, { state: 'submitted', version: 4 })).toBe('none');
  expect(turnOf(mine, { state: 'published', version: 4 })).toBe('take');
  expect(turnOf({ ...mine, state: 'draft' }, { state: 'draft', version: 5 })).toBe('take');
  const unsaved = { ...mine, state: 'draft', clean: false } as const;
  expect(turnOf(unsaved, { state: 'published', version: 4 })).toBe('collide');
  expect(turnOf(unsaved, { state: 'submitted', version: 5 })).toBe('collide');
  // The save that comes second is told what stands, as ever.
  expect(turnOf(unsaved, { state: 'draft', version: 5 })).toBe('save');
});

it('takes an answer that is older than its own save for no news', () => {
  expect(turnOf({ state: 'draft', version: 5, clean: true }, { state: 'draft', version: 4 })).toBe('none');
});

it('tells what was done last, and by whom, once', () => {
  const event = (name: string, at: string) => ({
    at,
    event: name,
    version: 3,
    by: { person: 'account 2', name: 'Rosa Quispe' },
  });
  const draft = (...events: object[]) => readDraft({ id: 7, version: 3, state: 'submitted', content: {}, events });
  const [made, sent] = [event('create', '1'), event('submit', '2')];
  expect(newsOf(draft(made), draft(made, sent))?.by.name).toBe('Rosa Quispe');
  expect(newsOf(draft(made, sent), draft(made, sent))).toBeNull();
  expect(newsOf(null, draft(made))).toBeNull();
});
