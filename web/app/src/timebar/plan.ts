/**
 * What the picture of the bar of time is drawn by, renewed only when what it comes from changes: a drag of a handle
 * renews nothing.
 */
import { type Days, holds, meet } from '../calendar';
import { type Bin, type BinUnit, bins, type Histogram } from '../histogram';
import { type Term, terms } from '../terms';
import { dayAt, type Scale, wholeYears } from '../timescale';
import type { Zone } from '../types';
import { inForce } from '../zone';
import { unitFor } from './columns';
import { type Geometry, scaleOf } from './geometry';

export interface Room {
  geometry: Geometry;
  width: number;
  /** The axis of the enlarged period, or null for the whole. */
  enlarged: Days | null;
  compact: boolean;
}

/** A place in the picture, in pixels. */
export interface Spot {
  px: number;
  py: number;
}

export class Plan {
  /** Days that can be chosen. */
  limits: Days = { from: 0, to: 0 };
  scale: Scale = { axis: this.limits, left: 0, width: 0 };
  /** What the columns stand for, and what they should as soon as the counts are here. */
  unit: BinUnit = 'month';
  wished: BinUnit = 'month';
  bins: Bin[] = [];
  terms: Term[] = [];

  /** Takes the first and last day of the data. */
  reach(extent: Days): void {
    this.limits = wholeYears(extent);
  }

  bind(zones: readonly Zone[]): void {
    this.terms = terms(zones);
  }

  lay({ geometry, width, enlarged, compact }: Room, histogram: Histogram | null, recounted: boolean): void {
    const axis = enlarged ?? this.limits;
    const scale = scaleOf(geometry, width, axis);
    const rescaled = JSON.stringify(scale) !== JSON.stringify(this.scale);
    if (rescaled) this.scale = scale;
    if (rescaled) this.wished = unitFor(axis, scale.width, enlarged !== null, compact);
    if (!rescaled && !recounted) return;
    const known = histogram ?? { unit: this.wished, counts: new Map() };
    this.unit = known.unit;
    this.bins = bins(known, axis);
  }

  /** The column at a place; null beside all of them. */
  binAt(at: Spot | null): Bin | null {
    if (!at || at.px < this.scale.left) return null;
    const day = dayAt(this.scale, at.px);
    return this.bins.find((b) => holds(b, day)) ?? null;
  }

  /** The terms in force within a column, or on the day at a place. */
  termsAt(bin: Bin, at: Spot | null): Term[] {
    if (at) return inForce(this.terms, dayAt(this.scale, at.px));
    return this.terms.filter((term) => meet(term, bin));
  }
}
