import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { PredictedExchange } from '../fetch/fetch-params.ts';
import type { Prediction } from '../fetch/predict.ts';
import { judge } from './judge.ts';
import type { Claim } from './judge.ts';
import { claim, documentOrigin, observation, responseAnswer, seen, wire } from './sample.ts';
import { standardExpectation } from './standard-expectation.ts';
import type { Difference } from './verdict.ts';

// Observations that differ from the author's expectation, from the standard's prediction, or from both.

const url = 'http://localhost:4001/token/resource';
const sent: PredictedExchange = { role: 'request', method: 'GET', url, headers: { origin: documentOrigin, cookie: null }, body: null, optional: null };
const prediction: Prediction = { outcome: { kind: 'response', type: 'cors', status: 200, redirected: false, url, headers: [['x-shown', 'yes']], body: responseAnswer.body }, exchanges: [sent], trace: [], events: null, open: [] };
const open: Prediction = { ...prediction, outcome: { kind: 'undetermined', because: 'unknown-server' }, exchanges: [] };
const author = (rest: Partial<Claim> = {}): Claim => claim({ outcome: 'cors', exchanges: ['request'] }, { prediction, ...rest });
const standard = (rest: Partial<Claim> = {}): Claim => ({ ...author(rest), expect: standardExpectation(rest.prediction ?? prediction), expectation: 'standard' });

const faithful = observation(seen.response(), [wire.request()]);
const withCookie = observation(seen.response(), [wire.request({ requestHeaders: [...wire.request().requestHeaders, ['Cookie', 'a=1']] })]);
const leaking = observation(seen.response({ headers: [['x-shown', 'yes'], ['x-hidden', 'no']] }), [wire.request()]);
const blocked = observation(seen.fetchError(), [wire.request()]);
const twice = observation(seen.response(), [wire.request(), wire.request()]);

const froms = (differences: readonly Difference[]): readonly (readonly [string, string | undefined])[] => differences.map(({ element, from }) => [element, from]);

describe('whose reading an observation differs from', () => {
  const rows: readonly (readonly [what: string, given: Claim, seenBy: typeof faithful, kind: string, differences: readonly (readonly [string, string])[]])[] = [
    ['nobody’s', author(), faithful, 'conforms', []],
    ['a cookie that only the standard speaks of', author(), withCookie, 'deviates', [['request: cookie', 'standard']]],
    ['a header that only the standard says is hidden', author(), leaking, 'deviates', [['readable: x-hidden', 'standard']]],
    ['an outcome that both speak of', author(), blocked, 'deviates', [['outcome', 'both']]],
    ['exchanges that both speak of', author(), twice, 'deviates', [['exchanges', 'both']]],
    ['a header that both speak of, in another case', claim({ outcome: 'cors', exchanges: [{ role: 'request', headers: { Cookie: 'b=2' } }] }, { prediction }), withCookie, 'deviates', [['request: Cookie', 'both']]],
    ['a header that only the author speaks of', claim({ outcome: 'cors', exchanges: [{ role: 'request', present: ['X-Token'] }] }, { prediction }), faithful, 'deviates', [['request: X-Token', 'expectation']]],
    ['each something else', claim({ outcome: 'cors', exchanges: [{ role: 'request', present: ['X-Token'] }] }, { prediction }), withCookie, 'deviates', [['request: X-Token', 'expectation'], ['request: cookie', 'standard']]],
    ['a survey is held against the author alone', author({ requirement: 'survey' }), withCookie, 'observed', []],
    ['so is what the standard permits', author({ requirement: 'may' }), withCookie, 'conforms', []],
    ['what the standard permits is observed', author({ requirement: 'may' }), blocked, 'observed', [['outcome', 'expectation']]],
    ['a survey of another outcome', author({ requirement: 'survey' }), blocked, 'observed', [['outcome', 'expectation']]],
    ['nobody knows what the standard says', author({ prediction: null }), withCookie, 'conforms', []],
    ['the standard leaves it open', author({ prediction: open }), withCookie, 'conforms', []],
    ['the standard stands in for the author', standard(), faithful, 'conforms', []],
    ['the same with a cookie', standard(), withCookie, 'deviates', [['request: cookie', 'standard']]],
    ['the same with another outcome', standard(), blocked, 'deviates', [['outcome', 'both']]],
    ['the same with a request more', standard(), twice, 'deviates', [['exchanges', 'standard']]],
    ['the standard stands in, and leaves it open', standard({ prediction: open, requirement: 'survey' }), blocked, 'observed', []],
  ];
  for (const [what, given, seenBy, kind, differences] of rows) {
    test(what, () => {
      const verdict = judge(given, seenBy);
      assert.equal(verdict.kind, kind, verdict.why);
      assert.deepEqual(froms(verdict.differences), differences);
    });
  }
});

test('one element that differs in two exchanges stands twice', () => {
  const exchanges = [wire.request({ requestHeaders: [['Origin', 'null']] }), wire.request({ requestHeaders: [['Origin', 'http://evil.test']] })];
  const given = claim({ outcome: 'cors', exchanges: [{ role: 'request', headers: { Origin: documentOrigin } }, 'request'] }, { prediction: { ...prediction, exchanges: [sent, sent] } });
  const { differences } = judge(given, observation(seen.response(), exchanges));
  assert.deepEqual(differences.map(({ element, observed, from }) => [element, observed, from]), [['request: Origin', '"null"', 'both'], ['request: origin', '"http://evil.test"', 'standard']]);
});

describe('a response without a request', () => {
  const made: Prediction = { ...prediction, exchanges: [] };
  const expecting = claim({ outcome: 'cors', body: 'hello', exchanges: [] }, { prediction: made });
  const rows: readonly (readonly [what: string, given: Claim, seenBy: typeof faithful, kind: string])[] = [
    ['that by the standard a service worker made, where the origin could be reached', expecting, observation(seen.response(), [wire.reach()]), 'conforms'],
    ['the same where it could not', expecting, observation(seen.response(), []), 'inconclusive'],
    ['with another body than the service worker makes', expecting, observation(seen.response({ body: 'stale' }), [wire.reach()]), 'deviates'],
    ['where a request went out all the same', expecting, faithful, 'deviates'],
    ['where the standard says that one is sent', author(), observation(seen.response(), [wire.reach()]), 'inconclusive'],
    ['where nobody knows what the standard says', { ...expecting, prediction: null }, observation(seen.response(), [wire.reach()]), 'inconclusive'],
    ['where the standard leaves the outcome open', { ...expecting, prediction: open }, observation(seen.response(), [wire.reach()]), 'inconclusive'],
  ];
  for (const [what, given, seenBy, kind] of rows) test(`${what}: ${kind}`, () => assert.equal(judge(given, seenBy).kind, kind));
});

test('a cached preflight that is left out is no difference', () => {
  const cached: PredictedExchange = { ...sent, role: 'preflight', method: 'OPTIONS', optional: 'preflight-cache' };
  assert.equal(judge(standard({ prediction: { ...prediction, exchanges: [cached, sent] } }), faithful).kind, 'conforms');
  assert.equal(judge(standard({ prediction: { ...prediction, exchanges: [{ ...cached, optional: null }, sent] } }), faithful).kind, 'deviates');
});

describe('why a real server’s response is withheld, by what it answered', () => {
  const facts = { origin: documentOrigin, url, method: 'GET', header: null, sent: null, wanted: null, status: 200, preflight: false };
  const withheld: Prediction = { ...prediction, outcome: { kind: 'network-error', stage: 'cors-check', reason: 'acac-not-true', facts } };
  const expecting = (expect: Partial<Claim['expect']>): Claim => claim({ outcome: 'network-error', exchanges: ['request'], ...expect }, { prediction: withheld });
  const rows: readonly (readonly [what: string, expect: Partial<Claim['expect']>, differences: readonly string[]])[] = [
    ['for the reason that its author expects', { stage: 'cors-check', reason: 'acac-not-true' }, []],
    ['for another reason', { reason: 'acao-missing' }, ['reason']],
    ['at another stage', { stage: 'cors-preflight-fetch' }, ['stage']],
    ['for a reason that nobody named', {}, []],
  ];
  for (const [what, expect, differences] of rows) test(what, () => assert.deepEqual(judge(expecting(expect), blocked).differences.map(({ element }) => element), differences));
});
