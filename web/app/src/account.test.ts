import { expect, it } from 'vitest';
import { marked, readMe, signInHref } from './account';
import { Misshapen } from './row';

it('asks who is signed in only where somebody is', () => {
  expect(marked('')).toBe(false);
  expect(marked('a=b; corredor_signed_in=1')).toBe(true);
  expect(marked('x_corredor_signed_in=1; corredor_signed_in=')).toBe(false);
});

it('reads who it is', () => {
  const me = {
    name: 'Ana Quispe',
    initials: 'AQ',
    email: 'a@example.org',
    roles: ['planner'],
    permissions: ['drafts'],
  };
  expect(readMe(me)).toEqual({ name: 'Ana Quispe', initials: 'AQ', permissions: ['drafts'] });
  expect(() => readMe({ initials: 'AQ' })).toThrow(Misshapen);
  expect(() => readMe(null)).toThrow(Misshapen);
});

it('leads back to what the map shows', () => {
  expect(signInHref('es', '#fecha=2019-04-02&x=ñ')).toBe(
    '/account/sign-in?lang=es&next=%2F%23fecha%3D2019-04-02%26x%3D%C3%B1',
  );
});
