/** What the lines and edges on the map mean; the symbols' legend is the filter. */
import { html, nothing, type TemplateResult } from 'lit';
import { drawn, sign } from '../icons';
import { activeSample, lineSample, ringSample, symbol, zoneSample } from '../symbols';
import type { LayerGroup, Theme } from '../types';
import { Panel } from './panel';

export class Legend extends Panel {
  static override properties = {
    ...Panel.properties,
    theme: {},
    folded: {},
    indicative: {},
    exaggerated: {},
    km: {},
    hiddenLayers: { attribute: false },
    tiled: {},
  };
  declare theme: Theme;
  declare folded: boolean;
  /** Whether a zone in force is of indicative extent. */
  declare indicative: boolean;
  /** Whether a strip is drawn wider than it is. */
  declare exaggerated: boolean;
  /** Whether km posts are in sight. */
  declare km: boolean;
  declare hiddenLayers: LayerGroup[];
  /** Whether incidents come out of tiles, many of them in rings. */
  declare tiled: boolean;

  constructor() {
    super();
    this.theme = 'light';
    this.folded = false;
    this.indicative = false;
    this.exaggerated = false;
    this.km = false;
    this.hiddenLayers = [];
    this.tiled = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.classList.add('card');
  }

  override render(): TemplateResult {
    this.classList.toggle('folded', this.folded);
    const seen = (group: LayerGroup) => !this.hiddenLayers.includes(group);
    const notes = [this.exaggerated ? this.t('legend.width') : '', this.km ? this.t('legend.km') : ''].filter(Boolean);
    return html`
      <button type="button" class="legend-head" aria-expanded=${this.folded ? 'false' : 'true'} @click=${() => this.actions.toggle('legend')}>
        <span>${this.t('legend.title')}</span>${sign(this.folded ? 'plus' : 'minus', 14)}
      </button>
      ${
        this.folded
          ? nothing
          : html`<ul>
              ${line(lineSample('haul'), this.t('legend.haul'))}
              ${line(lineSample('onward'), this.t('legend.onward'))}
              ${seen('legal') ? line(lineSample('legal'), this.t('layer.legal')) : nothing}
              ${seen('rail') ? line(lineSample('rail'), this.t('layer.rail')) : nothing}
              ${seen('zones') ? line(zoneSample('force'), this.t('legend.zone')) : nothing}
              ${seen('zones') && this.indicative ? line(zoneSample('indicative'), this.t('legend.indicative')) : nothing}
              ${line(symbol('closures') + symbol('closures', true), this.t('legend.precision'))}
              ${this.tiled ? line(ringSample(), this.t('legend.ring')) : line(activeSample(), this.t(this.theme === 'dark' ? 'legend.activeDark' : 'legend.active'))}
            </ul>
            ${notes.length > 0 ? html`<p class="note">${notes.join(' ')}</p>` : nothing}`
      }
    `;
  }
}

function line(sample: string, name: string): TemplateResult {
  return html`<li><span>${drawn(sample)}</span><span>${name}</span></li>`;
}

customElements.define('corredor-legend', Legend);
