import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { KnownDeviation } from '../scenario/known-deviations.ts';
import { deviationOf } from '../scenario/sample-deviation.ts';
import type { Case } from '../scenario/schema.ts';
import { concerns, explainVerdict, matchesCase } from './deviations.ts';
import { verdictKinds } from './verdict.ts';
import type { Difference, Verdict, VerdictKind } from './verdict.ts';

describe('matchesCase', () => {
  const id = 'cors-check/allow-origin/wildcard[credentials=include,status=200]/xhr';
  const rows: readonly (readonly [what: string, pattern: string, caseId: string, matches: boolean])[] = [
    ['an id matches itself, brackets and all', id, id, true],
    ['brackets are no set of characters', 'seed/a[xy]/xhr', 'seed/ax/xhr', false],
    ['brackets are not left out', 'seed/a/xhr', 'seed/a[x=y]/xhr', false],
    ['a star within brackets', 'cors-check/allow-origin/wildcard[credentials=*,status=200]/xhr', id, true],
    ['a star for a whole matrix', 'cors-check/allow-origin/wildcard[*]/xhr', id, true],
    ['a star for one API', 'cors-check/allow-origin/wildcard[credentials=include,status=200]/*', id, true],
    ['a star for one segment', 'cors-check/*/wildcard*/xhr', id, true],
    ['a star does not go across segments', 'cors-check/*/xhr', id, false],
    ['a star at the end does not go across segments', 'cors-check/*', id, false],
    ['two stars go across segments', 'cors-check/**', id, true],
    ['two stars in the middle', 'cors-check/**/xhr', id, true],
    ['two stars in the middle, for nothing', 'seed/**/a/xhr', 'seed/a/xhr', true],
    ['two stars at the start', '**/xhr', id, true],
    ['two stars alone', '**', id, true],
    ['another API', '**/fetch', id, false],
    ['another folder', 'seed/**', id, false],
    ['the start of an id', 'cors-check/allow-origin/wildcard', id, false],
    ['a folder, which is no case', 'cors-check', id, false],
    ['another value', 'cors-check/allow-origin/wildcard[credentials=omit,*]/xhr', id, false],
    ['another case of letters', id.toUpperCase(), id, false],
    ['a star that is a value itself', 'seed/a[value=*]/xhr', 'seed/a[value=*]/xhr', true],
    ['a plus that is a value itself', 'seed/a[value=a+b]/xhr', 'seed/a[value=a+b]/xhr', true],
    ['a plus that repeats nothing', 'seed/a[value=a+b]/xhr', 'seed/a[value=aab]/xhr', false],
    ['a dot that is a value itself', 'seed/a[value=1.0]/xhr', 'seed/a[value=1.0]/xhr', true],
    ['a dot that stands for nothing else', 'seed/a[value=1.0]/xhr', 'seed/a[value=1x0]/xhr', false],
    ['a value that begins with a dot', 'seed/**', 'seed/a[value=.]/xhr', true],
    ['a folder that begins with a dot', '**/xhr', '.draft/a/xhr', true],
    ['parentheses that repeat nothing', 'seed/+(a)/xhr', 'seed/aa/xhr', false],
    ['an exclamation mark that negates nothing', '!seed/a/xhr', 'seed/b/xhr', false],
    ['braces that choose nothing', 'seed/{a,b}/xhr', 'seed/a/xhr', false],
  ];
  for (const [what, pattern, caseId, matches] of rows) test(what, () => assert.equal(matchesCase(pattern, caseId), matches));
});

describe('concerns', () => {
  const rows: readonly (readonly [what: string, entry: Partial<KnownDeviation>, engine: string, version: string | null, does: boolean])[] = [
    ['any version, where none is named', {}, 'webkit', '1', true],
    ['an engine whose version nobody knows, where none is named', {}, 'webkit', null, true],
    ['a version in the range', { versions: '>=2.50' }, 'webkit', '2.50.6', true],
    ['a version outside of it', { versions: '>=2.51' }, 'webkit', '2.50.6', false],
    ['an engine whose version nobody knows, where a range is named', { versions: '>=1' }, 'webkit', null, false],
    ['another engine', {}, 'firefox', '2.50.6', false],
    ['another engine in that version', { versions: '>=1' }, 'firefox', '2.50.6', false],
  ];
  for (const [what, entry, name, version, does] of rows) test(`${what}: ${does}`, () => assert.equal(concerns(deviationOf(entry), { name, version }), does));
});

const given: Omit<Case, 'expect'> = {
  id: 'seed/a/fetch',
  scenarioId: 'seed/a',
  wait: 0,
  before: [],
  file: 'scenarios/seed/a.yaml',
  line: 1,
  api: 'fetch',
  title: 'A',
  spec: 'https://fetch.spec.whatwg.org/',
  requirement: 'must',
  tags: [],
  document: { scheme: 'http', relation: 'same-site', context: 'window' },
  request: { method: 'GET', mode: 'cors', credentials: 'same-origin', redirect: 'follow', headers: [['Save-Data', 'on']], cookies: [] },
  resource: { response: { status: 200, headers: [], body: '' }, routes: {} },
};
const outcome: Difference = { element: 'outcome', expected: 'cors', observed: 'network-error' };
const verdict = (kind: VerdictKind, differences: readonly Difference[] = [outcome]): Verdict => ({ kind, why: 'the reason', differences });
const webkit = { name: 'webkit', version: '2.50.6' };
const explain = (of: Verdict, ...known: KnownDeviation[]): Verdict => explainVerdict(of, webkit, given, null, known).verdict;

describe('explainVerdict', () => {
  // Setup trouble is nobody's deviation, listed or not; only what was observed is turned.
  const listed = {
    conforms: 'fixed',
    observed: 'observed',
    'known-deviation': 'known-deviation',
    deviates: 'known-deviation',
    fixed: 'fixed',
    flaky: 'flaky',
    inconclusive: 'inconclusive',
    // One request that is never answered, by an engine that lives.
    timeout: 'known-deviation',
    crash: 'crash',
    unsupported: 'unsupported',
    skipped: 'skipped',
    'not-run': 'not-run',
    'harness-error': 'harness-error',
  } satisfies Record<VerdictKind, VerdictKind>;
  for (const kind of verdictKinds) {
    test(`${kind} where a deviation is listed is ${listed[kind]}`, () => {
      const explained = explain(verdict(kind), deviationOf({}));
      assert.equal(explained.kind, listed[kind]);
      assert.deepEqual(explained.differences, verdict(kind).differences);
    });
    test(`${kind} where none is listed stays as it is`, () => assert.deepEqual(explain(verdict(kind)), verdict(kind)));
  }
  test('a deviation that happens keeps its reason', () => assert.equal(explain(verdict('deviates'), deviationOf({})).why, 'the reason'));
  test('a deviation that no longer happens says what to do', () => assert.match(explain(verdict('conforms'), deviationOf({})).why, /^scenarios\/known-deviations\.yaml:4 .*remove.*2\.50\.6/));

  const status: Difference = { element: 'status', expected: '200', observed: '0' };
  const rows: readonly (readonly [what: string, entry: Partial<KnownDeviation>, differences: readonly Difference[], kind: VerdictKind])[] = [
    ['another engine', { engine: 'firefox' }, [outcome], 'deviates'],
    ['older versions', { versions: '<=2.48' }, [outcome], 'deviates'],
    ['this version', { versions: '2.46 - 2.50' }, [outcome], 'known-deviation'],
    ['another case', { cases: 'seed/b/*' }, [outcome], 'deviates'],
    ['another case, but one like it', { cases: 'seed/b/*', when: ['^header save-data: on$', '^header Save-Data: on$'] }, [outcome], 'deviates'],
    ['a case with all that it takes', { cases: 'seed/b/*', when: ['^header Save-Data: on$', '^method GET$'] }, [outcome], 'known-deviation'],
    ['another element', { differs: [{ element: 'status' }] }, [outcome], 'deviates'],
    ['one element of two', {}, [outcome, status], 'deviates'],
    ['both elements of two', { differs: [{ element: 'outcome' }, { element: 'status' }] }, [outcome, status], 'known-deviation'],
    ['the start of an element', { differs: [{ element: 'out' }] }, [outcome], 'deviates'],
    ['another expectation', { differs: [{ element: 'outcome', expected: 'basic' }] }, [outcome], 'deviates'],
    ['another observation', { differs: [{ element: 'outcome', observed: 'cors' }] }, [outcome], 'deviates'],
    ['the same observation', { differs: [{ element: 'outcome', observed: 'network-.*' }] }, [outcome], 'known-deviation'],
  ];
  for (const [what, entry, differences, kind] of rows) test(`an entry for ${what}: ${kind}`, () => assert.equal(explain(verdict('deviates', differences), deviationOf(entry)).kind, kind));
  test('an entry for older versions does not call what conforms now fixed', () => assert.equal(explain(verdict('conforms'), deviationOf({ versions: '<=2.48' })).kind, 'conforms'));
  test('an entry for older versions does not explain a case like its own either', () => assert.equal(explain(verdict('deviates'), deviationOf({ versions: '<=2.48', cases: 'seed/b/*', when: ['^method GET$'] })).kind, 'deviates'));
  test('two entries explain what one alone does not', () => {
    const { verdict: explained, deviations } = explainVerdict(verdict('deviates', [outcome, status]), webkit, given, null, [deviationOf({}), deviationOf({ differs: [{ element: 'status' }] })]);
    assert.equal(explained.kind, 'known-deviation');
    assert.equal(deviations.length, 2);
  });
  test('a case that an entry only explains, and does not name, is not fixed when it conforms', () => assert.equal(explain(verdict('conforms'), deviationOf({ cases: 'seed/b/*', when: ['^method GET$'] })).kind, 'conforms'));
  const noAnswer: Difference = { element: 'answer', expected: 'within 5000 ms', observed: '(none)' };
  test('a timeout that an entry names is known', () => assert.equal(explain(verdict('timeout', [noAnswer]), deviationOf({ differs: [{ element: 'answer' }] })).kind, 'known-deviation'));
  test('a timeout that no entry names stays one', () => assert.equal(explain(verdict('timeout', [noAnswer]), deviationOf({})).kind, 'timeout'));
  test('a browser that hangs as a whole is nobody’s deviation', () => assert.equal(explain(verdict('timeout', []), deviationOf({ differs: [{ element: '.*' }] })).kind, 'timeout'));
  test('what is not explained is said', () => assert.deepEqual(explainVerdict(verdict('deviates', [outcome, status]), webkit, given, null, [deviationOf({})]).unexplained, [status]));
});
