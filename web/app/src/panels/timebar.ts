/**
 * The bar of time: a histogram of incidents, the terms of decrees, two handles for the period incidents belong to and
 * a needle for the date zones belong to. It shows the state it is given and sends `change` with what should become of
 * it; it keeps nothing but the axis, the gesture under way and what the pointer reads.
 */
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { clamp, type Days, holds, meet } from '../calendar';
import { dateRange, shortDate } from '../format';
import { type Bin, type BinUnit, bins, type Histogram } from '../histogram';
import { t } from '../i18n';
import { type Period, stepped, withDate, writtenDate, writtenFrom, writtenTo } from '../period';
import { Player } from '../play';
import { type Term, terms } from '../terms';
import { unitFor } from '../timebar/columns';
import { type ControlsHooks, controls } from '../timebar/controls';
import { controlStyles } from '../timebar/controlstyles';
import { COMPACT, type Geometry, scaleOf, WIDE } from '../timebar/geometry';
import { Hand, type Held } from '../timebar/hand';
import { picture } from '../timebar/picture';
import { playButton } from '../timebar/playbutton';
import { plotStyles } from '../timebar/plotstyles';
import { frame, shared } from '../timebar/styles';
import { table, tableStyles } from '../timebar/table';
import { counted, heading, tip, tipStyles } from '../timebar/tip';
import { dayAt, type Scale, wholeWeeks, wholeYears } from '../timescale';
import type { Lang, State, Step, Zone } from '../types';
import { inForce } from '../zone';

/** What should become of the state. `replace`: part of the movement before it, which Back undoes as one. */
export class TimeChange extends CustomEvent<Partial<State>> {
  readonly step: 'push' | 'replace';

  constructor(detail: Partial<State>, step: 'push' | 'replace') {
    super('change', { detail });
    this.step = step;
  }
}

/** What a column should stand for from now on. */
export class UnitChange extends CustomEvent<BinUnit> {
  constructor(detail: BinUnit) {
    super('unit', { detail });
  }
}

/** Changes closer than this, in milliseconds, are one movement. */
const MOVEMENT = 1200;
/** Below these widths in pixels row 1 has less room, and still less. */
const NARROW = 940;
const TIGHT = 740;

export class TimeBar extends LitElement implements Held {
  static override properties = {
    lang: { type: String },
    state: { attribute: false },
    histogram: { attribute: false },
    found: { attribute: false },
    uncounted: { type: Boolean },
    zones: { attribute: false, hasChanged: differ },
    extent: { attribute: false },
    compact: { type: Boolean, reflect: true },
    controls: { type: Boolean, reflect: true },
    unfolded: { type: Boolean },
    width: { state: true },
    enlarged: { state: true },
    live: { state: true },
    pointed: { state: true },
    playing: { state: true },
    still: { state: true },
    tableOpen: { state: true },
  };

  static override styles = [shared, frame, controlStyles, plotStyles, tipStyles, tableStyles];

  declare lang: Lang;
  declare state: Pick<State, 'date' | 'from' | 'to' | 'step'>;
  /** Of what every filter but the period lets through; null until it is here. */
  declare histogram: Histogram | null;
  /** Incidents in the period, each counted once. */
  declare found: number;
  /** Whether nobody counts: then there are neither columns nor numbers, only dates. */
  declare uncounted: boolean;
  declare zones: readonly Zone[];
  /** First and last day of the data. */
  declare extent: Days;
  /** The picture of a phone: quarters and short years. Where `controls` asks for it, a button below unfolds row 1. */
  declare compact: boolean;
  declare controls: boolean;
  /** Whether that button has been pressed. */
  declare unfolded: boolean;

  declare private width: number;
  /** The axis of the enlarged period, or null for the whole. */
  declare private enlarged: Days | null;
  /** What a gesture has made of the state, until it ends. */
  declare private live: Period | null;
  declare private pointed: { px: number; py: number } | null;
  declare private playing: boolean;
  declare private still: boolean;
  declare private tableOpen: boolean;

  // Derived, and renewed only when what they come from changes: a drag renews none of them.
  limits: Days = { from: 0, to: 0 };
  scale: Scale = { axis: this.limits, left: 0, width: 0 };
  /** What the columns stand for, and what they should as soon as the counts are here. */
  private unit: BinUnit = 'month';
  private wished: BinUnit = 'month';
  private all: Bin[] = [];
  private allTerms: Term[] = [];
  private tablePeriod: Days = this.limits;

  private lastSent = -MOVEMENT;
  private readonly hand = new Hand(this);
  private readonly player = new Player(
    () => this.move(1) && this.period.date < this.period.to,
    (playing) => {
      this.playing = playing;
    },
  );
  private readonly sizes = new ResizeObserver(() => this.measure());
  private readonly motion = matchMedia('(prefers-reduced-motion: reduce)');
  private readonly coarse = matchMedia('(pointer: coarse)');

  constructor() {
    super();
    this.lang = 'es';
    this.state = { date: 0, from: 0, to: 0, step: 'day' };
    this.histogram = null;
    this.found = 0;
    this.uncounted = false;
    this.zones = [];
    this.extent = { from: 0, to: 0 };
    this.compact = false;
    this.controls = false;
    this.width = 0;
    this.enlarged = null;
    this.live = null;
    this.pointed = null;
    this.playing = false;
    this.still = this.motion.matches;
    this.tableOpen = false;
    this.unfolded = false;
  }

  /** Moves the focus to the button above the dates, which tells them; a field would call up the phone's keyboard. */
  focusDates(): void {
    this.renderRoot.querySelector<HTMLElement>('.fold')?.focus();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const picture = this.renderRoot?.querySelector('.picture');
    if (picture) this.sizes.observe(picture);
    this.motion.addEventListener('change', this.motionChanged);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.player.stop();
    this.hand.drop();
    this.sizes.disconnect();
    this.motion.removeEventListener('change', this.motionChanged);
  }

  /** The period and the date to show: those of the gesture under way, or those of the state. */
  get period(): Period {
    const { from, to, date } = this.live ?? this.state;
    const p = { from: clamp(from, this.limits), to: clamp(to, this.limits) };
    return { ...p, date: clamp(date, p) };
  }

  get geometry(): Geometry {
    return this.compact ? COMPACT : WIDE;
  }

  get stepUnit(): Step {
    return this.state.step;
  }

  get reach(): number {
    return this.coarse.matches ? 22 : 12;
  }

  show(p: Period | null): void {
    this.live = p;
  }

  send(p: Period): void {
    const { from, to, date } = this.state;
    const detail: Partial<State> = {};
    if (p.from !== from) detail.from = p.from;
    if (p.to !== to) detail.to = p.to;
    if (p.date !== date) detail.date = p.date;
    if (Object.keys(detail).length === 0) return;
    // A new end without the date beside it would leave the date to whoever hears this.
    if (detail.from !== undefined || detail.to !== undefined) Object.assign(detail, p);
    const now = performance.now();
    this.dispatchEvent(new TimeChange(detail, now - this.lastSent < MOVEMENT ? 'replace' : 'push'));
    this.lastSent = now;
  }

  point(at: { px: number; py: number } | null): void {
    this.pointed = at;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('extent')) this.limits = wholeYears(this.extent);
    if (changed.has('zones')) this.allTerms = terms(this.zones);
    const p = this.period;
    if (this.enlarged && (p.from < this.enlarged.from || p.to > this.enlarged.to)) this.enlarged = wholeWeeks(p);
    const axis = this.enlarged ?? this.limits;
    const scale = scaleOf(this.geometry, this.width, axis);
    const rescaled = JSON.stringify(scale) !== JSON.stringify(this.scale);
    if (rescaled) this.scale = scale;
    if (rescaled) this.wished = unitFor(axis, scale.width, this.enlarged !== null, this.compact);
    if (rescaled || changed.has('histogram')) {
      const known = this.histogram ?? { unit: this.wished, counts: new Map() };
      this.unit = known.unit;
      this.all = bins(known, axis);
    }
    if (!this.hand.holding && !this.playing) this.tablePeriod = { from: p.from, to: p.to };
  }

  protected override firstUpdated(): void {
    const picture = this.renderRoot.querySelector('.picture');
    if (picture) this.sizes.observe(picture);
  }

  protected override updated(): void {
    if (this.width > 0 && this.wished !== this.histogram?.unit) this.dispatchEvent(new UnitChange(this.wished));
    // Placed through the element's own style object: the page's policy forbids style attributes.
    const bubble = this.renderRoot.querySelector<HTMLElement>('.tip');
    if (!bubble || !this.pointed) return;
    const { px } = this.pointed;
    const onRight = px > this.width / 2;
    bubble.style.left = onRight ? 'auto' : `${px + 10}px`;
    bubble.style.right = onRight ? `${this.width - px + 10}px` : 'auto';
  }

  override render() {
    const { lang, compact, period: p } = this;
    const play = playButton(lang, this.playing, this.still, p, this.playHooks);
    const see = this.uncounted
      ? nothing
      : html`<button
      class="see"
      type="button"
      aria-expanded=${this.tableOpen ? 'true' : 'false'}
      aria-controls="table"
      @click=${this.openTable}
    >
      ${t(lang, 'time.table')}
    </button>`;
    const enlarged = this.enlarged !== null;
    const room = compact || this.width >= NARROW ? 'wide' : this.width >= TIGHT ? 'narrow' : 'tight';
    const model = { lang, period: p, step: this.state.step, limits: this.limits, enlarged, room } as const;
    const row = controls(model, this.controlsHooks, compact ? nothing : play, compact ? see : nothing);
    return html`<section aria-label=${t(lang, 'time.region')}>
      ${compact ? nothing : row}
      <div class="strip">
        ${compact ? play : nothing}
        <div class="picture">
          ${compact || this.uncounted ? nothing : this.words(see)} ${this.width > 0 ? this.picture(p) : nothing} ${this.bubble()}
        </div>
      </div>
      ${compact && this.controls ? this.fold(p, row) : nothing}
      ${
        this.uncounted
          ? nothing
          : table({
              bins: this.all,
              unit: this.unit,
              period: this.tablePeriod,
              distinct: this.found,
              lang,
              open: this.tableOpen,
              close: this.closeTable,
            })
      }
      <p class="unseen" role="status"></p>
    </section>`;
  }

  /** Row 1 behind a button that tells the dates. */
  private fold(p: Period, row: unknown) {
    const { lang, unfolded } = this;
    return html`<button
        class="fold"
        type="button"
        aria-expanded=${unfolded ? 'true' : 'false'}
        @click=${() => {
          this.unfolded = !unfolded;
        }}
      >
        ${dateRange(p.from, p.to, lang)} · ${t(lang, 'time.zonesOn').toLowerCase()} ${shortDate(p.date, lang)}
      </button>
      ${unfolded ? row : nothing}`;
  }

  /** The words to the left of the picture. */
  private words(see: unknown) {
    return html`<div class="words" title=${counted(this.unit, this.lang)}>
      <span>${heading(this.unit, this.lang).replace(' ', '\n')}</span>${see}<span class="row">${t(this.lang, 'time.zonesRow')}</span>
    </div>`;
  }

  private picture(p: Period) {
    const { limits, allTerms, scale, unit, geometry, reach, lang, compact } = this;
    return picture(
      {
        period: p,
        limits,
        bins: this.all,
        terms: allTerms,
        scale,
        unit,
        geometry,
        pointed: this.pointedBin(),
        reach,
        lang,
        short: compact,
      },
      this.hand,
    );
  }

  private bubble() {
    const bin = this.pointedBin();
    if (!bin || !this.pointed) return nothing;
    const onZones = this.pointed.py > this.geometry.zonesTop - 2;
    const day = dayAt(this.scale, this.pointed.px);
    const then = onZones ? inForce(this.allTerms, day) : this.allTerms.filter((term) => meet(term, bin));
    return html`<div class="tip" aria-hidden="true">${tip(bin, this.unit, then, this.lang)}</div>`;
  }

  private pointedBin(): Bin | null {
    if (this.uncounted || !this.pointed || this.pointed.px < this.scale.left) return null;
    const day = dayAt(this.scale, this.pointed.px);
    return this.all.find((b) => holds(b, day)) ?? null;
  }

  private measure(): void {
    const box = this.renderRoot.querySelector('.picture')?.getBoundingClientRect();
    if (box) this.width = Math.round(box.width);
  }

  private readonly motionChanged = (): void => {
    this.player.stop();
    this.still = this.motion.matches;
  };

  /** Moves the date by steps; false where it stands still. */
  private move(steps: number): boolean {
    const before = this.period;
    const p = stepped(before, this.state.step, steps);
    this.send(p);
    return p.date !== before.date;
  }

  private readonly playHooks = {
    move: (steps: number) => void this.move(steps),
    toggle: () => {
      if (this.player.playing) return this.player.stop();
      const p = this.period;
      // At the end there is nothing left to play: begin again.
      if (p.date >= p.to) this.send(withDate(p, p.from));
      this.player.start();
    },
  };

  private readonly controlsHooks: ControlsHooks = {
    from: (day) => this.written(writtenFrom(this.period, day, this.limits), 'from'),
    to: (day) => this.written(writtenTo(this.period, day, this.limits), 'to'),
    date: (day) => this.written(writtenDate(this.period, day, this.limits), 'date'),
    move: (steps) => void this.move(steps),
    step: (step) => this.dispatchEvent(new TimeChange({ step }, 'replace')),
    enlarge: () => {
      this.enlarged = this.enlarged ? null : wholeWeeks(this.period);
    },
    all: () => {
      if (this.enlarged) this.enlarged = null;
      else this.send({ ...this.period, ...this.limits });
    },
  };

  /** Sends a period that someone wrote a part of, and tells what else it moved. */
  private written(p: Period, part: keyof Period): void {
    const before = this.period;
    const alsoMoved = (['from', 'to'] as const).some((end) => end !== part && p[end] !== before[end]);
    const said = this.renderRoot.querySelector('[role=status]');
    const period = dateRange(p.from, p.to, this.lang);
    if (said) said.textContent = alsoMoved ? t(this.lang, 'time.periodMoved', { period }) : '';
    this.send(p);
  }

  private readonly openTable = async (): Promise<void> => {
    this.tableOpen = !this.tableOpen;
    await this.updateComplete;
    if (!this.tableOpen) return;
    const box = this.renderRoot.querySelector<HTMLElement>('#table');
    box?.focus();
    // Begin at the period, below the heading.
    const first = box?.querySelector<HTMLElement>('tr.in');
    if (box && first) box.scrollTop = Math.max(0, first.offsetTop - 130);
  };

  private readonly closeTable = (): void => {
    this.tableOpen = false;
    this.renderRoot.querySelector<HTMLElement>('.see')?.focus();
  };
}

/** Whether two lists hold different things: a new list of the same things draws nothing again. */
function differ(a: readonly unknown[] | undefined, b: readonly unknown[] | undefined): boolean {
  return a !== b && (a?.length !== b?.length || !a || !b || a.some((item, n) => item !== b[n]));
}

customElements.define('corredor-timebar', TimeBar);

declare global {
  interface HTMLElementTagNameMap {
    'corredor-timebar': TimeBar;
  }
}
