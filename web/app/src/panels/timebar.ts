/**
 * The bar of time: a histogram of incidents, the terms of decrees, two handles for the period incidents belong to and
 * a needle for the date zones belong to. It shows the state it is given and sends `change` with what should become of
 * it; it keeps nothing but the axis, the gesture under way and what the pointer reads.
 */
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { clamp, type Days } from '../calendar';
import { dateRange } from '../format';
import type { Histogram } from '../histogram';
import { t } from '../i18n';
import { type Period, stepped, withDate, writtenDate, writtenFrom, writtenTo } from '../period';
import { Player } from '../play';
import { fold, words } from '../timebar/beside';
import { changeOf, TimeChange, UnitChange } from '../timebar/change';
import { type ControlsHooks, controls } from '../timebar/controls';
import { controlStyles } from '../timebar/controlstyles';
import { COMPACT, type Geometry, WIDE } from '../timebar/geometry';
import { Hand, type Held } from '../timebar/hand';
import { picture } from '../timebar/picture';
import { Plan, type Spot } from '../timebar/plan';
import { playButton } from '../timebar/playbutton';
import { plotStyles } from '../timebar/plotstyles';
import { frame, shared } from '../timebar/styles';
import { table, tableStyles } from '../timebar/table';
import { tip, tipStyles } from '../timebar/tip';
import { type Scale, wholeWeeks } from '../timescale';
import type { Lang, State, Step, Zone } from '../types';

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
  declare private pointed: Spot | null;
  declare private playing: boolean;
  declare private still: boolean;
  declare private tableOpen: boolean;

  private readonly plan = new Plan();
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

  get limits(): Days {
    return this.plan.limits;
  }

  get scale(): Scale {
    return this.plan.scale;
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
    const detail = changeOf(this.state, p);
    if (!detail) return;
    const now = performance.now();
    this.dispatchEvent(new TimeChange(detail, now - this.lastSent < MOVEMENT ? 'replace' : 'push'));
    this.lastSent = now;
  }

  point(at: Spot | null): void {
    this.pointed = at;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('extent')) this.plan.reach(this.extent);
    if (changed.has('zones')) this.plan.bind(this.zones);
    const p = this.period;
    if (this.enlarged && (p.from < this.enlarged.from || p.to > this.enlarged.to)) this.enlarged = wholeWeeks(p);
    const { geometry, width, enlarged, compact, histogram } = this;
    this.plan.lay({ geometry, width, enlarged, compact }, histogram, changed.has('histogram'));
    if (!this.hand.holding && !this.playing) this.tablePeriod = { from: p.from, to: p.to };
  }

  protected override firstUpdated(): void {
    const picture = this.renderRoot.querySelector('.picture');
    if (picture) this.sizes.observe(picture);
  }

  protected override updated(): void {
    if (this.width > 0 && this.plan.wished !== this.histogram?.unit)
      this.dispatchEvent(new UnitChange(this.plan.wished));
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
          ${compact || this.uncounted ? nothing : words(this.plan.unit, lang, see)} ${this.width > 0 ? this.picture(p) : nothing} ${this.bubble()}
        </div>
      </div>
      ${compact && this.controls ? fold(lang, p, this.unfolded, row, this.unfold) : nothing}
      ${
        this.uncounted
          ? nothing
          : table({
              bins: this.plan.bins,
              unit: this.plan.unit,
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

  private picture(p: Period) {
    const { geometry, reach, lang, compact } = this;
    const { limits, bins, terms, scale, unit } = this.plan;
    const pointed = this.uncounted ? null : this.plan.binAt(this.pointed);
    return picture(
      { period: p, limits, bins, terms, scale, unit, geometry, pointed, reach, lang, short: compact },
      this.hand,
    );
  }

  private bubble() {
    const { plan, pointed: at, geometry, lang } = this;
    const bin = this.uncounted ? null : plan.binAt(at);
    if (!bin || !at) return nothing;
    const onZones = at.py > geometry.zonesTop - 2;
    return html`<div class="tip" aria-hidden="true">${tip(bin, plan.unit, plan.termsAt(bin, onZones ? at : null), lang)}</div>`;
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

  private readonly unfold = (): void => {
    this.unfolded = !this.unfolded;
  };

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
