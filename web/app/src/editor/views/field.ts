/** A field of the form: label, control, its hint, and what is wrong with it, tied together for those who cannot see. */
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { Pair } from '../content';
import type { Desk } from '../desk';
import type { Finding } from '../preview';

export interface FieldOptions {
  /** Names the field in the page and in undoing. */
  id: string;
  label: string;
  value: string;
  hint?: string | TemplateResult;
  error?: string;
  /** What stands inside the control at its end, such as a unit. */
  tail?: string;
  placeholder?: string;
  /** Takes what is typed; false where it cannot be read yet. */
  input: (text: string) => boolean;
  keydown?: (e: KeyboardEvent) => void;
  inputmode?: 'numeric' | 'url' | 'text';
  findings?: { weight: string; words: Pair }[];
  /** Whether nothing can be submitted without it. */
  needed?: boolean;
  cls?: string;
}

/** A text field that keeps what is typed while it cannot be read. */
export function textField(desk: Desk, o: FieldOptions): TemplateResult {
  const shown = desk.typed.get(o.id) ?? o.value;
  const faults = [
    // Not before the field has been left once: what is being typed cannot be read yet.
    ...(o.error && unread(desk, o.id) && desk.typed.has(`${o.id} left`) ? [{ weight: 'error', text: o.error }] : []),
    ...(o.findings ?? []).map((f) => ({ weight: f.weight, text: f.words[desk.lang] })),
  ];
  const wrong = faults.some((f) => f.weight === 'error');
  const told = [o.hint ? `${o.id}-hint` : '', faults.length ? `${o.id}-fault` : ''].filter(Boolean).join(' ');
  return html`
    <div class="field-row ${o.cls ?? ''}">
      <label for=${o.id} class=${o.needed ? 'needed' : ''}>${o.label}</label>
      <div class="input ${wrong ? 'wrong' : ''}">
        <input id=${o.id} type="text" autocomplete="off" spellcheck="false" inputmode=${o.inputmode ?? 'text'}
          .value=${live(shown)} placeholder=${o.placeholder ?? ''} ?disabled=${!desk.open}
          aria-required=${o.needed ? 'true' : nothing} aria-invalid=${wrong ? 'true' : 'false'} aria-describedby=${told || nothing}
          @input=${(e: InputEvent) => typed(desk, o, (e.target as HTMLInputElement).value)}
          @keydown=${o.keydown ?? nothing}
          @blur=${() => settle(desk, o.id)} />
        ${o.tail ? html`<span class="tail" aria-hidden="true">${o.tail}</span>` : nothing}
      </div>
      ${o.hint ? html`<p class="hint" id="${o.id}-hint">${o.hint}</p>` : nothing}
      ${
        faults.length
          ? html`<div id="${o.id}-fault" class="faults">${faults.map((f) => html`<p class="fault ${f.weight}">${f.text}</p>`)}</div>`
          : nothing
      }
    </div>
  `;
}

/** What is unusual about a field of the draft, as of the last save. */
export function warningsOf(desk: Desk, parameter: string): { weight: string; words: Pair }[] {
  const told = desk.draft?.warnings.filter((one) => one.parameter === parameter) ?? [];
  return told.map(({ words }) => ({ weight: 'warning', words }));
}

function typed(desk: Desk, o: FieldOptions, text: string): void {
  // What is typed stays as it is typed until the field is left.
  desk.typed.set(o.id, text);
  desk.typed.delete(`${o.id} read`);
  if (o.input(text)) {
    desk.typed.set(`${o.id} read`, '');
    desk.typed.delete(`${o.id} left`);
  }
  desk.tell();
}

/** Leaving a field shows what was read out of it; what could not be read stays, with its fault. */
function settle(desk: Desk, id: string): void {
  if (!desk.typed.has(id)) return;
  if (unread(desk, id)) desk.typed.set(`${id} left`, '');
  else {
    desk.typed.delete(id);
    desk.typed.delete(`${id} read`);
  }
  desk.tell();
}

/** Whether a field holds something that cannot be read. */
export function unread(desk: Desk, id: string): boolean {
  return desk.typed.has(id) && !desk.typed.has(`${id} read`);
}

/** What the server found about a field of the shown part. */
export function findingsOf(desk: Desk, ...fields: (string | null)[]): Finding[] {
  const found = desk.previewOf(desk.zone).preview?.findings ?? [];
  return found.filter((f) => f.part === desk.part + 1 && fields.includes(f.field) && f.code !== 'incomplete');
}

export function pick<T extends string>(
  desk: Desk,
  o: { id: string; label: string; value: T | ''; options: [value: T | '', text: string][]; change: (value: T) => void },
): TemplateResult {
  return html`
    <div class="field-row">
      <label for=${o.id}>${o.label}</label>
      <select id=${o.id} ?disabled=${!desk.open} @change=${(e: Event) => o.change((e.target as HTMLSelectElement).value as T)}>
        ${o.options.map(([value, text]) => html`<option value=${value} .selected=${live(value === o.value)}>${text}</option>`)}
      </select>
    </div>
  `;
}
