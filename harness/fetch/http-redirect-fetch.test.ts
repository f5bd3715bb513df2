import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { failure } from './extract.ts';
import { FetchParams } from './fetch-params.ts';
import type { FetchResult, Respond } from './fetch-params.ts';
import type { HeaderList } from './header.ts';
import { httpRedirectFetch, locationUrl, mostRedirects } from './http-redirect-fetch.ts';
import { freshWorld } from './predict.ts';
import type { FetchRequest, FetchResponse } from './request.ts';
import { parseUrl } from './url.ts';

const page = 'https://a.example';
const here = 'https://b.example/x?y';
const request: FetchRequest = {
  method: 'GET',
  urlList: [parseUrl(here)!],
  origin: page,
  client: parseUrl(`${page}/`)!,
  headers: [],
  body: null,
  mode: 'cors',
  credentials: 'same-origin',
  redirect: 'follow',
  referrerPolicy: 'strict-origin-when-cross-origin',
  useCorsPreflight: false,
  responseTainting: 'cors',
  redirectCount: 0,
};
const at = (...urls: readonly [string, ...string[]]): Pick<FetchRequest, 'urlList'> => {
  const [first, ...rest] = urls.map((url) => parseUrl(url)!);
  return { urlList: [first!, ...rest] };
};
const own: Partial<FetchRequest> = { ...at(`${page}/x`), responseTainting: 'basic' };
const stream: Partial<FetchRequest> = { method: 'POST', body: { text: null, hasSource: false } };
const text: Partial<FetchRequest> = { method: 'POST', body: { text: 'x', hasSource: true } };
const response = (status: number, headers: HeaderList): FetchResponse => ({ status, statusText: '', headers, body: '' });
const to = (...locations: readonly string[]): HeaderList => locations.map((location) => ['Location', location]);
const shared: HeaderList = [['Access-Control-Allow-Origin', '*'], ['Access-Control-Allow-Methods', '*'], ['Access-Control-Allow-Headers', '*, Authorization']];

interface Followed {
  readonly result: FetchResult;
  readonly params: FetchParams;
  /** The request as it goes to the next address. */
  readonly next: FetchRequest;
}

function follow(changes: Partial<FetchRequest>, status: number, headers: HeaderList, respond: Respond = () => response(200, shared)): Followed {
  const redirected = { ...request, ...changes };
  const params = new FetchParams(redirected, respond, freshWorld);
  const result = httpRedirectFetch(params, redirected, response(status, headers));
  return { result, params, next: params.request };
}

// https://fetch.spec.whatwg.org/#concept-response-location-url
describe('locationUrl', () => {
  const rows: readonly [what: string, headers: HeaderList, url: string | null | typeof failure][] = [
    ['no Location', [], null],
    ['an address', to('https://c.example/z'), 'https://c.example/z'],
    ['a path', to('/z'), 'https://b.example/z'],
    ['a path without a slash', to('z'), 'https://b.example/z'],
    ['a query', to('?z'), 'https://b.example/x?z'],
    ['nothing, which is the same address', to(''), 'https://b.example/x?y'],
    ['a fragment, which is the same address', to('#z'), 'https://b.example/x?y'],
    ['the scheme of the response', to('//c.example/'), 'https://c.example/'],
    ['a space inside, which the parser escapes', to('/a b'), 'https://b.example/a%20b'],
    ['bytes of UTF-8', to('/\u00c3\u00a9'), 'https://b.example/%C3%A9'],
    ['no host', to('https://'), failure],
    ['a bad port', to('https://c.example:x/'), failure],
    ['two lines', to('/a', '/b'), failure],
    ['two equal lines', to('/a', '/a'), failure],
    ['another scheme', to('data:,x'), 'data:,x'],
  ];
  for (const [what, headers, url] of rows) {
    test(`${what}: ${url === failure ? 'failure' : url}`, () => {
      const found = locationUrl(response(302, headers), parseUrl(here)!);
      assert.equal(found === null || found === failure ? found : found.href, url);
    });
  }
});

// https://fetch.spec.whatwg.org/#concept-http-redirect-fetch steps 3 to 11
describe('a redirect that is not followed', () => {
  const withUser = 'https://u:p@c.example/';
  type Row = readonly [what: string, changes: Partial<FetchRequest>, status: number, headers: HeaderList, step: string, reason: string];
  const rows: readonly Row[] = [
    ['an address that does not parse', {}, 302, to('https://'), '5', 'redirect-location-invalid'],
    ['two lines of Location', {}, 302, to('/a', '/a'), '5', 'redirect-location-invalid'],
    ['data:', {}, 302, to('data:,x'), '6', 'redirect-scheme'],
    ['ftp:', {}, 302, to('ftp://c.example/'), '6', 'redirect-scheme'],
    ['about:blank, even in mode no-cors', { mode: 'no-cors', responseTainting: 'opaque' }, 302, to('about:blank'), '6', 'redirect-scheme'],
    ['the 21st redirect', { redirectCount: 20 }, 302, to('/z'), '7', 'redirect-count'],
    ['the 21st redirect, though its Location holds a user name', { redirectCount: 20 }, 302, to(withUser), '7', 'redirect-count'],
    ['the 21st redirect to another scheme, which comes first', { redirectCount: 20 }, 302, to('data:,x'), '6', 'redirect-scheme'],
    ['a user name to another origin from the own one', own, 302, to(withUser), '9', 'redirect-userinfo'],
    ['a user name to another origin from another one', {}, 302, to(withUser), '9', 'redirect-userinfo'],
    ['a user name to the own origin from another one', {}, 302, to('https://u@a.example/'), '10', 'redirect-userinfo'],
    ['a password alone', {}, 302, to('https://:p@a.example/'), '10', 'redirect-userinfo'],
    ['a user name to the same other origin', {}, 302, to('https://u@b.example/'), '9', 'redirect-userinfo'],
    ['a stream by 307', stream, 307, to('/z'), '11', 'redirect-stream-body'],
    ['a stream by 308', stream, 308, to('/z'), '11', 'redirect-stream-body'],
    ['a stream by 301, though the body would be dropped', stream, 301, to('/z'), '11', 'redirect-stream-body'],
    ['a stream by 302, though the body would be dropped', stream, 302, to('/z'), '11', 'redirect-stream-body'],
  ];
  for (const [what, changes, status, headers, step, reason] of rows) {
    test(`${what}: ${reason} at step ${step}`, () => {
      const { result, params } = follow(changes, status, headers);
      assert.deepEqual(result.kind === 'network-error' && [result.stage, result.reason, params.trace.at(-1)?.step], ['http-redirect-fetch', reason, step]);
    });
    test(`${what}: nothing more is sent`, () => assert.equal(follow(changes, status, headers).params.exchanges.length, 0));
  }
  test('without a Location it is the response', () => {
    const { result } = follow({}, 302, []);
    assert.deepEqual([result.kind, result.kind === 'response' && [result.response.status, result.opaqueRedirect]], ['response', [302, false]]);
  });
});

describe('a redirect that is followed', () => {
  const rows: readonly [what: string, changes: Partial<FetchRequest>, status: number, headers: HeaderList, sentTo: string][] = [
    ['the 20th redirect', { redirectCount: 19 }, 302, to('/z'), 'https://b.example/z'],
    ['a user name within the own origin', own, 302, to('https://u:p@a.example/z'), 'https://a.example/z'],
    ['a user name in mode no-cors', { mode: 'no-cors', responseTainting: 'opaque' }, 302, to('https://u:p@c.example/z'), 'https://c.example/z'],
    ['a user name in mode same-origin', { ...own, mode: 'same-origin' }, 302, to('https://u@a.example/z'), 'https://a.example/z'],
    ['a stream by 303, which drops it', { ...stream, ...own }, 303, to('/z'), 'https://a.example/z'],
    ['text by 307', { ...text, ...own }, 307, to('/z'), 'https://a.example/z'],
    ['to itself', {}, 302, to(''), here],
  ];
  for (const [what, changes, status, headers, sentTo] of rows) {
    test(`${what}: to ${sentTo}`, () => assert.equal(follow(changes, status, headers).params.exchanges.at(-1)?.url, sentTo));
    test(`${what}: step 18 is the first`, () => assert.equal(follow(changes, status, headers).params.trace[0]?.step, '18'));
  }
  test('20 are the most', () => assert.equal(mostRedirects, 20));
  test('it is counted', () => assert.equal(follow({ redirectCount: 3 }, 302, to('/z')).next.redirectCount, 4));
});

// https://fetch.spec.whatwg.org/#concept-http-redirect-fetch step 12
describe('the method after a redirect', () => {
  const kept = (method: string): string => method;
  const rewritten: Readonly<Record<number, (method: string) => string>> = {
    301: (method) => (method === 'POST' ? 'GET' : method),
    302: (method) => (method === 'POST' ? 'GET' : method),
    303: (method) => (method === 'GET' || method === 'HEAD' ? method : 'GET'),
    307: kept,
    308: kept,
  };
  for (const [status, becomes] of Object.entries(rewritten)) {
    for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'patch', 'post2', 'CHICKEN']) {
      const expected = becomes(method);
      const { next } = follow({ ...own, method, headers: [['Content-Type', 'text/plain'], ['content-language', 'en'], ['Content-Location', '/'], ['Content-Encoding', 'x'], ['Content-Length2', '1'], ['X-A', '1']], body: method === 'GET' || method === 'HEAD' ? null : { text: 'x', hasSource: true } }, Number(status), to('/z'));
      test(`${method} by ${status}: ${expected}`, () => assert.equal(next.method, expected));
      test(`${method} by ${status}: the body ${expected === method && method !== 'GET' && method !== 'HEAD' ? 'stays' : 'is none'}`, () => assert.equal(next.body?.text ?? null, expected === method && method !== 'GET' && method !== 'HEAD' ? 'x' : null));
      test(`${method} by ${status}: headers of the body ${expected === method ? 'stay' : 'go'}`, () => assert.deepEqual(next.headers.map(([name]) => name), expected === method ? ['Content-Type', 'content-language', 'Content-Location', 'Content-Encoding', 'Content-Length2', 'X-A'] : ['Content-Length2', 'X-A']));
    }
  }
  test('the use-CORS-preflight flag stays, though its stream is dropped', () => assert.equal(follow({ ...stream, ...own, useCorsPreflight: true }, 303, to('/z')).next.useCorsPreflight, true));
});

// https://fetch.spec.whatwg.org/#concept-http-redirect-fetch step 13
describe('Authorization after a redirect', () => {
  const headers: HeaderList = [['authorization', '1'], ['X-A', '1'], ['Authorization', '2']];
  const rows: readonly [what: string, changes: Partial<FetchRequest>, location: string, stays: boolean][] = [
    ['within the own origin', own, '/z', true],
    ['within another origin', {}, '/z', true],
    ['from the own to another origin', own, 'https://b.example/', false],
    ['from another origin to the own', {}, `${page}/`, false],
    ['to a subdomain', own, 'https://x.a.example/', false],
    ['to another port', own, 'https://a.example:8443/', false],
    ['to another scheme', { ...at('http://b.example/'), client: parseUrl('http://a.example/')!, origin: 'http://a.example' }, 'https://b.example/', false],
    ['of an opaque origin within another one', { origin: 'null' }, '/z', true],
  ];
  for (const [what, changes, location, stays] of rows) test(`${what} ${stays ? 'stays' : 'goes'}`, () => assert.deepEqual(follow({ ...changes, headers }, 302, to(location)).next.headers, stays ? headers : [['X-A', '1']]));
  test('other headers stay', () => assert.deepEqual(follow({ ...own, headers: [['X-Authorization', '1'], ['Proxy', '2']] }, 302, to('https://b.example/')).next.headers.length, 2));
});

// https://fetch.spec.whatwg.org/#concept-http-redirect-fetch step 19
describe('the referrer policy after a redirect', () => {
  test('the response’s own, if it has one', () => assert.equal(follow({}, 302, [...to('/z'), ['Referrer-Policy', 'no-referrer']]).next.referrerPolicy, 'no-referrer'));
  test('else the one before', () => assert.equal(follow({ referrerPolicy: 'origin' }, 302, [...to('/z'), ['Referrer-Policy', 'chicken']]).next.referrerPolicy, 'origin'));
});
