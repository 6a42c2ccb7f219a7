/** Starts the page: reads the link, puts the panels up, then the map; without WebGL it shows the server's list. */
import { App } from './app';
import { firstLang, t } from './i18n';
import { readLink } from './link';
import { recall } from './memory';
import { FIRST_STATE, Store } from './state';
import type { Lang, State } from './types';

// Asked for at once, beside the data: the map is most of the page's weight.
const mapRoom = import('./map');

async function start(): Promise<void> {
  const root = document.querySelector<HTMLElement>('#app');
  const fallback = document.querySelector<HTMLElement>('#fallback');
  if (!root || !fallback) return;
  const store = new Store(firstState());
  const { CorridorMap, webglWorks } = await mapRoom.catch(() => ({ CorridorMap: null, webglWorks: () => false }));
  if (!CorridorMap || !webglWorks()) return explain(fallback, store.state.lang);
  root.hidden = false;
  fallback.remove();
  const app = new App(root, store);
  const { view, lang } = store.state;
  app.take(new CorridorMap(app.page.map, app.hooks, { view, lang, theme: app.theme }));
}

function firstState(): State {
  const theme = recall('theme');
  const linked = readLink(location.hash);
  const lang = firstLang(linked.lang, recall('lang'), document.documentElement.lang);
  return { ...FIRST_STATE, theme: theme === 'dark' || theme === 'light' ? theme : null, ...linked, lang };
}

/** The server's list with a sentence on why there is no map. */
function explain(fallback: HTMLElement, lang: Lang): void {
  const why = fallback.querySelector('.why') ?? document.createElement('p');
  why.className = 'why';
  const list = document.createElement('a');
  list.href = `/list?lang=${lang}`;
  list.textContent = t(lang, 'load.openList');
  why.replaceChildren(`${t(lang, 'load.noMap')} `, list);
  if (!why.isConnected) fallback.prepend(why);
  fallback.classList.add('shown');
}

void start();
