import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ResultLine, ResultRecord, StepRecord } from '../record.ts';
import { endLine, engineLine, resultLine, runLine, sampleIds, sampleLines } from '../sample.ts';
import { compareRuns } from './compare.ts';
import type { Change, Comparison, EngineComparison } from './comparison.ts';
import { exitCodeOfComparison } from './exit-code.ts';

const [a, b, c] = ['seed/a/fetch', 'seed/b/fetch', 'seed/c/fetch'];

/** A whole run of one engine. */
function run(results: readonly ResultRecord[], end: ResultLine | null = endLine(), planned = results.map((result) => result.case.id)): readonly ResultLine[] {
  return [runLine({ chromium: planned }), engineLine('chromium'), ...results, ...(end === null ? [] : [end])];
}

function compare(before: readonly ResultLine[], after: readonly ResultLine[]): Comparison {
  return compareRuns({ name: 'a.jsonl', lines: before }, { name: 'b.jsonl', lines: after });
}

function chromium(comparison: Comparison): EngineComparison {
  const found = comparison.engines.find(({ engine }) => engine === 'chromium');
  assert.ok(found);
  return found;
}

function onlyChange(comparison: Comparison): Change {
  const { changes } = chromium(comparison);
  assert.equal(changes.length, 1);
  return changes[0]!;
}

/** The same record as another run writes it: other ports, another token, other times. */
function ofAnotherRun<T>(record: T): T {
  const token = 'f'.repeat(32);
  return JSON.parse(JSON.stringify(record).replaceAll('localhost:4001/token', `localhost:52001/${token}`).replaceAll('/token/', `/${token}/`).replaceAll('localhost:4001', 'localhost:52001').replaceAll('localhost:4000', 'localhost:52000').replaceAll('"startedAt":12.5', '"startedAt":99')) as T;
}

const deviates = resultLine(a, 'chromium', 'deviates', {
  why: 'request: referer: expected (none), observed "http://localhost:4000/"',
  expect: { outcome: 'cors', exchanges: [{ role: 'request', headers: { Origin: 'http://localhost:4000' }, present: [], absent: [] }], readable: [], unreadable: [] },
  verdict: { kind: 'deviates', why: 'request: referer: expected (none), observed "http://localhost:4000/"', differences: [{ element: 'request: referer', expected: '(none)', observed: '"http://localhost:4000/"', from: 'both' }] },
  prediction: { outcome: { kind: 'response', type: 'cors', status: 200, redirected: false, url: 'http://localhost:4001/token/resource', headers: [], body: '' }, exchanges: [], trace: [], events: null, open: [] },
});

describe('two runs in which nothing is different', () => {
  test('a stream and itself', () => {
    const comparison = compare(sampleLines, sampleLines);
    assert.deepEqual(comparison.engines.map(({ engine, counts }) => [engine, counts.unchanged]), [['chromium', 4], ['firefox', 4], ['webkit', 4]]);
    assert.deepEqual(comparison.engines.flatMap(({ changes, added, deleted, notReached }) => [...changes, ...added, ...deleted, ...notReached]), []);
  });

  test('but the ports, the token and the times', () => {
    const [before, after] = [[deviates], [ofAnotherRun(deviates)]];
    assert.notDeepEqual(before, after);
    assert.deepEqual(chromium(compare(run(before), run(after))).changes, []);
  });

  test('but where the scenario stands, what it is called, and the words of the prediction', () => {
    const moved: ResultRecord = { ...deviates, case: { ...deviates.case, file: 'scenarios/other.yaml', line: 99, title: 'Other words', tags: [] }, prediction: { ...deviates.prediction!, trace: [{ algorithm: 'main-fetch', step: '1', says: 'in other words' }] } };
    assert.deepEqual(chromium(compare(run([deviates]), run([moved]))).changes, []);
  });

  test('but the order in which differences are listed', () => {
    const two = [{ element: 'outcome', expected: 'cors', observed: 'network-error' }, { element: 'body', expected: 'x', observed: '(none)' }];
    const [one, other] = [two, [...two].reverse()].map((differences) => resultLine(a, 'chromium', 'deviates', { verdict: { kind: 'deviates', why: '', differences } }));
    assert.deepEqual(chromium(compare(run([one!]), run([other!]))).changes, []);
  });

  test('but an earlier result of the same case: the last one counts', () => {
    assert.deepEqual(chromium(compare(run([resultLine(a, 'chromium', 'conforms')]), run([resultLine(a, 'chromium', 'deviates'), resultLine(a, 'chromium', 'conforms')]))).changes, []);
  });
});

describe('a case that changed says why', () => {
  test('another port takes the place of another: the document in place of the resource', () => {
    const other = { ...deviates, verdict: { ...deviates.verdict, differences: [{ element: 'request: referer', expected: '(none)', observed: '"http://localhost:52001/"' }] } };
    const change = onlyChange(compare(run([deviates]), run([ofAnotherRun(other)])));
    assert.deepEqual(change.came, [{ element: 'request: referer', expected: '(none)', observed: '"http://localhost:{resource-http}/"' }]);
    assert.deepEqual(change.went.map(({ observed }) => observed), ['"http://localhost:{document-http}/"']);
    assert.equal(change.kind, 'changed');
  });

  test('the verdict, and the differences that came', () => {
    const change = onlyChange(compare(run([resultLine(a, 'chromium', 'conforms')]), run([resultLine(a, 'chromium', 'deviates')])));
    assert.deepEqual([change.kind, change.verdict, change.came, change.went], ['regression', { from: 'conforms', to: 'deviates' }, [{ element: 'outcome', expected: 'network-error', observed: 'cors' }], []]);
    assert.deepEqual([change.identityChanged, change.scenario, change.prediction], [false, [], []]);
  });

  test('the expectation was edited', () => {
    const before = resultLine(a, 'chromium', 'conforms');
    const change = onlyChange(compare(run([before]), run([resultLine(a, 'chromium', 'deviates', { expect: { ...before.expect, outcome: 'cors' } })])));
    assert.deepEqual(change.scenario, [{ path: 'expect.outcome', from: '"network-error"', to: '"cors"' }]);
  });

  test('the request was edited, and the verdict is the same', () => {
    const before = resultLine(a, 'chromium', 'conforms');
    const change = onlyChange(compare(run([before]), run([{ ...before, case: { ...before.case, request: { ...before.case.request, method: 'PUT' } } }])));
    assert.deepEqual([change.kind, change.scenario], ['changed', [{ path: 'request.method', from: '"GET"', to: '"PUT"' }]]);
  });

  test('a step before the last one was edited', () => {
    const step: StepRecord = { url: 'http://localhost:4001/token/resource', expect: { outcome: 'cors', readable: [], unreadable: [] }, expectation: 'author', prediction: null, exchanges: [] };
    const before = resultLine(a, 'chromium', 'conforms', { before: [step] });
    const change = onlyChange(compare(run([before]), run([{ ...before, before: [{ ...step, expect: { ...step.expect, outcome: 'opaque' } }] }])));
    assert.deepEqual(change.scenario, [{ path: 'stepsBefore[0].expect.outcome', from: '"cors"', to: '"opaque"' }]);
  });

  test('the prediction is another', () => {
    const { prediction } = deviates;
    const change = onlyChange(compare(run([deviates]), run([{ ...deviates, prediction: { ...prediction!, outcome: { kind: 'aborted' } } }])));
    assert.deepEqual(change.prediction.filter(({ path }) => path === 'outcome.kind'), [{ path: 'outcome.kind', from: '"response"', to: '"aborted"' }]);
    assert.deepEqual(change.scenario, []);
  });

  test('a case that was not run has no addresses and no prediction: nobody edited it', () => {
    const before = resultLine(a, 'chromium', 'conforms', { expect: { outcome: 'cors', exchanges: [{ role: 'request', headers: { Origin: 'http://localhost:4000' }, present: [], absent: [] }], readable: [], unreadable: [] }, prediction: deviates.prediction });
    const unsupported = resultLine(a, 'chromium', 'unsupported', { url: null, prediction: null, expect: { outcome: 'cors', exchanges: [{ role: 'request', headers: { Origin: '{origin}' }, present: [], absent: [] }], readable: [], unreadable: [] } });
    const change = onlyChange(compare(run([before]), run([unsupported])));
    assert.deepEqual([change.kind, change.scenario, change.prediction], ['lost', [], []]);
  });

  test('the engine is of another version, driver or build; its path is a machine’s own', () => {
    const identity = engineLine('chromium').identity!;
    const changedBy = (given: Partial<typeof identity>): boolean => {
      const after = run([resultLine(a, 'chromium', 'deviates')]).map((line) => (line.type === 'engine' ? { ...line, identity: { ...identity, ...given } } : line));
      const comparison = compare(run([resultLine(a, 'chromium', 'conforms')]), after);
      assert.equal(onlyChange(comparison).identityChanged, chromium(comparison).identity.changed);
      return chromium(comparison).identity.changed;
    };
    assert.deepEqual([changedBy({ version: '141.0' }), changedBy({ build: 'playwright' }), changedBy({ driver: 'webdriver' }), changedBy({ from: '/opt/browser' })], [true, true, true, false]);
    assert.ok(!JSON.stringify(compare(sampleLines, sampleLines)).includes('/usr/bin'));
  });
});

describe('a case that one side has', () => {
  const [one, two] = [[resultLine(a, 'chromium', 'conforms')], [resultLine(a, 'chromium', 'conforms'), resultLine(b, 'chromium', 'deviates')]];
  const row = (comparison: Comparison): unknown => {
    const { added, deleted, notReached, counts } = chromium(comparison);
    return { added: added.map(({ id }) => id), deleted: deleted.map(({ id }) => id), notReached: notReached.map(({ id, by }) => [id, by]), unchanged: counts.unchanged };
  };
  const cut = run(one, null, [a, b]);
  const interrupted = run([...one, resultLine(b, 'chromium', 'not-run', { url: null })], endLine({ interrupted: true, exitCode: 130 }));
  const rows: [words: string, before: readonly ResultLine[], after: readonly ResultLine[], expected: unknown, exitCode: number][] = [
    ['the second: added; new cases are no regression, however they end', run(one), run(two), { added: [b], deleted: [], notReached: [], unchanged: 1 }, 0],
    ['the first: deleted', run(two), run(one), { added: [], deleted: [b], notReached: [], unchanged: 1 }, 0],
    ['the second did not end: not reached, never deleted', run(two), cut, { added: [], deleted: [], notReached: [[b, 'after']], unchanged: 1 }, 3],
    ['the second did not end, and its plan has not the case: not deleted either', run(two), run(one, null), { added: [], deleted: [], notReached: [[b, 'after']], unchanged: 1 }, 3],
    ['the first did not end: not reached, never added', cut, run(two), { added: [], deleted: [], notReached: [[b, 'before']], unchanged: 1 }, 3],
    ['the second was interrupted, and wrote what it did not run', run(two), interrupted, { added: [], deleted: [], notReached: [[b, 'after']], unchanged: 1 }, 3],
    ['neither ended', cut, cut, { added: [], deleted: [], notReached: [[b, 'both']], unchanged: 1 }, 3],
    ['the second ended without a planned result', run(two), run(one, endLine(), [a, b]), { added: [], deleted: [], notReached: [[b, 'after']], unchanged: 1 }, 3],
    ['the first has no beginning', run(one).slice(1), run(two), { added: [], deleted: [], notReached: [[b, 'before']], unchanged: 1 }, 3],
  ];
  for (const [words, before, after, expected, exitCode] of rows) {
    test(words, () => {
      const comparison = compare(before, after);
      assert.deepEqual(row(comparison), expected);
      assert.equal(exitCodeOfComparison(comparison), exitCode);
    });
  }

  test('what both have of an incomplete run is compared', () => {
    const after = run([resultLine(a, 'chromium', 'deviates')], null, [a, b]);
    assert.equal(chromium(compare(run(two), after)).counts.regression, 1);
  });
});

describe('an engine that one side has', () => {
  const without = (engine: string, lines: readonly ResultLine[]): readonly ResultLine[] =>
    lines
      .filter((line) => (line.type === 'engine' ? line.name !== engine : line.type !== 'result' || line.engine !== engine))
      .map((line) => (line.type === 'run' ? { ...line, plan: { ...line.plan, cases: Object.fromEntries(Object.entries(line.plan.cases).filter(([name]) => name !== engine)) } } : line));

  test('lists no case as deleted or added', () => {
    for (const [before, after, where] of [[sampleLines, without('webkit', sampleLines), 'before'], [without('webkit', sampleLines), sampleLines, 'after']] as const) {
      const comparison = compare(before, after);
      const webkit = comparison.engines.find(({ engine }) => engine === 'webkit')!;
      assert.deepEqual([webkit.in, Object.values(webkit.counts).every((count) => count === 0)], [where, true]);
      assert.equal(chromium(comparison).counts.unchanged, 4);
    }
  });

  test('but could not be had in the other: lost, or gained', () => {
    const had = sampleLines.map((line) => (line.type === 'result' && line.engine === 'firefox' ? resultLine(line.case.id, 'firefox', 'conforms') : line.type === 'engine' && line.name === 'firefox' ? engineLine('firefox') : line));
    const lost = compare(had, sampleLines);
    const counts = (comparison: Comparison): EngineComparison['counts'] => comparison.engines.find(({ engine }) => engine === 'firefox')!.counts;
    assert.equal(counts(lost).lost, sampleIds.length);
    assert.equal(exitCodeOfComparison(lost), 3);
    const gained = compare(sampleLines, had);
    assert.equal(counts(gained).gained, sampleIds.length);
    assert.equal(exitCodeOfComparison(gained), 0);
  });
});

describe('the exit code', () => {
  const results = (...kinds: ResultRecord['verdict']['kind'][]): ResultRecord[] => kinds.map((kind, index) => resultLine([a, b, c][index]!, 'chromium', kind));
  const rows: [words: string, before: readonly ResultLine[], after: readonly ResultLine[], code: number][] = [
    ['nothing changed', run(results('conforms')), run(results('conforms')), 0],
    ['what was unexpected stays so: no regression', run(results('deviates')), run(results('deviates')), 0],
    ['fixed', run(results('deviates')), run(results('conforms')), 0],
    ['a regression', run(results('conforms')), run(results('deviates')), 1],
    ['a regression beside something lost', run(results('conforms', 'conforms')), run(results('deviates', 'timeout')), 1],
    ['something lost: nobody knows whether it is a regression', run(results('conforms')), run(results('timeout')), 3],
    ['a regression in an incomplete run', run(results('conforms')), run(results('deviates'), null), 3],
    ['a regression since an incomplete run', run(results('conforms'), null), run(results('deviates')), 3],
  ];
  for (const [words, before, after, code] of rows) test(`${words}: ${code}`, () => assert.equal(exitCodeOfComparison(compare(before, after)), code));
});

test('changes come with the worst first, and each is counted once', () => {
  const [before, after] = [[resultLine(a, 'chromium', 'deviates'), resultLine(b, 'chromium', 'timeout'), resultLine(c, 'chromium', 'conforms')], [resultLine(a, 'chromium', 'conforms'), resultLine(b, 'chromium', 'conforms'), resultLine(c, 'chromium', 'deviates')]];
  const { changes, counts } = chromium(compare(run(before), run(after)));
  assert.deepEqual(changes.map(({ kind, id }) => [kind, id]), [['regression', c], ['gained', b], ['fixed', a]]);
  assert.deepEqual(counts, { unchanged: 0, regression: 1, lost: 0, changed: 0, gained: 1, fixed: 1, added: 0, deleted: 0, notReached: 0 });
});
