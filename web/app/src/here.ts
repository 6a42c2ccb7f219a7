/** What was in force at a point on a day, as the server answers from its history. */
import { Misshapen, object } from './row';
import type { Lang } from './types';

export type Relation = 'yes' | 'possible';

export interface ZoneHere {
  id: number;
  relation: Relation;
  /** null where no source gives the number of the decree. */
  number: string | null;
  words: Record<Lang, string>;
  /** Why it is no more than possible. */
  reasons: Record<Lang, string>[];
}

const both = (x: unknown, where: string): Record<Lang, string> => {
  const said = object(x ?? {}, where);
  return { es: String(said.es ?? ''), en: String(said.en ?? '') };
};

export function readHere(body: unknown): ZoneHere[] {
  const { zones } = object(body, 'zones/at');
  if (!Array.isArray(zones)) throw new Misshapen('zones/at, zones');
  return zones.map((x) => {
    const zone = object(x, 'zones/at, zone');
    const { decree } = object(zone.particulars ?? {}, 'zones/at, particulars');
    const { number } = object(decree ?? {}, 'zones/at, decree');
    if (typeof zone.zone !== 'number') throw new Misshapen('zones/at, zone');
    return {
      id: zone.zone,
      relation: zone.relation === 'yes' ? 'yes' : 'possible',
      number: typeof number === 'string' ? number : null,
      words: both(zone.words, 'zones/at, words'),
      reasons: Array.isArray(zone.reasons) ? zone.reasons.map((why) => both(why, 'zones/at, reasons')) : [],
    };
  });
}
