/** The list behind the picture of an embed in a folder of files, made anew for what its address asks for. */
import { holds } from '../calendar';
import { dateRange } from '../format';
import { t } from '../i18n';
import type { Day, Incident, Lang, Zone } from '../types';
import { zoneText } from '../zonenames';
import { incidentTold, linked } from './told';

/** As many as a server lists behind a picture. */
export const MOST_LISTED = 30;

interface Chosen {
  /** null where they come out of tiles and are not known one by one. */
  incidents: readonly Incident[] | null;
  zones: readonly Zone[];
  date: Day;
}

/** Which of the incidents are listed: those that go on on the day first, then the newest. */
export function firstOf(incidents: readonly Incident[], date: Day): Incident[] {
  return [...incidents]
    .sort((a, b) => Number(holds(b, date)) - Number(holds(a, date)) || b.from - a.from)
    .slice(0, MOST_LISTED);
}

/** Puts what is chosen into the list of the figure, if it has one; its last line, which leads to the whole table, stays. */
export function relist(figure: HTMLElement, { incidents, zones, date }: Chosen, lang: Lang): void {
  const facts = figure.querySelector('.facts');
  if (!facts) return;
  const table = facts.querySelector<HTMLAnchorElement>('.more:last-child a');
  const made: Node[] = [];
  if (zones.length > 0) {
    const items = zones.map((zone) => linked(null, zoneText(zone, lang), dateRange(zone.from, zone.to, lang)));
    made.push(...under(t(lang, 'embed.zones'), 'ul', items));
  }
  const listed = firstOf(incidents ?? [], date);
  if (listed.length > 0) {
    // Before the old list goes: what it says of an incident is more than the map knows.
    const items = listed.map((one) => incidentTold(figure, one, lang, null));
    const ids = listed.map(({ id }) => `fact-${id}`);
    made.push(...under(t(lang, 'embed.incidents'), 'ol', items, ids));
  }
  for (const old of [...facts.children]) if (old.localName !== 'summary') old.remove();
  facts.append(...made);
  if (!table) return;
  const last = document.createElement('p');
  last.className = 'more';
  table.textContent = t(lang, 'embed.table');
  last.append(table);
  facts.append(last);
}

/** `ids`, where given, name the lines, by which the card of an incident finds what its line says. */
function under(title: string, kind: 'ul' | 'ol', items: Node[], ids: readonly string[] = []): Node[] {
  const head = document.createElement('h2');
  head.textContent = title;
  const list = document.createElement(kind);
  items.forEach((item, n) => {
    const line = document.createElement('li');
    line.append(item);
    const id = ids[n];
    if (id) line.id = id;
    list.append(line);
  });
  return [head, list];
}
