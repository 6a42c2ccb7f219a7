/** What a key asks of the page. Pure; app.ts carries it out. */

export type Command = 'search' | 'close' | 'earlier' | 'later' | 'legend' | 'help';

/** The part of a keyboard event that matters. */
export interface Press {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

const SINGLE: Record<string, Command> = {
  '/': 'search',
  ',': 'earlier',
  '.': 'later',
  l: 'legend',
  L: 'legend',
  '?': 'help',
};

/**
 * `typing`: the focus is where keys write text. `single`: the reader has not switched single keys off, which people
 * who speak their input need to be able to do.
 */
export function command(press: Press, typing: boolean, single: boolean): Command | null {
  if (press.ctrlKey || press.metaKey || press.altKey) return null;
  if (press.key === 'Escape') return 'close';
  if (typing || !single) return null;
  return SINGLE[press.key] ?? null;
}

const SILENT_INPUTS = ['checkbox', 'radio', 'button', 'range', 'submit', 'reset'];

/** Whether keys pressed there write text. */
export function writesText(target: { tagName: string; type?: string; isContentEditable?: boolean } | null): boolean {
  if (target === null) return false;
  if (target.tagName === 'INPUT') return !SILENT_INPUTS.includes(target.type ?? 'text');
  return target.tagName === 'TEXTAREA' || target.tagName === 'SELECT' || target.isContentEditable === true;
}
