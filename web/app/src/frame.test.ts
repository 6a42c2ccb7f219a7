import { describe, expect, it } from 'vitest';
import { CORRIDOR, hasPlace, isFree, MAX_ZOOM, middle, minZoom, shiftOf, WINDOW } from './frame';
import { project } from './mercator';
import { incident } from './testing/incidents';

it('never lets the viewport reach beyond the window', () => {
  for (const [width, height] of [
    [1096, 692],
    [390, 792],
    [2560, 1200],
  ] as const) {
    const zoom = minZoom(width, height);
    const [west, north] = project([WINDOW.west, WINDOW.north], zoom);
    const [east, south] = project([WINDOW.east, WINDOW.south], zoom);
    expect(east - west).toBeGreaterThanOrEqual(width);
    expect(south - north).toBeGreaterThanOrEqual(height);
    expect(zoom).toBeLessThan(MAX_ZOOM);
  }
});

it('holds the corridor from the mine to the port', () => {
  for (const [lon, lat] of [
    [-72.336, -14.089],
    [-71.218, -15.984],
    [-72.107, -16.997],
  ] as const) {
    expect(lon > CORRIDOR.west && lon < CORRIDOR.east && lat > CORRIDOR.south && lat < CORRIDOR.north).toBe(true);
  }
});

describe('what panels leave free', () => {
  const none = { top: 0, right: 0, bottom: 0, left: 0 };
  const detail = { ...none, right: 376 };

  it('moves by half of what a panel covers', () => {
    expect(shiftOf(none, detail)).toEqual([-188, 0]);
    expect(shiftOf(detail, none)).toEqual([188, 0]);
  });

  it('does not hold what lies under a panel or at the very edge', () => {
    expect(isFree([900, 300], 1096, 692, none)).toBe(true);
    expect(isFree([900, 300], 1096, 692, detail)).toBe(false);
    expect(isFree([20, 300], 1096, 692, none)).toBe(false);
  });
});

it('finds the middle of places', () => {
  expect(
    middle([
      [-72, -14],
      [-70, -15],
      [-71.9, -14.1],
    ]),
  ).toEqual([-71, -14.5]);
});

it('has no place for what is unknown, without a point, or outside the window', () => {
  expect(hasPlace(incident())).toBe(true);
  expect(hasPlace(incident({ at: null }))).toBe(false);
  expect(hasPlace(incident({ placePrecision: 'unknown' }))).toBe(false);
  expect(hasPlace(incident({ at: [-77.03, -12.05] }))).toBe(false);
});
