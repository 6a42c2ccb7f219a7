/** A place of the gazetteer, with the incidents told of it. */
import { html, nothing, type TemplateResult } from 'lit';
import { meet } from '../calendar';
import { coordinates, decimal } from '../format';
import { t } from '../i18n';
import { inLang } from '../incident';
import type { Row } from '../row';
import { PRECISIONS } from '../types';
import type { Setting } from './detail';
import { facts, part } from './facts';
import { incidentLine } from './zonedetail';

export function placeDetail(place: Row, s: Setting, search: () => void): TemplateResult {
  const { lang } = s.state;
  const here = place
    .numbers('incidents')
    .flatMap((id) => s.incidents.get(id) ?? [])
    .filter((i) => meet(i, s.state));
  const within = [place.maybeText('district'), place.maybeText('province'), place.maybeText('department')];
  const precision = PRECISIONS.find((p) => p === place.maybeText('precision'));
  const population = place.maybeNumber('population');
  const at = place.point();
  const name = place.text('name');
  return html`
    <h2 tabindex="-1">${inLang(place.properties, 'label', lang) ?? name}</h2>
    ${facts([
      [t(lang, 'place.within'), within.filter((x) => x !== null).join(', ')],
      [t(lang, 'place.aliases'), place.texts('aliases').join(', ')],
      [t(lang, 'place.population'), population ? decimal(population, 0) : null],
      [
        t(lang, 'incident.coordinates'),
        at &&
          html`${coordinates(at, lang)}${precision ? html`<small>${t(lang, 'incident.precision', { precision: t(lang, `precision.${precision}`) })}</small>` : nothing}`,
      ],
      [
        t(lang, 'place.origin'),
        t(lang, place.maybeText('origin') === 'geonames' ? 'place.geonames' : 'place.reference'),
      ],
    ])}
    ${part(
      t(lang, 'place.incidents'),
      here.length > 0
        ? html`<ul class="plain-list">${here.map((i) => incidentLine(i, s))}</ul>`
        : html`<p class="quiet">${t(lang, 'place.incidentsNone')}</p>`,
    )}
    <p><button type="button" class="button" @click=${search}>${t(lang, 'place.seeIncidents')}</button></p>
  `;
}
