/** The frame of the time bar and what its elements share. Colours are the page's own; sizes in pixels as the interface names them. */
import { css } from 'lit';

/** For every element here: the page's type, and a class for what only a voice reads. */
export const shared = css`
  :host {
    font-size: 14.5px;
    line-height: 18px;
    font-variant-numeric: tabular-nums;
  }
  *,
  *::before {
    box-sizing: border-box;
  }
  button {
    font: inherit;
    cursor: pointer;
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;

/** The bar and its rows. */
export const frame = css`
  :host {
    display: block;
    position: relative;
    background: var(--panel);
    color: var(--ink);
    --field-height: 30px;
  }
  section {
    position: relative;
    height: 100%;
    padding: 9px 20px 0 16px;
  }
  .picture {
    position: relative;
    margin-top: 3px;
  }
  .words {
    position: absolute;
    z-index: 1;
    top: 12px;
    left: 0;
    width: 88px;
    color: var(--ink-2);
    font-size: 12px;
    line-height: 15px;
  }
  .words span {
    display: block;
    white-space: pre-line;
  }
  .words button {
    margin-left: -4px;
    height: 24px;
    padding: 0 4px;
    border: 0;
    background: none;
    color: var(--link);
    font-size: 12px;
    text-decoration: underline;
    text-underline-offset: 2px;
  }
  .words .row {
    position: absolute;
    width: 88px;
    top: 59px;
  }
  :host([compact]) {
    --field-height: 44px;
  }
  :host([compact]) section {
    height: auto;
    padding: 0 16px;
  }
  :host([compact]) .strip {
    display: flex;
    align-items: center;
    gap: 10px;
  }
  :host([compact]) .picture {
    flex: 1;
    min-width: 0;
    margin: 0;
  }
  .fold {
    display: flex;
    align-items: center;
    justify-content: space-between;
    width: 100%;
    height: 44px;
    padding: 0 12px;
    border: 1px solid var(--edge);
    border-radius: 4px;
    background: var(--panel);
    color: var(--ink);
    font-weight: 600;
  }
  .fold::after {
    width: 8px;
    height: 8px;
    border: solid currentColor;
    border-width: 0 1.8px 1.8px 0;
    translate: 0 -2px;
    rotate: 45deg;
    content: "";
  }
  .fold[aria-expanded='true']::after {
    translate: 0 2px;
    rotate: 225deg;
  }
  :host([compact]) .play {
    width: 44px;
    height: 44px;
  }
  :host([compact]) .steps {
    display: grid;
    gap: 4px;
  }
  :host([compact]) .play svg {
    width: 22px;
    height: 22px;
  }
  :host([compact]) .round {
    width: 44px;
    height: 44px;
  }
`;
