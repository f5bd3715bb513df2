import type { FetchParams, FetchResult } from './fetch-params.ts';
import type { FetchRequest, FetchResponse } from './request.ts';

/**
 * What a service worker does with each request of the page that it controls: `ignores` it; `forwards` it, by
 * `respondWith(fetch(event.request))`; `answers` it with a response that it made itself.
 */
export type ServiceWorker = 'ignores' | 'forwards' | 'answers';

/** What a service worker that answers makes: `new Response('made by the service worker', …)`. */
export const madeByTheWorker: FetchResponse = { status: 200, statusText: '', headers: [['Content-Type', 'text/plain'], ['X-Made-By', 'service worker']], body: 'made by the service worker' };

/**
 * Lets the service worker that controls the page handle a request. Null: it has not, or its own fetch of the same request
 * does what the page's would have done, since it is of the same origin. Only the first request of a fetch comes to it,
 * redirects of the network do not. A response that it made is subject to no CORS check.
 * Source: https://fetch.spec.whatwg.org/#concept-http-fetch step 3, https://w3c.github.io/ServiceWorker/#handle-fetch
 */
export function handleFetch(params: FetchParams, request: FetchRequest): FetchResult | null {
  if (params.serviceWorker === undefined || request.redirectCount > 0) return null;
  switch (params.serviceWorker) {
    case 'ignores':
      params.step('http-fetch', '3.4', 'the service worker of the page does not handle the request');
      return null;
    case 'forwards':
      params.step('http-fetch', '3.4', 'the service worker of the page makes the request itself, from the same origin');
      return null;
    case 'answers':
      params.step('http-fetch', '3.4', 'the service worker of the page made a response, so nothing is sent and nothing is checked');
      return { kind: 'response', request, response: madeByTheWorker, opaqueRedirect: false };
  }
}
