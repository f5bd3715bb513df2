import { corsCheck } from './cors-check.ts';
import { corsUnsafeRequestHeaderNames } from './cors-safelist.ts';
import { extractDeltaSeconds, extractTokens, failure } from './extract.ts';
import { factsOf } from './facts.ts';
import type { FetchParams, WireRequest } from './fetch-params.ts';
import { getHeader, isCorsNonWildcardRequestHeaderName } from './header.ts';
import { httpNetworkOrCacheFetch, wireRequest } from './http-network-or-cache-fetch.ts';
import type { NetworkResult } from './http-network-or-cache-fetch.ts';
import { isCorsSafelistedMethod } from './method.ts';
import { defaultMaxAge, storePreflight } from './preflight-cache.ts';
import type { Reason } from './reason.ts';
import { isOkStatus, isRedirectStatus, serializeRequestOrigin } from './request.ts';
import type { FetchRequest, FetchResponse } from './request.ts';

/** What a preflight's response says. */
export type PreflightResult =
  | { readonly kind: 'allowed'; readonly methods: readonly string[]; readonly headerNames: readonly string[]; readonly maxAge: number }
  | { readonly kind: 'failed'; readonly reason: Reason; readonly header: string | null; readonly wanted: string | null };

type Say = (step: string, says: string) => void;

/** Headers that user agents send of themselves. */
const ownHeaders = new Set(['accept', 'accept-language', 'cache-control', 'pragma', 'priority', 'user-agent']);

/** Makes the CORS-preflight request for a request, and the headers it has of its own. Source: https://fetch.spec.whatwg.org/#cors-preflight-fetch-0 steps 1 to 5 */
function preflightFor(request: FetchRequest): [preflight: FetchRequest, asks: ReadonlyMap<string, string | null>] {
  const unsafe = corsUnsafeRequestHeaderNames(request.headers);
  const asks = new Map<string, string | null>([
    ['access-control-request-method', request.method],
    ['access-control-request-headers', unsafe.length === 0 ? null : unsafe.join(',')],
    ['cookie', null],
  ]);
  // None of the request's own headers goes with it; one that user agents add themselves need not be script's.
  for (const name of request.headers.map(([written]) => written.toLowerCase())) if (!ownHeaders.has(name)) asks.set(name, null);
  return [{ ...request, method: 'OPTIONS', headers: [], body: null, mode: 'cors', cache: undefined, credentials: 'same-origin', responseTainting: 'cors' }, asks];
}

/** Writes the CORS-preflight request for a request as its server would receive it, without sending it. */
export function preflightOnTheWire(params: FetchParams, request: FetchRequest): WireRequest {
  return wireRequest(params, ...preflightFor(request), 'preflight');
}

/** Asks the server whether it takes a request. Source: https://fetch.spec.whatwg.org/#cors-preflight-fetch-0 */
export function corsPreflightFetch(params: FetchParams, request: FetchRequest): NetworkResult {
  const say: Say = (step, says) => params.step('cors-preflight-fetch', step, says);
  const unsafe = corsUnsafeRequestHeaderNames(request.headers);
  say('3', `a preflight asks for the method ${request.method}${unsafe.length === 0 ? '' : ` and the headers ${unsafe.join(',')}`}`);
  // step 6
  const result = httpNetworkOrCacheFetch(params, ...preflightFor(request), 'preflight');
  if (result.kind !== 'response') return result;
  const { response } = result;

  const checked = checkPreflightResponse(request, response, unsafe, say, (step, says) => params.step('cors-check', step, says));
  if (checked.kind === 'failed') {
    const { reason, header, wanted } = checked;
    return { kind: 'network-error', stage: 'cors-preflight-fetch', reason, facts: factsOf(request, { response, header, wanted, preflight: true }) };
  }
  // steps 7.9 to 7.15
  params.preflightCache = storePreflight(params.preflightCache, request, Math.min(checked.maxAge, params.longestMaxAge), checked.methods, checked.headerNames, params.now);
  return result;
}

/** Checks a preflight's response. Source: https://fetch.spec.whatwg.org/#cors-preflight-fetch-0 steps 7 and 8 */
export function checkPreflightResponse(request: FetchRequest, response: FetchResponse, unsafeNames: readonly string[], say: Say, sayOfCheck: Say): PreflightResult {
  const failed = (reason: Reason, header: string | null, wanted: string | null): PreflightResult => ({ kind: 'failed', reason, header, wanted });
  // step 7
  const check = corsCheck(request, response.headers);
  sayOfCheck(check.step, `of the preflight's response: ${check.says}`);
  if (check.reason !== null) {
    say('8', 'the CORS check of the preflight failed: a network error');
    const credentials = check.reason === 'acac-not-true';
    return failed(check.reason, credentials ? 'Access-Control-Allow-Credentials' : 'Access-Control-Allow-Origin', credentials ? 'true' : serializeRequestOrigin(request));
  }
  if (!isOkStatus(response.status)) {
    say('8', `the preflight's status is ${response.status}, and only 200 to 299 will do: a network error`);
    return failed(isRedirectStatus(response.status) ? 'preflight-redirect' : 'preflight-status', null, null);
  }
  // steps 7.1 to 7.3
  let methods = extractTokens(response.headers, 'Access-Control-Allow-Methods');
  const headerNames = extractTokens(response.headers, 'Access-Control-Allow-Headers');
  if (methods === failure || headerNames === failure) {
    const header = methods === failure ? 'Access-Control-Allow-Methods' : 'Access-Control-Allow-Headers';
    say('7.3', `${header} is ${JSON.stringify(getHeader(response.headers, header))}, which is no list of tokens: a network error`);
    return failed(methods === failure ? 'acam-unparsable' : 'acah-unparsable', header, null);
  }
  // step 7.4
  if (methods === null && request.useCorsPreflight) methods = [request.method];
  const include = request.credentials === 'include';
  const allowedMethods = methods ?? [];
  const allowedNames = headerNames ?? [];
  // step 7.5
  if (!allowedMethods.includes(request.method) && !isCorsSafelistedMethod(request.method) && (include || !allowedMethods.includes('*'))) {
    say('7.5', `${request.method} is not in Access-Control-Allow-Methods (${listed(methods)})${allowedMethods.includes('*') ? ', and * counts for nothing with credentials' : ''}: a network error`);
    const otherCase = allowedMethods.some((method) => method.toUpperCase() === request.method.toUpperCase());
    return failed(otherCase ? 'method-case' : allowedMethods.includes('*') ? 'method-star-with-credentials' : 'method-not-allowed', 'Access-Control-Allow-Methods', request.method);
  }
  const isListed = (name: string): boolean => allowedNames.some((allowed) => allowed.toLowerCase() === name.toLowerCase());
  // step 7.6
  const nonWildcard = request.headers.find(([name]) => isCorsNonWildcardRequestHeaderName(name) && !isListed(name));
  if (nonWildcard !== undefined) {
    const [name] = nonWildcard;
    say('7.6', `${name} is not in Access-Control-Allow-Headers (${listed(headerNames)})${allowedNames.includes('*') ? ', and * does not cover it' : ''}: a network error`);
    const starOnly = allowedNames.includes('*');
    return failed(starOnly ? (include ? 'header-star-with-credentials' : 'authorization-not-covered-by-star') : 'header-not-allowed', 'Access-Control-Allow-Headers', name.toLowerCase());
  }
  // step 7.7
  const missing = unsafeNames.find((name) => !isListed(name) && (include || !allowedNames.includes('*')));
  if (missing !== undefined) {
    say('7.7', `${missing} is not in Access-Control-Allow-Headers (${listed(headerNames)})${allowedNames.includes('*') ? ', and * counts for nothing with credentials' : ''}: a network error`);
    return failed(allowedNames.includes('*') ? 'header-star-with-credentials' : 'header-not-allowed', 'Access-Control-Allow-Headers', missing);
  }
  // steps 7.8 and 7.9
  const maxAge = extractDeltaSeconds(response.headers, 'Access-Control-Max-Age');
  say('7.16', 'the preflight allows the request');
  return { kind: 'allowed', methods: allowedMethods, headerNames: allowedNames, maxAge: maxAge === null || maxAge === failure ? defaultMaxAge : maxAge };
}

function listed(values: readonly string[] | null): string {
  return values === null ? 'not there' : values.length === 0 ? 'empty' : values.join(', ');
}
