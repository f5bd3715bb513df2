import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { KnownDeviation } from '../scenario/known-deviations.ts';
import { applyDeviation, findDeviation, matchesCase } from './deviations.ts';
import { verdictKinds } from './verdict.ts';
import type { Verdict, VerdictKind } from './verdict.ts';

const deviation = (fields: Partial<KnownDeviation>): KnownDeviation => ({
  engine: 'webkit',
  cases: '**',
  reason: 'sends no cookie to another port',
  spec: 'https://fetch.spec.whatwg.org/#concept-http-network-or-cache-fetch',
  seen: '2026-11-22',
  file: 'scenarios/known-deviations.yaml',
  line: 4,
  column: 5,
  ...fields,
});

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

describe('findDeviation', () => {
  const [first, second] = [deviation({ cases: 'seed/a/*' }), deviation({ engine: 'firefox', cases: 'seed/**' })];
  test('finds that of the engine', () => assert.equal(findDeviation([first, second], 'firefox', 'seed/a/xhr'), second));
  test('finds the first of two', () => assert.equal(findDeviation([first, deviation({})], 'webkit', 'seed/a/xhr'), first));
  test('finds none of another engine', () => assert.equal(findDeviation([first, second], 'chromium', 'seed/a/xhr'), null));
  test('finds none of another case', () => assert.equal(findDeviation([first, second], 'webkit', 'seed/b/xhr'), null));
  test('finds none in an empty list', () => assert.equal(findDeviation([], 'webkit', 'seed/a/xhr'), null));
});

describe('applyDeviation', () => {
  const verdict = (kind: VerdictKind): Verdict => ({ kind, why: 'the reason', differences: [{ element: 'outcome', expected: 'cors', observed: 'network-error' }] });
  // Setup trouble is nobody's deviation, listed or not; only what was observed with proof is turned.
  const listed = {
    conforms: 'fixed',
    observed: 'observed',
    'known-deviation': 'known-deviation',
    deviates: 'known-deviation',
    fixed: 'fixed',
    flaky: 'flaky',
    inconclusive: 'inconclusive',
    timeout: 'timeout',
    crash: 'crash',
    unsupported: 'unsupported',
    skipped: 'skipped',
    'not-run': 'not-run',
    'harness-error': 'harness-error',
  } satisfies Record<VerdictKind, VerdictKind>;
  for (const kind of verdictKinds) {
    test(`${kind} where a deviation is listed is ${listed[kind]}`, () => {
      const applied = applyDeviation(verdict(kind), deviation({}));
      assert.equal(applied.kind, listed[kind]);
      assert.deepEqual(applied.differences, verdict(kind).differences);
    });
    test(`${kind} where none is listed stays as it is`, () => assert.deepEqual(applyDeviation(verdict(kind), null), verdict(kind)));
  }
  test('a deviation that happens keeps its reason', () => assert.equal(applyDeviation(verdict('deviates'), deviation({})).why, 'the reason'));
  test('a deviation that no longer happens says what to do', () => assert.match(applyDeviation(verdict('conforms'), deviation({})).why, /known-deviations\.yaml.*remove/));
});
