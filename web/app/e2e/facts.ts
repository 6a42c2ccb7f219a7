/** What the server's own collections say: the second witness for every count a journey reads on the page. */
import type { APIRequestContext } from '@playwright/test';

export interface Fact {
  id: number;
  /** Longitude, latitude. */
  at?: [number, number];
  properties: Record<string, unknown>;
}

type Feature = Omit<Fact, 'at'> & { geometry: { type: string; coordinates: [number, number] } | null };

/** Every incident, page after page. */
export async function incidents(request: APIRequestContext): Promise<Fact[]> {
  return rows(request, '/collections/incidents/items?limit=1000');
}

export async function zones(request: APIRequestContext): Promise<Fact[]> {
  return rows(request, '/collections/zones/items?limit=1000');
}

async function rows(request: APIRequestContext, first: string): Promise<Fact[]> {
  const all: Fact[] = [];
  for (let next: string | undefined = first; next; ) {
    const answer = await request.get(next);
    const page = (await answer.json()) as { features: Feature[]; links?: { rel: string; href: string }[] };
    all.push(...page.features.map((f) => (f.geometry?.type === 'Point' ? { ...f, at: f.geometry.coordinates } : f)));
    next = page.links?.find((l) => l.rel === 'next')?.href;
  }
  return all;
}

/** Whether the incident's period meets the other; days as YYYY-MM-DD, ends inclusive. An open end is its first day. */
export function during(f: Fact, from: string, to: string): boolean {
  const start = String(f.properties.start);
  const end = String(f.properties.end ?? f.properties.start);
  return start <= to && end >= from;
}

/** Zones in force on the day. */
export function inForce(f: Fact, day: string): boolean {
  return String(f.properties.start) <= day && day <= String(f.properties.last_day);
}
