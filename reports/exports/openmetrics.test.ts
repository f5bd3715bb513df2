import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { engineLine } from '../sample.ts';
import { openMetrics } from './openmetrics.ts';
import { readMetrics } from './read-metrics.ts';
import { exportRun } from './run.ts';
import { killed, runOf, sample } from './sample-runs.ts';

describe('OpenMetrics', () => {
  const value = (run: ReturnType<typeof exportRun>, name: string, labels: Record<string, string> = {}): number | undefined => readMetrics(openMetrics(run)).find((one) => one.name === `cors_conformance_${name}` && Object.entries(labels).every(([key, text]) => one.labels[key] === text))?.value;

  test('has counts by engine and verdict, also those that are 0, which add up to what was planned', () => {
    assert.equal(value(sample, 'cases', { engine: 'chromium', verdict: 'deviates' }), 1);
    assert.equal(value(sample, 'cases', { engine: 'chromium', verdict: 'crash' }), 0);
    for (const { engine, endings } of killed.engines) {
      const cases = readMetrics(openMetrics(killed)).filter(({ name, labels }) => name === 'cors_conformance_cases' && labels['engine'] === engine);
      assert.deepEqual([cases.reduce((sum, one) => sum + one.value, 0), value(killed, 'planned_cases', { engine })], [endings.length, endings.length]);
    }
  });

  test('has times in seconds, the exit code, and whether the run was complete and as expected', () => {
    const all = (run: ReturnType<typeof exportRun>): unknown => ['run_duration_seconds', 'run_started_timestamp_seconds', 'run_finished_timestamp_seconds', 'run_exit_code', 'run_complete', 'run_as_expected'].map((name) => value(run, name));
    assert.deepEqual(all(sample), [10, 1767323045.678, 1767323055.678, 3, 1, 0]);
    assert.deepEqual(all(killed), [undefined, 1767323045.678, undefined, undefined, 0, 0]);
    assert.deepEqual(value(exportRun(runOf(['conforms'])), 'run_as_expected'), 1);
  });

  test('labels are escaped', () => {
    const lines = [engineLine('webkit', { identity: { name: 'webkit', version: 'a"b\\c\nd', build: 'system', driver: 'webdriver', from: '' } })];
    assert.match(openMetrics(exportRun(lines)), /version="a\\"b\\\\c d"/);
  });
});
