/** The incidents found, to take away: the same question to the server in the forms that other programs read. */
import { html, type TemplateResult } from 'lit';
import { type Key, t } from '../i18n';
import { type Criteria, feedPath, filePath, pagePath } from '../query';
import type { Lang } from '../types';

const FORMS: readonly [form: string, extension: string, key: Key][] = [
  ['xlsx', 'xlsx', 'download.xlsx'],
  ['csv', 'csv', 'download.csv'],
  ['geojson', 'geojson', 'download.geojson'],
  ['gpkg', 'gpkg', 'download.gpkg'],
  ['kml', 'kml', 'download.kml'],
  ['fgb', 'fgb', 'download.fgb'],
];

/** The list of a flap. */
export function downloads(c: Criteria, lang: Lang): TemplateResult {
  return html`
    <ul class="downloads">
      ${FORMS.map(([form, extension, key]) => html`<li><a href=${filePath(c, form, lang)} download="incidents.${extension}">${t(lang, key)}</a></li>`)}
    </ul>
    <p class="flap-head">${t(lang, 'download.follow')}</p>
    <ul class="downloads">
      <li><a href=${feedPath(c, 'atom', lang)} type="application/atom+xml">${t(lang, 'download.atom')}</a></li>
      <li><a href=${feedPath(c, 'json', lang)} type="application/feed+json">${t(lang, 'download.jsonFeed')}</a></li>
    </ul>
    <p class="flap-head">${t(lang, 'download.api')}</p>
    <ul class="downloads">
      <li><a href=${pagePath(c, lang)}>${t(lang, 'download.page')}</a></li>
      <li><a href="/api.html?lang=${lang}">${t(lang, 'download.doc')}</a></li>
    </ul>
  `;
}
