/** Two or three contents in words: what differs, who changed it, and what is to stand. The map shows the shapes. */
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { decimal, moment, readIsoDate, shortDate } from '../../format';
import type { Lang } from '../../types';
import type { Comparing } from '../comparing';
import type { Pair, ZoneContent } from '../content';
import type { Desk } from '../desk';
import { refusal } from '../problems';
import type { Difference, Side } from '../threeway';
import { partTitle } from '../title';
import { type Key, WORDS, w } from '../words';

/** In a conflict the form gives way to it: nothing is written on until it is decided what stands. */
export function conflict(desk: Desk, c: Comparing): TemplateResult {
  const { lang, saver } = desk;
  const who = saver.collision?.theirs.savedBy.name || w(lang, 'three.somebody');
  return html`<section class="compare" role="region" aria-labelledby="conflict-title">
    <h2 id="conflict-title" tabindex="-1">${meanwhile(desk)}</h2>
    <p class="note">${w(lang, 'three.lead')}</p>
    ${legend(desk, [w(lang, 'three.theirs', { who }), w(lang, 'three.mine'), w(lang, 'three.before')])}
    ${zonePick(desk, c)}
    <ul class="differences">${c.differences.map((d) => decide(desk, c, d, who))}</ul>
    ${c.differences.length === 0 ? html`<p class="note">${w(lang, 'compare.same')}</p>` : nothing}
    ${settle(desk, c)}
    ${c.decided ? nothing : html`<p class="hint">${w(lang, 'three.undecided')}</p>`}
    ${desk.actFailed ? html`<p class="fault error" role="alert">${refusal(lang, desk.actFailed)}</p>` : nothing}
  </section>`;
}

/** What is published stays as it is: what one wrote may become a draft of its own, or be left. */
function settle(desk: Desk, c: Comparing): TemplateResult {
  const { lang } = desk;
  const theirs = desk.saver.collision?.theirs;
  const button = (key: Key, act: () => void, dark = true) =>
    html`<button type="button" class="button tall ${dark ? 'dark' : ''}" ?disabled=${!c.decided && dark} @click=${act}>${w(lang, key)}</button>`;
  if (!theirs || theirs.state === 'draft') return button('three.settle', () => void desk.settleConflict());
  const leave = button('three.leave', () => desk.dropMine(), false);
  if (theirs.state === 'submitted' && theirs.may.withdraw)
    return html`${button('three.withdraw', () => void desk.settleConflict())}${leave}`;
  const apart = async () => {
    const id = await desk.saveApart();
    if (id !== null) location.assign(`/editor/${id}`);
  };
  return html`${button('three.apart', () => void apart())}${leave}`;
}

/** Who did what to the draft while one wrote on it. */
function meanwhile(desk: Desk): string {
  const { lang, saver } = desk;
  const theirs = saver.collision?.theirs;
  const last = theirs?.events[theirs.events.length - 1];
  const key = `three.${theirs?.state}`;
  const who = (theirs?.state === 'draft' ? theirs.savedBy.name : last?.by.name) || w(lang, 'three.somebody');
  return w(lang, key in WORDS ? (key as Key) : 'three.title', { who });
}

/** Two versions of the draft, chosen by number. */
export function versions(desk: Desk): TemplateResult {
  const { lang, comparison: c } = desk;
  const last = desk.draft?.version ?? 1;
  const [from, to] = desk.compared;
  const pick = (id: string, label: Key, value: number, change: (n: number) => void) => html`<div class="field-row">
    <label for=${id}>${w(lang, label)}</label>
    <select id=${id} @change=${(e: Event) => change(Number((e.target as HTMLSelectElement).value))}>
      ${Array.from({ length: last }, (_, i) => i + 1).map((n) => html`<option value=${n} .selected=${live(n === value)}>${versionName(desk, n)}</option>`)}
    </select></div>`;
  return html`<section class="compare" role="region" aria-labelledby="compare-title">
    <h2 id="compare-title">${w(lang, 'bar.compare')}</h2>
    <div>
      ${pick('version-from', 'compare.from', from, (n) => void desk.compare(n, to))}
      ${pick('version-to', 'compare.to', to, (n) => void desk.compare(from, n))}
    </div>
    ${
      c
        ? html`${legend(desk, [`v${from}`, `v${to}`])}${zonePick(desk, c)}${area(desk, c)}
          <ul class="differences">${c.differences.map(
            (d) => html`<li><h3>${name(d, lang)}</h3>
            <p><del>${said(desk, d, d.theirs)}</del></p><p><ins>${said(desk, d, d.mine)}</ins></p></li>`,
          )}</ul>
          ${c.differences.length === 0 ? html`<p class="note">${w(lang, 'compare.same')}</p>` : nothing}`
        : html`<p class="note">${w(lang, 'touch.asking')}</p>`
    }
    <button type="button" class="button tall" @click=${() => desk.endCompare()}>${w(lang, 'lacks.close')}</button>
  </section>`;
}

function versionName(desk: Desk, n: number): string {
  const saved = desk.draft?.events.find((e) => e.version === n);
  return [`v${n}`, saved ? moment(saved.at, desk.lang) : '', saved?.by.name].filter(Boolean).join(' · ');
}

function legend(desk: Desk, [theirs, mine, before]: string[]): TemplateResult {
  const { lang } = desk;
  return html`<ul class="compare-legend">
    <li class="theirs">${theirs}</li><li class="mine">${mine}</li>${before ? html`<li class="before">${before}</li>` : nothing}
    <li class="added">${w(lang, 'compare.added')}</li><li class="removed">${w(lang, 'compare.removed')}</li></ul>`;
}

function zonePick(desk: Desk, c: Comparing): TemplateResult | typeof nothing {
  if (c.zones < 2) return nothing;
  return html`<div class="segmented wide" role="group" aria-label=${w(desk.lang, 'zones.title')}>
    ${Array.from({ length: c.zones }, (_, i) => html`<button type="button" aria-pressed=${i === c.zone ? 'true' : 'false'} @click=${() => c.show(i)}>${w(desk.lang, 'zones.n', { n: i + 1 })}</button>`)}</div>`;
}

function area(desk: Desk, c: Comparing): TemplateResult | typeof nothing {
  const found = c.shapes?.contrast;
  if (!found) return nothing;
  const km2 = (n: number) => `${decimal(n, 2)}\u00a0km²`;
  return html`<p class="compare-area" role="status">${w(desk.lang, 'compare.area', { added: km2(found.added.km2), removed: km2(found.removed.km2) })}</p>`;
}

function decide(desk: Desk, c: Comparing, d: Difference, who: string): TemplateResult {
  const { lang } = desk;
  const stands = c.chosen.get(d.path) ?? d.by;
  const option = (
    side: Side,
    label: string,
    value: unknown,
  ) => html`<label class="option"><input type="radio" name=${d.path} .checked=${live(stands === side)}
    @change=${() => {
      c.chosen.set(d.path, side);
      if (d.zone > 0) c.show(d.zone - 1);
      else desk.tell();
    }} /><span><strong>${label}</strong><small>${said(desk, d, value)}</small></span></label>`;
  const why =
    d.by === null
      ? w(lang, 'three.both')
      : d.by === 'theirs'
        ? w(lang, 'three.onlyTheirs', { who })
        : w(lang, 'three.onlyMine');
  return html`<li class=${d.by === null && !c.chosen.has(d.path) ? 'open' : ''}><fieldset>
    <legend>${name(d, lang)} <small>${why}</small></legend>
    <div class="options">${option('theirs', w(lang, 'three.theirs', { who }), d.theirs)}${option('mine', w(lang, 'three.mine'), d.mine)}</div>
    <p class="hint">${w(lang, 'three.was', { what: said(desk, d, d.before) })}</p>
  </fieldset></li>`;
}

function name(d: Difference, lang: Lang): string {
  const key = `aspect.${d.aspect}`;
  const aspect = key in WORDS ? w(lang, key as Key) : d.aspect;
  return d.zone === 0 ? aspect : `${w(lang, 'zones.n', { n: d.zone })} · ${aspect}`;
}

/** One side of a difference in words. */
function said(desk: Desk, d: Difference, value: unknown): string {
  const { lang, reference } = desk;
  const nothingSaid = w(lang, 'compare.nothing');
  if (value === null || value === undefined || value === '') return nothingSaid;
  if (typeof value === 'string') return WORDS[`effect.${value}` as Key]?.[lang] ?? day(value, lang);
  const zone = value as Partial<ZoneContent>;
  switch (d.aspect) {
    case 'zone':
    case 'definition':
      return (zone.definition?.parts ?? [])
        .map(
          (part, i) =>
            `${i > 0 ? `${w(lang, `op.${part.op}`)} ` : ''}${partTitle(part, reference, lang)}${sidesOf(part.left_m, part.right_m)}`,
        )
        .join('; ');
    case 'term': {
      const act = reference.zones.find((one) => one.id === zone.extends);
      const effect = w(lang, `effect.${zone.effect || 'declare'}`);
      return [
        `${effect}${act ? ` ${act.number ?? ''}` : ''}`,
        zone.start ? day(zone.start, lang) : '',
        zone.days ? `${zone.days} ${w(lang, 'term.days').toLowerCase()}` : '',
      ]
        .filter(Boolean)
        .join(', ');
    }
    case 'rights':
      return (zone.rights ?? []).map((right) => w(lang, `right.${right}`)).join(', ') || nothingSaid;
    default: {
      const pair = value as Partial<Pair>;
      return [pair.es, pair.en].filter(Boolean).join(' · ') || JSON.stringify(value);
    }
  }
}

function sidesOf(left: number | null | undefined, right: number | null | undefined): string {
  if (left == null || right == null) return '';
  return left === right ? `, ± ${left} m` : `, ${left} + ${right} m`;
}

function day(text: string, lang: Lang): string {
  const read = readIsoDate(text);
  return read === null ? text : shortDate(read, lang);
}
