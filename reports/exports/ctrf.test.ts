import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { z } from 'zod';
import { ctrf } from './ctrf.ts';
import { exportRun } from './run.ts';
import { kinds, killed, runOf, sample } from './sample-runs.ts';

const parsed = (text: string): unknown => JSON.parse(text);

describe('CTRF', () => {
  // The fields of the format's JSON Schema (npm: ctrf 0.3.0) that are written here; it is closed in the same places.
  const status = z.enum(['passed', 'failed', 'skipped', 'pending', 'other']);
  const extra = z.record(z.string(), z.unknown());
  const report = z.strictObject({
    reportFormat: z.literal('CTRF'),
    specVersion: z.string().regex(/^\d+\.\d+\.\d+$/),
    generatedBy: z.string(),
    timestamp: z.iso.datetime().optional(),
    results: z.strictObject({
      tool: z.strictObject({ name: z.string().min(1), version: z.string() }),
      summary: z.strictObject({ tests: z.int(), passed: z.int(), failed: z.int(), pending: z.int(), skipped: z.int(), other: z.int(), flaky: z.int(), start: z.int(), stop: z.int(), duration: z.int().optional(), extra }),
      tests: z.array(z.strictObject({ name: z.string().min(1), status, rawStatus: z.string(), duration: z.int(), suite: z.array(z.string().min(1)).min(1), browser: z.string().optional(), message: z.string().optional(), trace: z.string().optional(), flaky: z.boolean().optional(), filePath: z.string().optional(), line: z.int().optional(), tags: z.array(z.string()).optional(), extra: extra.optional() })),
      environment: z.strictObject({ commit: z.string().optional(), osPlatform: z.string().optional(), healthy: z.boolean(), extra }),
    }),
  });
  const of = (run: ReturnType<typeof exportRun>): z.infer<typeof report>['results'] => report.parse(parsed(ctrf(run))).results;

  test('has the form, and its summary is that of its tests, for whole and killed runs and every verdict', () => {
    for (const run of [sample, killed, exportRun(runOf(kinds)), exportRun([])]) {
      const { summary, tests } = of(run);
      assert.equal(summary.tests, tests.length);
      for (const one of status.options) assert.equal(summary[one], tests.filter((candidate) => candidate.status === one).length, one);
    }
  });

  test('a run that did not end has a failed test that says so, and pending ones', () => {
    const { summary, tests, environment } = of(killed);
    assert.ok(tests.some((one) => one.status === 'failed' && /did not end/.test(one.message ?? '')));
    assert.deepEqual([summary.extra['exitCode'], environment.healthy, tests.filter((one) => one.status === 'pending').length > 0], [null, false, true]);
  });

  test('holds a failed test exactly when the exit code is not 0', () => {
    for (const given of [...kinds.map((kind) => [kind]), ...kinds.map((kind) => ['conforms', kind] as const)]) {
      const lines = runOf(given);
      const exitCode = lines.flatMap((line) => (line.type === 'end' ? [line.exitCode] : []))[0];
      assert.equal(of(exportRun(lines)).summary.failed > 0, exitCode !== 0, given.join());
    }
  });
});
