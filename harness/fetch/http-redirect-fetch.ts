import { extractSingle, failure } from './extract.ts';
import { factsOf } from './facts.ts';
import type { FetchParams, FetchResult } from './fetch-params.ts';
import { deleteHeader, getHeader, hasHeader, isCorsNonWildcardRequestHeaderName, requestBodyHeaderNames } from './header.ts';
import { mainFetch } from './main-fetch.ts';
import { referrerPolicyOnRedirect } from './referrer.ts';
import type { Reason } from './reason.ts';
import { currentUrl, serializeRequestOrigin } from './request.ts';
import type { FetchRequest, FetchResponse } from './request.ts';
import { addressOf, isHttpScheme, isSameOrigin, parseUrl } from './url.ts';
import type { ParsedUrl } from './url.ts';

/** Most redirects that are followed. Source: https://fetch.spec.whatwg.org/#concept-http-redirect-fetch step 7 */
export const mostRedirects = 20;

/** Source: https://fetch.spec.whatwg.org/#concept-response-location-url */
export function locationUrl(response: FetchResponse, url: ParsedUrl): ParsedUrl | null | typeof failure {
  const location = extractSingle(response.headers, 'Location');
  if (location === null || location === failure) return location;
  // A value's bytes above 127 are UTF-8 to a URL parser, one character each here.
  const text = /[\x80-\xff]/.test(location) ? new TextDecoder().decode(Uint8Array.from(location, (character) => character.charCodeAt(0))) : location;
  return parseUrl(text, url.href) ?? failure;
}

/** Follows a redirect, or refuses to. Source: https://fetch.spec.whatwg.org/#concept-http-redirect-fetch */
export function httpRedirectFetch(params: FetchParams, request: FetchRequest, response: FetchResponse): FetchResult {
  const { status } = response;
  const url = currentUrl(request);
  const sent = getHeader(response.headers, 'Location');
  const fail = (step: string, reason: Reason, says: string): FetchResult => {
    params.step('http-redirect-fetch', step, `${says}: a network error`);
    return { kind: 'network-error', stage: 'http-redirect-fetch', reason, facts: factsOf(request, { response, header: 'Location' }) };
  };
  // steps 3 to 5
  const location = locationUrl(response, url);
  if (location === null) {
    params.step('http-redirect-fetch', '4', `the ${status} has no Location, so it is the response`);
    return { kind: 'response', request, response, opaqueRedirect: false };
  }
  if (location === failure) return fail('5', 'redirect-location-invalid', `Location is ${JSON.stringify(sent)}, which is no address`);
  // step 6
  if (!isHttpScheme(location)) return fail('6', 'redirect-scheme', `Location has the scheme ${location.protocol.slice(0, -1)}, and only http and https are followed`);
  // steps 7 and 8
  if (request.redirectCount === mostRedirects) return fail('7', 'redirect-count', `${mostRedirects} redirects were followed already`);
  // step 9
  if (request.mode === 'cors' && location.includesCredentials && !isSameOrigin(request.origin, location.origin)) return fail('9', 'redirect-userinfo', 'Location holds a user name or password and leads to another origin than the page’s');
  // step 10
  if (request.responseTainting === 'cors' && location.includesCredentials) return fail('10', 'redirect-userinfo', 'Location holds a user name or password, and another origin sent it');
  // step 11
  if (status !== 303 && request.body?.hasSource === false) return fail('11', 'redirect-stream-body', 'the body was a stream, which cannot be sent again');

  let { method, body, headers } = request;
  const says: string[] = [];
  // step 12
  if (((status === 301 || status === 302) && method === 'POST') || (status === 303 && method !== 'GET' && method !== 'HEAD')) {
    says.push(`${method} becomes GET without a body`);
    [method, body] = ['GET', null];
    for (const name of requestBodyHeaderNames) headers = deleteHeader(headers, name);
  }
  // step 13
  if (!isSameOrigin(url.origin, location.origin) && hasHeader(headers, 'Authorization')) {
    says.push('Authorization is removed');
    headers = headers.filter(([name]) => !isCorsNonWildcardRequestHeaderName(name));
  }
  // step 18
  const redirected: FetchRequest = {
    ...request,
    method,
    body,
    headers,
    urlList: [...request.urlList, location],
    redirectCount: request.redirectCount + 1,
    // step 19
    referrerPolicy: referrerPolicyOnRedirect(response.headers) ?? request.referrerPolicy,
  };
  if (serializeRequestOrigin(redirected) !== serializeRequestOrigin(request)) says.push('the request’s origin is null from now on, since another origin than the page’s redirected it elsewhere');
  params.step('http-redirect-fetch', '18', [`the ${status} is followed to ${addressOf(location)}`, ...says].join('; '));
  // step 22
  return mainFetch(params, redirected);
}
