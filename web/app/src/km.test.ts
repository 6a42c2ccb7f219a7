import { describe, expect, it } from 'vitest';
import { kmIn, otherScales, readKmPost } from './km';
import { Row } from './row';

/** Kilometres along a meridian, the second scale shifted against the first. */
const post = (scale: string, km: number, shift: number, more: object = {}) =>
  readKmPost(
    new Row(
      {
        id: Math.round(km * 10),
        geometry: { type: 'Point', coordinates: [-72, -14 - (km - shift) / 111.195] },
        properties: { scale, km, uncertainty_m: 300, extrapolated: false, ...more },
      },
      'km-posts',
    ),
  );

describe('a km post on other scales', () => {
  const here = post('decrees', 130, 0, { uncertainty_m: 800 });

  it('is read between the two nearest kilometres', () => {
    const near = [74, 75, 76].map((km) => post('inspectorate', km, -55.2));
    expect(otherScales(here, [...near, post('decrees', 131, 0)])).toMatchObject([
      { post: { scale: 'inspectorate', extrapolated: false }, km: 74.8, uncertaintyM: 800 },
    ]);
  });

  it('is silent where the other scale does not come by', () => {
    expect(otherScales(here, [post('inspectorate', 90, -55.2)])).toEqual([]);
    expect(otherScales(here, [])).toEqual([]);
  });
});

describe('the kilometre a search names', () => {
  it.each([
    ['km 130', 130],
    ['PE-3SY KM. 37+600', 37],
    ['Km121', 121],
    ['km 2019-02', null],
    ['130', null],
    ['kmara', null],
    ['', null],
  ])('in %j is %s', (text, km) => expect(kmIn(text)).toBe(km));
});
