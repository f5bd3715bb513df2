import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { verdictKinds } from '../../harness/verdict/verdict.ts';
import type { ResultLine } from '../record.ts';
import { endLine, resultLine, sampleIds, sampleLines } from '../sample.ts';
import { runToKeep } from './kept-run.ts';
import { verdictLetters, verdictOfLetter, verdictsOf } from './letters.ts';
import { catalogue, runOfDay, startOf } from './sample.ts';

const whole = runOfDay(1, { chromium: ['conforms', 'deviates', 'observed'], webkit: ['conforms', 'timeout', 'known-deviation'] });

describe('a run that is kept', () => {
  test('has each engine with its identity, its counts, and a letter a case in the order of the plan', () => {
    const kept = runToKeep(whole, catalogue);
    if (typeof kept === 'string') throw new Error(kept);
    const [chromium, webkit] = kept.run.engines;
    assert.deepEqual([chromium?.engine, chromium?.identity, chromium?.counts, chromium?.verdicts], ['chromium', { version: '140.0', build: 'system', driver: 'playwright' }, { conforms: 1, deviates: 1, observed: 1 }, 'cDo']);
    assert.deepEqual([webkit?.engine, webkit?.verdicts], ['webkit', 'cTk']);
    assert.equal(kept.run.startedAt, startOf(1));
    assert.deepEqual([...kept.lists.values()], [catalogue]);
    assert.equal(chromium?.cases, webkit?.cases);
  });

  test('may be unexpected, and may lack an engine that cannot be had', () => {
    const kept = runToKeep(sampleLines, sampleIds);
    if (typeof kept === 'string') throw new Error(kept);
    assert.deepEqual(kept.run.engines.map(({ engine, status, identity, verdicts }) => [engine, status, identity === null, verdicts]), [['chromium', 'ready', false, 'ccDo'], ['firefox', 'missing', true, 'UUUU'], ['webkit', 'ready', false, 'ckcI']]);
  });

  test('may be of one engine alone', () => assert.ok(typeof runToKeep(runOfDay(1, { firefox: [] }), catalogue) !== 'string'));

  test('holds no path of the machine', () => assert.ok(!JSON.stringify(runToKeep(whole, catalogue)).includes('/usr/bin')));
});

describe('a run that is not kept', () => {
  const rows: [words: string, lines: readonly ResultLine[], ids: readonly string[], why: RegExp][] = [
    ['it has no end', whole.slice(0, -1), catalogue, /not complete: the run did not end/],
    ['it has no beginning', whole.slice(1), catalogue, /not complete/],
    ['it was interrupted', [...whole.slice(0, -1), endLine({ interrupted: true, exitCode: 130 })], catalogue, /not complete: the run was interrupted/],
    ['it is of a part of the catalogue', whole, [...catalogue, 'seed/d/fetch'], /a part: chromium has no result for 1 of 4 cases/],
    ['one engine has a result less', whole.filter((line) => line.type !== 'result' || line.engine !== 'webkit' || line.case.id !== catalogue[1]), catalogue, /a part: webkit has no result for 1 of 3/],
    ['one case was not run', [...whole.slice(0, -1), resultLine(catalogue[0], 'webkit', 'not-run'), endLine()], catalogue, /webkit did not come to 1 of its cases/],
    ['it is of other scenarios', whole, catalogue.slice(1), /no case seed\/a\/fetch/],
    ['it has no engine', [whole[0]!, endLine()].map((line) => (line.type === 'run' ? { ...line, plan: { ...line.plan, cases: {} } } : line)), catalogue, /no engine/],
    ['its time is none, and would be the name of a file', whole.map((line) => (line.type === 'run' ? { ...line, startedAt: '../../etc/passwd' } : line)), catalogue, /does not fit/],
  ];
  for (const [words, lines, ids, why] of rows) {
    test(words, () => {
      const kept = runToKeep(lines, ids);
      assert.ok(typeof kept === 'string', 'it was kept');
      assert.match(kept, why);
    });
  }
});

test('each verdict has a letter of its own, and comes back from it', () => {
  const letters = verdictKinds.map((kind) => verdictLetters[kind]);
  assert.equal(new Set(letters).size, verdictKinds.length);
  assert.ok(letters.every((letter) => /^[A-Za-z]$/.test(letter)));
  assert.deepEqual(verdictsOf(`${letters.join('')}.x`), [...verdictKinds, null, null]);
  assert.equal(verdictOfLetter('c'), 'conforms');
});
