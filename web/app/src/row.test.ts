import { describe, expect, it } from 'vitest';
import { actorNames, inLang, readIncident, sources, toll, tollText } from './incident';
import { Misshapen, Row } from './row';
import { incident } from './testing/incidents';

const feature = (properties: object, geometry: object | null = null) => ({
  type: 'Feature',
  id: 26,
  properties,
  geometry,
});
const whole = {
  code: 'INC026',
  kind: 'blockade',
  category: 'closures',
  status: 'disputed',
  start: '2019-02-04',
  end: null,
  time_precision: 'day',
  place_precision: 'community',
  sources: [
    { id: 1, name: 'El Comercio', url: 'https://elcomercio.pe/x', date: '2019-03-30' },
    { id: 1, name: 'El Comercio', url: 'https://elcomercio.pe/x', date: '2019-03-30' },
    { id: 2, name: 'Radio', url: 'javascript:alert(1)', date: null },
  ],
};

describe('a row', () => {
  it('becomes an incident', () => {
    const i = readIncident(new Row(feature(whole, { type: 'Point', coordinates: [-71.97, -14.2] }), 'incidents'));
    expect(i).toMatchObject({ id: 26, from: 17931, to: 17931, endStated: false, at: [-71.97, -14.2], sourceCount: 2 });
  });

  it.each([
    ['id', { ...feature(whole), id: 'INC026' }],
    ['start', feature({ ...whole, start: '04/02/2019' })],
    ['start', feature({ ...whole, start: null })],
    ['category', feature({ ...whole, category: 'fights' })],
    ['km', feature({ ...whole, km: '136' })],
    ['geometry', feature(whole, { type: 'Point', coordinates: ['a', 1] })],
    ['geometry', feature(whole, { type: 'Polygon', coordinates: [] })],
    ['sources', feature({ ...whole, sources: 'El Comercio' })],
    ['properties', { id: 1, geometry: null }],
  ])('is refused by the name of what is wrong: %s', (name, bad) => {
    const read = () => readIncident(new Row(bad, 'incidents'));
    expect(read).toThrow(Misshapen);
    expect(read).toThrow(name);
  });

  it('links only to the web', () => {
    expect(sources(whole.sources).map((s) => s.url)).toEqual(['https://elcomercio.pe/x', null]);
  });
});

it('tells nobody reported from nobody said', () => {
  const of = (properties: object) =>
    toll(readIncident(new Row(feature({ ...whole, ...properties }), 'incidents')), 'deaths');
  expect(of({})).toBeNull();
  expect(of({ deaths_low: 0, deaths_best: 0, deaths_high: 0 })).toEqual({ low: 0, high: 0 });
  expect(of({ deaths_low: 3, deaths_best: 4, deaths_high: 5 })).toEqual({ low: 3, high: 5 });
  expect(tollText({ low: 3, high: 5 }, 'es')).toBe('3 a 5');
});

describe('a text in two languages', () => {
  it('is English where it names no language', () => {
    const account = { value: 'It was shut by then.', value_es: 'Para entonces estaba cerrada.' };
    expect(inLang(account, 'value', 'en')).toBe(account.value);
    expect(inLang(account, 'value', 'es')).toBe(account.value_es);
  });

  it('is given in the other language rather than not at all', () => {
    expect(inLang({ note_es: 'aproximado' }, 'note', 'en')).toBe('aproximado');
    expect(inLang({ note: 'approximate' }, 'note', 'es')).toBe('approximate');
    expect(inLang({ note_es: '', note: '' }, 'note', 'es')).toBeNull();
  });
});

describe('who took part', () => {
  const both = incident({
    properties: { actors: ['Mara communities', 'MTC'], actors_es: ['comunidades de Mara', 'MTC'] },
  });

  it('is named in the language', () => {
    expect(actorNames(both, 'es')).toEqual(['comunidades de Mara', 'MTC']);
    expect(actorNames(both, 'en')).toEqual(['Mara communities', 'MTC']);
  });

  it('is named as recorded where nothing else is said', () => {
    expect(actorNames(incident({ properties: { actors: ['Mara communities'] } }), 'es')).toEqual(['Mara communities']);
    expect(actorNames(incident({ properties: {} }), 'es')).toEqual([]);
  });
});
