/**
 * Saves a draft as it is written: in the browser at once, on the server after a second of stillness, each save over
 * the version that it began from. What the browser keeps is let go only when the server has confirmed that content.
 */
import { type Content, sameContent } from './content';
import { type Collision, Refused, readCollision, type Saved } from './doors';
import type { Kept } from './keep';

/** Milliseconds of stillness before the server is told, and before it is asked again after a failure. */
export const STILL_MS = 1000;
const AGAIN_MS = 4000;

export type Saving =
  /** The server has what is on the page. */
  | 'saved'
  /** Something is on its way or will be. */
  | 'saving'
  /** The server does not answer: the browser has it. */
  | 'kept'
  /** Somebody else saved meanwhile. */
  | 'conflict'
  /** The server wants somebody to sign in. */
  | 'signed-out'
  /** The server refuses it, and will again. */
  | 'refused';

export interface SaverDoors {
  create(content: Content, once: string): Promise<Saved>;
  save(id: number, etag: string, content: Content): Promise<Saved>;
  keep(record: Kept): Promise<void>;
  forget(key: string): Promise<void>;
}

export interface SaverHooks {
  changed(): void;
  /** The server has confirmed a content. */
  saved(saved: Saved): void;
  now(): number;
}

export class Saver {
  saving: Saving = 'saved';
  /** Why the last save was not taken. */
  refusal: Refused | null = null;
  collision: Collision | null = null;
  /** When the server last confirmed, in milliseconds. */
  at: number | null = null;
  /** Whether the browser could not keep it either. */
  unkept = false;
  #record: Kept;
  #confirmed: Content | null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #busy: Promise<void> | null = null;
  /** What was sent and may have arrived although no answer came. */
  #unanswered: Content[] = [];
  #doors: SaverDoors;
  #hooks: SaverHooks;

  constructor(record: Kept, confirmed: Content | null, doors: SaverDoors, hooks: SaverHooks) {
    this.#record = record;
    this.#confirmed = confirmed;
    this.#doors = doors;
    this.#hooks = hooks;
  }

  get id(): number | null {
    return this.#record.draft;
  }
  get etag(): string {
    return this.#record.etag;
  }
  get version(): number {
    return this.#record.version;
  }
  /** Whether a save is on its way. */
  get busy(): boolean {
    return this.#busy !== null;
  }
  get clean(): boolean {
    return this.#confirmed !== null && sameContent(this.#confirmed, this.#record.content);
  }

  /** Takes a new content. */
  edit(content: Content): void {
    this.#record = { ...this.#record, content, at: this.#hooks.now() };
    this.#keep();
    if (this.saving !== 'conflict') this.#wait(STILL_MS);
    if (this.saving === 'saved' || this.saving === 'refused') this.saving = 'saving';
    this.#hooks.changed();
  }

  /**
   * Saves at once what waits; resolves when the server has answered. `made`: a draft that the server does not have yet
   * is saved even where nothing was written in it.
   */
  async flush(made = false): Promise<void> {
    clearTimeout(this.#timer);
    // Others may have waited for the same save: one at a time, or the second would collide with the first.
    while (this.#busy) await this.#busy;
    if ((!this.clean || (made && this.id === null)) && this.saving !== 'conflict') await this.#send();
  }

  /** Goes on from what somebody else saved, with what was decided. */
  settle(saved: Saved, content: Content): void {
    this.collision = null;
    this.#took(saved);
    this.saving = 'saving';
    this.edit(content);
  }

  /** Takes what the server has now, after something else than a save. */
  take(saved: Saved): void {
    this.#took(saved);
    this.#hooks.changed();
  }

  /** Goes on with what the server has instead of what the page holds. */
  adopt(saved: Saved): void {
    clearTimeout(this.#timer);
    this.collision = null;
    this.#took(saved);
    this.#record = { ...this.#record, content: saved.draft.content };
    void this.#doors.forget(this.#record.key).catch(() => {});
    this.#say('saved');
  }

  /** Keeps what is unsaved beside what somebody else made of the draft, until it is decided what stands. */
  collide({ draft, etag }: Saved): void {
    clearTimeout(this.#timer);
    this.collision = { theirs: draft, etag, before: this.#record.before ?? draft.content };
    this.#say('conflict');
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #wait(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), ms);
  }

  #keep(): void {
    this.#doors.keep(this.#record).then(
      () => {
        this.unkept = false;
      },
      () => {
        this.unkept = true;
        this.#hooks.changed();
      },
    );
  }

  #send(): Promise<void> {
    this.#busy = this.#sendNow().finally(() => {
      this.#busy = null;
    });
    return this.#busy;
  }

  async #sendNow(): Promise<void> {
    const { draft, etag, once } = this.#record;
    const content = draft === null ? (this.#record.sent ?? this.#record.content) : this.#record.content;
    if (draft === null && !this.#record.sent) {
      this.#record = { ...this.#record, sent: content };
      this.#keep();
    }
    try {
      this.#unanswered.push(content);
      const saved = await (draft === null ? this.#doors.create(content, once) : this.#doors.save(draft, etag, content));
      this.#took(saved, content);
      this.at = this.#hooks.now();
      this.#hooks.saved(saved);
      if (sameContent(this.#record.content, content)) {
        await this.#doors.forget(this.#record.key).catch(() => {});
        // Written on while it was let go: then it is kept once more.
        if (!this.clean) this.#keep();
        this.#say(this.clean ? 'saved' : 'saving');
      } else {
        this.#keep();
        this.#wait(STILL_MS);
      }
    } catch (e) {
      this.#failed(e instanceof Refused ? e : new Refused(0, String(e)));
    }
  }

  #took(saved: Saved, content = saved.draft.content): void {
    this.#unanswered = [];
    this.#confirmed = content;
    this.#record = {
      ...this.#record,
      draft: saved.draft.id,
      etag: saved.etag,
      version: saved.draft.version,
      before: content,
    };
  }

  #failed(e: Refused): void {
    this.refusal = e;
    this.collision = readCollision(e);
    if (this.collision && this.#mine(this.collision)) return;
    const later = e.passing;
    if (later) this.#wait(AGAIN_MS);
    this.#say(this.collision ? 'conflict' : e.status === 401 ? 'signed-out' : later ? 'kept' : 'refused');
  }

  /** Takes a version that is nobody else's: this page's own save, whose answer was lost on the way. */
  #mine({ theirs, etag }: Collision): boolean {
    if (!this.#unanswered.some((sent) => sameContent(sent, theirs.content))) return false;
    this.collision = null;
    this.#took({ draft: theirs, etag });
    this.#hooks.saved({ draft: theirs, etag });
    this.#say('saving');
    this.#wait(0);
    return true;
  }

  #say(saving: Saving): void {
    this.saving = saving;
    this.#hooks.changed();
  }
}
