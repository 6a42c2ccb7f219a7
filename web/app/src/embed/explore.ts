/**
 * The map inside an embed, loaded when a reader asks for it: it lies over the picture at the same place and gives the
 * picture back. It asks for tiles and for what the embed shows, which the server has in memory, and for nothing else;
 * it stores nothing.
 */

import { tilesBy } from '../corridormap';
import { dateRange } from '../format';
import { t, tn } from '../i18n';
import { type Kind, readIncident, readKind } from '../incident';
import { CorridorMap, type MapHooks } from '../map';
import { Row } from '../row';
import type { Tiled } from '../tiled';
import { drawTiles, readTiles } from '../tilejson';
import type { Incident, Selection, State, Theme, Zone } from '../types';
import { inForce, readZone } from '../zone';
import { zoneText } from '../zonenames';
import { chosen } from './chosen';
import sheet from './explore.css?url';
import { relist } from './relist';
import { readSettings } from './settings';
import { inLegend, titled } from './titled';
import { card, incidentTold, linked } from './told';

/** What the page's own small script holds on to. */
export interface Explorer {
  /** Shows the map; `asked` says that the reader wants to be in it. Rejects where there is no map to be had. */
  open(asked: boolean): Promise<void>;
}

interface Shown {
  tiles: string;
  /** The release that it stays with; null for the present. */
  version: string | null;
  /** The file of tiles beside the page, where that is in a folder and no server draws any; else null. */
  archive: string | null;
  /** null where they come out of tiles. */
  incidents: Incident[] | null;
  zones: Zone[];
  /** By their codes; none where a server chooses by them. */
  kinds: ReadonlyMap<string, Kind>;
}

export async function explore(figure: HTMLElement, button: HTMLElement): Promise<Explorer> {
  const place = figure.querySelector<HTMLElement>('.map');
  if (!place) throw new Error('The figure has no map.');
  const [shown] = await Promise.all([readShown(figure.dataset.facts ?? '/embed.json'), styled()]);
  if (shown.archive) {
    // A reader of archives is fetched by who needs one.
    const { openArchive } = await import('./ranges');
    const { minzoom, maxzoom, tile } = await openArchive(new URL(shown.archive, document.baseURI).href);
    drawTiles({ urls: tilesBy(tile), minzoom, maxzoom });
  } else if (shown.version) drawTiles(await readTiles(shown.version));
  return new Live(figure, place, button, shown);
}

class Live implements Explorer {
  #figure: HTMLElement;
  #button: HTMLElement;
  #box = document.createElement('div');
  #map: CorridorMap;
  #shown: Shown;
  #lang;
  #card: HTMLElement | null = null;
  #dark = matchMedia('(prefers-color-scheme: dark)');
  #theme: Theme | null;
  #date: number;
  #selection: Selection | null;
  #hover: Selection | null = null;
  #ready: Promise<void>;
  /** What comes out of tiles, where there are too many to have each. */
  #tiled: Tiled | null;

  constructor(figure: HTMLElement, place: HTMLElement, button: HTMLElement, shown: Shown) {
    this.#figure = figure;
    this.#button = button;
    const frame = { width: place.clientWidth, height: heightOf(place) };
    const asked = location.search || location.hash.replace('#', '?') || (figure.dataset.view ?? '');
    const spoken = document.documentElement.lang === 'en' ? 'en' : 'es';
    const { state, theme, view } = readSettings(asked, frame, spoken, figure.dataset.drawn);
    const { incidents, archive } = shown;
    this.#shown = archive
      ? { ...shown, incidents: incidents && chosen(incidents, state), zones: inForce(shown.zones, state.date) }
      : shown;
    if (archive && document.documentElement.dataset.asked) this.#retitle(asked, state);
    const period = archive ? { from: state.from, to: state.to } : null;
    this.#tiled = incidents ? null : { query: shown.tiles, period };
    this.#lang = state.lang;
    this.#theme = theme;
    this.#date = state.date;
    this.#selection = state.selection;
    this.#box.className = 'live';
    this.#box.style.height = `${frame.height}px`;
    // A phone is turned, a window made narrow: the map stays as high as the picture.
    new ResizeObserver(() => {
      this.#box.style.height = `${heightOf(place)}px`;
    }).observe(place);
    const host = document.createElement('div');
    this.#box.append(host, this.#closer(), this.#zoomer());
    place.append(this.#box);
    this.#box.addEventListener('keydown', (e) => {
      if (e.key !== 'Escape') return;
      if (this.#card) this.#tell(null);
      else this.#close();
    });
    this.#dark.addEventListener('change', () => this.#draw());
    let done: () => void;
    let fail: (reason: Error) => void;
    this.#ready = new Promise((yes, no) => {
      done = yes;
      fail = no;
    });
    const hooks: MapHooks = {
      select: (selection) => this.#select(selection),
      selectMany: (ids) => this.#tell(ids.map((id) => this.#incident(id))),
      selectSpot: () => {},
      hover: (selection) => {
        this.#hover = selection;
        this.#draw();
      },
      ground: () => {},
      view: () => {},
      ready: () => done(),
      failed: (reason) => fail(new Error(reason)),
    };
    this.#ready.catch(() => {});
    this.#map = new CorridorMap(host, hooks, { ...state, view, theme: this.#themeShown, inArticle: true });
    this.#map.layers(state.hiddenLayers);
    this.#draw();
  }

  async open(asked: boolean): Promise<void> {
    // The picture stays until the map is drawn.
    this.#box.style.visibility = 'hidden';
    this.#box.hidden = false;
    try {
      await this.#ready;
    } catch (reason) {
      this.#box.remove();
      throw reason;
    }
    this.#box.style.visibility = '';
    this.#figure.dataset.live = 'open';
    if (asked) this.#box.querySelector('canvas')?.focus();
  }

  #close(): void {
    // The picture of a folder is not what its address asks for.
    if (document.documentElement.dataset.asked) return;
    const within = this.#box.contains(document.activeElement);
    this.#tell(null);
    this.#box.hidden = true;
    this.#figure.dataset.live = 'closed';
    if (within) this.#button.focus();
  }

  get #themeShown(): Theme {
    return this.#theme ?? (this.#dark.matches ? 'dark' : 'light');
  }

  #draw(): void {
    const { incidents, zones } = this.#shown;
    this.#map.show({
      lang: this.#lang,
      theme: this.#themeShown,
      date: this.#date,
      incidents: incidents ?? NONE,
      zones,
      selection: this.#selection,
      hover: this.#hover,
      tiled: this.#tiled,
    });
  }

  #select(selection: Selection | null): void {
    this.#selection = selection;
    this.#draw();
    if (selection?.type === 'incident') this.#tell([this.#incident(selection.id)]);
    else if (selection?.type === 'zone') this.#tell([this.#zone(selection.id)]);
    else this.#tell(null);
  }

  #incident(id: number): Node {
    const incident = this.#shown.incidents?.find((one) => one.id === id);
    if (incident) return incidentTold(this.#figure, incident, this.#lang, this.#page('incidents', id));
    return linked(this.#page('incidents', id), tn(this.#lang, 'list.count', 1), '');
  }

  #zone(id: number): Node {
    const zone = this.#shown.zones.find((one) => one.id === id);
    return linked(
      this.#page('zones', id),
      zone ? zoneText(zone, this.#lang) : t(this.#lang, 'legend.zone'),
      zone ? dateRange(zone.from, zone.to, this.#lang) : '',
    );
  }

  /** Says and lists what is shown where the picture, which nobody made for these settings, shows something else. */
  #retitle(asked: string, state: State): void {
    const { incidents, zones, kinds } = this.#shown;
    relist(this.#figure, { incidents, zones, date: state.date }, state.lang);
    const said = titled(asked, state, zones, kinds);
    const title = this.#figure.querySelector('#title');
    if (title) title.textContent = said.title;
    document.title = `${said.title} – ${t(state.lang, 'app.name')}`;
    const sub = this.#figure.querySelector('.sub');
    if (sub) sub.textContent = said.subtitle;
    const own = this.#figure.querySelector<HTMLElement>('.own');
    if (own) own.hidden = !said.own;
    for (const key of this.#figure.querySelectorAll<HTMLElement>('.keys [data-key]'))
      key.hidden = !inLegend(key.dataset.key ?? '', state, kinds);
  }

  /** Where a thing has a page of its own; null in a folder, which has none. */
  #page(what: 'incidents' | 'zones', id: number): string | null {
    return this.#shown.archive ? null : `/${what}/${id}?lang=${this.#lang}`;
  }

  /** Shows a card of these things, in place of the one before; null for none. */
  #tell(found: Node[] | null): void {
    const had = this.#card?.contains(document.activeElement);
    this.#card?.remove();
    this.#card = found && card(found, this.#lang, () => this.#select(null));
    if (this.#card) {
      this.#box.append(this.#card);
      this.#card.focus({ preventScroll: true });
    } else if (had) this.#box.querySelector('canvas')?.focus({ preventScroll: true });
  }

  #closer(): HTMLElement {
    const made = document.createElement('button');
    made.type = 'button';
    made.className = 'close';
    made.textContent = t(this.#lang, 'embed.back');
    made.addEventListener('click', () => this.#close());
    return made;
  }

  #zoomer(): HTMLElement {
    const made = document.createElement('div');
    made.className = 'zoom';
    for (const [sign, steps, word] of [
      ['+', 1, 'map.zoomIn'],
      ['−', -1, 'map.zoomOut'],
    ] as const) {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = sign;
      button.ariaLabel = t(this.#lang, word);
      button.addEventListener('click', () => this.#map.zoomBy(steps));
      made.append(button);
    }
    return made;
  }
}

/** Of the picture that is shown. Below it stands the button, which the map does not cover. */
function heightOf(place: HTMLElement): number {
  const picture = [...place.querySelectorAll<HTMLElement>('.picture')].find((p) => p.offsetHeight > 0);
  return picture?.offsetHeight ?? place.clientHeight;
}

/** The same list each time, so that the map can tell by identity. */
const NONE: Incident[] = [];

async function readShown(path: string): Promise<Shown> {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  const said = (await answer.json()) as {
    tiles: string;
    version?: string;
    archive?: string;
    incidents: unknown[] | null;
    zones: unknown[] | null;
    kinds?: unknown[];
  };
  return {
    tiles: said.tiles,
    version: said.version ?? null,
    archive: said.archive ?? null,
    incidents: said.incidents?.map((one) => readIncident(new Row(one, 'incidents'))) ?? null,
    zones: said.zones?.map((one) => readZone(new Row(one, 'zones'))) ?? [],
    kinds: new Map(said.kinds?.map((one) => readKind(new Row(one, 'incident-kinds'))).map((kind) => [kind.code, kind])),
  };
}

/** Resolves when the map's style sheet is there. */
function styled(): Promise<void> {
  return new Promise((done, fail) => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = sheet;
    link.addEventListener('load', () => done());
    link.addEventListener('error', () => fail(new Error('The style sheet of the map could not be loaded.')));
    document.head.append(link);
  });
}
