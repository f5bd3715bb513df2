import { TEST_STATUSES, validate } from 'ctrf';
import type { CTRFReport } from 'ctrf';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ctrf } from './ctrf.ts';
import { exportRun } from './run.ts';
import { kinds, killed, runOf, sample } from './sample-runs.ts';

describe('CTRF', () => {
  /** Reads a report as its consumers do: by the format's own schema. */
  const of = (run: ReturnType<typeof exportRun>): CTRFReport['results'] => {
    const report: unknown = JSON.parse(ctrf(run));
    assert.deepEqual(validate(report).errors, []);
    return (report as CTRFReport).results;
  };

  test('has the form, and its summary is that of its tests, for whole and killed runs and every verdict', () => {
    for (const run of [sample, killed, exportRun(runOf(kinds)), exportRun([])]) {
      const { summary, tests } = of(run);
      assert.equal(summary.tests, tests.length);
      for (const one of TEST_STATUSES) assert.equal(summary[one], tests.filter((candidate) => candidate.status === one).length, one);
    }
  });

  test('a run that did not end has a failed test that says so, and pending ones', () => {
    const { summary, tests, environment } = of(killed);
    assert.ok(tests.some((one) => one.status === 'failed' && /did not end/.test(one.message ?? '')));
    assert.deepEqual([summary.extra?.['exitCode'], environment?.healthy, tests.filter((one) => one.status === 'pending').length > 0], [null, false, true]);
  });

  test('holds a failed test exactly when the exit code is not 0', () => {
    for (const given of [...kinds.map((kind) => [kind]), ...kinds.map((kind) => ['conforms', kind] as const)]) {
      const lines = runOf(given);
      const exitCode = lines.flatMap((line) => (line.type === 'end' ? [line.exitCode] : []))[0];
      assert.equal(of(exportRun(lines)).summary.failed > 0, exitCode !== 0, given.join());
    }
  });
});
