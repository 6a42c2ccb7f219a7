import { expect, it } from 'vitest';
import { readKmPost } from './km';
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
const found = (query: string) => leads(query, places, zones, [], 'es').map((lead) => lead.name);

it('leads to places by any spelling and in the language', () => {
  expect(found('sallhua')).toEqual(['Puente Sayhua']);
  expect(found('capacm')).toEqual(['Ccapacmarca']);
  expect(found(', sallhua,, puente zzz, capacm, x')).toEqual(['Puente Sayhua', 'Ccapacmarca']);
  expect(found('bambas')).toEqual(['Mina Las Bambas']);
});

it('leads once to a decree of several zones', () => {
  expect(leads('056-2019', places, zones, [], 'es')).toEqual([
    { name: 'DS 056-2019-PCM', selection: { type: 'zone', id: 20 } },
  ]);
});

it('leads nowhere from one or two letters', () => {
  expect(found('ds')).toEqual([]);
  expect(found('')).toEqual([]);
});

it('leads to a kilometre on each scale', () => {
  const post = readKmPost(
    new Row(
      { id: 1000130, geometry: null, properties: { scale: 's', km: 130, scale_name_es: 'PE-3SY según los decretos' } },
      'km-posts',
    ),
  );
  expect(leads('km 130', places, zones, [post], 'es')).toEqual([
    { name: 'km 130 · PE-3SY según los decretos', selection: { type: 'km-post', id: 1000130 } },
  ]);
});
