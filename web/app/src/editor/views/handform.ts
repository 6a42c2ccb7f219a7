/** The form of a shape by hand: tools, what to do on the map, and pasting or dropping what is there already. */
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { Part } from '../content';
import type { Desk } from '../desk';
import { Refused, readShape } from '../doors';
import { refusal } from '../problems';
import { cornersOf, polygonsOf, withoutCorner } from '../shape';
import { w, wn } from '../words';

/** Fingers have neither Enter nor Ctrl. */
const byFinger = matchMedia('(pointer: coarse)').matches ? 'Finger' : '';

export function handForm(desk: Desk, part: Part): TemplateResult {
  const { lang } = desk;
  const drawing = desk.drawing;
  const corners = cornersOf(part.geometry).length;
  const set = drawing?.set ?? 0;
  const pieces = polygonsOf(part.geometry).length;
  const tool = drawing?.tool ?? 'polygon';
  const pasted = desk.typed.get('paste') ?? '';
  const press = (name: 'polygon' | 'select') =>
    html`<button type="button" aria-pressed=${tool === name ? 'true' : 'false'} ?disabled=${!desk.open} @click=${() => drawing?.use(name)}>${w(lang, `hand.${name}`)}</button>`;
  return html`
    <div class="segmented wide" role="group" aria-label=${w(lang, 'hand.tools')}>${press('polygon')}${press('select')}</div>
    <p class="hint">${w(lang, tool === 'polygon' ? `hand.drawHint${byFinger}` : pieces > 1 && !drawing?.chosen ? 'hand.chooseHint' : `hand.selectHint${byFinger}`)}</p>
    <p class="hand-count">${set ? wn(lang, 'hand.set', set) : corners ? w(lang, 'hand.corners', { n: corners }) : w(lang, 'hand.nothing')}
      ${corners ? html`<button type="button" class="link" ?disabled=${!desk.open} @click=${() => clear(desk)}>${w(lang, 'hand.clear')}</button>` : nothing}</p>
    ${mend(desk)}
    <div class="field-row">
      <label for="paste">${w(lang, 'hand.paste')}</label>
      <textarea id="paste" rows="3" spellcheck="false" placeholder="-72.000 -14.000" ?disabled=${!desk.open} .value=${live(pasted)}
        aria-describedby="paste-hint" @input=${(e: InputEvent) => {
          desk.typed.set('paste', (e.target as HTMLTextAreaElement).value);
          desk.tell();
        }}></textarea>
      <p class="hint" id="paste-hint">${w(lang, 'hand.pasteHint')}</p>
      <div class="paste-tools">
        <button type="button" class="button" ?disabled=${!desk.open || pasted.trim() === ''} @click=${() => void take(desk, pasted, '')}>${w(lang, 'hand.put')}</button>
        <label class="button">${w(lang, 'hand.file')}<input type="file" class="unseen" accept=".geojson,.json,.kml,.kmz,.zip,.wkt,.txt" ?disabled=${!desk.open}
          @change=${(e: Event) => {
            const input = e.target as HTMLInputElement;
            const [file] = input.files ?? [];
            if (file) void take(desk, file, file.name);
            input.value = '';
          }} /></label>
      </div>
      ${desk.read.map((f) => html`<p class="fault ${f.weight}">${f.text}</p>`)}
    </div>
  `;
}

/** Puts the shape that a text or a file holds into the shown part, which becomes one by hand. */
export async function take(desk: Desk, content: Blob | string, name: string): Promise<void> {
  const { lang } = desk;
  desk.read = [];
  try {
    const { geometry, called, findings } = await readShape(content, name);
    desk.read = findings
      .filter((f) => f.code !== 'crosses_itself')
      .map((f) => ({ weight: f.weight, text: f.words[lang] }));
    if (geometry) {
      desk.typed.delete('paste');
      if (desk.currentPart?.by !== 'hand') desk.turn('hand');
      const [only] = geometry.coordinates;
      const one = geometry.coordinates.length === 1 && only;
      desk.changePart({ geometry: one ? { type: 'Polygon', coordinates: only } : geometry });
      // What the file calls it stands for the words of the zone until somebody writes them.
      if (called && !desk.current?.words?.es) desk.changeZone({ words: { es: called, en: '' } });
      desk.wish('fit');
    }
  } catch (e) {
    desk.read = [{ weight: 'error', text: e instanceof Refused ? refusal(lang, e) : String(e) }];
  }
  desk.tell();
}

function clear(desk: Desk): void {
  desk.changePart({ geometry: null });
  desk.drawing?.use('polygon');
}

/** Where the ring crosses itself, an offer to mend it, shown before it is taken. */
function mend(desk: Desk): TemplateResult | typeof nothing {
  const { lang } = desk;
  const found = desk.previewOf(desk.zone).preview?.findings.find((f) => f.part === desk.part + 1 && f.mended);
  if (!found?.mended) return nothing;
  const { mended } = found;
  return html`<div class="fault error">
    <p>${found.words[lang]}</p>
    <label class="check"><input type="checkbox" .checked=${live(desk.mending)} @change=${() => {
      desk.mending = !desk.mending;
      desk.tell();
    }} />${w(lang, 'hand.showMended')}</label>
    <button type="button" class="button" ?disabled=${!desk.open} @click=${() => {
      desk.mending = false;
      const [only] = mended.coordinates;
      desk.changePart({
        geometry: mended.coordinates.length === 1 && only ? { type: 'Polygon', coordinates: only } : mended,
      });
    }}>${w(lang, 'hand.mend')}</button></div>`;
}

/** Over the map, beside a finger: the tapped corner goes. */
export function cornerTool(desk: Desk): TemplateResult | typeof nothing {
  const drawing = desk.drawing;
  if (!drawing?.wanted || !drawing.corner) return nothing;
  return html`<button type="button" class="button card corner-tool" @click=${() => dropCorner(desk)}>${w(desk.lang, 'hand.dropCorner')}</button>`;
}

export function dropCorner(desk: Desk): void {
  const drawing = desk.drawing;
  const shape = desk.currentPart?.geometry;
  if (!drawing?.corner || !shape) return;
  const { corner } = drawing;
  drawing.corner = null;
  desk.changePart({ geometry: withoutCorner(shape, corner) });
}
