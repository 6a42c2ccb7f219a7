/** A place of the gazetteer, with the incidents told of it. */
import { html, nothing, type TemplateResult } from 'lit';
import { coordinates, decimal } from '../format';
import { t } from '../i18n';
import { inLang } from '../incident';
import type { Place } from '../place';
import type { Incident } from '../types';
import type { Setting } from './detail';
import { facts, part } from './facts';
import { earlierLine, incidentLine } from './zonedetail';

export function placeDetail(
  place: Place,
  incidents: readonly Incident[],
  earlier: number,
  s: Setting,
  search: () => void,
): TemplateResult {
  const { lang } = s.state;
  const { at, population, precision } = place;
  const here = incidents.toSorted((a, b) => b.from - a.from || a.id - b.id);
  return html`
    <h2 tabindex="-1">${inLang(place.properties, 'label', lang) ?? place.name}</h2>
    ${facts([
      [t(lang, 'place.within'), place.within.join(', ')],
      [t(lang, 'place.aliases'), place.aliases.join(', ')],
      [t(lang, 'place.population'), population ? decimal(population, 0) : null],
      [
        t(lang, 'incident.coordinates'),
        at &&
          html`${coordinates(at, lang)}${precision ? html`<small>${t(lang, 'incident.precision', { precision: t(lang, `precision.${precision}`) })}</small>` : nothing}`,
      ],
      [t(lang, 'place.origin'), t(lang, place.geonames ? 'place.geonames' : 'place.reference')],
    ])}
    ${part(
      t(lang, 'place.incidents'),
      here.length > 0
        ? html`<ul class="plain-list">${here.map((i) => incidentLine(i, s))}</ul>${earlierLine(earlier, lang)}`
        : html`<p class="quiet">${t(lang, 'place.incidentsNone')}</p>`,
    )}
    <p><button type="button" class="button" @click=${search}>${t(lang, 'place.seeIncidents')}</button></p>
  `;
}
