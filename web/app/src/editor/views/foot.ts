/** The foot: how far the draft has come, what may be done with it now, and what still lacks. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Desk, Panel } from '../desk';
import { refusal } from '../problems';
import { mapAddress } from '../view';
import { type Key, w } from '../words';
import { footPanel, opens, publicZones } from './footpanels';

export function foot(desk: Desk): TemplateResult {
  const { lang, draft } = desk;
  const stage = draft?.state === 'published' ? 2 : draft?.state === 'submitted' ? 1 : 0;
  const names = [
    `${w(lang, 'foot.draft')}${draft ? ` v${draft.version}` : ''}`,
    w(lang, 'foot.submitted'),
    w(lang, stage === 2 ? 'bar.published' : 'foot.published'),
  ];
  return html`
    <ol class="stages" aria-label=${w(lang, 'foot.stages')}>
      ${names.map((name, i) => html`<li class=${i === stage ? 'now' : i < stage ? 'done' : ''} aria-current=${i === stage ? 'step' : nothing}>${name}</li>`)}
    </ol>
    <div class="foot-tools">${said(desk)}${tools(desk)}</div>
    ${footPanel(desk)}
  `;
}

/** What the server refused, or what to know before the button. */
function said(desk: Desk): TemplateResult | typeof nothing {
  const { lang, draft, actFailed } = desk;
  if (actFailed) return html`<p class="fault error" role="alert">${refusal(lang, actFailed)}</p>`;
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
  const button = (key: Key, act: () => void, dark = false, panel = '') =>
    html`<button type="button" id=${panel ? opens(panel) : nothing} aria-expanded=${panel && panel !== 'lacks' ? String(desk.panel === panel) : nothing}
      class="button tall ${dark ? 'dark' : ''}" ?disabled=${desk.acting} @click=${act}>${w(lang, key)}</button>`;
  const fold = (panel: Panel) => () => desk.unfold(desk.panel === panel ? null : panel);
  if (draft?.state === 'published') {
    const shape = desk.previewOf(0).preview?.geometry?.coordinates;
    return html`
      ${publicZones(desk).length > 0 ? button('export.open', fold('export'), false, 'export') : nothing}
      <a class="button tall dark" href=${mapAddress(desk.content, draft.published, shape)}>${w(lang, 'foot.seen')}</a>`;
  }
  // Others than who submitted it leave it, or send it back with a reason.
  const mine = draft?.events.findLast((e) => e.event === 'submit')?.by.person === desk.me?.person;
  return html`
    ${may?.withdraw && mine ? button('foot.withdraw', () => void desk.act('withdraw')) : nothing}
    ${may?.reject && !mine ? button('foot.reject', fold('reject'), false, 'reject') : nothing}
    ${may?.publish ? button('foot.publish', fold('confirm'), true, 'confirm') : nothing}
    ${desk.open ? button('foot.submit', () => void desk.act('submit'), true, 'lacks') : nothing}
  `;
}
