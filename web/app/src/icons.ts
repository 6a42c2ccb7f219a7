/** The page's few signs, as strokes in the colour of the text. Their words stand beside them or in aria-label. */
import { html, type TemplateResult } from 'lit';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';

const STROKES = {
  search: 'M12.5 12.5 17 17M8.5 14a5.5 5.5 0 1 1 0-11 5.5 5.5 0 0 1 0 11Z',
  close: 'M4.5 4.5l11 11M15.5 4.5l-11 11',
  back: 'M12 4.5 6.5 10l5.5 5.5',
  on: 'M8 4.5 13.5 10 8 15.5',
  down: 'M5.5 8 10 12.5 14.5 8',
  menu: 'M3 5.5h14M3 10h14M3 14.5h14',
  plus: 'M10 4.5v11M4.5 10h11',
  minus: 'M4.5 10h11',
  layers: 'M10 3 17 7l-7 4-7-4ZM3.5 10.2 10 14l6.5-3.8M3.5 13.2 10 17l6.5-3.8',
} as const;

export type Sign = keyof typeof STROKES;

export function sign(name: Sign, size = 20): TemplateResult {
  return html`<svg width=${size} height=${size} viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.7" stroke-linejoin="round" aria-hidden="true" focusable="false"><path d=${STROKES[name]} /></svg>`;
}

/** Markup of our own making (symbols.ts), never text from outside. */
export function drawn(markup: string): unknown {
  return unsafeHTML(markup);
}
