/** The phone's sheet: a handle that drags, throws and answers to keys, over whatever is put into `body`. */

import { t } from '../i18n';
import { restingStop, STOPS, type Stop, stopHeight } from '../layout';
import type { Lang } from '../types';

/** Milliseconds without a move after which a finger is at rest. */
const STILL = 80;

export class Sheet {
  readonly host = document.createElement('div');
  readonly body = document.createElement('div');
  #handle = document.createElement('button');
  #moved: (stop: Stop) => void;
  #stop: Stop = 'half';
  #drag: { pointer: number; y: number; height: number; at: number; speed: number; far: boolean } | null = null;

  /** `moved` hears of every stop the sheet comes to. */
  constructor(moved: (stop: Stop) => void) {
    this.#moved = moved;
    this.host.className = 'sheet';
    this.body.className = 'sheet-body';
    this.#handle.className = 'sheet-handle';
    this.#handle.type = 'button';
    this.#handle.setAttribute('role', 'slider');
    this.#handle.setAttribute('aria-orientation', 'vertical');
    this.#handle.setAttribute('aria-valuemin', '0');
    this.#handle.setAttribute('aria-valuemax', String(STOPS.length - 1));
    this.host.append(this.#handle, this.body);
    this.#handle.addEventListener('pointerdown', this.#take);
    this.#handle.addEventListener('pointermove', this.#pull);
    this.#handle.addEventListener('pointerup', this.#release);
    this.#handle.addEventListener('pointercancel', this.#release);
    this.#handle.addEventListener('keydown', this.#key);
  }

  get stop(): Stop {
    return this.#stop;
  }

  /** Pixels of the page that the sheet covers. */
  get height(): number {
    return stopHeight(this.#stop, window.innerHeight);
  }

  speak(lang: Lang): void {
    const words: Record<Stop, string> = {
      peek: t(lang, 'sheet.peek'),
      half: t(lang, 'sheet.half'),
      full: t(lang, 'sheet.full'),
    };
    this.#handle.setAttribute('aria-label', t(lang, 'sheet.handle'));
    this.#handle.setAttribute('aria-valuenow', String(STOPS.indexOf(this.#stop)));
    this.#handle.setAttribute('aria-valuetext', words[this.#stop]);
  }

  moveTo(stop: Stop): void {
    this.#stop = stop;
    this.host.style.height = `${this.height}px`;
    for (const s of STOPS) this.host.classList.toggle(s, s === stop);
    this.#moved(stop);
  }

  #take = (e: PointerEvent) => {
    this.#handle.setPointerCapture(e.pointerId);
    this.#drag = { pointer: e.pointerId, y: e.clientY, height: this.height, at: e.timeStamp, speed: 0, far: false };
  };

  #pull = (e: PointerEvent) => {
    const d = this.#drag;
    if (d?.pointer !== e.pointerId) return;
    const rise = d.y - e.clientY;
    const height = Math.max(132, Math.min(stopHeight('full', window.innerHeight), d.height + rise));
    const was = this.host.getBoundingClientRect().height;
    d.speed = (height - was) / Math.max(1, e.timeStamp - d.at);
    d.at = e.timeStamp;
    d.far ||= Math.abs(rise) > 6;
    this.host.classList.add('dragged');
    this.host.style.height = `${height}px`;
  };

  #release = (e: PointerEvent) => {
    const d = this.#drag;
    if (d?.pointer !== e.pointerId) return;
    this.#drag = null;
    this.host.classList.remove('dragged');
    const height = this.host.getBoundingClientRect().height;
    // A tap without a drag goes one stop up, and down again from the top.
    const next = this.#stop === 'full' ? 'peek' : this.#stop === 'half' ? 'full' : 'half';
    const tapped = e.type === 'pointerup' ? next : this.#stop;
    // A finger that rested before it let go throws nothing.
    const speed = e.timeStamp - d.at > STILL ? 0 : d.speed;
    this.moveTo(d.far ? restingStop(height, speed, window.innerHeight) : tapped);
  };

  #key = (e: KeyboardEvent) => {
    const at = STOPS.indexOf(this.#stop);
    const to = {
      ArrowUp: at + 1,
      ArrowRight: at + 1,
      ArrowDown: at - 1,
      ArrowLeft: at - 1,
      Home: 0,
      End: STOPS.length - 1,
      Enter: (at + 1) % STOPS.length,
      ' ': (at + 1) % STOPS.length,
    }[e.key];
    if (to === undefined) return;
    e.preventDefault();
    const stop = STOPS[Math.max(0, Math.min(STOPS.length - 1, to))];
    if (stop) this.moveTo(stop);
  };
}
