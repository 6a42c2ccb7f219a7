/** Starts the page: reads the link, puts the panels up, then the map; without WebGL it shows the server's list. */
import { App } from './app';
import { firstLang, t } from './i18n';
import { linkedState, linkOf } from './link';
import { recall } from './memory';
import { Store } from './state';
import type { Lang, State } from './types';

async function start(): Promise<void> {
  const root = document.querySelector<HTMLElement>('#app');
  const fallback = document.querySelector<HTMLElement>('#fallback');
  if (!root || !fallback) return;
  const store = new Store(firstState());
  const { lang } = store.state;
  fallback.hidden = true;
  root.hidden = false;
  const app = new App(root, store);
  // The map is most of the page's weight: the list comes first.
  await app.opened;
  try {
    const { CorridorMap } = await import('./map');
    app.take(new CorridorMap(app.page.map, app.hooks, { ...store.state, theme: app.theme }));
    fallback.remove();
  } catch (reason) {
    if (webglWorks()) return app.hooks.failed(String(reason));
    root.hidden = true;
    fallback.hidden = false;
    explain(fallback, lang);
  }
}

/** Asked only when the map has failed: a first drawing context costs more than the list. */
function webglWorks(): boolean {
  return document.createElement('canvas').getContext('webgl2') !== null;
}

function firstState(): State {
  const theme = recall('theme');
  return linkedState(linkOf(location), {
    theme: theme === 'dark' || theme === 'light' ? theme : null,
    lang: firstLang(recall('lang'), document.documentElement.lang),
  });
}

/** The server's list, which a browser with script has not read yet, with a sentence on why there is no map. */
function explain(fallback: HTMLElement, lang: Lang): void {
  fallback.innerHTML = fallback.querySelector('noscript')?.textContent ?? '';
  const why = fallback.querySelector('.why') ?? fallback.appendChild(document.createElement('p'));
  const list = document.createElement('a');
  list.href = `/list?lang=${lang}`;
  list.textContent = t(lang, 'load.openList');
  why.replaceChildren(`${t(lang, 'load.noMap')} `, list);
}

void start();
