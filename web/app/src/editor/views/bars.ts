/** The bars above and below: what is edited, how it is kept, and how far it has come. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Lang, Theme } from '../../types';
import type { Desk } from '../desk';
import { initials } from '../draft';
import { refusal } from '../problems';
import { type Key, WORDS, w, wn } from '../words';
import { opens, publicZones } from './footpanels';

const SECTIONS: [path: string, words: Record<Lang, string>, here?: boolean][] = [
  ['/', { es: 'Explorar', en: 'Explore' }],
  ['/decrees', { es: 'Decretos y zonas', en: 'Decrees and zones' }, true],
  ['/dialogue', { es: 'Diálogo', en: 'Dialogue' }],
  ['/data', { es: 'Datos', en: 'Data' }],
];

export interface Head {
  lang: Lang;
  theme: Theme;
  me: { name: string; initials: string } | null;
  speak(lang: Lang): void;
  light(theme: Theme): void;
}

export function header(head: Head, desk: Desk | null): TemplateResult {
  const { lang, me } = head;
  const others = desk?.present.filter((one) => !one.you) ?? [];
  return html`
    ${desk ? html`<a class="skip" href="#form">${w(lang, 'page.skip')}</a>` : nothing}
    <a class="brand" href="/"><strong>Corredor</strong><span>Las Bambas – Matarani</span></a>
    <nav class="sections" aria-label=${lang === 'es' ? 'Secciones' : 'Sections'}>
      ${SECTIONS.map(([path, words, here]) => html`<a href="${path}?lang=${lang}" aria-current=${here ? 'true' : nothing}>${words[lang]}</a>`)}
    </nav>
    <div class="tools">
      ${
        others.length > 0
          ? html`<p class="present" role="status"><span>${w(lang, 'bar.here')}</span>${others.map((one) => html`<span class="disc" title=${one.name}><span aria-hidden="true">${initials(one.name)}</span><span class="unseen">${one.name}</span></span>`)}</p>`
          : nothing
      }
      <button type="button" class="button plain theme" @click=${() => head.light(head.theme === 'dark' ? 'light' : 'dark')}>${
        head.theme === 'dark' ? { es: 'Claro', en: 'Light' }[lang] : { es: 'Oscuro', en: 'Dark' }[lang]
      }</button>
      <div class="segmented" role="group" aria-label=${lang === 'es' ? 'Idioma' : 'Language'}>
        ${(['es', 'en'] as const).map((one) => html`<button type="button" lang=${one} aria-pressed=${one === lang ? 'true' : 'false'} @click=${() => head.speak(one)}>${one.toUpperCase()}</button>`)}
      </div>
      ${
        me
          ? html`<a class="disc me" href="/account" aria-label=${me.name}>${me.initials || initials(me.name)}</a>`
          : html`<a class="button" href="/account/sign-in?next=${encodeURIComponent(location.pathname)}">${w(lang, 'page.signIn')}</a>`
      }
    </div>
  `;
}

export function titleBar(desk: Desk): TemplateResult {
  const { lang, content, draft } = desk;
  const state: Key =
    draft?.state === 'submitted'
      ? 'bar.submitted'
      : draft?.state === 'published'
        ? 'bar.published'
        : draft
          ? 'bar.draftN'
          : 'bar.draft';
  return html`
    <a class="back" href="/editor"><span aria-hidden="true">‹ </span><span class="word">${w(lang, 'bar.back')}</span></a>
    <h1 tabindex="-1">${content.decree.number || w(lang, 'list.untitled')}</h1>
    <span class="state-tag ${draft?.state ?? 'draft'}">${w(lang, state, { n: draft?.version ?? 0 })}</span>
    <span class="saved" role="status">${wn(lang, 'bar.zones', content.zones.length)} · ${savedWords(desk)}</span>
    <div class="title-tools">
      <button type="button" class="button" ?disabled=${!desk.canUndo || !desk.open} title="Ctrl+Z" @click=${() => desk.undo()}>${w(lang, 'bar.undo')}</button>
      <button type="button" class="button" ?disabled=${!desk.canRedo || !desk.open} title="Ctrl+Shift+Z" @click=${() => desk.redo()}>${w(lang, 'bar.redo')}</button>
      ${
        draft
          ? html`<button type="button" class="button" aria-pressed=${desk.panel === 'compare' ? 'true' : 'false'} ?disabled=${desk.saver.saving === 'conflict' || draft.version < 2}
              @click=${() => (desk.panel === 'compare' ? desk.endCompare() : void desk.compare(Math.max(1, draft.version - 1), draft.version))}>${w(lang, 'bar.compare')}</button>`
          : nothing
      }
      ${
        publicZones(desk).length > 0 && draft?.state !== 'published'
          ? html`<button type="button" id=${opens('export')} class="button" aria-expanded=${desk.panel === 'export' ? 'true' : 'false'}
              @click=${() => desk.unfold(desk.panel === 'export' ? null : 'export')}>${w(lang, 'export.open')}</button>`
          : nothing
      }
    </div>
  `;
}

export function savedWords(desk: Desk): string {
  const { lang, saver } = desk;
  switch (saver.saving) {
    case 'saving':
      return w(lang, 'save.saving');
    case 'kept':
    case 'signed-out':
      return w(lang, 'save.kept');
    case 'conflict':
      return w(lang, 'save.conflict');
    case 'refused':
      return w(lang, 'save.kept');
    case 'saved': {
      if (saver.id === null) return w(lang, 'save.nothing');
      if (saver.at === null) return w(lang, 'save.saved');
      const s = Math.round((Date.now() - saver.at) / 1000);
      return s < 2
        ? w(lang, 'save.just')
        : w(lang, 'save.ago', { ago: s < 60 ? `${s}\u00a0s` : `${Math.round(s / 60)}\u00a0min` });
    }
  }
}

/** Why what is written is not on the server, above everything; and what somebody else did with the draft. */
export function strips(desk: Desk): TemplateResult {
  return html`<div class="strips">${strip(desk)}${news(desk)}</div>`;
}

function strip(desk: Desk): TemplateResult | typeof nothing {
  const { lang, saver } = desk;
  if (saver.unkept) return html`<p class="strip" role="alert">${w(lang, 'save.unkept')}</p>`;
  if (saver.saving === 'kept') return html`<p class="strip" role="status">${w(lang, 'save.keptWhy')}</p>`;
  if (saver.saving === 'refused' && saver.refusal)
    return html`<p class="strip" role="alert">${w(lang, 'save.refused', { reason: refusal(lang, saver.refusal) })}</p>`;
  if (saver.saving !== 'signed-out') return nothing;
  const next = encodeURIComponent(location.pathname);
  return html`<p class="strip" role="alert">${w(lang, 'save.signedOut')} <a href="/account/sign-in?next=${next}">${w(lang, 'page.signIn')}</a></p>`;
}

function news(desk: Desk): TemplateResult | typeof nothing {
  const { lang, news: event } = desk;
  const key = `news.${event?.event}`;
  if (!event || !(key in WORDS)) return nothing;
  const said = w(lang, key as Key, {
    who: event.by.name || w(lang, 'three.somebody'),
    n: event.version ?? '',
    reason: event.reason ?? '',
  });
  return html`<p class="strip news" role="status"><span>${said}</span>
    <button type="button" class="button" @click=${() => {
      desk.news = null;
      desk.tell();
    }}>${w(lang, 'news.read')}</button></p>`;
}
