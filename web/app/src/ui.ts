/** What the page remembers that is not in its address: what is folded, open, pointed at. */
import type { BinUnit } from './histogram';
import { type Layout, layoutOf } from './layout';
import { MORE, type Section } from './many';
import { recall, remember } from './memory';
import type { Subset } from './panels/panel';
import type { Choice } from './query';
import type { Selection } from './types';

/** Height of a page, in pixels, on which the open legend leaves most of the map free. */
const LEGEND_HEIGHT = 780;

export const FIRST_ROWS: Record<Section, number> = { active: MORE, rest: MORE };

export class Ui {
  layout: Layout = layoutOf(window.innerWidth);
  /** Whether the drawer of a middling width is out. */
  drawer = false;
  hover: Selection | null = null;
  subset: Subset | null = null;
  /** Whether the head of the list takes the focus as soon as it tells of the subset. */
  headAwaited = false;
  /** How many rows of each section are asked for, where there are very many. */
  rows: Record<Section, number> = FIRST_ROWS;
  /** What a column of the histogram stands for. */
  unit: BinUnit = this.layout === 'sheet' ? 'quarter' : 'month';
  /** The choice whose flap is open. */
  open: Choice | null = null;
  /** The incident opened last, whose row takes the focus when its detail closes. */
  came: number | null = null;
  #single = recall('keys') !== 'off';
  /** null until the reader folds or opens it: then it is open where there is room. */
  #legend: boolean | null = recall('legend') === 'folded' ? false : null;

  get single(): boolean {
    return this.#single;
  }

  switchSingle(): void {
    this.#single = !this.#single;
    remember('keys', this.#single ? null : 'off');
  }

  get legend(): boolean {
    return this.#legend ?? (window.innerWidth >= 960 && window.innerHeight >= LEGEND_HEIGHT);
  }

  foldLegend(): void {
    this.#legend = !this.legend;
    remember('legend', this.#legend ? null : 'folded');
  }

  /** Whether an open detail hides the list. */
  get listIsCovered(): boolean {
    return this.layout !== 'wide';
  }
}
