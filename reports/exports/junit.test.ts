import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ResultLine } from '../record.ts';
import { endLine, engineLine, runLine } from '../sample.ts';
import { junit } from './junit.ts';
import { descendants, readXml } from './read-xml.ts';
import { exportRun } from './run.ts';
import { kinds, runOf, sample } from './sample-runs.ts';

describe('JUnit', () => {
  const bad = (lines: readonly ResultLine[]): number => ['failure', 'error'].flatMap((name) => descendants(readXml(junit(exportRun(lines))), name)).length;

  test('the counts of each suite are those of its cases', () => {
    const root = readXml(junit(sample));
    assert.equal(root.name, 'testsuites');
    for (const suite of [root, ...descendants(root, 'testsuite')]) {
      for (const [attribute, name] of [['tests', 'testcase'], ['failures', 'failure'], ['errors', 'error'], ['skipped', 'skipped']] as const) assert.equal(Number(suite.attributes[attribute]), descendants(suite, name).length, `${attribute} of ${suite.attributes['name']}`);
    }
    assert.deepEqual(descendants(root, 'testsuite').map(({ attributes }) => attributes['name']), ['run', 'chromium seed', 'firefox seed', 'webkit seed']);
  });

  test('a failure holds every difference, the place of the scenario, and the step of the standard', () => {
    const [failure] = descendants(readXml(junit(sample)), 'failure');
    assert.equal(failure?.attributes['message'], 'outcome: expected network-error, observed cors');
    for (const part of ['outcome: expected network-error, observed cors', 'scenarios/seed/sample.yaml:3', 'https://fetch.spec.whatwg.org/#cors-check']) assert.ok(failure.text.includes(part), part);
  });

  test('a known deviation passes, and says so', () => assert.ok(descendants(readXml(junit(sample)), 'system-out').some(({ text }) => text.includes('known deviation: reported upstream'))));

  test('a suite and a name tell every case from every other', () => {
    const keys = descendants(readXml(junit(sample)), 'testcase').map(({ attributes }) => `${attributes['classname']} ${attributes['name']}`);
    assert.equal(new Set(keys).size, keys.length);
  });

  describe('holds a failure or an error exactly when the exit code is not 0', () => {
    for (const kind of kinds) test(kind, () => {
      for (const given of [[kind], ['conforms', kind]] as const) {
        const lines = runOf(given);
        assert.equal(bad(lines) > 0, (lines.find((line) => line.type === 'end')?.exitCode ?? 1) !== 0, given.join());
      }
    });
    for (const [words, end] of Object.entries({ 'no end': null, 'an interruption': { interrupted: true }, 'an error outside the cases': { errors: ['x'] }, 'a deviation that is out of date': { stale: ['x'] }, 'a late request': { late: ['x'] }, 'an exit code that nothing explains': { exitCode: 1 } })) {
      test(words, () => assert.ok(bad(runOf(['conforms'], end)) > 0));
    }
    test('an engine that could not be had', () => assert.ok(bad([runLine({ firefox: [] }), engineLine('firefox', { status: 'missing', identity: null, canaries: [] }), endLine({ exitCode: 3 })]) > 0));
    test('no line at all', () => assert.ok(bad([]) > 0));
  });
});
