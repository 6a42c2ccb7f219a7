/**
 * Three contents side by side: what both began from, theirs and mine. They are taken apart into what can be decided
 * by itself, so that two people who changed different things lose nothing, and nothing is decided for them where they
 * changed the same.
 */
import { type Content, type DecreeContent, sameContent, type ZoneContent } from './content';

export type Side = 'theirs' | 'mine';

export interface Difference {
  /** Names it among the others: "decree.number", "zone 2 term". */
  path: string;
  aspect: string;
  /** From 1; 0 is the decree. */
  zone: number;
  before: unknown;
  theirs: unknown;
  mine: unknown;
  /** Who alone changed it; null where both did, and somebody has to decide. */
  by: Side | null;
}

const DECREE = ['number', 'kind', 'published', 'title', 'words', 'link', 'source', 'note'] as const;
const ASPECTS: Record<string, readonly (keyof ZoneContent)[]> = {
  definition: ['definition'],
  term: ['effect', 'extends', 'start', 'days'],
  rights: ['rights', 'rights_note'],
  texts: ['words', 'note'],
  basis: ['zone', 'base'],
};

interface Row {
  before: ZoneContent | null;
  theirs: ZoneContent | null;
  mine: ZoneContent | null;
}

export function differences(before: Content, theirs: Content, mine: Content): Difference[] {
  const out: Difference[] = [];
  const look = (path: string, aspect: string, zone: number, b: unknown, t: unknown, m: unknown) => {
    if (sameContent(t, m)) return;
    const by = sameContent(b, m) ? 'theirs' : sameContent(b, t) ? 'mine' : null;
    out.push({ path, aspect, zone, before: b, theirs: t, mine: m, by });
  };
  for (const name of DECREE)
    look(`decree.${name}`, name, 0, before.decree[name], theirs.decree[name], mine.decree[name]);
  for (const name of ['lifts', 'why'] as const) look(name, name, 0, before[name], theirs[name], mine[name]);
  rows(before, theirs, mine).forEach(({ before: b, theirs: t, mine: m }, i) => {
    if (!t || !m) look(`zone ${i + 1}`, 'zone', i + 1, b, t, m);
    else
      for (const [aspect, fields] of Object.entries(ASPECTS))
        look(`zone ${i + 1} ${aspect}`, aspect, i + 1, part(b, fields), part(t, fields), part(m, fields));
  });
  return out;
}

/** Theirs with what was decided for mine; what only one of both changed is theirs who changed it. */
export function merged(before: Content, theirs: Content, mine: Content, chosen: ReadonlyMap<string, Side>): Content {
  const all = new Map(differences(before, theirs, mine).map((d) => [d.path, d]));
  const wants = (path: string): Side => {
    const d = all.get(path);
    return (d && (chosen.get(path) ?? d.by)) || 'theirs';
  };
  const from = (path: string) => (wants(path) === 'mine' ? mine : theirs);
  const decree: Record<string, unknown> = { ...theirs.decree };
  for (const name of DECREE) decree[name] = from(`decree.${name}`).decree[name];
  const zones = rows(before, theirs, mine).flatMap(({ theirs: t, mine: m }, i) => {
    if (!t || !m) {
      const kept = wants(`zone ${i + 1}`) === 'mine' ? m : t;
      return kept ? [kept] : [];
    }
    const zone: Record<string, unknown> = { ...t };
    for (const [aspect, fields] of Object.entries(ASPECTS)) {
      const side = wants(`zone ${i + 1} ${aspect}`) === 'mine' ? m : t;
      for (const field of fields) {
        if (side[field] === undefined) delete zone[field];
        else zone[field] = side[field];
      }
    }
    return [zone as unknown as ZoneContent];
  });
  return { decree: decree as unknown as DecreeContent, zones, lifts: from('lifts').lifts, why: from('why').why };
}

/** Which zone of each content is which: those before in their order, then those that were added. */
export function rows(before: Content, theirs: Content, mine: Content): Row[] {
  const [t, m] = [aligned(before.zones, theirs.zones), aligned(before.zones, mine.zones)];
  const out: Row[] = before.zones.map((zone, i) => ({ before: zone, theirs: t.of[i] ?? null, mine: m.of[i] ?? null }));
  const added = m.added.filter((zone) => !t.added.some((other) => sameContent(zone, other)));
  for (const zone of t.added) {
    const same = m.added.find((other) => sameContent(zone, other)) ?? null;
    out.push({ before: null, theirs: zone, mine: same });
  }
  for (const zone of added) out.push({ before: null, theirs: null, mine: zone });
  return out;
}

/** Zones carry no names of their own: equal ones belong together, then those with the same outline, then by place. */
function aligned(
  before: ZoneContent[],
  after: ZoneContent[],
): { of: (ZoneContent | undefined)[]; added: ZoneContent[] } {
  const of: (ZoneContent | undefined)[] = before.map(() => undefined);
  const left = new Set(after);
  const match = (fits: (b: ZoneContent, a: ZoneContent, i: number) => boolean) =>
    before.forEach((b, i) => {
      if (of[i]) return;
      const found = [...left].find((a) => fits(b, a, i));
      if (!found) return;
      of[i] = found;
      left.delete(found);
    });
  match((b, a) => sameContent(b, a));
  match((b, a) => sameContent(b.definition, a.definition));
  match((_, a, i) => after.indexOf(a) === i);
  return { of, added: after.filter((zone) => left.has(zone)) };
}

function part(zone: ZoneContent | null, fields: readonly (keyof ZoneContent)[]): unknown {
  return zone && Object.fromEntries(fields.map((field) => [field, zone[field]]));
}
