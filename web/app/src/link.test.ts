import { describe, expect, it } from 'vitest';
import { dayOf } from './calendar';
import { linkedState, readLink, writeLink } from './link';
import { change, FIRST_STATE } from './state';
import { CATEGORIES, type State } from './types';

describe('the link', () => {
  it('says what the page shows', () => {
    const state = change(FIRST_STATE, {
      view: { zoom: 8.2, lat: -14.3, lon: -72 },
      hiddenCategories: ['other'],
      selection: { type: 'incident', id: 28 },
    });
    expect(writeLink(state)).toBe(
      '#mapa=8.2/-14.3/-72&fecha=2019-04-02&period=2019-01-01/2019-12-31&category=closures,violence,state_action,dialogue&incidente=28&idioma=es',
    );
  });

  it('drops an empty filter', () => {
    expect(writeLink({ ...FIRST_STATE, text: '  ' })).toBe('#fecha=2019-04-02&period=2019-01-01/2019-12-31&idioma=es');
  });

  it('gives back what it was made from', () => {
    const state: State = {
      ...FIRST_STATE,
      lang: 'en',
      date: dayOf(2018, 9, 1),
      from: dayOf(2018, 1, 1),
      to: dayOf(2018, 12, 31),
      step: 'month',
      hiddenCategories: ['violence', 'other'],
      hiddenPrecisions: ['province', 'unknown'],
      kinds: ['blockade', 'strike'],
      hiddenStatuses: ['disputed'],
      text: 'Ñahui & co, km 130+250 #1 %',
      sort: 'longest',
      hiddenLayers: ['rail'],
      selection: { type: 'km-post', id: 1130 },
      view: { zoom: 8.25, lat: -14.3125, lon: -72.0001 },
    };
    expect({ ...FIRST_STATE, ...readLink(writeLink(state)) }).toEqual(state);
  });

  it.each([
    '#',
    '',
    '#x=1',
    '#fecha=ayer',
    '#periodo=2019-12-31..2019-01-01',
    '#mapa=8/95/0',
    '#mapa=',
    '#sin=todo',
    '#incidente=abc',
    '#idioma=fr',
    '#tipo=<script>',
    '#kind=<script>',
    '#category=all',
    '#period=2019-01-01',
    '#period=2019-12-31/2019-01-01',
    '#%E0%A4%A',
    '#mapa=NaN/1/2',
    '#periodo=2019-01-01',
    '#periodo=0001-01-01..9999-12-31',
    '#fecha=9999-12-31',
  ])('reads nothing from %s', (hash) => expect(readLink(hash)).toEqual({}));

  it('reads what was written before the filters had the names of the queryables', () => {
    const old =
      '#fecha=2018-09-01&periodo=2018-01-01..2018-12-31&sin=violence,other&sinprecision=province&tipo=blockade,strike' +
      '&sinestado=disputed&texto=mara&sincapa=rail&idioma=en';
    expect(readLink(old)).toEqual({
      lang: 'en',
      date: dayOf(2018, 9, 1),
      from: dayOf(2018, 1, 1),
      to: dayOf(2018, 12, 31),
      hiddenCategories: ['violence', 'other'],
      hiddenPrecisions: ['province'],
      kinds: ['blockade', 'strike'],
      hiddenStatuses: ['disputed'],
      text: 'mara',
      hiddenLayers: ['rail'],
    });
  });

  it('can ask for no category at all', () => {
    const nothing = { ...FIRST_STATE, hiddenCategories: [...CATEGORIES] };
    expect(writeLink(nothing)).toContain('&category=&');
    expect(readLink(writeLink(nothing)).hiddenCategories).toEqual(CATEGORIES);
  });

  it('takes every selection', () => {
    for (const [key, type] of [
      ['incidente', 'incident'],
      ['zona', 'zone'],
      ['lugar', 'place'],
      ['poste', 'km-post'],
    ]) {
      expect(readLink(`#${key}=7`).selection).toEqual({ type, id: 7 });
    }
  });
});

describe('the state a link asks for', () => {
  it('is as at first sight where the link is silent, with what is kept', () => {
    expect(linkedState('', { lang: 'en', theme: 'dark' })).toEqual({ ...FIRST_STATE, lang: 'en', theme: 'dark' });
    expect(linkedState('#idioma=es', { lang: 'en' }).lang).toBe('es');
  });

  it('has a period that holds the date', () => {
    const { date, from, to } = linkedState('#fecha=2018-09-01', {});
    expect([date, from, to]).toEqual([dayOf(2018, 9, 1), dayOf(2018, 9, 1), dayOf(2019, 12, 31)]);
    expect(linkedState('#fecha=2022-01-01&periodo=2019-01-01..2019-06-30', {}).date).toBe(dayOf(2019, 6, 30));
  });
});
