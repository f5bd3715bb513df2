import { corsUnsafeRequestHeaders } from './cors-safelist.ts';
import { isBlockedByCsp } from './csp.ts';
import { factsOf } from './facts.ts';
import type { FetchParams, FetchResult } from './fetch-params.ts';
import { httpFetch } from './http-fetch.ts';
import { isCorsSafelistedMethod } from './method.ts';
import { clearPreflights } from './preflight-cache.ts';
import type { Reason } from './reason.ts';
import { requestReferrer } from './referrer.ts';
import { currentUrl } from './request.ts';
import type { FetchRequest, FetchResponse } from './request.ts';
import { isMixedContent } from './secure.ts';
import { isBadPort, isHttpScheme, isSameOrigin } from './url.ts';

/** Source: https://fetch.spec.whatwg.org/#concept-scheme-fetch step 3 */
const aboutBlank: FetchResponse = { status: 200, statusText: 'OK', headers: [['Content-Type', 'text/html;charset=utf-8']], body: '' };

/** Source: https://fetch.spec.whatwg.org/#concept-main-fetch */
export function mainFetch(params: FetchParams, given: FetchRequest): FetchResult {
  const url = currentUrl(given);
  // step 9; whether it comes before step 7 cannot be told
  const request: FetchRequest = { ...given, referrer: requestReferrer(given) };
  params.request = request;
  const fail = (step: string, reason: Reason, says: string): FetchResult => {
    params.step('main-fetch', step, `${says}: a network error`);
    return { kind: 'network-error', stage: 'main-fetch', reason, facts: factsOf(request) };
  };
  // step 7
  if (isBadPort(url)) return fail('7', 'bad-port', `port ${url.port ?? ''} is blocked`);
  const mixed = isMixedContent(request.client, url);
  if (mixed === 'blocked') return fail('7', 'mixed-content', `${url.origin} is http, and the page is https`);
  if (mixed === 'open') {
    params.step('main-fetch', '7', `whether ${url.origin} is mixed content to the page is the user agent's to decide`);
    return params.undetermined('localhost-trustworthy');
  }
  if (params.csp !== undefined && isBlockedByCsp(params.csp, request.destination, url)) return fail('7', 'csp', `the page’s Content-Security-Policy (${params.csp.policy}) does not allow ${url.origin}`);
  // step 12
  const basic = isSameOrigin(url.origin, request.origin) && request.responseTainting === 'basic';
  // What a data: or blob: URL holds is outside the model.
  if (url.protocol === 'data:' || (url.protocol === 'blob:' && (basic || request.mode === 'no-cors'))) return params.undetermined('unknown-server');
  if (basic) {
    params.step('main-fetch', '12', `${url.origin} is the page's own origin: no CORS`);
    return httpFetch(params, request, false);
  }
  if (request.mode === 'same-origin') return fail('12', 'mode-same-origin', `the mode is same-origin, and ${url.origin} is another origin than ${request.origin}`);
  if (request.mode === 'no-cors') {
    if (request.redirect !== 'follow') return fail('12', 'no-cors-redirect-mode', `the mode is no-cors, and the redirect mode is ${request.redirect}, not follow`);
    params.step('main-fetch', '12', `${url.origin} is fetched in mode no-cors: the response will be opaque`);
    const opaque: FetchRequest = { ...request, responseTainting: 'opaque' };
    // https://fetch.spec.whatwg.org/#concept-scheme-fetch steps 3 and 4
    if (url.protocol === 'about:' && url.pathname === 'blank') return { kind: 'response', request: opaque, response: aboutBlank, opaqueRedirect: false };
    if (!isHttpScheme(url)) return fail('12', 'scheme-not-http', `the scheme ${url.protocol.slice(0, -1)} is not fetched`);
    return httpFetch(params, opaque, false);
  }
  if (!isHttpScheme(url)) return fail('12', 'scheme-not-http', `the scheme ${url.protocol.slice(0, -1)} is not http or https`);
  const cors: FetchRequest = { ...request, responseTainting: 'cors' };
  const whose = isSameOrigin(url.origin, request.origin) ? `${url.origin} is the page's own origin, but another origin led there` : `${url.origin} is another origin than ${request.origin}`;
  if (request.useCorsPreflight || !isCorsSafelistedMethod(request.method) || corsUnsafeRequestHeaders(request.headers).length > 0) {
    params.step('main-fetch', '12', `${whose}: a CORS request, with a preflight`);
    const result = httpFetch(params, cors, true);
    // The standard's request changes with each redirect, so it is forgotten what the last address allowed.
    if (result.kind === 'network-error') params.preflightCache = clearPreflights(params.preflightCache, params.request);
    return result;
  }
  params.step('main-fetch', '12', `${whose}: a CORS request, simple enough to need no preflight`);
  return httpFetch(params, cors, false);
}
