import { expect, it } from 'vitest';
import { target } from './target';
import { incident } from './testing/incidents';

it('goes close to a known place, less close to an area, and never back', () => {
  const known = incident({ placePrecision: 'community', at: [-72, -14] });
  const area = incident({ placePrecision: 'province', at: [-72, -14] });
  const more = null;
  expect(target({ type: 'incident', incident: known, more }, 7)).toEqual({ at: [-72, -14], zoom: 12 });
  expect(target({ type: 'incident', incident: area, more }, 7)).toEqual({ at: [-72, -14], zoom: 10 });
  expect(target({ type: 'incident', incident: area, more }, 13.5)).toEqual({ at: [-72, -14], zoom: 13.5 });
});

it('goes nowhere without a place', () => {
  expect(target({ type: 'incident', incident: incident({ at: null }), more: null }, 7)).toBeNull();
  expect(target({ type: 'missing' }, 7)).toBeNull();
});
