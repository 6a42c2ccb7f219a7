import { describe, expect, it } from 'vitest';
import { fold, saidTerms, terms, words } from './fold';

describe('fold', () => {
  it.each([
    ['Ccapacmarca', 'capacmarca'],
    ['CAPACMARCA', 'capacmarca'],
    ['Challhuahuacho', 'chalhuahuacho'],
    ['Quiñota', 'quinota'],
    ['Apuri\u0301mac', 'apurimac'],
    ['DS 056-2019-PCM', 'ds 056 2019 pcm'],
    ['  Yavi—Yavi (norte) ', 'yavi yavi norte'],
    ['km 1100', 'km 1100'],
    ['¿?', ''],
  ])('%s becomes %s', (raw, folded) => expect(fold(raw)).toBe(folded));

  it('changes nothing the second time', () => {
    for (const s of ['Ccollpa Ññandú', 'aáa', 'l-l', 'Peru21 – 29.9.2015']) expect(fold(fold(s))).toBe(fold(s));
  });

  it('parts terms at commas and says them', () => {
    expect(terms(',Las Bambas,, Velille ,')).toEqual([['las', 'bambas'], ['velile']]);
    expect([saidTerms('Velille, Ocoña,', 'es'), saidTerms('Mara,Velille', 'en'), saidTerms(', ,', 'es')]).toEqual([
      'Velille u Ocoña',
      'Mara or Velille',
      '',
    ]);
  });

  it('gives the words of a query', () => expect(words(' Mara,  Haquira ')).toEqual(['mara', 'haquira']));
});
