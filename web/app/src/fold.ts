import type { Lang } from './types';

/**
 * Spellings brought together for searching, letter for letter as the server does it: lower case, accents and the
 * tilde of ñ removed, punctuation to single spaces, doubled letters made one. "Ccapacmarca" becomes "capacmarca".
 */
const PLAIN: Record<string, string> = {};
for (const [plain, accented] of [
  ['a', 'áàâäãå'],
  ['e', 'éèêë'],
  ['i', 'íìîï'],
  ['o', 'óòôöõ'],
  ['u', 'úùûü'],
  ['n', 'ñ'],
  ['c', 'ç'],
  ['y', 'ýÿ'],
] as const) {
  for (const letter of accented) PLAIN[letter] = plain;
}

export function fold(text: string): string {
  return plain(text).replace(/([a-z])\1+/g, '$1');
}

/** The same with doubled letters left as they are. */
export function plain(text: string): string {
  let out = '';
  for (const letter of text.toLowerCase()) {
    if (letter >= '\u0300' && letter <= '\u036f') continue;
    const c = /[a-z0-9]/.test(letter) ? letter : (PLAIN[letter] ?? ' ');
    if (c === ' ' && (out === '' || out.endsWith(' '))) continue;
    out += c;
  }
  return out.trimEnd();
}

/** The folded words of a query, each to be found somewhere. */
export function words(query: string): string[] {
  return fold(query)
    .split(' ')
    .filter((w) => w !== '');
}

/** The terms of a search, with commas between them as the server reads `q`: all words of one of them are enough. */
export function terms(query: string): string[][] {
  return query
    .split(',')
    .map(words)
    .filter((term) => term.length > 0);
}

/** A search as it is said: "Velille o Challhuahuacho" of "Velille, Challhuahuacho". */
export function saidTerms(query: string, lang: Lang): string {
  const said = query.split(',').filter((term) => fold(term) !== '');
  const last = said.pop()?.trim() ?? '';
  if (said.length === 0) return last;
  const or = lang === 'en' ? 'or' : /^h?o/.test(fold(last)) ? 'u' : 'o';
  return `${said.map((term) => term.trim()).join(', ')} ${or} ${last}`;
}

/** Each word begins a word of the folded text. */
export function says(folded: string, wanted: readonly string[]): boolean {
  return wanted.every((w) => folded.startsWith(w) || folded.includes(` ${w}`));
}
