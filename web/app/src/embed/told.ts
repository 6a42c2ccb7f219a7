/** What is told of a thing on the map: as the list behind the picture has it, else what the map itself knows. */
import { dateRange } from '../format';
import { t } from '../i18n';
import { placeName } from '../incident';
import type { Incident, Lang } from '../types';

/** The card, without its place on the page. `close` is called by its button. */
export function card(found: readonly Node[], lang: Lang, close: () => void): HTMLElement {
  const made = document.createElement('div');
  made.className = 'told';
  made.tabIndex = -1;
  const button = document.createElement('button');
  button.type = 'button';
  button.ariaLabel = t(lang, 'detail.close');
  button.textContent = '✕';
  button.addEventListener('click', close);
  made.append(button);
  for (const one of found) {
    const part = document.createElement('div');
    part.append(one);
    made.append(part);
  }
  return made;
}

/** An incident in the list of the figure, or the little that is known of one that is not in it. */
export function incidentTold(figure: HTMLElement, incident: Incident, lang: Lang, page: string | null): Node {
  const listed = figure.querySelector(`#fact-${incident.id}`);
  if (listed) {
    const copy = document.createDocumentFragment();
    copy.append(...listed.cloneNode(true).childNodes);
    return copy;
  }
  return linked(
    page,
    [t(lang, `category.${incident.category}`), placeName(incident, lang) ?? t(lang, 'precision.unknown')].join(' · '),
    dateRange(incident.from, incident.to, lang),
  );
}

/** A name and more; the name is a link where `href` is not null. */
export function linked(href: string | null, name: string, more: string): Node {
  const out = document.createDocumentFragment();
  const link = document.createElement(href === null ? 'strong' : 'a');
  if (link instanceof HTMLAnchorElement && href !== null) {
    link.href = href;
    link.rel = 'noopener';
  }
  link.textContent = name;
  const meta = document.createElement('span');
  meta.className = 'meta';
  meta.textContent = ` ${more}`;
  out.append(link, meta);
  return out;
}
