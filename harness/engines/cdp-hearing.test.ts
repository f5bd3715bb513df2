import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CdpHearing } from './cdp-hearing.ts';

const url = 'http://127.0.0.1:4001/token/resource';
const sent = (requestId: string, address = url): [string, object] => ['Network.requestWillBeSent', { requestId, request: { url: address } }];
const failed = (requestId: string, given: object = {}): [string, object] => ['Network.loadingFailed', { requestId, errorText: 'net::ERR_FAILED', ...given }];
const issue = (corsError: string, failedParameter: string, given: object = {}): [string, object] => ['Audits.issueAdded', { issue: { code: 'CorsIssue', details: { corsIssueDetails: { corsErrorStatus: { corsError, failedParameter }, isWarning: false, request: { url }, ...given } } } }];

/** Lets a hearing hear events. Returns the words of the last one. */
function last(...events: readonly [string, object][]): ReturnType<CdpHearing['hear']> {
  const hearing = new CdpHearing();
  return events.map(([method, params]) => hearing.hear(method, params)).at(-1) ?? null;
}

describe('words of DevTools protocol events', () => {
  test('a CORS error, with its parameter', () => {
    assert.deepEqual(last(issue('MethodDisallowedByPreflightResponse', 'PUT')), { source: 'cdp', code: 'MethodDisallowedByPreflightResponse', detail: 'PUT', text: 'CorsIssue', url });
  });

  test('a CORS error without a parameter', () => {
    assert.deepEqual(last(issue('MissingAllowOriginHeader', '')), { source: 'cdp', code: 'MissingAllowOriginHeader', detail: null, text: 'CorsIssue', url });
  });

  test('a CORS error is not said again of the request that failed', () => {
    assert.equal(last(sent('1'), issue('MissingAllowOriginHeader', ''), failed('1', { corsErrorStatus: { corsError: 'MissingAllowOriginHeader', failedParameter: '' } })), null);
  });

  test('what was blocked for another reason', () => {
    assert.deepEqual(last(sent('1'), failed('1', { errorText: 'net::ERR_BLOCKED_BY_RESPONSE.NotSameOrigin', blockedReason: 'corp-not-same-origin' })), { source: 'cdp', code: 'corp-not-same-origin', detail: null, text: 'net::ERR_BLOCKED_BY_RESPONSE.NotSameOrigin', url });
  });

  test('what was blocked without an error text', () => {
    assert.deepEqual(last(sent('1'), failed('1', { errorText: '', blockedReason: 'mixed-content' })), { source: 'cdp', code: 'mixed-content', detail: null, text: 'mixed-content', url });
  });

  test('an error of the network', () => {
    assert.deepEqual(last(sent('1'), failed('1', { errorText: 'net::ERR_CONNECTION_REFUSED' })), { source: 'cdp', code: 'net::ERR_CONNECTION_REFUSED', detail: null, text: 'net::ERR_CONNECTION_REFUSED', url });
  });

  test('after a redirect the address is the one it led to', () => {
    assert.equal(last(sent('1'), sent('1', `${url}/end`), failed('1'))?.url, `${url}/end`);
  });

  test('requests under way are told apart', () => {
    assert.equal(last(sent('1'), sent('2', `${url}/other`), failed('1'))?.url, url);
  });

  test('a second end of a request is not heard', () => {
    assert.equal(last(sent('1'), failed('1'), failed('1', { errorText: 'net::ERR_ABORTED' })), null);
    assert.equal(last(sent('1'), ['Network.loadingFinished', { requestId: '1' }], failed('1')), null);
  });

  test('a warning is no error, and other issues and events are not heard', () => {
    assert.equal(last(issue('MissingAllowOriginHeader', '', { isWarning: true })), null);
    assert.equal(last(['Audits.issueAdded', { issue: { code: 'QuirksModeIssue', details: {} } }]), null);
    assert.equal(last(['Network.responseReceived', { requestId: '1' }]), null);
  });

  test('addresses of requests that never end are forgotten', () => {
    const hearing = new CdpHearing();
    for (let id = 0; id <= 1000; id++) hearing.hear(...sent(String(id)));
    assert.equal(hearing.hear(...failed('0')), null);
    assert.equal(hearing.hear(...failed('1'))?.url, url);
  });
});
