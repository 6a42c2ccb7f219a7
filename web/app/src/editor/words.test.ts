import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { WORDS, w, wn } from './words';

const here = import.meta.dirname;
const sources = readdirSync(here, { recursive: true, encoding: 'utf8' })
  .filter((f) => f.endsWith('.ts') && !f.endsWith('.test.ts') && !f.endsWith('words.ts'))
  .map((f) => readFileSync(join(here, f), 'utf8'))
  .join('\n');

it('uses every word', () => {
  const unused = Object.keys(WORDS).filter((key) => {
    const stem = key.replace(/\.(one|other)$/, '');
    const family = `\`${key.slice(0, key.lastIndexOf('.'))}.\${`;
    return ![`'${key}'`, `'${stem}'`, family].some((use) => sources.includes(use));
  });
  expect(unused).toEqual([]);
});

it('says the same in both languages', () => {
  const names = (s: string) => [...s.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort();
  for (const [key, { es, en }] of Object.entries(WORDS)) {
    expect(es.trim(), key).not.toBe('');
    expect(names(es), key).toEqual(names(en));
  }
  expect(w('es', 'zones.n', { n: 2 })).toBe('Zona 2');
  expect(wn('en', 'bar.zones', 1)).toBe('1 zone');
});
