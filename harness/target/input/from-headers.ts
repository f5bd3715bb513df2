import { getHeader, hasHeader, isForbiddenRequestHeader, isHeaderName, normalizeHeaderValue } from '../../fetch/header.ts';
import type { HeaderList, HeaderPair } from '../../fetch/header.ts';
import { isMethod } from '../../fetch/method.ts';
import { isHttpScheme, parseUrl } from '../../fetch/url.ts';
import type { AskedRequest, InputProblem } from '../asked-request.ts';
import { isAmbiguous, isWrittenByBrowser } from './browser-headers.ts';
import { isProblem } from './problem.ts';
import { readRequestUrl } from './request-url.ts';

/** A request as it was copied: the browser's headers are among its own. What a header may tell as well is null where nothing else did. */
export interface CopiedRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: HeaderList;
  readonly body: string | null;
  readonly mode: AskedRequest['mode'] | null;
  readonly credentials: AskedRequest['credentials'] | null;
  readonly redirect: AskedRequest['redirect'];
  readonly origin: string | null;
  /** `person` if somebody wrote it, so that only what script can never set was not meant. */
  readonly writtenBy: 'browser' | 'person';
  readonly notes: readonly string[];
}

const valueLimit = 32_768;

/** Takes from a copied request what the browser wrote, and from that what it tells of the page. */
export function fromHeaders(copied: CopiedRequest): AskedRequest | InputProblem {
  const url = readRequestUrl(copied.url);
  if (isProblem(url)) return url;
  const long = copied.headers.findIndex(([, value]) => value.length > valueLimit);
  if (long !== -1) return { problem: `the value of header ${long + 1} of ${copied.headers.length} has more than ${valueLimit} characters`, tryThis: 'leave it out, or shorten it: no server takes one that long' };
  const headers = copied.headers.filter(([name]) => !name.startsWith(':')).map(([name, value]): HeaderPair => [name, normalizeHeaderValue(value)]);
  if (copied.method.toUpperCase() === 'OPTIONS' && hasHeader(headers, 'Access-Control-Request-Method')) {
    return { problem: 'this is the preflight, which the browser makes by itself, not the request that script asked for', tryThis: 'copy the request that it belongs to: the one of the same address with another method' };
  }
  if (!isMethod(copied.method)) return { problem: 'the method is not one that HTTP allows', tryThis: 'write a word such as GET, POST, PUT or DELETE' };
  const broken = headers.findIndex(([name, value]) => !isHeaderName(name) || /[\0\r\n]/.test(value));
  if (broken !== -1) return { problem: `header ${broken + 1} of ${headers.length} is not one that HTTP allows`, tryThis: 'look for a missing quote, a space in its name or a line break in its value' };

  const byBrowser = copied.writtenBy === 'browser';
  const isLeftOut = (header: HeaderPair): boolean => (byBrowser ? isWrittenByBrowser(header) : isForbiddenRequestHeader(...header));
  const kept = headers.filter((header) => !isLeftOut(header));
  // A Cookie header that script sets never leaves the browser.
  const cookies = (byBrowser ? headers : []).filter(([name]) => name.toLowerCase() === 'cookie').map(([, value]) => value).filter((value) => value !== '');
  const page = pageOf(copied, headers);
  const mode = modeOf(copied, headers);
  return {
    url,
    method: copied.method,
    headers: kept,
    body: copied.body,
    mode: mode.mode,
    credentials: copied.credentials ?? (cookies.length > 0 ? 'include' : 'same-origin'),
    redirect: copied.redirect,
    cookie: cookies.length > 0 ? cookies.join('; ') : null,
    origin: page.origin,
    notes: [...copied.notes, ...page.notes, ...mode.notes, ...(byBrowser ? notesOn(headers.filter(isLeftOut), kept.filter(isAmbiguous)) : notesOnForbidden(headers.filter(isLeftOut)))],
  };
}

function pageOf(copied: CopiedRequest, headers: HeaderList): { origin: string | null; notes: string[] } {
  const [written, referer] = [getHeader(headers, 'Origin'), getHeader(headers, 'Referer')];
  if (written !== null) {
    const origin = originOf(written);
    if (origin !== null) return { origin, notes: [] };
  }
  const notes = written === null ? [] : ['The Origin header was left out: its value is no serialised origin.'];
  if (copied.origin !== null) return { origin: copied.origin, notes };
  const parsed = referer === null ? null : parseUrl(referer);
  if (parsed === null || !isHttpScheme(parsed)) return { origin: null, notes };
  return { origin: parsed.origin, notes: [...notes, "The page's origin is that of the Referer header, since there was no Origin header."] };
}

/** Reads a serialised origin, with a slash at its end too: `null`, one of http or https, or of an extension's scheme; null if it is none. */
function originOf(text: string): string | null {
  if (text === 'null') return text;
  if (!/^[a-z][a-z0-9+.-]*:\/\/[^\s/?#@,]+\/?$/i.test(text)) return null;
  const parsed = parseUrl(text);
  return parsed === null ? null : isHttpScheme(parsed) ? parsed.origin : text.replace(/\/$/, '');
}

function modeOf(copied: CopiedRequest, headers: HeaderList): { mode: AskedRequest['mode']; notes: string[] } {
  if (copied.mode !== null) return { mode: copied.mode, notes: [] };
  const written = getHeader(headers, 'Sec-Fetch-Mode');
  if (written === 'cors' || written === 'no-cors' || written === 'same-origin') return { mode: written, notes: [] };
  return { mode: 'cors', notes: written === null ? [] : ['Script cannot make the request as it was copied, a navigation or a connection of another kind; it is asked about as a fetch() in mode cors.'] };
}

function namesOf(list: HeaderList): string {
  return [...new Map(list.map(([name]) => [name.toLowerCase(), name])).values()].join(', ');
}

function notesOnForbidden(leftOut: HeaderList): string[] {
  return leftOut.length === 0 ? [] : [`Left out, since script cannot set them: ${namesOf(leftOut)}.`];
}

function notesOn(leftOut: HeaderList, ambiguous: HeaderList): string[] {
  const notes: string[] = [];
  if (leftOut.length > 0) notes.push(`Left out, since the browser writes them by itself: ${namesOf(leftOut)}.`);
  if (leftOut.some(([name]) => name.toLowerCase() === 'user-agent')) notes.push("Script may set User-Agent now, but a copied one is the browser's own: add it again if script sets it.");
  if (ambiguous.length > 0) notes.push(`Kept, as if script had set them, though the browser may have written them (after a reload, with its cache disabled or for its cache): ${namesOf(ambiguous)}. If script does not set them, take them out: they make a preflight necessary.`);
  return notes;
}
