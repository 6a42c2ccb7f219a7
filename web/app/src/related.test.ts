import { expect, it } from 'vitest';
import { dayOf } from './calendar';
import { closestTables, readTable } from './related';
import { Row } from './row';

const table = (id: number, started: string | null, cases: number[]) =>
  readTable(new Row({ id, geometry: null, properties: { started, cases } }, 'dialogue-tables'));
const tables = [
  table(1, '2011-03', [1237]),
  table(2, null, [1237]),
  table(3, '2019-04-11', [1237, 1854]),
  table(4, '2019', [1237]),
  table(5, '2019-03', [7]),
  table(6, '2021-08-13', [1237]),
];
const incident = (cases: number[]) => ({ from: dayOf(2019, 3, 20), properties: { cases } });

it('names the tables of the case that are closest in time', () => {
  const { named, others } = closestTables(tables, incident([1237]));
  expect(named.map((row) => row.id)).toEqual([3, 4, 6]);
  expect(others).toBe(2);
});

it('names none for an incident without a case', () => {
  expect(closestTables(tables, incident([]))).toEqual({ named: [], others: 0 });
});
