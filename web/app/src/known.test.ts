import { expect, it } from 'vitest';
import { dayOf } from './calendar';
import { find } from './filter';
import { gather, withAliases } from './known';
import { Row } from './row';
import { FIRST_STATE } from './state';
import { incident } from './testing/incidents';

const properties = { name: 'Ccapacmarca', aliases: ['Capaqmarka'] };
const gazetteer = [new Row({ id: 9, properties }, 'places')];

it('finds incidents by the other spellings of their places', () => {
  const known = gather(
    [incident({ from: FIRST_STATE.date, to: FIRST_STATE.date, properties: { place_id: 9 } })],
    [],
    [],
  );
  const found = ({ text }: typeof known) =>
    find(known.incidents, { ...FIRST_STATE, text: 'capaqmarka' }, text).inPeriod.length;
  expect(found(known)).toBe(0);
  expect(found(withAliases(known, gazetteer))).toBe(1);
});

it('covers whole years, and none where there are no data', () => {
  const from = dayOf(2015, 9, 28);
  expect(gather([incident({ from, to: dayOf(2016, 2, 1) })], [], []).extent).toEqual({
    from: dayOf(2015, 1, 1),
    to: dayOf(2016, 12, 31),
  });
  expect(gather([], [], []).extent).toBeNull();
});
