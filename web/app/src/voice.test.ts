import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { dayOf } from './calendar';
import { countsInWords, Voice } from './voice';

const counts = { found: 62, active: 3, zones: 2, date: dayOf(2019, 4, 2) };

it('tells the counts in a sentence', () => {
  const plain = (s: string) => s.replaceAll('\u00a0', ' ');
  expect(plain(countsInWords(counts, 'es'))).toBe(
    '62 incidentes en el periodo; 3 activos el 2 abr 2019; 2 zonas de emergencia.',
  );
  expect(plain(countsInWords({ ...counts, found: 1, zones: 0 }, 'en'))).toBe(
    '1 incident in the period; 3 active on 2 Apr 2019; No zone that day.',
  );
});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('speaks once things rest, and is not put off by what says nothing new', () => {
  const host = { textContent: '' };
  const voice = new Voice(host as unknown as HTMLElement);
  voice.say('a');
  vi.advanceTimersByTime(500);
  voice.say('b');
  vi.advanceTimersByTime(500);
  voice.say('b');
  expect(host.textContent).toBe('');
  vi.advanceTimersByTime(400);
  expect(host.textContent).toBe('b');
});
