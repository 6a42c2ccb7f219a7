/** The keys, and the switch for those of a single letter or sign. */
import { html, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { Key } from '../i18n';
import { sign } from '../icons';
import { Panel } from './panel';

/** The one key whose name is a word in both languages. */
const SPACE = ' ';

const KEYS: readonly [keys: string[], does: Key][] = [
  [['/'], 'help.search'],
  [['↑', '↓'], 'help.list'],
  [['Enter'], 'help.open'],
  [['Esc'], 'help.close'],
  [[',', '.'], 'help.date'],
  [[SPACE], 'help.play'],
  [['+', '−', '← ↑ ↓ →'], 'help.map'],
  [['L'], 'help.legend'],
  [['?'], 'help.help'],
];

export class Help extends Panel {
  static override properties = { ...Panel.properties, single: {} };
  /** Whether single keys work. */
  declare single: boolean;

  constructor() {
    super();
    this.single = true;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.classList.add('card');
    this.setAttribute('role', 'region');
  }

  override render(): TemplateResult {
    this.setAttribute('aria-label', this.t('help.title'));
    return html`
      <header>
        <h2 tabindex="-1">${this.t('help.title')}</h2>
        <button type="button" class="square" aria-label=${this.t('detail.close')} @click=${() => this.actions.toggle('help')}>${sign('close')}</button>
      </header>
      <dl>${KEYS.map(([keys, does]) => html`<dt>${keys.map((k) => html`<kbd>${k === SPACE ? this.t('help.space') : k}</kbd> `)}</dt><dd>${this.t(does)}</dd>`)}</dl>
      <label><input type="checkbox" .checked=${live(this.single)} @change=${() => this.actions.toggle('keys')} /> ${this.t('help.single')}</label>
    `;
  }
}

customElements.define('corredor-help', Help);
