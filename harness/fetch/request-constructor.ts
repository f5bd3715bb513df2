import { appendInNoCors } from './cors-safelist.ts';
import { hasHeader, isForbiddenRequestHeader, isHeaderName, isHeaderValue, normalizeHeaderValue } from './header.ts';
import type { HeaderList } from './header.ts';
import { isCorsSafelistedMethod, isForbiddenMethod, isMethod, normalizeMethod } from './method.ts';
import { defaultReferrerPolicy } from './referrer.ts';
import { extractBody } from './script-request.ts';
import type { ApiResult, ScriptRequest } from './script-request.ts';
import type { Reason } from './reason.ts';
import type { Algorithm, TraceStep } from './trace.ts';
import { parseUrl } from './url.ts';

/** Makes a request as `new Request()` does. Source: https://fetch.spec.whatwg.org/#dom-request */
export function constructRequest(asked: ScriptRequest): ApiResult {
  const trace: TraceStep[] = [];
  const say = (algorithm: Algorithm, step: string, says: string): void => void trace.push({ algorithm, step, says });
  const refuse = (step: string, reason: Reason, says: string): ApiResult => {
    say('request-constructor', step, `${says}: a TypeError`);
    return { kind: 'exception', error: 'TypeError', reason, trace };
  };
  const client = parseUrl(asked.clientUrl);
  // steps 5.1 to 5.3
  const url = parseUrl(asked.url, asked.clientUrl);
  if (url === null || client === null) return refuse('5.2', 'url-invalid', `${asked.url} is no address`);
  if (url.includesCredentials) return refuse('5.3', 'url-userinfo', 'the address holds a user name or password');
  // steps 16 to 18
  const { mode } = asked;
  if (mode === 'navigate') return refuse('17', 'mode-navigate', 'the mode is navigate, which script may not choose');
  // steps 25.1 to 25.4
  if (!isMethod(asked.method)) return refuse('25.2', 'method-invalid', `${JSON.stringify(asked.method)} is no method`);
  if (isForbiddenMethod(asked.method)) return refuse('25.2', 'method-forbidden', `${asked.method} is a forbidden method`);
  const method = normalizeMethod(asked.method);
  if (method !== asked.method) say('request-constructor', '25.3', `the method ${asked.method} is normalised to ${method}`);
  // step 32.1
  const noCors = mode === 'no-cors';
  if (noCors && !isCorsSafelistedMethod(method)) return refuse('32.1', 'no-cors-method', `the mode is no-cors, and ${method} is no CORS-safelisted method`);
  // step 33
  let headers: HeaderList = [];
  const append = (name: string, value: string): void => {
    if (!noCors && isForbiddenRequestHeader(name, value)) return void say('headers-append', '2', `${name} is a forbidden request-header: left out`);
    const longer = noCors ? appendInNoCors(headers, name, value) : [...headers, [name, value] as const];
    if (longer === headers) say('headers-append', '3.4', `${name} is not safelisted in mode no-cors: left out`);
    headers = longer;
  };
  for (const [name, written] of asked.headers) {
    const value = normalizeHeaderValue(written);
    if (!isHeaderName(name) || !isHeaderValue(value)) {
      say('headers-append', '2', `${JSON.stringify(`${name}: ${value}`)} is no header: a TypeError`);
      return { kind: 'exception', error: 'TypeError', reason: 'header-invalid', trace };
    }
    append(name, value);
  }
  // step 35
  if (asked.body !== null && (method === 'GET' || method === 'HEAD')) return refuse('35', 'body-not-allowed', `a ${method} request has no body`);
  // steps 37 to 39
  const extracted = asked.body === null ? null : extractBody(asked.body);
  if (extracted !== null && extracted.type !== null && !hasHeader(headers, 'Content-Type')) {
    say('request-constructor', '37.4', `the body is of type ${extracted.type.replace(/boundary=x$/, 'boundary=…')}`);
    append('Content-Type', normalizeHeaderValue(extracted.type));
  }
  const stream = extracted?.body.hasSource === false;
  if (stream && noCors) return refuse('39.2', 'no-cors-stream', 'the mode is no-cors, and the body is a stream');
  return {
    kind: 'request',
    trace,
    request: {
      method,
      urlList: [url],
      origin: asked.origin,
      client,
      headers,
      body: extracted?.body ?? null,
      mode,
      credentials: asked.credentials,
      redirect: asked.redirect,
      referrerPolicy: asked.referrerPolicy ?? defaultReferrerPolicy,
      useCorsPreflight: stream,
      responseTainting: 'basic',
      redirectCount: 0,
      cache: asked.cache,
      keepalive: asked.keepalive,
    },
  };
}
