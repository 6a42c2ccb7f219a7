/** The editor's page: draws the views round the map, and passes keys and sizes on. */
import { html, nothing, render } from 'lit';
import { recall, remember } from '../memory';
import { Sheet } from '../panels/sheet';
import type { Lang, Theme } from '../types';
import type { Desk, Panel } from './desk';
import type { EditorMap } from './map';
import { header, strips, titleBar } from './views/bars';
import { foot } from './views/foot';
import { opens } from './views/footpanels';
import { form } from './views/form';
import { cornerTool, dropCorner, take } from './views/handform';
import { ruler } from './views/ruler';
import { spoken, touches } from './views/touches';
import { w } from './words';

const RULER_MARGIN = 16;

type Shape = 'wide' | 'drawer' | 'sheet';

export class EditorApp {
  readonly desk: Desk;
  readonly host: HTMLElement;
  map: EditorMap | null = null;
  #parts: Record<
    'head' | 'bar' | 'side' | 'stage' | 'over' | 'switcher' | 'touches' | 'foot' | 'live' | 'map',
    HTMLElement
  >;
  #main: HTMLElement;
  #layout: Shape | null = null;
  #sheet: Sheet | null = null;
  /** Which of both the sheet shows, or whether the drawer with the results is out. */
  #results = false;
  #drawing = false;
  #panel: Panel | null = null;
  #said = '';
  #dark = matchMedia('(prefers-color-scheme: dark)');

  constructor(host: HTMLElement, desk: Desk) {
    this.host = host;
    this.desk = desk;
    this.#parts = {
      head: part('header', 'head'),
      bar: part('div', 'title-bar'),
      side: part('div', 'form'),
      stage: part('section', 'stage'),
      map: part('div', 'map'),
      over: part('div', 'over-map'),
      switcher: part('div', 'switcher'),
      touches: part('aside', 'touches'),
      foot: part('footer', 'foot'),
      live: part('p', 'unseen'),
    };
    const { head, side, stage, map, over, live } = this.#parts;
    side.id = 'form';
    side.tabIndex = -1;
    live.setAttribute('aria-live', 'polite');
    // It scrolls, and mostly holds nothing else to be reached by.
    this.#parts.touches.tabIndex = 0;
    this.#main = part('main', 'desk');
    stage.append(map, over);
    host.replaceChildren(head, this.#main, live);
    this.#arrange();
    desk.onChange(() => this.draw());
    this.#dark.addEventListener('change', () => this.draw());
    document.addEventListener('keydown', (e) => this.#key(e));
    this.#takeDrops(stage);
    window.addEventListener('resize', () => {
      this.#arrange();
      this.draw();
    });
    window.addEventListener('pagehide', () => desk.close());
    // Whatever stood in the way may be gone: the network is back, or somebody has signed in next door.
    for (const kind of ['online', 'focus']) window.addEventListener(kind, () => void desk.back());
    window.addEventListener('beforeunload', (e) => {
      // Only where neither the server nor this browser has it.
      if (desk.saver.unkept && !desk.saver.clean) e.preventDefault();
    });
    // How long ago it was saved goes on being said.
    setInterval(() => this.draw(), 1000);
  }

  /** Form and results stand beside the map, and on a phone in a sheet over it. The map never moves. */
  #arrange(): void {
    const layout: Shape = window.innerWidth < 640 ? 'sheet' : window.innerWidth < 1100 ? 'drawer' : 'wide';
    if (layout === this.#layout) return;
    this.#layout = layout;
    this.host.dataset.layout = layout;
    const { bar, side, stage, switcher, touches: right, foot: below } = this.#parts;
    if (layout === 'sheet') {
      this.#sheet ??= new Sheet(() => this.draw());
      this.#sheet.body.append(switcher, side, right, below);
      this.#main.replaceChildren(bar, stage, this.#sheet.host);
      this.#sheet.moveTo('half');
    } else this.#main.replaceChildren(bar, side, stage, right, below);
  }

  get mapHost(): HTMLElement {
    return this.#parts.map;
  }

  get theme(): Theme {
    const chosen = recall('theme');
    return chosen === 'dark' || chosen === 'light' ? chosen : this.#dark.matches ? 'dark' : 'light';
  }

  draw(): void {
    if (this.#drawing) return;
    this.#drawing = true;
    requestAnimationFrame(() => {
      this.#drawing = false;
      this.#drawNow();
    });
  }

  #drawNow(): void {
    const { desk } = this;
    const { head, bar, side, stage, over, touches: right, foot: below, live } = this.#parts;
    const { lang } = desk;
    document.documentElement.lang = lang;
    const chosen = recall('theme');
    if (chosen) document.documentElement.dataset.theme = chosen;
    else delete document.documentElement.dataset.theme;
    document.title = `${desk.content.decree.number || w(lang, 'list.untitled')} – ${w(lang, 'page.title')}`;
    render(
      header(
        {
          lang,
          theme: this.theme,
          me: desk.me,
          speak: (next) => this.#speak(next),
          light: (next) => this.#light(next),
        },
        desk,
      ),
      head,
    );
    this.host.toggleAttribute('data-results', this.#results);
    render(html`${titleBar(desk)}${this.#layout === 'drawer' ? this.#switch() : nothing}`, bar);
    render(this.#layout === 'sheet' ? this.#switch() : nothing, this.#parts.switcher);
    this.#sheet?.speak(lang);
    render(form(desk), side);
    stage.setAttribute('aria-label', w(lang, 'map.region'));
    right.setAttribute('aria-label', w(lang, 'touch.title'));
    const margin = this.#layout === 'sheet' ? 8 : RULER_MARGIN;
    const width = Math.min(760, stage.clientWidth - 2 * margin);
    render(
      html`${strips(desk)}${this.#mapTools()}${cornerTool(desk)}${width > 200 && !desk.comparison ? ruler(desk, width) : nothing}`,
      over,
    );
    render(touches(desk), right);
    render(foot(desk), below);
    this.#handOver();
    const words = spoken(desk);
    if (words && words !== this.#said) {
      this.#said = words;
      live.textContent = words;
    }
    if (this.map) {
      const rule = over.querySelector<HTMLElement>('.ruler');
      const covered = this.#layout === 'sheet' ? (this.#sheet?.height ?? 0) : 0;
      stage.style.setProperty('--map-foot', `${covered}px`);
      over.style.setProperty('--sheet', `${covered}px`);
      this.map.foot = rule ? over.clientHeight - rule.offsetTop : 22 + covered;
      this.map.theme(this.theme);
      this.map.show();
    }
  }

  /** What opens takes the focus; when it closes, the button that opened it has it back. */
  #handOver(): void {
    const { panel } = this.desk;
    const before = this.#panel;
    if (panel === before) return;
    this.#panel = panel;
    const open = panel && this.host.querySelector<HTMLElement>('.foot-panel textarea, .foot-panel h2, #compare-title');
    if (open) open.focus();
    else if (before && (document.activeElement ?? document.body) === document.body) {
      const button = this.host.querySelector<HTMLElement>(`#${opens(before)}`);
      (button ?? this.host.querySelector<HTMLElement>('.title-bar h1'))?.focus();
    }
  }

  /** Where a draft begins to be read. */
  begin(): void {
    this.#drawNow();
    this.host.querySelector<HTMLElement>('.title-bar h1')?.focus({ preventScroll: true });
  }

  /** Form or results: a phone has room for one, a middling page for the form and a drawer. */
  #switch() {
    const { lang } = this.desk;
    const show = (results: boolean) => () => {
      this.#results = results;
      if (this.#layout === 'sheet' && this.#sheet?.stop === 'peek') this.#sheet.moveTo('half');
      this.draw();
    };
    if (this.#layout === 'drawer')
      return html`<button type="button" class="button" aria-expanded=${this.#results ? 'true' : 'false'} @click=${show(!this.#results)}>${w(lang, 'touch.title')}</button>`;
    return html`<div class="segmented wide" role="group" aria-label=${w(lang, 'page.sheet')}>
      <button type="button" aria-pressed=${this.#results ? 'false' : 'true'} @click=${show(false)}>${w(lang, 'page.form')}</button>
      <button type="button" aria-pressed=${this.#results ? 'true' : 'false'} @click=${show(true)}>${w(lang, 'touch.title')}</button>
    </div>`;
  }

  #mapTools() {
    const { lang } = this.desk;
    return html`<div class="map-tools stack card">
      <button type="button" class="square" aria-label=${w(lang, 'map.in')} @click=${() => this.map?.zoomBy(1)}>+</button>
      <button type="button" class="square" aria-label=${w(lang, 'map.out')} @click=${() => this.map?.zoomBy(-1)}>−</button>
      <button type="button" class="square fit" aria-label=${w(lang, 'map.fit')} title=${w(lang, 'map.fit')} @click=${() => this.map?.fit()}>⤢</button>
    </div>`;
  }

  #speak(lang: Lang): void {
    remember('lang', lang);
    this.desk.lang = lang;
    this.map?.speak();
    this.draw();
  }

  #light(theme: Theme): void {
    remember('theme', theme);
    this.draw();
  }

  /** A file that is dropped on the map becomes the shape of the shown part. */
  #takeDrops(stage: HTMLElement): void {
    stage.addEventListener('dragover', (e) => {
      if (!this.desk.open || !e.dataTransfer?.types.includes('Files')) return;
      e.preventDefault();
      stage.classList.add('dropping');
    });
    for (const kind of ['dragleave', 'drop']) stage.addEventListener(kind, () => stage.classList.remove('dropping'));
    stage.addEventListener('drop', (e) => {
      const [file] = e.dataTransfer?.files ?? [];
      if (!file || !this.desk.open) return;
      e.preventDefault();
      void take(this.desk, file, file.name);
    });
  }

  #key(e: KeyboardEvent): void {
    if (e.key === 'Escape' && !e.defaultPrevented && this.desk.panel) {
      e.preventDefault();
      if (this.desk.panel === 'compare') this.desk.endCompare();
      else this.desk.unfold(null);
      return;
    }
    const inMap = e.target instanceof Element && e.target.closest('.map') !== null;
    if (inMap && (e.key === 'Delete' || e.key === 'Backspace')) dropCorner(this.desk);
    if (!(e.ctrlKey || e.metaKey) || e.altKey) return;
    const key = e.key.toLowerCase();
    if (key !== 'z' && key !== 'y') return;
    e.preventDefault();
    if (key === 'y' || e.shiftKey) this.desk.redo();
    else this.desk.undo();
  }
}

function part(tag: string, cls: string): HTMLElement {
  const made = document.createElement(tag);
  made.className = cls;
  return made;
}
