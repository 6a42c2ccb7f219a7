/** The folded text in which a search looks: place and its other spellings, actors, summary, code, decrees and km. */
import type { SearchText } from './filter';
import { fold } from './fold';
import { kmPost } from './format';
import { type Kind, zonesOf } from './incident';
import type { Incident } from './types';

/** Other spellings of places, by place id. */
export type Aliases = ReadonlyMap<number, readonly string[]>;

export function searchText(
  incidents: readonly Incident[],
  kinds: ReadonlyMap<string, Kind>,
  aliases: Aliases,
): SearchText {
  return new Map(incidents.map((i) => [i.id, fold(parts(i, kinds.get(i.kind), aliases).join(' · '))]));
}

function parts(i: Incident, kind: Kind | undefined, aliases: Aliases): string[] {
  const p = i.properties;
  const placeId = typeof p.place_id === 'number' ? p.place_id : -1;
  return [
    i.place,
    p.place_es,
    p.place_en,
    ...(aliases.get(placeId) ?? []),
    i.district,
    i.province,
    i.department,
    ...(Array.isArray(p.actors) ? p.actors : []),
    p.summary_es,
    p.summary_en,
    i.code,
    kind?.names.es,
    kind?.names.en,
    ...zonesOf(i).map((z) => z.decree),
    i.km === null ? null : `km ${kmPost(i.km)}`,
    typeof p.km_stated === 'string' ? `km ${p.km_stated}` : null,
  ].filter((x): x is string => typeof x === 'string');
}
