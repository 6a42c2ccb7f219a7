import { expect, it } from 'vitest';
import { dayOf } from './calendar';
import { gather } from './known';
import type { Zone } from './types';

it('covers whole years, and none where there are no data', () => {
  const from = dayOf(2015, 9, 28);
  const zone = { id: 1, from: dayOf(2016, 3, 1), to: dayOf(2017, 1, 1) } as Zone;
  expect(gather([], [], { from, to: dayOf(2016, 2, 1) }).extent).toEqual({
    from: dayOf(2015, 1, 1),
    to: dayOf(2016, 12, 31),
  });
  expect(gather([zone], [], { from, to: from }).extent?.to).toBe(dayOf(2017, 12, 31));
  expect(gather([], [], null).extent).toBeNull();
});
