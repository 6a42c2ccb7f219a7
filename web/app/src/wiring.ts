/** Hears what the page's parts and the window tell, and hands it on. */
import type { BinUnit } from './histogram';
import type { CorridorMap } from './map';
import type { Page } from './page';
import { Standing } from './standing';
import { TimeChange, UnitChange } from './timebar/change';
import type { State } from './types';

export interface Wires {
  state(change: Partial<State>, step: 'push' | 'replace'): void;
  unit(unit: BinUnit): void;
  /** What lies beyond the map is asked for. */
  offMap(): void;
  map(): CorridorMap | null;
  retry(): void;
  retryDetail(): void;
  resized(): void;
  /** Whether the key was for the page. */
  key(e: KeyboardEvent): boolean;
}

export function wire({ time, controls, notices, detail, offMap }: Page, to: Wires): void {
  time.addEventListener('change', (e) => {
    if (e instanceof TimeChange) to.state(e.detail, e.step);
  });
  time.addEventListener('unit', (e) => {
    if (e instanceof UnitChange) to.unit(e.detail);
  });
  offMap.addEventListener('click', () => to.offMap());
  controls.zoomBy = (n) => to.map()?.zoomBy(n);
  controls.home = () => to.map()?.home();
  notices.retry = () => to.retry();
  detail.retry = () => to.retryDetail();
  const online = () => {
    notices.offline = !navigator.onLine;
    if (navigator.onLine && notices.failure?.kind === 'network') to.retry();
  };
  online();
  window.addEventListener('online', online);
  window.addEventListener('offline', online);
  new Standing((asOf) => {
    notices.behind = asOf;
  });
  window.addEventListener('resize', () => to.resized());
  document.addEventListener('keydown', (e) => {
    if (!e.defaultPrevented && to.key(e)) e.preventDefault();
  });
}
