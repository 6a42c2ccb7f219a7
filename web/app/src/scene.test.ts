import { expect, it } from 'vitest';
import { AREAS, HOVERED, SELECTED, TALLIES } from './labels';
import { offMap } from './offmap';
import { type MapModel, Scene } from './scene';
import { incident } from './testing/incidents';
import type { Zone } from './types';
import { STRIPS } from './zonelayers';

const strip: Zone = {
  id: 21,
  decree: 7,
  decreeNumber: 'DS 056-2019-PCM',
  from: 10,
  to: 20,
  extent: 'derived',
  termInferred: false,
  form: 'km_range',
  label: [-71.96, -14.19],
  axis: [
    [
      [-71.96, -14.1],
      [-71.96, -14.3],
    ],
  ],
  geometry: null,
  properties: {},
};

const model: MapModel = {
  lang: 'es',
  theme: 'light',
  date: 15,
  incidents: [
    incident({ id: 1 }),
    incident({ id: 2 }),
    incident({ id: 3, at: null }),
    incident({ id: 4, at: [-77.03, -12.05] }),
    incident({ id: 5, at: [-72.25, -14.12], placePrecision: 'district', uncertaintyM: 9000 }),
  ],
  zones: [strip, { ...strip, id: 22, axis: null }],
  selection: null,
  hover: null,
  tiled: null,
};

const images = (scene: Scene, source: string, data = scene.incidents()) =>
  data[source]?.features.map((feature) => feature.properties?.image);

it('counts each incident once: on the map, or off it', () => {
  const drawn = new Scene(model, 9).tallies.flatMap((tally) => tally.ids);
  expect(drawn.sort()).toEqual([1, 2, 5]);
  expect(offMap(model.incidents).map((i) => i.id)).toEqual([3, 4]);
});

it('takes the selected incident out of its tally', () => {
  const scene = new Scene({ ...model, selection: { type: 'incident', id: 2 } }, 9);
  expect(images(scene, SELECTED)).toEqual(['p-1-0-0-0-0-s@light']);
  expect(images(scene, TALLIES)).toEqual(['p-1-0-0-0-0@light', 'p-1-0-0-0-0-h@light']);
  expect(scene.selectedPlace()).toEqual([-71.97, -14.2]);
});

it('forgets a selection that the filter took away', () => {
  const scene = new Scene({ ...model, selection: { type: 'incident', id: 99 } }, 9);
  expect(images(scene, SELECTED)).toEqual([]);
  expect(scene.selectedPlace()).toBeNull();
});

it('marks the tally that holds what the list points at, and the area of what is only an area', () => {
  const known = new Scene({ ...model, hover: { type: 'incident', id: 1 } }, 9);
  expect(images(known, HOVERED, known.hovered(null))).toEqual(['p-2-0-0-0-0-o@light']);
  expect(known.hovered(null)[AREAS]?.features).toEqual([]);
  const area = new Scene({ ...model, hover: { type: 'incident', id: 5 } }, 9);
  expect(area.hovered(null)[AREAS]?.features).toHaveLength(1);
});

it('names a tally of several where all of it happened at one place', () => {
  const scene = new Scene(model, 9);
  const names = scene.tallies.map((tally) => scene.hovered(tally)[HOVERED]?.features[0]?.properties?.name);
  expect(names).toEqual(['Yavi Yavi', 'Yavi Yavi']);
});

it('draws strips of the zones in force that have an axis', () => {
  expect(new Scene(model, 9).strips()[STRIPS]?.features).toHaveLength(1);
  expect(new Scene({ ...model, date: 21 }, 9).strips()[STRIPS]?.features).toEqual([]);
  expect(new Scene(model, 9).zoneView()).toEqual({ date: 15, stripIds: [21], selected: null });
});

it('counts nothing again when only what is pointed at changes', () => {
  const before = new Scene(model, 9);
  const pointed = new Scene({ ...model, hover: { type: 'incident', id: 1 } }, 9, before);
  expect(pointed.tallies).toBe(before.tallies);
  expect(new Scene({ ...model, date: 16 }, 9, before).tallies).not.toBe(before.tallies);
  expect(new Scene(model, 9.5, before).tallies).not.toBe(before.tallies);
  expect(new Scene({ ...model, incidents: model.incidents.slice(1) }, 9, before).tallies).not.toBe(before.tallies);
});
