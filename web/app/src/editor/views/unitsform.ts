/** The form of districts, provinces or departments: found by name or on the map, each to be taken away again. */
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { Part } from '../content';
import { LEVELS } from '../content';
import type { Desk } from '../desk';
import type { Unit } from '../reference';
import { addUnit, findUnits, where } from '../units';
import { w } from '../words';
import { findingsOf } from './field';

const MOST_FOUND = 7;

export function unitsForm(desk: Desk, part: Part): TemplateResult {
  const { lang } = desk;
  const level = part.level ?? 'district';
  const query = desk.typed.get('unit-search') ?? '';
  const found = find(desk, part, query);
  // What is only worth knowing stands on the right, once.
  const faults = findingsOf(desk, 'units', 'level', null).filter((f) => f.weight === 'error');
  return html`
    <fieldset class="levels">
      <legend>${w(lang, 'units.level')}</legend>
      <div class="segmented wide">
        ${LEVELS.map(
          (one) => html`<button type="button" aria-pressed=${one === level ? 'true' : 'false'} ?disabled=${!desk.open}
            @click=${() => one !== level && desk.changePart({ level: one, units: [] })}>${w(lang, `units.${one}`)}</button>`,
        )}
      </div>
    </fieldset>
    ${chosen(desk, part)}
    ${desk.open ? search(desk, part, query, found) : nothing}
    ${faults.map((f) => html`<p class="fault ${f.weight}">${f.words[lang]}</p>`)}
  `;
}

function search(desk: Desk, part: Part, query: string, found: Unit[]): TemplateResult {
  const { lang } = desk;
  return html`<div class="field-row">
      <label for="unit-search">${w(lang, 'units.search')}</label>
      <div class="input">
        <input id="unit-search" type="text" role="combobox" autocomplete="off" spellcheck="false" aria-controls="unit-found"
          aria-expanded=${found.length > 0 ? 'true' : 'false'} aria-autocomplete="list" aria-describedby="unit-hint"
          .value=${live(query)} ?disabled=${!desk.open}
          @input=${(e: InputEvent) => {
            desk.typed.set('unit-search', (e.target as HTMLInputElement).value);
            desk.tell();
          }}
          @keydown=${(e: KeyboardEvent) => {
            // Whoever types fast presses it before the list is drawn.
            const [first] = find(desk, part, (e.target as HTMLInputElement).value);
            if (e.key !== 'Enter' || !first) return;
            e.preventDefault();
            addUnit(desk, first);
          }} />
      </div>
      <ul id="unit-found" class="found" role="listbox" aria-label=${w(lang, 'units.found')} ?hidden=${found.length === 0}>
        ${found.map(
          (unit, i) => html`<li role="option" tabindex="0" aria-selected=${i === 0 ? 'true' : 'false'}
            @click=${() => addUnit(desk, unit)}
            @keydown=${(e: KeyboardEvent) => e.key === 'Enter' && addUnit(desk, unit)}>
            <strong>${unit.name}</strong> <span>${where(unit)}</span>
            ${unit.loaded ? nothing : html`<small>${w(lang, 'units.unloaded')}</small>`}</li>`,
        )}
      </ul>
      <p class="hint" id="unit-hint">${query && found.length === 0 ? w(lang, 'units.none') : w(lang, 'units.hint')}</p>
    </div>`;
}

export function chosen(desk: Desk, part: Part): TemplateResult {
  const { lang } = desk;
  const units = part.units ?? [];
  return html`<ul class="chips" ?hidden=${units.length === 0}>
    ${units.map((u) => {
      const name = typeof u === 'number' ? (desk.reference.units.find((one) => one.id === u)?.name ?? String(u)) : u;
      const remove = html`<button type="button" aria-label=${w(lang, 'units.remove', { name })}
        @click=${() => desk.changePart({ units: units.filter((other) => other !== u) })}>✕</button>`;
      return html`<li>${name}${desk.open ? remove : nothing}</li>`;
    })}
  </ul>`;
}

function find(desk: Desk, part: Part, query: string): Unit[] {
  const have = new Set(part.units ?? []);
  const of = desk.reference.units.filter(
    (unit) => unit.level === (part.level ?? 'district') && !have.has(unit.name) && !have.has(unit.id),
  );
  return findUnits(of, query).slice(0, MOST_FOUND);
}
