/** What an embed's map shows: the settings in the address of its page, seen in a frame of some size. */

import { linkedState } from '../link';
import { project, unproject } from '../mercator';
import { FIRST_STATE } from '../state';
import type { Lang, State, Theme, View } from '../types';

export interface Settings {
  state: State;
  /** null follows the reader's system. */
  theme: Theme | null;
  /** null for the whole corridor in a narrow frame, where the map finds room for its own scale and buttons. */
  view: View | null;
}

interface Size {
  width: number;
  height: number;
}

/** The picture that a view is meant for, where its address does not say. */
const DRAWN: Size = { width: 640, height: 410 };
/** Frames that are not as wide have a picture of their own (web/embed.go). */
const NARROW_UP_TO = 480;

/**
 * `search` is the query of the embed's page, `frame` the size in CSS pixels in which the map is shown, `spoken` the page's
 * language. `seen` is what the wide picture shows, as settings: where nothing else is asked for the map begins there, so
 * that nothing jumps as it takes the picture's place.
 */
export function readSettings(search: string, frame: Size, spoken: Lang = 'es', seen = ''): Settings {
  const query = new URLSearchParams(search);
  const wish = query.get('idioma');
  const lang: Lang = wish === 'en' || wish === 'es' ? wish : spoken;
  const state = linkedState(search.replace(/^\?/, ''), { ...FIRST_STATE, lang });
  const theme = query.get('theme');
  return {
    state,
    theme: theme === 'light' || theme === 'dark' ? theme : null,
    view: fitted(state.view, drawn(query), frame) ?? boxed(query.get('bbox'), frame) ?? asSeen(seen, frame),
  };
}

function drawn(query: URLSearchParams): Size {
  const side = (name: 'width' | 'height') => Number(query.get(name)) || DRAWN[name];
  return { width: side('width'), height: side('height') };
}

/** In a frame that is smaller than the picture the view was made for, all of that is to be seen. */
function fitted(view: View | null, made: Size, frame: Size): View | null {
  if (!view) return null;
  const by = Math.min(frame.width / made.width, frame.height / made.height);
  return { ...view, zoom: Math.max(0, view.zoom + Math.log2(by)) };
}

function asSeen(seen: string, frame: Size): View | null {
  if (frame.width < NARROW_UP_TO) return null;
  return fitted(linkedState(seen, FIRST_STATE).view, drawn(new URLSearchParams(seen)), frame);
}

/** The view that holds a box of degrees: west, south, east and north. */
function boxed(text: string | null, frame: Size): View | null {
  const [west, south, east, north] = (text ?? '').split(',').map(Number);
  if (west === undefined || south === undefined || east === undefined || north === undefined) return null;
  const [left, top] = project([west, north], 0);
  const [right, bottom] = project([east, south], 0);
  const zoom = Math.log2(Math.min(frame.width / (right - left), frame.height / (bottom - top)));
  if (!Number.isFinite(zoom)) return null;
  const [lon, lat] = unproject([(left + right) / 2, (top + bottom) / 2], 0);
  return { lon, lat, zoom: Math.min(15, Math.max(0, zoom)) };
}
