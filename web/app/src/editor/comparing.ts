/** What is compared at the moment: three contents in a conflict, or two versions. Its shapes are asked for zone by zone. */
import type { Feature, FeatureCollection } from 'geojson';
import { type Content, canonical, type ZoneContent } from './content';
import { type Contrast, contrast } from './contrast';
import { preview } from './doors';
import type { Preview } from './preview';
import { type Difference, differences, rows, type Side } from './threeway';

export class Comparing {
  /** From 0: the zone whose shapes are shown. */
  zone = 0;
  readonly before: Content;
  readonly theirs: Content;
  readonly mine: Content;
  readonly differences: Difference[];
  readonly chosen = new Map<string, Side>();
  shapes: { before: Preview | null; contrast: Contrast } | null = null;
  #tell: () => void;
  #asking: AbortController | null = null;

  /** Of two versions, the earlier is both what was before and theirs. */
  constructor(before: Content, theirs: Content, mine: Content, tell: () => void) {
    this.before = before;
    this.theirs = theirs;
    this.mine = mine;
    this.#tell = tell;
    this.differences = differences(before, theirs, mine);
    const first = this.differences.find((d) => d.aspect === 'definition' || d.aspect === 'zone');
    this.show(first ? first.zone - 1 : 0);
  }

  get zones(): number {
    return rows(this.before, this.theirs, this.mine).length;
  }

  /** Whether all is decided that somebody has to decide. */
  get decided(): boolean {
    return this.differences.every((d) => d.by !== null || this.chosen.has(d.path));
  }

  show(zone: number): void {
    this.zone = zone;
    this.shapes = null;
    this.#asking?.abort();
    this.#asking = new AbortController();
    void this.#ask(zone, this.#asking.signal);
    this.#tell();
  }

  async #ask(zone: number, signal: AbortSignal): Promise<void> {
    const row = rows(this.before, this.theirs, this.mine)[zone];
    if (!row) return;
    try {
      const three = !same(row.before, row.theirs);
      const [found, before] = await Promise.all([
        contrast(row.theirs, row.mine, signal),
        three && row.before ? preview(row.before, signal) : null,
      ]);
      if (signal.aborted) return;
      this.shapes = { before, contrast: found };
    } catch {
      // Without shapes there are still the words.
    }
    if (!signal.aborted) this.#tell();
  }

  features(): FeatureCollection {
    const features: Feature[] = [];
    const put = (kind: string, geometry: Preview['geometry'] | undefined) => {
      if (geometry) features.push({ type: 'Feature', geometry, properties: { kind } });
    };
    put('removed', this.shapes?.contrast.removed.geometry);
    put('added', this.shapes?.contrast.added.geometry);
    put('before', this.shapes?.before?.geometry);
    put('theirs', this.shapes?.contrast.from?.geometry);
    put('mine', this.shapes?.contrast.to?.geometry);
    return { type: 'FeatureCollection', features };
  }
}

function same(a: ZoneContent | null, b: ZoneContent | null): boolean {
  return canonical(a) === canonical(b);
}
