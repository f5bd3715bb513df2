import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { PredictedOutcome, Prediction } from '../fetch/predict.ts';
import { reasons } from '../fetch/reason.ts';
import { causeOf, mendsOf, troubleTexts } from './cause.ts';
import type { Cause } from './explanation.ts';
import type { AskedAndAnswered } from './foretell.ts';
import type { NetworkTrouble } from './plain-client.ts';

const facts = { origin: 'https://app.example.com', url: 'https://api.example.test/', method: 'PUT', header: null, sent: null, wanted: null, status: 200, preflight: false };
const predicted = (outcome: PredictedOutcome): Prediction => ({ outcome, exchanges: [], trace: [], events: null, open: [] });
const exchange = (answer: AskedAndAnswered['answer'], role: 'preflight' | 'request' = 'request'): AskedAndAnswered => ({ request: { role, method: 'PUT', url: 'https://api.example.test/', headers: {}, body: null }, answer });
const answered = exchange({ kind: 'response', status: 200, statusText: '', headers: [], body: '' });
const down = exchange({ kind: 'failed', trouble: 'refused', code: 'ECONNREFUSED' });
const response = (type: 'basic' | 'cors' | 'opaque' | 'opaqueredirect', status = 200): PredictedOutcome => ({ kind: 'response', type, status, redirected: false, url: '', headers: [['content-type', 'a'], ['x-id', 'b']], body: '' });
const networkError: PredictedOutcome = { kind: 'network-error', stage: 'cors-check', reason: 'acao-missing', facts };

const rows: readonly (readonly [words: string, outcome: PredictedOutcome, exchanges: readonly AskedAndAnswered[], cause: Cause])[] = [
  ['a response that script reads', response('cors'), [answered], { kind: 'none', status: 200, readable: ['content-type', 'x-id'] }],
  ['a response of the own origin', response('basic', 404), [answered], { kind: 'none', status: 404, readable: ['content-type', 'x-id'] }],
  ['an opaque response', response('opaque', 0), [answered], { kind: 'opaque' }],
  ['a redirect by hand', response('opaqueredirect', 0), [answered], { kind: 'opaque' }],
  ['a rule', networkError, [answered], { kind: 'rule', stage: 'cors-check', reason: 'acao-missing', facts }],
  ['a rule before anything is asked', { kind: 'network-error', stage: 'main-fetch', reason: 'mixed-content', facts }, [], { kind: 'rule', stage: 'main-fetch', reason: 'mixed-content', facts }],
  ['an exception', { kind: 'exception', stage: 'api', reason: 'method-forbidden', error: 'TypeError' }, [], { kind: 'rule', stage: 'api', reason: 'method-forbidden', facts: null }],
  ['a server that is down is no rule', networkError, [down], { kind: 'network', trouble: 'refused', code: 'ECONNREFUSED', url: 'https://api.example.test/' }],
  ['the last of the servers is down', networkError, [answered, down], { kind: 'network', trouble: 'refused', code: 'ECONNREFUSED', url: 'https://api.example.test/' }],
  ['what may not be sent', { kind: 'undetermined', because: 'unknown-server' }, [answered, exchange({ kind: 'not-sent', because: 'consent', why: 'a PUT' })], { kind: 'not-sent', why: 'a PUT' }],
  ['what the standard leaves open', { kind: 'undetermined', because: 'prompt' }, [answered], { kind: 'open', because: 'prompt' }],
  ['an end by script', { kind: 'aborted' }, [answered], { kind: 'opaque' }],
];

describe('the cause', () => {
  for (const [words, outcome, exchanges, cause] of rows) test(words, () => assert.deepEqual(causeOf({ prediction: predicted(outcome), exchanges }), cause));
});

describe('what would mend it', () => {
  const none = (status: number): Cause => ({ kind: 'none', status, readable: [] });
  for (const reason of reasons) {
    test(`${reason}: something, and it is whole sentences without a hole`, () => {
      const mends = mendsOf({ kind: 'rule', stage: 'cors-check', reason, facts }, []);
      assert.ok(mends.length > 0);
      for (const mend of [...mends, ...mendsOf({ kind: 'rule', stage: 'api', reason, facts: null }, [])]) assert.doesNotMatch(mend, /undefined|null,|\[object|NaN/);
    });
  }
  for (const trouble of Object.keys(troubleTexts) as NetworkTrouble[]) test(`${trouble}: nothing of CORS`, () => assert.doesNotMatch(mendsOf({ kind: 'network', trouble, code: 'E', url: facts.url }, []).join(' ') || 'CORS', /CORS|Access-Control/));
  test('an error behind a failed CORS check: first to look into that', () => {
    const at = (status: number): string => mendsOf({ kind: 'rule', stage: 'cors-check', reason: 'acao-missing', facts: { ...facts, status } }, [])[0] ?? '';
    assert.match(at(500), /Look first why the request is answered with a 500/);
    assert.match(at(429), /Send fewer requests/);
    assert.match(at(200), /^Send `Access-Control-Allow-Origin/);
  });
  test('a server that limits requests: to ask later', () => assert.match(mendsOf({ kind: 'limited', status: 429, url: facts.url, seconds: 60 }, []).join(' '), /in 60 s.*CORS headers with this answer/));
  test('a response that is no error: nothing', () => assert.deepEqual(mendsOf(none(399), [answered]), []));
  test('an error that script reads: its status', () => assert.match(mendsOf(none(404), [answered]).join(' '), /status 404.*request itself\.$/));
  test('an error after a preflight', () => assert.match(mendsOf(none(500), [exchange(answered.answer, 'preflight'), answered]).join(' '), /after a preflight that passed\.$/));
  test('a response of which script is shown nothing: to ask for it openly', () => assert.match(mendsOf({ kind: 'opaque' }, []).join(' '), /leave the mode out.*Access-Control-Allow-Origin/));
  for (const cause of [{ kind: 'not-sent', because: 'consent', why: 'x' }, { kind: 'open', because: 'prompt' }] as const) test(`${cause.kind}: nothing`, () => assert.deepEqual(mendsOf(cause, []), []));
});
