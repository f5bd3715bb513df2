import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { WireRequest } from './fetch-params.ts';
import type { HeaderList } from './header.ts';
import { cacheModeHeaders, effectiveCacheMode, freshen, select, store } from './http-cache.ts';
import type { HttpCache } from './http-cache.ts';
import type { CacheMode, FetchResponse } from './request.ts';

const address = 'https://b.example/x';
const sent = (headers: WireRequest['headers'] = {}, method = 'GET', url = address): WireRequest => ({ role: 'request', method, url, headers, body: null });
const answer = (headers: HeaderList, status = 200): FetchResponse => ({ status, statusText: '', headers, body: 'hello' });
const kept = (headers: HeaderList, status = 200, asked = sent()): HttpCache => store([], asked, answer(headers, status), 0);
const cacheControl = (value: string): HeaderList => [['Cache-Control', value]];

// https://httpwg.org/specs/rfc9111.html#response.cacheability
describe('store', () => {
  const rows: readonly [what: string, headers: HeaderList, status: number, isKept: boolean][] = [
    ['a 200 that says nothing of it', [], 200, true],
    ['a 404 that says nothing of it', [], 404, true],
    ['a 500 that says nothing of it', [], 500, false],
    ['a 500 that is good for a minute', cacheControl('max-age=60'), 500, true],
    ['a 302 that says nothing of it', [], 302, false],
    ['a 302 that is public', cacheControl('public'), 302, true],
    ['a 302 with Expires', [['Expires', '0']], 302, true],
    ['a 301', [], 301, true],
    ['no-store among others', cacheControl('max-age=60, No-Store'), 200, false],
    ['no-cache, which must be asked about only', cacheControl('no-cache'), 200, true],
    ['part of a response', cacheControl('max-age=60'), 206, false],
    ['a 304 that script asked for', cacheControl('max-age=60'), 304, false],
  ];
  for (const [what, headers, status, isKept] of rows) test(`${what}: ${isKept ? 'kept' : 'not kept'}`, () => assert.equal(kept(headers, status).length, isKept ? 1 : 0));
  test('a response to POST is not kept', () => assert.equal(kept(cacheControl('max-age=60'), 200, sent({}, 'POST')).length, 0));
});

// https://httpwg.org/specs/rfc9111.html#invalidation
describe('a response that was kept', () => {
  const rows: readonly [what: string, asked: WireRequest, status: number, isKept: boolean][] = [
    ['a PUT that succeeds', sent({}, 'PUT'), 200, false],
    ['a POST that is redirected', sent({}, 'POST'), 303, false],
    ['a PUT that fails', sent({}, 'PUT'), 500, true],
    ['a PUT to another address', sent({}, 'PUT', `${address}?y`), 200, true],
    ['a HEAD', sent({}, 'HEAD'), 200, true],
    ['an OPTIONS', sent({}, 'OPTIONS'), 200, true],
  ];
  for (const [what, asked, status, isKept] of rows) test(`after ${what} is ${isKept ? 'kept' : 'forgotten'}`, () => assert.equal(store(kept([]), asked, answer([], status), 0).length, isKept ? 1 : 0));
});

// https://httpwg.org/specs/rfc9111.html#constructing.responses.from.caches
describe('select', () => {
  const rows: readonly [what: string, headers: HeaderList, mode: CacheMode, now: number, how: 'as it is' | 'asked about' | 'not'][] = [
    ['good for a minute, at once', cacheControl('max-age=60'), 'default', 0, 'as it is'],
    ['good for a minute, just before it ends', cacheControl('max-age=60'), 'default', 59.9, 'as it is'],
    ['good for a minute, after it', cacheControl('max-age=60'), 'default', 60, 'asked about'],
    ['good for a minute in quotes, after it', cacheControl('max-age="60"'), 'default', 60, 'asked about'],
    ['good for a minute, after it, in mode force-cache', cacheControl('max-age=60'), 'force-cache', 60, 'as it is'],
    ['good for a minute, in mode no-cache', cacheControl('max-age=60'), 'no-cache', 0, 'asked about'],
    ['good for a minute, in mode reload', cacheControl('max-age=60'), 'reload', 0, 'not'],
    ['good for a minute, in mode no-store', cacheControl('max-age=60'), 'no-store', 0, 'not'],
    ['good for a minute and while it is asked about, after it', cacheControl('max-age=60, stale-while-revalidate=60'), 'default', 60, 'as it is'],
    ['good for no time', cacheControl('max-age=0'), 'default', 0, 'asked about'],
    ['good for a time that is no number', cacheControl('max-age=abc'), 'default', 1000, 'as it is'],
    ['no-cache', cacheControl('max-age=60, no-cache'), 'default', 0, 'asked about'],
    ['no-cache, in mode force-cache', cacheControl('no-cache'), 'force-cache', 0, 'as it is'],
    ['no-cache for one header', cacheControl('max-age=60, no-cache="Set-Cookie"'), 'default', 0, 'as it is'],
    ['Expires: 0', [['Expires', '0']], 'default', 0, 'asked about'],
    ['Expires: -1', [['Expires', '-1']], 'default', 0, 'asked about'],
    ['Expires with a date', [['Expires', 'Tue, 01 Dec 2099 00:00:00 GMT']], 'default', 0, 'as it is'],
    ['Expires with a date long ago', [['Expires', 'Thu, 01 Jan 1970 00:00:00 GMT']], 'default', 0, 'asked about'],
    ['Expires: 0, where max-age counts before it', [['Expires', '0'], ...cacheControl('max-age=60')], 'default', 0, 'as it is'],
    ['nothing', [], 'default', 1000, 'as it is'],
    ['Vary: *', [['Vary', '*']], 'default', 0, 'not'],
  ];
  for (const [what, headers, mode, now, how] of rows) {
    test(`a response that says ${what}: ${how}`, () => {
      const selected = select(kept(headers), sent(), mode, now);
      assert.equal(selected === null ? 'not' : selected.validate ? 'asked about' : 'as it is', how);
    });
  }
  test('another address', () => assert.equal(select(kept([]), sent({}, 'GET', `${address}?y`), 'default', 0), null));
  test('another method', () => assert.equal(select(kept([]), sent({}, 'HEAD'), 'default', 0), null));

  const vary: readonly [what: string, before: WireRequest['headers'], now: WireRequest['headers'], found: boolean][] = [
    ['the same value', { origin: 'https://a.example' }, { origin: 'https://a.example' }, true],
    ['another value', { origin: 'https://a.example' }, { origin: 'https://c.example' }, false],
    ['none before', { origin: null }, { origin: 'https://a.example' }, false],
    ['none either time', {}, { origin: null }, true],
  ];
  for (const [what, before, now, found] of vary) test(`with Vary: Accept, ORIGIN, ${what}: ${found ? 'found' : 'not found'}`, () => assert.equal(select(kept([['Vary', 'Accept, ORIGIN']], 200, sent(before)), sent(now), 'default', 0) !== null, found));
  test('of several the newest', () => {
    const [, second] = [answer([]), { ...answer([]), body: 'newer' }];
    assert.equal(select(store(kept([]), sent(), second, 1), sent(), 'default', 1)?.response.body, 'newer');
  });
});

// https://fetch.spec.whatwg.org/#concept-http-network-or-cache-fetch steps 8.16 to 8.18
describe('the cache mode of a request', () => {
  test('with If-None-Match it is no-store', () => assert.equal(effectiveCacheMode({ headers: [['if-none-match', '"a"']] }), 'no-store'));
  test('with If-None-Match in mode no-cache it stays', () => assert.equal(effectiveCacheMode({ cache: 'no-cache', headers: [['If-None-Match', '"a"']] }), 'no-cache'));
  test('with another header it is default', () => assert.equal(effectiveCacheMode({ headers: [['If-Not', 'a']] }), 'default'));
  test('reload adds two headers', () => assert.deepEqual(cacheModeHeaders('reload'), [['Pragma', 'no-cache'], ['Cache-Control', 'no-cache']]));
  test('no-cache adds one', () => assert.deepEqual(cacheModeHeaders('no-cache'), [['Cache-Control', 'max-age=0']]));
  test('force-cache adds none', () => assert.deepEqual(cacheModeHeaders('force-cache'), []));
});

// https://httpwg.org/specs/rfc9111.html#freshening.responses
test('a 304 replaces the headers that it has, but those of the body', () => {
  const before = answer([['Access-Control-Allow-Origin', '*'], ['X-A', 'one'], ['X-B', 'two'], ['Content-Type', 'text/plain']]);
  const after = freshen(before, answer([['x-a', 'new'], ['X-C', 'three'], ['Content-Type', 'text/html']], 304));
  assert.deepEqual(after, answer([['Access-Control-Allow-Origin', '*'], ['X-B', 'two'], ['Content-Type', 'text/plain'], ['x-a', 'new'], ['X-C', 'three']]));
});
