import { expect, it } from 'vitest';
import { leads } from './leads';
import { readPlace } from './place';
import { Row } from './row';
import type { Zone } from './types';

const place = (id: number, name: string, more: object = {}) =>
  readPlace(new Row({ id, geometry: null, properties: { name, aliases: [], ...more } }, 'places'));
const places = [
  place(1, 'Las Bambas mine', { label_es: 'Mina Las Bambas', label_en: 'Las Bambas mine' }),
  place(2, 'Puente Sayhua', { aliases: ['Sallhua'] }),
  place(3, 'Ccapacmarca'),
];
const zone = (id: number, decreeNumber: string | null) => ({ id, decreeNumber }) as Zone;
const zones = [zone(20, 'DS 056-2019-PCM'), zone(21, 'DS 056-2019-PCM'), zone(4, null)];
const found = (query: string) => leads(query, places, zones, 'es').map((lead) => lead.name);

it('leads to places by any spelling and in the language', () => {
  expect(found('sallhua')).toEqual(['Puente Sayhua']);
  expect(found('capacm')).toEqual(['Ccapacmarca']);
  expect(found('bambas')).toEqual(['Mina Las Bambas']);
});

it('leads once to a decree of several zones', () => {
  expect(leads('056-2019', places, zones, 'es')).toEqual([
    { name: 'DS 056-2019-PCM', selection: { type: 'zone', id: 20 } },
  ]);
});

it('leads nowhere from one or two letters', () => {
  expect(found('ds')).toEqual([]);
  expect(found('')).toEqual([]);
});
