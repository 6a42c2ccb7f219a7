/** What the server tells of changes, and what of the page follows from it. */
import { Misshapen, object } from './row';

/** What has changed on the way to a revision. */
export interface News {
  revision: number;
  /** Collections that may have changed, and layers of the map as "layer incidents"; null where that is anything. */
  touched: ReadonlySet<string> | null;
}

/** The data of an event, or null where it is none of ours. */
export function readNews(data: string): News | null {
  try {
    const event = object(JSON.parse(data), 'events');
    if (typeof event.revision !== 'number' || !Array.isArray(event.changed)) return null;
    const { revision } = event;
    if (event.all === true) return { revision, touched: null };
    const touched = new Set<string>();
    for (const x of event.changed) {
      const { collection, layer } = object(x, 'events, changed');
      if (typeof collection === 'string') touched.add(collection);
      if (typeof layer === 'string') touched.add(asLayer(layer));
    }
    return { revision, touched };
  } catch (e) {
    if (e instanceof Misshapen || e instanceof SyntaxError) return null;
    throw e;
  }
}

/** Both together, as one. */
export function together(a: News | null, b: News): News {
  if (a === null) return b;
  const revision = Math.max(a.revision, b.revision);
  return { revision, touched: a.touched && b.touched && new Set([...a.touched, ...b.touched]) };
}

/** Whether a collection may have changed. */
export function touches({ touched }: News, collection: string): boolean {
  return touched?.has(collection) ?? true;
}

/** Whether what is drawn of a layer may have changed: a place also tells how many incidents there are. */
export function redraws(news: News, layer: string): boolean {
  return touches(news, asLayer(layer));
}

function asLayer(name: string): string {
  return `layer ${name}`;
}

/** The address of tiles at another revision; as it is where it names none. */
export function atRevision(url: string, revision: number): string {
  return url.replace(/([?&]rev=)(\d+)/, (_, name, was) => name + Math.max(revision, Number(was)));
}
