import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { keptBody } from '../../servers/exchange-log.ts';
import type { Exchange } from '../../servers/exchange-log.ts';
import type { ClientObservation } from '../agent/protocol.ts';
import type { PredictedExchange } from '../fetch/fetch-params.ts';
import type { PredictedOutcome, Prediction } from '../fetch/predict.ts';
import { compareWithPrediction } from './compare-prediction.ts';
import { faithfulClient, faithfulExchanges } from './faithful.ts';

const [page, start, end] = ['http://localhost:1', 'http://localhost:2/t/resource?a=1', 'http://localhost:2/t/end'] as const;
const facts = { origin: '', url: '', method: '', header: null, sent: null, wanted: null, status: null, preflight: false };
const works = { kind: 'response', type: 'cors', status: 200, redirected: false, url: start, headers: [['etag', '"x"'], ['x-empty', '']], body: 'hello' } as const;
const blocked: PredictedOutcome = { kind: 'network-error', stage: 'cors-check', reason: 'acao-missing', facts };
const refused: PredictedOutcome = { kind: 'exception', stage: 'api', reason: 'method-forbidden', error: 'SecurityError' };
const open: PredictedOutcome = { kind: 'undetermined', because: 'unknown-server' };

const preflight: PredictedExchange = { role: 'preflight', method: 'OPTIONS', url: start, headers: { origin: page, 'access-control-request-method': 'PUT', 'access-control-request-headers': 'content-type', cookie: null, authorization: null }, body: null, optional: null };
const request: PredictedExchange = { role: 'request', method: 'PUT', url: start, headers: { accept: '*/*', origin: page, 'content-type': 'application/json', 'x-padded': ' a, ', cookie: null, referer: `${page}/` }, body: '{}', optional: null };
const cached: PredictedExchange = { ...preflight, optional: 'preflight-cache' };

const predicted = (outcome: PredictedOutcome, ...exchanges: readonly PredictedExchange[]): Prediction => ({ outcome, exchanges, trace: [], events: null, open: [] });
type Row = readonly [element: string, expected: string, observed: string];
const compare = (prediction: Prediction, client: ClientObservation, exchanges: readonly Exchange[]): Row[] => compareWithPrediction(prediction, client, exchanges).map(({ element, expected, observed }) => [element, expected, observed]);
const answer = { status: 200, statusText: 'OK', headers: [['Access-Control-Allow-Origin', page], ['ETag', '"x"'], ['X-Empty', '']], body: 'hello' } as const;
const wire = (prediction: Prediction): Exchange[] => faithfulExchanges(prediction, () => answer);
const client = (prediction: Prediction, api: 'fetch' | 'xhr' = 'fetch'): ClientObservation => {
  const seen = faithfulClient(prediction, api);
  assert.ok(seen !== null);
  return seen;
};
type Response = Extract<ClientObservation, { kind: 'response' }>;

const whole = predicted(works, preflight, request);

describe('an engine that does what the standard says differs in nothing', () => {
  const rows: readonly (readonly [what: string, prediction: Prediction])[] = [
    ['a response after a preflight', whole],
    ['a basic response', predicted({ ...works, type: 'basic' }, request)],
    ['a network error', predicted(blocked, request)],
    ['an exception', predicted(refused)],
  ];
  for (const [what, prediction] of rows) for (const api of ['fetch', 'xhr'] as const) test(`${what}: ${api}`, () => assert.deepEqual(compare(prediction, client(prediction, api), wire(prediction)), []));
  for (const type of ['opaque', 'opaqueredirect'] as const) {
    const prediction = predicted({ ...works, type, status: 0, headers: [], body: '', url: type === 'opaque' ? '' : start }, request);
    test(`fetch: ${type}`, () => assert.deepEqual(compare(prediction, client(prediction), wire(prediction)), []));
    test(`XHR is never given ${type}`, () => assert.deepEqual(compare(prediction, client(prediction, 'xhr'), wire(prediction)), [['outcome', type, 'response']]));
  }
});

describe('one change of what script sees is one difference', () => {
  const error: ClientObservation = { kind: 'network-error', error: { name: 'TypeError', message: '' }, status: null, events: [] };
  const rows: readonly (readonly [what: string, change: Partial<Response>, difference: Row | null])[] = [
    ['the type', { type: 'basic' }, ['outcome', 'cors', 'basic']],
    ['an opaque type', { type: 'opaque' }, ['outcome', 'cors', 'opaque']],
    ['no type, as XHR has it', { type: null }, null],
    ['the status', { status: 0 }, ['status', '200', '0']],
    ['redirected', { redirected: true }, ['redirected', 'false', 'true']],
    ['no redirected, as XHR has it', { redirected: null }, null],
    ['the address', { url: end }, ['url', start, end]],
    ['no address', { url: '' }, ['url', start, '']],
    ['the body', { body: 'hello ' }, ['body', '"hello"', '"hello "']],
    ['no body', { body: '' }, ['body', '"hello"', '""']],
    ['a body that cannot be read', { bodyError: 'aborted' }, ['body', '"hello"', 'could not be read: aborted']],
    ['a header’s value', { headers: [['etag', '"y"'], ['x-empty', '']] }, ['readable: etag', '"\\"x\\""', '"\\"y\\""']],
    ['a header too few', { headers: [['x-empty', '']] }, ['readable: etag', '"\\"x\\""', '(none)']],
    ['an empty header too few', { headers: [['etag', '"x"']] }, ['readable: x-empty', '""', '(none)']],
    ['a header too many', { headers: [['etag', '"x"'], ['x-empty', ''], ['X-Hidden', '1']] }, ['readable: x-hidden', '(none)', '"1"']],
    ['an empty header too many', { headers: [['etag', '"x"'], ['x-empty', ''], ['x-hidden', '']] }, ['readable: x-hidden', '(none)', '""']],
    ['a header twice', { headers: [['etag', '"x"'], ['etag', '"x"'], ['x-empty', '']] }, ['readable: etag', '"\\"x\\""', '"\\"x\\", \\"x\\""']],
    ['another case of a name, and another order', { headers: [['X-EMPTY', ''], ['ETag', '"x"']] }, null],
    ['Content-Length, which is safelisted', { headers: [['etag', '"x"'], ['x-empty', ''], ['content-length', '5']] }, null],
    ['Date, which is not', { headers: [['etag', '"x"'], ['x-empty', ''], ['date', 'x']] }, ['readable: date', '(none)', '"x"']],
    ['Connection, which is not', { headers: [['etag', '"x"'], ['x-empty', ''], ['connection', 'keep-alive']] }, ['readable: connection', '(none)', '"keep-alive"']],
  ];
  for (const [what, change, difference] of rows) test(what, () => assert.deepEqual(compare(whole, { ...(client(whole) as Response), ...change }, wire(whole)), difference === null ? [] : [difference]));
  test('a network error', () => assert.deepEqual(compare(whole, error, wire(whole)), [['outcome', 'cors', 'network-error']]));
  test('a response where there must be none, and nothing more of it', () => assert.deepEqual(compare(predicted(blocked, request), client(whole), wire(predicted(blocked, request))), [['outcome', 'network-error', 'cors']]));
  test('XHR gets a response where there must be none', () => assert.deepEqual(compare(predicted(blocked, request), client(whole, 'xhr'), wire(predicted(blocked, request))), [['outcome', 'network-error', 'response']]));
  test('a network error by another name', () => assert.deepEqual(compare(predicted(blocked, request), { ...error, error: { name: 'AbortError', message: '' } }, wire(predicted(blocked, request))), [['error', 'TypeError', 'AbortError']]));
  test('XHR with a status after a network error', () => assert.deepEqual(compare(predicted(blocked, request), { kind: 'network-error', error: null, status: 200, events: ['loadstart', 'error', 'loadend'] }, wire(predicted(blocked, request))), [['status', '0', '200']]));
  test('an exception by another name', () => assert.deepEqual(compare(predicted(refused), { kind: 'refused', error: { name: 'TypeError', message: '' } }, []), [['error', 'SecurityError', 'TypeError']]));
  test('a network error where an exception must be', () => assert.deepEqual(compare(predicted(refused), error, []), [['outcome', 'exception', 'network-error']]));
  test('an exception where a network error must be', () => assert.deepEqual(compare(predicted(blocked, request), { kind: 'refused', error: { name: 'TypeError', message: '' } }, wire(predicted(blocked, request))), [['outcome', 'network-error', 'exception']]));

  test('an opaque response has no header, not even one that HTTP needs', () => {
    const opaque = predicted({ ...works, type: 'opaque', status: 0, headers: [], body: '', url: '' }, request);
    assert.deepEqual(compare(opaque, { ...(client(opaque) as Response), headers: [['content-length', '5']] }, wire(opaque)), [['readable: content-length', '(none)', '"5"']]);
  });
  test('of a basic response what HTTP needs can be read', () => {
    const basic = predicted({ ...works, type: 'basic' }, request);
    assert.deepEqual(compare(basic, { ...(client(basic) as Response), headers: [...works.headers, ['connection', 'keep-alive'], ['keep-alive', 'timeout=5'], ['date', 'x']] }, wire(basic)), []);
  });
  for (const [exposed, readable] of [['*', true], ['Connection', true], ['x-a, connection', true], ['Date', false], ['connection, bad value', false]] as const) {
    test(`of a CORS response that exposes ${exposed}, Connection ${readable ? 'can' : 'cannot'} be read`, () => {
      const exchanges = faithfulExchanges(whole, () => ({ ...answer, headers: [['Access-Control-Expose-Headers', exposed]] }));
      assert.equal(compare(whole, { ...(client(whole) as Response), headers: [...works.headers, ['connection', 'keep-alive']] }, exchanges).length, readable ? 0 : 1);
    });
  }
});

describe('one change of a request is one difference', () => {
  const without = (headers: Exchange['requestHeaders'], name: string): Exchange['requestHeaders'] => headers.filter(([other]) => other !== name);
  const rows: readonly (readonly [what: string, index: 0 | 1, change: (exchange: Exchange) => Partial<Exchange>, difference: Row | null])[] = [
    ['its method', 1, () => ({ method: 'put' }), ['request: method', 'PUT', 'put']],
    ['a preflight’s method', 0, () => ({ method: 'HEAD' }), ['preflight: method', 'OPTIONS', 'HEAD']],
    ['its body', 1, () => ({ requestBody: '' }), ['request: body', '"{}"', '""']],
    ['a preflight with a body', 0, () => ({ requestBody: 'x' }), ['preflight: body', '(none)', '"x"']],
    ['a header that must not be there', 1, ({ requestHeaders }) => ({ requestHeaders: [...requestHeaders, ['Cookie', 'a=1']] }), ['request: cookie', '(none)', '"a=1"']],
    ['an empty header that must not be there', 1, ({ requestHeaders }) => ({ requestHeaders: [...requestHeaders, ['Cookie', '']] }), ['request: cookie', '(none)', '""']],
    ['a credential in a preflight', 0, ({ requestHeaders }) => ({ requestHeaders: [...requestHeaders, ['Authorization', 'x']] }), ['preflight: authorization', '(none)', '"x"']],
    ['a header that is missing', 1, ({ requestHeaders }) => ({ requestHeaders: without(requestHeaders, 'content-type') }), ['request: content-type', '"application/json"', '(none)']],
    ['a header with another value', 1, ({ requestHeaders }) => ({ requestHeaders: [...without(requestHeaders, 'origin'), ['Origin', 'null']] }), ['request: origin', `"${page}"`, '"null"']],
    ['a header twice', 1, ({ requestHeaders }) => ({ requestHeaders: [...requestHeaders, ['origin', page]] }), ['request: origin', `"${page}"`, `"${page}, ${page}"`]],
    ['names in another order', 0, ({ requestHeaders }) => ({ requestHeaders: [...without(requestHeaders, 'access-control-request-headers'), ['Access-Control-Request-Headers', 'Content-Type']] }), ['preflight: access-control-request-headers', '"content-type"', '"Content-Type"']],
    ['white space inside a value', 1, ({ requestHeaders }) => ({ requestHeaders: [...without(requestHeaders, 'x-padded'), ['x-padded', 'a ,']] }), ['request: x-padded', '"a,"', '"a ,"']],
    ['a header that nothing is said of', 1, ({ requestHeaders }) => ({ requestHeaders: [...requestHeaders, ['User-Agent', 'x']] }), null],
    ['Referer, which a user agent may shorten', 1, ({ requestHeaders }) => ({ requestHeaders: without(requestHeaders, 'referer') }), null],
  ];
  for (const [what, index, change, difference] of rows) {
    test(what, () => {
      const exchanges = wire(whole).map((exchange, at) => (at === index ? { ...exchange, ...change(exchange) } : exchange));
      assert.deepEqual(compare(whole, client(whole), exchanges), difference === null ? [] : [difference]);
    });
  }
  test('a body that nobody knows beforehand may be anything', () => {
    const unknown = predicted(works, { ...request, body: undefined });
    for (const requestBody of ['', 'anything']) assert.deepEqual(compare(unknown, client(unknown), wire(unknown).map((exchange) => ({ ...exchange, requestBody }))), []);
  });
});

describe('the sequence of requests', () => {
  const [first, second] = wire(whole) as [Exchange, Exchange];
  const elsewhere: Exchange = { ...second, target: '/t/end' };
  const retried = predicted(blocked, request, { ...request, optional: 'retry' });
  const [twice, redirected] = [predicted(works, preflight, request, cached, request), predicted({ ...works, redirected: true }, request, { ...request, url: end })];
  const rows: readonly (readonly [what: string, prediction: Prediction, exchanges: readonly Exchange[], difference: Row | null])[] = [
    ['a request is missing', whole, [first], ['exchanges', 'preflight → request', 'preflight']],
    ['a preflight is missing', whole, [second], ['exchanges', 'preflight → request', 'request']],
    ['all are missing', whole, [], ['exchanges', 'preflight → request', 'nothing']],
    ['a request too many', whole, [first, second, second], ['exchanges', 'preflight → request', 'preflight → request → request']],
    ['a preflight too many', whole, [first, first, second], ['exchanges', 'preflight → request', 'preflight → preflight → request']],
    ['they changed places', whole, [second, first], ['exchanges', 'preflight → request', 'request → preflight']],
    ['a request where there must be none', predicted(refused), [second], ['exchanges', 'nothing', 'request']],
    ['a request at another address', whole, [first, elsewhere], ['exchanges', `preflight ${start} → request ${start}`, `preflight ${start} → request ${end}`]],
    ['a request without its query', whole, [first, { ...second, target: '/t/resource' }], ['exchanges', `preflight ${start} → request ${start}`, `preflight ${start} → request http://localhost:2/t/resource`]],
    ['a request at another origin', whole, [first, { ...second, origin: 'http://127.0.0.1:2' }], ['exchanges', `preflight ${start} → request ${start}`, `preflight ${start} → request http://127.0.0.1:2/t/resource?a=1`]],
    ['a redirect that is not followed', redirected, [second], ['exchanges', 'request → request', 'request']],
    ['redirects in another order', redirected, [elsewhere, second], ['exchanges', `request ${start} → request ${end}`, `request ${end} → request ${start}`]],
    ['a request with no Origin is a request', whole, [first, { ...second, role: 'request' }], null],
    ['a cached preflight may come', twice, [first, second, first, second], null],
    ['and may be left out', twice, [first, second, second], null],
    ['but not come twice', twice, [first, second, first, first, second], ['exchanges', 'preflight → request → (preflight) → request', 'preflight → request → preflight → preflight → request']],
    ['and not come elsewhere', twice, [first, second, { ...first, target: '/t/end' }, second], ['exchanges', 'preflight → request → (preflight) → request', 'preflight → request → preflight → request']],
    ['and its request must follow', twice, [first, second, first], ['exchanges', 'preflight → request → (preflight) → request', 'preflight → request → preflight']],
    ['without a response it may be tried again', retried, [second, second], null],
    ['any number of times', retried, [second, second, second, second], null],
    ['and need not be', retried, [second], null],
    ['but it must be tried once', retried, [], ['exchanges', 'request → (request)', 'nothing']],
    ['and nothing else may follow', retried, [second, second, first], ['exchanges', 'request → (request)', 'request → request → preflight']],
    ['nor at another address', retried, [second, elsewhere], ['exchanges', 'request → (request)', 'request → request']],
    ['of an open outcome more may come', predicted(open, preflight), [first, second, elsewhere], null],
    ['of an open outcome what is known must come', predicted(open, preflight), [], ['exchanges', 'preflight → …', 'nothing']],
    ['of an open outcome what is known must come first', predicted(open, preflight), [second], ['exchanges', 'preflight → …', 'request']],
    ['of an open outcome what comes is compared', predicted(open, preflight), [{ ...first, requestBody: 'x' }, second], ['preflight: body', '(none)', '"x"']],
  ];
  for (const [what, prediction, exchanges, difference] of rows) {
    test(what, () => {
      const seen = faithfulClient(prediction, 'fetch') ?? client(whole);
      assert.deepEqual(compare(prediction, seen, exchanges), difference === null ? [] : [difference]);
    });
  }
  test('a cached preflight that comes is compared like any other', () => assert.deepEqual(compare(twice, client(twice), [first, second, { ...first, requestHeaders: [...first.requestHeaders, ['Cookie', 'a=1']] }, second]), [['preflight: cookie', '(none)', '"a=1"']]));
  test('of an open outcome script may see anything', () => {
    for (const seen of [client(whole), client(predicted(blocked)), client(predicted(refused))]) assert.deepEqual(compare(predicted(open, preflight), seen, [first]), []);
  });
  test('all that differs is said at once', () => assert.deepEqual(compare(whole, { ...(client(whole) as Response), status: 1 }, [first]).map(([element]) => element), ['status', 'exchanges']));
});

describe('of long bodies only the beginning is kept', () => {
  const long = 'é'.repeat(keptBody);
  const cut = (text: string): string => Buffer.from(text).subarray(0, keptBody).toString('utf8');
  const odd = `a${long}`;
  const rows: readonly (readonly [what: string, body: string, seen: string, agrees: boolean])[] = [
    ['the page’s beginning', long, long.slice(0, keptBody), true],
    ['the log’s beginning, with a letter cut through', cut(odd), odd.slice(0, keptBody), true],
    ['another letter in the beginning', long, `e${long.slice(1)}`.slice(0, keptBody), false],
    ['less than the beginning', long, long.slice(0, 100), false],
    ['nothing', long, '', false],
    ['a short body that another follows', 'hello', 'hello hello', false],
  ];
  for (const [what, body, seen, agrees] of rows) {
    test(`a response: ${what}`, () => {
      const prediction = predicted({ ...works, body }, request);
      assert.equal(compare(prediction, { ...(client(prediction) as Response), body: seen }, wire(prediction)).length, agrees ? 0 : 1);
    });
  }
  test('a request: the log’s beginning', () => {
    const prediction = predicted(works, { ...request, body: odd });
    assert.deepEqual(compare(prediction, client(prediction), wire(prediction).map((exchange) => ({ ...exchange, requestBody: cut(odd) }))), []);
    assert.equal(compare(prediction, client(prediction), wire(prediction).map((exchange) => ({ ...exchange, requestBody: cut(`b${odd}`) }))).length, 1);
  });
});
