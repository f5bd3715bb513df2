import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resultLine } from './sample.ts';
import { stepsOfRecord } from './steps.ts';

const single = resultLine('seed/a/fetch', 'chromium', 'conforms');

test('a case of one request is its own only step', () => assert.deepEqual(stepsOfRecord(single), [single]));

test('each step is a result with its own request, answers, and differences', () => {
  const [first, last] = stepsOfRecord({
    ...single,
    case: { ...single.case, before: [{ api: 'xhr', wait: 0, request: { ...single.case.request, method: 'PUT' }, resource: single.case.resource, expect: null }] },
    before: [{ url: 'http://localhost:1/first', expect: { readable: [], unreadable: [] }, expectation: 'standard', prediction: null, exchanges: [] }],
    verdict: { kind: 'deviates', why: '', differences: [{ element: 'step 1: outcome', expected: 'cors', observed: 'network-error' }, { element: 'exchanges', expected: 'a', observed: 'b' }] },
    observation: { ...single.observation, before: [{ kind: 'timeout', after: 1 }] },
  });
  assert.deepEqual([first?.case.request.method, first?.case.api, first?.url, first?.observation.client?.kind, first?.observation.exchanges.length], ['PUT', 'xhr', 'http://localhost:1/first', 'timeout', 0]);
  assert.deepEqual(first?.verdict.differences.map(({ element }) => element), ['outcome']);
  assert.deepEqual([last?.case.request.method, last?.url, last?.observation.exchanges.length], [single.case.request.method, single.url, 1]);
  assert.deepEqual(last?.verdict.differences.map(({ element }) => element), ['exchanges']);
});
