import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { corsUnsafeRequestHeaderNames, corsUnsafeRequestHeaders, isCorsSafelistedRequestHeader } from './cors-safelist.ts';
import type { HeaderList } from './header.ts';

const byte = (code: number): string => String.fromCharCode(code);
const hex = (code: number): string => `0x${code.toString(16).padStart(2, '0')}`;
const every = Array.from({ length: 256 }, (_, code) => code);

// https://fetch.spec.whatwg.org/#cors-safelisted-request-header
describe('isCorsSafelistedRequestHeader', () => {
  const long = (length: number): string => 'x'.repeat(length);
  const rows: readonly [what: string, name: string, value: string, is: boolean][] = [
    ['any Accept', 'Accept', 'text/html, */*;q=0.8', true],
    ['an empty one', 'Accept', '', true],
    ['a name in lower case', 'accept', 'text/html', true],
    ['a name in upper case', 'ACCEPT-LANGUAGE', 'en', true],
    ['128 bytes', 'Accept', long(128), true],
    ['129 bytes', 'Accept', long(129), false],
    ['128 bytes', 'Accept-Language', long(128), true],
    ['129 bytes', 'Accept-Language', long(129), false],
    ['128 bytes', 'Content-Language', long(128), true],
    ['129 bytes', 'Content-Language', long(129), false],
    ['128 bytes', 'Content-Type', `text/plain;a=${long(115)}`, true],
    ['129 bytes', 'Content-Type', `text/plain;a=${long(116)}`, false],
    ['128 bytes', 'Range', `bytes=${'0'.repeat(121)}-`, true],
    ['129 bytes', 'Range', `bytes=${'0'.repeat(122)}-`, false],
    ['a tab', 'Accept', 'a\tb', true],
    ['bytes above 127', 'Accept', 'é\u00ff', true],
    ['several languages', 'Accept-Language', 'de-DE, en;q=0.5, *', true],
    ['an underscore', 'Accept-Language', 'de_DE', false],
    ['a tab', 'Accept-Language', 'de,\ten', false],
    ['a slash', 'Content-Language', 'de/en', false],
    ['nothing', 'Content-Language', '', true],

    ['a form', 'Content-Type', 'application/x-www-form-urlencoded', true],
    ['a multipart form', 'Content-Type', 'multipart/form-data; boundary=x', true],
    ['text', 'Content-Type', 'text/plain', true],
    ['text in any case', 'Content-Type', 'Text/PLAIN', true],
    ['text with a charset', 'Content-Type', 'text/plain;charset=UTF-8', true],
    ['text with parameters that are none', 'Content-Type', 'text/plain; ;=;a;b=', true],
    ['white space before the parameters', 'Content-Type', 'text/plain \t;a=b', true],
    ['white space around it all', 'Content-Type', ' text/plain ', true],
    ['a quoted parameter, for its quote', 'Content-Type', 'text/plain; charset="UTF-8"', false],
    ['JSON', 'Content-Type', 'application/json', false],
    ['JSON as a parameter of text', 'Content-Type', 'text/plain; application/json', true],
    ['two types', 'Content-Type', 'text/plain, text/plain', false],
    ['a type without a subtype', 'Content-Type', 'text', false],
    ['a space after the type', 'Content-Type', 'text /plain', false],
    ['a space before the subtype', 'Content-Type', 'text/ plain', false],
    ['nothing', 'Content-Type', '', false],
    ['another text', 'Content-Type', 'text/html', false],
    ['a longer subtype', 'Content-Type', 'text/plainer', false],

    ['from a byte on', 'Range', 'bytes=0-', true],
    ['from a byte to another', 'Range', 'bytes=0-499', true],
    ['from a byte to the same', 'Range', 'bytes=5-5', true],
    ['a start after the end', 'Range', 'bytes=6-5', false],
    ['the last bytes, which browsers never asked for', 'Range', 'bytes=-500', false],
    ['neither start nor end', 'Range', 'bytes=-', false],
    ['several ranges', 'Range', 'bytes=0-1,3-4', false],
    ['a space', 'Range', 'bytes= 0-1', false],
    ['a space before the equals sign', 'Range', 'bytes =0-1', false],
    ['another unit', 'Range', 'lines=0-1', false],
    ['the unit in upper case', 'Range', 'Bytes=0-1', false],
    ['no unit', 'Range', '0-1', false],
    ['nothing', 'Range', '', false],
    ['a number below zero', 'Range', 'bytes=-1-2', false],
    ['numbers too long for a computer’s own', 'Range', `bytes=${'9'.repeat(60)}-1${'0'.repeat(60)}`, true],
    ['such numbers the wrong way round', 'Range', `bytes=1${'0'.repeat(60)}-${'9'.repeat(60)}`, false],

    ['a name that is not listed', 'X-A', '', false],
    ['Authorization', 'Authorization', 'x', false],
    ['DPR, which was listed once', 'DPR', '1', false],
    ['Save-Data, which was listed once', 'Save-Data', 'on', false],
    ['a name that begins like a listed one', 'Accept-Charset', 'x', false],
    ['Last-Event-ID', 'Last-Event-ID', '1', false],
  ];
  for (const [what, name, value, is] of rows) test(`${name} with ${what} ${is ? 'is' : 'is not'} safelisted`, () => assert.equal(isCorsSafelistedRequestHeader(name, value), is));

  // https://fetch.spec.whatwg.org/#cors-unsafe-request-header-byte
  const unsafe = new Set([...every.filter((code) => code < 0x20 && code !== 0x09), 0x22, 0x28, 0x29, 0x3a, 0x3c, 0x3e, 0x3f, 0x40, 0x5b, 0x5c, 0x5d, 0x7b, 0x7d, 0x7f]);
  for (const code of every) {
    const is = !unsafe.has(code);
    test(`Accept with the byte ${hex(code)} ${is ? 'is' : 'is not'} safelisted`, () => assert.equal(isCorsSafelistedRequestHeader('Accept', `a${byte(code)}b`), is));
    test(`text/plain with a parameter that holds ${hex(code)} ${is ? 'is' : 'is not'} safelisted`, () => assert.equal(isCorsSafelistedRequestHeader('Content-Type', `text/plain;a=${byte(code)}b`), is));
  }
  const language = new Set(Array.from('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz *,-.;=', (character) => character.charCodeAt(0)));
  for (const name of ['Accept-Language', 'Content-Language']) {
    test(`${name} is safelisted with exactly the bytes that the standard lists`, () => assert.deepEqual(every.filter((code) => isCorsSafelistedRequestHeader(name, `a${byte(code)}b`)), every.filter((code) => language.has(code))));
  }
});

// https://fetch.spec.whatwg.org/#cors-unsafe-request-header-names
describe('corsUnsafeRequestHeaderNames', () => {
  const accepts = (sizes: readonly number[]): HeaderList => sizes.map((size) => ['Accept', 'x'.repeat(size)]);
  const full = Array<number>(8).fill(128);
  const rows: readonly [what: string, headers: HeaderList, names: readonly string[]][] = [
    ['no header', [], []],
    ['safe headers only', [['Accept', 'a'], ['Content-Type', 'text/plain']], []],
    ['unsafe ones sorted, in lower case', [['X-B', ''], ['Authorization', ''], ['X-A', '']], ['authorization', 'x-a', 'x-b']],
    ['one of two lines is unsafe', [['Accept', 'a'], ['accept', '(']], ['accept']],
    ['two unsafe lines of one name', [['X-A', '1'], ['x-a', '2']], ['x-a']],
    ['sorted by bytes', [['X_a', ''], ['X-a', ''], ['Xa', ''], ['X~', ''], ['X1', '']], ['x-a', 'x1', 'x_a', 'xa', 'x~']],
    ['1024 safe bytes', accepts(full), []],
    ['1025 safe bytes', accepts([...full, 1]), ['accept']],
    ['1025 bytes, of which one is not safelisted', [...accepts(full), ['X-A', '1']], ['x-a']],
    ['1025 safe bytes of several names', [...accepts(full), ['Content-Type', 'text/plain']], ['accept', 'content-type']],
    ['1025 safe bytes and one unsafe name: all of them', [...accepts([...full, 1]), ['Range', 'bytes=0-'], ['X-A', '']], ['accept', 'range', 'x-a']],
    ['a value that is too long adds nothing to the sum', [...accepts(full), ['Accept-Language', 'x'.repeat(129)]], ['accept-language']],
  ];
  for (const [what, headers, names] of rows) test(`${what}: ${names.join(', ') || 'none'}`, () => assert.deepEqual(corsUnsafeRequestHeaderNames(headers), names));
});

describe('why a header is not safelisted', () => {
  const rows: readonly [name: string, value: string, why: RegExp][] = [
    ['X-A', '', /its name/],
    ['Accept', 'x'.repeat(129), /129 bytes long, more than 128/],
    ['Accept', '(', /unsafe byte/],
    ['Accept-Language', '_', /language/],
    ['Content-Type', '"', /unsafe byte/],
    ['Content-Type', 'x', /no MIME type/],
    ['Content-Type', 'application/json;a=b', /^application\/json is none of/],
    ['Range', 'x', /no single range/],
    ['Range', 'bytes=-1', /no start/],
  ];
  for (const [name, value, why] of rows) test(`${name}: ${value.slice(0, 20)}`, () => assert.match(corsUnsafeRequestHeaders([[name, value]])[0]?.why ?? '', why));
  test('1025 bytes together', () => assert.match(corsUnsafeRequestHeaders(Array.from({ length: 25 }, () => ['Accept', 'x'.repeat(41)] as const))[0]?.why ?? '', /1025 bytes long, more than 1024/));
});
