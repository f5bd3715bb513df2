import { cookieHeader } from '../fetch/cookie.ts';
import type { Cookie } from '../fetch/cookie.ts';
import { isHeaderValue } from '../fetch/header.ts';
import { isSameSite, parseUrl } from '../fetch/url.ts';
import type { AskedRequest } from './asked-request.ts';

/** Reads the value of a `Cookie` header: its pairs, in order; of two with one name the last counts. */
export function cookiePairs(cookie: string | null): readonly string[] {
  const pairs = (cookie ?? '').split(';').map(trimmed).filter((pair) => pair !== '');
  return pairs.filter((pair, index) => !pairs.slice(index + 1).some((later) => nameOf(later) === nameOf(pair)));
}

/** As browsers keep it, without white space around name and value. */
const trimmed = (pair: string): string => (pair.includes('=') ? `${nameOf(pair)}=${valueOf(pair)}` : pair.trim());
/** One without `=` has a value and no name. */
const nameOf = (pair: string): string => pair.slice(0, Math.max(0, pair.indexOf('='))).trim();
const valueOf = (pair: string): string => pair.slice(pair.indexOf('=') + 1).trim();

/** Says whether a pair could be in a `Cookie` header. */
export function isCookiePair(pair: string): boolean {
  return /^[^=;\s][^=;]*=/.test(pair) && !/[;\0-\x1f\x7f]/.test(pair) && isHeaderValue(pair);
}

/**
 * Writes `Set-Cookie` values with which the server at an address would set the cookies, so that they go with requests across
 * sites too. From http that cannot be: `SameSite=None` needs `Secure`.
 */
export function setCookieValues(cookie: string | null, url: string): readonly string[] {
  return cookiePairs(cookie).map((pair) => `${pair}; Path=/${parseUrl(url)?.protocol === 'https:' ? '; SameSite=None; Secure' : ''}`);
}

/** The jar of a browser after that. */
export function jarOf(cookie: string | null, url: string): readonly Cookie[] {
  const { protocol = '', hostname = '' } = parseUrl(url) ?? {};
  const secure = protocol === 'https:';
  return cookiePairs(cookie).map((pair) => ({ name: nameOf(pair), value: valueOf(pair), hostname, path: '/', secure, sameSite: secure ? 'none' : 'default', uncertain: false }));
}

/** Writes the `Cookie` header that goes to an address from such a jar, if the engine sends it across sites; null for none. */
export function cookieFor(jar: readonly Cookie[], url: string): string | null {
  const parsed = parseUrl(url);
  return parsed === null ? null : (cookieHeader(jar, parsed, parsed.origin) ?? null);
}

/** Says what becomes of the cookies of a request: a sentence where they are not sent, or not by all. */
export function cookieNotes({ cookie, credentials, url }: AskedRequest, origin: string): readonly string[] {
  const server = parseUrl(url);
  if (cookiePairs(cookie).length === 0 || server === null) return [];
  if (credentials !== 'include') return [`the cookies are not sent: with credentials mode ${credentials} no request to another origin carries any; --credentials asks with them`];
  if (server.protocol === 'http:' && !isSameSite(origin, server.origin)) return ['the address is of http, so its cookies cannot be SameSite=None; Secure: across sites not every browser sends them'];
  return [];
}
