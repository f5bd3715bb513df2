import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Breaker } from './breaker.ts';
import type { TargetOutcome } from './breaker.ts';

const status = (code: number): TargetOutcome => ({ kind: 'answered', status: code });
const refused: TargetOutcome = { kind: 'network-failure', what: 'connection refused' };
const times = (count: number, outcome: TargetOutcome): TargetOutcome[] => Array.from({ length: count }, () => outcome);

describe('the breaker', () => {
  const rows: readonly (readonly [what: string, outcomes: readonly TargetOutcome[], open: boolean])[] = [
    ['is closed at first', [], false],
    ['stays closed after nine errors', times(9, status(503)), false],
    ['opens after ten', times(10, status(503)), true],
    ['counts failures of the network', times(10, refused), true],
    ['counts 429', times(10, status(429)), true],
    ['counts different errors together', [...times(4, refused), ...times(3, status(500)), ...times(3, status(429))], true],
    ['begins anew after an answer', [...times(9, refused), status(200), ...times(9, refused)], false],
    ['takes 404 for an answer', [...times(9, refused), status(404), refused], false],
    ['takes 403 for an answer', times(50, status(403)), false],
    ['stays open, whatever comes late', [...times(10, status(500)), status(200)], true],
  ];
  for (const [what, outcomes, open] of rows) {
    test(what, () => {
      const breaker = new Breaker('staging');
      for (const outcome of outcomes) breaker.record(outcome);
      assert.equal(breaker.leave().ok, !open);
    });
  }
  test('says what failed', () => {
    const breaker = new Breaker('staging');
    for (const outcome of [...times(8, status(503)), ...times(2, refused)]) breaker.record(outcome);
    assert.deepEqual(breaker.leave(), { ok: false, why: 'not run: staging failed 10 times in a row (8 × status 503, 2 × connection refused), so it is left alone for the rest of the run' });
  });
});
