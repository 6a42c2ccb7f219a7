import { expect, it } from 'vitest';
import { atRevision, readNews, redraws, together, touches } from './feed';

const incident =
  '{"revision":42,"changed":[{"collection":"incidents","layer":"incidents","ids":[26]},{"layer":"rivers"},{"collection":"places"}]}';

it('reads which collections and layers may have changed', () => {
  const news = readNews(incident);
  expect(news?.revision).toBe(42);
  expect(news && [...(news.touched ?? [])]).toEqual(['incidents', 'layer incidents', 'layer rivers', 'places']);
  expect(news && touches(news, 'incidents')).toBe(true);
  expect(news && touches(news, 'zones')).toBe(false);
  expect(news && redraws(news, 'rivers')).toBe(true);
  // A place has one incident more, and is drawn as before.
  expect(news && redraws(news, 'places')).toBe(false);
});

it('takes all for anything', () => {
  const news = readNews('{"revision":43,"all":true,"changed":[]}');
  expect(news).toEqual({ revision: 43, touched: null });
  expect(news && touches(news, 'zones')).toBe(true);
});

it('finds nothing in what is no event', () => {
  for (const data of ['', 'x', '[]', 'null', '{}', '{"revision":"1","changed":[]}', '{"revision":1,"changed":[1]}'])
    expect(readNews(data)).toBeNull();
});

it('puts several events together', () => {
  const first = { revision: 1, touched: new Set(['zones']) };
  const second = { revision: 2, touched: new Set(['incidents']) };
  expect(together(null, first)).toBe(first);
  expect(together(first, second)).toEqual({ revision: 2, touched: new Set(['zones', 'incidents']) });
  expect(together(first, { revision: 3, touched: null })).toEqual({ revision: 3, touched: null });
  expect(together({ revision: 3, touched: null }, second).touched).toBeNull();
});

it('moves addresses of tiles on, and never back', () => {
  expect(atRevision('/tiles/{z}/{x}/{y}.mvt?rev=41', 42)).toBe('/tiles/{z}/{x}/{y}.mvt?rev=42');
  // How the server draws it stays.
  expect(atRevision('/tiles/{z}/{x}/{y}.mvt?rev=41-4', 42)).toBe('/tiles/{z}/{x}/{y}.mvt?rev=42-4');
  expect(atRevision('/tiles/{z}/{x}/{y}.mvt?a=1&rev=41&b=2', 42)).toBe('/tiles/{z}/{x}/{y}.mvt?a=1&rev=42&b=2');
  expect(atRevision('/tiles/{z}/{x}/{y}.mvt?rev=50', 42)).toBe('/tiles/{z}/{x}/{y}.mvt?rev=50');
  expect(atRevision('/archive/{z}/{x}/{y}.mvt', 42)).toBe('/archive/{z}/{x}/{y}.mvt');
});
