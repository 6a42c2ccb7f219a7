/** How the time picture looks; its colours are the page's. */
import { css } from 'lit';

export const plotStyles = css`
  svg.time {
    display: block;
    width: 100%;
    touch-action: pan-y;
    user-select: none;
    -webkit-user-select: none;
    cursor: default;
  }
  svg.time[data-aim='from'],
  svg.time[data-aim='to'],
  svg.time[data-aim='date'] {
    cursor: ew-resize;
  }
  svg.time[data-aim='period'] {
    cursor: grab;
  }
  svg.time[data-dragging] {
    cursor: grabbing;
  }
  svg text {
    font-size: 12px;
    fill: var(--ink-2);
  }
  .ground {
    fill: var(--sunk);
  }
  .line {
    stroke: var(--hairline);
  }
  .base {
    stroke: var(--edge);
  }
  .ghost {
    fill: var(--ghost);
  }
  .closures {
    fill: var(--closures);
  }
  .violence {
    fill: var(--violence);
  }
  .state_action {
    fill: var(--state-action);
  }
  .dialogue {
    fill: var(--dialogue);
  }
  .other {
    fill: var(--other);
  }
  .tick {
    stroke: var(--edge);
  }
  .mark.in {
    fill: var(--ink);
    font-weight: 700;
  }
  .hatch {
    stroke: var(--zone);
    stroke-width: 2.4;
  }
  .solid {
    fill: var(--zone);
  }
  .inferred {
    opacity: 0.45;
  }
  .pointed {
    fill: var(--ink);
    opacity: 0.12;
  }
  .end line {
    stroke: var(--ink);
    stroke-width: 1.5;
  }
  .end .grip {
    fill: var(--panel);
    stroke: var(--ink);
    stroke-width: 1.5;
  }
  .needle line {
    stroke: var(--zone);
    stroke-width: 2;
  }
  .needle .grip {
    fill: var(--zone);
  }
  .hit {
    fill: transparent;
  }
  [role='slider'] {
    outline: 0;
  }
  .ring {
    fill: none;
    stroke: none;
  }
  [role='slider']:focus-visible .ring {
    stroke: var(--focus);
    stroke-width: 2;
  }
`;
