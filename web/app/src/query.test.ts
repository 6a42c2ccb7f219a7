import { describe, expect, it } from 'vitest';
import { dayOf } from './calendar';
import { countsPath, feedPath, filePath, filterText, itemsPath, pagePath, parameters } from './query';
import { FIRST_STATE } from './state';

const of = (odd: object) => ({ ...FIRST_STATE, ...odd });

describe('the filter', () => {
  it('is empty where everything is chosen', () => {
    expect(filterText(FIRST_STATE)).toBe('');
    expect(parameters(FIRST_STATE)).toEqual([['datetime', '2019-01-01/2019-12-31']]);
  });

  it('names what is left out and which kinds are wanted', () => {
    const state = of({
      hiddenCategories: ['violence', 'closures'],
      hiddenPrecisions: ['province'],
      hiddenStatuses: ['disputed'],
      kinds: ['strike', 'blockade'],
    });
    expect(filterText(state)).toBe(
      "category NOT IN ('closures','violence') AND kind IN ('blockade','strike')" +
        " AND place_precision NOT IN ('province') AND status NOT IN ('disputed')",
    );
    expect(filterText(state, 'kind')).not.toContain('kind');
  });

  it('is the same whatever was chosen first', () => {
    expect(filterText(of({ kinds: ['a', 'b'] }))).toBe(filterText(of({ kinds: ['b', 'a'] })));
  });

  it('lets no value end its own quotes', () => {
    expect(filterText(of({ kinds: ["x') OR ('1'='1"] }))).toBe("kind IN ('x'') OR (''1''=''1')");
  });
});

describe('the questions', () => {
  it('carry filter, words and period', () => {
    const url = new URL(itemsPath(of({ text: '  Yavi & Yavi ', kinds: ['strike'] })), 'http://x');
    expect(url.pathname).toBe('/collections/incidents/items');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      filter: "kind IN ('strike')",
      q: 'Yavi & Yavi',
      datetime: '2019-01-01/2019-12-31',
      limit: '10000',
    });
  });

  it('leave words out where signs alone were typed', () => {
    expect(itemsPath(of({ text: ' .,- ' }))).toBe(itemsPath(FIRST_STATE));
  });

  it('ask for the histogram without the period, and for a choice without itself', () => {
    const state = of({ hiddenCategories: ['other'], hiddenStatuses: ['disputed'], to: dayOf(2020, 2, 29) });
    const query = (path: string) => Object.fromEntries(new URL(path, 'http://x').searchParams);
    expect(query(countsPath(state, 'month,category', 'period'))).toEqual({
      filter: "category NOT IN ('other') AND status NOT IN ('disputed')",
      by: 'month,category',
    });
    expect(query(countsPath(state, 'category', 'category'))).toEqual({
      filter: "status NOT IN ('disputed')",
      datetime: '2019-01-01/2020-02-29',
      by: 'category',
    });
  });

  it('cut a sentence after as many words as the server searches for', () => {
    const text = 'a b c d e f g h i j k l m n o p q r';
    expect(Object.fromEntries(parameters(of({ text }))).q).toBe('a b c d e f g h i j k l m n o p');
    const either = 'a b c d e f g h, i j k l m n o p q, r';
    expect(Object.fromEntries(parameters(of({ text: either }))).q).toBe('a b c d e f g h, i j k l m n o p');
  });

  it('give the same incidents as a file or a page', () => {
    const period = 'datetime=2019-01-01%2F2019-12-31';
    // GeoJSON too is a whole file: without download it would be the first page.
    expect(filePath(FIRST_STATE, 'geojson', 'es')).toBe(
      `/collections/incidents/items?${period}&f=geojson&download=true&lang=es`,
    );
    expect(pagePath(FIRST_STATE, 'en')).toBe(`/collections/incidents/items?${period}&f=html&lang=en`);
    expect(feedPath(FIRST_STATE, 'atom', 'es')).toBe(`/feeds/incidents.atom?${period}&lang=es`);
  });
});
