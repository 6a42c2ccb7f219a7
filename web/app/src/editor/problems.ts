/** What the server refuses, in the reader's words: by the code of the problem, since its sentences are English. */
import type { Lang } from '../types';
import type { Refused } from './doors';
import { type Key, type Params, WORDS, w } from './words';

/** A problem, or one of several faults, as the server tells it. */
export interface Told {
  parameter: string;
  detail: string;
  code: string;
  values: Params;
}

export function readTold(x: Record<string, unknown>): Told {
  const values = typeof x.values === 'object' && x.values !== null ? Object.entries(x.values) : [];
  return {
    parameter: String(x.parameter ?? ''),
    detail: String(x.detail ?? ''),
    code: String(x.code ?? ''),
    values: Object.fromEntries(values.map(([name, v]) => [name, typeof v === 'number' ? v : String(v)])),
  };
}

/** Why something was not done. */
export function refusal(lang: Lang, e: Refused): string {
  if (e.status === 0) return w(lang, 'problem.away');
  return told(lang, { ...readTold(e.problem), detail: e.message });
}

export function told(lang: Lang, one: Told): string {
  if (one.code === 'lacking') return lacking(lang, one);
  const { who } = one.values;
  const values = { ...one.values, who: who || w(lang, 'three.somebody'), detail: one.detail };
  const key = `problem.${one.code}`;
  return placed(lang, one, w(lang, key in WORDS ? (key as Key) : 'problem.other', values));
}

/** What a draft does not say yet. */
function lacking(lang: Lang, one: Told): string {
  const field = /^zones\[\d+\]\.(.+)$/.exec(one.parameter)?.[1];
  const name = field?.replace(/[.[].*$/, '') ?? one.parameter.replace(/^decree\.|\[.*$/g, '');
  const key = `lacks.${name}`;
  return placed(lang, one, key in WORDS ? w(lang, key as Key) : one.detail);
}

/** With the zone that it is about. */
function placed(lang: Lang, { parameter }: Told, what: string): string {
  const zone = /^zones\[(\d+)\]/.exec(parameter)?.[1];
  return zone === undefined ? what : w(lang, 'lacks.of', { n: Number(zone) + 1, what });
}

/** Whether the number is that of an act that is published. */
export const taken = ({ code }: Told): boolean => code === 'number_taken';
