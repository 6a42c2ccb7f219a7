import { expect, it } from 'vitest';
import { readSettings } from './embed/settings';
import { embedAddress, FIRST_CHOICE, frameCode, oembedAddress, scriptCode, shareAddress } from './embedlink';
import { FIRST_STATE } from './state';

const HOME = 'https://corredor.pe';
const STATE = { ...FIRST_STATE, view: { zoom: 9, lat: -14.1, lon: -72.1 }, hiddenCategories: ['other' as const] };

it('holds all that the page shows, in the names of the page', () => {
  const address = embedAddress(HOME, STATE, FIRST_CHOICE, { width: 1280, height: 820 });
  expect(address).toBe(
    'https://corredor.pe/embed?mapa=8/-14.1/-72.1&fecha=2019-04-02&period=2019-01-01/2019-12-31' +
      '&category=closures,violence,state_action,dialogue&idioma=es',
  );
  const read = readSettings(new URL(address).search, { width: 640, height: 410 });
  expect(read.state.hiddenCategories).toEqual(['other']);
});

it('names only what is chosen', () => {
  const choice = {
    title: ' Dos & "tres" ',
    height: 500,
    theme: 'dark' as const,
    controls: ['legend'] as const,
    version: '2026-11-30',
  };
  const address = embedAddress(HOME, STATE, choice, { width: 640, height: 500 });
  expect(address).toContain('title=Dos%20%26%20%22tres%22&height=500&theme=dark&controls=legend&version=2026-11-30');
  expect(
    new URL(
      embedAddress(HOME, STATE, { ...choice, controls: [] }, choice && { width: 640, height: 500 }),
    ).searchParams.get('controls'),
  ).toBe('');
});

it('writes code in which nothing of a title is markup', () => {
  const frame = frameCode(`${HOME}/embed?a=1&b="2`, '"><script>x</script>', FIRST_CHOICE, 612.4);
  expect(frame).toBe(
    '<iframe src="https://corredor.pe/embed?a=1&amp;b=&quot;2" title="&quot;&gt;&lt;script&gt;x&lt;/script&gt;" ' +
      'width="640" height="613" loading="lazy" style="border:0;width:100%;max-width:640px"></iframe>',
  );
  expect(frameCode(HOME, '', FIRST_CHOICE, null)).toContain('height="680"');
  expect(scriptCode(HOME, frame)).toBe(
    `${frame.replace(';max-width:640px', '')}\n<script async src="https://corredor.pe/embed.js"></script>`,
  );
});

it('asks oEmbed about the embed, and shares the page by its query', () => {
  expect(oembedAddress(HOME, `${HOME}/embed?a=1&b=2`)).toBe(
    'https://corredor.pe/oembed?url=https%3A%2F%2Fcorredor.pe%2Fembed%3Fa%3D1%26b%3D2',
  );
  expect(shareAddress(`${HOME}/`, STATE)).toContain('/?mapa=9/-14.1/-72.1&fecha=2019-04-02');
});
