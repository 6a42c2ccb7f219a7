import { expect, it } from 'vitest';
import { readHere } from './here';
import { Misshapen } from './row';

it('reads which zones were in force, and by which decree', () => {
  const zone = {
    zone: 21,
    relation: 'yes',
    words: { es: 'km 130', en: 'km 130' },
    particulars: { decree: { number: 'DS 1' } },
  };
  const maybe = {
    zone: 20,
    relation: 'possible',
    words: { es: 'a', en: 'b' },
    particulars: { decree: { number: null } },
    reasons: [{ code: 'end_in_doubt', weight: 'note', es: 'cerca', en: 'near' }],
  };
  expect(readHere({ answer: 'yes', zones: [zone, maybe] })).toEqual([
    { id: 21, relation: 'yes', number: 'DS 1', words: { es: 'km 130', en: 'km 130' }, reasons: [] },
    { id: 20, relation: 'possible', number: null, words: { es: 'a', en: 'b' }, reasons: [{ es: 'cerca', en: 'near' }] },
  ]);
  expect(readHere({ answer: 'no', zones: [] })).toEqual([]);
});

it('refuses what is not such an answer', () => {
  expect(() => readHere({ answer: 'yes' })).toThrow(Misshapen);
  expect(() => readHere({ zones: [{ relation: 'yes' }] })).toThrow(Misshapen);
});
