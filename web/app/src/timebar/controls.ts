/** Row 1 of the time bar: the dates in words, the step and the axis. */
import { html, svg, type TemplateResult } from 'lit';
import type { Days } from '../calendar';
import { type Key, t } from '../i18n';
import type { Period } from '../period';
import type { Day, Lang, Step } from '../types';
import './datefield';

export interface ControlsModel {
  lang: Lang;
  period: Period;
  step: Step;
  /** Days that can be chosen. */
  limits: Days;
  enlarged: boolean;
  /** Less room: labels are for voices only. Still less: no calendar buttons, and the step is a list to choose from. */
  room: 'wide' | 'narrow' | 'tight';
}

export interface ControlsHooks {
  from(day: Day): void;
  to(day: Day): void;
  date(day: Day): void;
  move(steps: number): void;
  step(step: Step): void;
  enlarge(): void;
  all(): void;
}

const STEPS: readonly [Step, Key][] = [
  ['day', 'time.day'],
  ['week', 'time.week'],
  ['month', 'time.month'],
];

/** `before` stands at the beginning of the row and `after` at its end. */
export function controls(m: ControlsModel, on: ControlsHooks, before: unknown, after: unknown): TemplateResult {
  const { lang, period: p, limits } = m;
  const tight = m.room === 'tight';
  const heard = (then: (day: Day) => void) => (e: CustomEvent<Day>) => then(e.detail);
  return html`<div class="controls ${m.room}">
    ${before}
    <span class="label" aria-hidden="true">${t(lang, 'time.period')}</span>
    <div class="pair" role="group" aria-label=${t(lang, 'time.period')}>
      <corredor-datefield
        .lang=${lang}
        .label=${t(lang, 'time.from')}
        .day=${p.from}
        .extent=${limits}
        ?bare=${tight}
        @day=${heard(on.from)}
      ></corredor-datefield>
      <span aria-hidden="true">–</span>
      <corredor-datefield
        .lang=${lang}
        .label=${t(lang, 'time.to')}
        .day=${p.to}
        .edge=${'end'}
        .extent=${limits}
        ?bare=${tight}
        @day=${heard(on.to)}
      ></corredor-datefield>
    </div>
    <span class="label zones" aria-hidden="true">${t(lang, 'time.zonesOn')}</span>
    <div class="stepper" role="group" aria-label=${t(lang, 'time.zonesOn')}>
      <button type="button" aria-label=${t(lang, 'time.back')} ?disabled=${p.date <= p.from} @click=${() => on.move(-1)}>
        ${chevron(-1)}
      </button>
      <corredor-datefield
        .lang=${lang}
        .label=${t(lang, 'time.date')}
        .day=${p.date}
        .extent=${limits}
        ?bare=${tight}
        @day=${heard(on.date)}
      ></corredor-datefield>
      <button type="button" aria-label=${t(lang, 'time.on')} ?disabled=${p.date >= p.to} @click=${() => on.move(1)}>
        ${chevron(1)}
      </button>
    </div>
    <span class="push"></span>
    <span class="label" aria-hidden="true">${t(lang, 'time.step')}</span>
    ${tight ? stepList(m, on) : stepButtons(m, on)}
    <div class="segment" role="group" aria-label=${t(lang, 'time.axis')}>
      <button
        type="button"
        title=${t(lang, 'time.enlargeTitle')}
        aria-pressed=${m.enlarged ? 'true' : 'false'}
        @click=${on.enlarge}
      >
        ${t(lang, 'time.enlarge')}
      </button>
      <button type="button" title=${t(lang, 'time.allTitle')} @click=${on.all}>${t(lang, 'time.all')}</button>
    </div>
    ${after}
  </div>`;
}

function stepButtons(m: ControlsModel, on: ControlsHooks): TemplateResult {
  return html`<div class="segment" role="radiogroup" aria-label=${t(m.lang, 'time.step')}>
    ${STEPS.map(
      ([step, key]) => html`<label class=${m.step === step ? 'on' : ''}>
        <input type="radio" name="step" .checked=${m.step === step} @change=${() => on.step(step)} />${t(m.lang, key)}
      </label>`,
    )}
  </div>`;
}

function stepList(m: ControlsModel, on: ControlsHooks): TemplateResult {
  const choose = (e: Event) => {
    const step = STEPS[(e.target as HTMLSelectElement).selectedIndex]?.[0];
    if (step) on.step(step);
  };
  return html`<select aria-label=${t(m.lang, 'time.step')} @change=${choose}>
    ${STEPS.map(([step, key]) => html`<option ?selected=${m.step === step}>${t(m.lang, key)}</option>`)}
  </select>`;
}

function chevron(way: number): TemplateResult {
  const path = way < 0 ? 'M7.5 1.5L3 6l4.5 4.5' : 'M4.5 1.5L9 6l-4.5 4.5';
  return html`<svg width="12" height="12" viewBox="0 0 12 12" fill="none" stroke="currentColor" stroke-width="1.8" aria-hidden="true">${svg`<path d=${path}></path>`}</svg>`;
}
