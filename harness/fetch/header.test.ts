import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  combineHeader, deleteHeader, getHeader, hasHeader, isCorsNonWildcardRequestHeaderName, isCorsSafelistedResponseHeaderName, isForbiddenRequestHeader, isForbiddenResponseHeaderName,
  isHeaderName, isHeaderValue, normalizeHeaderValue, requestBodyHeaderNames, splitHeaderValue, toSortedLowercaseSet,
} from './header.ts';
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

// https://fetch.spec.whatwg.org/#header-list-contains, #concept-header-list-delete, #concept-header-list-combine
describe('a header list', () => {
  const list: HeaderList = [
    ['X-A', '1'],
    ['X-B', '2'],
    ['x-a', '3'],
  ];
  for (const name of ['X-A', 'x-a', 'X-B']) test(`contains ${name}`, () => assert.equal(hasHeader(list, name), true));
  for (const name of ['X', 'X-', 'X-AA']) test(`does not contain ${name}`, () => assert.equal(hasHeader(list, name), false));

  test('loses every line of a name, in any case', () => assert.deepEqual(deleteHeader(list, 'X-a'), [['X-B', '2']]));
  test('stays as it is without the name', () => assert.deepEqual(deleteHeader(list, 'X'), list));

  const combined: readonly [what: string, name: string, value: string, after: HeaderList][] = [
    ['adds to the first line of the name, which keeps its case', 'x-A', '4', [['X-A', '1, 4'], ['X-B', '2'], ['x-a', '3']]],
    ['appends a line of a new name', 'X-C', '4', [['X-A', '1'], ['X-B', '2'], ['x-a', '3'], ['X-C', '4']]],
    ['adds an empty value too', 'X-B', '', [['X-A', '1'], ['X-B', '2, '], ['x-a', '3']]],
  ];
  for (const [what, name, value, after] of combined) test(what, () => assert.deepEqual(combineHeader(list, name, value), after));
});

// https://fetch.spec.whatwg.org/#convert-header-names-to-a-sorted-lowercase-set
describe('toSortedLowercaseSet', () => {
  const rows: readonly [what: string, names: readonly string[], set: readonly string[]][] = [
    ['nothing', [], []],
    ['lower case, sorted', ['X-B', 'x-a', 'Accept'], ['accept', 'x-a', 'x-b']],
    ['once each', ['X-A', 'x-a', 'X-a'], ['x-a']],
    ['the shorter first', ['x-ab', 'x-a', 'x-'], ['x-', 'x-a', 'x-ab']],
    ['by bytes: hyphen, digit, underscore, letter, tilde', ['x~', 'xa', 'x_', 'x1', 'x-'], ['x-', 'x1', 'x_', 'xa', 'x~']],
    ['an underscore and upper case, which is lowered first', ['X_', 'XA'], ['x_', 'xa']],
  ];
  for (const [what, names, set] of rows) test(what, () => assert.deepEqual(toSortedLowercaseSet(names), set));
});

// https://fetch.spec.whatwg.org/#concept-header-value-normalize
describe('normalizeHeaderValue', () => {
  const rows: readonly [what: string, value: string, normalized: string][] = [
    ['tabs, line feeds, carriage returns and spaces at both ends', ' \t\r\na b\n\r\t ', 'a b'],
    ['those inside stay', 'a\r\nb', 'a\r\nb'],
    ['a form feed stays', '\fa\f', '\fa\f'],
    ['a vertical tab stays', '\va', '\va'],
    ['a no-break space stays', '\u00a0a\u00a0', '\u00a0a\u00a0'],
    ['nothing else', ' \t ', ''],
    ['nothing', '', ''],
  ];
  for (const [what, value, normalized] of rows) test(what, () => assert.equal(normalizeHeaderValue(value), normalized));
});

// https://fetch.spec.whatwg.org/#header-value-get-decode-and-split, its examples among them; empty values are left out
describe('splitHeaderValue', () => {
  const rows: readonly [what: string, value: string, values: readonly string[]][] = [
    ['a comma', 'a, b', ['a', 'b']],
    ['a comma in quotes', 'text/html;", x/x', ['text/html;", x/x']],
    ['quotes and then a comma', 'x/x;test="hi",y/y', ['x/x;test="hi"', 'y/y']],
    ['a number in quotes', '"1,2", 3', ['"1,2"', '3']],
    ['an escaped quote', '"a\\",b",c', ['"a\\",b"', 'c']],
    ['text after quotes', '"a"b,c', ['"a"b', 'c']],
    ['a backslash outside quotes', 'a\\,b', ['a\\', 'b']],
    ['a backslash at the end of quotes that do not end', '"a\\', ['"a\\']],
    ['nothing', '', []],
  ];
  for (const [what, value, values] of rows) test(what, () => assert.deepEqual(splitHeaderValue(value), values));
});

// https://fetch.spec.whatwg.org/#forbidden-response-header-name
describe('isForbiddenResponseHeaderName', () => {
  for (const name of ['Set-Cookie', 'set-cookie', 'Set-Cookie2', 'SET-COOKIE2']) test(`${name} is forbidden`, () => assert.equal(isForbiddenResponseHeaderName(name), true));
  for (const name of ['Cookie', 'Set-Cookie3', 'Set-Cooki', 'X-Set-Cookie']) test(`${name} is not`, () => assert.equal(isForbiddenResponseHeaderName(name), false));
});

// https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name
describe('isCorsSafelistedResponseHeaderName', () => {
  const exposed = new Set(['x-a', 'set-cookie', 'set-cookie2', '*']);
  for (const name of ['Cache-Control', 'Content-Language', 'Content-Length', 'Content-Type', 'Expires', 'Last-Modified', 'Pragma', 'pragma', 'X-A', 'x-a', '*']) test(`${name} is`, () => assert.equal(isCorsSafelistedResponseHeaderName(name, exposed), true));
  for (const name of ['X-B', 'Set-Cookie', 'set-cookie2', 'ETag', 'Content-Encoding', 'Date', 'Server']) test(`${name} is not`, () => assert.equal(isCorsSafelistedResponseHeaderName(name, exposed), false));
});

describe('names that the standard lists', () => {
  test('Authorization alone is not covered by *', () => assert.deepEqual(['Authorization', 'authorization', 'Proxy-Authorization', 'Cookie', '*'].map(isCorsNonWildcardRequestHeaderName), [true, true, false, false, false]));
  // https://fetch.spec.whatwg.org/#request-body-header-name
  test('four describe a request’s body', () => assert.deepEqual([...requestBodyHeaderNames], ['Content-Encoding', 'Content-Language', 'Content-Location', 'Content-Type']));
});
