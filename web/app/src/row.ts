/**
 * Reading what the server sent. Everything unknown is narrowed here, once: a Row gives a property as the type asked
 * for, or refuses with the place where it stands.
 */
import { readIsoDate } from './format';
import type { Day, LonLat } from './types';

/** What was read does not have the shape it should; the message says where. */
export class Misshapen extends Error {}

export function object(x: unknown, where: string): Record<string, unknown> {
  if (typeof x !== 'object' || x === null || Array.isArray(x)) throw new Misshapen(where);
  return x as Record<string, unknown>;
}

export class Row {
  readonly id: number;
  readonly properties: Record<string, unknown>;
  readonly geometry: { type: string; coordinates: unknown } | null;
  #where: string;

  /** Takes a GeoJSON feature. */
  constructor(feature: unknown, collection: string) {
    const f = object(feature, collection);
    if (!Number.isSafeInteger(f.id)) throw new Misshapen(`${collection}, id`);
    this.id = f.id as number;
    this.#where = `${collection} ${this.id}`;
    this.properties = object(f.properties, `${this.#where}, properties`);
    const g = f.geometry === null || f.geometry === undefined ? null : object(f.geometry, `${this.#where}, geometry`);
    this.geometry = g && typeof g.type === 'string' ? { type: g.type, coordinates: g.coordinates } : null;
  }

  text(name: string): string {
    return this.maybeText(name) ?? this.#refuse(name);
  }

  /** null where it is absent or empty. */
  maybeText(name: string): string | null {
    const x = this.properties[name] ?? null;
    if (x === null || typeof x === 'string') return x || null;
    return this.#refuse(name);
  }

  number(name: string): number {
    return this.maybeNumber(name) ?? this.#refuse(name);
  }

  maybeNumber(name: string): number | null {
    const x = this.properties[name] ?? null;
    if (x === null || (typeof x === 'number' && Number.isFinite(x))) return x;
    return this.#refuse(name);
  }

  flag(name: string): boolean {
    return this.properties[name] === true;
  }

  day(name: string): Day {
    return this.maybeDay(name) ?? this.#refuse(name);
  }

  maybeDay(name: string): Day | null {
    const x = this.maybeText(name);
    return x === null ? null : (readIsoDate(x) ?? this.#refuse(name));
  }

  /** One of the words, or the refusal of a word nobody knows. */
  oneOf<T extends string>(name: string, words: readonly T[]): T {
    const x = this.text(name);
    return words.find((w) => w === x) ?? this.#refuse(name);
  }

  /** An absent list is an empty one. */
  list(name: string): unknown[] {
    const x = this.properties[name] ?? [];
    return Array.isArray(x) ? x : this.#refuse(name);
  }

  texts(name: string): string[] {
    return this.list(name).filter((x): x is string => typeof x === 'string' && x !== '');
  }

  numbers(name: string): number[] {
    return this.list(name).filter((x): x is number => typeof x === 'number');
  }

  /** The point of the geometry: longitude, latitude. */
  point(): LonLat | null {
    if (this.geometry === null) return null;
    return this.geometry.type === 'Point'
      ? (lonLat(this.geometry.coordinates) ?? this.#refuse('geometry'))
      : this.#refuse('geometry');
  }

  lonLat(name: string): LonLat | null {
    const x = this.properties[name] ?? null;
    return x === null ? null : (lonLat(x) ?? this.#refuse(name));
  }

  #refuse(name: string): never {
    throw new Misshapen(`${this.#where}, ${name}`);
  }
}

function lonLat(x: unknown): LonLat | null {
  if (!Array.isArray(x)) return null;
  const [lon, lat] = x;
  return typeof lon === 'number' && typeof lat === 'number' ? [lon, lat] : null;
}
