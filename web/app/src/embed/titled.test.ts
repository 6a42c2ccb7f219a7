import { expect, it } from 'vitest';
import type { Kind } from '../incident';
import type { Zone } from '../types';
import { readSettings } from './settings';
import { inLegend, titled } from './titled';

const kinds = new Map<string, Kind>([
  ['blockade', { code: 'blockade', category: 'closures', names: { es: 'Bloqueo', en: 'Blockade' } }],
]);
const zones = [{ decreeNumber: 'DS 038-2019-PCM' }] as Zone[];
const YEAR = 'fecha=2019-03-01&period=2019-01-01/2019-12-31';
const stateOf = (search: string) => readSettings(search, { width: 640, height: 410 }).state;
const told = (search: string) => {
  const { title, subtitle, own } = titled(search, stateOf(search), zones, kinds);
  return [title, subtitle, own].map((one) => String(one).replace(/[\u00a0\u202f]/g, ' '));
};

it('says what is left out, in both languages', () => {
  const zone = 'Zona en vigor, 1 mar 2019: DS 038-2019-PCM';
  expect(told(`?${YEAR}`)).toEqual(['Incidentes, 1 ene – 31 dic 2019', zone, 'false']);
  expect(told(`?${YEAR}&category=closures,dialogue`)[1]).toBe(`Solo cierres, diálogo. ${zone}`);
  expect(told(`?${YEAR}&kind=blockade,x&status=verified&idioma=en`)[1]).toBe(
    'Only blockade, x, verified. Zone in force, 1 Mar 2019: DS 038-2019-PCM',
  );
  expect(told(`?${YEAR}&sincapa=incidents`)).toEqual(['Zonas de emergencia, 1 mar 2019', zone, 'false']);
});

it('takes the title of who publishes it', () => {
  expect(told(`?${YEAR}&title=Los++cierres&category=closures&sincapa=zones`)).toEqual([
    'Los cierres',
    '1 ene – 31 dic 2019. Solo cierres',
    'true',
  ]);
  expect(told(`?${YEAR}&title=x&subtitle=y`).slice(0, 2)).toEqual(['x', 'y']);
});

it('names in the legend the groups that are asked for', () => {
  const keys = ['closures', 'violence', 'ring', 'hollow', 'zone', 'haul', 'rail'];
  const named = (search: string) => keys.filter((key) => inLegend(key, stateOf(search), kinds));
  expect(named('')).toEqual(keys);
  expect(named('?category=violence')).toEqual(['violence', 'hollow', 'zone', 'haul', 'rail']);
  expect(named('?kind=blockade')).toEqual(['closures', 'hollow', 'zone', 'haul', 'rail']);
  expect(named('?sincapa=incidents,zones')).toEqual(['haul', 'rail']);
  expect(named('?sincapa=incidents,zones,rail')).toEqual(['haul']);
});
