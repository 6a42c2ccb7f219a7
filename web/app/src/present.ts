/** Hands every panel its part of what is shown. */
import { type Answer, activeIn, foundIn } from './answer';
import { endOf, startOf } from './calendar';
import type { Dossier } from './dossier';
import { KM_ZOOM, TRUE_WIDTH_ZOOM } from './frame';
import type { Known } from './known';
import { leads } from './leads';
import type { Listing } from './listing';
import { offMap, offMapWords } from './offmap';
import type { Page } from './page';
import { PALETTES } from './palette';
import type { Subset } from './panels/panel';
import type { Place } from './place';
import { SORTS, type State, type Theme } from './types';
import type { Ui } from './ui';
import { countsInWords, type Voice } from './voice';
import { inForce } from './zone';

export interface Shown {
  state: State;
  theme: Theme;
  ui: Ui;
  known: Known;
  /** Whether the facts are here: before that, counts would say nothing. */
  loaded: boolean;
  /** Whether what is shown is not yet what the state asks for. */
  waiting: boolean;
  places: readonly Place[];
  answer: Answer | null;
  listing: Listing | null;
  /** Whether there are very many. */
  crowd: boolean;
  /** What alone is listed. */
  subset: Subset | null;
  dossier: Dossier | null;
  neighbours: { before: number | null; after: number | null } | null;
}

export function present(page: Page, voice: Voice, shown: Shown): void {
  const { state, theme, ui, known, answer } = shown;
  const [found, active] = [foundIn(answer), activeIn(answer, state.date)];
  /** Very many, or an archive's: rings out of tiles. */
  const tiled = page.notices.archive || shown.crowd;
  const zones = inForce(known.zones, state.date);
  const zoom = state.view?.zoom ?? 0;
  dress(theme);
  page.speak(state.lang);
  page.root.toggleAttribute('data-drawer', ui.drawer);
  Object.assign(page.header, { theme, drawer: ui.drawer });
  Object.assign(page.filters, {
    state,
    kinds: known.kinds,
    counts: answer?.counts ?? {},
    leads: leads(state.text, shown.places, known.zones, answer?.posts ?? [], state.lang),
  });
  Object.assign(page.list, {
    state,
    kinds: known.kinds,
    listing: shown.listing,
    subset: shown.subset,
    waiting: shown.waiting,
    failed: page.notices.failure !== null,
    sorts: shown.crowd ? SORTS.filter((sort) => sort !== 'place') : SORTS,
  });
  page.here.date = state.date;
  Object.assign(page.headline, { date: state.date, zones: shown.loaded ? zones : null, active });
  Object.assign(page.controls, { off: state.hiddenLayers });
  Object.assign(page.legend, {
    theme,
    folded: !ui.legend,
    indicative: zones.some((z) => z.extent === 'indicative'),
    exaggerated: zoom < TRUE_WIDTH_ZOOM && zones.some((z) => z.axis !== null),
    km: zoom >= KM_ZOOM && !state.hiddenLayers.includes('km'),
    hiddenLayers: state.hiddenLayers,
    tiled,
  });
  Object.assign(page.time, {
    state: { date: state.date, from: state.from, to: state.to, step: state.step },
    histogram: answer?.histogram ?? null,
    found,
    uncounted: page.notices.archive,
    zones: known.zones,
    extent: known.extent ?? { from: startOf('year', state.from), to: endOf('year', state.to) },
  });
  Object.assign(page.detail, {
    state,
    dossier: shown.dossier,
    neighbours: shown.neighbours,
    kinds: known.kinds,
    zones: known.zoneById,
  });
  page.showDetail(state.selection !== null && !page.notices.archive);
  page.help.single = ui.single;
  const off = answer?.many ? answer.many.off : offMap(answer?.incidents ?? []);
  page.offMap.hidden = (typeof off === 'number' ? off : off.length) === 0;
  page.offMap.textContent = offMapWords(off, state.lang);
  // Counts are spoken when they are those of what was asked for.
  if (!shown.loaded || shown.waiting || active === null) return;
  const counts = { found, active, zones: zones.length, date: state.date };
  voice.say(countsInWords(counts, state.lang));
}

/** Also the browser's own frame takes the colour of the theme shown, whatever the system's is. */
function dress(theme: Theme): void {
  if (document.documentElement.dataset.theme === theme) return;
  document.documentElement.dataset.theme = theme;
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name=theme-color]'))
    meta.content = PALETTES[theme].panel;
}
