/** Incidents that the map cannot show, and the words for where they are. */
import { hasPlace } from './frame';
import { t, tn } from './i18n';
import { placeName } from './incident';
import type { Incident, Lang } from './types';

/** Those outside the map's window, and those of which nobody says where. */
export function offMap(incidents: readonly Incident[]): Incident[] {
  return incidents.filter((i) => !hasPlace(i));
}

/** "7 fuera del mapa: Lima o sin lugar ›"; of very many only how many they are. */
export function offMapWords(incidents: readonly Incident[] | number, lang: Lang): string {
  if (typeof incidents === 'number') return `${tn(lang, 'map.off', incidents)} ›`;
  const elsewhere = incidents.filter((i) => i.at !== null);
  const names = [...new Set(elsewhere.map((i) => i.department ?? placeName(i, lang) ?? ''))].filter(Boolean);
  const unplaced = elsewhere.length < incidents.length ? [t(lang, 'precision.unknown')] : [];
  const where = names.length > 2 ? [t(lang, 'map.elsewhere'), ...unplaced] : [...names, ...unplaced];
  const or = lang === 'es' ? ' o ' : ' or ';
  return `${tn(lang, 'map.off', incidents.length)}: ${where.join(or)} ›`;
}
