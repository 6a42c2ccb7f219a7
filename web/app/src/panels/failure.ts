/** A failure in a sentence, with the way to try again and the id that the server's log knows it by. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Failure } from '../api';
import { t } from '../i18n';
import type { Lang } from '../types';

export function failureWords(failure: Failure, lang: Lang, retry: () => void): TemplateResult {
  const why = {
    network: t(lang, 'load.network'),
    status: t(lang, 'load.status', { status: failure.detail }),
    map: t(lang, 'load.map'),
    shape: t(lang, 'load.shape', { where: failure.detail }),
  }[failure.kind];
  return html`<div class="failure" role="alert">
    <p>${t(lang, 'load.failed')} ${why}</p>
    <button type="button" class="button" @click=${retry}>${t(lang, 'load.retry')}</button>
    ${failure.requestId ? html`<span class="request">${t(lang, 'load.request', { id: failure.requestId })}</span>` : nothing}
  </div>`;
}
