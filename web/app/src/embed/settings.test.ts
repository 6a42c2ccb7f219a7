import { expect, it } from 'vitest';
import { CORRIDOR, minZoom } from '../frame';
import { project } from '../mercator';
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

it('shows the whole corridor, from the mine to the port, where the picture has it', () => {
  expect(readSettings('', { width: 360, height: 330 }).view).toBeNull();
  for (const frame of [FRAME, { width: 600, height: 384 }, { width: 480, height: 308 }, { width: 1000, height: 641 }]) {
    const { lon, lat, zoom } = readSettings('', frame).view ?? { lon: 0, lat: 0, zoom: 0 };
    const seen = (place: [number, number]) => {
      const [[x, y], [midX, midY]] = [project(place, zoom), project([lon, lat], zoom)];
      return [x - midX + frame.width / 2, y - midY + frame.height / 2];
    };
    for (const place of [
      [CORRIDOR.west, CORRIDOR.north],
      [CORRIDOR.east, CORRIDOR.south],
    ] as [number, number][]) {
      const [x = 0, y = 0] = seen(place);
      expect(Math.min(x, frame.width - x), `${place} in ${frame.width}`).toBeGreaterThan(10);
      expect(Math.min(y, frame.height - y), `${place} in ${frame.height}`).toBeGreaterThan(10);
    }
    expect(zoom).toBeGreaterThanOrEqual(minZoom(frame.width, frame.height) - 0.01);
  }
});

it('leaves the theme to the reader', () => {
  expect(readSettings('', FRAME, 'en').state.lang).toBe('en');
  expect(readSettings('?idioma=es', FRAME, 'en').state.lang).toBe('es');
  expect(readSettings('', FRAME)).toMatchObject({ theme: null, state: { lang: 'es' } });
});
