import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { z } from 'zod';
import type { VerdictKind } from '../../harness/verdict/verdict.ts';
import { exportRun } from './run.ts';
import { kinds, killed, runOf, sample } from './sample-runs.ts';
import { wptReport } from './wptreport.ts';

const parsed = (text: string): unknown => JSON.parse(text);

describe('wptreport', () => {
  const status = z.enum(['PASS', 'FAIL', 'ERROR', 'TIMEOUT', 'ASSERT', 'PRECONDITION_FAILED', 'NOTRUN', 'SKIP']);
  const testStatus = z.enum(['PASS', 'FAIL', 'OK', 'ERROR', 'TIMEOUT', 'CRASH', 'ASSERT', 'PRECONDITION_FAILED', 'SKIP']);
  // The fields that wptrunner writes and wpt.fyi reads.
  const report = z.object({
    run_info: z.object({ product: z.string(), browser_version: z.string(), os: z.string(), revision: z.string() }),
    time_start: z.int().optional(),
    time_end: z.int().optional(),
    results: z.array(z.strictObject({ test: z.string().startsWith('/'), subsuite: z.literal(''), status: testStatus, expected: testStatus.optional(), message: z.string().nullable(), duration: z.number(), subtests: z.array(z.strictObject({ name: z.string(), status, expected: status.optional(), message: z.string().nullable() })) })),
  });
  const of = (run: ReturnType<typeof exportRun>, engine: number): z.infer<typeof report> => report.parse(parsed(wptReport(run, run.engines[engine]!)));

  test('has the form that wptrunner writes, for every engine and verdict', () => {
    for (const run of [sample, killed, exportRun(runOf(kinds))]) for (const index of run.engines.keys()) of(run, index);
  });

  test('a scenario is a test, a case a subtest, and no test comes twice', () => {
    const { results } = of(sample, 0);
    assert.deepEqual(results.map(({ test: name, subtests }) => [name, subtests.map((one) => one.name)]), [['/seed/missing', ['/fetch', '/xhr']], ['/seed/methods', ['[method=PUT]/fetch', '[method=DELETE]/fetch']]]);
  });

  test('a deviation is a FAIL, expected when it is known; `expected` is there only where it differs', () => {
    const { results } = of(exportRun(runOf(kinds)), 0);
    const row = (kind: VerdictKind): unknown => results.flatMap(({ test: name, status: all, subtests }) => (name.startsWith(`/seed/${kind}-`) ? [[all, subtests[0]?.status, subtests[0]?.expected]] : []))[0];
    assert.deepEqual(kinds.map((kind) => [kind, row(kind)]), [
      ['conforms', ['OK', 'PASS', undefined]],
      ['observed', ['OK', 'PASS', undefined]],
      ['known-deviation', ['OK', 'FAIL', undefined]],
      ['skipped', ['SKIP', 'SKIP', undefined]],
      ['deviates', ['OK', 'FAIL', 'PASS']],
      ['fixed', ['OK', 'PASS', 'FAIL']],
      ['flaky', ['OK', 'FAIL', 'PASS']],
      ['inconclusive', ['OK', 'NOTRUN', 'PASS']],
      ['timeout', ['TIMEOUT', 'TIMEOUT', 'PASS']],
      ['crash', ['CRASH', 'ERROR', 'PASS']],
      ['unsupported', ['SKIP', 'SKIP', 'PASS']],
      ['not-run', ['ERROR', 'NOTRUN', 'PASS']],
      ['harness-error', ['ERROR', 'ERROR', 'PASS']],
    ]);
  });

  test('a run that did not end says so, and what was not run is an error', () => {
    const text = wptReport(killed, killed.engines[2]!);
    assert.match((parsed(text) as { run_info: { incomplete: string } }).run_info.incomplete, /did not end/);
    assert.deepEqual(of(killed, 2).results.map(({ status: all }) => all), ['ERROR', 'ERROR']);
    assert.equal(of(killed, 2).time_end, undefined);
  });
});
