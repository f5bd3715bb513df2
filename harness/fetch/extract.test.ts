import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { extractDeltaSeconds, extractSingle, extractTokens, failure } from './extract.ts';
import type { Failure } from './extract.ts';

const shown = (value: unknown): string => (value === failure ? 'failure' : JSON.stringify(value));
const lines = (values: readonly string[]): [string, string][] => values.map((value) => ['X', value]);

// https://fetch.spec.whatwg.org/#extract-header-list-values with the ABNF #token
describe('extractTokens', () => {
  const rows: readonly [what: string, values: readonly string[], tokens: readonly string[] | null | Failure][] = [
    ['no line', [], null],
    ['one token', ['PUT'], ['PUT']],
    ['several', ['PUT, DELETE,PATCH'], ['PUT', 'DELETE', 'PATCH']],
    ['several lines', ['PUT', 'DELETE, PATCH'], ['PUT', 'DELETE', 'PATCH']],
    ['a token twice', ['PUT', 'PUT'], ['PUT', 'PUT']],
    ['a star', ['*'], ['*']],
    ['case stays', ['put, X-a'], ['put', 'X-a']],
    ['tabs and spaces around commas', ['PUT \t,\t DELETE'], ['PUT', 'DELETE']],
    ['an empty line', [''], []],
    ['nothing but commas', [', ,,'], []],
    ['empty elements', [',PUT,, DELETE,'], ['PUT', 'DELETE']],
    ['an empty line and another', ['', 'PUT'], ['PUT']],
    ['a space inside an element', ['PUT DELETE'], failure],
    ['quotes', ['"PUT"'], failure],
    ['a semicolon', ['PUT; DELETE'], failure],
    ['a colon', ['X-A: 1'], failure],
    ['a slash', ['a/b'], failure],
    ['brackets', ['[PUT]'], failure],
    ['a letter outside ASCII', ['É'], failure],
    ['a no-break space, which is no white space here', ['\u00a0PUT'], failure],
    ['one bad line among good ones', ['PUT', 'a b', 'DELETE'], failure],
    ['one bad element among good ones', ['PUT, @, DELETE'], failure],
  ];
  for (const [what, values, tokens] of rows) test(`${what}: ${shown(tokens)}`, () => assert.deepEqual(extractTokens(lines(values), 'X'), tokens));
  test('lines of another name do not count', () => assert.equal(extractTokens([['Y', 'a b']], 'X'), null));
  test('the name may have any case', () => assert.deepEqual(extractTokens([['x', 'a']], 'X'), ['a']));
});

// https://fetch.spec.whatwg.org/#http-access-control-max-age: delta-seconds, in a single line
describe('extractDeltaSeconds', () => {
  const rows: readonly [what: string, values: readonly string[], seconds: number | null | Failure][] = [
    ['no line', [], null],
    ['seconds', ['600'], 600],
    ['none', ['0'], 0],
    ['zeros in front', ['007'], 7],
    ['more than a float holds', ['9'.repeat(400)], Infinity],
    ['less than none', ['-1'], failure],
    ['a sign', ['+1'], failure],
    ['a fraction', ['1.5'], failure],
    ['an exponent', ['1e3'], failure],
    ['hexadecimal digits', ['0x10'], failure],
    ['a unit', ['10s'], failure],
    ['nothing', [''], failure],
    ['two values', ['5, 6'], failure],
    ['two lines', ['5', '6'], failure],
    ['two equal lines', ['5', '5'], failure],
    ['digits outside ASCII', ['٥'], failure],
  ];
  for (const [what, values, seconds] of rows) test(`${what}: ${shown(seconds)}`, () => assert.equal(extractDeltaSeconds(lines(values), 'X'), seconds));
});

describe('extractSingle', () => {
  const rows: readonly [what: string, values: readonly string[], value: string | null | Failure][] = [
    ['no line', [], null],
    ['a line', ['/x'], '/x'],
    ['an empty line', [''], ''],
    ['a comma, which is part of it', ['/x,y'], '/x,y'],
    ['two lines', ['/x', '/y'], failure],
    ['two equal lines', ['/x', '/x'], failure],
  ];
  for (const [what, values, value] of rows) test(`${what}: ${shown(value)}`, () => assert.equal(extractSingle(lines(values), 'X'), value));
});
