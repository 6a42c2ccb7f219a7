/** Pairs of a name and what is known, as every detail lists them. */
import { html, nothing, type TemplateResult } from 'lit';
import { readIsoDate, shortDate } from '../format';
import { sourceName } from '../incident';
import type { Lang, Source } from '../types';

export type Fact = [name: string, value: unknown];

/** Facts without a value are left out. */
export function facts(pairs: readonly Fact[]): TemplateResult {
  const told = pairs.filter(([, value]) => value !== null && value !== undefined && value !== '');
  return html`<dl class="facts">${told.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}

/** A source as a link where it has an address, with its date. */
export function sourceLink(s: Source, lang: Lang): TemplateResult {
  const day = s.date === null ? null : readIsoDate(s.date);
  const name = sourceName(s, lang);
  return html`<span>${s.url ? html`<a href=${s.url} rel="external noopener">${name}</a>` : name}${day === null ? nothing : html`, ${shortDate(day, lang)}`}</span>`;
}

export function part(title: string, content: unknown): TemplateResult {
  return html`<section class="part"><h3>${title}</h3>${content}</section>`;
}
