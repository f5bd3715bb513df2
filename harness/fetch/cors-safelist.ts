import { getHeader, toSortedLowercaseSet } from './header.ts';
import type { HeaderList } from './header.ts';
import { parseMimeType } from './mime-type.ts';
import { parseSingleRange } from './range.ts';

/** Most bytes of one safelisted value, and of all of them together. */
export const longestSafelistedValue = 128;
export const mostSafelistedBytes = 1024;

/** Source: https://fetch.spec.whatwg.org/#cors-unsafe-request-header-byte */
const unsafeByte = /[\0-\x08\n-\x1f"():<>?@[\\\]{}\x7f]/;
const languageByte = /^[0-9A-Za-z *,\-.;=]*$/;
const safelistedTypes = ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'];

/**
 * Says why a request header, one character a byte, is not CORS-safelisted; null when it is.
 * Source: https://fetch.spec.whatwg.org/#cors-safelisted-request-header
 */
export function whyNotCorsSafelisted(name: string, value: string): string | null {
  const lower = name.toLowerCase();
  const known = ['accept', 'accept-language', 'content-language', 'content-type', 'range'].includes(lower);
  if (!known) return 'its name is not safelisted';
  // step 1
  if (value.length > longestSafelistedValue) return `its value is ${value.length} bytes long, more than ${longestSafelistedValue}`;
  // step 2
  switch (lower) {
    case 'accept':
      return unsafeByte.test(value) ? 'its value holds an unsafe byte' : null;
    case 'accept-language':
    case 'content-language':
      return languageByte.test(value) ? null : 'its value holds a byte that no language range has';
    case 'content-type': {
      if (unsafeByte.test(value)) return 'its value holds an unsafe byte';
      const essence = parseMimeType(value)?.essence ?? null;
      if (essence === null) return 'its value is no MIME type';
      return safelistedTypes.includes(essence) ? null : `${essence} is none of ${safelistedTypes.join(', ')}`;
    }
    default: {
      const range = parseSingleRange(value);
      if (range === null) return 'its value is no single range';
      return range[0] === null ? 'its range has no start' : null;
    }
  }
}

/** Source: https://fetch.spec.whatwg.org/#cors-safelisted-request-header */
export function isCorsSafelistedRequestHeader(name: string, value: string): boolean {
  return whyNotCorsSafelisted(name, value) === null;
}

/** A header for which a preflight is needed, in lower case, and why. */
export interface UnsafeHeader {
  readonly name: string;
  readonly why: string;
}

/**
 * Finds the headers for which a preflight is needed, sorted by their names in lower case.
 * Source: https://fetch.spec.whatwg.org/#cors-unsafe-request-header-names
 */
export function corsUnsafeRequestHeaders(headers: HeaderList): readonly UnsafeHeader[] {
  const unsafe = new Map<string, string>();
  const potentiallyUnsafe: string[] = [];
  let safelistValueSize = 0;
  for (const [name, value] of headers) {
    const why = whyNotCorsSafelisted(name, value);
    if (why === null) {
      potentiallyUnsafe.push(name.toLowerCase());
      safelistValueSize += value.length;
    } else if (!unsafe.has(name.toLowerCase())) unsafe.set(name.toLowerCase(), why);
  }
  if (safelistValueSize > mostSafelistedBytes) {
    for (const name of potentiallyUnsafe) if (!unsafe.has(name)) unsafe.set(name, `all safelisted values together are ${safelistValueSize} bytes long, more than ${mostSafelistedBytes}`);
  }
  return toSortedLowercaseSet([...unsafe.keys()]).map((name) => ({ name, why: unsafe.get(name) ?? '' }));
}

/** Source: https://fetch.spec.whatwg.org/#cors-unsafe-request-header-names */
export function corsUnsafeRequestHeaderNames(headers: HeaderList): readonly string[] {
  return corsUnsafeRequestHeaders(headers).map(({ name }) => name);
}

/**
 * Appends a header as a `Headers` object with the guard "request-no-cors" does: what is not safelisted there, and `Range`,
 * is dropped without a word. Source: https://fetch.spec.whatwg.org/#concept-headers-append
 */
export function appendInNoCors(headers: HeaderList, name: string, value: string): HeaderList {
  const before = getHeader(headers, name);
  const temporary = before === null ? value : `${before}, ${value}`;
  const allowed = ['accept', 'accept-language', 'content-language', 'content-type'].includes(name.toLowerCase());
  return allowed && isCorsSafelistedRequestHeader(name, temporary) ? [...headers, [name, value]] : headers;
}
