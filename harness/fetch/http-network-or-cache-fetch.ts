import { cookieHeader, storeCookies } from './cookie.ts';
import { factsOf } from './facts.ts';
import type { FetchParams, FetchResult, NetworkError, WireRequest } from './fetch-params.ts';
import { getHeader, hasHeader } from './header.ts';
import { cacheModeHeaders, effectiveCacheMode, freshen, isSameResponse, select, store } from './http-cache.ts';
import { currentUrl, redirectTaint, serializeRequestOrigin } from './request.ts';
import type { FetchRequest, FetchResponse } from './request.ts';
import { multipartType } from './script-request.ts';
import { addressSpaceOf, isPotentiallyTrustworthy, localNetworkAccess } from './secure.ts';
import { addressOf, isSameOrigin, isSameSite, schemeOf } from './url.ts';

export type NetworkResult = { readonly kind: 'response'; readonly response: FetchResponse } | Exclude<FetchResult, { kind: 'response' }>;

/** Bytes that the bodies of keepalive requests may have. */
const longestKeepalive = 65_536;

/** Source: https://fetch.spec.whatwg.org/#append-a-request-origin-header */
export function originHeader(request: FetchRequest): string | null {
  const serialized = serializeRequestOrigin(request);
  if (request.responseTainting === 'cors') return serialized;
  if (request.method === 'GET' || request.method === 'HEAD') return null;
  if (request.mode === 'cors') return serialized;
  const url = currentUrl(request);
  switch (request.referrerPolicy) {
    case 'no-referrer':
      return 'null';
    case 'no-referrer-when-downgrade':
    case 'strict-origin':
    case 'strict-origin-when-cross-origin':
      return schemeOf(request.origin) === 'https' && url.protocol !== 'https:' ? 'null' : serialized;
    case 'same-origin':
      return isSameOrigin(request.origin, url.origin) ? serialized : 'null';
    case 'origin':
    case 'origin-when-cross-origin':
    case 'unsafe-url':
      return serialized;
  }
}

/** Says whether a request carries credentials. Source: https://fetch.spec.whatwg.org/#concept-http-network-or-cache-fetch step 8.3 */
export function includesCredentials({ credentials, responseTainting }: Pick<FetchRequest, 'credentials' | 'responseTainting'>): boolean {
  return credentials === 'include' || (credentials === 'same-origin' && responseTainting === 'basic');
}

/** Writes a request as its server receives it. Source: https://fetch.spec.whatwg.org/#concept-http-network-or-cache-fetch step 8 */
export function wireRequest(params: FetchParams, request: FetchRequest, extraHeaders: ReadonlyMap<string, string | null>, role: WireRequest['role']): WireRequest {
  const headers = new Map<string, string | null>([
    // What images accept is the engine's own.
    ...(request.destination === 'image' ? [] : [['accept', '*/*'] as const]),
    ['authorization', null],
    ['content-type', null],
  ]);
  for (const [name] of request.headers) headers.set(name.toLowerCase(), getHeader(request.headers, name));
  // A multipart body's boundary is the engine's to choose; a type that script set is not.
  if (request.body?.text === null && headers.get('content-type') === multipartType) headers.delete('content-type');
  // step 8.11
  headers.set('referer', request.referrer ?? null);
  // step 8.12
  headers.set('origin', originHeader(request));
  headers.set('access-control-request-method', null);
  headers.set('access-control-request-headers', null);
  for (const [name, value] of extraHeaders) headers.set(name, value);
  // steps 8.17 and 8.18
  for (const [name, value] of cacheModeHeaders(effectiveCacheMode(request))) if (!hasHeader(request.headers, name)) headers.set(name.toLowerCase(), value);
  // step 8.19: a part of an encoded response could not be decoded
  if (hasHeader(request.headers, 'Range')) headers.set('accept-encoding', 'identity');
  // step 8.21
  const url = currentUrl(request);
  const cookie = includesCredentials(request) ? cookieHeader(params.cookies, url, request.origin, redirectTaint(request)) : null;
  if (cookie === undefined) params.open.add('cookies');
  else headers.set('cookie', cookie);
  return { role, method: request.method, url: addressOf(url), headers: Object.fromEntries(headers), body: request.body === null ? null : (request.body.text ?? undefined) };
}

/**
 * Sends a request and gets its response. With the role `preflight` it is a CORS-preflight request, made for another.
 * Source: https://fetch.spec.whatwg.org/#concept-http-network-or-cache-fetch
 */
export function httpNetworkOrCacheFetch(params: FetchParams, request: FetchRequest, extraHeaders: ReadonlyMap<string, string | null>, role: WireRequest['role'], isNewConnectionFetch = false): NetworkResult {
  const url = currentUrl(request);
  const credentials = includesCredentials(request);
  const sent = wireRequest(params, request, extraHeaders, role);
  const mode = effectiveCacheMode(request);
  const stored = role === 'request' ? select(params.httpCache, sent, mode, params.now) : null;
  if (stored !== null) params.open.add('http-cache');
  // step 8.10
  if (role === 'request' && request.keepalive === true && new TextEncoder().encode(request.body?.text ?? '').length > longestKeepalive) {
    params.step('http-network-or-cache-fetch', '8.10', `the body has more than ${longestKeepalive} bytes, and keepalive requests may not together: a network error`);
    return { kind: 'network-error', stage: 'http-network-fetch', reason: 'keepalive-quota', facts: factsOf(request) };
  }
  const first = httpNetworkFetch(params, request, sent, stored?.validate === false ? stored.response : null);
  if (first.kind !== 'response') return first;
  let { response } = first;
  if (stored !== null && response.toCondition === undefined && (stored.validate ? response.status === 304 : !isSameResponse(stored.response, response))) {
    params.step('http-network-or-cache-fetch', '8.26', 'the engine may have a response that came before in its HTTP cache, and with it script gets another one');
    return params.undetermined('http-cache');
  }
  // step 11.4
  if (stored !== null && response.toCondition === true && response.status === 304) {
    params.step('http-network-or-cache-fetch', '11.4', 'the response is a 304: the one in the HTTP cache is still good, and gets its headers');
    response = freshen(stored.response, response);
  }
  if (credentials) params.cookies = storeCookies(params.cookies, response.headers, url, !isSameSite(request.origin, url.origin) || redirectTaint(request) === 'cross-site');
  if (role === 'request' && mode !== 'no-store') params.httpCache = store(params.httpCache, sent, response, params.now);

  // step 15
  if (response.status === 401 && request.responseTainting !== 'cors' && credentials && getHeader(response.headers, 'WWW-Authenticate') !== null) {
    params.step('http-network-or-cache-fetch', '15', 'the response is a 401 with a challenge, so the person may be asked for credentials');
    return params.undetermined('prompt');
  }
  // step 16
  if (response.status === 407) {
    params.step('http-network-or-cache-fetch', '16', 'the response is a 407, which is a proxy’s to send');
    return params.undetermined('status');
  }
  // step 17
  if (response.status === 421 && !isNewConnectionFetch && (request.body === null || request.body.hasSource)) {
    params.step('http-network-or-cache-fetch', '17', 'the response is a 421, so the request is sent again on a new connection');
    return httpNetworkOrCacheFetch(params, request, extraHeaders, role, true);
  }
  return { kind: 'response', response };
}

/** Gets a response from the network; one that is `stored` may stand in for it. Source: https://fetch.spec.whatwg.org/#concept-http-network-fetch */
function httpNetworkFetch(params: FetchParams, request: FetchRequest, sent: WireRequest, stored: FetchResponse | null): NetworkResult {
  const url = currentUrl(request);
  const fail = (reason: NetworkError['reason']): NetworkResult => ({ kind: 'network-error', stage: 'http-network-fetch', reason, facts: factsOf(request, { preflight: sent.role === 'preflight' }) });
  const ownOrigin = isSameOrigin(request.origin, url.origin) && isPotentiallyTrustworthy(url) === 'yes';
  const trustworthy = isPotentiallyTrustworthy(request.client);
  const access = ownOrigin ? 'allowed' : localNetworkAccess(params.clientAddressSpace ?? addressSpaceOf(request.client.hostname), addressSpaceOf(url.hostname), trustworthy === 'yes');
  if (access === 'prompt') {
    params.step('http-network-fetch', 'local network access check', `${url.hostname} is in a less public address space than the page, so the person may be asked`);
    return params.undetermined('prompt');
  }
  if (access === 'blocked' && trustworthy === 'open') {
    params.step('http-network-fetch', 'local network access check', `${url.hostname} is in a less public address space than the page, and whether that is a secure context is the user agent's to decide`);
    return params.undetermined('localhost-trustworthy');
  }
  if (access === 'blocked') {
    params.step('http-network-fetch', 'local network access check', `${url.hostname} is in a less public address space than the page, which is no secure context`);
    return fail('local-network-access');
  }
  // step 8.3
  if (params.http === '1.1' && request.body?.hasSource === false) {
    params.step('http-network-fetch', '8.3', 'the body is a stream, and the connection is an HTTP/1.x one: a network error, before anything is sent');
    return fail('stream-over-http-1');
  }
  const response = params.respond(sent);
  if (response === 'no-connection') {
    params.step('http-network-fetch', '8.1', 'no connection can be made, so nothing is sent: a network error, which is none of CORS');
    return fail('network');
  }
  params.exchanges.push({ ...sent, optional: stored === null ? null : 'http-cache' });
  if (response === 'unknown' && stored !== null) {
    params.step('http-network-or-cache-fetch', '8.26', 'no request came, so the response is taken from the HTTP cache');
    return { kind: 'response', response: stored };
  }
  if (response === 'unknown') return params.undetermined('unknown-server');
  if (response === 'none') {
    // HTTP lets a client try again, and only advises against it where the method is not idempotent:
    // https://www.rfc-editor.org/rfc/rfc9110#section-9.2.2
    params.open.add('retry');
    params.exchanges.push({ ...sent, optional: 'retry' });
    params.step('http-network-fetch', '8.5', 'no response came: a network error, which is none of CORS');
    return fail('network');
  }
  if ('discarded' in response) {
    params.step('http-network-fetch', '8.5', `the response is discarded, since ${response.discarded}: a network error, which is none of CORS`);
    return fail('network');
  }
  if ('malformed' in response) {
    params.step('http-network-fetch', '8.5', `whether the bytes that came are a response is left to the user agent: ${response.malformed}`);
    return params.undetermined('malformed-response');
  }
  params.elapsed += response.delay ?? 0;
  if (params.patience !== null && params.elapsed > params.patience.after) {
    params.step('http-network-fetch', '8.4', `after ${params.patience.after} ms ${params.patience.end === 'aborted' ? 'script aborts' : 'the timeout ends'} the fetch, before the response comes`);
    return { kind: params.patience.end };
  }
  const { origin } = sent.headers;
  params.step('http-network-or-cache-fetch', '11.2', `${sent.method} ${sent.url}${typeof origin === 'string' ? ` with Origin: ${origin}` : ''}; the response is a ${response.status}`);
  return { kind: 'response', response };
}
