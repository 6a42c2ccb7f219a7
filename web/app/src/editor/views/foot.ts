/** The foot: how far the draft has come, what may be done with it now, and what still lacks. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Desk } from '../desk';
import { type Key, WORDS, w } from '../words';

export function foot(desk: Desk): TemplateResult {
  const { lang, draft } = desk;
  const stage = draft?.state === 'published' ? 2 : draft?.state === 'submitted' ? 1 : 0;
  const names = [
    `${w(lang, 'foot.draft')}${draft ? ` v${draft.version}` : ''}`,
    w(lang, 'foot.submitted'),
    w(lang, 'foot.published'),
  ];
  return html`
    ${desk.panel === 'lacks' ? lacks(desk) : desk.panel === 'reject' ? reject(desk) : nothing}
    <ol class="stages" aria-label=${w(lang, 'foot.stages')}>
      ${names.map((name, i) => html`<li class=${i === stage ? 'now' : ''} aria-current=${i === stage ? 'step' : nothing}>${name}</li>`)}
    </ol>
    <div class="foot-tools">${said(desk)}${tools(desk)}</div>
  `;
}

/** What the server refused, or what to know before the button. */
function said(desk: Desk): TemplateResult | typeof nothing {
  const { lang, draft, actFailed } = desk;
  if (actFailed) return html`<p class="fault error" role="alert">${actFailed.message}</p>`;
  if (draft?.rejected && draft.state === 'draft') {
    const { by, reason } = draft.rejected;
    return html`<p class="fault warning">${w(lang, 'reject.was', { who: by.name, reason })}</p>`;
  }
  if (draft?.state === 'submitted' && !draft.may.publish) return html`<p class="quiet">${w(lang, 'foot.another')}</p>`;
  return desk.open ? html`<p class="quiet sees">${w(lang, 'foot.sees')}</p>` : nothing;
}

function tools(desk: Desk): TemplateResult {
  const { lang, draft } = desk;
  const may = draft?.may;
  const button = (key: Key, act: () => void, dark = false) =>
    html`<button type="button" class="button tall ${dark ? 'dark' : ''}" ?disabled=${desk.acting} @click=${act}>${w(lang, key)}</button>`;
  if (draft?.state === 'published')
    return html`<a class="button tall dark" href=${publicAddress(desk)}>${w(lang, 'foot.seen')}</a>`;
  return html`
    ${may?.withdraw ? button('foot.withdraw', () => void desk.act('withdraw')) : nothing}
    ${may?.reject ? button('foot.reject', () => desk.unfold(desk.panel === 'reject' ? null : 'reject')) : nothing}
    ${may?.publish ? button('foot.publish', () => void desk.act('publish'), true) : nothing}
    ${desk.open ? button('foot.submit', () => void desk.act('submit'), true) : nothing}
  `;
}

/** The public map on the first day of the first zone. */
function publicAddress(desk: Desk): string {
  const start = desk.content.zones[0]?.start;
  return start ? `/#fecha=${start}` : '/';
}

/** What submitting would refuse, each with the zone that it is about. */
function lacks(desk: Desk): TemplateResult {
  const { lang, draft } = desk;
  const told = new Map(draft?.lacks.map((lack) => [sentence(desk, lack), lack]));
  return html`<section class="foot-panel" role="alert" aria-label=${w(lang, 'lacks.title')}>
    <h2>${w(lang, 'lacks.title')}</h2>
    <ul>${[...told].map(([text, { parameter }]) => html`<li><button type="button" class="link" @click=${() => lead(desk, parameter)}>${text}</button></li>`)}</ul>
    <button type="button" class="button" @click=${() => desk.unfold(null)}>${w(lang, 'lacks.close')}</button>
  </section>`;
}

/** The server's sentences are English: those that are known are said in the reader's language. */
function sentence({ lang, content }: Desk, { parameter, detail }: { parameter: string; detail: string }): string {
  if (parameter === 'decree.number' && /already/.test(detail))
    return w(lang, 'lacks.taken', { number: content.decree.number });
  const [, zone, field] = /^zones\[(\d+)\]\.(.+)$/.exec(parameter) ?? [];
  const name = field?.replace(/[.[].*$/, '') ?? parameter.replace(/^decree\.|\[.*$/g, '');
  const key = `lacks.${name}`;
  if (!(key in WORDS)) return detail;
  const what = w(lang, key as Key);
  return zone === undefined ? what : w(lang, 'lacks.zone', { n: Number(zone) + 1, what });
}

const FIELDS: Record<string, string> = {
  'decree.number': 'number',
  'decree.published': 'published',
  'decree.link': 'link',
  'decree.kind': 'act-kind',
  effect: 'effect',
  start: 'start',
  days: 'days',
  extends: 'extends',
  definition: 'km-from',
};

/** Brings the field that lacks something to the hand. */
function lead(desk: Desk, parameter: string): void {
  const [, zone, field] = /^zones\[(\d+)\]\.(\w+)/.exec(parameter) ?? [];
  if (zone !== undefined) desk.show(Number(zone));
  desk.unfold(null);
  setTimeout(() => {
    const target =
      document.getElementById(FIELDS[field ?? parameter] ?? '') ?? document.querySelector<HTMLElement>('.means input');
    target?.scrollIntoView({ block: 'center' });
    target?.focus();
  }, 50);
}

function reject(desk: Desk): TemplateResult {
  const { lang } = desk;
  const reason = desk.typed.get('reason') ?? '';
  return html`<form class="foot-panel" @submit=${(e: Event) => {
    e.preventDefault();
    void desk.act('reject', reason).then(() => desk.typed.delete('reason'));
  }}>
    <h2>${w(lang, 'reject.title')}</h2>
    <label for="reason">${w(lang, 'reject.reason')}</label>
    <textarea id="reason" rows="3" required .value=${reason} @input=${(e: InputEvent) => {
      desk.typed.set('reason', (e.target as HTMLTextAreaElement).value);
      desk.tell();
    }}></textarea>
    <div><button class="button dark tall" ?disabled=${reason.trim() === '' || desk.acting}>${w(lang, 'reject.send')}</button>
    <button type="button" class="button tall" @click=${() => desk.unfold(null)}>${w(lang, 'lacks.close')}</button></div>
  </form>`;
}
