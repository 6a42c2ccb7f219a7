/** What opens above the foot: what still lacks, what publishing makes public, the reason of sending it back, what can be taken along. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Desk } from '../desk';
import { told } from '../problems';
import { zoneTitle } from '../title';
import { annexAddress, exportAddress, FORMATS, versionsAddress } from '../view';
import { w } from '../words';
import { leadTo } from './lacking';
import { effectOf, liftOf, termOf } from './said';
import { areaOf } from './touches';

/** The button that opens one, which gets the focus back. */
export const opens = (panel: string) => `opens-${panel}`;

export function footPanel(desk: Desk): TemplateResult | typeof nothing {
  switch (desk.panel) {
    case 'lacks':
      return lacks(desk);
    case 'reject':
      return reject(desk);
    case 'confirm':
      return confirm(desk);
    case 'export':
      return takeAlong(desk);
    default:
      return nothing;
  }
}

const close = (desk: Desk, key: 'lacks.close' | 'confirm.cancel' = 'lacks.close') =>
  html`<button type="button" class="button tall" @click=${() => desk.unfold(null)}>${w(desk.lang, key)}</button>`;

/** What submitting would refuse, each with the zone that it is about. */
function lacks(desk: Desk): TemplateResult {
  const { lang, draft } = desk;
  const lacking = new Map(draft?.lacks.map((lack) => [told(lang, lack), lack]));
  return html`<section class="foot-panel" role="alert" aria-label=${w(lang, 'lacks.title')}>
    <h2 tabindex="-1">${w(lang, 'lacks.title')}</h2>
    <ul>${[...lacking].map(([text, { parameter }]) => html`<li><button type="button" class="link" @click=${() => leadTo(desk, parameter)}>${text}</button></li>`)}</ul>
    <div>${close(desk)}</div>
  </section>`;
}

/** Nobody publishes by a slip of the hand: it is said what will be public, and asked once more. */
function confirm(desk: Desk): TemplateResult {
  const { lang, content, draft, reference } = desk;
  const { decree } = content;
  return html`<section class="foot-panel" role="alertdialog" aria-labelledby="confirm-title" aria-describedby="confirm-what">
    <h2 id="confirm-title" tabindex="-1">${w(lang, 'confirm.title', { number: decree.number })}</h2>
    <div id="confirm-what">
      <p>${w(lang, 'confirm.lead')}</p>
      <ul class="confirm">
        <li><strong>${decree.number}</strong> ${effectOf(lang, decree.kind)}${decree.published ? html` · ${w(lang, 'act.published')} ${termOf(lang, decree.published)}` : nothing}
          ${decree.link ? html`<small>${decree.link}</small>` : nothing}</li>
        ${content.zones.map((zone, i) => {
          const { preview } = desk.previewOf(i);
          const changed = draft?.differences.find((d) => d.zone === zone.zone);
          return html`<li><strong>${w(lang, 'zones.n', { n: i + 1 })}</strong> · ${zoneTitle(zone, reference, lang)}
            <small>${[
              effectOf(lang, zone.effect, reference.zones.find((one) => one.id === zone.extends)?.number),
              termOf(lang, zone.start, zone.days),
              preview?.touches ? areaOf(preview, lang) : '',
            ]
              .filter(Boolean)
              .join(' · ')}</small>
            ${zone.zone ? html`<small>${w(lang, changed ? 'confirm.replacesArea' : 'confirm.replaces', { from: changed?.fromKm2 ?? '', to: changed?.toKm2 ?? '' })}</small>` : nothing}</li>`;
        })}
        ${content.lifts.map((lift) => html`<li>${liftOf(desk, lift)}</li>`)}
      </ul>
    </div>
    ${draft?.warnings.map((one) => html`<p class="fault warning">${one.words[lang]}</p>`)}
    <div><button type="button" class="button dark tall" ?disabled=${desk.acting} @click=${() => void desk.act('publish')}>${w(lang, 'confirm.publish')}</button>
      ${close(desk, 'confirm.cancel')}</div>
  </section>`;
}

function reject(desk: Desk): TemplateResult {
  const { lang } = desk;
  const reason = desk.typed.get('reason') ?? '';
  return html`<form class="foot-panel" aria-labelledby="reject-title" @submit=${(e: Event) => {
    e.preventDefault();
    void desk.act('reject', reason).then(() => desk.typed.delete('reason'));
  }}>
    <h2 id="reject-title">${w(lang, 'reject.title')}</h2>
    <label for="reason">${w(lang, 'reject.reason')}</label>
    <textarea id="reason" rows="3" required .value=${reason} @input=${(e: InputEvent) => {
      desk.typed.set('reason', (e.target as HTMLTextAreaElement).value);
      desk.tell();
    }}></textarea>
    <div><button class="button dark tall" ?disabled=${reason.trim() === '' || desk.acting}>${w(lang, 'reject.send')}</button>
    ${close(desk)}</div>
  </form>`;
}

/** The published zones of a draft: what each became, or is to be a new version of. */
export function publicZones(desk: Desk): { id: number; name: string }[] {
  const { lang, content, draft, reference } = desk;
  return content.zones.flatMap((zone, i) => {
    const id = zone.zone ?? draft?.published[i];
    return id === undefined
      ? []
      : [{ id, name: `${w(lang, 'zones.n', { n: i + 1 })} · ${zoneTitle(zone, reference, lang)}` }];
  });
}

function takeAlong(desk: Desk): TemplateResult {
  const { lang } = desk;
  return html`<section class="foot-panel" role="dialog" aria-labelledby="export-title">
    <h2 id="export-title" tabindex="-1">${w(lang, 'export.title')}</h2>
    ${desk.draft?.state === 'published' ? nothing : html`<p class="note">${w(lang, 'export.asPublished')}</p>`}
    ${publicZones(desk).map(
      ({ id, name }) => html`<h3>${name}</h3>
      <p class="takes"><a href=${versionsAddress(id, lang)}>${w(lang, 'export.versions')}</a>
        <a href=${annexAddress(id, lang)}>${w(lang, 'export.annex')}</a></p>
      <p class="takes" role="group" aria-label=${w(lang, 'export.formats')}>${FORMATS.map(([f, called]) => html`<a href=${exportAddress(id, f)} download>${called}</a>`)}</p>`,
    )}
    <div>${close(desk)}</div>
  </section>`;
}
