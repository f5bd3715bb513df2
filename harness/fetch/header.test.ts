import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { getHeader, isForbiddenRequestHeader, isHeaderName, isHeaderValue } from './header.ts';
import type { HeaderList } from './header.ts';

// https://fetch.spec.whatwg.org/#header-name: a byte sequence that matches the field-name token production.
describe('isHeaderName', () => {
  const rows: readonly [what: string, name: string, is: boolean][] = [
    ['letters and hyphens', 'Access-Control-Allow-Origin', true],
    ['digits alone', '2', true],
    ['every sign that a token may hold', "!#$%&'*+-.^_`|~09azAZ", true],
    ['the empty string', '', false],
    ['a space inside', 'X Token', false],
    ['a space at the start', ' X', false],
    ['a colon at the end', 'X:', false],
    ['a carriage return', 'X\r', false],
    ['a line feed at the end', 'X\n', false],
    ['a NUL', 'X\0', false],
    ['a tab', 'X\tY', false],
    ['parentheses', '(X)', false],
    ['quotes', '"X"', false],
    ['a letter outside ASCII', 'X-Tökén', false],
  ];
  for (const [what, name, is] of rows) test(`${what}: ${is ? 'is' : 'is not'} a header name`, () => assert.equal(isHeaderName(name), is));
});

// https://fetch.spec.whatwg.org/#header-value: no NUL, CR or LF; no HTTP whitespace at either end; bytes, so up to U+00FF.
describe('isHeaderValue', () => {
  const rows: readonly [what: string, value: string, is: boolean][] = [
    ['nothing', '', true],
    ['words with spaces between', 'a b  c', true],
    ['a tab between words', 'a\tb', true],
    ['Latin-1 to its last character', 'grüße \u00ff', true],
    ['control characters other than NUL, CR and LF', 'a\u0001b\u007f', true],
    ['a space at the start', ' a', false],
    ['a space at the end', 'a ', false],
    ['a tab at the start', '\ta', false],
    ['a tab at the end', 'a\t', false],
    ['nothing but a space', ' ', false],
    ['a carriage return inside', 'a\rb', false],
    ['a line feed inside', 'a\nb', false],
    ['a line feed at the end', 'a\n', false],
    ['a header smuggled in', 'a\r\nSet-Cookie: b=c', false],
    ['a NUL inside', 'a\0b', false],
    ['the first character after Latin-1', 'a\u0100', false],
    ['an arrow', 'a → b', false],
    ['an emoji, two code units', '🐔', false],
  ];
  for (const [what, value, is] of rows) test(`${what}: ${is ? 'is' : 'is not'} a header value`, () => assert.equal(isHeaderValue(value), is));
});

// https://fetch.spec.whatwg.org/#forbidden-request-header
describe('isForbiddenRequestHeader', () => {
  const listed = [
    'Accept-Charset', 'Accept-Encoding', 'Access-Control-Request-Headers', 'Access-Control-Request-Method', 'Connection',
    'Content-Length', 'Cookie', 'Cookie2', 'Date', 'DNT', 'Expect', 'Host', 'Keep-Alive', 'Origin', 'Referer',
    'Set-Cookie', 'TE', 'Trailer', 'Transfer-Encoding', 'Upgrade', 'Via',
  ];
  const begun = ['Proxy-Authorization', 'Proxy-', 'Sec-Fetch-Site', 'Sec-', 'sEc-x'];
  const allowed = ['Accept', 'Accept-Language', 'Authorization', 'Content-Type', 'User-Agent', 'X-Token', 'Proxy', 'Sec', 'X-Sec-Fetch', 'Cookie3', 'Origins'];
  for (const name of [...listed, ...listed.map((one) => one.toLowerCase()), ...begun]) test(`${name} is forbidden`, () => assert.equal(isForbiddenRequestHeader(name, 'x'), true));
  for (const name of allowed) test(`${name} is allowed`, () => assert.equal(isForbiddenRequestHeader(name, 'x'), false));

  const overrides: readonly [what: string, name: string, value: string, forbidden: boolean][] = [
    ['a forbidden method', 'X-HTTP-Method-Override', 'TRACE', true],
    ['a forbidden method in lower case', 'X-HTTP-Method', 'connect', true],
    ['a forbidden method among others', 'X-Method-Override', 'GET, TRACK , PUT', true],
    ['a forbidden method under a name in lower case', 'x-method-override', 'TRACE', true],
    ['an allowed method', 'X-HTTP-Method-Override', 'PUT', false],
    ['nothing', 'X-HTTP-Method', '', false],
    ['a longer word', 'X-HTTP-Method', 'TRACER', false],
    ['a forbidden method under another name', 'X-Method', 'TRACE', false],
    // https://fetch.spec.whatwg.org/#header-value-get-decode-and-split: a comma in quotes does not split, only tab and space are trimmed.
    ['a forbidden method inside a quoted string', 'X-HTTP-Method', '"a, TRACE, b"', false],
    ['a forbidden method after a no-break space', 'X-HTTP-Method', '\u00a0TRACE', false],
  ];
  for (const [what, name, value, forbidden] of overrides) {
    test(`${name} with ${what} is ${forbidden ? 'forbidden' : 'allowed'}`, () => assert.equal(isForbiddenRequestHeader(name, value), forbidden));
  }
});

// https://fetch.spec.whatwg.org/#concept-header-list-get
describe('getHeader', () => {
  const list: HeaderList = [
    ['Vary', 'Origin'],
    ['X-Empty', ''],
    ['vary', 'Accept'],
    ['ETag', '"1"'],
  ];
  const rows: readonly [what: string, name: string, value: string | null][] = [
    ['one line, by its name as written', 'ETag', '"1"'],
    ['one line, by its name in another case', 'etag', '"1"'],
    ['two lines of one name, in the order of the wire', 'VARY', 'Origin, Accept'],
    ['an empty line, which is not an absent one', 'X-Empty', ''],
    ['no line', 'X-Nothing', null],
    ['the start of a name', 'Var', null],
  ];
  for (const [what, name, value] of rows) test(`gets ${what}`, () => assert.equal(getHeader(list, name), value));
  test('gets null out of an empty list', () => assert.equal(getHeader([], 'Vary'), null));
});
