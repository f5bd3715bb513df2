import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { clearPreflights, hasHeaderNameCacheEntryMatch, hasMethodCacheEntryMatch, storePreflight } from './preflight-cache.ts';
import type { CacheEntry, PreflightCache } from './preflight-cache.ts';
import type { CredentialsMode } from './request.ts';
import { parseUrl } from './url.ts';
import type { ParsedUrl } from './url.ts';

const page = 'https://a.example';
const target = 'https://b.example/x';
const url = (text: string): ParsedUrl => parseUrl(text)!;
const asking = (address = target, credentials: CredentialsMode = 'same-origin', origin = page, before: readonly string[] = []): { origin: string; urlList: [ParsedUrl, ...ParsedUrl[]]; credentials: CredentialsMode } => {
  const [first, ...rest] = [...before, address].map(url);
  return { origin, urlList: [first!, ...rest], credentials };
};
const entry = (changes: Partial<CacheEntry>): CacheEntry => ({ origin: page, url: target, expires: 100, credentials: false, method: null, headerName: null, ...changes });

// https://fetch.spec.whatwg.org/#concept-cache-match: key, origin, address, and credentials unless the request has none.
describe('an entry for PUT', () => {
  const rows: readonly [what: string, changes: Partial<CacheEntry>, request: ReturnType<typeof asking>, now: number, match: boolean][] = [
    ['the same origin and address', {}, asking(), 0, true],
    ['another address', {}, asking('https://b.example/y'), 0, false],
    ['another query', {}, asking('https://b.example/x?'), 0, false],
    ['another fragment only', {}, asking('https://b.example/x#y'), 0, true],
    ['another origin', {}, asking(target, 'same-origin', 'https://c.example'), 0, false],
    ['an origin that redirects made null', {}, asking(target, 'same-origin', page, ['https://c.example/']), 0, false],
    ['an entry for null, asked by an origin that redirects made null', { origin: 'null' }, asking(target, 'same-origin', page, ['https://c.example/']), 0, true],
    ['a request with credentials, the entry without', {}, asking(target, 'include'), 0, false],
    ['a request with credentials, the entry with', { credentials: true }, asking(target, 'include'), 0, true],
    ['a request without credentials, the entry with', { credentials: true }, asking(target, 'omit'), 0, true],
    ['just before it must be removed', {}, asking(), 99.9, true],
    ['when it must be removed', {}, asking(), 100, false],
  ];
  for (const [what, changes, request, now, match] of rows) {
    const cache = [entry({ method: 'PUT', ...changes })];
    test(`${what}: ${match ? 'matches' : 'does not match'}`, () => assert.equal(hasMethodCacheEntryMatch(cache, 'PUT', request, now), match));
  }
});

// https://fetch.spec.whatwg.org/#concept-cache-match-method
describe('hasMethodCacheEntryMatch', () => {
  const rows: readonly [cached: string | null, method: string, match: boolean][] = [
    ['PUT', 'PUT', true],
    ['*', 'PUT', true],
    ['*', '*', true],
    ['patch', 'PATCH', false],
    ['PUT', 'DELETE', false],
    [null, 'PUT', false],
  ];
  for (const [cached, method, match] of rows) test(`an entry for ${cached} ${match ? 'covers' : 'does not cover'} ${method}`, () => assert.equal(hasMethodCacheEntryMatch([entry({ method: cached })], method, asking(), 0), match));
});

// https://fetch.spec.whatwg.org/#concept-cache-match-header
describe('hasHeaderNameCacheEntryMatch', () => {
  const rows: readonly [cached: string | null, name: string, match: boolean][] = [
    ['X-Token', 'x-token', true],
    ['x-token', 'X-TOKEN', true],
    ['*', 'x-token', true],
    ['*', 'authorization', false],
    ['*', 'Authorization', false],
    ['Authorization', 'authorization', true],
    ['*', '*', true],
    ['x', 'x-token', false],
    [null, 'x-token', false],
  ];
  for (const [cached, name, match] of rows) test(`an entry for ${cached} ${match ? 'covers' : 'does not cover'} ${name}`, () => assert.equal(hasHeaderNameCacheEntryMatch([entry({ headerName: cached })], name, asking(), 0), match));
});

// https://fetch.spec.whatwg.org/#cors-preflight-fetch-0 steps 7.12 to 7.15
describe('storePreflight', () => {
  const rows: readonly [what: string, before: PreflightCache, methods: readonly string[], names: readonly string[], after: PreflightCache][] = [
    ['a method and a header name get an entry each', [], ['PUT'], ['x-a'], [entry({ method: 'PUT', expires: 70 }), entry({ headerName: 'x-a', expires: 70 })]],
    ['an entry for the method gets the new time, and no second one', [entry({ method: 'PUT' })], ['PUT'], [], [entry({ method: 'PUT', expires: 70 })]],
    ['an entry for * gets the new time for any method', [entry({ method: '*' })], ['PUT'], [], [entry({ method: '*', expires: 70 })]],
    ['an entry for the header name, in another case, gets the new time', [entry({ headerName: 'X-A' })], [], ['x-a'], [entry({ headerName: 'X-A', expires: 70 })]],
    ['an entry for * gets the new time for any header name', [entry({ headerName: '*' })], [], ['x-a'], [entry({ headerName: '*', expires: 70 })]],
    ['an entry for * does not stand for Authorization', [entry({ headerName: '*' })], [], ['Authorization'], [entry({ headerName: '*' }), entry({ headerName: 'Authorization', expires: 70 })]],
    ['an entry for another address stays as it is', [entry({ method: 'PUT', url: 'https://b.example/y' })], ['PUT'], [], [entry({ method: 'PUT', url: 'https://b.example/y' }), entry({ method: 'PUT', expires: 70 })]],
    ['an entry with credentials matches a request without, and keeps them', [entry({ method: 'PUT', credentials: true })], ['PUT'], [], [entry({ method: 'PUT', credentials: true, expires: 70 })]],
    ['an entry for a method does not stand for a header of that name', [entry({ method: 'x-a' })], [], ['x-a'], [entry({ method: 'x-a' }), entry({ headerName: 'x-a', expires: 70 })]],
    ['nothing allowed stores nothing', [], [], [], []],
  ];
  for (const [what, before, methods, names, after] of rows) test(what, () => assert.deepEqual(storePreflight(before, asking(), 60, methods, names, 10), after));

  test('what is stored for 0 seconds never matches', () => assert.equal(hasMethodCacheEntryMatch(storePreflight([], asking(), 0, ['PUT'], [], 10), 'PUT', asking(), 10), false));
  test('a request with credentials stores an entry with credentials', () => assert.equal(storePreflight([], asking(target, 'include'), 5, ['PUT'], [], 0)[0]?.credentials, true));
  test('an origin that redirects made null is stored as null', () => assert.equal(storePreflight([], asking(target, 'omit', page, ['https://c.example/']), 5, ['PUT'], [], 0)[0]?.origin, 'null'));
});

// https://fetch.spec.whatwg.org/#concept-cache-clear
describe('clearPreflights', () => {
  const rows: readonly [what: string, changes: Partial<CacheEntry>, stays: boolean][] = [
    ['an entry of the same origin and address', { method: 'PUT' }, false],
    ['one with credentials too', { headerName: 'x-a', credentials: true }, false],
    ['one for another address', { method: 'PUT', url: 'https://b.example/y' }, true],
    ['one for another origin', { method: 'PUT', origin: 'https://c.example' }, true],
  ];
  for (const [what, changes, stays] of rows) test(`${what} ${stays ? 'stays' : 'goes'}`, () => assert.equal(clearPreflights([entry(changes)], asking()).length, stays ? 1 : 0));
});
