import type { HeaderPair } from '../harness/fetch/header.ts';
import { keptBody } from './exchange-log.ts';
import type { WireResponse } from './exchange-log.ts';

/**
 * What HTTP says of bytes that end with their connection: a response; none; one that a user agent must discard; or it leaves
 * to the recipient what they are.
 */
export type ReadResponse =
  | { readonly kind: 'response'; readonly response: WireResponse }
  | { readonly kind: 'none'; readonly why: string }
  | { readonly kind: 'discarded'; readonly why: string }
  /** `mended`: where the recipient must either reject them or read them so. */
  | { readonly kind: 'open'; readonly why: string; readonly mended?: WireResponse };

interface Head {
  readonly version: string;
  readonly status: number;
  readonly statusText: string;
  readonly headers: readonly HeaderPair[];
}

const open = (why: string): ReadResponse => ({ kind: 'open', why });
const show = (text: string): string => JSON.stringify(text);

/**
 * Reads bytes, one character a byte, as the response to a request by the letter of HTTP/1.1, with nothing forgiven: what a
 * recipient may take or leave is `open`. Only Content-Length is read as the Fetch standard has it, which replaces HTTP's
 * reading. Sources: https://www.rfc-editor.org/rfc/rfc9112, https://www.rfc-editor.org/rfc/rfc9110
 */
export function readResponse(bytes: string, method: string): ReadResponse {
  const read = readStrictly(bytes, method);
  if (read.kind !== 'open') return read;
  const again = readStrictly(withoutCrAndNul(bytes), method);
  return again.kind === 'response' ? { ...read, mended: again.response } : read;
}

/**
 * Writes a space for each CR that ends no line, and for each NUL in a header's value: what a recipient does that does not
 * reject them. Sources: https://www.rfc-editor.org/rfc/rfc9112#section-2.2, https://www.rfc-editor.org/rfc/rfc9110#section-5.5
 */
function withoutCrAndNul(bytes: string): string {
  const end = bytes.indexOf('\r\n\r\n');
  if (end === -1) return bytes;
  const [statusLine = '', ...lines] = bytes.slice(0, end).replace(/\r(?!\n)/g, ' ').split('\r\n');
  const mended = lines.map((line) => line.replace(/(?<=:.*)\0/gs, ' '));
  return [statusLine, ...mended].join('\r\n') + bytes.slice(end);
}

function readStrictly(bytes: string, method: string): ReadResponse {
  let rest = bytes;
  for (;;) {
    if (rest === '') return { kind: 'none', why: 'the connection ended without a response' };
    const end = rest.indexOf('\r\n\r\n');
    if (end === -1) return open('the header section does not end');
    const head = readHead(rest.slice(0, end));
    if (typeof head === 'string') return open(head);
    rest = rest.slice(end + 4);
    // https://www.rfc-editor.org/rfc/rfc9110#section-15.2: a client reads interim responses, and what they say is not of the final one
    if (head.status >= 200) return readBody(head, rest, method);
    if (head.status === 101) return open('nobody asked to switch protocols');
  }
}

/** Reads a status line and header lines; returns what is wrong with them, if anything is. */
function readHead(text: string): Head | string {
  const [statusLine = '', ...lines] = unfold(text).split('\r\n');
  // https://www.rfc-editor.org/rfc/rfc9112#section-4: the second space must be there, also before no reason phrase
  const match = /^HTTP\/(1\.[01]) ([1-9]\d\d) ([\t\x20-\x7e\x80-\xff]*)$/.exec(statusLine);
  if (match === null) return `${show(statusLine)} is no status line`;
  const [, version = '', status = '', statusText = ''] = match;
  const headers: HeaderPair[] = [];
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon === -1) return `the header line ${show(line)} has no colon`;
    const [name, value] = [line.slice(0, colon), line.slice(colon + 1).replace(/^[\t ]+|[\t ]+$/g, '')];
    if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name)) return `${show(name)} is no header name`;
    // https://www.rfc-editor.org/rfc/rfc9110#section-5.5: to be rejected, or taken for a space
    const forbidden = ['\0', '\r', '\n'].find((byte) => value.includes(byte));
    if (forbidden !== undefined) return `the header value ${show(value)} holds ${show(forbidden)}`;
    headers.push([name, value]);
  }
  return { version, status: Number(status), statusText, headers };
}

/**
 * Joins folded lines: a user agent must take each fold for one or more spaces; it is one here. A fold right after the
 * status line is left, so that its line has no name. Source: https://www.rfc-editor.org/rfc/rfc9112#section-5.2
 */
function unfold(text: string): string {
  const first = text.indexOf('\r\n');
  return first === -1 ? text : text.slice(0, first + 2) + text.slice(first + 2).replace(/[\t ]*\r\n[\t ]+/g, ' ');
}

/** Source: https://www.rfc-editor.org/rfc/rfc9112#section-6.3 */
function readBody(head: Head, rest: string, method: string): ReadResponse {
  const { status, statusText, headers, version } = head;
  const values = (wanted: string): string[] => headers.filter(([name]) => name.toLowerCase() === wanted).flatMap(([, value]) => value.split(',').map((part) => part.replace(/^[\t ]+|[\t ]+$/g, '')));
  const whole = (body: string): ReadResponse => {
    const decoded = Buffer.from(body, 'latin1');
    return { kind: 'response', response: { status, statusText, headers, body: decoded.subarray(0, keptBody).toString('utf8'), bodyLength: decoded.length } };
  };
  if (method === 'HEAD' || status === 204 || status === 304) return rest === '' ? whole('') : open('bytes come after a response that has no body');
  const [codings, lengths] = [values('transfer-encoding'), values('content-length')];
  if (codings.length > 0) {
    if (lengths.length > 0) return open('it has both Transfer-Encoding and Content-Length');
    if (version === '1.0') return open('Transfer-Encoding is not of HTTP/1.0');
    if (codings.join().toLowerCase() !== 'chunked') return open(`the transfer coding is ${show(codings.join(', '))}`);
    const body = readChunks(rest);
    return body === null ? open('its chunks are malformed, or not all there') : whole(body);
  }
  // https://fetch.spec.whatwg.org/#content-length-header: values that differ are a failure, and one that is no number is none
  const [length] = lengths;
  if (lengths.some((other) => other !== length)) return { kind: 'discarded', why: `Content-Length is ${show(lengths.join(', '))}` };
  if (length === undefined || !/^\d+$/.test(length)) return whole(rest);
  if (rest.length < Number(length)) return open(`Content-Length is ${length}, and the connection ends after ${rest.length} bytes`);
  return rest.length === Number(length) ? whole(rest) : open(`Content-Length is ${length}, and ${rest.length} bytes come`);
}

/** Decodes a chunked body; its trailers are no headers. Null where it is malformed. Source: https://www.rfc-editor.org/rfc/rfc9112#section-7.1 */
function readChunks(given: string): string | null {
  let rest = given;
  let body = '';
  for (;;) {
    const match = /^([\da-fA-F]{1,8})(?:;[^\r\n]*)?\r\n/.exec(rest);
    if (match === null) return null;
    const size = Number.parseInt(match[1] ?? '', 16);
    rest = rest.slice(match[0].length);
    if (size === 0) return /^(?:[!#$%&'*+\-.^_`|~0-9A-Za-z]+:[^\r\n\0]*\r\n)*\r\n$/.test(rest) ? body : null;
    if (rest.slice(size, size + 2) !== '\r\n') return null;
    body += rest.slice(0, size);
    rest = rest.slice(size + 2);
  }
}
