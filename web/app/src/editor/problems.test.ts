import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Refused } from './doors';
import { refusal, taken, told } from './problems';
import { WORDS } from './words';

/** The codes as the definition of the API has them; a test of the server holds that to what it sends. */
const api = readFileSync(join(import.meta.dirname, '../../../openapi.yaml'), 'utf8');
const codes = /\n {4}ProblemCode:[\s\S]*?enum: \[([^\]]*)\]/.exec(api)?.[1]?.match(/\w+/g) ?? [];

it('has words for every code of a problem, and for no others', () => {
  expect(codes.length).toBeGreaterThan(35);
  const said = Object.keys(WORDS).filter((key) => key.startsWith('problem.'));
  const own = ['problem.away', 'problem.other'];
  // What lacks is said by the field that lacks it.
  const needed = codes.filter((code) => code !== 'lacking').map((code) => `problem.${code}`);
  expect(said.filter((key) => !own.includes(key)).sort()).toEqual(needed.sort());
});

it('says a refusal in the language of the page, with its values and its zone', () => {
  const stale = { code: 'draft_changed', values: { who: '', version: 4, seen: 3 } };
  expect(refusal('es', new Refused(412, 'Somebody saved version 4.', stale))).toBe(
    'Otra persona guardó la versión 4 mientras tanto; lo enviado partía de la versión 3.',
  );
  expect(refusal('en', new Refused(403, 'You drafted this.', { code: 'own_draft' }))).toMatch(/another person/);
  const base = { code: 'zone_changed', parameter: 'zones[1].base', values: { zone: 20, version: 3, base: 2 } };
  expect(refusal('es', new Refused(409, 'The zone 20…', base))).toMatch(/^Zona 2: La zona 20 ya tiene la versión 3/);
  expect(refusal('es', new Refused(0, 'TypeError'))).toBe('El servidor no responde.');
  expect(refusal('es', new Refused(418, 'Tea.', { code: 'teapot' }))).toBe('El servidor no lo acepta: Tea.');
});

it('says what lacks by its field', () => {
  const lack = (parameter: string) => ({ parameter, detail: 'English.', code: 'lacking', values: {} });
  expect(told('es', lack('zones[0].start'))).toBe('Zona 1: el primer día.');
  expect(told('es', lack('decree.number'))).toBe('El número de la norma.');
  expect(told('en', lack('zones[2].definition.parts[0].from'))).toMatch(/^Zone 3: where it runs/);
  expect(told('es', lack('zones[0].unheard'))).toBe('Zona 1: English.');
  const elsewhere = { ...lack('zones[0].zone'), code: 'zone_elsewhere', values: { zone: 20 } };
  expect(told('es', elsewhere)).toMatch(/^Zona 1: .*20/);
  expect(told('es', lack('zones[0].zone'))).toBe('Zona 1: English.');
  const number = { ...lack('decree.number'), code: 'number_taken', values: { number: 'DS 1' } };
  expect([taken(number), taken(lack('decree.number'))]).toEqual([true, false]);
  expect(told('es', number)).toMatch(/^Ya hay una norma DS 1/);
});
