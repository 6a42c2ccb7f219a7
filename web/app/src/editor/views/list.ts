/** The page at /editor: drafts of mine and of others, and how to begin one. */
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { fold } from '../../fold';
import { moment } from '../../format';
import type { Lang } from '../../types';
import type { DraftHead } from '../draft';
import type { Kept } from '../keep';
import type { ActZone } from '../reference';
import { type Key, w, wn } from '../words';
import { termOf } from './said';

const MOST_ACTS = 6;

export interface ListModel {
  lang: Lang;
  drafts: DraftHead[];
  kept: Kept[];
  zones: ActZone[];
  /** The server has no door for drafts. */
  doorless: boolean;
  query: string;
  problem: string;
  search(text: string): void;
  begin(): void;
  from(decree: number, as: 'copy' | 'extend' | 'change'): void;
  /** What is asked about before it goes: a draft, or what only this browser has. */
  doomed: string;
  doom(key: string): void;
  remove(draft: DraftHead): void;
  discard(record: Kept): void;
}

export function draftList(m: ListModel): TemplateResult {
  const { lang } = m;
  const of = (state: DraftHead['state']) => m.drafts.filter((d) => d.state === state).map((d) => row(d, m));
  return html`
    <div class="list-page">
      <div class="list-head-row">
        <div><h1>${w(lang, 'list.title')}</h1><p class="lead">${w(lang, 'list.lead')}</p></div>
        <button type="button" class="button dark" @click=${() => m.begin()}>${w(lang, 'list.new')}</button>
      </div>
      ${m.doorless ? html`<p class="strip" role="status">${w(lang, 'list.noDoor')}</p>` : nothing}
      ${m.problem ? html`<p class="strip" role="alert">${m.problem}</p>` : nothing}
      ${section(
        lang,
        'list.kept',
        m.kept.map((k) => keptRow(k, m)),
        { why: w(lang, 'list.keptWhy') },
      )}
      ${section(lang, 'list.open', of('draft'), { none: of('submitted').length ? '' : w(lang, 'list.none') })}
      ${section(lang, 'list.submitted', of('submitted'))}
      ${section(lang, 'list.published', of('published'))}
      ${fromAct(m)}
    </div>
  `;
}

/** Nothing at all where there are no rows and nothing is said of that. */
function section(
  lang: Lang,
  title: Key,
  rows: TemplateResult[],
  { why = '', none = '' } = {},
): TemplateResult | typeof nothing {
  if (rows.length === 0 && none === '') return nothing;
  return html`<section><h2>${w(lang, title)}</h2>${why ? html`<p class="note">${why}</p>` : nothing}
    ${rows.length ? html`<ul class="drafts">${rows}</ul>` : html`<p class="note">${none}</p>`}</section>`;
}

function row(d: DraftHead, m: ListModel): TemplateResult {
  const { lang } = m;
  return html`<li><a href="/editor/${d.id}">
    <strong>${d.number || w(lang, 'list.untitled')}</strong>
    <span class="state-tag ${d.state}">v${d.version}</span>
    <span>${wn(lang, 'bar.zones', d.zones)}</span>
    <span class="quiet">${w(lang, 'list.saved', { when: moment(d.saved, lang), who: d.savedBy.name })}</span></a>${d.state === 'draft' ? away(m, `draft ${d.id}`, d.number, () => m.remove(d)) : nothing}
    ${d.rejected ? html`<p class="fault warning">${d.rejected.by.name}: ${d.rejected.reason}</p>` : nothing}</li>`;
}

function keptRow(k: Kept, m: ListModel): TemplateResult {
  const { lang } = m;
  const href = k.draft === null ? `/editor/new#${k.once}` : `/editor/${k.draft}`;
  return html`<li><a href=${href}><strong>${k.content.decree.number || w(lang, 'list.untitled')}</strong>
    <span>${wn(lang, 'bar.zones', k.content.zones.length)}</span>
    <span class="quiet">${moment(k.at, lang)}</span></a>${away(m, k.key, k.content.decree.number, () => m.discard(k))}</li>`;
}

function fromAct(m: ListModel): TemplateResult {
  const { lang } = m;
  const acts = new Map<number, ActZone[]>();
  for (const zone of m.zones) acts.set(zone.decree, [...(acts.get(zone.decree) ?? []), zone]);
  const wanted = fold(m.query);
  const found = [...acts.values()]
    .filter(([first]) => wanted === '' || fold(first?.number ?? '').includes(wanted))
    .sort(([a], [b]) => ((a?.start ?? '') < (b?.start ?? '') ? 1 : -1));
  const shown = found.slice(0, MOST_ACTS);
  return html`<section>
    <h2>${w(lang, 'list.from')}</h2>
    <div class="field-row narrow"><label for="act-search">${w(lang, 'list.fromHint')}</label>
      <div class="input"><input id="act-search" type="search" autocomplete="off" .value=${live(m.query)} @input=${(e: InputEvent) => m.search((e.target as HTMLInputElement).value)} /></div></div>
    ${found.length === 0 ? html`<p class="note">${w(lang, 'list.noAct')}</p>` : nothing}
    <ul class="drafts">${shown.map((zones) => {
      const [first] = zones;
      if (!first) return nothing;
      const make = (
        as: 'copy' | 'extend' | 'change',
        key: Key,
      ) => html`<button type="button" class="button" title=${as === 'extend' ? w(lang, 'list.extendWhy') : nothing}
        aria-label="${w(lang, key)} ${first.number ?? ''}" @click=${() => m.from(first.decree, as)}>${w(lang, key)}</button>`;
      return html`<li class="act"><div><strong>${first.number ?? w(lang, 'touch.noNumber')}</strong>
        <span class="quiet">${zones.map((z) => `${z.form[lang]}, ${termOf(lang, z.start)} – ${termOf(lang, z.lastDay)}`).join(' · ')}</span></div>
        <div class="act-tools">${make('extend', 'list.extend')}${make('copy', 'list.copy')}${make('change', 'list.change')}</div></li>`;
    })}</ul>
    ${found.length > shown.length ? html`<p class="note">${w(lang, 'list.moreActs', { n: found.length - shown.length })}</p>` : nothing}
  </section>`;
}

/** Asks once more before something goes. */
function away({ lang, doomed, doom }: ListModel, key: string, number: string, go: () => void): TemplateResult {
  const name = number || w(lang, 'list.untitled');
  return doomed === key
    ? html`<button type="button" class="button" @click=${go}>${w(lang, 'list.sure')}</button>`
    : html`<button type="button" class="link quiet" aria-label=${w(lang, 'list.removeNamed', { name })} @click=${() => doom(key)}>${w(lang, 'list.remove')}</button>`;
}
