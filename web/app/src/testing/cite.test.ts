/** The server's citations, as a program reads them that nobody here wrote. */
import { readFileSync } from 'node:fs';
import { plugins } from '@citation-js/core';
import '@citation-js/plugin-bibtex';
import '@citation-js/plugin-ris';
import { expect, it } from 'vitest';

const text = (kind: string) => readFileSync(new URL(`../../../../geo/testdata/cite.${kind}`, import.meta.url), 'utf8');
const read = (kind: string) => plugins.input.chain(text(kind), { generateGraph: false });

const NOTE = 'Selección: q = \\end{x} 50% & #1_a ~^ {$ ER - TY - BOOK (filtro, SHA-256: 0a1b2c3d4e5f)';
const TITLE = 'Corredor: incidentes del corredor minero';

it('are read as one work each, with every text as it was', () => {
  const [bib] = read('bib');
  expect(bib).toMatchObject({
    title: TITLE,
    version: '2026-11-30',
    note: NOTE,
    URL: 'https://x.example/a?q=%7Bb%7D%5Cc',
  });
  // One word in braces is a name of one part.
  expect(Object.values(bib.author[0])).toContain('Corredor');
  const [ris] = read('ris');
  expect(ris).toMatchObject({ type: 'dataset', title: TITLE, note: NOTE, URL: 'https://x.example/a?q={b}\\c' });
  const csl = read('json');
  expect(csl).toHaveLength(1);
  expect(csl[0]).toMatchObject({ type: 'dataset', title: TITLE, version: '2026-11-30', note: NOTE });
  for (const one of [bib, ris, csl[0]]) expect(one.issued['date-parts'][0]).toEqual([2026, 11, 30]);
});
