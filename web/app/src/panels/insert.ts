/**
 * The generator of embeds: what the map shows now, as a frame for somebody's article, with a live preview. One button
 * copies; what is copied stands below it, for who cannot copy by a button. It is loaded when it is first opened.
 */
import '../css/insert.css';
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import {
  EMBED_CONTROLS,
  type EmbedChoice,
  type EmbedControl,
  embedAddress,
  FIRST_CHOICE,
  frameCode,
  HEIGHTS,
  oembedAddress,
  scriptCode,
} from '../embedlink';
import { sign } from '../icons';
import type { State, Theme } from '../types';
import { Panel } from './panel';

const WIDTHS = [320, 640, 960];
const CODES = ['frame', 'script', 'oembed'] as const;
type Code = (typeof CODES)[number];
/** Milliseconds of rest after which what is typed is shown. */
const REST = 400;

export class Insert extends Panel {
  static override properties = {
    ...Panel.properties,
    state: {},
    seen: {},
    versions: { state: true },
    choice: { state: true },
    width: { state: true },
    code: { state: true },
    said: { state: true },
    shown: { state: true },
    heights: { state: true },
  };
  /** What the page shows, and how large. */
  declare state: State | null;
  declare seen: { width: number; height: number };
  declare private versions: string[];
  declare private choice: EmbedChoice;
  declare private width: number;
  declare private code: Code;
  declare private said: string;
  /** The address in the preview, which follows what is typed after a rest. */
  declare private shown: string;
  /** Of the whole embed, measured in the preview, by its width. */
  declare private heights: Record<number, number>;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.state = null;
    this.seen = { width: 1, height: 1 };
    this.versions = [];
    this.choice = FIRST_CHOICE;
    this.width = 640;
    this.code = 'frame';
    this.said = '';
    this.shown = '';
    this.heights = {};
    window.addEventListener('message', this.#heard);
  }

  /** Opens over the page. What had the focus has it again when it closes: the dialog sees to that. */
  async open(): Promise<void> {
    this.said = '';
    this.shown = this.#address;
    await this.updateComplete;
    this.#dialog?.showModal();
    void this.#readVersions();
  }

  override render(): TemplateResult | typeof nothing {
    if (!this.state) return nothing;
    return html`
      <dialog class="insert" aria-labelledby="insert-title" @click=${(e: Event) => e.target === this.#dialog && this.#dialog?.close()}>
        <div class="insert-body">
          <div class="insert-head">
            <h2 id="insert-title">${this.t('insert.title')}</h2>
            <button type="button" class="square" aria-label=${this.t('detail.close')} @click=${() => this.#dialog?.close()}>${sign('close')}</button>
          </div>
          <div class="insert-columns">
            <form method="dialog" @submit=${(e: Event) => e.preventDefault()}>${this.#copying()}${this.#settings()}</form>
            ${this.#preview()}
          </div>
        </div>
      </dialog>
    `;
  }

  get #dialog(): HTMLDialogElement | null {
    return this.querySelector('dialog');
  }

  get #origin(): string {
    return location.origin + location.pathname.replace(/\/$/, '');
  }

  get #address(): string {
    return this.state ? embedAddress(this.#origin, this.state, this.choice, this.seen) : '';
  }

  get #text(): string {
    const address = this.#address;
    const title = this.choice.title.trim() || this.t('insert.frameTitle');
    const frame = frameCode(address, title, this.choice, this.heights[640] ?? null);
    if (this.code === 'frame') return frame;
    return this.code === 'script' ? scriptCode(this.#origin, frame) : oembedAddress(this.#origin, address);
  }

  #copying(): TemplateResult {
    return html`
      <fieldset class="codes">
        <legend>${this.t('insert.as')}</legend>
        ${CODES.map(
          (code) => html`<label><input type="radio" name="insert-code" .checked=${live(this.code === code)}
            @change=${() => {
              this.code = code;
              this.said = '';
            }} /> <span>${this.t(`insert.${code}`)}<small>${this.t(`insert.${code}Why`)}</small></span></label>`,
        )}
      </fieldset>
      <button type="button" class="primary copy" @click=${() => void this.#copy()}>${this.t('insert.copy')}</button>
      <p class="said" role="status">${this.said}</p>
      <label class="stacked">${this.t('insert.code')}<textarea readonly rows="4" spellcheck="false" .value=${this.#text}
        @focus=${(e: Event) => e.target instanceof HTMLTextAreaElement && e.target.select()}></textarea></label>
    `;
  }

  #settings(): TemplateResult {
    const { choice } = this;
    return html`
      <label class="stacked">${this.t('insert.name')}<input type="text" maxlength="200" .value=${live(choice.title)} placeholder=${this.t('insert.automatic')}
        @input=${(e: Event) => this.#choose({ title: textOf(e) }, REST)} /></label>
      <label class="stacked">${this.t('insert.height')}<input type="number" min=${HEIGHTS.least} max=${HEIGHTS.most} step="10" .value=${live(String(choice.height))}
        @change=${(e: Event) => this.#choose({ height: heightOf(textOf(e)) })} /></label>
      <fieldset>
        <legend>${this.t('insert.theme')}</legend>
        ${([null, 'light', 'dark'] as const).map((theme) => this.#theme(theme))}
      </fieldset>
      <fieldset>
        <legend>${this.t('insert.controls')}</legend>
        ${EMBED_CONTROLS.map((control) => this.#control(control))}
      </fieldset>
      <fieldset>
        <legend>${this.t('insert.data')}</legend>
        ${[null, ...this.versions.slice(0, 3)].map(
          (
            version,
          ) => html`<label><input type="radio" name="insert-version" .checked=${live(choice.version === version)}
            @change=${() => this.#choose({ version })} /> ${version === null ? this.t('insert.newest') : this.t('insert.frozen', { version })}</label>`,
        )}
      </fieldset>
    `;
  }

  #theme(theme: Theme | null): TemplateResult {
    return html`<label><input type="radio" name="insert-theme" .checked=${live(this.choice.theme === theme)}
      @change=${() => this.#choose({ theme })} /> ${this.t(`insert.theme.${theme ?? 'auto'}`)}</label>`;
  }

  #control(control: EmbedControl): TemplateResult {
    const { controls } = this.choice;
    const has = controls.includes(control);
    const next = EMBED_CONTROLS.filter((c) => (c === control ? !has : controls.includes(c)));
    return html`<label><input type="checkbox" .checked=${live(has)} @change=${() => this.#choose({ controls: next })} /> ${this.t(`insert.control.${control}`)}</label>`;
  }

  #preview(): TemplateResult {
    return html`
      <div class="preview">
        <div class="segmented" role="group" aria-label=${this.t('insert.width')}>
          ${WIDTHS.map(
            (width) => html`<button type="button" aria-pressed=${this.width === width ? 'true' : 'false'}
              @click=${() => {
                this.width = width;
              }}>${width} px</button>`,
          )}
        </div>
        <div class="room" tabindex="0" role="group" aria-label=${this.t('insert.preview')}>
          ${this.shown ? html`<iframe title=${this.t('insert.preview')} src=${this.shown} width=${this.width} height=${this.heights[this.width] ?? 640}></iframe>` : nothing}
        </div>
      </div>
    `;
  }

  #choose(patch: Partial<EmbedChoice>, after = 0): void {
    this.choice = { ...this.choice, ...patch };
    this.said = '';
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.heights = {};
      this.shown = this.#address;
    }, after);
  }

  async #copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.#text);
      this.said = this.t('insert.copied');
    } catch {
      this.querySelector('textarea')?.focus();
      this.said = this.t('insert.notCopied');
    }
  }

  /** The preview tells its height, as it does to any page that asks. */
  #heard = ({ source, origin, data }: MessageEvent): void => {
    const frame = this.querySelector('iframe');
    if (!frame || source !== frame.contentWindow || origin !== location.origin) return;
    if (data === 'corredor:here') frame.contentWindow?.postMessage('corredor:fit', location.origin);
    else if (typeof data?.corredor === 'number') this.heights = { ...this.heights, [this.width]: data.corredor };
  };

  /** The releases that a map can be frozen at; without any there is only the present. */
  async #readVersions(): Promise<void> {
    try {
      const answer = await fetch('/releases?f=json');
      const { releases } = (await answer.json()) as { releases?: { version?: unknown }[] };
      this.versions = (releases ?? []).flatMap(({ version }) => (typeof version === 'string' ? [version] : []));
    } catch {
      this.versions = [];
    }
  }
}

function textOf(e: Event): string {
  return e.target instanceof HTMLInputElement ? e.target.value : '';
}

function heightOf(text: string): number {
  const n = Math.round(Number(text));
  return Number.isFinite(n) && n > 0 ? Math.min(HEIGHTS.most, Math.max(HEIGHTS.least, n)) : FIRST_CHOICE.height;
}

customElements.define('corredor-insert', Insert);
