/** The ruler below the map: the road's km on both scales, with the two ends to be dragged or moved by arrow keys. */
import { html, nothing, svg, type TemplateResult } from 'lit';
import { kmPost } from '../../format';
import type { Part } from '../content';
import type { Desk } from '../desk';
import { stretchOf } from '../drawnzones';
import { movedBy } from '../kmtext';
import type { Scale } from '../reference';
import type { Road } from '../road';
import { w } from '../words';
import { shortScale } from './kmform';

const HEIGHT = 70;
const AXIS = 35;
/** Where the line begins and ends, in pixels: beside the scales' names. */
const LEFT = 86;
const RIGHT = 20;
const LEAST_TICKS_PX = 58;

interface Frame {
  road: Road;
  scale: Scale;
  other: Scale | null;
  /** Metres along the road at both sides of the ruler. */
  from: number;
  to: number;
  width: number;
}

/** What is dragged keeps the frame that it began in, or the ruler would run away under the hand. */
let held: Frame | null = null;

export function ruler(desk: Desk, width: number): TemplateResult | typeof nothing {
  const part = desk.currentPart;
  const frame = part && (held ?? frameOf(desk, part, width));
  if (part?.by !== 'km' || !frame) return nothing;
  const { road, scale } = frame;
  const x = (m: number) => LEFT + ((m - frame.from) / (frame.to - frame.from)) * (width - LEFT - RIGHT);
  const at = (km: number | null | undefined) => {
    const m = km == null ? null : road.measureOf(scale.code, km);
    return m === null ? null : x(m);
  };
  const [a, b] = [at(part.from), at(part.to)];
  return html`
    <div class="ruler card" role="group" aria-label=${w(desk.lang, 'km.ruler')}>
      <svg width=${width} height=${HEIGHT} viewBox="0 0 ${width} ${HEIGHT}" aria-hidden="true">
        <text class="ruler-name strong" x="12" y=${AXIS - 15}>${shortScale(scale.name[desk.lang])}</text>
        ${frame.other ? svg`<text class="ruler-name" x="12" y=${AXIS + 25}>${shortScale(frame.other.name[desk.lang])}</text>` : nothing}
        ${a !== null && b !== null ? svg`<rect class="ruler-zone" x=${Math.min(a, b)} y=${AXIS - 6} width=${Math.abs(b - a)} height="12" />` : nothing}
        <line class="ruler-axis" x1=${LEFT} x2=${width - RIGHT} y1=${AXIS} y2=${AXIS} />
        ${ticks(frame, scale.code, x).map(
          ({ km, px, extrapolated }) => svg`
          <line class="ruler-tick" x1=${px} x2=${px} y1=${AXIS - 7} y2=${AXIS} />
          <text class="ruler-km ${extrapolated ? '' : 'strong'}" x=${px} y=${AXIS - 15} text-anchor="middle">${extrapolated ? '≈ ' : ''}${km}</text>`,
        )}
        ${
          frame.other
            ? ticks(frame, frame.other.code, x).map(
                ({ km, px }) => svg`
          <line class="ruler-tick" x1=${px} x2=${px} y1=${AXIS} y2=${AXIS + 7} />
          <text class="ruler-km" x=${px} y=${AXIS + 25} text-anchor="middle">≈ ${km}</text>`,
              )
            : nothing
        }
      </svg>
      ${grip(desk, part, frame, 'from', a, x)}
      ${grip(desk, part, frame, 'to', b, x)}
      <p class="unseen" id="ruler-hint">${w(desk.lang, 'km.rulerHint')}</p>
    </div>
  `;
}

/** The stretch with room at both sides, or all of the scale while there is none. */
function frameOf(desk: Desk, part: Part, width: number): Frame | null {
  const { reference } = desk;
  const road = reference.roads.get(part.route ?? '');
  const scale = reference.scales.find((one) => one.code === part.scale);
  if (!road || !scale) return null;
  const others = reference.scales.filter((one) => one.route === part.route && one.code !== part.scale);
  const other = others.find((one) => one.name.es.startsWith('PE-')) ?? null;
  const stretch = stretchOf(desk, part);
  const first = scale.anchors[0]?.km ?? road.reach(scale.code)?.from ?? 0;
  const last = scale.anchors[scale.anchors.length - 1]?.km ?? road.reach(scale.code)?.to ?? 0;
  const ends = stretch ? [part.from ?? first, part.to ?? last] : [first, last];
  const [a = 0, b = 0] = ends.map((km) => road.measureOf(scale.code, km) ?? 0);
  const room = Math.max(2000, Math.abs(b - a) * 0.5);
  const from = Math.max(0, Math.min(a, b) - room);
  const to = Math.min(road.length, Math.max(a, b) + room);
  return to > from ? { road, scale, other, from, to, width } : null;
}

function ticks({ road, from, to, width }: Frame, scale: string, x: (m: number) => number) {
  const reach = road.reach(scale);
  if (!reach) return [];
  const [low, high] = [road.kmAt(scale, from)?.km ?? reach.from, road.kmAt(scale, to)?.km ?? reach.to];
  const [least, most] = [Math.min(low, high), Math.max(low, high)];
  const room = (width - LEFT - RIGHT) / Math.max(1, most - least);
  const step = [1, 2, 5, 10, 20, 50, 100].find((one) => one * room >= LEAST_TICKS_PX) ?? 100;
  const out: { km: number; px: number; extrapolated: boolean }[] = [];
  for (let km = Math.ceil(least / step) * step; km <= most; km += step) {
    const m = road.measureOf(scale, km);
    if (m === null || m < from || m > to) continue;
    // What lies on the border of what is known is known.
    const beside = [road.kmAt(scale, m + 5), road.kmAt(scale, m - 5)];
    out.push({ km, px: Math.round(x(m) * 10) / 10, extrapolated: beside.every((one) => one?.extrapolated !== false) });
  }
  return out;
}

function grip(desk: Desk, part: Part, frame: Frame, end: 'from' | 'to', px: number | null, x: (m: number) => number) {
  const km = part[end];
  if (px === null || km == null) return nothing;
  const move = (e: PointerEvent) => {
    const target = e.currentTarget as HTMLElement;
    if (!target.hasPointerCapture(e.pointerId)) return;
    const box = target.parentElement?.getBoundingClientRect();
    if (!box) return;
    const per = (x(frame.to) - x(frame.from)) / (frame.to - frame.from);
    const m = frame.from + (e.clientX - box.left - LEFT) / per;
    const at = frame.road.kmAt(frame.scale.code, Math.max(0, Math.min(frame.road.length, m)));
    if (at) desk.changePart({ [end]: Math.round(at.km * 100) / 100 }, `ruler ${end}`);
  };
  const drop = () => {
    held = null;
    desk.tell();
  };
  const reach = frame.road.reach(frame.scale.code);
  return html`<div class="ruler-grip" role="slider" aria-disabled=${desk.open ? nothing : 'true'} tabindex="0" .style=${`left:${px}px`}
    aria-label=${w(desk.lang, end === 'from' ? 'km.rulerFrom' : 'km.rulerTo')} aria-describedby="ruler-hint"
    aria-valuemin=${reach?.from ?? 0} aria-valuemax=${reach?.to ?? 0} aria-valuenow=${km} aria-valuetext="km ${kmPost(km)}"
    @pointerdown=${(e: PointerEvent) => {
      if (!desk.open) return;
      held = frame;
      (e.currentTarget as HTMLElement).setPointerCapture(e.pointerId);
    }}
    @pointermove=${move} @pointerup=${drop} @pointercancel=${drop}
    @keydown=${(e: KeyboardEvent) => {
      const next = movedBy(e, km);
      if (next === null) return;
      e.preventDefault();
      desk.changePart({ [end]: next }, `key ${end}`);
    }}></div>`;
}
