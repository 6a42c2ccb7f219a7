import { expect, it } from 'vitest';
import { moveKm, readKm, readWhole } from './kmtext';

it('reads km as Peru writes them, and as others do', () => {
  for (const [text, km] of [
    ['130', 130],
    ['130+000', 130],
    ['130+250', 130.25],
    ['130+5', 130.5],
    [' km 130 + 250 ', 130.25],
    ['130.25', 130.25],
    ['130,25', 130.25],
    ['', null],
    ['130+', undefined],
    ['ciento treinta', undefined],
    ['130+2500', undefined],
    ['-4', undefined],
  ] as const)
    expect(readKm(text), text).toBe(km);
});

it('reads whole metres', () => {
  expect([readWhole('1,500'), readWhole('500'), readWhole(''), readWhole('5.5'), readWhole('x')]).toEqual([
    1500,
    500,
    null,
    undefined,
    undefined,
  ]);
});

it('moves by metres without gathering fractions', () => {
  let km = 130.1;
  for (let i = 0; i < 7; i++) km = moveKm(km, 100);
  expect(km).toBe(130.8);
  expect(moveKm(0.05, -100)).toBe(0);
});
