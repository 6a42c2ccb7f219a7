/** Pairs of a name and what is known, as every detail lists them. */
import { html, nothing, type TemplateResult } from 'lit';
import { copyOf } from '../copy';
import { readIsoDate, shortDate } from '../format';
import { t } from '../i18n';
import { inLang, sourceName } from '../incident';
import type { Lang, Source } from '../types';

export type Fact = [name: string, value: unknown];

/** Facts without a value are left out. */
export function facts(pairs: readonly Fact[]): TemplateResult {
  const told = pairs.filter(([, value]) => value !== null && value !== undefined && value !== '');
  return html`<dl class="facts">${told.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}

/** The text as `inLang` gives it, marked for the voice where it is not in the reader's language. */
export function told(properties: Record<string, unknown>, stem: string, lang: Lang): unknown {
  const words = inLang(properties, stem, lang);
  if (words === null || typeof properties[`${stem}_${lang}`] === 'string') return words;
  const other = words === properties[`${stem}_es`] ? 'es' : 'en';
  return other === lang ? words : html`<span lang=${other}>${words}</span>`;
}

/** "Todo el corredor" where the data say "todo el corredor". */
export function capital(words: string | null): string {
  return words ? words.charAt(0).toUpperCase() + words.slice(1) : '';
}

/** A source as a link where it has an address, with its date. */
export function sourceLink(s: Source, lang: Lang): TemplateResult {
  const day = s.date === null ? null : readIsoDate(s.date);
  const name = sourceName(s, lang);
  const copy = s.url ? copyOf(document.documentElement.dataset.webArchive, s.url, s.date) : null;
  return html`<span>${s.url ? html`<a href=${s.url} rel="external noopener">${name}</a>` : name}${day === null ? nothing : html`, ${shortDate(day, lang)}`}${copy === null ? nothing : html` (<a href=${copy} rel="external noopener">${t(lang, 'source.archived')}</a>)`}</span>`;
}

export function part(title: string, content: unknown): TemplateResult {
  return html`<section class="part"><h3>${title}</h3>${content}</section>`;
}
