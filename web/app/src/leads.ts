/**
 * Where a search leads besides incidents: places by any of their spellings, zones by their decree,
 * and the kilometre that is named, on each scale that counts so far.
 */
import { fold, says, terms } from './fold';
import { inLang } from './incident';
import type { KmPost } from './km';
import type { Place } from './place';
import type { Lang, Selection, Zone } from './types';

export interface Lead {
  name: string;
  selection: Selection;
}

const MOST = 4;

export function leads(
  query: string,
  places: readonly Place[],
  zones: readonly Zone[],
  posts: readonly KmPost[],
  lang: Lang,
): Lead[] {
  const wanted = terms(query).filter((term) => term.join('').length >= 3);
  if (wanted.length === 0) return [];
  const named = (name: string) => wanted.some((term) => says(fold(name), term));
  const found: Lead[] = posts.map((post) => ({
    name: `km ${post.km} · ${inLang(post.properties, 'scale_name', lang) ?? post.scale}`,
    selection: { type: 'km-post', id: post.id },
  }));
  for (const place of places) {
    if ([place.name, ...place.aliases].some(named)) {
      const name = inLang(place.properties, 'label', lang) ?? place.name;
      if (!found.some((lead) => lead.name === name)) found.push({ name, selection: { type: 'place', id: place.id } });
    }
  }
  const decrees = new Map<string, Lead>();
  for (const zone of zones) {
    const name = zone.decreeNumber;
    if (name && named(name) && !decrees.has(name)) {
      decrees.set(name, { name, selection: { type: 'zone', id: zone.id } });
    }
  }
  return [...[...decrees.values()].slice(0, MOST), ...found].slice(0, MOST);
}
