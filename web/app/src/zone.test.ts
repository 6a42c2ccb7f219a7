import { describe, expect, it } from 'vitest';
import { dayOf } from './calendar';
import { Row } from './row';
import { byDecree, inForce, readZone } from './zone';

const zone = (id: number, more: object = {}) =>
  readZone(
    new Row(
      {
        id,
        geometry: null,
        properties: {
          decree: 9,
          decree_number: 'DS 056-2019-PCM',
          start: '2019-03-29',
          end: '2019-04-12',
          last_day: '2019-04-11',
          extent: 'derived',
          form: 'km_range',
          axis: {
            type: 'MultiLineString',
            coordinates: [
              [
                [-72, -14],
                [-72, -14.1],
              ],
            ],
          },
          ...more,
        },
      },
      'zones',
    ),
  );

describe('a zone', () => {
  it('is in force to the day before it was lifted', () => {
    const z = zone(20);
    const on = (month: number, day: number) => inForce([z], dayOf(2019, month, day)).length;
    expect([on(3, 28), on(3, 29), on(4, 11), on(4, 12)]).toEqual([0, 1, 1, 0]);
  });

  it('keeps its road as lines', () => {
    expect(zone(20).axis).toEqual([
      [
        [-72, -14],
        [-72, -14.1],
      ],
    ]);
    expect(zone(20, { axis: { type: 'LineString', coordinates: [[-72, -14]] } }).axis).toEqual([[[-72, -14]]]);
    expect(zone(20, { axis: null }).axis).toBeNull();
  });
});

it('gathers zones by decree', () => {
  const all = [zone(1), zone(2, { decree: 8 }), zone(3)];
  expect([...byDecree(all)].map(([decree, zones]) => [decree, zones.map((z) => z.id)])).toEqual([
    [9, [1, 3]],
    [8, [2]],
  ]);
});
