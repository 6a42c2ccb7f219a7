import { expect, it } from 'vitest';
import { readSettings } from './settings';

const FRAME = { width: 640, height: 410 };

it('reads what the link of the page holds, out of the query', () => {
  const { state, theme, view } = readSettings(
    '?mapa=9/-14.1/-72.1&fecha=2019-03-01&category=closures&idioma=en&theme=dark&title=x',
    FRAME,
  );
  expect(state.lang).toBe('en');
  expect(state.hiddenCategories).toEqual(['violence', 'state_action', 'dialogue', 'other']);
  expect(theme).toBe('dark');
  expect(view).toEqual({ zoom: 9, lat: -14.1, lon: -72.1 });
});

it('shows in a small frame all that the picture showed', () => {
  const { view } = readSettings('?mapa=9/-14.1/-72.1', { width: 320, height: 410 });
  expect(view?.zoom).toBe(8);
  expect(readSettings('?mapa=9/-14.1/-72.1&width=960&height=820', FRAME).view?.zoom).toBe(8);
});

it('finds the view that holds a box', () => {
  const { view } = readSettings('?bbox=-73,-15,-71,-14', FRAME);
  expect(view?.lon).toBeCloseTo(-72, 5);
  expect(view?.lat).toBeCloseTo(-14.5, 1);
  expect(view?.zoom).toBeCloseTo(7.81, 1);
  expect(readSettings('?bbox=1,2', FRAME).view).toEqual(readSettings('', FRAME).view);
});

it('begins where the wide picture is, of which all stays in sight', () => {
  const seen = 'mapa=6.5/-15.4/-71.9&width=640&height=410';
  expect(readSettings('', FRAME, 'es', seen).view).toEqual({ lon: -71.9, lat: -15.4, zoom: 6.5 });
  expect(readSettings('', { width: 1280, height: 205 }, 'es', seen).view?.zoom).toBeCloseTo(5.5, 6);
  expect(readSettings('', { width: 360, height: 330 }, 'es', seen).view).toBeNull();
  expect(readSettings('?mapa=9/-14/-72', FRAME, 'es', seen).view).toEqual({ lon: -72, lat: -14, zoom: 9 });
});

it('leaves the theme to the reader', () => {
  expect(readSettings('', FRAME, 'en').state.lang).toBe('en');
  expect(readSettings('?idioma=es', FRAME, 'en').state.lang).toBe('es');
  expect(readSettings('', FRAME)).toMatchObject({ theme: null, state: { lang: 'es' } });
});
