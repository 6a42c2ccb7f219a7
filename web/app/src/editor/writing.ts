/**
 * What one writes: the content of a draft with its history, and which zone and part of it the form shows. Whoever
 * keeps it is told of each change.
 */
import { type Content, canonical, newPart, newZone, type Part, type ZoneContent } from './content';
import type { Drawing } from './drawing';
import { Undo } from './undo';

export abstract class Writing {
  /** The zone and the part of it that the form shows. */
  zone = 0;
  part = 0;
  /** Whether the parts of the zone are listed, though there be but one. */
  combining = false;
  /** Whether the metres to the left and to the right are written apart. */
  apart = false;
  /** What draws by hand on the map, once there is a map. */
  drawing: Drawing | null = null;
  /** What was said of the shape that was pasted or dropped last. */
  read: { weight: string; text: string }[] = [];
  /** Whether the mended shape is shown beside the one that crosses itself. */
  mending = false;
  /** What fields hold while they cannot be read: shown, but not part of the content. */
  readonly typed = new Map<string, string>();
  #undo: Undo<Content>;

  constructor(content: Content) {
    this.#undo = new Undo(content);
  }

  /** Whether it may be written on. */
  abstract get open(): boolean;
  abstract tell(): void;
  /** Another content stands there, or another zone is shown. */
  protected abstract wrote(): void;
  protected abstract turned(): void;

  get content(): Content {
    return this.#undo.now;
  }
  get canUndo(): boolean {
    return this.#undo.canUndo;
  }
  get canRedo(): boolean {
    return this.#undo.canRedo;
  }
  get current(): ZoneContent | null {
    return this.content.zones[this.zone] ?? null;
  }
  get currentPart(): Part | null {
    return this.current?.definition.parts[this.part] ?? null;
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
    this.turned();
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

  /** Another content in place of this one, as a step that can be undone. */
  protected put(content: Content): void {
    this.#undo.change(content, '', Date.now());
    this.#restored(content);
  }

  /** Begins anew with what somebody else wrote: to undo what came before would undo theirs. */
  protected restart(content: Content): void {
    this.#undo = new Undo(content);
    this.#within(content);
  }

  #restored(content: Content): void {
    this.#within(content);
    this.typed.clear();
    this.#changed();
  }

  #within(content: Content): void {
    this.zone = Math.min(this.zone, Math.max(0, content.zones.length - 1));
    this.part = Math.min(this.part, Math.max(0, (this.current?.definition.parts.length ?? 1) - 1));
  }

  #changed(): void {
    this.part = Math.min(this.part, Math.max(0, (this.current?.definition.parts.length ?? 1) - 1));
    this.wrote();
  }
}

/** Every field of a part as absent, so that a part of another means keeps nothing of it. */
function cleared(part: Part): Partial<Part> {
  return Object.fromEntries(Object.keys(part).map((name) => [name, undefined]));
}
