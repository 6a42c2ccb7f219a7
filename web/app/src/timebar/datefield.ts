/**
 * One date, typed or picked. What is typed is read on Enter or on leaving the field, in either language's form; what
 * cannot be read is told in words below it and Escape brings the date back. Sends `day` with the day as its detail.
 */
import { css, html, LitElement, nothing, svg } from 'lit';
import type { Days } from '../calendar';
import { isoDate, readIsoDate, shortDate } from '../format';
import { t } from '../i18n';
import { type Edge, readDay } from '../typed';
import type { Day, Lang } from '../types';
import { shared } from './styles';

const CALENDAR = svg`<path d="M2.5 3.5h11v10h-11zM2.5 6.5h11M5.5 1.5v3.5M10.5 1.5v3.5" fill="none" stroke="currentColor" stroke-width="1.4"/>`;

export class DateField extends LitElement {
  static override properties = {
    lang: { type: String },
    label: { type: String },
    day: { type: Number },
    edge: { type: String },
    extent: { attribute: false },
    bare: { type: Boolean, reflect: true },
    reason: { state: true },
  };

  declare lang: Lang;
  declare label: string;
  declare day: Day;
  /** What a month or a year alone stands for. */
  declare edge: Edge;
  /** Days that can be chosen. */
  declare extent: Days;
  /** Without the button that opens the browser's own calendar. */
  declare bare: boolean;
  declare reason: string;

  constructor() {
    super();
    this.lang = 'es';
    this.label = '';
    this.day = 0;
    this.edge = 'start';
    this.extent = { from: 0, to: 0 };
    this.bare = false;
    this.reason = '';
  }

  static override shadowRootOptions = { ...LitElement.shadowRootOptions, delegatesFocus: true };

  static override styles = [
    shared,
    css`
      :host {
        position: relative;
        display: inline-block;
      }
      .box {
        display: flex;
        align-items: center;
        position: relative;
        height: var(--field-height, 30px);
        border: 1px solid var(--field-edge, var(--edge));
        border-radius: 4px;
        background: var(--field-ground, var(--panel));
        color: var(--field-ink, var(--ink));
      }
      .box:focus-within {
        outline: 2px solid var(--focus);
        outline-offset: 1px;
      }
      .box.wrong {
        border-color: var(--warn);
      }
      input[type='text'] {
        width: 11.6ch;
        min-width: 0;
        height: 100%;
        padding: 0 0 0 8px;
        border: 0;
        background: none;
        color: inherit;
        font: inherit;
        font-weight: 600;
        outline: 0;
      }
      button {
        display: grid;
        place-items: center;
        width: max(24px, var(--field-height, 30px) - 6px);
        height: 100%;
        padding: 0;
        border: 0;
        background: none;
        color: var(--ink-3);
      }
      :host([bare]) button {
        display: none;
      }
      button:hover {
        color: inherit;
      }
      button:focus-visible {
        outline: 0;
        color: var(--focus);
      }
      .native {
        position: absolute;
        inset: auto 0 0 auto;
        width: 100%;
        height: 0;
        padding: 0;
        border: 0;
        opacity: 0;
        pointer-events: none;
      }
      .reason {
        position: absolute;
        z-index: 3;
        bottom: calc(100% + 6px);
        left: 0;
        width: max-content;
        max-width: min(260px, 70vw);
        margin: 0;
        padding: 6px 10px;
        border-radius: 4px;
        background: var(--warn-ground);
        color: var(--warn);
        font-size: 13px;
        line-height: 18px;
        white-space: normal;
      }
      .reason:empty {
        display: none;
      }
    `,
  ];

  override render() {
    const { lang, label, reason } = this;
    return html`<span class="box ${reason ? 'wrong' : ''}">
        <input
          type="text"
          autocomplete="off"
          spellcheck="false"
          aria-label=${label}
          aria-invalid=${reason ? 'true' : nothing}
          aria-describedby="reason"
          .value=${shortDate(this.day, lang)}
          @change=${this.read}
          @keydown=${this.key}
        /><button type="button" aria-label=${t(lang, 'time.calendar', { field: label })} @click=${this.pick}>
          <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">${CALENDAR}</svg></button
        ><input
          class="native"
          type="date"
          tabindex="-1"
          aria-hidden="true"
          min=${isoDate(this.extent.from)}
          max=${isoDate(this.extent.to)}
          .value=${isoDate(this.day)}
          @change=${this.picked}
        />
      </span>
      <p class="reason" id="reason" role="alert">${reason}</p>`;
  }

  protected override updated(changed: Map<string, unknown>): void {
    // A refused text stays for mending; any other render shows the date, also where the day itself did not change.
    if (!this.reason && (changed.has('day') || changed.has('lang') || changed.has('reason'))) this.restore();
  }

  private get text(): HTMLInputElement | null {
    return this.renderRoot.querySelector('input[type=text]');
  }

  private restore(): void {
    if (this.text && !this.typing) this.text.value = shortDate(this.day, this.lang);
  }

  /** Whether the field holds something not yet read, which a date moving elsewhere must not overwrite. */
  private get typing(): boolean {
    const text = this.text;
    return text !== null && this.shadowRoot?.activeElement === text && this.touched;
  }

  private touched = false;

  private key(e: KeyboardEvent): void {
    this.touched = e.key !== 'Escape';
    if (e.key === 'Enter') this.read();
    if (e.key === 'Escape' && (this.reason || this.text?.value !== shortDate(this.day, this.lang))) {
      // One key undoes one thing: what is open beside the field stays open.
      e.stopPropagation();
      this.reason = '';
      this.restore();
    }
    // Keys with a meaning on the page are letters here.
    if (e.key.length === 1) e.stopPropagation();
  }

  private read(): void {
    this.touched = false;
    const typed = readDay(this.text?.value ?? '', this.edge);
    if (!typed.ok) {
      const example = shortDate(this.day, this.lang);
      this.reason = t(this.lang, typed.reason === 'unreadable' ? 'time.unreadable' : 'time.noSuchDay', { example });
    } else this.send(typed.day);
  }

  private pick(): void {
    const native = this.renderRoot.querySelector<HTMLInputElement>('.native');
    try {
      native?.showPicker();
    } catch {
      // A browser without a picker of its own leaves the typing.
      this.text?.focus();
    }
  }

  private picked(e: Event): void {
    const day = readIsoDate((e.target as HTMLInputElement).value);
    if (day !== null) this.send(day);
  }

  private send(day: Day): void {
    const { from, to } = this.extent;
    if (day < from || day > to) {
      const dates = { from: shortDate(from, this.lang), to: shortDate(to, this.lang) };
      this.reason = t(this.lang, 'time.outside', dates);
      return;
    }
    this.reason = '';
    this.restore();
    if (day !== this.day) this.dispatchEvent(new CustomEvent<Day>('day', { detail: day }));
  }
}

customElements.define('corredor-datefield', DateField);

declare global {
  interface HTMLElementTagNameMap {
    'corredor-datefield': DateField;
  }
}
