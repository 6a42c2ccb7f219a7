/** Where an archive of the web has a source, as the server names it. */

/**
 * Where what stood at an address about a day is kept, or on any day where none is known: 2019-04-13, as sources state
 * it. Null where there is no archive, which archives of the map have none of.
 */
export function copyOf(archive: string | undefined, url: string, date: string | null): string | null {
  if (!archive) return null;
  const day = /^\d{4}-\d{2}-\d{2}$/.test(date ?? '') ? date?.replaceAll('-', '') : '*';
  return `${archive}${day}/${url}`;
}
