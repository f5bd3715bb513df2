import { isForbiddenMethod } from './method.ts';

/** One header line as (name, value), in the order of the wire. */
export type HeaderPair = readonly [name: string, value: string];
/** Header lines in order; a name may occur more than once. Source: https://fetch.spec.whatwg.org/#concept-header-list */
export type HeaderList = readonly HeaderPair[];

/** Says whether a list has a line of a name. Source: https://fetch.spec.whatwg.org/#header-list-contains */
export function hasHeader(list: HeaderList, name: string): boolean {
  const lower = name.toLowerCase();
  return list.some(([candidate]) => candidate.toLowerCase() === lower);
}

/** Removes every line of a name. Source: https://fetch.spec.whatwg.org/#concept-header-list-delete */
export function deleteHeader(list: HeaderList, name: string): HeaderList {
  const lower = name.toLowerCase();
  return list.filter(([candidate]) => candidate.toLowerCase() !== lower);
}

/**
 * Adds a value to the first line of a name, after a comma, or appends a line.
 * Source: https://fetch.spec.whatwg.org/#concept-header-list-combine
 */
export function combineHeader(list: HeaderList, name: string, value: string): HeaderList {
  const lower = name.toLowerCase();
  const index = list.findIndex(([candidate]) => candidate.toLowerCase() === lower);
  if (index === -1) return [...list, [name, value]];
  return list.map((line, at): HeaderPair => (at === index ? [line[0], `${line[1]}, ${value}`] : line));
}

/**
 * Lower-cases names, drops those that come again, and sorts them by their bytes.
 * Source: https://fetch.spec.whatwg.org/#convert-header-names-to-a-sorted-lowercase-set
 */
export function toSortedLowercaseSet(names: readonly string[]): string[] {
  return [...new Set(names.map((name) => name.toLowerCase()))].sort((a, b) => (a < b ? -1 : 1));
}

/** Removes HTTP whitespace (tab, line feed, carriage return, space) at both ends. Source: https://fetch.spec.whatwg.org/#concept-header-value-normalize */
export function normalizeHeaderValue(value: string): string {
  return value.replace(/^[\t\n\r ]+|[\t\n\r ]+$/g, '');
}

/** Says whether a string matches the field-name token production. Source: https://fetch.spec.whatwg.org/#header-name */
export function isHeaderName(name: string): boolean {
  return /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name);
}

/**
 * Says whether a string, one character a byte, is a header value: no NUL, CR or LF, no white space at either end.
 * Source: https://fetch.spec.whatwg.org/#header-value
 */
export function isHeaderValue(value: string): boolean {
  const forbidden = ['\0', '\r', '\n'].some((byte) => value.includes(byte)) || /[\u0100-\uffff]/.test(value);
  return !forbidden && !/^[\t ]|[\t ]$/.test(value);
}

const forbiddenRequestHeaderNames = new Set([
  'accept-charset', 'accept-encoding', 'access-control-request-headers', 'access-control-request-method',
  'connection', 'content-length', 'cookie', 'cookie2', 'date', 'dnt', 'expect', 'host', 'keep-alive', 'origin',
  'referer', 'set-cookie', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'via',
]);

/** Says whether script may not set a request header. Source: https://fetch.spec.whatwg.org/#forbidden-request-header */
export function isForbiddenRequestHeader(name: string, value: string): boolean {
  const lower = name.toLowerCase();
  if (forbiddenRequestHeaderNames.has(lower)) return true;
  if (lower.startsWith('proxy-') || lower.startsWith('sec-')) return true;
  if (['x-http-method', 'x-http-method-override', 'x-method-override'].includes(lower)) {
    return splitHeaderValue(value).some(isForbiddenMethod);
  }
  return false;
}

/** Says whether script may never read a response header. Source: https://fetch.spec.whatwg.org/#forbidden-response-header-name */
export function isForbiddenResponseHeaderName(name: string): boolean {
  const lower = name.toLowerCase();
  return lower === 'set-cookie' || lower === 'set-cookie2';
}

/** Source: https://fetch.spec.whatwg.org/#request-body-header-name */
export const requestBodyHeaderNames = ['Content-Encoding', 'Content-Language', 'Content-Location', 'Content-Type'] as const;

/** Says whether `*` in Access-Control-Allow-Headers does not cover a name. Source: https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name */
export function isCorsNonWildcardRequestHeaderName(name: string): boolean {
  return name.toLowerCase() === 'authorization';
}

const corsSafelistedResponseHeaderNames = new Set(['cache-control', 'content-language', 'content-length', 'content-type', 'expires', 'last-modified', 'pragma']);

/**
 * Says whether script may read a header of a CORS response. `exposed` holds names in lower case.
 * Source: https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name
 */
export function isCorsSafelistedResponseHeaderName(name: string, exposed: ReadonlySet<string>): boolean {
  const lower = name.toLowerCase();
  return corsSafelistedResponseHeaderNames.has(lower) || (exposed.has(lower) && !isForbiddenResponseHeaderName(lower));
}

/**
 * Splits a header's value at its commas, but not at those in quoted strings; only tab and space are trimmed. Empty values
 * are left out. Source: https://fetch.spec.whatwg.org/#header-value-get-decode-and-split
 */
export function splitHeaderValue(value: string): string[] {
  const pieces = value.match(/(?:"(?:\\[^]|[^"\\])*"?|[^",])+/g) ?? [];
  return pieces.map((piece) => piece.replace(/^[\t ]+|[\t ]+$/g, ''));
}

/**
 * Gets a header's values combined with `, `, or null when no line has the name.
 * Source: https://fetch.spec.whatwg.org/#concept-header-list-get
 */
export function getHeader(list: HeaderList, name: string): string | null {
  const values = list.filter(([candidate]) => candidate.toLowerCase() === name.toLowerCase()).map(([, value]) => value);
  return values.length === 0 ? null : values.join(', ');
}
