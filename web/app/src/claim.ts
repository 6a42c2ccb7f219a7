/** What one source says of one field of an incident, and what follows from several. */
import { webAddress } from './incident';
import type { Row } from './row';
import type { Day, Source } from './types';

export const FIELDS = ['period', 'place', 'deaths', 'injured', 'account'] as const;
export type Field = (typeof FIELDS)[number];

export interface Claim {
  id: number;
  field: Field;
  /** As the source states it. */
  value: string;
  /** Numbers that the value allows; high is null where it is open upwards. */
  low: number | null;
  high: number | null;
  from: Day | null;
  to: Day | null;
  source: Source;
  properties: Record<string, unknown>;
}

export function readClaim(row: Row): Claim {
  const from = row.maybeDay('start');
  return {
    id: row.id,
    field: row.oneOf('field', FIELDS),
    value: row.maybeText('value') ?? '',
    low: row.maybeNumber('low'),
    high: row.maybeNumber('high'),
    from,
    to: row.maybeDay('end') ?? from,
    source: {
      id: row.maybeNumber('source') ?? 0,
      name: row.text('source_name'),
      nameEs: row.maybeText('source_name_es'),
      url: webAddress(row.properties.source_url),
      date: row.maybeText('stated_on'),
    },
    properties: row.properties,
  };
}

/** A period as one source gives it. */
export interface Stated {
  from: Day;
  to: Day;
  claim: Claim;
}

/**
 * The periods that sources state for the whole incident. A report of some days within a longer period of the same
 * publisher, or of one day amid a longer period of anyone's, is news of those days, not another opinion on when the
 * incident began and ended.
 */
export function periods(claims: readonly Claim[]): Stated[] {
  const all = claims.flatMap((claim) =>
    claim.field === 'period' && claim.from !== null && claim.to !== null
      ? [{ from: claim.from, to: claim.to, claim }]
      : [],
  );
  return all.filter(
    (a) =>
      !all.some(
        (b) =>
          b !== a &&
          (isAmid(a, b) ||
            (publisher(a) === publisher(b) &&
              b.from <= a.from &&
              a.to <= b.to &&
              (b.from < a.from || a.to < b.to || b.claim.id < a.claim.id))),
      ),
  );
}

/** One day, neither the first nor the last of the longer period. */
function isAmid(day: Stated, longer: Stated): boolean {
  return day.from === day.to && longer.from < day.from && day.to < longer.to;
}

function publisher(s: Stated): string {
  return s.claim.source.name.split(',')[0] ?? '';
}

/** Earliest and latest start and end that sources give, with the fewest and most days they allow. */
export interface Bounds {
  start: { first: Day; last: Day };
  end: { first: Day; last: Day };
  days: { low: number; high: number };
}

/** null where fewer than two sources speak, where they agree, or where their periods do not meet. */
export function bounds(stated: readonly Stated[]): Bounds | null {
  if (stated.length < 2) return null;
  const starts = stated.map((s) => s.from);
  const ends = stated.map((s) => s.to);
  const start = { first: Math.min(...starts), last: Math.max(...starts) };
  const end = { first: Math.min(...ends), last: Math.max(...ends) };
  if (start.first === start.last && end.first === end.last) return null;
  if (start.last > end.first) return null;
  return { start, end, days: { low: end.first - start.last + 1, high: end.last - start.first + 1 } };
}
