/** A km post: a number on a named scale, how sure it is, and what other scales call the same point. */
import { html, nothing, type TemplateResult } from 'lit';
import { coordinates, kmPost, plusMinus } from '../format';
import { t } from '../i18n';
import { inLang } from '../incident';
import type { KmPost, OtherScale } from '../km';
import type { Setting } from './detail';
import { capital, facts, part, sourceLink, told } from './facts';

export function kmPostDetail(post: KmPost, others: readonly OtherScale[], s: Setting): TemplateResult {
  const { lang } = s.state;
  const { at, extrapolated: beyond, sourceUrl: url } = post;
  return html`
    <h2 tabindex="-1">${t(lang, 'km.title', { km: `${beyond ? '≈ ' : ''}${kmPost(post.km)}` })}</h2>
    <p class="period">${inLang(post.properties, 'scale_name', lang)}${post.name ? ` · ${inLang(post.properties, 'name', lang)}` : ''}</p>
    ${beyond ? html`<p class="warning"><b>${capital(t(lang, 'km.extrapolated'))}.</b> ${t(lang, 'km.extrapolatedWhy')}</p>` : nothing}
    ${facts([
      [
        t(lang, 'km.scale'),
        html`${inLang(post.properties, 'scale_name', lang)}<small>${inLang(post.properties, 'origin', lang)}</small>`,
      ],
      [t(lang, 'km.uncertainty'), uncertainty(post.uncertaintyM)],
      [t(lang, 'incident.coordinates'), at && coordinates(at, lang)],
      [t(lang, 'incident.note'), told(post.properties, 'note', lang)],
      [
        t(lang, 'km.source'),
        url && sourceLink({ id: 0, name: new URL(url).hostname, nameEs: null, url, date: null }, lang),
      ],
    ])}
    ${part(
      t(lang, 'km.other'),
      others.length > 0
        ? facts(
            others.map((o) => [
              inLang(o.post.properties, 'scale_name', lang) ?? o.post.scale,
              html`≈ ${kmPost(o.km)} ${uncertainty(o.uncertaintyM)}${o.post.extrapolated ? html`<small>${t(lang, 'km.extrapolated')}</small>` : nothing}`,
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
