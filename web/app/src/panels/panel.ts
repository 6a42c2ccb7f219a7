/**
 * A panel is a custom element that knows neither the map nor the store: it shows what it is given and says what the
 * reader wants through `actions`. Panels draw into the page itself, not into a shadow, so that one style sheet, one
 * focus order and one set of ids serve all of them.
 */
import { LitElement } from 'lit';
import { type Counted, type Key, type Params, t, tn } from '../i18n';
import type { Section } from '../many';
import type { Choice, Narrow } from '../query';
import type { Step } from '../state';
import type { Lang, Selection, State } from '../types';

/** What a panel may ask for. */
export interface Actions {
  change(patch: Partial<State>, step?: Step): void;
  /** `byKeys`: the focus goes along. */
  select(selection: Selection | null, byKeys?: boolean): void;
  hover(selection: Selection | null): void;
  /** The address of the page with this selected. */
  href(selection: Selection): string;
  /** Shows only these incidents in the list; null shows all again. */
  only(subset: Subset | null): void;
  /** Says how many there are with each value of a choice, until told of another or of none. */
  count(choice: Choice | null): void;
  /** Lists further rows of a section that has more. */
  more(section: Section): void;
  share(): void;
  /** Opens the generator of embeds. */
  insert(): void;
  /** Brings the list to the front, at the selected row. */
  toList(): void;
  /** Brings the selection into the map's view. */
  toMap(): void;
  toggle(part: Part): void;
}

export type Part = 'drawer' | 'legend' | 'help' | 'theme' | 'search' | 'keys' | 'time';

/** Some of the incidents found: those under one symbol of the map, or those off it. */
export interface Subset {
  why: 'here' | 'off';
  /** Among very many they are not known, but what chooses them. */
  which: { ids: readonly number[] } | { narrow: Narrow };
}

export abstract class Panel extends LitElement {
  static override properties: Record<string, object> = { lang: {}, actions: { attribute: false } };
  declare lang: Lang;
  declare actions: Actions;

  constructor() {
    super();
    this.lang = 'es';
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected t(key: Key, params?: Params): string {
    return t(this.lang, key, params);
  }

  protected tn(stem: Counted, n: number, params?: Params): string {
    return tn(this.lang, stem, n, params);
  }

  /** A click on a link to a selection: taken here, unless the reader wants a new tab or window. */
  protected follow(event: MouseEvent, selection: Selection): void {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button !== 0) return;
    event.preventDefault();
    // A click without a pointer is the Enter key.
    this.actions.select(selection, event.detail === 0);
  }
}
