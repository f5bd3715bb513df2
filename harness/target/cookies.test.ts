import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { cookieFor, cookieNotes, cookiePairs, isCookiePair, jarOf, setCookieValues } from './cookies.ts';

const api = 'https://api.example.com/data';

describe('the pairs of a Cookie header', () => {
  const rows: readonly (readonly [words: string, cookie: string | null, pairs: readonly string[]])[] = [
    ['none', null, []],
    ['nothing', '', []],
    ['semicolons alone', ' ; ;', []],
    ['one', 'a=1', ['a=1']],
    ['several, in order', 'b=2; a=1;c=3', ['b=2', 'a=1', 'c=3']],
    ['an equals sign and white space in a value', 'a= x = y ', ['a=x = y']],
    ['an empty value', 'a=', ['a=']],
    ['quotes', 'a="x, y"', ['a="x, y"']],
    ['two of one name', 'a=1; b=2; a=3', ['b=2', 'a=3']],
    ['two names that differ in case', 'a=1; A=2', ['a=1', 'A=2']],
  ];
  for (const [words, cookie, pairs] of rows) test(words, () => assert.deepEqual(cookiePairs(cookie), pairs));

  for (const pair of ['a=1', 'a=', 'a b=1', '__Host-a={"x":[1, 2]}', 'a=caf\xe9', 'a=b=c']) test(`${JSON.stringify(pair)} can be one`, () => assert.ok(isCookiePair(pair)));
  for (const pair of ['', 'a', '=a', 'a=b;c=d', 'a=\r\nX: y', 'a=\0', 'a=\u2028']) test(`${JSON.stringify(pair)} cannot`, () => assert.ok(!isCookiePair(pair)));
});

test('of https cookies go to other sites too, of http they are as they can be', () => {
  assert.deepEqual(setCookieValues('a=1; b=2', api), ['a=1; Path=/; SameSite=None; Secure', 'b=2; Path=/; SameSite=None; Secure']);
  assert.deepEqual(setCookieValues('a=1', 'http://api.example.com/'), ['a=1; Path=/']);
});

describe('the Cookie header from such a jar', () => {
  const rows: readonly (readonly [words: string, of: string, to: string, cookie: string | null])[] = [
    ['goes to the server', api, api, 'a=1; b=2'],
    ['goes to any path of it', api, 'https://api.example.com/x/y', 'a=1; b=2'],
    ['goes to another port', api, 'https://api.example.com:8443/', 'a=1; b=2'],
    ['goes over http, of http', 'http://api.example.com/', 'http://api.example.com/', 'a=1; b=2'],
    ['does not go to another host', api, 'https://www.example.com/', null],
    ['does not go to a host below', api, 'https://x.api.example.com/', null],
    ['does not go over http, of https', api, 'http://api.example.com/', null],
  ];
  for (const [words, of, to, cookie] of rows) test(words, () => assert.equal(cookieFor(jarOf('a=1; b=2', of), to), cookie));
});

describe('a note', () => {
  const asked = { url: api, method: 'GET', headers: [], body: null, mode: 'cors', credentials: 'include', redirect: 'follow', cookie: 'a=s3cr3t', origin: null, notes: [] } as const;
  const rows: readonly (readonly [words: string, given: object, origin: string, says: RegExp | null])[] = [
    ['where they are sent', {}, 'https://app.example.com', null],
    ['where they go to another site', {}, 'https://app.other.com', null],
    ['where there are none', { cookie: null, credentials: 'omit' }, 'https://app.example.com', null],
    ['without credentials', { credentials: 'same-origin' }, 'https://app.example.com', /not sent.*same-origin.*--credentials/],
    ['with none at all', { credentials: 'omit' }, 'https://app.example.com', /omit/],
    ['over http to another site', { url: 'http://api.other.com/' }, 'http://app.example.com', /SameSite=None/],
    ['over http to the same site', { url: 'http://api.example.com/' }, 'http://app.example.com', null],
  ];
  for (const [words, given, origin, says] of rows) {
    test(`${says === null ? 'is not there' : 'is there'} ${words}`, () => {
      const notes = cookieNotes({ ...asked, ...given }, origin);
      assert.equal(notes.length, says === null ? 0 : 1);
      if (says !== null) assert.match(notes[0]!, says);
      assert.ok(!notes.join('').includes('s3cr3t'));
    });
  }
});
