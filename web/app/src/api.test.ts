import { afterEach, expect, it, vi } from 'vitest';

afterEach(() => vi.unstubAllGlobals());

it('tells with every question which revision it has seen, in answers or events, and never an older one', async () => {
  // As a page that has just been opened: nothing seen.
  vi.resetModules();
  const api = await import('./api');
  const sent: (string | null)[] = [];
  const answered = ['41', '40', null, '43'];
  vi.stubGlobal('fetch', async (_: string, init: RequestInit) => {
    sent.push(new Headers(init.headers).get('corredor-revision'));
    const revision = answered[sent.length - 1];
    return new Response('{}', { headers: revision ? { 'Corredor-Revision': revision } : {} });
  });
  await api.look();
  await api.look();
  await api.look();
  api.see(42);
  await api.look();
  await api.look();
  expect(sent).toEqual([null, '41', '41', '42', '43']);
});
