/** The map's buttons: nearer, farther, layers, the whole corridor; on small pages also the legend. */
import { html, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { sign } from '../icons';
import type { Layout } from '../layout';
import { toggle } from '../state';
import { LAYER_GROUPS, type LayerGroup } from '../types';
import './choice';
import { Panel } from './panel';

export class Controls extends Panel {
  static override properties = {
    ...Panel.properties,
    off: { attribute: false },
    layout: {},
    zoomBy: { attribute: false },
    home: { attribute: false },
  };
  /** Layers switched off. */
  declare off: LayerGroup[];
  declare layout: Layout;
  declare zoomBy: (n: number) => void;
  declare home: () => void;

  constructor() {
    super();
    this.off = [];
    this.layout = 'wide';
  }

  override render(): TemplateResult {
    const phone = this.layout === 'sheet';
    return html`
      ${
        phone
          ? ''
          : html`<div class="stack card">
        <button type="button" class="square" aria-label=${this.t('map.zoomIn')} title=${this.t('map.zoomIn')} @click=${() => this.zoomBy(1)}>${sign('plus')}</button>
        <button type="button" class="square" aria-label=${this.t('map.zoomOut')} title=${this.t('map.zoomOut')} @click=${() => this.zoomBy(-1)}>${sign('minus')}</button>
      </div>`
      }
      <div class="stack card">
        <corredor-choice class="square" .lang=${this.lang} .label=${this.t('map.layers')} .wordless=${sign('layers')}
          .content=${() => this.#layers()}></corredor-choice>
        <button type="button" class="square" aria-label=${this.t('map.wholeLabel')} @click=${() => this.home()}>${this.t('map.whole')}</button>
      </div>
    `;
  }

  #layers(): unknown {
    return LAYER_GROUPS.map(
      (group) => html`<label>
        <input type="checkbox" .checked=${live(!this.off.includes(group))}
          @change=${() => this.actions.change({ hiddenLayers: toggle(this.off, group) }, 'replace')} />
        ${this.t(`layer.${group}`)}
      </label>`,
    );
  }
}

customElements.define('corredor-controls', Controls);
