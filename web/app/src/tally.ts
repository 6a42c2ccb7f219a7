/**
 * Which incidents stand together on the map, and where. Nothing is rounded, jittered or dropped: every incident with a
 * place inside the window is counted in exactly one tally, tallies stand at a true place of theirs, and what has to
 * step aside for its neighbours keeps a line to that place. Distances are pixels at the zoom in hand, which makes the
 * answer the same wherever the map is panned to.
 */
import { badgeSize, type Counts, emptyCounts, total } from './badge';
import { holds } from './calendar';
import { project, unproject, type XY } from './mercator';
import { CATEGORIES, type Day, type Incident, type LonLat } from './types';

/** Places nearer than this are counted together. */
export const MERGE_PX = 44;
/** A tally that steps further aside than this gets a line to its place. */
export const LEADER_PX = 10;

const SPACING_PX = 2;
const STEP_PX = 4;
const FARTHEST_PX = 88;

export interface Tally {
  /** A true place: the one of the most incidents in it. */
  at: LonLat;
  /** Where it is drawn. */
  shown: LonLat;
  leader: boolean;
  counts: Counts;
  /** Known only by their areas; never counted together with known places. */
  hollow: boolean;
  active: boolean;
  /** Ids in the order of the incidents given. */
  ids: number[];
  /** Every place in it, the tally's own first. */
  places: LonLat[];
}

/** Something tallies step aside for: a box in pixels around a place. */
export interface Obstacle {
  at: LonLat;
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** An incident that has a place. */
export type Placed = Incident & { at: LonLat };

/** District and province are areas: their point is only where a label may stand. */
export function isArea(incident: Pick<Incident, 'placePrecision'>): boolean {
  return incident.placePrecision === 'district' || incident.placePrecision === 'province';
}

/** Merges the incidents at the zoom, then moves apart what would overlap. */
export function tallies(incidents: Placed[], at: { zoom: number; date: Day; obstacles: Obstacle[] }): Tally[] {
  const merged = [false, true].flatMap((hollow) =>
    merge(
      incidents.filter((incident) => isArea(incident) === hollow),
      at.zoom,
      at.date,
    ),
  );
  return nudge(merged, at.zoom, at.obstacles);
}

interface Place {
  at: LonLat;
  xy: XY;
  incidents: Placed[];
}

function merge(incidents: Placed[], zoom: number, date: Day): Tally[] {
  const places = new Map<string, Place>();
  for (const incident of incidents) {
    const key = incident.at.join();
    const place = places.get(key) ?? { at: incident.at, xy: project(incident.at, zoom), incidents: [] };
    place.incidents.push(incident);
    places.set(key, place);
  }
  // The fullest places first, so that a tally stands where most of it happened.
  const sorted = [...places.values()].sort(
    (a, b) => b.incidents.length - a.incidents.length || a.at[0] - b.at[0] || a.at[1] - b.at[1],
  );
  const seeds: Place[][] = [];
  const rest: Place[] = [];
  for (const place of sorted) {
    if (seeds.every(([seed]) => seed && distance(seed.xy, place.xy) > MERGE_PX)) seeds.push([place]);
    else rest.push(place);
  }
  for (const place of rest) nearest(seeds, place).push(place);
  const order = new Map(incidents.map((incident, i) => [incident, i]));
  return seeds.map((group) => {
    const all = group.flatMap((place) => place.incidents);
    all.sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
    return tallyOf(
      group.map((place) => place.at),
      all,
      date,
    );
  });
}

function nearest(groups: Place[][], place: Place): Place[] {
  let best: Place[] = [];
  let least = Number.POSITIVE_INFINITY;
  for (const group of groups) {
    const far = group[0] ? distance(group[0].xy, place.xy) : Number.POSITIVE_INFINITY;
    if (far < least) [best, least] = [group, far];
  }
  return best;
}

function tallyOf(places: LonLat[], incidents: Incident[], date: Day): Tally {
  const counts = emptyCounts();
  for (const incident of incidents) {
    const group = CATEGORIES.indexOf(incident.category);
    counts[group] = (counts[group] ?? 0) + 1;
  }
  const at = places[0] ?? [0, 0];
  return {
    at,
    shown: at,
    leader: false,
    counts,
    hollow: incidents.some(isArea),
    active: incidents.some((incident) => holds(incident, date)),
    ids: incidents.map((incident) => incident.id),
    places,
  };
}

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** The eight ways a tally may step, plainest first. */
const WAYS: XY[] = [
  [0, 1],
  [0, -1],
  [1, 0],
  [-1, 0],
  [0.7, 0.7],
  [-0.7, 0.7],
  [0.7, -0.7],
  [-0.7, -0.7],
];

/** Each in turn takes the free spot nearest to its place: known places before areas, single symbols before tallies. */
function nudge(merged: Tally[], zoom: number, obstacles: Obstacle[]): Tally[] {
  const taken = boxesOf(obstacles, zoom);
  const rank = (t: Tally) => (t.hollow ? 2 : 0) + (total(t.counts) > 1 ? 1 : 0);
  const inTurn = [...merged].sort((a, b) => rank(a) - rank(b) || total(b.counts) - total(a.counts));
  return inTurn.map((tally) => {
    const place = project(tally.at, zoom);
    const { width, height } = badgeSize({ counts: tally.counts, selected: false });
    const spot = freeSpot(place, width / 2, height / 2, taken) ?? place;
    taken.push(boxAt(spot, width / 2, height / 2));
    const aside = distance(place, spot);
    return aside === 0 ? tally : { ...tally, shown: unproject(spot, zoom), leader: aside > LEADER_PX };
  });
}

/** The obstacles in world pixels. */
export function boxesOf(obstacles: Obstacle[], zoom: number): Box[] {
  return obstacles.map((obstacle) => {
    const [x, y] = project(obstacle.at, zoom);
    return { left: x + obstacle.left, top: y + obstacle.top, right: x + obstacle.right, bottom: y + obstacle.bottom };
  });
}

/** The tallies as obstacles for what gives way to them. */
export function asObstacles(tallies: Tally[]): Obstacle[] {
  return tallies.map(({ shown, counts }) => {
    const { width, height } = badgeSize({ counts, selected: false });
    return { at: shown, left: -width / 2, top: -height / 2, right: width / 2, bottom: height / 2 };
  });
}

/** How far a point lies from a tally whose middle is given, both in pixels; 0 inside. */
export function distanceToTally([x, y]: XY, middle: XY, { counts }: Tally): number {
  const { width, height } = badgeSize({ counts, selected: false });
  const dx = Math.max(0, Math.abs(x - middle[0]) - width / 2);
  const dy = Math.max(0, Math.abs(y - middle[1]) - height / 2);
  return Math.hypot(dx, dy);
}

function freeSpot(place: XY, halfWidth: number, halfHeight: number, taken: Box[]): XY | null {
  for (let step = 0; step <= FARTHEST_PX; step += STEP_PX) {
    for (const [dx, dy] of step === 0 ? WAYS.slice(0, 1) : WAYS) {
      const spot: XY = [place[0] + dx * step, place[1] + dy * step];
      const box = boxAt(spot, halfWidth + SPACING_PX, halfHeight + SPACING_PX);
      if (!taken.some((other) => overlap(box, other))) return spot;
    }
  }
  return null;
}

function boxAt([x, y]: XY, halfWidth: number, halfHeight: number): Box {
  return { left: x - halfWidth, top: y - halfHeight, right: x + halfWidth, bottom: y + halfHeight };
}

export function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

function distance(a: XY, b: XY): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}

/** The zoom from which a tally's places stand apart, or null where they are one place. */
export function splitZoom(places: LonLat[]): number | null {
  const [first, ...others] = places.map((place) => project(place, 0));
  if (!first || others.length === 0) return null;
  const reach = Math.max(...others.map((other) => distance(first, other)));
  return reach > 0 ? Math.log2(MERGE_PX / reach) + 0.05 : null;
}
