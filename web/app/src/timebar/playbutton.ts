/** Play and pause at the beginning of row 1. */
import { html, svg, type TemplateResult } from 'lit';
import { t } from '../i18n';
import type { Period } from '../period';
import type { Lang } from '../types';

export interface PlayHooks {
  toggle(): void;
  move(steps: number): void;
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

function icon(path: string): TemplateResult {
  return html`<svg width="16" height="16" viewBox="0 0 16 16" fill="currentColor" aria-hidden="true">${svg`<path d=${path}></path>`}</svg>`;
}
