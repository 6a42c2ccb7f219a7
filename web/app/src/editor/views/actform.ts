/** The particulars of the act, and the term and rights of the zone that the form shows. */
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { isoDate, readIsoDate, shortDate } from '../../format';
import { readDay } from '../../typed';
import type { Lang } from '../../types';
import { ALL_RIGHTS, type Effect, type Pair, type ZoneContent } from '../content';
import type { Desk } from '../desk';
import { draftFrom } from '../doors';
import { readWhole } from '../kmtext';
import { taken } from '../problems';
import { w } from '../words';
import { pick, textField, warningsOf } from './field';

/** "DS 056-2019-PCM", as the server wants it. */
const NUMBER = /^(DS|RM|RS|DU|DL) \d{3}-\d{4}-[A-Z]+$/;

export function dateField(
  desk: Desk,
  o: {
    id: string;
    label: string;
    value: string | null | undefined;
    needed?: boolean;
    warned?: string;
    change: (iso: string | null) => void;
  },
): TemplateResult {
  const { lang } = desk;
  const day = o.value ? readIsoDate(o.value) : null;
  return textField(desk, {
    id: o.id,
    label: o.label,
    value: day === null ? '' : shortDate(day, lang).replaceAll('\u00a0', ' '),
    placeholder: w(lang, 'act.dateHint'),
    ...(o.needed ? { needed: true } : {}),
    findings: o.warned ? warningsOf(desk, o.warned) : [],
    error: w(lang, 'act.dateUnread'),
    input: (text) => {
      if (text.trim() === '') o.change(null);
      else {
        const read = readDay(text);
        // A year or a month alone is not a day yet.
        if (!read.ok || !/\d.*\D.*\d{4}|\d{4}\D\d+\D\d+/.test(text.trim()) || text.trim().split(/[\s/.-]+/).length < 3)
          return false;
        o.change(isoDate(read.day));
      }
      return true;
    },
  });
}

export function termForm(desk: Desk, zone: ZoneContent): TemplateResult {
  const { lang } = desk;
  const effect = zone.effect || 'declare';
  return html`
    <section aria-labelledby="term-title">
      <h2 id="term-title">${w(lang, 'term.title', { n: desk.zone + 1 })}</h2>
      <div class="pair">
        ${pick<Effect>(desk, {
          id: 'effect',
          label: w(lang, 'term.effect'),
          value: effect,
          options: (['declare', 'extend'] as const).map((one) => [one, w(lang, `effect.${one}`)]),
          change: (next) =>
            desk.changeZone({ effect: next, extends: next === 'extend' ? (zone.extends ?? null) : null }),
        })}
        ${effect === 'extend' ? extendsPick(desk, zone) : nothing}
      </div>
      <div class="pair">
        ${dateField(desk, { id: 'start', label: w(lang, 'term.start'), value: zone.start, needed: true, warned: `zones[${desk.zone}].start`, change: (start) => desk.changeZone({ start }, 'start') })}
        ${textField(desk, {
          id: 'days',
          label: w(lang, 'term.days'),
          value: zone.days == null ? '' : String(zone.days),
          tail: lastDay(desk, zone),
          inputmode: 'numeric',
          error: w(lang, 'term.daysUnread'),
          needed: true,
          findings: warningsOf(desk, `zones[${desk.zone}].days`),
          input: (text) => {
            const days = readWhole(text);
            if (days === undefined || days === 0) return false;
            desk.changeZone({ days }, 'days');
            return true;
          },
        })}
      </div>
      ${sameTerm(desk, zone)}
      <fieldset class="rights">
        <legend>${w(lang, 'term.rights')}</legend>
        <div class="toggles">
          ${ALL_RIGHTS.map((right) => {
            const on = zone.rights?.includes(right) ?? false;
            return html`<label class="toggle ${on ? 'on' : ''}"><input type="checkbox" .checked=${live(on)} ?disabled=${!desk.open}
              @change=${() => desk.changeZone({ rights: ALL_RIGHTS.filter((r) => (r === right ? !on : zone.rights?.includes(r))) })} />${w(lang, `right.${right}`)}</label>`;
          })}
        </div>
        ${warningsOf(desk, `zones[${desk.zone}].rights`).map((one) => html`<p class="fault warning">${one.words[lang]}</p>`)}
      </fieldset>
      ${pairField(desk, 'zone-words', w(lang, 'term.words'), zone.words, 'es', (words) => desk.changeZone({ words }, 'zone words'))}
      <details class="english"><summary>${w(lang, 'term.inEnglish')}</summary>
        ${pairField(desk, 'zone-words-en', w(lang, 'term.wordsEN'), zone.words, 'en', (words) => desk.changeZone({ words }, 'zone words en'))}
      </details>
    </section>
  `;
}

/** Zones of one act mostly share one term: it is written once. */
function sameTerm(desk: Desk, { start, days }: ZoneContent): TemplateResult | typeof nothing {
  const { zones } = desk.content;
  if (!desk.open || !start || !days || zones.every((one) => one.start === start && one.days === days)) return nothing;
  return html`<button type="button" class="button small" @click=${() =>
    desk.change({
      ...desk.content,
      zones: zones.map((one) => ({ ...one, start, days })),
    })}>${w(desk.lang, 'term.forAll')}</button>`;
}

/** The last day as the law counts it: the first is the first day in force. */
export function lastDay(desk: Desk, { start, days }: ZoneContent): string {
  const first = start ? readIsoDate(start) : null;
  if (first === null || !days) return '';
  const last = first + days - 1;
  return w(desk.lang, 'term.until', {
    date: shortDate(
      last,
      desk.lang,
      new Date(first * 864e5).getUTCFullYear() !== new Date(last * 864e5).getUTCFullYear(),
    ),
  });
}

function extendsPick(desk: Desk, zone: ZoneContent): TemplateResult {
  const { lang, reference } = desk;
  const before = zone.start ?? '9999';
  // Those that ended last before the first day come first: one of them is it.
  const acts = reference.zones
    .filter((one) => one.start < before || one.id === zone.extends)
    .sort((a, b) => (a.lastDay < b.lastDay ? 1 : -1));
  const name = (id: number) => acts.find((one) => one.id === id);
  return pick<string>(desk, {
    id: 'extends',
    label: w(lang, 'term.extends'),
    value: zone.extends ? String(zone.extends) : '',
    options: [
      ['', w(lang, 'term.chooseAct')],
      ...acts.map((one): [string, string] => {
        const { number, form } = name(one.id) ?? one;
        return [String(one.id), `${number ?? w(lang, 'touch.noNumber')} · ${form[lang]}`];
      }),
    ],
    change: (id) => desk.changeZone({ extends: id ? Number(id) : null }),
  });
}

export function actForm(desk: Desk): TemplateResult {
  const { lang } = desk;
  const { decree } = desk.content;
  const known = takenBy(desk);
  const text = (id: 'link' | 'source' | 'note', label: string, hint = '') =>
    textField(desk, {
      id,
      label,
      value: decree[id] ?? '',
      placeholder: hint,
      ...(id === 'link' ? { needed: true } : {}),
      error: w(lang, 'act.linkUnread'),
      input: (value) => {
        if (id === 'link' && value !== '' && !/^https?:\/\/[^\s/]+/.test(value.trim())) return false;
        desk.changeDecree({ [id]: id === 'link' ? value.trim() : value }, id);
        return true;
      },
    });
  return html`
    <section aria-labelledby="act-title">
      <h2 id="act-title">${w(lang, 'act.title')}</h2>
      ${desk.open ? html`<p class="hint needed-why">${w(lang, 'form.neededWhy')}</p>` : nothing}
      <div class="pair">
        ${textField(desk, {
          id: 'number',
          label: w(lang, 'act.number'),
          value: decree.number,
          placeholder: w(lang, 'act.numberHint'),
          needed: true,
          findings: numberTaken(desk) ? [{ weight: 'error', words: numberTaken(desk) as Pair }] : [],
          ...(known ? { hint: change(desk, known) } : {}),
          error: w(lang, 'act.numberUnread'),
          input: (text) => {
            const number = text.trim();
            if (number !== '' && !NUMBER.test(number)) return false;
            desk.changeDecree({ number }, 'number');
            return true;
          },
        })}
        ${dateField(desk, { id: 'published', label: w(lang, 'act.published'), value: decree.published, needed: true, change: (published) => desk.changeDecree({ published }, 'published') })}
      </div>
      <div class="pair">
        ${pick<Effect>(desk, {
          id: 'act-kind',
          label: w(lang, 'act.kind'),
          value: decree.kind || 'declare',
          options: (['declare', 'extend', 'lift'] as const).map((one) => [one, w(lang, `effect.${one}`)]),
          change: (kind) => desk.changeDecree({ kind }),
        })}
        ${text('source', w(lang, 'act.source'), w(lang, 'act.sourceHint'))}
      </div>
      ${text('link', w(lang, 'act.link'), w(lang, 'act.linkHint'))}
      ${pairField(desk, 'act-words', w(lang, 'act.words'), decree.words, 'es', (words) => desk.changeDecree({ words }, 'words'))}
      <details class="english"><summary>${w(lang, 'act.titles')}</summary>
        <p class="hint">${w(lang, 'act.titlesHint')}</p>
        ${pairField(desk, 'act-name', w(lang, 'act.name'), decree.title, 'es', (title) => desk.changeDecree({ title }, 'name'))}
        ${pairField(desk, 'act-name-en', w(lang, 'act.nameEN'), decree.title, 'en', (title) => desk.changeDecree({ title }, 'name en'))}
        ${pairField(desk, 'act-words-en', w(lang, 'act.wordsEN'), decree.words, 'en', (words) => desk.changeDecree({ words }, 'words en'))}
      </details>
      ${text('note', w(lang, 'act.note'))}
      ${decree.id ? longField(desk, 'act-why', w(lang, 'act.why'), desk.content.why, (why) => desk.change({ ...desk.content, why }, 'why')) : nothing}
    </section>
  `;
}

/** The published act that has the number already, where it has zones. */
function takenBy({ content, reference }: Desk): number | null {
  const { decree } = content;
  if (decree.id || !decree.number) return null;
  return reference.zones.find((zone) => zone.number === decree.number)?.decree ?? null;
}

/** Told at once where the page knows the act, else with the next save. */
function numberTaken(desk: Desk): Pair | null {
  const { draft, content } = desk;
  if (draft && draft.state !== 'draft') return null;
  const told = takenBy(desk) !== null || (desk.saver.clean && draft?.lacks.some(taken));
  const { number } = content.decree;
  return told ? { es: w('es', 'act.taken', { number }), en: w('en', 'act.taken', { number }) } : null;
}

/** To correct an act one begins from it. */
function change(desk: Desk, decree: number): TemplateResult {
  const go = async () => {
    const made = await draftFrom(decree, 'change', crypto.randomUUID()).catch(() => null);
    if (made) location.assign(`/editor/${made.draft.id}`);
  };
  return html`<button type="button" class="link" ?disabled=${!desk.open} @click=${() => void go()}>${w(desk.lang, 'act.change')}</button>`;
}

/** One language of a text that is kept in both. */
function pairField(
  desk: Desk,
  id: string,
  label: string,
  pair: Pair | undefined,
  lang: Lang,
  change: (pair: Pair) => void,
): TemplateResult {
  return longField(desk, id, label, pair?.[lang] ?? '', (text) => change({ es: '', en: '', ...pair, [lang]: text }));
}

function longField(
  desk: Desk,
  id: string,
  label: string,
  value: string,
  change: (text: string) => void,
): TemplateResult {
  return html`<div class="field-row"><label for=${id}>${label}</label>
    <textarea id=${id} rows="2" ?disabled=${!desk.open} .value=${live(value)}
      @input=${(e: InputEvent) => change((e.target as HTMLTextAreaElement).value)}></textarea></div>`;
}
