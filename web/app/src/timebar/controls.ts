/** Row 1 of the time bar: the dates in words, the step and the axis. */
import { css, html, svg, type TemplateResult } from 'lit';
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

/** Play and pause, or two step buttons for those who prefer less motion. */
export function playButton(lang: Lang, playing: boolean, still: boolean, p: Period, on: PlayHooks): TemplateResult {
  if (still) {
    return html`<div class="steps pair">
      <button class="round" type="button" aria-label=${t(lang, 'time.back')} ?disabled=${p.date <= p.from} @click=${() => on.move(-1)}>
        ${icon('M12 3v10l-6-5zM4 3h1.6v10H4z')}
      </button>
      <button class="round" type="button" aria-label=${t(lang, 'time.on')} ?disabled=${p.date >= p.to} @click=${() => on.move(1)}>
        ${icon('M4 3v10l6-5zM10.4 3H12v10h-1.6z')}
      </button>
    </div>`;
  }
  return html`<button class="play" type="button" aria-label=${t(lang, playing ? 'time.pause' : 'time.play')} @click=${on.toggle}>
    ${icon(playing ? 'M4 3h3v10H4zM9 3h3v10H9z' : 'M5 2.8v10.4L13 8z')}
  </button>`;
}

export interface PlayHooks {
  toggle(): void;
  move(steps: number): void;
}

function icon(path: string): TemplateResult {
  return html`<svg width="16" height="16" viewBox="0 0 16 16" fill="currentColor" aria-hidden="true">${svg`<path d=${path}></path>`}</svg>`;
}

function chevron(way: number): TemplateResult {
  const path = way < 0 ? 'M7.5 1.5L3 6l4.5 4.5' : 'M4.5 1.5L9 6l-4.5 4.5';
  return html`<svg width="12" height="12" viewBox="0 0 12 12" fill="none" stroke="currentColor" stroke-width="1.8" aria-hidden="true">${svg`<path d=${path}></path>`}</svg>`;
}

/** Row 1. */
export const controlStyles = css`
  .controls {
    display: flex;
    align-items: center;
    gap: 8px 10px;
    height: 34px;
    white-space: nowrap;
  }
  .label {
    color: var(--ink-2);
  }
  .pair,
  .segment {
    display: flex;
    align-items: center;
  }
  .pair {
    gap: 8px;
  }
  .zones {
    margin-left: 8px;
  }
  .push {
    flex: 1;
  }
  .play,
  .round {
    display: grid;
    place-items: center;
    flex: none;
    width: 32px;
    height: 32px;
    padding: 0;
    border: 0;
    border-radius: 50%;
    background: var(--ink);
    color: var(--panel);
  }
  .round {
    border: 1px solid var(--edge);
    border-radius: 4px;
    background: var(--panel);
    color: var(--ink);
  }
  .round:disabled {
    border-color: var(--hairline);
    color: var(--ink-3);
    cursor: default;
  }
  button:focus-visible,
  label:focus-within,
  .open:focus-visible {
    outline: 2px solid var(--focus);
    outline-offset: 2px;
  }

  .stepper {
    display: flex;
    border: 1px solid var(--zone);
    border-radius: 4px;
    color: var(--zone);
    --field-edge: transparent;
    --field-ground: none;
    --field-ink: var(--zone);
  }
  .stepper corredor-datefield {
    margin: -1px 0;
  }
  .stepper > button {
    width: 26px;
    padding: 0;
    border: 0;
    background: none;
    color: inherit;
    font-size: 17px;
    line-height: 1;
  }
  .stepper > button:disabled {
    opacity: 0.4;
    cursor: default;
  }

  .segment {
    height: var(--field-height);
    border: 1px solid var(--edge);
    border-radius: 4px;
    overflow: clip;
  }
  .segment:focus-within:has(:focus-visible) {
    overflow: visible;
  }
  .segment > * {
    display: grid;
    place-items: center;
    position: relative;
    height: 100%;
    padding: 0 11px;
    border: 0;
    background: none;
    color: inherit;
    cursor: pointer;
  }
  .segment > * + * {
    border-left: 1px solid var(--hairline);
  }
  .segment > button {
    font-weight: 600;
  }
  .segment > .on,
  .segment > [aria-pressed='true'] {
    background: var(--ink);
    color: var(--panel);
    font-weight: 600;
  }
  .segment input {
    position: absolute;
    inset: 0;
    margin: 0;
    opacity: 0;
    cursor: pointer;
  }

  :host([compact]) .controls {
    flex-wrap: wrap;
    height: auto;
    padding: 8px 0 12px;
  }
  :host([compact]) .zones {
    margin-left: 0;
  }
  :host([compact]) .label {
    flex-basis: 100%;
    margin-bottom: -6px;
    font-size: 13px;
  }
  :host([compact]) .stepper > button {
    width: 44px;
  }
  :host([compact]) .see {
    height: 44px;
    padding: 0 12px;
    border: 1px solid var(--edge);
    border-radius: 4px;
    background: var(--panel);
    color: var(--ink);
    font-weight: 600;
  }
  .narrow .label,
  .narrow .push,
  .tight .label,
  .tight .push {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  .narrow.controls,
  .tight.controls {
    gap: 4px;
    justify-content: space-between;
  }
  .narrow .segment > *,
  .tight .segment > * {
    padding: 0 8px;
  }
  .narrow .pair,
  .tight .pair {
    gap: 4px;
  }
  .tight .stepper > button {
    width: 24px;
  }
  select {
    height: var(--field-height);
    padding: 0 4px;
    border: 1px solid var(--edge);
    border-radius: 4px;
    background: var(--panel);
    color: inherit;
    font: inherit;
    font-weight: 600;
  }
  select:focus-visible {
    outline: 2px solid var(--focus);
    outline-offset: 1px;
  }
`;
