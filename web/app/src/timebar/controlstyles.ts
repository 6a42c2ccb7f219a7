/** How row 1 of the time bar looks, in its three measures of room and on a phone. */
import { css } from 'lit';

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
