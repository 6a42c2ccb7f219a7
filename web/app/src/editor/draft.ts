/** Drafts as the server tells them, narrowed where they come in. */
import { decimal } from '../format';
import { object } from '../row';
import type { Content, DecreeContent, Pair, ZoneContent } from './content';
import { readTold, type Told } from './problems';

export type DraftState = 'draft' | 'submitted' | 'published' | 'deleted';

export interface Who {
  person: string;
  name: string;
}

export interface DraftEvent {
  at: string;
  event: string;
  version: number | null;
  by: Who;
  reason: string | null;
}

export interface DraftHead {
  id: number;
  kind: 'decree' | 'change' | 'proposal';
  state: DraftState;
  version: number;
  /** The published decree, once there is one. */
  decree: number | null;
  /** What its zones became, in their order. */
  published: number[];
  saved: string;
  savedBy: Who;
  number: string;
  zones: number;
  rejected: { at: string; by: Who; reason: string } | null;
}

export interface Draft extends DraftHead {
  lacks: Told[];
  /** What is unusual, and does not keep anybody from submitting it. */
  warnings: { parameter: string; words: Pair }[];
  /** What a change would make of the zones that it changes. */
  differences: { zone: number; fromKm2: string; toKm2: string }[];
  may: Record<'save' | 'submit' | 'withdraw' | 'reject' | 'publish', boolean>;
  content: Content;
  events: DraftEvent[];
}

export interface Present extends Who {
  you: boolean;
}

/** Who has a draft open, and how far it has come. */
export interface Attended {
  present: Present[];
  state: DraftState;
  version: number;
}

type Raw = Record<string, unknown>;

export function readHead(x: unknown): DraftHead {
  const d = object(x, 'draft');
  const content = d.content ? readContent(d.content) : null;
  return {
    id: Number(d.id),
    kind: d.kind === 'change' || d.kind === 'proposal' ? d.kind : 'decree',
    state: readState(d.state),
    version: Number(d.version),
    decree: typeof d.decree === 'number' ? d.decree : null,
    published: Array.isArray(d.published_zones) ? d.published_zones.map(Number) : [],
    saved: text(d.saved),
    savedBy: who(d.saved_by),
    number: content?.decree.number ?? text(d.number),
    zones: content?.zones.length ?? Number(d.zones ?? 0),
    rejected: d.rejected ? rejected(object(d.rejected, 'draft, rejected')) : null,
  };
}

export function readDraft(x: unknown): Draft {
  const d = object(x, 'draft');
  const may = object(d.may ?? {}, 'draft, may');
  return {
    ...readHead(d),
    lacks: list(d.lacks).map(readTold),
    warnings: list(d.warnings).map((one) => ({
      parameter: text(one.parameter),
      words: { es: text(one.es), en: text(one.en) },
    })),
    differences: list(d.differences).map((one) => ({
      zone: Number(one.zone),
      fromKm2: decimal(Number(one.from_km2)),
      toKm2: decimal(Number(one.to_km2)),
    })),
    may: {
      save: may.save === true,
      submit: may.submit === true,
      withdraw: may.withdraw === true,
      reject: may.reject === true,
      publish: may.publish === true,
    },
    content: readContent(d.content),
    events: list(d.events).map((e) => ({
      at: text(e.at),
      event: text(e.event),
      version: typeof e.version === 'number' ? e.version : null,
      by: who(e.by),
      reason: text(e.reason) || null,
    })),
  };
}

/** A content with every list there, whatever was left out. */
export function readContent(x: unknown): Content {
  const c = object(x ?? {}, 'draft, content');
  const decree = object(c.decree ?? {}, 'draft, decree');
  return {
    decree: { ...(decree as unknown as DecreeContent), number: text(decree.number) },
    zones: list(c.zones).map((z) => {
      const definition = object(z.definition ?? {}, 'draft, definition');
      const parts = Array.isArray(definition.parts) ? definition.parts : [];
      return { ...(z as unknown as ZoneContent), definition: { ...definition, parts } };
    }),
    lifts: list(c.lifts).map((l) => ({ zone: Number(l.zone), from: text(l.from) || null })),
    why: text(c.why),
  };
}

export function readAttended(x: unknown): Attended {
  const { present, state, version } = object(x, 'presence');
  return {
    present: list(present).map((p) => ({ ...who(p), you: p.you === true })),
    state: readState(state),
    version: Number(version),
  };
}

function readState(x: unknown): DraftState {
  return (['draft', 'submitted', 'published', 'deleted'] as const).find((s) => s === x) ?? 'draft';
}

function rejected(r: Raw) {
  return { at: text(r.at), by: who(r.by), reason: text(r.reason) };
}

function who(x: unknown): Who {
  const w = object(x ?? {}, 'draft, by');
  return { person: text(w.person), name: text(w.name) };
}

function list(x: unknown): Raw[] {
  return Array.isArray(x) ? x.map((one) => object(one, 'draft, list')) : [];
}

function text(x: unknown): string {
  return typeof x === 'string' ? x : '';
}

/** Two letters for a person: those of the first and the last name. */
export function initials(name: string): string {
  const names = name.replace(/\./g, ' ').trim().split(/\s+/);
  const first = names[0]?.[0] ?? '?';
  const last = names.length > 1 ? (names[names.length - 1]?.[0] ?? '') : '';
  return (first + last).toUpperCase();
}
