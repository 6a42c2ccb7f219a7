/** Short names: of a zone in the list of zones, of a part, of what a form says. */
import { distance, kmPost, series } from '../format';
import type { Lang } from '../types';
import type { Level, Part, ZoneContent } from './content';
import type { Reference } from './reference';
import { type Key, w } from './words';

const UNIT: Record<Level, Record<Lang, [one: string, many: string]>> = {
  district: { es: ['distrito de', 'distritos de'], en: ['district of', 'districts of'] },
  province: { es: ['provincia de', 'provincias de'], en: ['province of', 'provinces of'] },
  department: { es: ['departamento de', 'departamentos de'], en: ['department of', 'departments of'] },
};

export function zoneTitle(zone: ZoneContent, reference: Reference, lang: Lang): string {
  const { parts } = zone.definition;
  const [first] = parts;
  if (!first) return w(lang, 'zones.empty');
  if (parts.length > 1) return w(lang, 'zones.composed', { n: parts.length });
  // A shape has no other name than its words.
  const words = zone.words?.[lang] || zone.words?.es;
  if (first.by === 'hand' && first.geometry && words) return words.length > 60 ? `${words.slice(0, 59)}…` : words;
  return partTitle(first, reference, lang);
}

export function partTitle(part: Part, reference: Reference, lang: Lang): string {
  const road = roadName(part.route ?? '', part.scale ?? '', reference, lang);
  const units = unitNames(part, reference);
  switch (part.by) {
    case 'km': {
      if (part.from == null && part.to == null) return w(lang, 'zones.empty');
      const km = [part.from, part.to].map((one) => (one == null ? '…' : kmText(one))).join('–');
      return lang === 'es' ? `km ${km} de la ${road}` : `km ${km} of ${road}`;
    }
    case 'road':
      return units.length ? `${road}, ${series(units, lang)}` : road;
    case 'units': {
      if (units.length === 0) return w(lang, 'zones.empty');
      const [one, many] = UNIT[part.level ?? 'district'][lang];
      const shown =
        units.length > 3 ? [...units.slice(0, 2), w(lang, 'touch.andMore', { n: units.length - 2 })] : units;
      return `${units.length === 1 ? one : many} ${units.length > 3 ? shown.join(', ') : series(shown, lang)}`;
    }
    case 'hand':
      return part.geometry ? w(lang, 'tab.hand').toLowerCase() : w(lang, 'zones.empty');
    case 'distance':
      return lang === 'es'
        ? `a menos de ${distance(part.metres ?? 0)} de la ${road}`
        : `within ${distance(part.metres ?? 0)} of ${road}`;
  }
}

/** Whole km without their metres: "130", "130+250". */
function kmText(km: number): string {
  return Number.isInteger(km) ? String(km) : kmPost(km);
}

export function unitNames(part: Part, reference: Reference): string[] {
  return (part.units ?? []).map((u) =>
    typeof u === 'number' ? (reference.units.find((one) => one.id === u)?.name ?? String(u)) : u,
  );
}

/** Roads are called by their class where a scale's name begins with one: "PE-3SY". */
export function roadName(route: string, scale: string, reference: Reference, lang: Lang): string {
  const named =
    reference.scales.find((one) => one.code === scale) ?? reference.scales.find((one) => one.route === route);
  const number = /^[A-Z]{2}-\w+/.exec(named?.name.es ?? '');
  if (number) return number[0];
  return (reference.routes.find((one) => one.code === route)?.name[lang] ?? route).replace(/:.*$/, '');
}

export function tabKey(by: Part['by']): Key {
  return `tab.${by}`;
}
