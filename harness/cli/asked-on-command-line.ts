import { isIP } from 'node:net';
import { isForbiddenRequestHeader, isHeaderName, isHeaderValue, normalizeHeaderValue } from '../fetch/header.ts';
import { parseUrl } from '../fetch/url.ts';
import type { AskedRequest, InputProblem } from '../target/asked-request.ts';
import { readCurl } from '../target/input/curl.ts';
import { readFetchCall } from '../target/input/fetch-call.ts';
import { readHar } from '../target/input/har.ts';
import { cookieNotes, cookiePairs, isCookiePair } from '../target/cookies.ts';
import { isProblem } from '../target/input/problem.ts';
import { readRequestUrl } from '../target/input/request-url.ts';
import { keyOf, placeOf } from '../target/place.ts';
import type { Place } from '../target/place.ts';
import type { Resolve } from '../target/plain-client.ts';

/** A request as it stands on the command line. */
export interface AskedOnCommandLine {
  readonly url: string | undefined;
  readonly curl: string | undefined;
  readonly fetch: string | undefined;
  /** A HAR file's text. */
  readonly har: string | undefined;
  readonly pick: string | undefined;
  readonly origin: string | undefined;
  readonly method: string | undefined;
  readonly header: readonly string[];
  readonly data: string | undefined;
  readonly credentials: boolean;
  /** As in a `Cookie` header: `name=value`, or several. */
  readonly cookie: readonly string[];
}

/** Where a page is supposed to be if nothing says so. */
const anyPage = 'https://app.example.com';

/** Reads what is asked, from one of the forms in which people have it, and where the page is. */
export function readAsked(given: AskedOnCommandLine): { readonly asked: AskedRequest; readonly origin: string } | InputProblem {
  const asked = readRequest(given);
  if (isProblem(asked)) return asked;
  const origin = given.origin === undefined ? asked.origin : originOf(given.origin);
  if (given.origin !== undefined && origin === null) return { problem: '--origin is no origin: a scheme, a host and perhaps a port, as in the Origin header', tryThis: `--origin ${anyPage}` };
  const cookies = readCookies(asked.cookie, given.cookie);
  if (isProblem(cookies)) return cookies;
  const all: AskedRequest = { ...asked, cookie: cookies.cookie, credentials: given.credentials ? 'include' : asked.credentials };
  const unknown = origin === null ? [`nothing says where the page is: it is put at ${anyPage}; --origin puts it elsewhere`] : [];
  return { asked: { ...all, notes: [...asked.notes, ...unknown, ...cookies.notes, ...cookieNotes(all, origin ?? anyPage)] }, origin: origin ?? anyPage };
}

/** Reads the cookies that were copied and those that were given; of two with one name the last counts. */
function readCookies(copied: string | null, given: readonly string[]): { readonly cookie: string | null; readonly notes: readonly string[] } | InputProblem {
  const wrong = given.findIndex((one) => cookiePairs(one).length === 0 || !cookiePairs(one).every(isCookiePair));
  if (wrong !== -1) return { problem: `the ${wrong + 1}. --cookie is no name=value that a Cookie header may have`, tryThis: "--cookie 'session=abc'" };
  const known = cookiePairs(copied);
  const kept = known.filter(isCookiePair);
  const notes = kept.length === known.length ? [] : [`${known.length - kept.length} of the copied cookies left out: without a name, or with a character that no header may have`];
  const pairs = cookiePairs([...kept, ...given].join(';'));
  return { cookie: pairs.length === 0 ? null : pairs.join('; '), notes };
}

function readRequest(given: AskedOnCommandLine): AskedRequest | InputProblem {
  const { url, curl, fetch: call, har, pick, method, header, data } = given;
  const forms = Object.entries({ 'an address': url, '--curl': curl, '--fetch': call, '--har': har }).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (forms.length !== 1) return { problem: forms.length === 0 ? 'nothing says which request' : `${forms.join(' and ')} each say which request`, tryThis: 'give one of: an address, --curl, --fetch, --har' };
  if (url === undefined && (method !== undefined || header.length > 0 || data !== undefined)) return { problem: `-X, -H and --data go with an address; ${forms[0] ?? ''} has its own`, tryThis: 'write it into what was copied' };
  if (har === undefined && pick !== undefined) return { problem: `--pick goes with --har, and not with ${forms[0] ?? ''}`, tryThis: 'leave it out' };
  if (curl !== undefined) return readCurl(curl);
  if (call !== undefined) return readFetchCall(call);
  if (har !== undefined) return readHar(har, pick !== undefined && /^\d+$/.test(pick) ? Number(pick) : pick);
  const address = readRequestUrl(url ?? '');
  if (isProblem(address)) return address;
  const headers: [string, string][] = [];
  for (const [index, line] of header.entries()) {
    const [, name = '', written = ''] = /^([^:]*):(.*)$/s.exec(line) ?? [];
    const value = normalizeHeaderValue(written);
    if (!isHeaderName(name)) return { problem: `the ${index + 1}. -H is no name, colon and value`, tryThis: "-H 'X-Token: abc'" };
    if (isForbiddenRequestHeader(name, value)) return { problem: `script cannot set ${name}: the browser does`, tryThis: 'leave it out; --origin says where the page is, and --credentials and --cookie send cookies' };
    if (!isHeaderValue(value)) return { problem: `the value of the ${index + 1}. -H has a character that no header may have`, tryThis: 'look for a line break, or a letter beyond Latin-1' };
    headers.push([name, value]);
  }
  return { url: address, method: method ?? (data === undefined ? 'GET' : 'POST'), headers, body: data ?? null, mode: 'cors', credentials: 'same-origin', redirect: 'follow', cookie: null, origin: null, notes: [] };
}

function originOf(text: string): string | null {
  const url = parseUrl(text);
  return url !== null && /^https?:$/.test(url.protocol) && (url.href === url.origin || url.href === `${url.origin}/`) ? url.origin : null;
}

/** Reads `host:port:address` and `host:port:address:port`; an address of IPv6 stands in brackets. */
export function readResolve(given: readonly string[]): Resolve | InputProblem {
  const places = new Map<string, Place>();
  for (const one of given) {
    const [, host = '', port = '', address = '', otherPort = port] = /^(\[[^\]]+\]|[^:[\]/?#@\s]+):(\d{1,5}):(\[[^\]]+\]|[^:[\]/?#@\s]+)(?::(\d{1,5}))?$/.exec(one) ?? [];
    // Names as addresses of pages have them: in small letters, and in ASCII.
    const from = parseUrl(`http://${host}:${port}/`);
    const to = { host: address.replace(/^\[|\]$/g, ''), port: Number(otherPort) };
    const isAddress = address.startsWith('[') ? isIP(to.host) === 6 : address !== '';
    if (from === null || from.port === 0 || !isAddress || to.port < 1 || to.port > 65_535) return { problem: `--resolve ${one} is no name, port and address`, tryThis: '--resolve api.example.test:443:127.0.0.1:8443' };
    places.set(keyOf(placeOf(from.href)), to);
  }
  return places;
}
