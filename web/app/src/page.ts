/** The page's elements, made once, and where they stand in each layout. */

import { t } from './i18n';
import type { Layout, Stop } from './layout';
import './panels/timebar';
import { Controls } from './panels/controls';
import { Detail } from './panels/detail';
import { Filters } from './panels/filters';
import { Header } from './panels/header';
import { Headline } from './panels/headline';
import { Help } from './panels/help';
import { Here } from './panels/here';
import { Legend } from './panels/legend';
import { List } from './panels/list';
import { Notices, Progress, Toast } from './panels/notices';
import type { Actions } from './panels/panel';
import { Sheet } from './panels/sheet';
import { TimeBar } from './panels/timebar';
import type { Lang } from './types';

export class Page {
  readonly root: HTMLElement;
  readonly header = new Header();
  readonly side = element('section', 'side');
  readonly filters = new Filters();
  readonly list = new List();
  readonly stage = element('section', 'stage');
  readonly map = element('div', 'map');
  readonly headline = new Headline();
  readonly controls = new Controls();
  readonly legend = new Legend();
  readonly offMap = element('button', 'off-map card');
  readonly help = new Help();
  readonly here = new Here();
  readonly notices = new Notices();
  readonly time = new TimeBar();
  readonly detail = new Detail();
  readonly sheet: Sheet;
  readonly toast: Toast;
  readonly progress: Progress;
  readonly live = element('p', 'unseen');
  /** Stands on the map until it is drawn for the first time: till then all of it is water. */
  readonly drawing = element('p', 'drawing card');
  #main = element('main', 'panels');
  #skips: Record<'list' | 'map' | 'time' | 'detail', HTMLAnchorElement>;

  constructor(root: HTMLElement, actions: Actions, moved: (stop: Stop) => void) {
    this.root = root;
    this.sheet = new Sheet(moved);
    for (const panel of this.#panels()) panel.actions = actions;
    const progress = element('div', '');
    const toast = element('div', '');
    this.toast = new Toast(toast);
    this.progress = new Progress(progress);
    this.#skips = {
      list: skip(() => this.#bring(this.list.querySelector<HTMLElement>('.row[tabindex="0"]') ?? this.filters)),
      map: skip(() => this.#bring(this.map.querySelector<HTMLElement>('canvas'))),
      time: skip(() => this.#bring(this.time)),
      detail: skip(() => this.#bring(this.detail.querySelector<HTMLElement>('h2'))),
    };
    this.live.setAttribute('aria-live', 'polite');
    this.header.setAttribute('role', 'banner');
    this.offMap.setAttribute('type', 'button');
    this.help.hidden = true;
    this.offMap.hidden = true;
    this.side.append(this.filters, this.list);
    this.stage.append(
      this.map,
      this.drawing,
      this.headline,
      this.controls,
      this.legend,
      this.offMap,
      this.help,
      this.here,
      this.notices,
    );
    this.#main.append(this.side, this.stage, this.time, this.detail, this.sheet.host);
    const skips = element('nav', 'skips');
    skips.append(...Object.values(this.#skips));
    root.append(skips, this.header, this.#main, progress, this.live, toast);
  }

  /** Puts the panels where the layout has them; reading order follows. The map never moves. */
  arrange(layout: Layout): void {
    this.root.dataset.layout = layout;
    this.header.layout = layout;
    this.headline.layout = layout;
    this.controls.layout = layout;
    this.detail.layout = layout;
    this.time.compact = layout === 'sheet';
    if (layout === 'sheet') {
      this.sheet.body.append(this.time, this.side, this.detail);
    } else {
      this.stage.before(this.side);
      this.stage.after(this.time);
      if (layout === 'wide') this.time.after(this.detail);
      else this.stage.before(this.detail);
    }
  }

  speak(lang: Lang): void {
    document.documentElement.lang = lang;
    document.title = t(lang, 'app.title');
    for (const panel of this.#panels()) panel.lang = lang;
    this.time.lang = lang;
    this.sheet.speak(lang);
    this.side.setAttribute('aria-label', t(lang, 'nav.filters'));
    this.stage.setAttribute('aria-label', t(lang, 'map.region'));
    this.drawing.textContent = t(lang, 'map.drawing');
    this.#skips.list.textContent = t(lang, 'skip.list');
    this.#skips.map.textContent = t(lang, 'skip.map');
    this.#skips.time.textContent = t(lang, 'skip.time');
    this.#skips.detail.textContent = t(lang, 'skip.detail');
    this.root.querySelector('.skips')?.setAttribute('aria-label', t(lang, 'skip.label'));
  }

  showDetail(shown: boolean): void {
    this.root.toggleAttribute('data-detail', shown);
    this.#skips.detail.hidden = !shown;
  }

  /** Focuses it, giving it a place to be focused at where it has none. */
  #bring(target: HTMLElement | null): void {
    if (!target) return;
    if (target.tabIndex < 0 && !target.hasAttribute('tabindex')) target.tabIndex = -1;
    target.focus();
  }

  #panels() {
    return [
      this.header,
      this.filters,
      this.list,
      this.headline,
      this.controls,
      this.legend,
      this.help,
      this.here,
      this.notices,
      this.detail,
    ];
  }
}

function element<K extends keyof HTMLElementTagNameMap>(tag: K, cls: string): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  made.className = cls;
  return made;
}

/** A link within the page that leaves the address alone, since the address holds the state. */
function skip(go: () => void): HTMLAnchorElement {
  const link = element('a', 'skip');
  link.href = '#';
  link.addEventListener('click', (e) => {
    e.preventDefault();
    go();
  });
  return link;
}
