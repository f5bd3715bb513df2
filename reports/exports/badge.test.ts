import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ResultLine } from '../record.ts';
import { badgeJson, badgeSvg } from './badge.ts';
import { readXml } from './read-xml.ts';
import { exportRun } from './run.ts';
import { runOf } from './sample-runs.ts';

const parsed = (text: string): unknown => JSON.parse(text);

describe('a badge', () => {
  const rows: readonly (readonly [words: string, lines: readonly ResultLine[], message: string, color: string])[] = [
    ['as expected', runOf(['conforms', 'observed', 'known-deviation', 'skipped']), 'as expected in 1 engine', 'brightgreen'],
    ['unexpected', runOf(['conforms', 'deviates', 'fixed', 'timeout']), '2 unexpected', 'red'],
    ['a list of deviations that is out of date', runOf(['conforms'], { stale: ['x'] }), '1 unexpected', 'red'],
    ['no results', runOf(['conforms', 'timeout', 'unsupported']), '2 without a result', 'orange'],
    ['trouble outside the cases', runOf(['conforms'], { errors: ['x'] }), 'the run had trouble', 'orange'],
    ['incomplete', runOf(['conforms'], null), 'incomplete', 'orange'],
    ['incomplete and unexpected', runOf(['deviates'], { interrupted: true }), 'incomplete, 1 unexpected', 'red'],
    ['nothing at all', [], 'incomplete', 'orange'],
    ['nothing but what was skipped', runOf(['skipped']), 'the run had trouble', 'orange'],
  ];
  for (const [words, lines, message, color] of rows) {
    test(words, () => {
      const run = exportRun(lines);
      assert.deepEqual(parsed(badgeJson(run)), { schemaVersion: 1, label: 'CORS conformance', message, color });
      assert.equal(readXml(badgeSvg(run)).attributes['aria-label'], `CORS conformance: ${message}`);
    });
  }
});
