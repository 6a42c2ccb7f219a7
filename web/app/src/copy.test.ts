import { expect, it } from 'vitest';
import { copyOf } from './copy';

const ARCHIVE = 'https://web.archive.org/web/';

it('finds a copy of about the day a source was published', () => {
  expect(copyOf(ARCHIVE, 'https://example.org/a?b=1', '2019-04-13')).toBe(
    'https://web.archive.org/web/20190413/https://example.org/a?b=1',
  );
});

it('finds copies of any day where none is known', () => {
  expect(copyOf(ARCHIVE, 'https://example.org/a', null)).toBe('https://web.archive.org/web/*/https://example.org/a');
  expect(copyOf(ARCHIVE, 'https://example.org/a', '2019')).toBe('https://web.archive.org/web/*/https://example.org/a');
});

it('finds none where the server names no archive', () => {
  expect(copyOf(undefined, 'https://example.org/a', null)).toBeNull();
  expect(copyOf('', 'https://example.org/a', null)).toBeNull();
});
