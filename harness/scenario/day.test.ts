import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { addDays, dayOf, isDay } from './day.ts';

describe('a day', () => {
  const rows: readonly (readonly [what: string, text: string, is: boolean])[] = [
    ['of the calendar', '2027-01-31', true],
    ['that only leap years have, in one', '2028-02-29', true],
    ['that only leap years have, in another year', '2027-02-29', false],
    ['beyond the end of its month', '2027-04-31', false],
    ['of month 13', '2027-13-01', false],
    ['with a time', '2027-01-31T00:00:00Z', false],
    ['without zeros', '2027-1-31', false],
    ['in words', 'tomorrow', false],
    ['that is nothing', '', false],
  ];
  for (const [what, text, is] of rows) test(`${what}: ${is ? '' : 'not '}one`, () => assert.equal(isDay(text), is));
});

test('days are counted over the ends of months and years', () => {
  assert.deepEqual([addDays('2026-12-31', 1), addDays('2028-02-28', 1), addDays('2026-11-23', 90)], ['2027-01-01', '2028-02-29', '2027-02-21']);
});

test('the day of a time is that of UTC', () => assert.equal(dayOf(new Date('2026-11-23T23:30:00-02:00')), '2026-11-24'));
