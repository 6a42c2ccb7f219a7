/** The address of the embed of what the page shows, and the code that puts it into somebody's article. Pure. */
import { writeLink } from './link';
import type { State, Theme } from './types';

/** The parts of an embed that can be left out, by the server's names. */
export const EMBED_CONTROLS = ['explore', 'legend', 'facts'] as const;
export type EmbedControl = (typeof EMBED_CONTROLS)[number];

export interface EmbedChoice {
  /** Empty for the one that the server makes of what is shown. */
  title: string;
  /** Of the map, in CSS pixels. */
  height: number;
  /** null is the reader's own. */
  theme: Theme | null;
  controls: readonly EmbedControl[];
  /** A release of the data; null is the present. */
  version: string | null;
}

export const FIRST_CHOICE: EmbedChoice = {
  title: '',
  height: 410,
  theme: null,
  controls: EMBED_CONTROLS,
  version: null,
};
export const EMBED_WIDTH = 640;
export const HEIGHTS = { least: 200, most: 900 };
/** About how much higher than its map an embed is, before it has been measured. */
const AROUND = 270;

interface Size {
  width: number;
  height: number;
}

/** `seen` is the size in which the page shows the view: the embed's map is to hold all of it. */
export function embedAddress(origin: string, state: State, choice: EmbedChoice, seen: Size): string {
  const by = Math.log2(Math.min(EMBED_WIDTH / seen.width, choice.height / seen.height));
  const view = state.view && { ...state.view, zoom: Math.max(0, state.view.zoom + by) };
  const link = writeLink({ ...state, view, sort: 'newest', step: 'day' }).slice(1);
  const own: [string, string][] = [];
  const title = choice.title.trim();
  if (title !== '') own.push(['title', title]);
  if (choice.height !== FIRST_CHOICE.height) own.push(['height', String(choice.height)]);
  if (choice.theme) own.push(['theme', choice.theme]);
  if (choice.controls.length < EMBED_CONTROLS.length) own.push(['controls', choice.controls.join(',')]);
  if (choice.version) own.push(['version', choice.version]);
  return `${origin}/embed?${[link, ...own.map(([key, value]) => `${key}=${encodeURIComponent(value)}`)].join('&')}`;
}

/**
 * An iframe that needs no script; `height` is that of the whole embed, where it has been measured. It is no wider than
 * it was measured for: in a wider one the map would be higher, and push the credit out of the frame.
 */
export function frameCode(address: string, title: string, choice: EmbedChoice, height: number | null): string {
  const high = Math.ceil(height ?? choice.height + AROUND);
  return (
    `<iframe src="${escaped(address)}" title="${escaped(title)}" width="${EMBED_WIDTH}" height="${high}" ` +
    `loading="lazy" style="border:0;width:100%;max-width:${EMBED_WIDTH}px"></iframe>`
  );
}

/** The same as wide as its column, with the script that fits the height. */
export function scriptCode(origin: string, frame: string): string {
  return `${frame.replace(`;max-width:${EMBED_WIDTH}px`, '')}\n<script async src="${escaped(origin)}/embed.js"></script>`;
}

/** What content systems ask about an embed. */
export function oembedAddress(origin: string, address: string): string {
  return `${origin}/oembed?url=${encodeURIComponent(address)}`;
}

/** The page's address as a crawler reads it too: what is shown stands in the query. */
export function shareAddress(page: string, state: State): string {
  return `${page}?${writeLink(state).slice(1)}`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
