import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { VerdictKind } from '../../harness/verdict/verdict.ts';
import { longestHistory, makeHistory } from './history.ts';
import type { RunWithCases } from './history.ts';
import { runToKeep } from './kept-run.ts';
import { changesIn, historyText } from './terminal.ts';
import { catalogue, runOfDay, startOf } from './sample.ts';
import { hostileStrings } from '../sample.ts';

function kept(...given: Parameters<typeof runOfDay>): RunWithCases {
  const run = runToKeep(runOfDay(...given), catalogue);
  if (typeof run === 'string') throw new Error(run);
  return run;
}

describe('the history of some runs', () => {
  test('has them by time, whatever their order, with a letter of each in every strip', () => {
    const history = makeHistory([kept(3, { chromium: ['conforms'] }), kept(1, { chromium: ['deviates'] }), kept(2, { chromium: ['flaky'] })]);
    assert.deepEqual(history.runs.map(({ startedAt }) => startedAt), [startOf(1), startOf(2), startOf(3)]);
    assert.deepEqual(history.strips, { [catalogue[0]]: { chromium: 'DLc' }, [catalogue[1]]: { chromium: 'ccc' }, [catalogue[2]]: { chromium: 'ccc' } });
  });

  test('of 31 has the last 30', () => {
    const history = makeHistory(Array.from({ length: 31 }, (_, index) => kept(index + 1, { chromium: index === 0 ? ['deviates'] : [] })));
    assert.equal(longestHistory, 30);
    assert.deepEqual([history.runs.length, history.runs[0]?.startedAt, history.runs.at(-1)?.startedAt], [30, startOf(2), startOf(31)]);
    assert.deepEqual([history.engines[0]?.points.length, history.strips[catalogue[0]]?.['chromium']], [30, 'c'.repeat(30)]);
  });

  test('has a gap where a run did not have an engine', () => {
    const history = makeHistory([kept(1, { chromium: [], webkit: ['deviates'] }), kept(2, { chromium: [] }), kept(3, { webkit: [] })]);
    assert.deepEqual(history.engines.map(({ engine, points }) => [engine, points.map((point) => point !== null)]), [['chromium', [true, true, false]], ['webkit', [true, false, true]]]);
    assert.deepEqual(history.strips[catalogue[0]], { chromium: 'cc.', webkit: 'D.c' });
  });

  test('has a gap where a case was not there yet, and where it is no more', () => {
    const lists = (ids: readonly string[]): RunWithCases => {
      const { run } = kept(ids.length, { chromium: [] });
      return { run: { ...run, engines: run.engines.map((engine) => ({ ...engine, verdicts: 'c'.repeat(ids.length) })) }, lists: new Map(run.engines.map(({ cases }) => [cases, ids])) };
    };
    assert.deepEqual(makeHistory([lists(['a']), lists(['b', 'c'])]).strips, { a: { chromium: 'c.' }, b: { chromium: '.c' }, c: { chromium: '.c' } });
  });

  const shares: [words: string, kinds: readonly VerdictKind[], conforming: number | null, unexpected: number, failed: number][] = [
    ['all conform', ['conforms', 'conforms', 'conforms'], 1, 0, 0],
    ['a survey has no right and no wrong', ['conforms', 'observed', 'deviates'], 1 / 2, 1, 0],
    ['what is left out does not count', ['conforms', 'skipped', 'known-deviation'], 1 / 2, 0, 0],
    ['what conforms though it is listed conforms', ['fixed', 'conforms', 'conforms'], 1, 1, 0],
    ['a timeout does not conform, and is no finding', ['conforms', 'timeout', 'crash'], 1 / 3, 0, 2],
    ['without proof nothing conforms', ['inconclusive', 'conforms', 'flaky'], 1 / 3, 2, 0],
    ['surveys alone have no share', ['observed', 'observed', 'observed'], null, 0, 0],
  ];
  for (const [words, kinds, conforming, unexpected, failed] of shares) {
    test(`the share of a run: ${words}`, () => {
      const point = makeHistory([kept(1, { chromium: kinds })]).engines[0]?.points[0];
      assert.deepEqual([point?.conforming, point?.unexpected, point?.failed, point?.cases], [conforming, unexpected, failed, 3]);
    });
  }

  test('an engine that could not be had has no share, not a bad one', () => {
    const point = makeHistory([kept(1, { webkit: ['unsupported', 'unsupported', 'unsupported'] }, { status: 'missing', identity: null })]).engines[0]?.points[0];
    assert.deepEqual([point?.conforming, point?.failed, point?.identity], [null, 3, null]);
  });

  test('is plain JSON, also with a case named like a prototype', () => {
    const { run } = kept(1, { chromium: [] });
    const history = makeHistory([{ run, lists: new Map(run.engines.map(({ cases }) => [cases, ['__proto__', 'toString', 'a']])) }]);
    assert.deepEqual(Object.keys(history.strips), ['__proto__', 'toString', 'a']);
    assert.deepEqual(JSON.parse(JSON.stringify(history)), history);
  });
});

describe('the history on a terminal', () => {
  test('shows share, unexpected results and versions by run, and the case that is not steady', () => {
    const text = historyText(makeHistory([kept(1, { chromium: [] }, { identity: { name: 'chromium', version: '139.0', build: 'system', driver: 'playwright', from: '/usr/bin/browser' } }), kept(2, { chromium: ['deviates', 'flaky'] }), kept(3, { chromium: ['conforms', 'timeout'] }), kept(4, { webkit: [] })]));
    assert.match(text, /^4 runs of the whole catalogue, 2026-01-01 to 2026-01-04/);
    assert.match(text, /engine chromium {2}140\.0 \(system build, playwright\)\n {2}conforming {2}█▁▅? ? ?/);
    assert.match(text, /unexpected {2}·2· {2} 0 in its last run/);
    assert.match(text, /failed {6}··1 {2} 1 in its last run/);
    assert.match(text, /versions {4}2026-01-01 {2}139\.0 .*\n {14}2026-01-02 {2}140\.0/);
    assert.match(text, /2 results did not end the same way in all runs.*\n {2}chromium {2}✓✗✓ {3}seed\/a\/fetch\n {2}chromium {2}✓≈⧖ {3}seed\/b\/fetch\n/);
    assert.ok(!text.includes('\u001b'));
  });

  test('of a steady history says so', () => assert.match(historyText(makeHistory([kept(1, { chromium: [] }), kept(2, { chromium: [] })])), /Each case ended the same way/));

  test('a small change does not look like a great one', () => {
    const cases = Array.from({ length: 1000 }, (_, index) => `seed/${index}/fetch`);
    const many = (day: number, verdicts: string, counts: Partial<Record<VerdictKind, number>>): RunWithCases => {
      const { run } = kept(day, { chromium: [] });
      return { run: { ...run, engines: run.engines.map((engine) => ({ ...engine, verdicts, counts })) }, lists: new Map(run.engines.map((engine) => [engine.cases, cases])) };
    };
    const all = many(1, 'c'.repeat(1000), { conforms: 1000 });
    assert.match(historyText(makeHistory([all, many(2, `D${'c'.repeat(999)}`, { conforms: 999, deviates: 1 })])), /conforming {2}█▇/);
    assert.match(historyText(makeHistory([all, many(2, 'D'.repeat(500) + 'c'.repeat(500), { conforms: 500, deviates: 500 })])), /conforming {2}█▁ {2}50\.00 % {2}\(lowest 50\.00 %, highest 100\.00 %\)/);
  });

  for (const [words, text] of Object.entries(hostileStrings)) {
    test(`shows as it is, in its line: ${words}`, () => {
      const { run } = kept(1, { chromium: ['conforms'] });
      const second = kept(2, { chromium: ['deviates'] }).run;
      const lists = new Map(run.engines.map(({ cases }) => [cases, [text, 'b', 'c']]));
      const hostile = (one: typeof run): RunWithCases => ({ run: { ...one, commit: text, platform: text, engines: one.engines.map((engine) => ({ ...engine, engine: text, identity: { ...engine.identity!, version: text } })) }, lists });
      const written = historyText(makeHistory([hostile(run), hostile(second)]));
      assert.doesNotMatch(written, /[^\P{Cc}\n]|[\p{Cf}\p{Cs}\u2028\u2029]/u);
      assert.equal(written.split('\n').length, 9);
    });
  }

  const strips: [strip: string, changes: number, words: string][] = [
    ['cccc', 0, 'steady'],
    ['cDcc', 2, 'once otherwise'],
    ['c..D', 1, 'over a gap'],
    ['cUUc', 0, 'the engine could not be had'],
    ['..cc', 0, 'new'],
    ['', 0, 'never'],
  ];
  for (const [strip, changes, words] of strips) test(`“${strip}” changed ${changes} times: ${words}`, () => assert.equal(changesIn(strip), changes));
});
