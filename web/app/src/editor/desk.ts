/**
 * The desk: one draft under one's hands. It holds the content with its history, asks what the zones would be, saves,
 * and tells whoever shows it that something changed. It knows neither the map nor the page.
 */
import type { Lang } from '../types';
import { Comparing } from './comparing';
import { type Content, canonical, newPart, newZone, type Part, type ZoneContent } from './content';
import {
  type Act,
  actOn,
  asked,
  bePresent,
  type Collision,
  createDraft,
  draftVersion,
  leave,
  type Me,
  preview,
  Refused,
  type Saved,
  saveDraft,
} from './doors';
import type { Draft, Present } from './draft';
import type { Drawing } from './drawing';
import { forget, type Kept, keep } from './keep';
import type { Preview } from './preview';
import type { Reference } from './reference';
import { Saver } from './saver';
import { merged } from './threeway';
import { Undo } from './undo';

/** Milliseconds without a change before the server is asked for a preview. */
const STILL_MS = 150;
/** Milliseconds after which a silent server is asked for a preview again. */
const AGAIN_MS = 4000;
/** Half of what presence lasts. */
const PRESENT_MS = 15_000;
const MOST_PREVIEWS = 60;

export class Desk {
  lang: Lang;
  readonly reference: Reference;
  readonly me: Me | null;
  draft: Draft | null;
  readonly saver: Saver;
  present: Present[] = [];
  /** The zone and the part of it that the form shows. */
  zone = 0;
  part = 0;
  /** Whether the parts of the zone are listed, though there be but one. */
  combining = false;
  /** Whether the metres to the left and to the right are written apart. */
  apart = false;
  /** What is compared at the moment: a conflict, or two versions. */
  comparison: Comparing | null = null;
  compared: [from: number, to: number] = [1, 1];
  /** What draws by hand on the map, once there is a map. */
  drawing: Drawing | null = null;
  /** What was said of the shape that was pasted or dropped last. */
  read: { weight: string; text: string }[] = [];
  /** Whether the mended shape is shown beside the one that crosses itself. */
  mending = false;
  /** Does for the form what only the map can. */
  wish: (what: 'fit') => void = () => {};
  /** What stands open above the foot. */
  panel: 'lacks' | 'reject' | 'compare' | null = null;
  /** Whether an act is on its way. */
  acting = false;
  /** Why the last question of this kind had no answer. */
  previewFailed: Refused | null = null;
  actFailed: Refused | null = null;
  /** What fields hold while they cannot be read: shown, but not part of the content. */
  readonly typed = new Map<string, string>();
  #undo: Undo<Content>;
  #previews = new Map<string, Preview>();
  /** The last preview of each zone, to be shown until the next is here. */
  #last = new Map<number, Preview>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking: AbortController | null = null;
  #listeners: (() => void)[] = [];
  #collided: Collision | null = null;
  #presence: ReturnType<typeof setInterval> | undefined;

  constructor(start: {
    lang: Lang;
    reference: Reference;
    me: Me | null;
    draft: Draft | null;
    record: Kept;
    confirmed: Content | null;
  }) {
    this.lang = start.lang;
    this.reference = start.reference;
    this.me = start.me;
    this.draft = start.draft;
    this.#undo = new Undo(start.record.content);
    this.saver = new Saver(
      start.record,
      start.confirmed,
      { create: createDraft, save: saveDraft, keep, forget },
      { changed: () => this.#savingChanged(), saved: (saved) => this.#saved(saved), now: () => Date.now() },
    );
    if (!this.saver.clean) this.saver.edit(start.record.content);
    this.#askPreviews();
    this.#bePresent();
  }

  get content(): Content {
    return this.#undo.now;
  }
  get canUndo(): boolean {
    return this.#undo.canUndo;
  }
  get canRedo(): boolean {
    return this.#undo.canRedo;
  }
  /** Whether it may be written on: a new one, or one that is still a draft. */
  get open(): boolean {
    return this.draft === null || (this.draft.state === 'draft' && this.draft.may.save);
  }
  get current(): ZoneContent | null {
    return this.content.zones[this.zone] ?? null;
  }
  get currentPart(): Part | null {
    return this.current?.definition.parts[this.part] ?? null;
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  tell(): void {
    for (const listener of this.#listeners) listener();
  }

  /** Changes the content; changes with the same key in quick succession are undone together. */
  change(next: Content, key = ''): void {
    if (!this.open || canonical(next) === canonical(this.content)) return;
    this.#undo.change(next, key, Date.now());
    this.#changed();
  }

  changeDecree(patch: Partial<Content['decree']>, key = ''): void {
    this.change({ ...this.content, decree: { ...this.content.decree, ...patch } }, key);
  }

  changeZone(patch: Partial<ZoneContent>, key = ''): void {
    const zones = this.content.zones.map((zone, i) => (i === this.zone ? { ...zone, ...patch } : zone));
    this.change({ ...this.content, zones }, key && `${key} ${this.zone}`);
  }

  changePart(patch: Partial<Part>, key = ''): void {
    const parts = this.current?.definition.parts.map((part, i) => (i === this.part ? { ...part, ...patch } : part));
    if (parts) this.changeParts(parts, key && `${key} ${this.part}`);
  }

  changeParts(parts: Part[], key = ''): void {
    const definition = { ...this.current?.definition, parts };
    this.changeZone({ definition }, key);
  }

  /** Makes the shown part one of another means; what it was is to be had back by undoing. */
  turn(by: Part['by']): void {
    const part = this.currentPart;
    if (part && part.by !== by) this.changePart({ ...cleared(part), ...newPart(by, part.op) });
    this.combining = false;
    this.tell();
  }

  addPart(part: Part): void {
    if (!this.current) return;
    const parts = [...this.current.definition.parts, part];
    this.part = parts.length - 1;
    this.changeParts(parts);
  }

  addZone(): void {
    const zones = [...this.content.zones, newZone(this.content.zones[this.content.zones.length - 1])];
    this.show(zones.length - 1);
    this.change({ ...this.content, zones });
  }

  removeZone(): void {
    const zones = this.content.zones.filter((_, i) => i !== this.zone);
    this.change({ ...this.content, zones });
    this.show(Math.min(this.zone, zones.length - 1));
  }

  /** Brings a zone, and a part of it, into the form. */
  show(zone: number, part = 0): void {
    this.zone = Math.max(0, zone);
    this.part = part;
    this.combining = false;
    this.mending = false;
    this.read = [];
    this.typed.clear();
    this.#askPreviews();
    this.tell();
  }

  undo(): void {
    if (this.drawing?.undo()) return;
    if (this.open && this.canUndo) this.#restored(this.#undo.undo());
  }

  redo(): void {
    if (this.drawing?.redo()) return;
    if (this.open && this.canRedo) this.#restored(this.#undo.redo());
  }

  /** What a zone would be, as far as the server has said it; `exact` where it is of what stands there now. */
  previewOf(zone: number): { preview: Preview | null; exact: boolean } {
    const content = this.content.zones[zone];
    const found = content && this.#previews.get(canonical(asked(content)));
    return { preview: found ?? this.#last.get(zone) ?? null, exact: found !== undefined };
  }

  /** Does what ends a version: it is saved first, so that what is submitted is what one sees. */
  async act(act: Act, reason?: string): Promise<void> {
    this.actFailed = null;
    this.acting = true;
    this.tell();
    try {
      await this.saver.flush();
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
    } catch (e) {
      this.actFailed = e instanceof Refused ? e : new Refused(0, String(e));
    } finally {
      this.acting = false;
      this.tell();
    }
  }

  unfold(panel: Desk['panel']): void {
    this.panel = panel;
    this.tell();
  }

  /** Saves what was decided between one's own content and that of somebody else, over theirs. */
  settleConflict(): void {
    const { collision } = this.saver;
    const c = this.comparison;
    if (!collision || !c?.decided) return;
    const content = merged(c.before, c.theirs, c.mine, c.chosen);
    this.comparison = null;
    this.draft = collision.theirs;
    this.#undo.change(content, '', Date.now());
    this.saver.settle({ draft: collision.theirs, etag: collision.etag }, content);
    this.#restored(content);
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
    this.tell();
  }

  close(): void {
    clearInterval(this.#presence);
    if (this.saver.id !== null) leave(this.saver.id);
  }

  #restored(content: Content): void {
    this.zone = Math.min(this.zone, Math.max(0, content.zones.length - 1));
    this.part = Math.min(this.part, Math.max(0, (this.current?.definition.parts.length ?? 1) - 1));
    this.typed.clear();
    this.#changed();
  }

  #changed(): void {
    this.part = Math.min(this.part, Math.max(0, (this.current?.definition.parts.length ?? 1) - 1));
    this.saver.edit(this.content);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#askPreviews(), STILL_MS);
    this.tell();
  }

  #saved(saved: Saved): void {
    this.draft = saved.draft;
    if (!this.#presence) this.#bePresent();
  }

  /** Asks for what is not known yet, the shown zone first, one after the other; an older round is given up. */
  #askPreviews(): void {
    this.#asking?.abort();
    const round = new AbortController();
    this.#asking = round;
    void this.#askRound(round.signal);
  }

  async #askRound(signal: AbortSignal): Promise<void> {
    this.previewFailed = null;
    const order = [this.zone, ...this.content.zones.map((_, i) => i).filter((i) => i !== this.zone)];
    for (const i of order) {
      const zone = this.content.zones[i];
      if (!zone) continue;
      const key = canonical(asked(zone));
      let found = this.#previews.get(key);
      if (!found) {
        try {
          found = await preview(zone, signal);
        } catch (e) {
          if (signal.aborted) return;
          this.previewFailed = e instanceof Refused ? e : new Refused(0, String(e));
          this.tell();
          continue;
        }
        if (this.#previews.size >= MOST_PREVIEWS) this.#previews.clear();
        this.#previews.set(key, found);
      }
      if (signal.aborted) return;
      this.#last.set(i, found);
      this.tell();
    }
    if (!this.previewFailed?.passing) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#askPreviews(), AGAIN_MS);
  }

  #bePresent(): void {
    const say = async () => {
      if (this.saver.id === null) return;
      try {
        this.present = await bePresent(this.saver.id);
        this.tell();
      } catch {
        // Who else is there is told again in a moment; nothing depends on it.
      }
    };
    if (this.saver.id === null) return;
    void say();
    this.#presence = setInterval(() => void say(), PRESENT_MS);
  }
}

/** Every field of a part as absent, so that a part of another means keeps nothing of it. */
function cleared(part: Part): Partial<Part> {
  return Object.fromEntries(Object.keys(part).map((name) => [name, undefined]));
}
