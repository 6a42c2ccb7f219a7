/** A km post: a number on a named scale, how sure it is, and what other scales call the same point. */
import { html, nothing, type TemplateResult } from 'lit';
import { coordinates, kmPost, plusMinus } from '../format';
import { t } from '../i18n';
import { inLang, webAddress } from '../incident';
import type { OtherScale } from '../km';
import type { Row } from '../row';
import type { Setting } from './detail';
import { capital, facts, part, told } from './facts';

export function kmPostDetail(post: Row, others: readonly OtherScale[], s: Setting): TemplateResult {
  const { lang } = s.state;
  const beyond = post.flag('extrapolated');
  const at = post.point();
  const url = webAddress(post.properties.source_url);
  return html`
    <h2 tabindex="-1">${t(lang, 'km.title', { km: `${beyond ? '≈ ' : ''}${kmPost(post.number('km'))}` })}</h2>
    <p class="period">${inLang(post.properties, 'scale_name', lang)}${post.maybeText('name') ? ` · ${post.text('name')}` : ''}</p>
    ${beyond ? html`<p class="warning"><b>${capital(t(lang, 'km.extrapolated'))}.</b> ${t(lang, 'km.extrapolatedWhy')}</p>` : nothing}
    ${facts([
      [
        t(lang, 'km.scale'),
        html`${inLang(post.properties, 'scale_name', lang)}<small>${inLang(post.properties, 'origin', lang)}</small>`,
      ],
      [t(lang, 'km.uncertainty'), uncertainty(post.maybeNumber('uncertainty_m'))],
      [t(lang, 'incident.coordinates'), at && coordinates(at, lang)],
      [t(lang, 'incident.note'), told(post.properties, 'note', lang)],
      [t(lang, 'km.source'), url && html`<a href=${url} rel="external noopener">${new URL(url).hostname}</a>`],
    ])}
    ${part(
      t(lang, 'km.other'),
      others.length > 0
        ? facts(
            others.map((o) => [
              inLang(o.row.properties, 'scale_name', lang) ?? o.scale,
              html`≈ ${kmPost(o.km)} ${uncertainty(o.uncertaintyM)}${o.extrapolated ? html`<small>${t(lang, 'km.extrapolated')}</small>` : nothing}`,
            ]),
          )
        : html`<p class="quiet">${t(lang, 'km.otherNone')}</p>`,
    )}
    <p class="quiet">${t(lang, 'km.warning')}</p>
  `;
}

function uncertainty(metres: number | null): string | null {
  return metres === null ? null : plusMinus(metres);
}
