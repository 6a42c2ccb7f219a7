/** The left side: the zones of the act, how the shown one is defined, its term, and the act itself. */
import { html, nothing, type TemplateResult } from 'lit';
import { drawn } from '../../icons';
import type { Means } from '../content';
import type { Desk } from '../desk';
import { refusal } from '../problems';
import { zoneTitle } from '../title';
import { w } from '../words';
import { actForm, termForm } from './actform';
import { combined, combineForm, meansForm } from './combineform';
import { conflict, versions } from './comparison';
import { liftForm } from './liftform';

export function form(desk: Desk): TemplateResult {
  const zone = desk.current;
  const part = desk.currentPart;
  if (desk.saver.saving === 'conflict' && desk.comparison) return conflict(desk, desk.comparison);
  if (desk.panel === 'compare') return versions(desk);
  return html`
    ${zoneList(desk)}
    ${
      zone && part
        ? html`${tabs(desk)}${combined(desk) ? combineForm(desk) : nothing}
          <section class="means" aria-label=${w(desk.lang, `tab.${part.by}`)}>${meansForm(desk)}</section>`
        : nothing
    }
    ${wholeFaults(desk)}
    ${zone ? termForm(desk, zone) : nothing}
    ${actForm(desk)}
    ${desk.content.decree.kind === 'lift' || desk.content.lifts.length > 0 ? liftForm(desk) : nothing}
  `;
}

function zoneList(desk: Desk): TemplateResult {
  const { lang, content, reference } = desk;
  return html`
    <nav class="zone-list-box" aria-label=${w(lang, 'zones.title')}>
      <ul>
        ${content.zones.map((zone, i) => {
          const shown = i === desk.zone;
          const area = zone.definition.parts[0]?.by === 'units';
          return html`<li class=${shown ? 'shown' : ''}>
            <button type="button" aria-current=${shown ? 'true' : 'false'} @click=${() => desk.show(i)}>
              ${drawn(area ? AREA : STRIP)}
              <span class="zone-name">${w(lang, 'zones.n', { n: i + 1 })} · ${zoneTitle(zone, reference, lang)}</span>
              <span class="zone-effect">${w(lang, `effect.${zone.effect || 'declare'}`).toLowerCase()}</span>
            </button>
          </li>`;
        })}
      </ul>
      ${
        desk.open
          ? html`<div class="zone-tools">
        <button type="button" class="link" @click=${() => desk.addZone()}>${w(lang, 'zones.add')}</button>
        ${content.zones.length > 1 || content.decree.kind === 'lift' ? html`<button type="button" class="link quiet" @click=${() => desk.removeZone()}>${w(lang, 'zones.remove')}</button>` : nothing}
      </div>`
          : nothing
      }
    </nav>
  `;
}

const STRIP =
  '<svg class="sample" width="24" height="16" viewBox="0 0 24 16" aria-hidden="true"><rect x="1" y="2" width="22" height="12" class="sample-fill"/><path d="M3 14 13 2M8 14 18 2M13 14 22 3.5M1 10.5 8 2M18 14 23 8" class="sample-line"/><rect x="1" y="2" width="22" height="12" class="sample-edge"/></svg>';
const AREA =
  '<svg class="sample" width="24" height="16" viewBox="0 0 24 16" aria-hidden="true"><rect x="1" y="1" width="22" height="14" rx="7" class="sample-edge dashed"/></svg>';

function tabs(desk: Desk): TemplateResult {
  const { lang } = desk;
  const by = desk.currentPart?.by;
  const several = combined(desk);
  const tab = (means: Means) => html`<button type="button" aria-pressed=${!several && by === means ? 'true' : 'false'}
    ?disabled=${!desk.open || (desk.current?.definition.parts.length ?? 0) > 1} @click=${() => desk.turn(means)}>${w(lang, `tab.${means}`)}</button>`;
  return html`<div class="segmented tabs" role="group" aria-label=${w(lang, 'tab.label')}>${tab('km')}${tab('units')}${tab('hand')}
    <button type="button" aria-pressed=${several ? 'true' : 'false'} @click=${() => {
      desk.combining = true;
      desk.tell();
    }}>${w(lang, 'tab.combine')}</button></div>`;
}

/** What was found about the zone as a whole, or about a part but none of its fields. */
function wholeFaults(desk: Desk): TemplateResult | typeof nothing {
  const found = desk.previewOf(desk.zone).preview?.findings ?? [];
  const part = desk.currentPart;
  const told = found.filter(
    (f) =>
      // What is only worth knowing stands on the right, once.
      f.weight === 'error' &&
      f.code !== 'incomplete' &&
      !f.mended &&
      (f.part === 0 || (!f.field && part?.by !== 'units')),
  );
  const failed = desk.previewFailed;
  if (told.length === 0 && !(failed && !failed.passing)) return nothing;
  return html`<div class="faults whole">
    ${told.map((f) => html`<p class="fault ${f.weight}">${f.words[desk.lang]}</p>`)}
    ${failed && !failed.passing ? html`<p class="fault error">${refusal(desk.lang, failed)}</p>` : nothing}
  </div>`;
}
