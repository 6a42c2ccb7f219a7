import { expect, it } from 'vitest';
import { creditParts } from './credit';

it('keeps text and links', () => {
  expect(creditParts('© <a href="https://osm.org/copyright" target=_blank>OpenStreetMap</a> &amp; others')).toEqual([
    { text: '© ', href: null },
    { text: 'OpenStreetMap', href: 'https://osm.org/copyright' },
    { text: ' & others', href: null },
  ]);
});

it('takes nothing else out of HTML', () => {
  const parts = creditParts(`<img src=x onerror=alert(1)><a href="javascript:alert(1)">click</a><script>x</script>`);
  expect(parts).toEqual([
    { text: 'click', href: null },
    { text: 'x', href: null },
  ]);
});

it('stays short, whatever is written', () => {
  const length = (parts: { text: string }[]) => parts.reduce((n, part) => n + part.text.length, 0);
  expect(length(creditParts('<a href="https://x.example">y</a>'.repeat(10_000)))).toBeLessThanOrEqual(240);
  expect(length(creditParts('<'.repeat(1_000_000)))).toBeLessThanOrEqual(240);
});
