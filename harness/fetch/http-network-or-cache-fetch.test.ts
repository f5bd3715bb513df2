import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { includesCredentials, originHeader } from './http-network-or-cache-fetch.ts';
import { referrerPolicies } from './referrer.ts';
import type { ReferrerPolicy } from './referrer.ts';
import type { CredentialsMode, FetchRequest, ResponseTainting } from './request.ts';
import { parseUrl } from './url.ts';

const page = 'https://a.example';
const request: FetchRequest = {
  method: 'GET',
  urlList: [parseUrl('https://b.example/')!],
  origin: page,
  client: parseUrl(`${page}/`)!,
  headers: [],
  body: null,
  mode: 'cors',
  credentials: 'same-origin',
  redirect: 'follow',
  referrerPolicy: 'strict-origin-when-cross-origin',
  useCorsPreflight: false,
  responseTainting: 'basic',
  redirectCount: 0,
};
const at = (...urls: readonly [string, ...string[]]): Pick<FetchRequest, 'urlList'> => {
  const [first, ...rest] = urls.map((url) => parseUrl(url)!);
  return { urlList: [first!, ...rest] };
};

// https://fetch.spec.whatwg.org/#append-a-request-origin-header
describe('originHeader', () => {
  const rows: readonly [what: string, changes: Partial<FetchRequest>, header: string | null][] = [
    ['a CORS request by GET', { responseTainting: 'cors' }, page],
    ['a CORS request by HEAD', { responseTainting: 'cors', method: 'HEAD' }, page],
    ['a CORS request with the policy no-referrer', { responseTainting: 'cors', referrerPolicy: 'no-referrer' }, page],
    ['a CORS request of an opaque origin', { responseTainting: 'cors', origin: 'null' }, 'null'],
    ['a CORS request after redirects across origins', { responseTainting: 'cors', ...at('https://b.example/', 'https://c.example/') }, 'null'],
    ['a GET to the own origin', at(`${page}/`), null],
    ['a HEAD to the own origin', { method: 'HEAD', ...at(`${page}/`) }, null],
    ['a POST to the own origin', { method: 'POST', ...at(`${page}/`) }, page],
    ['a POST to the own origin with the policy no-referrer, since the mode is cors', { method: 'POST', referrerPolicy: 'no-referrer', ...at(`${page}/`) }, page],
    ['a PUT to the own origin in mode same-origin', { method: 'PUT', mode: 'same-origin', ...at(`${page}/`) }, page],
    ['a GET in mode no-cors', { mode: 'no-cors', responseTainting: 'opaque' }, null],
    ['a HEAD in mode no-cors', { mode: 'no-cors', responseTainting: 'opaque', method: 'HEAD' }, null],
    ['a POST in mode no-cors after redirects across origins', { mode: 'no-cors', responseTainting: 'opaque', method: 'POST', ...at('https://b.example/', 'https://c.example/') }, 'null'],
  ];
  for (const [what, changes, header] of rows) test(`${what}: ${header ?? 'none'}`, () => assert.equal(originHeader({ ...request, ...changes }), header));

  // step 4.1: modes other than cors, methods other than GET and HEAD
  const other = 'https://b.example/';
  const plain = 'http://b.example/';
  const byPolicy: Readonly<Record<ReferrerPolicy, readonly [sameOrigin: string, crossOrigin: string, toPlainHttp: string]>> = {
    'no-referrer': ['null', 'null', 'null'],
    'no-referrer-when-downgrade': [page, page, 'null'],
    'same-origin': [page, 'null', 'null'],
    'origin': [page, page, page],
    'strict-origin': [page, page, 'null'],
    'origin-when-cross-origin': [page, page, page],
    'strict-origin-when-cross-origin': [page, page, 'null'],
    'unsafe-url': [page, page, page],
  };
  for (const referrerPolicy of referrerPolicies) {
    const [sameOrigin, crossOrigin, toPlainHttp] = byPolicy[referrerPolicy];
    for (const [where, address, header] of [['the own origin', `${page}/`, sameOrigin], ['another origin', other, crossOrigin], ['plain http', plain, toPlainHttp]] as const) {
      test(`a POST in mode no-cors with the policy ${referrerPolicy} to ${where}: ${header}`, () => assert.equal(originHeader({ ...request, mode: 'no-cors', responseTainting: 'opaque', method: 'POST', referrerPolicy, ...at(address) }), header));
    }
    const ofHttp = ['no-referrer', 'same-origin'].includes(referrerPolicy) ? 'null' : 'http://a.example';
    test(`from http with the policy ${referrerPolicy} to plain http elsewhere: ${ofHttp}`, () => assert.equal(originHeader({ ...request, origin: 'http://a.example', mode: 'no-cors', responseTainting: 'opaque', method: 'POST', referrerPolicy, ...at(plain) }), ofHttp));
  }
});

// https://fetch.spec.whatwg.org/#concept-http-network-or-cache-fetch step 8.3
describe('includesCredentials', () => {
  const taintings: readonly ResponseTainting[] = ['basic', 'cors', 'opaque'];
  const rows: readonly [credentials: CredentialsMode, included: readonly boolean[]][] = [
    ['include', [true, true, true]],
    ['same-origin', [true, false, false]],
    ['omit', [false, false, false]],
  ];
  for (const [credentials, included] of rows) {
    for (const [index, responseTainting] of taintings.entries()) test(`${credentials}, ${responseTainting}: ${included[index]}`, () => assert.equal(includesCredentials({ credentials, responseTainting }), included[index]));
  }
});
