/** The page's words in the reader's language. The words themselves stand in words.ts. */
import type { Lang } from './types';
import { type Key, WORDS } from './words';

export type { Key } from './words';
export type Params = Record<string, string | number>;

/** The words for a key, with `{name}` replaced from the parameters. */
export function t(lang: Lang, key: Key, params: Params = {}): string {
  return WORDS[key][lang].replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
}

/** Keys that have a form for one and a form for any other number. */
export type Counted = { [K in Key]: K extends `${infer Stem}.one` ? Stem : never }[Key];

/** As `t`, in the form that goes with `n`, which stands for `{n}`. */
export function tn(lang: Lang, stem: Counted, n: number, params: Params = {}): string {
  return t(lang, `${stem}.${n === 1 ? 'one' : 'other'}` as Key, { n: n.toLocaleString('en-US'), ...params });
}

/** The language to begin with where no link says it: what was chosen before, what the server or the browser prefers. */
export function firstLang(...wishes: (string | null | undefined)[]): Lang {
  for (const wish of wishes) {
    const short = wish?.slice(0, 2).toLowerCase();
    if (short === 'es' || short === 'en') return short;
  }
  return 'es';
}
