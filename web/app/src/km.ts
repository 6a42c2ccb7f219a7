/** Kilometres of the road's scales as the server sends them, and one point read on the others of these scales. */
import { webAddress } from './incident';
import type { Row } from './row';
import type { LonLat } from './types';

/** A post somebody stated, or a whole kilometre worked out between posts. */
export interface KmPost {
  id: number;
  scale: string;
  km: number;
  stated: boolean;
  name: string | null;
  extrapolated: boolean;
  uncertaintyM: number | null;
  sourceUrl: string | null;
  at: LonLat | null;
  /** Everything else, as sent. */
  properties: Record<string, unknown>;
}

export function readKmPost(row: Row): KmPost {
  return {
    id: row.id,
    scale: row.text('scale'),
    km: row.number('km'),
    stated: row.maybeText('sort') === 'post',
    name: row.maybeText('name'),
    extrapolated: row.flag('extrapolated'),
    uncertaintyM: row.maybeNumber('uncertainty_m'),
    sourceUrl: webAddress(row.properties.source_url),
    at: row.point(),
    properties: row.properties,
  };
}

/** The whole kilometre that a search names: "km 130", "PE-3SY km 130+500"; null where it names none. */
export function kmIn(text: string): number | null {
  const found = /\bkm\.?\s*(\d{1,4})(?![\d/-])/i.exec(text);
  return found ? Number(found[1]) : null;
}

/** Where a point stands on another scale. */
export interface OtherScale {
  /** The whole kilometre nearest to it there. */
  post: KmPost;
  km: number;
  uncertaintyM: number;
}

/** For each scale but the post's own: between its two nearest whole kilometres, in proportion to the distances. */
export function otherScales(post: KmPost, near: readonly KmPost[]): OtherScale[] {
  const { at } = post;
  if (!at) return [];
  const scales = new Map<string, KmPost[]>();
  for (const other of near) {
    if (other.scale !== post.scale) scales.set(other.scale, [...(scales.get(other.scale) ?? []), other]);
  }
  return [...scales.values()].flatMap((posts) => {
    const [a, b] = posts.map((p) => ({ post: p, far: metres(at, p.at ?? at) })).sort((x, y) => x.far - y.far);
    if (!a) return [];
    // Farther than a kilometre off, the other scale does not run through here.
    if (a.far > 1000) return [];
    const neighbour = b && Math.abs(b.post.km - a.post.km) <= 1 ? b : null;
    const share = neighbour ? a.far / (a.far + neighbour.far || 1) : 0;
    const km = a.post.km + (neighbour ? (neighbour.post.km - a.post.km) * share : 0);
    return [
      {
        post: a.post,
        km: Math.round(km * 10) / 10,
        uncertaintyM: Math.max(a.post.uncertaintyM ?? 0, post.uncertaintyM ?? 0),
      },
    ];
  });
}

/** Good to a few metres over the few kilometres asked about here. */
function metres(a: LonLat, b: LonLat): number {
  const east = (b[0] - a[0]) * Math.cos((a[1] * Math.PI) / 180);
  return Math.hypot(east, b[1] - a[1]) * 111_195;
}
