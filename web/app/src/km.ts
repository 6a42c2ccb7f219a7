/** One point read on the scales of the road, from the whole kilometres that stand near it. */
import type { Row } from './row';
import type { LonLat } from './types';

/** Where a point stands on another scale. */
export interface OtherScale {
  scale: string;
  row: Row;
  km: number;
  uncertaintyM: number;
  extrapolated: boolean;
}

/** For each scale but the post's own: between its two nearest whole kilometres, in proportion to the distances. */
export function otherScales(post: Row, near: readonly Row[]): OtherScale[] {
  const at = post.point();
  if (!at) return [];
  const own = post.text('scale');
  const scales = new Map<string, Row[]>();
  for (const row of near) {
    const scale = row.text('scale');
    if (scale !== own) scales.set(scale, [...(scales.get(scale) ?? []), row]);
  }
  return [...scales].flatMap(([scale, rows]) => {
    const [a, b] = rows.map((row) => ({ row, far: metres(at, row.point() ?? at) })).sort((x, y) => x.far - y.far);
    if (!a) return [];
    // Farther than a kilometre off, the other scale does not run through here.
    if (a.far > 1000) return [];
    const neighbour = b && Math.abs(b.row.number('km') - a.row.number('km')) <= 1 ? b : null;
    const share = neighbour ? a.far / (a.far + neighbour.far || 1) : 0;
    const km = a.row.number('km') + (neighbour ? (neighbour.row.number('km') - a.row.number('km')) * share : 0);
    return [
      {
        scale,
        row: a.row,
        km: Math.round(km * 10) / 10,
        uncertaintyM: Math.max(a.row.maybeNumber('uncertainty_m') ?? 0, post.maybeNumber('uncertainty_m') ?? 0),
        extrapolated: a.row.flag('extrapolated'),
      },
    ];
  });
}

/** Good to a few metres over the few kilometres asked about here. */
function metres(a: LonLat, b: LonLat): number {
  const east = (b[0] - a[0]) * Math.cos((a[1] * Math.PI) / 180);
  return Math.hypot(east, b[1] - a[1]) * 111_195;
}
