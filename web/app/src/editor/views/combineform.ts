/** The parts of a zone, put together in their order, and the form of each means. */
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { type Means, newPart, OPS, type Op, type Part } from '../content';
import type { Desk } from '../desk';
import { readWhole } from '../kmtext';
import { partTitle } from '../title';
import { w } from '../words';
import { findingsOf, textField } from './field';
import { handForm } from './handform';
import { kmForm, routePick, sides } from './kmform';
import { unitsForm } from './unitsform';

const MEANS: readonly Means[] = ['km', 'road', 'units', 'hand', 'distance'];

/** Whether the zone is made of parts, or is about to be. */
export function combined(desk: Desk): boolean {
  const [first, ...more] = desk.current?.definition.parts ?? [];
  return desk.combining || more.length > 0 || first?.by === 'road' || first?.by === 'distance';
}

export function combineForm(desk: Desk): TemplateResult {
  const { lang, reference } = desk;
  const parts = desk.current?.definition.parts ?? [];
  return html`
    <p class="hint">${w(lang, 'combine.hint')}</p>
    <ol class="parts" aria-label=${w(lang, 'combine.parts')}>
      ${parts.map(
        (part, i) => html`<li class=${i === desk.part ? 'shown' : ''}>
        ${
          i === 0
            ? html`<span class="op">${w(lang, 'op.add')}</span>`
            : html`<select aria-label=${w(lang, 'combine.op', { n: i + 1 })} ?disabled=${!desk.open}
              @change=${(e: Event) => alter(desk, i, { op: (e.target as HTMLSelectElement).value as Op })}>
              ${OPS.map((op) => html`<option value=${op} .selected=${live(op === part.op)}>${w(lang, `op.${op}`)}</option>`)}</select>`
        }
        <button type="button" class="part-name" aria-current=${i === desk.part ? 'true' : 'false'} @click=${() => {
          desk.part = i;
          desk.typed.clear();
          desk.tell();
        }}>${w(lang, `tab.${part.by}`)} <span>${partTitle(part, reference, lang)}</span></button>
        ${
          desk.open && i > 0
            ? html`<button type="button" class="square" aria-label=${w(lang, 'combine.up', { n: i + 1 })} @click=${() => raise(desk, i)}>↑</button>`
            : nothing
        }
        ${
          desk.open && parts.length > 1
            ? html`<button type="button" class="square" aria-label=${w(lang, 'combine.remove', { n: i + 1 })} @click=${() => desk.changeParts(headed(parts.filter((_, j) => j !== i)))}>✕</button>`
            : nothing
        }
      </li>`,
      )}
    </ol>
    ${
      desk.open
        ? html`<div class="add-parts" role="group" aria-label=${w(lang, 'combine.add')}><span>${w(lang, 'combine.add')}</span>
      ${MEANS.map((by) => html`<button type="button" class="button" @click=${() => desk.addPart(newPart(by, by === 'distance' ? 'within' : 'add'))}>${w(lang, `tab.${by}`)}</button>`)}</div>`
        : nothing
    }
  `;
}

function alter(desk: Desk, i: number, patch: Partial<Part>): void {
  desk.changeParts((desk.current?.definition.parts ?? []).map((part, j) => (j === i ? { ...part, ...patch } : part)));
}

function raise(desk: Desk, i: number): void {
  const parts = [...(desk.current?.definition.parts ?? [])];
  const [part] = parts.splice(i, 1);
  if (part) parts.splice(i - 1, 0, part);
  desk.part = i - 1;
  desk.changeParts(headed(parts));
}

/** The first part adds: there is nothing yet to take from. */
function headed(parts: Part[]): Part[] {
  return parts.map((part, i) => (i === 0 ? { ...part, op: 'add' } : part));
}

export function meansForm(desk: Desk): TemplateResult | typeof nothing {
  const part = desk.currentPart;
  switch (part?.by) {
    case 'km':
      return kmForm(desk, part);
    case 'units':
      return unitsForm(desk, part);
    case 'hand':
      return handForm(desk, part);
    case 'road':
      return html`${routePick(desk, part, true)}${sides(desk, part)}${unitsForm(desk, part)}`;
    case 'distance':
      return html`${routePick(desk, part, true)}${metresField(desk, part)}`;
    default:
      return nothing;
  }
}

function metresField(desk: Desk, part: Part): TemplateResult {
  const { lang } = desk;
  return textField(desk, {
    id: 'metres',
    label: w(lang, 'combine.metres'),
    value: part.metres == null ? '' : part.metres.toLocaleString('en-US'),
    tail: w(lang, 'km.m'),
    inputmode: 'numeric',
    error: w(lang, 'km.metresUnread'),
    findings: findingsOf(desk, 'metres'),
    input: (text) => {
      const metres = readWhole(text);
      if (metres === undefined || metres === 0 || (metres ?? 1) > 50_000) return false;
      desk.changePart({ metres }, 'metres');
      return true;
    },
  });
}
