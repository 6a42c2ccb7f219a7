/** What the server tells of changes, and what of the page follows from it. */
import { Misshapen, object } from './row';

/** What has changed on the way to a revision. */
export interface News {
  revision: number;
  /** Collections and layers of the map that may have changed; null where that is anything. */
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
      for (const name of [collection, layer]) if (typeof name === 'string') touched.add(name);
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

/** Whether a collection or a layer may have changed. */
export function touches({ touched }: News, name: string): boolean {
  return touched?.has(name) ?? true;
}

/** The address of tiles at another revision; as it is where it names none. */
export function atRevision(url: string, revision: number): string {
  return url.replace(/([?&]rev=)(\d+)/, (_, name, was) => name + Math.max(revision, Number(was)));
}
