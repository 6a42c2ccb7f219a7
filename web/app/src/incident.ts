/** Incidents and their kinds as the server sends them. */
import { lowHigh } from './format';
import { object, type Row } from './row';
import { CATEGORIES, type Category, type Incident, type Lang, PRECISIONS, type Source, STATUSES } from './types';

/** A kind of incident with its group and its names. */
export interface Kind {
  code: string;
  category: Category;
  names: Record<Lang, string>;
}

export function readKind(row: Row): Kind {
  return {
    code: row.maybeText('code') ?? row.text('kind'),
    category: row.oneOf('category', CATEGORIES),
    names: { es: row.text('label_es'), en: row.text('label_en') },
  };
}

export function readIncident(row: Row): Incident {
  const from = row.day('start');
  const end = row.maybeDay('end');
  return {
    id: row.id,
    code: row.text('code'),
    kind: row.text('kind'),
    category: row.oneOf('category', CATEGORIES),
    closureMode: row.maybeText('closure_mode'),
    status: row.oneOf('status', STATUSES),
    from,
    to: end ?? from,
    endStated: end !== null,
    timePrecision: row.oneOf('time_precision', ['day', 'week', 'month'] as const),
    place: row.maybeText('place'),
    placePrecision: row.oneOf('place_precision', PRECISIONS),
    uncertaintyM: row.maybeNumber('uncertainty_m'),
    district: row.maybeText('district'),
    province: row.maybeText('province'),
    department: row.maybeText('department'),
    km: row.maybeNumber('km'),
    kmUncertaintyM: row.maybeNumber('km_uncertainty_m'),
    at: row.point(),
    disagree: row.texts('disagree'),
    sourceCount: sources(row.list('sources')).length,
    properties: row.properties,
  };
}

/** Sources as features carry them, each document once. */
export function sources(list: unknown): Source[] {
  const out = new Map<string, Source>();
  for (const x of Array.isArray(list) ? list : []) {
    const s = object(x, 'sources');
    const source: Source = {
      id: typeof s.id === 'number' ? s.id : 0,
      name: typeof s.name === 'string' ? s.name : '',
      nameEs: typeof s.name_es === 'string' ? s.name_es : null,
      url: webAddress(s.url),
      date: typeof s.date === 'string' ? s.date : null,
    };
    if (source.name !== '') out.set(`${source.id} ${source.name}`, source);
  }
  return [...out.values()];
}

export function sourceName(s: Source, lang: Lang): string {
  return lang === 'es' ? (s.nameEs ?? s.name) : s.name;
}

/** Only an address of the web becomes a link. */
export function webAddress(x: unknown): string | null {
  return typeof x === 'string' && /^https?:\/\//.test(x) ? x : null;
}

/** Zones in force during the incident that cover it, or may. */
export interface InZone {
  zone: number;
  decree: string | null;
  relation: 'inside' | 'possibly';
}

export function zonesOf(i: Incident): InZone[] {
  const list = Array.isArray(i.properties.zones) ? i.properties.zones : [];
  return list.flatMap((x) => {
    const z = object(x, 'zones');
    if (typeof z.zone !== 'number') return [];
    const relation = z.relation === 'inside' ? ('inside' as const) : ('possibly' as const);
    return [{ zone: z.zone, decree: typeof z.decree === 'string' ? z.decree : null, relation }];
  });
}

/** Days of the incident, both ends counted. */
export function length(i: Pick<Incident, 'from' | 'to'>): number {
  return i.to - i.from + 1;
}

/** A count of people: 0 means none reported in the source read, null not stated; high is null where it is open. */
export interface Toll {
  low: number;
  high: number | null;
}

export function toll(i: Incident, of: 'deaths' | 'injured'): Toll | null {
  const value = (end: string) => {
    const x = i.properties[`${of}_${end}`];
    return typeof x === 'number' ? x : null;
  };
  const low = value('low') ?? value('best');
  if (low === null) return null;
  return { low, high: value('high') ?? value('best') };
}

/** "3 a 5"; "10 o más" is the caller's, since it needs words. */
export function tollText(t: Toll, lang: Lang): string {
  return lowHigh(t.low, Math.max(t.low, t.high ?? t.low), lang);
}

/** Where the incident happened, as the language names it. */
export function placeName(i: Incident, lang: Lang): string | null {
  const named = i.properties[`place_${lang}`];
  return typeof named === 'string' && named !== '' ? named : i.place;
}

/** Who took part, in the language; a name that nobody has put into Spanish is the recorded one. */
export function actorNames(i: Incident, lang: Lang): string[] {
  const { actors, actors_es: spanish } = i.properties;
  const names = lang === 'es' && Array.isArray(spanish) ? spanish : actors;
  return Array.isArray(names) ? names.filter((a) => typeof a === 'string') : [];
}

/** The text in the language, or in the other where it is missing; a text without a language is English. */
export function inLang(properties: Record<string, unknown>, stem: string, lang: Lang): string | null {
  const keys = lang === 'es' ? [`${stem}_es`, `${stem}_en`, stem] : [`${stem}_en`, stem, `${stem}_es`];
  for (const key of keys) {
    const x = properties[key];
    if (typeof x === 'string' && x !== '') return x;
  }
  return null;
}
