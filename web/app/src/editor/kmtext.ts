/** Km as people type them: 130, 130+250, 130.25, "km 130+250". */

/** null where the text is empty, undefined where it says no km. */
export function readKm(text: string): number | null | undefined {
  const bare = text
    .trim()
    .replace(/^km\.?\s*/i, '')
    .replace(/\s+/g, '');
  if (bare === '') return null;
  const posted = /^(\d{1,4})\+(\d{1,3})$/.exec(bare);
  if (posted) return Number(posted[1]) + Number((posted[2] ?? '').padEnd(3, '0')) / 1000;
  if (/^\d{1,4}([.,]\d{1,3})?$/.test(bare)) return Number(bare.replace(',', '.'));
  return undefined;
}

/** Metres, or any whole number: null where the text is empty, undefined where it says none. */
export function readWhole(text: string): number | null | undefined {
  const bare = text.trim().replace(/[\s,]/g, '');
  if (bare === '') return null;
  return /^\d{1,6}$/.test(bare) ? Number(bare) : undefined;
}

/** Moved by so many metres, to a whole metre, and not below 0. */
export function moveKm(km: number, metres: number): number {
  return Math.max(0, Math.round(km * 1000 + metres) / 1000);
}

/** Metres that an arrow key moves an end, and with Shift. */
const STEP_M = 100;
const LONG_STEP_M = 1000;

/** Where an arrow key takes an end; null for other keys. Up and right are towards rising km. */
export function movedBy(e: KeyboardEvent, km: number | null | undefined): number | null {
  if (km == null || e.ctrlKey || e.metaKey || e.altKey) return null;
  const step = e.shiftKey ? LONG_STEP_M : STEP_M;
  if (e.key === 'ArrowRight' || e.key === 'ArrowUp') return moveKm(km, step);
  if (e.key === 'ArrowLeft' || e.key === 'ArrowDown') return moveKm(km, -step);
  return null;
}
