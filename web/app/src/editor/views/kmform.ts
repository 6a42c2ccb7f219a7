/** The form of a stretch by km: road, scale, both ends with their other scale and their doubt, metres to each side. */
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { kmPost, plusMinus } from '../../format';
import type { Part } from '../content';
import type { Desk } from '../desk';
import { movedBy, readKm, readWhole } from '../kmtext';
import { bare } from '../reference';
import { roadName } from '../title';
import { type Key, w } from '../words';
import { findingsOf, pick, textField, unread } from './field';

export function kmForm(desk: Desk, part: Part): TemplateResult {
  return html`
    ${routePick(desk, part)}
    ${scales(desk, part)}
    <div class="pair">
      ${end(desk, part, 'from')}
      ${end(desk, part, 'to')}
    </div>
    ${swap(desk, part)}
    ${sides(desk, part)}
  `;
}

export function routePick(desk: Desk, part: Part, all = false): TemplateResult {
  const { lang, reference } = desk;
  const routes = reference.routes.filter((route) => all || route.scales.length > 0);
  return pick(desk, {
    id: 'route',
    label: w(lang, 'km.route'),
    value: part.route ?? '',
    options: routes.map((route) => [route.code, routeName(desk, route.code)]),
    change: (route) => {
      const scale = reference.scales.find((one) => one.route === route)?.code;
      desk.changePart(part.by === 'km' ? { route, ...(scale ? { scale } : {}) } : { route });
    },
  });
}

function routeName(desk: Desk, code: string): string {
  const name = desk.reference.routes.find((route) => route.code === code)?.name[desk.lang] ?? code;
  const number = roadName(code, '', desk.reference, desk.lang);
  return name.startsWith(number) ? name : `${number} · ${name.replace(/:.*$/, '')}`;
}

function scales(desk: Desk, part: Part): TemplateResult {
  const { lang, reference } = desk;
  const of = reference.scales.filter((scale) => scale.route === part.route);
  return html`
    <fieldset class="scales" aria-describedby="scale-hint">
      <legend>${w(lang, 'km.scale')}</legend>
      ${of.length === 0 ? html`<p class="hint">${w(lang, 'km.noScale')}</p>` : nothing}
      <div class="options">
        ${of.map((scale) => {
          const anchors = ends(scale.anchors).map(
            ({ km, name }) => `km ${Number.isInteger(km) ? km : kmPost(km)} = ${name[lang]}`,
          );
          return html`
            <label class="option">
              <input type="radio" name="scale" .checked=${live(scale.code === part.scale)} ?disabled=${!desk.open}
                @change=${() => desk.changePart({ scale: scale.code })} />
              <span><strong>${scale.name[lang]}</strong><small>${anchors.join(' · ')}</small></span>
            </label>`;
        })}
      </div>
      <p class="hint" id="scale-hint">${w(lang, 'km.scaleHint')}</p>
      ${findingsOf(desk, 'scale', 'route').map((f) => html`<p class="fault ${f.weight}">${f.words[lang]}</p>`)}
    </fieldset>
  `;
}

/** The first and the last of some. */
function ends<T>(all: T[]): T[] {
  const [first] = all;
  const last = all[all.length - 1];
  return first && last && first !== last ? [first, last] : all;
}

function end(desk: Desk, part: Part, side: 'from' | 'to'): TemplateResult {
  const { lang } = desk;
  const id = `km-${side}`;
  return textField(desk, {
    id,
    label: w(lang, side === 'from' ? 'km.from' : 'km.to'),
    value: part[side] == null ? '' : kmPost(part[side]),
    placeholder: w(lang, 'km.example', { km: side === 'from' ? '130+000' : '160+000' }),
    needed: true,
    hint: doubt(desk, part, side),
    error: w(lang, 'km.unread'),
    findings: findingsOf(desk, side),
    input: (text) => {
      const km = readKm(text);
      if (km === undefined) return false;
      desk.changePart({ [side]: km }, id);
      return true;
    },
    keydown: (e) => {
      if (e.key !== 'ArrowUp' && e.key !== 'ArrowDown') return;
      const km = movedBy(e, part[side]);
      if (km === null) return;
      e.preventDefault();
      desk.typed.delete(id);
      desk.changePart({ [side]: km }, `key ${side}`);
    },
  });
}

/** The same place on the other scale of the road, and how well it is known; at once from memory, then from the server. */
function doubt(desk: Desk, part: Part, side: 'from' | 'to'): string | TemplateResult {
  const { lang, reference } = desk;
  const km = part[side];
  if (km == null || unread(desk, `km-${side}`)) return '';
  const { preview } = desk.previewOf(desk.zone);
  const found = preview?.ends.find((one) => one.part === desk.part + 1 && one.end === side && one.km === km);
  const road = reference.roads.get(part.route ?? '');
  const m = road?.measureOf(part.scale ?? '', km) ?? null;
  const others = reference.scales.filter((scale) => scale.route === part.route && scale.code !== part.scale);
  const other = others.find((scale) => scale.name.es.startsWith('PE-')) ?? others[0];
  const reading = found?.readings.find((r) => r.scale === other?.code);
  const local = other && m !== null ? road?.kmAt(other.code, m) : null;
  const at = reading?.km ?? local?.km;
  const words = [
    other && at != null ? `≈ ${kmPost(Math.round(at * 10) / 10)} ${shortScale(other.name[lang])}` : '',
    found?.uncertaintyM != null ? plusMinus(found.uncertaintyM) : '',
  ].filter(Boolean);
  const near = found?.near && found.near.distanceM < 1500 ? bare(found.near.name[lang]) : '';
  return html`<span>${words.join(' · ')}</span>${near ? html`<span class="near">${near}</span>` : nothing}${
    found?.extrapolated ? html`<span class="warned">${w(lang, 'km.extrapolated')}</span>` : nothing
  }`;
}

/** "PE-3SY según SUTRAN" is "SUTRAN" beside a km. */
export function shortScale(name: string): string {
  return name.replace(/^[A-Z]{2}-\w+\s+(según( los)?|by( the)?)\s+/, '').replace(/^./, (c) => c.toUpperCase());
}

function swap(desk: Desk, part: Part): TemplateResult | typeof nothing {
  const { from, to } = part;
  if (from == null || to == null || from <= to) return nothing;
  return html`<button type="button" class="button small" ?disabled=${!desk.open} @click=${() => desk.changePart({ from: to, to: from })}>${w(desk.lang, 'km.swap')}</button>`;
}

export function sides(desk: Desk, part: Part): TemplateResult {
  const { lang } = desk;
  const linked = !desk.apart && part.left_m === part.right_m;
  const side = (name: 'left_m' | 'right_m', label: Key) =>
    textField(desk, {
      id: name,
      label: w(lang, label),
      value: part[name] == null ? '' : part[name].toLocaleString('en-US'),
      tail: w(lang, 'km.m'),
      inputmode: 'numeric',
      error: w(lang, 'km.metresUnread'),
      findings: findingsOf(desk, name),
      input: (text) => {
        const metres = readWhole(text);
        if (metres === undefined || metres === 0 || (metres ?? 1) > 50_000) return false;
        const other = name === 'left_m' ? 'right_m' : 'left_m';
        desk.changePart({ [name]: metres, ...(linked ? { [other]: metres } : {}) }, name);
        return true;
      },
    });
  return html`
    <div class="pair">${side('left_m', 'km.left')}${side('right_m', 'km.right')}</div>
    <label class="check"><input type="checkbox" .checked=${live(linked)} ?disabled=${!desk.open}
      @change=${() => {
        desk.apart = linked;
        if (!linked) desk.changePart({ right_m: part.left_m ?? null });
        desk.tell();
      }} />${w(lang, 'km.link')}<span class="hint">${w(lang, 'km.sides')}</span></label>
  `;
}
