import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Case, Expectation } from '../scenario/schema.ts';
import { judgeSteps } from '../verdict/judge-steps.ts';
import type { Observation } from '../verdict/observation.ts';
import type { Verdict } from '../verdict/verdict.ts';
import { bind, stepsOfBound } from './bind.ts';
import type { BoundCase } from './bind.ts';
import { requireCatalogue } from './catalogue.ts';
import { paperTopology } from './check-case.ts';
import { faithfulObservation } from './faithful-case.ts';
import { expectationsOf, flip, flipsOf } from './flip.ts';
import { settings } from './settings.ts';

// Whoever expects something false is told so: of every case there is, held against an engine that does what the standard
// says, its own expectation conforms, and each flipped one deviates.

const token = 'tok';
const bound = (given: Case): BoundCase => bind(given, paperTopology, token);
const { cases } = await requireCatalogue(settings.scenarios);
const isRealServer = ({ before, resource }: Case): boolean => [...before.map((step) => step.resource), resource].some(({ server }) => server !== undefined);
const isJudged = (given: Case): boolean => {
  const steps = stepsOfBound(bound(given));
  return given.requirement === 'must' && steps.every(({ prediction, claim }) => prediction !== null && prediction.outcome.kind !== 'undetermined' && claim.requirement === 'must');
};
const judgedCases = cases.filter(isJudged);

/** Names the first ones: of what concerns the harness itself, every case tells. */
const few = (red: readonly string[]): readonly string[] => (red.length <= 20 ? red : [...red.slice(0, 20), `… and ${red.length - 20} more`]);

const judgeCase = (given: Case, seen: Observation): Verdict => judgeSteps(stepsOfBound(bound(given)).map(({ claim }) => claim), seen);

describe('every case whose outcome is determined', () => {
  test('is nearly every one', () => {
    const others = cases.filter((given) => !isJudged(given));
    assert.ok(judgedCases.length > 1000, `${judgedCases.length} cases`);
    const unexpected = others.filter((given) => given.requirement === 'must' && given.expect !== null && !isRealServer(given));
    assert.deepEqual(unexpected.map(({ id }) => id), [], 'what an author requires is determined');
  });

  test('conforms in an engine that does what the standard says', () => {
    const red = judgedCases.map((given) => ({ id: given.id, verdict: judgeCase(given, faithfulObservation(bound(given))) })).filter(({ verdict }) => verdict.kind !== 'conforms');
    assert.deepEqual(few(red.map(({ id, verdict }) => `${id}: ${verdict.kind} ${verdict.why}`)), []);
  });

  test('deviates there when what is expected of it is flipped', () => {
    const red = judgedCases.map((given) => ({ id: given.id, verdict: judgeCase(flip(given), faithfulObservation(bound(given))) })).filter(({ verdict }) => verdict.kind !== 'deviates');
    assert.deepEqual(few(red.map(({ id, verdict }) => `${id}: ${verdict.kind} ${verdict.why}`)), []);
  });

  test('deviates there when any single thing is flipped, and that is what the verdict names', () => {
    const red: string[] = [];
    let count = 0;
    for (const given of judgedCases) {
      const seen = faithfulObservation(bound(given));
      const steps = stepsOfBound(bound(given));
      const claims = steps.map(({ claim }) => claim);
      for (const [index, { claim, asked }] of steps.entries()) {
        for (const { what, expect } of flipsOf(claim.expect, asked.api)) {
          const verdict = judgeSteps(claims.toSpliced(index, 1, { ...claim, expect, expectation: 'author' }), seen);
          const element = what.startsWith('outcome') ? 'outcome' : 'exchanges';
          const step = index === steps.length - 1 ? '' : `step ${index + 1}: `;
          // That a request is missing is no news of a network error: nothing on the wire proves nothing.
          const unproved = verdict.kind === 'inconclusive' && element === 'exchanges' && claim.expect.outcome === 'network-error' && claim.expect.exchanges?.length === 0;
          const named = verdict.differences.some((difference) => difference.element === step + element && difference.from === 'expectation');
          if (!((verdict.kind === 'deviates' || unproved) && named)) red.push(`${given.id}, step ${index + 1}, ${what}: ${verdict.kind} ${verdict.why}`);
          count++;
        }
      }
    }
    assert.deepEqual(few(red), []);
    assert.ok(count > 5 * judgedCases.length, `${count} flips`);
  });
});

describe('a flip', () => {
  const expect = (outcome: Expectation['outcome'], ...roles: ('preflight' | 'request')[]): Expectation => ({ outcome, readable: [], unreadable: [], exchanges: roles.map((role) => ({ role, headers: {}, present: [], absent: [] })) });
  const flipped = (...args: Parameters<typeof flipsOf>): readonly string[] => flipsOf(...args).map(({ what, expect: words }) => `${what}: ${words.outcome} ${(words.exchanges ?? []).map(({ role }) => role).join(' ')}`.trim());
  test('is every other outcome, and an exchange more or less', () => {
    assert.deepEqual(flipped(expect('cors', 'preflight', 'request'), 'fetch'), [
      ...['network-error', 'exception', 'aborted', 'timed-out', 'sent', 'basic', 'opaque', 'opaqueredirect'].map((outcome) => `outcome ${outcome}: ${outcome} preflight request`),
      'a preflight more: cors preflight preflight request',
      'a request more: cors preflight request request',
      'a preflight less: cors request',
      'a request less: cors preflight',
    ]);
  });
  test('takes nothing away where there is nothing', () => assert.deepEqual(flipped(expect('network-error'), 'fetch').slice(-2), ['a preflight more: network-error preflight', 'a request more: network-error request']));
  test('of XMLHttpRequest is no type that it does not tell', () => assert.equal(flipped(expect('cors'), 'xhr').some((line) => line.includes('basic')), false));
  test('of an image is no type either', () => assert.equal(flipped(expect('opaque'), 'img').some((line) => /basic|cors|outcome opaque:/.test(line)), false));

  const [given] = cases.filter((one) => one.before.length === 0 && one.expect?.outcome === 'network-error');
  const [standards] = judgedCases.filter((one) => one.expect === null);
  assert.ok(given !== undefined && standards !== undefined);
  test('of a case turns failure into a response, and nothing else', () => assert.deepEqual(flip(given).expect, { ...given.expect, outcome: 'cors' }));
  test('and back', () => assert.equal(flip(flip(given)).expect?.outcome, 'network-error'));
  test('of what the standard says is a false expectation of an author', () => {
    const { claim } = bind(flip(standards), paperTopology, token);
    assert.deepEqual([claim.expectation, claim.expect.outcome === bind(standards, paperTopology, token).claim.expect.outcome], ['author', false]);
  });
  test('of a case with several requests is one of each', () => {
    const [several] = judgedCases.filter(({ before }) => before.length > 0);
    assert.ok(several !== undefined);
    const pairs = expectationsOf(several).map((words, index) => [words?.outcome, expectationsOf(flip(several))[index]?.outcome]);
    for (const [before, after] of pairs) assert.notEqual(before, after);
  });
});
