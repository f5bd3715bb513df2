import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { PredictedExchange } from '../fetch/fetch-params.ts';
import type { PredictedOutcome, Prediction } from '../fetch/predict.ts';
import type { ExpectedExchange, Expectation } from '../scenario/schema.ts';
import { contradictions } from './contradictions.ts';

const [start, end] = ['http://localhost:2/t/resource', 'http://localhost:2/t/end'] as const;
const addresses: Readonly<Record<string, string>> = { end };
const address = ({ at }: ExpectedExchange): string | null => (at === undefined ? start : (addresses[at] ?? null));

const sent = (role: 'preflight' | 'request', change: Partial<PredictedExchange> = {}): PredictedExchange => ({
  role,
  method: role === 'preflight' ? 'OPTIONS' : 'PUT',
  url: start,
  headers: { origin: 'http://localhost:1', 'content-type': 'text/plain', cookie: null },
  body: role === 'preflight' ? null : 'hello',
  optional: null,
  ...change,
});
const facts = { origin: '', url: '', method: '', header: null, sent: null, wanted: null, status: null, preflight: false };
const response: PredictedOutcome = { kind: 'response', type: 'cors', status: 200, redirected: false, url: start, headers: [['etag', '"x"'], ['x-empty', '']], body: 'hello' };
const error: PredictedOutcome = { kind: 'network-error', stage: 'cors-check', reason: 'acao-missing', facts };
const exception: PredictedOutcome = { kind: 'exception', stage: 'api', reason: 'method-forbidden', error: 'SecurityError' };
const open: PredictedOutcome = { kind: 'undetermined', because: 'unknown-server' };

const predicted = (outcome: PredictedOutcome, ...exchanges: readonly PredictedExchange[]): Prediction => ({ outcome, exchanges, trace: [], events: null, open: [] });
type Step = 'preflight' | 'request' | (Partial<ExpectedExchange> & Pick<ExpectedExchange, 'role'>);
const steps = (...list: readonly Step[]): readonly ExpectedExchange[] => list.map((step) => ({ headers: {}, present: [], absent: [], ...(typeof step === 'string' ? { role: step } : step) }));

function found(expect: Partial<Expectation>, prediction: Prediction): readonly (readonly [key: string, element: string, expected: string, predicted: string, index?: number])[] {
  return contradictions({ readable: [], unreadable: [], ...expect }, prediction, address).map(({ key, element, expected, predicted: says, index }) => (index === undefined ? [key, element, expected, says] : [key, element, expected, says, index]));
}

describe('what is expected of the outcome', () => {
  const works = predicted(response);
  const rows: readonly (readonly [what: string, expect: Partial<Expectation>, prediction: Prediction, contradiction: readonly [string, string, string, string] | null])[] = [
    ['nothing', {}, works, null],
    ['the same outcome', { outcome: 'cors' }, works, null],
    ['another type of response', { outcome: 'basic' }, works, ['outcome', 'outcome', 'basic', 'cors']],
    ['a network error where a response is', { outcome: 'network-error' }, works, ['outcome', 'outcome', 'network-error', 'cors']],
    ['a response where a network error is', { outcome: 'cors' }, predicted(error), ['outcome', 'outcome', 'cors', 'network-error']],
    ['a network error where an exception is', { outcome: 'network-error' }, predicted(exception), ['outcome', 'outcome', 'network-error', 'exception']],
    ['an exception where a network error is', { outcome: 'exception' }, predicted(error), ['outcome', 'outcome', 'exception', 'network-error']],
    ['of another outcome nothing else is said', { outcome: 'basic', status: 404, body: 'x', redirected: true }, works, ['outcome', 'outcome', 'basic', 'cors']],
    ['any outcome that is left open', { outcome: 'cors', status: 404 }, predicted(open), ['outcome', 'outcome', 'cors', 'left open by the standard (unknown-server)']],
    ['no outcome where it is left open', { status: 404, stage: 'cors-check' }, predicted(open), null],
    ['the same status', { status: 200 }, works, null],
    ['another status', { status: 0 }, works, ['status', 'status', '0', '200']],
    ['the same redirected', { redirected: false }, works, null],
    ['another redirected', { redirected: true }, works, ['redirected', 'redirected', 'true', 'false']],
    ['the same body', { body: 'hello' }, works, null],
    ['another body', { body: '' }, works, ['body', 'body', '""', '"hello"']],
    ['a header that can be read, in any case', { readable: ['ETag', 'X-EMPTY'] }, works, null],
    ['a header that cannot', { readable: ['X-A'] }, works, ['readable', 'readable: X-A', 'script can read it', 'it cannot']],
    ['Content-Length, which no scenario declares', { readable: ['content-length'] }, works, null],
    ['a header that cannot be read', { unreadable: ['X-A'] }, works, null],
    ['a header that can, and must not', { unreadable: ['etag'] }, works, ['unreadable', 'unreadable: etag', 'script cannot read it', 'it can']],
    ['the same though it is empty', { unreadable: ['X-Empty'] }, works, ['unreadable', 'unreadable: X-Empty', 'script cannot read it', 'it can']],
    ['the same stage and reason', { outcome: 'network-error', stage: 'cors-check', reason: 'acao-missing' }, predicted(error), null],
    ['another stage', { stage: 'cors-preflight-fetch' }, predicted(error), ['stage', 'stage', 'cors-preflight-fetch', 'cors-check']],
    ['another reason', { reason: 'acao-null' }, predicted(error), ['reason', 'reason', 'acao-null', 'acao-missing']],
    ['another reason of an exception', { outcome: 'exception', reason: 'method-invalid' }, predicted(exception), ['reason', 'reason', 'method-invalid', 'method-forbidden']],
  ];
  for (const [what, expect, prediction, contradiction] of rows) test(what, () => assert.deepEqual(found(expect, prediction), contradiction === null ? [] : [contradiction]));
  test('everything that is wrong is said at once', () => assert.deepEqual(found({ outcome: 'cors', status: 1, body: 'x', redirected: true, readable: ['a', 'b'], unreadable: ['etag'] }, works).map(([key]) => key), ['status', 'redirected', 'body', 'readable', 'readable', 'unreadable']));
});

describe('what is expected of the exchanges', () => {
  const [preflight, request] = [sent('preflight'), sent('request')];
  const cached = sent('preflight', { optional: 'preflight-cache' });
  const retried = sent('request', { optional: 'retry' });
  const sequenceOf = (expected: string, says: string): readonly [string, string, string, string] => ['exchanges', 'exchanges', expected, says];
  const rows: readonly (readonly [what: string, expected: readonly Step[], exchanges: readonly PredictedExchange[], outcome: PredictedOutcome, contradiction: readonly [string, string, string, string, number?] | null])[] = [
    ['the same roles', ['preflight', 'request'], [preflight, request], response, null],
    ['none, and none', [], [], exception, null],
    ['none, and one', [], [request], response, sequenceOf('nothing', 'request')],
    ['one, and none', ['request'], [], error, sequenceOf('request', 'nothing')],
    ['a request too few', ['preflight'], [preflight, request], response, sequenceOf('preflight', 'preflight → request')],
    ['a request too many', ['preflight', 'request'], [preflight], error, sequenceOf('preflight → request', 'preflight')],
    ['no preflight', ['request'], [preflight, request], response, sequenceOf('request', 'preflight → request')],
    ['a preflight', ['preflight', 'request'], [request], response, sequenceOf('preflight → request', 'request')],
    ['the wrong order', ['request', 'preflight'], [preflight, request], response, sequenceOf('request → preflight', 'preflight → request')],
    ['a redirect that is followed', ['request', { role: 'request', at: 'end' }], [request, sent('request', { url: end })], response, null],
    ['a redirect that is not', ['request'], [request, sent('request', { url: end })], response, sequenceOf('request', 'request → request')],
    ['the right roles at other addresses', [{ role: 'request', at: 'end' }], [request], response, sequenceOf('request at end', 'request')],
    ['the first address twice', ['request', 'request'], [request, sent('request', { url: end })], response, ['exchanges', 'exchanges', 'request → request', `request ${start} → request ${end}`]],
    ['a cached preflight that is left out', ['request', 'request'], [request, cached, request], response, null],
    ['a cached preflight that comes', ['request', 'preflight', 'request'], [request, cached, request], response, null],
    ['a cached preflight at another address', ['request', { role: 'preflight', at: 'end' }, 'request'], [request, cached, request], response, sequenceOf('request → preflight at end → request', 'request → preflight → request')],
    ['a cached preflight twice', ['request', 'preflight', 'preflight', 'request'], [request, cached, request], response, sequenceOf('request → preflight → preflight → request', 'request → preflight → request')],
    ['what must come after a cached preflight is missing', ['request', 'preflight'], [request, cached, request], response, sequenceOf('request → preflight', 'request → preflight → request')],
    ['what may be tried again, perhaps again', ['preflight', { role: 'request', again: true }], [preflight, request, retried], error, null],
    ['what may be tried again, once', ['request'], [request, retried], error, ['exchanges', 'request: how often', 'once', 'perhaps again', 0]],
    ['what comes once, perhaps again', [{ role: 'request', again: true }], [request], error, ['exchanges', 'request: how often', 'perhaps again', 'once', 0]],
    ['what is tried again, twice', ['request', 'request'], [request, retried], error, ['exchanges', 'exchanges', 'request → request', `request ${start} → request ${start}`]],
    ['of an open outcome more may come', ['request', 'request'], [request], open, null],
    ['of an open outcome what is known must come', [], [request], open, sequenceOf('nothing', 'request')],
    ['of an open outcome what is known must come first', ['request', 'preflight'], [preflight], open, sequenceOf('request → preflight', 'preflight')],
  ];
  for (const [what, expected, exchanges, outcome, contradiction] of rows) test(what, () => assert.deepEqual(found({ exchanges: steps(...expected) }, predicted(outcome, ...exchanges)), contradiction === null ? [] : [contradiction]));
  test('exchanges that are left out are not looked at', () => assert.deepEqual(found({}, predicted(response, preflight, request)), []));
});

describe('what is expected of one exchange', () => {
  const both = predicted(response, sent('preflight', { headers: { origin: 'http://localhost:1', 'access-control-request-headers': null } }), sent('request'));
  const rows: readonly (readonly [what: string, wanted: Partial<ExpectedExchange>, contradiction: readonly [string, string, string] | null])[] = [
    ['the same method', { method: 'PUT' }, null],
    ['another method', { method: 'put' }, ['request: method', 'put', 'PUT']],
    ['the same body', { body: 'hello' }, null],
    ['another body', { body: '' }, ['request: body', '""', '"hello"']],
    ['a header’s value, in any case of its name', { headers: { ORIGIN: 'http://localhost:1' } }, null],
    ['another value', { headers: { Origin: 'null' } }, ['request: Origin', '"null"', '"http://localhost:1"']],
    ['the empty value', { headers: { Origin: '' } }, ['request: Origin', '""', '"http://localhost:1"']],
    ['a value of what is not sent', { headers: { Cookie: 'a=1' } }, ['request: Cookie', '"a=1"', '(none)']],
    ['a value of what nothing is said of', { headers: { 'User-Agent': 'x' } }, null],
    ['a header that is there', { present: ['Content-TYPE'] }, null],
    ['a header that is not', { present: ['Cookie'] }, ['request: Cookie', 'any value', '(none)']],
    ['a header that nothing is said of', { present: ['User-Agent'] }, null],
    ['the absence of what is not there', { absent: ['cookie'] }, null],
    ['the absence of what is', { absent: ['Origin'] }, ['request: Origin', '(none)', '"http://localhost:1"']],
    ['the absence of what nothing is said of', { absent: ['User-Agent'] }, null],
  ];
  for (const [what, wanted, contradiction] of rows) test(what, () => assert.deepEqual(found({ exchanges: steps('preflight', { role: 'request', ...wanted }) }, both), contradiction === null ? [] : [['exchanges', ...contradiction, 1]]));
  test('of the preflight it is said with its place', () => assert.deepEqual(found({ exchanges: steps({ role: 'preflight', present: ['Access-Control-Request-Headers'] }, 'request') }, both), [['exchanges', 'preflight: Access-Control-Request-Headers', 'any value', '(none)', 0]]));
  test('the place is that in the expectation when a cached preflight is left out', () => {
    const prediction = predicted(response, sent('request'), sent('preflight', { optional: 'preflight-cache' }), sent('request'));
    assert.deepEqual(found({ exchanges: steps('request', { role: 'request', method: 'GET' }) }, prediction), [['exchanges', 'request: method', 'GET', 'PUT', 1]]);
  });
  test('no body is an empty one', () => assert.deepEqual(found({ exchanges: steps({ role: 'request', body: '' }) }, predicted(response, sent('request', { body: null }))), []));
  test('a body that nobody knows beforehand contradicts nothing', () => assert.deepEqual(found({ exchanges: steps({ role: 'request', body: 'x' }) }, predicted(response, sent('request', { body: undefined }))), []));
  test('everything that is wrong is said at once', () => assert.equal(found({ exchanges: steps('preflight', { role: 'request', method: 'GET', body: 'x', headers: { origin: 'x' }, present: ['cookie'], absent: ['content-type'] }) }, both).length, 5));
});
