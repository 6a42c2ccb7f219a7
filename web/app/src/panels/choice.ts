/** A button that opens a flap below it; Escape and a click elsewhere close it. */
import { html, type PropertyValues, type TemplateResult } from 'lit';
import { sign } from '../icons';
import { Panel } from './panel';

export class Choice extends Panel {
  static override properties = {
    ...Panel.properties,
    label: {},
    content: { attribute: false },
    isSet: {},
    open: { state: true },
    wordless: {},
    turned: { attribute: false },
  };
  declare label: string;
  declare content: () => unknown;
  /** Whether something is chosen: the button then says so. */
  declare isSet: boolean;
  /** A sign instead of the words, which then go to the voice alone. */
  declare wordless: unknown;
  /** Hears of every opening and closing. */
  declare turned: (open: boolean) => void;
  declare private open: boolean;

  constructor() {
    super();
    this.open = false;
    this.isSet = false;
    this.wordless = null;
    this.content = () => '';
    this.turned = () => {};
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('open') && changed.get('open') !== undefined) this.turned(this.open);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.classList.add('choice');
    document.addEventListener('pointerdown', this.#outside);
    this.addEventListener('keydown', this.#escape);
    this.addEventListener('focusout', this.#left);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('pointerdown', this.#outside);
  }

  #outside = (e: Event) => {
    if (this.open && e.target instanceof Node && !this.contains(e.target)) this.open = false;
  };

  #left = (e: FocusEvent) => {
    if (e.relatedTarget instanceof Node && !this.contains(e.relatedTarget)) this.open = false;
  };

  #escape = (e: KeyboardEvent) => {
    if (e.key !== 'Escape' || !this.open) return;
    e.stopPropagation();
    this.open = false;
    this.querySelector('button')?.focus();
  };

  override render(): TemplateResult {
    const label = this.label;
    return html`
      <button type="button" class=${this.isSet ? 'set' : ''} aria-expanded=${this.open ? 'true' : 'false'}
        aria-label=${this.isSet ? `${label}, ${this.t('filter.set')}` : label} @click=${() => {
          this.open = !this.open;
        }}>
        ${this.wordless ?? html`${label} ${sign('down', 14)}`}
      </button>
      ${this.open ? html`<div class="flap" role="group" aria-label=${label}>${this.content()}</div>` : ''}
    `;
  }
}

customElements.define('corredor-choice', Choice);
