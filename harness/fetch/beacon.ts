import { isCorsSafelistedRequestHeader } from './cors-safelist.ts';
import { defaultReferrerPolicy } from './referrer.ts';
import { extractBody } from './script-request.ts';
import type { ApiResult, ScriptRequest } from './script-request.ts';
import type { TraceStep } from './trace.ts';
import { isHttpScheme, parseUrl } from './url.ts';

/** Makes a request as `navigator.sendBeacon()` does. Source: https://w3c.github.io/beacon/#sec-processing-model */
export function sendBeacon(asked: ScriptRequest): ApiResult {
  const trace: TraceStep[] = [];
  const client = parseUrl(asked.clientUrl);
  const url = parseUrl(asked.url, asked.clientUrl);
  if (url === null || client === null || !isHttpScheme(url)) {
    trace.push({ algorithm: 'send-beacon', step: '3', says: `${asked.url} is no http or https address: a TypeError` });
    return { kind: 'exception', error: 'TypeError', reason: 'url-invalid', trace };
  }
  const extracted = asked.body === null ? null : extractBody(asked.body);
  const type = extracted?.type ?? null;
  const safelisted = type === null || isCorsSafelistedRequestHeader('Content-Type', type);
  trace.push({ algorithm: 'send-beacon', step: '6', says: safelisted ? 'the mode is no-cors' : `the mode is cors, since ${type} is no CORS-safelisted Content-Type` });
  return {
    kind: 'request',
    trace,
    request: {
      method: 'POST',
      urlList: [url],
      origin: asked.origin,
      client,
      headers: type === null ? [] : [['Content-Type', type]],
      body: extracted?.body ?? null,
      mode: safelisted ? 'no-cors' : 'cors',
      credentials: 'include',
      redirect: 'follow',
      referrerPolicy: defaultReferrerPolicy,
      useCorsPreflight: false,
      responseTainting: 'basic',
      redirectCount: 0,
      keepalive: true,
    },
  };
}
