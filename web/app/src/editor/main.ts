/** Starts the editor: the list of drafts at /editor, one of them at /editor/{id}, a new one at /editor/new. */
import { html, render, type TemplateResult } from 'lit';
import { firstLang } from '../i18n';
import { recall, remember } from '../memory';
import type { Theme } from '../types';
import { EditorApp } from './app';
import { type Content, newContent } from './content';
import { Desk } from './desk';
import { draftFrom, getDraft, listDrafts, type Me, Refused, removeDraft, type Saved, whoAmI } from './doors';
import { forget, type Kept, kept, live, orphans, thisTab } from './keep';
import { refusal } from './problems';
import { type Reference, readReference } from './reference';
import { header } from './views/bars';
import { draftList } from './views/list';
import { w } from './words';

const host = document.querySelector<HTMLElement>('#editor');
const lang = firstLang(recall('lang'), document.documentElement.lang);
const tab = thisTab();

async function start(at: HTMLElement): Promise<void> {
  live(tab);
  const id = /^\/editor\/(\d+|new)\/?$/.exec(location.pathname)?.[1];
  shell(at, null, html`<p class="loading" role="status">${w(lang, 'page.loading')}</p>`);
  try {
    const [reference, me] = await Promise.all([readReference(), whoAmI()]);
    if (id === undefined) await showList(at, reference, me);
    else await openDesk(at, id === 'new' ? null : Number(id), reference, me);
  } catch (e) {
    refuse(at, e);
  }
}

/** The page without a draft: a header and something below. */
function shell(at: HTMLElement, me: Me | null, body: TemplateResult): void {
  const theme: Theme = recall('theme') === 'dark' ? 'dark' : 'light';
  const again = (taste: 'lang' | 'theme', wish: string) => {
    remember(taste, wish);
    location.reload();
  };
  const head = {
    lang,
    theme,
    me,
    speak: (next: string) => again('lang', next),
    light: (next: string) => again('theme', next),
  };
  const chosen = recall('theme');
  if (chosen) document.documentElement.dataset.theme = chosen;
  document.documentElement.lang = lang;
  document.title = w(lang, 'page.title');
  render(html`<header class="head">${header(head, null)}</header><main class="plain">${body}</main>`, at);
}

function refuse(at: HTMLElement, e: unknown): void {
  const refused = e instanceof Refused ? e : new Refused(0, String(e));
  const next = encodeURIComponent(location.pathname);
  const signIn = html`<a class="button dark" href="/account/sign-in?next=${next}">${w(lang, 'page.signIn')}</a>`;
  const retry = html`<button type="button" class="button dark" @click=${() => location.reload()}>${w(lang, 'page.retry')}</button>`;
  const [why, act] =
    refused.status === 401
      ? [w(lang, 'page.signInWhy'), signIn]
      : refused.status === 403
        ? [w(lang, 'page.forbidden'), html``]
        : refused.status === 404
          ? [w(lang, 'page.missing'), html`<a class="button dark" href="/editor">${w(lang, 'bar.back')}</a>`]
          : [w(lang, 'page.failed', { reason: refusal(lang, refused) }), retry];
  shell(at, null, html`<div class="refusal" role="alert"><p>${why}</p>${act}</div>`);
}

async function showList(at: HTMLElement, reference: Reference, me: Me | null): Promise<void> {
  let doorless = false;
  const all = await Promise.all([listDrafts(), listDrafts('published').catch(() => [])]).catch((e: unknown) => {
    // A server without drafts keeps none, and the browser's are still there.
    if (!(e instanceof Refused) || e.status !== 404) throw e;
    doorless = true;
    return [];
  });
  let drafts = [...new Map(all.flat().map((d) => [d.id, d])).values()];
  let mine = await kept().catch(() => []);
  let query = '';
  let problem = '';
  let doomed = '';
  const attempt = async (act: () => Promise<void>) => {
    problem = '';
    doomed = '';
    await act().catch((e: unknown) => {
      problem = e instanceof Refused ? refusal(lang, e) : String(e);
    });
    draw();
  };
  const draw = () =>
    shell(
      at,
      me,
      draftList({
        ...{ lang, drafts, kept: mine, zones: reference.zones, doorless, query, problem },
        search: (text) => {
          query = text;
          draw();
        },
        begin: () => location.assign('/editor/new'),
        from: (decree, as) =>
          void attempt(async () =>
            location.assign(`/editor/${(await draftFrom(decree, as, crypto.randomUUID())).draft.id}`),
          ),
        doomed,
        doom: (key) => {
          doomed = key;
          draw();
        },
        remove: (draft) =>
          void attempt(async () => {
            await removeDraft(draft);
            drafts = drafts.filter((one) => one !== draft);
          }),
        discard: (record) =>
          void attempt(async () => {
            await forget(record.key);
            mine = mine.filter((one) => one !== record);
          }),
      }),
    );
  draw();
}

async function openDesk(at: HTMLElement, id: number | null, reference: Reference, me: Me | null): Promise<void> {
  const saved = id === null ? null : await getDraft(id);
  const once = id === null ? location.hash.slice(1) || crypto.randomUUID() : '';
  const [orphan] = await orphans((record) => (id === null ? record.once === once : record.draft === id), tab).catch(
    () => [],
  );
  if (id === null) history.replaceState(null, '', `/editor/new#${once}`);
  const record = recordOf(saved, once, orphan);
  const confirmed: Content | null = saved ? (orphan ? null : saved.draft.content) : orphan ? null : record.content;
  const desk = new Desk({ lang, reference, me, draft: saved?.draft ?? null, record, confirmed });
  const app = new EditorApp(at, desk);
  desk.onChange(() => {
    const own = desk.saver.id;
    if (own !== null && location.pathname !== `/editor/${own}`) history.replaceState(null, '', `/editor/${own}`);
  });
  app.begin();
  const { EditorMap } = await import('./map');
  app.map = new EditorMap(app.mapHost, desk, app.theme);
  app.draw();
}

/** What is edited: what this browser has kept of it, else what the server has, else an empty draft. */
function recordOf(saved: Saved | null, once: string, orphan: Kept | undefined): Kept {
  const key = orphan?.key ?? `${saved ? saved.draft.id : `new-${once}`}/${tab}`;
  if (orphan) return { ...orphan, tab };
  return {
    ...{ key, tab, draft: saved?.draft.id ?? null, once, sent: null, at: Date.now() },
    ...{ etag: saved?.etag ?? '', version: saved?.draft.version ?? 0 },
    content: saved?.draft.content ?? newContent(),
    before: saved?.draft.content ?? null,
  };
}

if (host) void start(host);
