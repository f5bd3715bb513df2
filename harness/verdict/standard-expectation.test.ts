import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { PredictedExchange } from '../fetch/fetch-params.ts';
import type { PredictedOutcome } from '../fetch/predict.ts';
import { standardExpectation } from './standard-expectation.ts';

const one = (role: 'preflight' | 'request', method: string, optional: PredictedExchange['optional'] = null): PredictedExchange => ({ role, method, url: 'http://localhost:2/t/resource', headers: { origin: 'http://localhost:1' }, body: null, optional });
const [preflight, request, cached] = [one('preflight', 'OPTIONS'), one('request', 'PUT'), one('preflight', 'OPTIONS', 'preflight-cache')];
const rest = { headers: {}, present: [], absent: [] };
const facts = { origin: '', url: '', method: '', header: null, sent: null, wanted: null, status: null, preflight: false };

describe('the expectation that the standard stands in for', () => {
  const rows: readonly (readonly [what: string, outcome: PredictedOutcome, exchanges: readonly PredictedExchange[], expect: object])[] = [
    ['a response', { kind: 'response', type: 'cors', status: 404, redirected: true, url: 'http://x/', headers: [['etag', '"x"']], body: 'hello' }, [preflight, request], { outcome: 'cors', status: 404, redirected: true, exchanges: [{ role: 'preflight', ...rest }, { role: 'request', method: 'PUT', ...rest }], readable: [], unreadable: [] }],
    ['an opaque response', { kind: 'response', type: 'opaque', status: 0, redirected: false, url: '', headers: [], body: '' }, [request], { outcome: 'opaque', status: 0, redirected: false, exchanges: [{ role: 'request', method: 'PUT', ...rest }], readable: [], unreadable: [] }],
    ['a network error', { kind: 'network-error', stage: 'cors-check', reason: 'acao-missing', facts }, [request], { outcome: 'network-error', stage: 'cors-check', reason: 'acao-missing', exchanges: [{ role: 'request', method: 'PUT', ...rest }], readable: [], unreadable: [] }],
    ['an exception', { kind: 'exception', stage: 'api', reason: 'method-forbidden', error: 'TypeError' }, [], { outcome: 'exception', stage: 'api', reason: 'method-forbidden', exchanges: [], readable: [], unreadable: [] }],
    ['what is left open: nothing is expected, not even exchanges', { kind: 'undetermined', because: 'unknown-server' }, [request], { readable: [], unreadable: [] }],
    ['a preflight that may be cached is not expected', { kind: 'network-error', stage: 'cors-check', reason: 'acao-missing', facts }, [cached, request], { outcome: 'network-error', stage: 'cors-check', reason: 'acao-missing', exchanges: [{ role: 'request', method: 'PUT', ...rest }], readable: [], unreadable: [] }],
    ['what may be tried again may come again', { kind: 'network-error', stage: 'http-network-fetch', reason: 'network', facts }, [preflight, request, { ...request, optional: 'retry' }], { outcome: 'network-error', stage: 'http-network-fetch', reason: 'network', exchanges: [{ role: 'preflight', ...rest }, { role: 'request', method: 'PUT', ...rest, again: true }], readable: [], unreadable: [] }],
  ];
  for (const [what, outcome, exchanges, expect] of rows) test(what, () => assert.deepEqual(standardExpectation({ outcome, exchanges, trace: [], events: null, open: [] }), expect));
});
