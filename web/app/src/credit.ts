/** Who made a basemap, as text and links: what its metadata say may be HTML, of which nothing else is taken. */

export interface CreditPart {
  text: string;
  /** http or https; null for plain text. */
  href: string | null;
}

const LINK = /<a\b[^>]*?\bhref\s*=\s*(?:"([^"]*)"|'([^']*)')[^>]*>(.*?)<\/a\s*>/gis;
/** More would cover the map. */
const MOST = 240;

export function creditParts(written: string): CreditPart[] {
  const parts: CreditPart[] = [];
  let at = 0;
  for (const link of written.slice(0, 4 * MOST).matchAll(LINK)) {
    parts.push({ text: plain(written.slice(at, link.index)), href: null });
    parts.push({ text: plain(link[3] ?? ''), href: safe(plain(link[1] ?? link[2] ?? '')) });
    at = link.index + link[0].length;
  }
  parts.push({ text: plain(written.slice(at, 4 * MOST)), href: null });
  let room = MOST;
  return parts.flatMap((part) => {
    const text = part.text.slice(0, Math.max(0, room));
    room -= text.length;
    return text.trim() === '' ? [] : [{ ...part, text }];
  });
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", copy: '©', nbsp: ' ' };

/** Text without tags, its usual entities read. */
function plain(html: string): string {
  return html
    .replace(/<[^>]*>/g, '')
    .replace(/&(?:#(\d{1,6})|#x([0-9a-f]{1,5})|(\w{2,5}));/gi, (all, ten, hex, name) => {
      if (name) return ENTITIES[name.toLowerCase()] ?? all;
      const code = ten ? Number(ten) : Number.parseInt(hex, 16);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
    })
    .replace(/\s+/g, ' ');
}

function safe(href: string): string | null {
  return /^https?:\/\//i.test(href.trim()) ? href.trim() : null;
}
