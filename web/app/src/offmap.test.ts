import { expect, it } from 'vitest';
import { offMapWords } from './offmap';
import { incident } from './testing/incidents';

const lima = incident({ department: 'Lima', at: [-77, -12] });
const puno = incident({ department: 'Puno', at: [-70, -15.8] });
const tacna = incident({ department: 'Tacna', at: [-70, -18] });
const nowhere = incident({ department: null, place: null, at: null });

it('says where incidents off the map are', () => {
  expect(offMapWords([lima, lima, nowhere], 'es')).toBe('3 fuera del mapa: Lima o sin lugar ›');
  expect(offMapWords([lima, puno], 'en')).toBe('2 off the map: Lima or Puno ›');
  expect(offMapWords([lima, puno, tacna, nowhere], 'es')).toBe('4 fuera del mapa: otras regiones o sin lugar ›');
  expect(offMapWords([nowhere], 'en')).toBe('1 off the map: no place ›');
});
