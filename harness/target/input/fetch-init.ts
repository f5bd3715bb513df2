import type { HeaderPair } from '../../fetch/header.ts';
import { isHttpScheme, parseUrl } from '../../fetch/url.ts';
import { nearest } from '../../scenario/suggest.ts';
import type { AskedRequest, InputProblem } from '../asked-request.ts';
import type { Literal } from './literal.ts';
import { isProblem, placeOf } from './problem.ts';
import { stringify, toPairs } from './stringify.ts';

/** The second argument of fetch(). Source: https://fetch.spec.whatwg.org/#requestinit */
export interface FetchInit {
  readonly values: ReadonlyMap<string, Literal>;
  readonly method: string;
  readonly mode: AskedRequest['mode'];
  /** Null where it is not given: a copied header may tell it. */
  readonly credentials: AskedRequest['credentials'] | null;
  readonly redirect: AskedRequest['redirect'];
  readonly origin: string | null;
  readonly notes: readonly string[];
}

const taken = ['method', 'headers', 'body', 'mode', 'credentials', 'redirect', 'referrer'];
const noted = ['referrerPolicy', 'cache', 'integrity', 'keepalive', 'signal', 'duplex', 'priority', 'window', 'targetAddressSpace', 'attributionReporting', 'browsingTopics', 'sharedStorageWritable', 'privateToken', 'adAuctionHeaders'];

const modes = ['cors', 'no-cors', 'same-origin'] as const;
const credentialsModes = ['omit', 'same-origin', 'include'] as const;
const redirectModes = ['follow', 'error', 'manual'] as const;

/** Reads the members of the second argument, but for headers and body, whose literals stay. */
export function readInit(given: Literal | undefined, text: string): FetchInit | InputProblem {
  if (given !== undefined && given.kind !== 'object' && !(given.kind === 'value' && (given.value === undefined || given.value === null))) {
    return { problem: `the second argument of fetch(), at ${placeOf(text, given.at)}, is not an object`, tryThis: 'write it as { method: …, headers: … }' };
  }
  const entries = given?.kind === 'object' ? given.entries : [];
  const unknown = entries.find(({ key }) => !taken.includes(key) && !noted.includes(key));
  if (unknown !== undefined) {
    const near = nearest(unknown.key, [...taken, ...noted]);
    const name = /^[\w$-]{1,40}$/.test(unknown.key) ? unknown.key : 'a member';
    return { problem: `${name} at ${placeOf(text, unknown.at)} is no member that fetch() knows`, tryThis: near === null ? 'leave it out' : `did you mean ${near}?` };
  }
  // A member that is undefined counts as absent.
  const values = new Map(entries.filter(({ value }) => !(value.kind === 'value' && value.value === undefined)).map(({ key, value }) => [key, value]));
  const method = values.get('method');
  if (method !== undefined && !(method.kind === 'value' && typeof method.value === 'string')) return { problem: `method at ${placeOf(text, method.at)} is not a string`, tryThis: "write it in quotes, such as 'POST'" };
  const navigates = isValue(values.get('mode'), 'navigate');
  const mode = navigates ? 'cors' : oneOf('mode', modes, values, text);
  if (isProblem(mode)) return mode;
  const credentials = oneOf('credentials', credentialsModes, values, text);
  if (isProblem(credentials)) return credentials;
  const redirect = oneOf('redirect', redirectModes, values, text);
  if (isProblem(redirect)) return redirect;
  const ignored = [...values.keys()].filter((key) => noted.includes(key));
  return {
    values,
    method: method === undefined ? 'GET' : String(method.value),
    mode: mode ?? 'cors',
    credentials,
    redirect: redirect ?? 'follow',
    origin: originOf(values.get('referrer')),
    notes: [
      ...(navigates ? ['Script cannot ask for mode navigate; it is asked about in mode cors.'] : []),
      ...(ignored.length === 0 ? [] : [`Left out, since they are not asked about: ${ignored.join(', ')}.`]),
    ],
  };
}

function oneOf<T extends string>(key: string, allowed: readonly T[], values: ReadonlyMap<string, Literal>, text: string): T | null | InputProblem {
  const literal = values.get(key);
  if (literal === undefined) return null;
  return allowed.find((one) => isValue(literal, one)) ?? { problem: `${key} at ${placeOf(text, literal.at)} is none of ${allowed.join(', ')}`, tryThis: `write one of them, or leave ${key} out` };
}

function isValue(literal: Literal | undefined, value: string): boolean {
  return literal?.kind === 'value' && literal.value === value;
}

function originOf(referrer: Literal | undefined): string | null {
  const parsed = referrer?.kind === 'value' && typeof referrer.value === 'string' ? parseUrl(referrer.value) : null;
  return parsed !== null && isHttpScheme(parsed) ? parsed.origin : null;
}

/** Reads headers: an object, an array of pairs, or `new Headers(…)` of either. */
export function readHeaderPairs(given: Literal | undefined, text: string): HeaderPair[] | InputProblem {
  const inner = given?.kind === 'call' && given.callee === 'new Headers' ? given.items[0] : given;
  if (inner === undefined) return [];
  const pairs = toPairs(inner);
  if (pairs === null) return { problem: `headers at ${placeOf(text, inner.at)} are no object of texts and no array of pairs`, tryThis: "write them as { 'Name': 'value' }" };
  return pairs.map(([name, value]): HeaderPair => [name, value]);
}

/** Reads a body: a string, or a call that makes one of what is written out, with the type that the browser gives it; null for none. */
export function readBody(given: Literal | undefined, text: string): { readonly text: string; readonly type: string | null } | null | InputProblem {
  if (given === undefined || (given.kind === 'value' && given.value === null)) return null;
  if (given.kind === 'value' && typeof given.value === 'string') return { text: given.value, type: null };
  if (given.kind === 'call' && given.callee !== 'new Headers') {
    const body = stringify(given.callee, given.items);
    if (body !== null) return { text: body, type: given.callee === 'JSON.stringify' ? null : 'application/x-www-form-urlencoded;charset=UTF-8' };
  }
  return { problem: `body at ${placeOf(text, given.at)} is not a string`, tryThis: 'write the body as a string, as it is sent' };
}
