import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { EndRecord, ResultLine, ResultRecord } from '../record.ts';
import { resultLine } from '../sample.ts';
import type { RunEvent } from './event.ts';
import { eventsOf } from './events.ts';
import { answered, targetResult, targetRun } from './sample.ts';
import type { GivenResult } from './sample.ts';

const [fetch, xhr, orders] = ['staging/profile/fetch', 'staging/profile/xhr', 'staging/orders/fetch'];
const ok = (id = fetch, engine: ResultRecord['engine'] = 'webkit', given: GivenResult = {}): ResultRecord => targetResult(id, engine, 'conforms', given);
const bad = (id = fetch, engine: ResultRecord['engine'] = 'webkit', given: GivenResult = {}): ResultRecord => targetResult(id, engine, 'deviates', given);
const vary: GivenResult = { exchanges: [answered('cors-request', 200, [['Access-Control-Allow-Origin', '*'], ['Vary', 'Origin']])] };
const varies = 'the answer to the request: Vary was absent; is origin';

/** As another run: begun at another time. */
function earlier(lines: readonly ResultLine[]): readonly ResultLine[] {
  return lines.map((line) => (line.type === 'run' ? { ...line, startedAt: '2026-01-01T03:04:05.678Z' } : line));
}

const told = (before: readonly ResultRecord[] | null, now: readonly ResultRecord[]): readonly RunEvent[] => eventsOf(before === null ? null : earlier(targetRun(before)), targetRun(now)).events;
const inShort = (event: RunEvent): string => `${event.kind} ${event.cases.join(' ')} in ${event.engines.join(' ')}: ${event.sentence}`;

describe('what is told of a case', () => {
  const outcome = 'outcome: expected cors, observed network-error (`acao-missing`)';
  const listed = targetResult(fetch, 'webkit', 'known-deviation');
  const outOfDate = targetResult(fetch, 'webkit', 'fixed', { why: 'baseline.yaml:2 accepts a deviation, but it conforms' });
  const flaky = targetResult(fetch, 'webkit', 'flaky', { why: 'conforms, then deviates' });
  const rows: readonly (readonly [what: string, before: readonly ResultRecord[] | null, now: ResultRecord, said: readonly string[]])[] = [
    ['as expected, as before', [ok()], ok(), []],
    ['not as expected any more', [ok()], bad(), [`regression ${fetch} in webkit: as expected before, now ${outcome}`]],
    ['listed before, and another deviation now', [listed], bad(fetch, 'webkit', { reason: 'acao-mismatch' }), [`regression ${fetch} in webkit: a known deviation before (\`acao-missing\`), now outcome: expected cors, observed network-error (\`acao-mismatch\`)`]],
    ['listed before, and not any more', [listed], bad(), [`regression ${fetch} in webkit: no entry lists it as a known deviation any more: ${outcome}`]],
    ['not as expected, as before', [bad()], bad(), [`still-failing ${fetch} in webkit: as before, ${outcome}`]],
    ['not as expected, for another reason', [bad(fetch, 'webkit', { reason: 'acao-mismatch' })], bad(), [`still-failing ${fetch} in webkit: not as expected before either (\`acao-mismatch\`), now otherwise: ${outcome}`]],
    ['flaky before', [flaky], bad(), [`still-failing ${fetch} in webkit: flaky before, now ${outcome}`]],
    ['not as expected, in the first run of all', null, bad(), [`new-failure ${fetch} in webkit: ${outcome}; nothing is known of before`]],
    ['not as expected, in its first run', [ok(orders)], bad(), [`new-failure ${fetch} in webkit: ${outcome}; nothing is known of before`]],
    ['not as expected, after a run that proved nothing', [targetResult(fetch, 'webkit', 'timeout')], bad(), [`new-failure ${fetch} in webkit: ${outcome}; nothing is known of before`]],
    ['mended', [bad()], ok(), [`fixed ${fetch} in webkit: not as expected before (\`acao-missing\`), and as expected now`]],
    ['mended, and removed from the list', [listed], ok(), [`fixed ${fetch} in webkit: not as expected before (\`acao-missing\`), and as expected now`]],
    ['mended, and still in the list', [listed], outOfDate, [`fixed ${fetch} in webkit: baseline.yaml:2 accepts a deviation, but it conforms`]],
    ['accepted since', [bad()], listed, []],
    ['not steady', [ok()], flaky, [`flaky ${fetch} in webkit: ended differently in another attempt: conforms, then deviates`]],
    ['left out', [ok()], targetResult(fetch, 'webkit', 'skipped'), ['infrastructure  in : nothing was tested']],
  ];
  for (const [what, before, now, said] of rows) test(what, () => assert.deepEqual(told(before, [now]).map(inShort), said));
});

describe('what is told of a policy that drifted', () => {
  const rows: readonly (readonly [what: string, before: ResultRecord, now: ResultRecord, said: readonly (readonly [kind: string, policy: readonly string[]])[]])[] = [
    ['where the verdict is as it was', ok(), ok(fetch, 'webkit', vary), [['policy-drift', [varies]]]],
    ['where it is accepted, as before', targetResult(fetch, 'webkit', 'known-deviation'), targetResult(fetch, 'webkit', 'known-deviation', vary), [['policy-drift', [varies]]]],
    ['where it was accepted since', bad(), targetResult(fetch, 'webkit', 'known-deviation', vary), [['policy-drift', [varies]]]],
    ['where it failed, and fails alike', bad(), bad(fetch, 'webkit', vary), [['policy-drift', [varies]], ['still-failing', []]]],
    ['where it failed, and fails otherwise', bad(fetch, 'webkit', { reason: 'acao-mismatch' }), bad(fetch, 'webkit', vary), [['still-failing', [varies]]]],
    ['where it broke', ok(), bad(fetch, 'webkit', vary), [['regression', [varies]]]],
    ['where it is mended', bad(), ok(fetch, 'webkit', vary), [['fixed', [varies]]]],
    ['where it is not steady', ok(), targetResult(fetch, 'webkit', 'flaky', vary), [['flaky', []], ['policy-drift', [varies]]]],
    ['where the run before proves nothing', targetResult(fetch, 'webkit', 'timeout'), ok(fetch, 'webkit', vary), []],
    ['where this run proves nothing', ok(), targetResult(fetch, 'webkit', 'timeout', vary), [['infrastructure', []]]],
    ['of a server of ours, whose answers the scenario says', resultLine('seed/a/fetch', 'webkit', 'conforms'), { ...resultLine('seed/a/fetch', 'webkit', 'conforms'), observation: ok(fetch, 'webkit', vary).observation }, []],
  ];
  for (const [what, before, now, said] of rows) {
    test(what, () => assert.deepEqual(told([before], [now]).map((event) => [event.kind, 'policy' in event ? event.policy : []]), said));
  }

  test('the sentence says what drifted', () => assert.equal(told([ok()], [ok(fetch, 'webkit', vary)])[0]?.sentence, `the verdict is as it was (conforms), and the policy is not: ${varies}`));
});

describe('what is told once', () => {
  const engines = ['chromium', 'firefox', 'webkit'] as const;
  const rows: readonly (readonly [what: string, now: readonly ResultRecord[], said: readonly (readonly [scenario: string, cases: readonly string[], engines: readonly string[]])[]])[] = [
    ['all cases of a scenario in all engines', engines.flatMap((engine) => [bad(xhr, engine), bad(fetch, engine)]), [['staging/profile', [fetch, xhr], [...engines]]]],
    ['all cases of a scenario in one engine', [bad(fetch), bad(xhr)], [['staging/profile', [fetch, xhr], ['webkit']]]],
    ['another reason is another event', [bad(fetch), bad(xhr, 'webkit', { reason: 'acao-mismatch' })], [['staging/profile', [fetch], ['webkit']], ['staging/profile', [xhr], ['webkit']]]],
    ['a case that fails in other engines is another event', [bad(fetch), bad(xhr), bad(fetch, 'firefox'), ok(xhr, 'firefox')], [['staging/profile', [fetch], ['firefox', 'webkit']], ['staging/profile', [xhr], ['webkit']]]],
    ['another scenario is another event', [bad(fetch), bad(orders)], [['staging/orders', [orders], ['webkit']], ['staging/profile', [fetch], ['webkit']]]],
    ['bodies that differ in each engine do not matter', engines.map((engine, at) => bad(fetch, engine, { differences: [{ element: 'body', expected: '"a"', observed: `"${at}"` }] })), [['staging/profile', [fetch], [...engines]]]],
  ];
  for (const [what, now, said] of rows) {
    const before = now.map((record) => ok(record.case.id, record.engine));
    const shown = (events: readonly RunEvent[]): unknown => events.map((event) => ['scenario' in event ? event.scenario : '', event.cases, event.engines]);
    test(what, () => {
      assert.deepEqual(shown(told(before, now)), said);
      assert.deepEqual(told([...before].reverse(), [...now].reverse()), told(before, now), 'in whatever order they came');
    });
  }
});

describe('infrastructure', () => {
  const result = (kind: ResultRecord['verdict']['kind'], why: string, id = fetch, engine: ResultRecord['engine'] = 'webkit'): ResultRecord => targetResult(id, engine, kind, { why });
  const down: Partial<EndRecord> = { targets: [{ name: 'staging', status: 'down', why: 'connection refused' }] };
  const rows: readonly (readonly [what: string, lines: readonly ResultLine[], said: readonly string[]])[] = [
    ['one event for a reason, however many cases it spoiled', targetRun([result('unsupported', 'no WebKit here'), result('unsupported', 'no WebKit here', xhr), result('unsupported', 'no Firefox here', fetch, 'firefox')]), [`unsupported ${fetch} in firefox: unsupported: no Firefox here`, `unsupported ${fetch} ${xhr} in webkit: unsupported: no WebKit here`]],
    ['each kind of trouble', targetRun([result('harness-error', 'a'), result('crash', 'b', xhr), result('timeout', 'c', orders), result('inconclusive', '', 'staging/z/fetch')]), ['inconclusive staging/z/fetch in webkit: inconclusive', `timeout ${orders} in webkit: timeout: c`, `crash ${xhr} in webkit: crash: b`, `harness-error ${fetch} in webkit: harness-error: a`]],
    ['a target that is down, with what was not run for it', targetRun([result('not-run', 'staging is down'), result('not-run', 'staging is down', xhr), result('timeout', 'c', orders)], down), [`target ${fetch} ${xhr} in webkit: the target staging is down: connection refused`, `timeout ${orders} in webkit: timeout: c`]],
    ['a run that was interrupted', targetRun([ok(), result('not-run', 'interrupted', xhr)], { interrupted: true }), ['run  in : the run was interrupted', `not-run ${xhr} in webkit: not-run: interrupted`]],
    ['a run without its end', targetRun([ok()], null, { webkit: [xhr] }), ['run  in : the run did not end; cells without a result were not reached; 1 of 2 planned results are missing']],
    ['results that are missing though it ended', targetRun([ok()], {}, { webkit: [xhr] }), ['run  in : 1 of 2 planned results are missing']],
    ['errors outside any case, and late requests', targetRun([ok()], { errors: ['a port was taken', 'another'], late: ['GET http://localhost:1/secret'] }), ['errors  in : 2 errors outside any case: a port was taken', 'late  in : 1 request came after the case was over']],
    ['nothing that was amiss', targetRun([ok()]), []],
  ];
  for (const [what, lines, said] of rows) {
    test(what, () => assert.deepEqual(eventsOf(null, lines).events.map((event) => `${event.kind === 'infrastructure' ? event.what : event.kind} ${event.cases.join(' ')} in ${event.engines.join(' ')}: ${event.sentence}`), said));
  }
});

describe('with what a run is compared', () => {
  const now = targetRun([ok(), ok(xhr)]);
  const rows: readonly (readonly [what: string, before: readonly ResultLine[] | null, compared: number, why: string | null])[] = [
    ['a whole run', earlier(targetRun([ok(), ok(xhr)])), 2, null],
    ['no run', null, 0, 'there is no previous run to compare with'],
    ['itself', now, 0, 'the previous run is this run itself'],
    ['a run of other cases', earlier(targetRun([ok(orders)])), 0, 'the previous run has no result in common with this one'],
    ['a run without its end', earlier(targetRun([ok()], null)), 1, 'the previous run is not whole (the run did not end; cells without a result were not reached): only what it has was compared'],
  ];
  for (const [what, before, compared, why] of rows) {
    test(what, () => {
      const report = eventsOf(before, now);
      assert.deepEqual([report.compared, report.uncompared], [compared, why]);
    });
  }
});

test('kinds come in the order of their urgency', () => {
  const before = [ok('staging/a/fetch'), ok('staging/b/fetch'), bad('staging/c/fetch'), bad('staging/d/fetch'), ok('staging/f/fetch')];
  const now = [bad('staging/a/fetch'), ok('staging/b/fetch', 'webkit', vary), bad('staging/c/fetch'), ok('staging/d/fetch'), bad('staging/e/fetch'), targetResult('staging/f/fetch', 'webkit', 'crash'), targetResult('staging/g/fetch', 'webkit', 'flaky')];
  assert.deepEqual(told(before, now).map(({ kind }) => kind), ['regression', 'new-failure', 'flaky', 'policy-drift', 'still-failing', 'fixed', 'infrastructure']);
});

test('no value of a request’s headers, and nothing of a body, is in an event', () => {
  const differences = [{ element: 'body', expected: '"secret body"', observed: '"secret answer"' }, { element: 'request: authorization', expected: '(none)', observed: '"Bearer secret-of-the-request"' }];
  for (const first of [differences, [...differences].reverse()]) {
    const why = 'body: expected "secret body", observed "secret answer"';
    assert.doesNotMatch(JSON.stringify(told([ok()], [bad(fetch, 'webkit', { differences: first, why, reason: null, ...vary })])), /secret/);
  }
});
