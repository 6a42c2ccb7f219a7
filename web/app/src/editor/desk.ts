/**
 * The desk: one draft under one's hands. It asks what the zones that are written would be, saves them, learns what others
 * do with the draft, and tells whoever shows it that something changed. It knows neither the map nor the page.
 */
import type { Lang } from '../types';
import { Attendance, newsOf, turnOf } from './attendance';
import { Comparing } from './comparing';
import { type Content, canonical, type ZoneContent } from './content';
import {
  type Act,
  actOn,
  type Collision,
  createDraft,
  draftVersion,
  getDraft,
  type Me,
  Refused,
  type Saved,
  saveDraft,
} from './doors';
import type { Attended, Draft, DraftEvent, Present } from './draft';
import { forget, type Kept, keep } from './keep';
import type { Preview } from './preview';
import { Previews } from './previews';
import type { Reference } from './reference';
import { Saver } from './saver';
import { merged } from './threeway';
import { Writing } from './writing';

/** What stands open above the foot, or instead of the form. */
export type Panel = 'lacks' | 'reject' | 'confirm' | 'export' | 'compare';

export class Desk extends Writing {
  lang: Lang;
  readonly reference: Reference;
  readonly me: Me | null;
  draft: Draft | null;
  readonly saver: Saver;
  present: Present[] = [];
  /** What is compared at the moment: a conflict, or two versions. */
  comparison: Comparing | null = null;
  compared: [from: number, to: number] = [1, 1];
  /** Does for the form what only the map can. */
  wish: (what: 'fit') => void = () => {};
  /** What stands open above the foot. */
  panel: Panel | null = null;
  /** Whether an act is on its way. */
  acting = false;
  /** What somebody did with the draft elsewhere while it was open here, until it is read. */
  news: DraftEvent | null = null;
  actFailed: Refused | null = null;
  #previews: Previews;
  #listeners: (() => void)[] = [];
  #collided: Collision | null = null;
  #attendance = new Attendance((told) => this.#heard(told));
  #looking = false;

  constructor(start: {
    lang: Lang;
    reference: Reference;
    me: Me | null;
    draft: Draft | null;
    record: Kept;
    confirmed: Content | null;
  }) {
    super(start.record.content);
    this.lang = start.lang;
    this.reference = start.reference;
    this.me = start.me;
    this.draft = start.draft;
    this.saver = new Saver(
      start.record,
      start.confirmed,
      { create: createDraft, save: saveDraft, keep, forget },
      { changed: () => this.#savingChanged(), saved: (saved) => this.#saved(saved), now: () => Date.now() },
    );
    this.#previews = new Previews({
      zones: () => this.#published(),
      first: () => this.zone,
      tell: () => this.tell(),
    });
    if (!this.saver.clean) this.saver.edit(start.record.content);
    this.#previews.ask();
    if (this.saver.id !== null) this.#attendance.begin(this.saver.id);
  }

  /** Whether it may be written on: a new one, or one that is still a draft. */
  get open(): boolean {
    return this.draft === null || (this.draft.state === 'draft' && this.draft.may.save);
  }
  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  tell(): void {
    for (const listener of this.#listeners) listener();
  }

  /** What a zone would be, as far as the server has said it; `exact` where it is of what stands there now. */
  previewOf(zone: number): { preview: Preview | null; exact: boolean } {
    return this.#previews.of(zone);
  }

  get previewFailed(): Refused | null {
    return this.#previews.failed;
  }

  /** The zones as they are asked about: those that were published know what they became, and do not overlap it. */
  #published(): ZoneContent[] {
    const made = this.draft?.state === 'published' ? this.draft.published : [];
    return this.content.zones.map((zone, i) => {
      const id = zone.zone ?? made[i];
      return id === undefined ? zone : { ...zone, zone: id };
    });
  }

  /** Does what ends a version: it is saved first, so that what is submitted is what one sees. */
  async act(act: Act, reason?: string): Promise<void> {
    this.actFailed = null;
    this.news = null;
    this.acting = true;
    this.tell();
    try {
      // Of a draft in which nothing was written the server says what lacks as well.
      await this.saver.flush(act === 'submit');
      // What could not be saved is told above the map; what lacks is told before the server refuses it.
      if (!this.saver.clean || this.saver.id === null) return;
      if (act === 'submit' && this.draft && this.draft.lacks.length > 0) {
        this.panel = 'lacks';
        return;
      }
      const saved = await actOn(this.saver.id, act, this.saver.etag, reason);
      this.draft = saved.draft;
      this.saver.take(saved);
      this.panel = null;
      this.#previews.ask();
    } catch (e) {
      this.actFailed = e instanceof Refused ? e : new Refused(0, String(e));
    } finally {
      this.acting = false;
      this.tell();
    }
    // Somebody may have been quicker: then it is told what they did.
    const { status } = this.actFailed ?? { status: 0 };
    if (status === 409 || status === 412) await this.look();
  }

  unfold(panel: Desk['panel']): void {
    this.panel = panel;
    this.tell();
  }

  /** Saves what was decided between one's own content and that of somebody else, over theirs. */
  async settleConflict(): Promise<void> {
    const { collision } = this.saver;
    const c = this.comparison;
    if (!collision || !c?.decided) return;
    const content = merged(c.before, c.theirs, c.mine, c.chosen);
    let stands: Saved = { draft: collision.theirs, etag: collision.etag };
    if (stands.draft.state === 'submitted') {
      const withdrawn = await this.#attempt(() => actOn(stands.draft.id, 'withdraw', stands.etag));
      if (!withdrawn) return;
      stands = withdrawn;
    }
    this.comparison = null;
    this.draft = stands.draft;
    this.saver.settle(stands, content);
    this.put(content);
  }

  /** Makes another draft of one's own content, where what it was written on is published; the new draft's id. */
  async saveApart(): Promise<number | null> {
    const { comparison: c } = this;
    if (!c?.decided) return null;
    const content = merged(c.before, c.theirs, c.mine, c.chosen);
    const made = await this.#attempt(() => createDraft(content, crypto.randomUUID()));
    if (made) this.dropMine();
    return made?.draft.id ?? null;
  }

  /** Leaves one's own content for what stands. */
  dropMine(): void {
    const { collision } = this.saver;
    if (!collision) return;
    this.comparison = null;
    this.draft = collision.theirs;
    this.#adopt({ draft: collision.theirs, etag: collision.etag });
    this.tell();
  }

  async #attempt<T>(act: () => Promise<T>): Promise<T | null> {
    this.actFailed = null;
    try {
      return await act();
    } catch (e) {
      this.actFailed = e instanceof Refused ? e : new Refused(0, String(e));
      this.tell();
      return null;
    }
  }

  /** Shows two versions beside each other. */
  async compare(from: number, to: number): Promise<void> {
    const id = this.saver.id;
    if (id === null) return;
    this.compared = [from, to];
    this.comparison = null;
    this.unfold('compare');
    try {
      await this.saver.flush();
      const [a, b] = await Promise.all([draftVersion(id, from), draftVersion(id, to)]);
      if (this.panel === 'compare') this.comparison = new Comparing(a, a, b, () => this.tell());
    } catch (e) {
      this.actFailed = e instanceof Refused ? e : new Refused(0, String(e));
    }
    this.tell();
  }

  endCompare(): void {
    this.comparison = null;
    this.unfold(null);
  }

  /** Somebody else saved meanwhile: what both wrote is laid side by side. */
  #savingChanged(): void {
    const { collision } = this.saver;
    if (collision && this.saver.saving === 'conflict' && this.#collided !== collision) {
      this.#collided = collision;
      this.panel = null;
      this.comparison = new Comparing(collision.before, collision.theirs.content, this.content, () => this.tell());
    }
    // What may no longer be saved was submitted or published elsewhere.
    if (this.saver.saving === 'refused') void this.look();
    this.tell();
  }

  /** The reader has come back: what waits is saved, and what others did is asked at once. */
  async back(): Promise<void> {
    await this.saver.flush();
    if (this.saver.id !== null) await this.#attendance.say(this.saver.id);
  }

  close(): void {
    this.#attendance.end(this.saver.id);
  }

  protected wrote(): void {
    this.saver.edit(this.content);
    this.#previews.soon();
    this.tell();
  }

  protected turned(): void {
    this.#previews.ask();
  }

  #saved(saved: Saved): void {
    this.draft = saved.draft;
    this.#attendance.begin(saved.draft.id);
  }

  #heard(told: Attended): void {
    this.present = told.present;
    this.tell();
    const mine = { state: this.draft?.state ?? 'draft', version: this.saver.version, clean: this.saver.clean };
    if (turnOf(mine, told) !== 'none') void this.look();
  }

  /** Asks how the draft stands, and goes on from there; what is unsaved here is kept. */
  async look(): Promise<void> {
    const id = this.saver.id;
    // What this page itself is doing will tell.
    if (id === null || this.#looking || this.acting || this.saver.busy || this.saver.saving === 'conflict') return;
    this.#looking = true;
    try {
      const saved = await getDraft(id);
      if (!this.acting && !this.saver.busy) this.#meet(saved);
    } catch {
      // It is looked at again with the next word of who is here.
    } finally {
      this.#looking = false;
    }
  }

  #meet(saved: Saved): void {
    const { draft: now } = saved;
    const { version, clean } = this.saver;
    const turn = turnOf({ state: this.draft?.state ?? 'draft', version, clean }, now);
    if (turn === 'none') return;
    this.news = newsOf(this.draft, now) ?? this.news;
    this.draft = now;
    this.actFailed = null;
    if (this.panel !== 'compare') this.panel = null;
    if (turn === 'take') this.#adopt(saved);
    else if (turn === 'collide') this.saver.collide(saved);
    else void this.saver.flush();
    this.tell();
  }

  #adopt(saved: Saved): void {
    this.saver.adopt(saved);
    const { content } = saved.draft;
    if (canonical(content) !== canonical(this.content)) this.restart(content);
    this.#previews.ask();
  }
}
