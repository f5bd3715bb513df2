import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ResultLine } from '../record.ts';
import { endLine, engineLine, resultLine, runLine } from '../sample.ts';
import { wholeRun } from './whole-run.ts';

const ids = ['seed/a/fetch', 'seed/a/xhr'];
const engines = ['chromium', 'firefox', 'webkit'] as const;
const whole: readonly ResultLine[] = [runLine({ chromium: ids, firefox: ids, webkit: ids }), ...engines.map((name) => engineLine(name)), ...engines.flatMap((name) => ids.map((id) => resultLine(id, name, 'conforms'))), endLine()];
const without = (fits: (line: ResultLine) => boolean): readonly ResultLine[] => whole.filter((line) => !fits(line));
const of = (line: ResultLine, name: string): boolean => (line.type === 'engine' && line.name === name) || (line.type === 'result' && line.engine === name);

describe('a whole run', () => {
  test('is told by case and engine', () => {
    const run = wholeRun(whole, ids);
    assert.ok(typeof run !== 'string');
    assert.deepEqual([...run.results].map(([id, cells]) => [id, ...cells.keys()]), ids.map((id) => [id, ...engines]));
    assert.deepEqual(run.engines.map(({ name }) => name), engines);
  });
});

describe('no whole run', () => {
  const rows: readonly (readonly [what: string, lines: readonly ResultLine[], caseIds: readonly string[], why: RegExp])[] = [
    ['no line', [], ids, /not complete: the results have no beginning/],
    ['no end', without(({ type }) => type === 'end'), ids, /not complete: the run did not end/],
    ['interrupted', [...whole.slice(0, -1), endLine({ interrupted: true })], ids, /not complete: the run was interrupted/],
    ['an engine that was not asked for', [runLine({ chromium: ids, firefox: ids }), ...without((line) => line.type === 'run' || of(line, 'webkit'))], ids, /^webkit was not run; all of chromium, firefox, webkit are needed/],
    ['an engine that could not be had', whole.map((line) => (line.type === 'engine' && line.name === 'webkit' ? engineLine('webkit', { status: 'missing', identity: null, why: 'no WebKit here' }) : line)), ids, /^webkit is missing: no WebKit here/],
    ['an engine whose canaries misbehaved', whole.map((line) => (line.type === 'engine' && line.name === 'firefox' ? engineLine('firefox', { status: 'invalid', why: 'a canary' }) : line)), ids, /^firefox is invalid: a canary/],
    ['a part of the catalogue', whole, [...ids, 'seed/b/fetch', 'seed/c/fetch'], /run of a part: chromium has no result for 2 of 4 cases \(seed\/b\/fetch …\)/],
    ['one result missing', without((line) => line.type === 'result' && line.engine === 'firefox' && line.case.id === ids[1]), ids, /run of a part: firefox has no result for 1 of 2 cases \(seed\/a\/xhr\)/],
    ['a case that the catalogue has no more', whole, ids.slice(0, 1), /other scenarios: there is no case seed\/a\/xhr any more/],
    ['something that nobody knows', [...whole.slice(0, -1), resultLine(ids[0]!, 'webkit', 'deviates'), endLine({ exitCode: 1 })], ids, /1 results are not as expected \(webkit seed\/a\/fetch: deviates\)/],
    ['a deviation that is out of date', [...whole.slice(0, -1), endLine({ exitCode: 1, stale: ['an entry'] })], ids, /exit code 1: an entry/],
  ];
  for (const [what, lines, caseIds, why] of rows) {
    test(what, () => {
      const run = wholeRun(lines, caseIds);
      assert.ok(typeof run === 'string');
      assert.match(run, why);
    });
  }
});
