/**
 * Dates, numbers and measures as both languages print them here. Own short dates, because the browser's es-PE says
 * "20 de mar. – 12 de abr. de 2019". Numbers are 12,345.6 in both languages; units follow a no-break space.
 */
import { civil } from './calendar';
import type { Day, Lang, LonLat } from './types';

const NBSP = '\u00a0';
const SHORT: Record<Lang, string[]> = {
  es: ['ene', 'feb', 'mar', 'abr', 'may', 'jun', 'jul', 'ago', 'set', 'oct', 'nov', 'dic'],
  en: ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
};
const LONG: Record<Lang, string[]> = {
  es: [
    'enero',
    'febrero',
    'marzo',
    'abril',
    'mayo',
    'junio',
    'julio',
    'agosto',
    'setiembre',
    'octubre',
    'noviembre',
    'diciembre',
  ],
  en: [
    'January',
    'February',
    'March',
    'April',
    'May',
    'June',
    'July',
    'August',
    'September',
    'October',
    'November',
    'December',
  ],
};

/** "abr", "Apr"; months count from 1. */
export function shortMonth(month: number, lang: Lang): string {
  return SHORT[lang][month - 1] ?? '';
}

/** "2 abr 2019", or "2 abr" without its year. */
export function shortDate(day: Day, lang: Lang, year = true): string {
  const c = civil(day);
  return `${c.day}${NBSP}${shortMonth(c.month, lang)}${year ? `${NBSP}${c.year}` : ''}`;
}

/** As a voice says it: "2 de abril de 2019", "2 April 2019". */
export function spokenDate(day: Day, lang: Lang): string {
  const c = civil(day);
  const month = LONG[lang][c.month - 1] ?? '';
  return lang === 'es' ? `${c.day} de ${month} de ${c.year}` : `${c.day} ${month} ${c.year}`;
}

/** "5–15 nov 2019", "20 mar – 12 abr 2019", "28 dic 2018 – 3 ene 2019"; one day is one date. Ends inclusive. */
export function dateRange(from: Day, to: Day, lang: Lang, year = true): string {
  if (from === to) return shortDate(from, lang, year);
  const a = civil(from);
  const b = civil(to);
  if (a.year !== b.year) return `${shortDate(from, lang)} – ${shortDate(to, lang)}`;
  if (a.month !== b.month) return `${shortDate(from, lang, false)} – ${shortDate(to, lang, year)}`;
  return `${a.day}–${shortDate(to, lang, year)}`;
}

export function isoDate(day: Day): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}

/** The day that `YYYY-MM-DD` names, or null where it names none. */
export function readIsoDate(text: string): Day | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const ms = Date.parse(`${text}T00:00:00Z`);
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== text) return null;
  return ms / 86_400_000;
}

/** A date as exactly as it is stated: "2015", "feb 2015", "1 oct 2015"; anything else stays as it is. */
export function statedDate(text: string, lang: Lang): string {
  const day = readIsoDate(text);
  if (day !== null) return shortDate(day, lang);
  const [, year, month] = /^(\d{4})-(\d{2})$/.exec(text) ?? [];
  return year && month ? `${shortMonth(Number(month), lang)}${NBSP}${year}` : text;
}

/** 12,345.6 with at most so many decimals. */
export function decimal(n: number, digits = 1): string {
  return n.toLocaleString('en-US', { maximumFractionDigits: digits });
}

/** "3 a 5", "3 to 5", "3". */
export function lowHigh(low: number, high: number, lang: Lang): string {
  return low === high ? decimal(low, 0) : `${decimal(low, 0)} ${lang === 'es' ? 'a' : 'to'} ${decimal(high, 0)}`;
}

/** A km post as Peru writes it: 130.25 is "130+250". */
export function kmPost(km: number): string {
  const metres = Math.round(Math.abs(km) * 1000);
  const sign = km < 0 && metres > 0 ? '-' : '';
  return `${sign}${Math.floor(metres / 1000)}+${String(metres % 1000).padStart(3, '0')}`;
}

/** "300 m", "1.5 km", "12 km". */
export function distance(metres: number): string {
  if (metres < 1000) return `${decimal(metres, 0)}${NBSP}m`;
  const km = metres / 1000;
  return `${decimal(km, km < 10 ? 1 : 0)}${NBSP}km`;
}

/** "± 300 m". */
export function plusMinus(metres: number): string {
  return `±${NBSP}${distance(metres)}`;
}

/** "14.1500° S, 72.2620° O"; west is O in Spanish. */
export function coordinates([lon, lat]: LonLat, lang: Lang): string {
  const west = lang === 'es' ? 'O' : 'W';
  const degrees = (n: number) => `${Math.abs(n).toFixed(4)}°${NBSP}`;
  return `${degrees(lat)}${lat < 0 ? 'S' : 'N'}, ${degrees(lon)}${lon < 0 ? west : 'E'}`;
}

/** Hours and minutes on the reader's clock: "14:05". */
export function clock(ms: number): string {
  const d = new Date(ms);
  return `${String(d.getHours()).padStart(2, '0')}:${String(d.getMinutes()).padStart(2, '0')}`;
}

/** The day on the reader's calendar. */
export function localDay(ms: number): Day {
  const d = new Date(ms);
  return Date.UTC(d.getFullYear(), d.getMonth(), d.getDate()) / 86_400_000;
}

/** Hours that Peru is behind UTC, all year. */
const PERU = 5;

/** "30 nov 2026, 15:10", in Peru, wherever the reader is: what was done to a draft has one time for all. */
export function moment(iso: string | number, lang: Lang): string {
  const ms = new Date(iso).getTime();
  if (Number.isNaN(ms)) return String(iso);
  const there = new Date(ms - PERU * 3_600_000);
  return `${shortDate(Math.floor(there.getTime() / 86_400_000), lang)}, ${there.toISOString().slice(11, 16)}`;
}

/** "a, b y c", "a, b and c". */
export function series(parts: readonly string[], lang: Lang): string {
  if (parts.length < 2) return parts.join('');
  const last = parts[parts.length - 1] ?? '';
  // Spanish y becomes e before the sound i.
  const and = lang === 'en' ? 'and' : /^h?i(?![ae])/i.test(last) ? 'e' : 'y';
  return `${parts.slice(0, -1).join(', ')} ${and} ${last}`;
}
