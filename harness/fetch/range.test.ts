import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseSingleRange } from './range.ts';

// https://fetch.spec.whatwg.org/#simple-range-header-value, with no white space allowed
describe('parseSingleRange', () => {
  const rows: readonly [what: string, value: string, range: readonly [bigint | null, bigint | null] | null][] = [
    ['start and end', 'bytes=0-499', [0n, 499n]],
    ['a start', 'bytes=5-', [5n, null]],
    ['an end', 'bytes=-500', [null, 500n]],
    ['start and end alike', 'bytes=5-5', [5n, 5n]],
    ['zeros in front', 'bytes=007-08', [7n, 8n]],
    ['longer numbers than a float holds', 'bytes=9007199254740992-9007199254740993', [9007199254740992n, 9007199254740993n]],
    ['such numbers the wrong way round', 'bytes=9007199254740993-9007199254740992', null],
    ['the start after the end', 'bytes=2-1', null],
    ['neither', 'bytes=-', null],
    ['no hyphen', 'bytes=5', null],
    ['no equals sign', 'bytes 0-1', null],
    ['nothing after the unit', 'bytes', null],
    ['nothing', '', null],
    ['the unit in upper case', 'BYTES=0-1', null],
    ['another unit', 'items=0-1', null],
    ['white space before it', ' bytes=0-1', null],
    ['white space before the equals sign', 'bytes =0-1', null],
    ['white space after the equals sign', 'bytes=\t0-1', null],
    ['white space before the hyphen', 'bytes=0 -1', null],
    ['white space after the hyphen', 'bytes=0- 1', null],
    ['white space at the end', 'bytes=0-1 ', null],
    ['a line feed at the end', 'bytes=0-1\n', null],
    ['a second range', 'bytes=0-1,2-3', null],
    ['a sign', 'bytes=+0-1', null],
    ['a fraction', 'bytes=0.5-1', null],
    ['digits outside ASCII', 'bytes=٠-١', null],
  ];
  for (const [what, value, range] of rows) test(`${what}: ${range === null ? 'failure' : range.join(' to ')}`, () => assert.deepEqual(parseSingleRange(value), range));
});
