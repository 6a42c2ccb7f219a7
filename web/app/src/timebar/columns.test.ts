import { expect, it } from 'vitest';
import { dayOf } from '../calendar';
import { bins } from '../histogram';
import { column, columns, unitFor } from './columns';
import { WIDE } from './geometry';

const axis = { from: dayOf(2019, 1, 1), to: dayOf(2019, 12, 31) };
const scale = { axis, left: 92, width: 968 };

it('columns stand side by side without touching', () => {
  const months = bins({ unit: 'month', counts: new Map() }, axis).map((b) => column(b, scale));
  for (let n = 1; n < months.length; n++) {
    const before = months[n - 1];
    expect(months[n]?.left).toBe((before?.left ?? 0) + (before?.width ?? 0) + 1);
  }
});

it('a group begins where the one below it ends', () => {
  const counts = { closures: 2, violence: 1, state_action: 0, dialogue: 0, other: 0 };
  const april = { unit: 'month', counts: new Map([[dayOf(2019, 4, 1), counts]]) } as const;
  const c = columns(bins(april, axis), scale, WIDE, 3);
  const { left, width } = column({ from: dayOf(2019, 4, 1), to: dayOf(2019, 4, 30) }, scale);
  const two = Math.round((WIDE.base - ((WIDE.base - WIDE.top) * 2) / 3) * 10) / 10;
  expect(c.ghost).toBe(`M${left} ${WIDE.top}h${width}V${WIDE.base}h-${width}z`);
  expect(c.groups.closures).toBe(`M${left} ${two}h${width}V${WIDE.base}h-${width}z`);
  expect(c.groups.violence).toBe(`M${left} ${WIDE.top}h${width}V${two}h-${width}z`);
  expect(c.groups.dialogue).toBe('');
});

it('the unit fits the axis', () => {
  expect(unitFor(axis, 968, false, false)).toBe('month');
  expect(unitFor(axis, 968, true, false)).toBe('week');
  expect(unitFor(axis, 300, false, true)).toBe('quarter');
  expect(unitFor(axis, 300, true, true)).toBe('week');
  expect(unitFor({ from: dayOf(2012, 1, 1), to: dayOf(2025, 12, 31) }, 968, true, false)).toBe('month');
});
