import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { exitCodeOf, verdictClass } from './exit-code.ts';
import type { RunOutcome } from './exit-code.ts';
import { verdictKinds } from '../harness/verdict/verdict.ts';
import type { VerdictKind } from '../harness/verdict/verdict.ts';

const run = (given: Partial<RunOutcome>): number => exitCodeOf({ verdicts: ['conforms'], usageError: false, otherErrors: 0, stale: 0, interrupted: null, ...given });

// 0 as expected, 1 unexpected results, 2 usage or scenario error, 3 incomplete or infrastructure, 130/143 interrupted.
const alone: Record<VerdictKind, number> = {
  conforms: 0,
  observed: 0,
  'known-deviation': 0,
  skipped: 0,
  deviates: 1,
  fixed: 1,
  flaky: 1,
  inconclusive: 1,
  timeout: 3,
  crash: 3,
  unsupported: 3,
  'not-run': 3,
  'harness-error': 3,
};

describe('a verdict beside one that conforms', () => {
  for (const kind of verdictKinds) {
    test(`${kind}: ${alone[kind]}`, () => {
      assert.equal(run({ verdicts: ['conforms', kind] }), alone[kind]);
      assert.equal(run({ verdicts: [kind, 'conforms'] }), alone[kind]);
    });
  }

  test('each belongs to a class', () => assert.deepEqual(Object.keys(verdictClass).sort(), [...verdictKinds].sort()));
});

const rows: [words: string, given: Partial<RunOutcome>, code: number][] = [
  ['a deviation that is found among a thousand', { verdicts: [...Array.from({ length: 1000 }, () => 'conforms' as const), 'deviates'] }, 1],
  ['trouble beside a deviation: the results are not whole', { verdicts: ['deviates', 'crash'] }, 3],
  ['nothing was planned', { verdicts: [] }, 2],
  ['all was skipped: nothing was tested', { verdicts: ['skipped', 'skipped'] }, 2],
  ['a scenario file that cannot be used', { usageError: true }, 2],
  ['the same, with nothing run', { usageError: true, verdicts: [] }, 2],
  ['an error outside any case', { otherErrors: 1 }, 3],
  ['the same beside a deviation', { otherErrors: 1, verdicts: ['deviates'] }, 3],
  ['the same, with nothing run', { otherErrors: 1, verdicts: [] }, 3],
  ['a known deviation that is out of date', { stale: 1 }, 1],
  ['the same beside trouble', { stale: 1, verdicts: ['crash'] }, 3],
  ['the same in a run that was interrupted', { stale: 1, interrupted: 'SIGINT' }, 130],
  ['interrupted from the keyboard', { interrupted: 'SIGINT' }, 130],
  ['ended by its supervisor', { interrupted: 'SIGTERM' }, 143],
  ['interrupted after a deviation', { interrupted: 'SIGINT', verdicts: ['deviates', 'not-run'] }, 130],
  ['interrupted before anything', { interrupted: 'SIGTERM', verdicts: [] }, 143],
];

describe('a run', () => {
  for (const [words, given, code] of rows) test(`${words}: ${code}`, () => assert.equal(run(given), code));

  test('is 0 only when all is as expected', () => {
    for (const kind of verdictKinds) for (const usageError of [false, true]) for (const otherErrors of [0, 1]) for (const stale of [0, 1]) for (const interrupted of [null, 'SIGINT', 'SIGTERM'] as const) {
      const good = alone[kind] === 0 && !usageError && otherErrors === 0 && stale === 0 && interrupted === null;
      assert.equal(run({ verdicts: ['conforms', kind], usageError, otherErrors, stale, interrupted }) === 0, good, `${kind} ${usageError} ${otherErrors} ${stale} ${interrupted}`);
    }
  });
});
