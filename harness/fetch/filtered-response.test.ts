import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { corsExposedHeaderNames, readableHeaders } from './filtered-response.ts';
import type { HeaderList } from './header.ts';
import type { CredentialsMode, ResponseTainting } from './request.ts';

const expose = (...values: readonly string[]): HeaderList => values.map((value) => ['Access-Control-Expose-Headers', value]);

// https://fetch.spec.whatwg.org/#concept-main-fetch step 14.1
describe('corsExposedHeaderNames', () => {
  const rows: readonly [what: string, credentials: CredentialsMode, headers: HeaderList, names: readonly string[]][] = [
    ['no line', 'omit', [], []],
    ['names, in lower case', 'omit', expose('X-A, x-b'), ['x-a', 'x-b']],
    ['several lines', 'include', expose('X-A', 'X-B'), ['x-a', 'x-b']],
    ['an empty line', 'omit', expose(''), []],
    ['a list that is none', 'omit', expose('X-A, X B'), []],
    ['one bad line of two', 'omit', expose('X-A', '"X-B"'), []],
    ['* names every header', 'same-origin', [...expose('*'), ['X-A', ''], ['x-a', '']], ['access-control-expose-headers', 'x-a']],
    ['* among others names every header', 'omit', [...expose('X-B, *'), ['X-A', '']], ['access-control-expose-headers', 'x-a']],
    ['* with credentials names a header of that name', 'include', [...expose('*, X-B'), ['X-A', '']], ['*', 'x-b']],
  ];
  for (const [what, credentials, headers, names] of rows) test(`${what} (${credentials})`, () => assert.deepEqual([...corsExposedHeaderNames(credentials, headers)], names));
});

// https://fetch.spec.whatwg.org/#concept-filtered-response, #concept-header-list-sort-and-combine
describe('readableHeaders', () => {
  const headers: HeaderList = [['X-B', '2'], ['Set-Cookie', 'a=b'], ['Set-Cookie2', 'c'], ['X-A', '1'], ['content-type', 'text/plain'], ['x-b', '3'], ['*', 'star']];
  const rows: readonly [what: string, responseTainting: ResponseTainting, credentials: CredentialsMode, exposed: HeaderList, readable: HeaderList][] = [
    ['basic: all but cookies, sorted and combined', 'basic', 'include', [], [['*', 'star'], ['content-type', 'text/plain'], ['x-a', '1'], ['x-b', '2, 3']]],
    ['opaque: none', 'opaque', 'omit', expose('X-A'), []],
    ['cors: those that are always safe', 'cors', 'omit', [], [['content-type', 'text/plain']]],
    ['cors: those that are named', 'cors', 'include', expose('x-B'), [['content-type', 'text/plain'], ['x-b', '2, 3']]],
    ['cors: never cookies, though they are named', 'cors', 'omit', expose('Set-Cookie, Set-Cookie2'), [['content-type', 'text/plain']]],
    ['cors: all but cookies with *', 'cors', 'same-origin', expose('*'), [['*', 'star'], ['access-control-expose-headers', '*'], ['content-type', 'text/plain'], ['x-a', '1'], ['x-b', '2, 3']]],
    ['cors: * with credentials is a name', 'cors', 'include', expose('*'), [['*', 'star'], ['content-type', 'text/plain']]],
    ['cors: a name that the response does not have', 'cors', 'omit', expose('X-C'), [['content-type', 'text/plain']]],
  ];
  for (const [what, responseTainting, credentials, exposed, readable] of rows) test(what, () => assert.deepEqual(readableHeaders({ responseTainting, credentials }, [...headers, ...exposed]), readable));
});
