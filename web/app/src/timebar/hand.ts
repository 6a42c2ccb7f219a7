/** Takes hold of the parts of the time picture, with a pointer or with keys, and says what becomes of the period. */
import { add, addToEnd, type Days, type Unit } from '../calendar';
import { type Period, withDate, withFrom, withTo } from '../period';
import type { Scale } from '../timescale';
import type { Step } from '../types';
import { type Aim, aim, type Grip } from './aim';
import type { Geometry } from './geometry';
import { dragged, type Gesture, stands, TAP, tapped } from './gesture';

/** The bar as the hand sees it. */
export interface Held {
  readonly period: Period;
  readonly scale: Scale;
  readonly limits: Days;
  readonly geometry: Geometry;
  readonly stepUnit: Step;
  /** Half the width of a target, in pixels. */
  readonly reach: number;
  /** Shows a period that is not sent yet; null shows the state again. */
  show(p: Period | null): void;
  send(p: Period): void;
  /** The pointer is over the picture, in pixels from its top left, or has left it. */
  point(at: { px: number; py: number } | null): void;
}

export class Hand {
  private gesture: (Gesture & { pointer: number; moved: boolean }) | null = null;
  private latest: Period | null = null;
  private awaited = 0;
  private readonly bar: Held;

  constructor(bar: Held) {
    this.bar = bar;
  }

  get holding(): boolean {
    return this.gesture !== null;
  }

  /** Lets go without sending anything more. */
  drop(): void {
    cancelAnimationFrame(this.awaited);
    this.awaited = 0;
    this.gesture = null;
    this.bar.show(null);
  }

  readonly press = (e: PointerEvent): void => {
    if (e.button !== 0 || this.gesture) return;
    const picture = e.currentTarget as SVGSVGElement;
    const { px, py } = within(e);
    const found = this.aimAt(px, py);
    this.gesture = { aim: found, start: this.bar.period, pressed: px, pointer: e.pointerId, moved: false };
    picture.setPointerCapture(e.pointerId);
    picture.toggleAttribute('data-dragging', found !== 'away');
    if (found === 'from' || found === 'to' || found === 'date') {
      picture.querySelector<SVGGElement>(`[data-grip=${found}]`)?.focus({ preventScroll: true });
    }
    // Neither selecting text nor taking the focus from the handle.
    e.preventDefault();
    this.bar.point(null);
  };

  readonly pull = (e: PointerEvent): void => {
    const { px, py } = within(e);
    const g = this.gesture;
    if (!g) {
      (e.currentTarget as SVGSVGElement).dataset.aim = this.aimAt(px, py);
      if (e.pointerType === 'mouse') this.bar.point({ px, py });
      return;
    }
    if (e.pointerId !== g.pointer) return;
    if (!g.moved && Math.abs(px - g.pressed) <= TAP) return;
    g.moved = true;
    this.latest = dragged(g, px, this.bar.scale, this.bar.limits);
    // At most one change a frame, whatever the mouse sends.
    if (!this.awaited) this.awaited = requestAnimationFrame(this.flush);
  };

  readonly release = (e: PointerEvent): void => {
    const g = this.gesture;
    if (!g || e.pointerId !== g.pointer) return;
    const picture = e.currentTarget as SVGSVGElement;
    picture.removeAttribute('data-dragging');
    cancelAnimationFrame(this.awaited);
    this.awaited = 0;
    const { px } = within(e);
    this.gesture = null;
    if (e.type === 'pointerup') {
      this.bar.send(
        g.moved ? dragged(g, px, this.bar.scale, this.bar.limits) : tapped(g, px, this.bar.scale, this.bar.limits),
      );
    }
    this.bar.show(null);
  };

  readonly leave = (): void => this.bar.point(null);

  /** The keys of a slider: arrows by the step, Page keys by a month (with Shift or a step of months, a year), Home, End. */
  readonly key = (e: KeyboardEvent): void => {
    const grip = (e.target as Element).closest<SVGGElement>('[data-grip]')?.dataset.grip as Grip | undefined;
    const way = { ArrowRight: 1, ArrowUp: 1, PageUp: 1, ArrowLeft: -1, ArrowDown: -1, PageDown: -1 }[e.key];
    if (!grip || e.ctrlKey || e.metaKey || e.altKey || (way === undefined && e.key !== 'Home' && e.key !== 'End'))
      return;
    e.preventDefault();
    e.stopPropagation();
    const { stepUnit } = this.bar;
    const far: Unit = e.shiftKey || stepUnit === 'month' ? 'year' : 'month';
    this.bar.send(this.keyed(grip, way ?? 0, e.key.startsWith('Page') ? far : stepUnit, e.key === 'Home'));
  };

  /** The period with a part some units on, or at its first or last possible day where `way` is 0. */
  private keyed(grip: Grip, way: number, unit: Unit, first: boolean): Period {
    const { period: p, limits } = this.bar;
    if (grip === 'from') return withFrom(p, way ? add(unit, p.from, way) : first ? limits.from : p.to, limits);
    if (grip === 'to') return withTo(p, way ? addToEnd(unit, p.to, way) : first ? p.from : limits.to, limits);
    return withDate(p, way ? add(unit, p.date, way) : first ? p.from : p.to);
  }

  private readonly flush = (): void => {
    this.awaited = 0;
    if (!this.latest) return;
    this.bar.show(this.latest);
    this.bar.send(this.latest);
  };

  private aimAt(px: number, py: number): Aim {
    const { scale, period, geometry, reach } = this.bar;
    return aim(px, py, stands(scale, period, geometry.headBottom + 3), reach);
  }
}

/** Pixels from the top left of the picture. */
function within(e: PointerEvent): { px: number; py: number } {
  const box = (e.currentTarget as SVGSVGElement).getBoundingClientRect();
  return { px: e.clientX - box.left, py: e.clientY - box.top };
}
