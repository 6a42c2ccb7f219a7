/** The bar at the top: name, sections, sharing, language and theme. On a phone most of it goes into a menu. */
import { html, nothing, type TemplateResult } from 'lit';
import { type Me, signInHref } from '../account';
import { sign } from '../icons';
import type { Layout } from '../layout';
import type { Lang, Theme } from '../types';
import { Panel } from './panel';

export class Header extends Panel {
  static override properties = {
    ...Panel.properties,
    theme: {},
    layout: {},
    drawer: {},
    me: {},
    closed: {},
    menu: { state: true },
  };
  /** The theme shown, not the one wished for. */
  declare theme: Theme;
  declare layout: Layout;
  declare drawer: boolean;
  /** Who is signed in. */
  declare me: Me | null;
  /** Whether there are no accounts to sign in to. */
  declare closed: boolean;
  declare private menu: boolean;

  constructor() {
    super();
    this.theme = 'light';
    this.layout = 'wide';
    this.drawer = false;
    this.me = null;
    this.closed = false;
    this.menu = false;
    document.addEventListener('pointerdown', (e) => {
      if (this.menu && e.target instanceof Node && !this.contains(e.target)) this.menu = false;
    });
    this.addEventListener('keydown', (e) => {
      if (e.key !== 'Escape' || !this.menu) return;
      e.stopPropagation();
      this.#closeMenu();
    });
  }

  focusDrawer(): void {
    this.querySelector<HTMLElement>('.tools-left button')?.focus();
  }

  override render(): TemplateResult {
    const small = this.layout === 'drawer' || this.layout === 'sheet';
    return html`
      <a class="brand" href="/">
        <h1><span aria-hidden="true">${this.t('app.name')}</span><span class="unseen">${this.t('app.title')}</span></h1>
        ${small ? nothing : html`<p aria-hidden="true">${this.t('app.subtitle')}</p>`}
      </a>
      ${
        this.layout === 'drawer'
          ? html`<div class="tools-left tools"><button type="button" class="button" aria-expanded=${this.drawer ? 'true' : 'false'}
              @click=${() => this.actions.toggle('drawer')}>${this.t('nav.filters')}</button></div>`
          : nothing
      }
      ${small ? nothing : html`<nav class="sections" aria-label=${this.t('nav.main')}>${this.#sections()}</nav>`}
      <div class="tools">${small ? this.#small() : this.#wide()}</div>
      ${this.menu && small ? this.#menu() : nothing}
    `;
  }

  #sections(): TemplateResult {
    const lang = `?lang=${this.lang}`;
    return html`
      <a href="/" aria-current="page">${this.t('nav.explore')}</a>
      <a href="/decrees${lang}">${this.t('nav.decrees')}</a>
      ${this.me?.permissions.includes('drafts') ? html`<a href="/editor${lang}">${this.t('nav.editor')}</a>` : nothing}
      <a href="/dialogue${lang}">${this.t('nav.dialogue')}</a>
      <a href="/data${lang}">${this.t('nav.data')}</a>
    `;
  }

  #wide(): TemplateResult {
    return html`
      <button type="button" class="button plain" @click=${() => this.actions.toggle('help')}>${this.t('help.button')}</button>
      <button type="button" class="button plain" @click=${() => this.actions.share()}>${this.t('share.button')}</button>
      ${this.closed ? nothing : html`<button type="button" class="button plain" @click=${() => this.actions.insert()}>${this.t('insert.button')}</button>`}
      ${this.#cite('button plain')}
      ${this.#theme('button plain')}
      <div class="segmented" role="group" aria-label=${this.t('lang.label')}>
        ${(['es', 'en'] as const).map(
          (lang) => html`<button type="button" lang=${lang} aria-label=${OWN_NAME[lang]}
            aria-pressed=${this.lang === lang ? 'true' : 'false'} @click=${() => this.actions.change({ lang })}>${lang.toUpperCase()}</button>`,
        )}
      </div>
      ${this.#account()}
    `;
  }

  /** Signing in, or the disc of who is signed in. */
  #account(): TemplateResult | typeof nothing {
    if (this.me) {
      const { name, initials } = this.me;
      return html`<a class="me" href="/account?lang=${this.lang}" title=${name}><span aria-hidden="true">${initials}</span
        ><span class="unseen">${this.t('account.yours', { name })}</span></a>`;
    }
    // Where the map stands is known when one leaves it.
    const leave = (e: Event) => {
      if (e.currentTarget instanceof HTMLAnchorElement) e.currentTarget.href = signInHref(this.lang, location.hash);
    };
    return this.closed
      ? nothing
      : html`<a class="enter" href=${signInHref(this.lang, '')} @click=${leave}>${this.t('account.signIn')}</a>`;
  }

  #small(): TemplateResult {
    const other: Lang = this.lang === 'es' ? 'en' : 'es';
    return html`
      <button type="button" class="square" aria-label=${this.t('sheet.search')} @click=${() => this.actions.toggle('search')}>${sign('search')}</button>
      <button type="button" class="button plain" lang=${other} aria-label=${OWN_NAME[other]}
        @click=${() => this.actions.change({ lang: other })}>${other.toUpperCase()}</button>
      <button type="button" class="square menu-button" aria-label=${this.t('nav.menu')} aria-expanded=${this.menu ? 'true' : 'false'}
        @click=${() => {
          this.menu = !this.menu;
        }}>${sign('menu')}</button>
    `;
  }

  #menu(): TemplateResult {
    return html`
      <div class="menu">
        <nav aria-label=${this.t('nav.main')}>${this.#sections()}</nav>
        <button type="button" @click=${() => this.#leave(() => this.actions.share())}>${this.t('share.button')}</button>
        ${this.closed ? nothing : html`<button type="button" @click=${() => this.#leave(() => this.actions.insert())}>${this.t('insert.button')}</button>`}
        ${this.#cite('')}
        ${this.#theme('')}
        <button type="button" @click=${() => this.#leave(() => this.actions.toggle('help'))}>${this.t('help.button')}</button>
        ${this.#account()}
      </div>
    `;
  }

  /** Where the server says how to cite what is shown; an archive's has nothing that could be cited. */
  #cite(cls: string): TemplateResult | typeof nothing {
    const at = () => `/cite?${location.hash.slice(1) || `idioma=${this.lang}`}`;
    // What is shown is known when one leaves.
    const leave = (e: Event) => {
      if (e.currentTarget instanceof HTMLAnchorElement) e.currentTarget.href = at();
    };
    return this.closed
      ? nothing
      : html`<a class=${cls} href=${at()} rel="nofollow" @click=${leave}>${this.t('cite.button')}</a>`;
  }

  #theme(cls: string): TemplateResult {
    const word = this.t(this.theme === 'dark' ? 'theme.toLight' : 'theme.toDark');
    return html`<button type="button" class=${cls} aria-label=${this.t('theme.label', { theme: word.toLowerCase() })}
      @click=${() => this.#leave(() => this.actions.toggle('theme'))}>${word}</button>`;
  }

  #leave(then: () => void): void {
    if (this.menu) this.#closeMenu();
    then();
  }

  #closeMenu(): void {
    this.menu = false;
    this.querySelector<HTMLElement>('.menu-button')?.focus();
  }
}

const OWN_NAME: Record<Lang, string> = { es: 'ES – Español', en: 'EN – English' };

customElements.define('corredor-header', Header);
