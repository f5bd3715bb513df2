import { corpCheck } from './corp-check.ts';
import { corsCheck } from './cors-check.ts';
import { corsPreflightFetch, preflightOnTheWire } from './cors-preflight-fetch.ts';
import { corsUnsafeRequestHeaders } from './cors-safelist.ts';
import { factsOf } from './facts.ts';
import type { FetchParams, FetchResult } from './fetch-params.ts';
import { httpNetworkOrCacheFetch } from './http-network-or-cache-fetch.ts';
import { httpRedirectFetch } from './http-redirect-fetch.ts';
import { isCorsSafelistedMethod } from './method.ts';
import { hasHeaderNameCacheEntryMatch, hasMethodCacheEntryMatch } from './preflight-cache.ts';
import type { Reason } from './reason.ts';
import { handleFetch } from './service-worker.ts';
import { currentUrl, isRedirectStatus, serializeRequestOrigin } from './request.ts';
import type { FetchRequest } from './request.ts';

const noMore: ReadonlyMap<string, string | null> = new Map();

/** Source: https://fetch.spec.whatwg.org/#concept-http-fetch */
export function httpFetch(params: FetchParams, request: FetchRequest, makeCorsPreflight: boolean): FetchResult {
  // step 3
  const handled = handleFetch(params, request);
  if (handled !== null) return handled;
  // step 4.1
  if (makeCorsPreflight) {
    const failed = preflightIfNeeded(params, request);
    if (failed !== null) return failed;
  }
  // step 4.3
  const result = httpNetworkOrCacheFetch(params, request, noMore, 'request');
  if (result.kind !== 'response') return result;
  const { response } = result;
  const fail = (reason: Reason, stage: 'cors-check' | 'http-fetch', header: string | null, wanted: string | null): FetchResult => ({ kind: 'network-error', stage, reason, facts: factsOf(request, { response, header, wanted }) });
  // step 4.4
  if (request.responseTainting === 'cors') {
    const check = corsCheck(request, response.headers);
    params.step('cors-check', check.step, check.says);
    if (check.reason !== null) {
      const credentials = check.reason === 'acac-not-true';
      params.step('http-fetch', '4.4', 'the CORS check failed: a network error, so script gets nothing of the response');
      return fail(check.reason, 'cors-check', credentials ? 'Access-Control-Allow-Credentials' : 'Access-Control-Allow-Origin', credentials ? 'true' : serializeRequestOrigin(request));
    }
  }
  // step 5
  if (request.responseTainting === 'opaque') {
    const check = corpCheck(request.origin, currentUrl(request), response.headers);
    if (check.blocked) {
      params.step('corp-check', check.step, check.says);
      params.step('http-fetch', '5', 'the cross-origin resource policy blocks the response: a network error');
      return fail('corp', 'http-fetch', 'Cross-Origin-Resource-Policy', null);
    }
  }
  // step 6
  if (!isRedirectStatus(response.status)) return { kind: 'response', request, response, opaqueRedirect: false };
  switch (request.redirect) {
    case 'error':
      params.step('http-fetch', '6.3', `the status is ${response.status} and the redirect mode is error: a network error`);
      return fail('redirect-mode-error', 'http-fetch', null, null);
    case 'manual':
      params.step('http-fetch', '6.3', `the status is ${response.status} and the redirect mode is manual: an opaque-redirect filtered response`);
      return { kind: 'response', request, response, opaqueRedirect: true };
    case 'follow':
      return httpRedirectFetch(params, request, response);
  }
}

/** Makes the preflight unless an earlier one is still good for the request. Returns how it failed, or null. Source: https://fetch.spec.whatwg.org/#concept-http-fetch step 4.1 */
function preflightIfNeeded(params: FetchParams, request: FetchRequest): FetchResult | null {
  const unsafe = corsUnsafeRequestHeaders(request.headers);
  const methodAsks = !isCorsSafelistedMethod(request.method) || request.useCorsPreflight;
  const methodNeeds = methodAsks && !hasMethodCacheEntryMatch(params.preflightCache, request.method, request, params.now);
  const headerNeeds = unsafe.find(({ name }) => !hasHeaderNameCacheEntryMatch(params.preflightCache, name, request, params.now));
  if (methodNeeds || headerNeeds !== undefined) {
    const why = !methodNeeds ? `the header ${headerNeeds?.name ?? ''} needs it: ${headerNeeds?.why ?? ''}` : request.useCorsPreflight && isCorsSafelistedMethod(request.method) ? 'its use-CORS-preflight flag is set' : `${request.method} is no CORS-safelisted method`;
    params.step('http-fetch', '4.1', `the request is preflighted: ${why}`);
    const result = corsPreflightFetch(params, request);
    return result.kind === 'response' ? null : result;
  }
  // An entry may be removed at any time, so the preflight may come all the same; it would be answered as before.
  params.open.add('preflight-cache');
  params.step('http-fetch', '4.1', 'the CORS-preflight cache says that the request is allowed, so no preflight need be sent');
  params.exchanges.push({ ...preflightOnTheWire(params, request), optional: 'preflight-cache' });
  return null;
}
