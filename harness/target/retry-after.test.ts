import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseRetryAfter } from './retry-after.ts';

const now = Date.UTC(1994, 10, 6, 8, 49, 0);

describe('Retry-After', () => {
  const rows: readonly (readonly [what: string, value: string, milliseconds: number | null])[] = [
    ['seconds', '120', 120_000],
    ['no seconds', '0', 0],
    ['white space around', ' 5\t', 5_000],
    ['a date', 'Sun, 06 Nov 1994 08:49:37 GMT', 37_000],
    ['a date gone by', 'Sun, 06 Nov 1994 08:48:37 GMT', 0],
    ['a date as in RFC 850', 'Sunday, 06-Nov-94 08:49:37 GMT', 37_000],
    ['a date of the last century as in RFC 850', 'Sunday, 06-Nov-50 08:49:37 GMT', 0],
    ['a date as C writes it', 'Sun Nov  6 08:49:37 1994', 37_000],
    ['a negative number', '-5', null],
    ['a fraction', '1.5', null],
    ['a date that only JavaScript reads', '1994-11-06T08:49:37Z', null],
    ['a date in another zone', 'Sun, 06 Nov 1994 08:49:37 CET', null],
    ['an hour that is none', 'Sun, 06 Nov 1994 28:49:37 GMT', null],
    ['a word', 'soon', null],
    ['nothing', '', null],
    ['endless digits', '9'.repeat(400), Infinity],
  ];
  for (const [what, value, milliseconds] of rows) test(`${what}: ${value.slice(0, 40)}`, () => assert.equal(parseRetryAfter(value, now), milliseconds));
});
