import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { firstLang, t, tn } from './i18n';
import { WORDS } from './words';

const here = import.meta.dirname;
const sources = readdirSync(here, { recursive: true, encoding: 'utf8' })
  .filter((f) => f.endsWith('.ts') && !f.endsWith('.test.ts') && f !== 'words.ts')
  .map((f) => readFileSync(join(here, f), 'utf8'))
  .join('\n');

describe('the words', () => {
  it('are all used', () => {
    const unused = Object.keys(WORDS).filter((key) => {
      const stem = key.replace(/\.(one|other)$/, '');
      const family = `\`${key.slice(0, key.lastIndexOf('.'))}.\${`;
      return ![`'${key}'`, `'${stem}'`, family].some((use) => sources.includes(use));
    });
    expect(unused).toEqual([]);
  });

  it('stand in both languages with the same parameters', () => {
    const names = (s: string) => [...s.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort();
    for (const [key, { es, en }] of Object.entries(WORDS)) {
      expect(es.trim(), key).not.toBe('');
      expect(en.trim(), key).not.toBe('');
      expect(names(es), key).toEqual(names(en));
    }
  });

  it('come in two forms when they count', () => {
    const keys = new Set(Object.keys(WORDS));
    for (const key of keys) if (key.endsWith('.one')) expect(keys).toContain(key.replace(/one$/, 'other'));
  });
});

it('puts the parameters in', () => {
  expect(t('es', 'list.active', { date: '2 abr' })).toBe('Activos el 2 abr');
  expect(tn('es', 'list.count', 1)).toBe('1 incidente');
  expect(tn('en', 'list.count', 1062)).toBe('1,062 incidents');
});

it('takes the first language it knows', () => {
  expect(firstLang(null, 'en-GB', 'es')).toBe('en');
  expect(firstLang('fr', undefined)).toBe('es');
});
