import { isForbiddenMethod } from './method.ts';

/** One header line as (name, value), in the order of the wire. */
export type HeaderPair = readonly [name: string, value: string];
/** Header lines in order; a name may occur more than once. Source: https://fetch.spec.whatwg.org/#concept-header-list */
export type HeaderList = readonly HeaderPair[];

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

/**
 * Splits a header's value at its commas, but not at those in quoted strings; only tab and space are trimmed. Empty values
 * are left out. Source: https://fetch.spec.whatwg.org/#header-value-get-decode-and-split
 */
function splitHeaderValue(value: string): string[] {
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
