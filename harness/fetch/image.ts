import { defaultReferrerPolicy } from './referrer.ts';
import type { ApiResult, ScriptRequest } from './script-request.ts';
import { parseUrl } from './url.ts';

/**
 * Makes a request as an `<img>` does; with `crossorigin` in mode `cors`.
 * Source: https://html.spec.whatwg.org/#create-a-potential-cors-request
 */
export function loadImage(asked: ScriptRequest): ApiResult {
  const client = parseUrl(asked.clientUrl);
  const url = parseUrl(asked.url, asked.clientUrl);
  const step = { algorithm: 'load-image' as const, step: '1', says: asked.mode === 'cors' ? 'the image has crossorigin: the mode is cors' : 'the image has no crossorigin: the mode is no-cors, with credentials' };
  if (url === null || client === null) return { kind: 'exception', error: 'Error', reason: 'url-invalid', trace: [step] };
  return {
    kind: 'request',
    trace: [step],
    request: {
      method: 'GET',
      urlList: [url],
      origin: asked.origin,
      client,
      headers: [],
      body: null,
      mode: asked.mode === 'cors' ? 'cors' : 'no-cors',
      credentials: asked.mode === 'no-cors' ? 'include' : asked.credentials,
      redirect: 'follow',
      referrerPolicy: defaultReferrerPolicy,
      useCorsPreflight: false,
      responseTainting: 'basic',
      redirectCount: 0,
      destination: 'image',
    },
  };
}
