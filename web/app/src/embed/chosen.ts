/**
 * What an embed in a folder of files shows: nobody chooses for it, so that it has everything and chooses by the settings
 * in its address. Words to search for and filters are for servers.
 */
import { meet } from '../calendar';
import type { Incident, State } from '../types';

export function chosen(all: readonly Incident[], state: State): Incident[] {
  const period = { from: state.from, to: state.to };
  return all.filter(
    (i) =>
      meet(i, period) &&
      !state.hiddenCategories.includes(i.category) &&
      !state.hiddenPrecisions.includes(i.placePrecision) &&
      !state.hiddenStatuses.includes(i.status) &&
      (state.kinds.length === 0 || state.kinds.includes(i.kind)),
  );
}
