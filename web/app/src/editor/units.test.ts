import { expect, it } from 'vitest';
import type { Unit } from './reference';
import { findUnits } from './units';

const unit = (name: string, province: string) =>
  ({ id: 1, level: 'district', name, province, department: 'Apurímac', loaded: false, geometry: null }) as Unit;
const UNITS = [
  unit('Chalhuanca', 'Aymaraes'),
  unit('Challhuahuacho', 'Cotabambas'),
  unit('Mara', 'Cotabambas'),
  unit('Cotabambas', 'Cotabambas'),
];

it('finds first what is spelt as it is typed', () => {
  const found = (query: string) => findUnits(UNITS, query).map(({ name }) => name);
  expect(found('Challh')).toEqual(['Challhuahuacho', 'Chalhuanca']);
  expect(found('chalh')).toEqual(['Chalhuanca', 'Challhuahuacho']);
  expect(found('cotab')).toEqual(['Cotabambas', 'Challhuahuacho', 'Mara']);
  expect(found(' ')).toEqual([]);
});
