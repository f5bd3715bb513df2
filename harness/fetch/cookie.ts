import type { HeaderList } from './header.ts';
import type { redirectTaint } from './request.ts';
import { isSameSite } from './url.ts';
import type { ParsedUrl } from './url.ts';

/** A cookie as far as the model keeps one. */
export interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly hostname: string;
  /** Path that an address must match. */
  readonly path: string;
  readonly secure: boolean;
  readonly sameSite: 'strict' | 'lax' | 'none' | 'default';
  /** It was set with an attribute that the model does not follow, or by a response that engines may refuse it from. */
  readonly uncertain: boolean;
}

const attributesFollowed = new Set(['secure', 'samesite', 'httponly']);

/** Source: https://httpwg.org/http-extensions/draft-ietf-httpbis-rfc6265bis.html#name-paths-and-path-match */
export function defaultPath(pathname: string): string {
  const last = pathname.lastIndexOf('/');
  return last <= 0 ? '/' : pathname.slice(0, last);
}

function pathMatches(pathname: string, path: string): boolean {
  return pathname === path || (pathname.startsWith(path) && (path.endsWith('/') || pathname[path.length] === '/'));
}

/**
 * Parses one `Set-Cookie` value that a response from `url` carries; null when it sets nothing. What the standard leaves to
 * the cookie store's rules beyond name, value, `Secure`, `SameSite` and `HttpOnly` makes the cookie uncertain.
 * Source: https://fetch.spec.whatwg.org/#set-cookie-header
 */
export function parseSetCookie(value: string, url: ParsedUrl): Cookie | null {
  const [pair = '', ...attributes] = value.split(';');
  const equals = pair.indexOf('=');
  const name = pair.slice(0, Math.max(0, equals)).trim();
  const content = pair.slice(equals + 1).trim();
  if (name === '' && content === '') return null;
  const read = attributes.map((attribute) => attribute.split('=', 2).map((part) => part.trim().toLowerCase()));
  const secure = read.some(([key]) => key === 'secure');
  const sameSite = read.findLast(([key]) => key === 'samesite')?.[1];
  // A `Secure` cookie from plain http, and `SameSite=None` without `Secure`, are for the cookie store to refuse or not.
  const refusable = (secure && url.protocol !== 'https:') || (sameSite === 'none' && !secure) || /^__(secure|host)-/i.test(name);
  return {
    name,
    value: content,
    hostname: url.hostname,
    path: defaultPath(url.pathname),
    secure,
    sameSite: sameSite === 'strict' || sameSite === 'lax' || sameSite === 'none' ? sameSite : 'default',
    // Older cookie stores ignore one without a name, newer ones keep it.
    uncertain: refusable || name === '' || read.some(([key]) => key !== '' && key !== undefined && !attributesFollowed.has(key)) || /[\0-\x1f\x7f-\uffff]/.test(value),
  };
}

/**
 * Stores the cookies of a response: one with the same name, host and path is replaced in its place. Whether those of a
 * response from another site are stored is for the user agent and their `SameSite` to say.
 * Source: https://fetch.spec.whatwg.org/#parse-and-store-response-set-cookie-headers
 */
export function storeCookies(jar: readonly Cookie[], headers: HeaderList, url: ParsedUrl, fromAnotherSite = false): readonly Cookie[] {
  let next = jar;
  for (const [name, value] of headers) {
    if (name.toLowerCase() !== 'set-cookie') continue;
    const parsed = parseSetCookie(value, url);
    if (parsed === null) continue;
    const same = (other: Cookie): boolean => other.name === parsed.name && other.hostname === parsed.hostname && other.path === parsed.path;
    // From plain http a `Secure` cookie is not replaced, but what counts as plain is the cookie store's to say.
    const kept = url.protocol !== 'https:' && next.some((other) => other.secure && same(other));
    const cookie = { ...parsed, uncertain: parsed.uncertain || fromAnotherSite || kept };
    next = next.some(same) ? next.map((other) => (same(other) ? cookie : other)) : [...next, cookie];
  }
  return next;
}

/**
 * Computes the `Cookie` header of a request with credentials: its value, null for none, undefined where the standard
 * leaves it to the user agent (across sites, after redirects across sites, or for cookies that the model cannot follow).
 * Source: https://fetch.spec.whatwg.org/#append-a-request-cookie-header
 */
export function cookieHeader(jar: readonly Cookie[], url: ParsedUrl, origin: string, taint: ReturnType<typeof redirectTaint> = 'same-origin'): string | null | undefined {
  const sent = jar.filter((cookie) => cookie.hostname === url.hostname && pathMatches(url.pathname, cookie.path));
  if (sent.length === 0) return null;
  // After redirects across sites `SameSite` cookies stay behind: https://fetch.spec.whatwg.org/#determine-the-same-site-mode step 5
  if (taint === 'cross-site' && sent.every(({ sameSite }) => sameSite === 'strict' || sameSite === 'lax')) return null;
  // The user agent may be configured to disable cookies for a request, and all of them do so for some across sites.
  if (!isSameSite(origin, url.origin) || taint === 'cross-site') return undefined;
  // `http://localhost` counts as secure for cookies in some engines and not in others.
  if (sent.some((cookie) => cookie.uncertain || (cookie.secure && url.protocol !== 'https:'))) return undefined;
  const ordered = sent.map((cookie, index) => ({ cookie, index })).sort((a, b) => b.cookie.path.length - a.cookie.path.length || a.index - b.index);
  return ordered.map(({ cookie: { name, value } }) => `${name}=${value}`).join('; ');
}
