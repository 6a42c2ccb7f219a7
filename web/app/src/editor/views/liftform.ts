/** Which zones an act lifts before their term, each with the first day on which it is no longer in force. */
import { html, type TemplateResult } from 'lit';
import type { Content } from '../content';
import type { Desk } from '../desk';
import { w } from '../words';
import { dateField } from './actform';
import { pick } from './field';

type Lift = Content['lifts'][number];

export function liftForm(desk: Desk): TemplateResult {
  const { lang, content } = desk;
  return html`
    <section aria-labelledby="lift-title">
      <h2 id="lift-title">${w(lang, 'aspect.lifts')}</h2>
      ${content.lifts.map((lift, i) => liftRow(desk, lift, i))}
      <button type="button" class="button" ?disabled=${!desk.open} @click=${() => add(desk)}>${w(lang, 'lift.add')}</button>
    </section>
  `;
}

function liftRow(desk: Desk, lift: Lift, i: number): TemplateResult {
  const { lang } = desk;
  const alter = (patch: Partial<Lift>) =>
    change(
      desk,
      desk.content.lifts.map((one, j) => (j === i ? { ...one, ...patch } : one)),
    );
  return html`<div class="pair">
      ${pick<string>(desk, {
        id: `lift-${i}`,
        label: w(lang, 'lift.zone', { n: i + 1 }),
        value: String(lift.zone),
        options: candidates(desk).map((one) => [
          String(one.id),
          `${one.number ?? w(lang, 'touch.noNumber')} · ${one.form[lang]}`,
        ]),
        change: (id) => alter({ zone: Number(id) }),
      })}
      ${dateField(desk, { id: `lift-from-${i}`, label: w(lang, 'lift.from'), value: lift.from, change: (from) => alter({ from }) })}
    </div>
    <button type="button" class="link" ?disabled=${!desk.open} @click=${() =>
      change(
        desk,
        desk.content.lifts.filter((_, j) => j !== i),
      )}>${w(lang, 'lift.remove', { n: i + 1 })}</button>`;
}

/** The latest first: those that are lifted are in force. */
function candidates(desk: Desk) {
  return [...desk.reference.zones].sort((a, b) => (a.lastDay < b.lastDay ? 1 : -1));
}

function add(desk: Desk): void {
  const taken = new Set(desk.content.lifts.map((lift) => lift.zone));
  const next = candidates(desk).find((zone) => !taken.has(zone.id));
  if (next) change(desk, [...desk.content.lifts, { zone: next.id, from: null }]);
}

function change(desk: Desk, lifts: Lift[]): void {
  desk.change({ ...desk.content, lifts });
}
