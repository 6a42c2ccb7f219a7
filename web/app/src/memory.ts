/** What this browser remembers between visits: tastes, never data. Works without storage. */

export type Taste = 'lang' | 'theme' | 'keys' | 'legend';

export function recall(taste: Taste): string | null {
  try {
    return localStorage.getItem(`corredor.${taste}`);
  } catch {
    return null;
  }
}

export function remember(taste: Taste, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`corredor.${taste}`);
    else localStorage.setItem(`corredor.${taste}`, value);
  } catch {
    // A browser that stores nothing forgets; nothing else changes.
  }
}
