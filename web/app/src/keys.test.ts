import { describe, expect, it } from 'vitest';
import { command, writesText } from './keys';

const press = (key: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey', boolean>> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...held,
});

describe('a key', () => {
  it('asks for something', () => {
    expect(['/', ',', '.', 'l', 'L', '?', 'Escape', 'x'].map((k) => command(press(k), false, true))).toEqual([
      'search',
      'earlier',
      'later',
      'legend',
      'legend',
      'help',
      'close',
      null,
    ]);
  });

  it('is left alone where it writes, and with a modifier', () => {
    expect(command(press('/'), true, true)).toBeNull();
    expect(command(press('Escape'), true, true)).toBe('close');
    for (const held of ['ctrlKey', 'metaKey', 'altKey'])
      expect(command(press('l', { [held]: true }), false, true)).toBeNull();
  });

  it('can be switched off, but not Escape', () => {
    expect(command(press('.'), false, false)).toBeNull();
    expect(command(press('Escape'), false, false)).toBe('close');
  });
});

it('knows where keys write', () => {
  expect(writesText({ tagName: 'INPUT', type: 'search' })).toBe(true);
  expect(writesText({ tagName: 'SELECT' })).toBe(true);
  expect(writesText({ tagName: 'INPUT', type: 'checkbox' })).toBe(false);
  expect(writesText({ tagName: 'BUTTON' })).toBe(false);
  expect(writesText(null)).toBe(false);
});
