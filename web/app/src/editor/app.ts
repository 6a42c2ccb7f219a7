/** The editor's page: draws the views round the map, and passes keys and sizes on. */
import { html, nothing, render } from 'lit';
import { recall, remember } from '../memory';
import type { Lang, Theme } from '../types';
import type { Desk } from './desk';
import type { EditorMap } from './map';
import { header, strip, titleBar } from './views/bars';
import { foot } from './views/foot';
import { form } from './views/form';
import { ruler } from './views/ruler';
import { spoken, touches } from './views/touches';
import { w } from './words';

const RULER_MARGIN = 16;

export class EditorApp {
  readonly desk: Desk;
  readonly host: HTMLElement;
  map: EditorMap | null = null;
  #parts: Record<'head' | 'bar' | 'side' | 'stage' | 'over' | 'touches' | 'foot' | 'live' | 'map', HTMLElement>;
  #drawing = false;
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
      touches: part('aside', 'touches'),
      foot: part('footer', 'foot'),
      live: part('p', 'unseen'),
    };
    const { head, bar, side, stage, map, over, touches: right, foot: below, live } = this.#parts;
    live.setAttribute('aria-live', 'polite');
    const main = part('main', 'desk');
    stage.append(map, over);
    main.append(bar, side, stage, right, below);
    host.replaceChildren(head, main, live);
    desk.onChange(() => this.draw());
    this.#dark.addEventListener('change', () => this.draw());
    document.addEventListener('keydown', (e) => this.#key(e));
    window.addEventListener('resize', () => this.draw());
    window.addEventListener('pagehide', () => desk.close());
    // Whatever stood in the way may be gone: the network is back, or somebody has signed in next door.
    for (const kind of ['online', 'focus']) window.addEventListener(kind, () => void desk.saver.flush());
    window.addEventListener('beforeunload', (e) => {
      // Only where neither the server nor this browser has it.
      if (desk.saver.unkept && !desk.saver.clean) e.preventDefault();
    });
    // How long ago it was saved goes on being said.
    setInterval(() => this.draw(), 1000);
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
    render(titleBar(desk), bar);
    render(form(desk), side);
    stage.setAttribute('aria-label', w(lang, 'map.region'));
    right.setAttribute('aria-label', w(lang, 'touch.title'));
    const width = Math.min(760, stage.clientWidth - 2 * RULER_MARGIN);
    render(html`${strip(desk)}${this.#mapTools()}${width > 200 ? ruler(desk, width) : nothing}`, over);
    render(touches(desk), right);
    render(foot(desk), below);
    const words = spoken(desk);
    if (words && words !== this.#said) {
      this.#said = words;
      live.textContent = words;
    }
    if (this.map) {
      const rule = over.querySelector<HTMLElement>('.ruler');
      this.map.foot = rule ? over.clientHeight - rule.offsetTop : 22;
      this.map.theme(this.theme);
      this.map.show();
    }
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

  #key(e: KeyboardEvent): void {
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
