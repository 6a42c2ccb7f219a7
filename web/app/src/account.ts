/** Who is signed in, as far as the page shows it. */
import { Misshapen, object } from './row';
import type { Lang } from './types';

export interface Me {
  name: string;
  initials: string;
  permissions: readonly string[];
}

/** The server's cookie that says that somebody is signed in here; it holds nothing else. */
const MARK = 'corredor_signed_in=1';

/** Whether it is worth asking who: very many look at the map, and few are signed in. */
export const marked = (cookies: string): boolean => cookies.split('; ').includes(MARK);

export function readMe(body: unknown): Me {
  const { name, initials, permissions } = object(body, 'me');
  if (typeof name !== 'string' || typeof initials !== 'string') throw new Misshapen('me, name');
  const may = Array.isArray(permissions) ? permissions.filter((x): x is string => typeof x === 'string') : [];
  return { name, initials, permissions: may };
}

/** Where one signs in, to come back to what the map shows. */
export function signInHref(lang: Lang, hash: string): string {
  return `/account/sign-in?${new URLSearchParams({ lang, next: `/${hash}` })}`;
}
