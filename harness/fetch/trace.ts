/** Algorithms whose steps appear in a trace, with their titles and anchors. */
export const algorithms = {
  'request-constructor': { title: 'new Request()', link: 'https://fetch.spec.whatwg.org/#dom-request' },
  'headers-append': { title: 'append a header', link: 'https://fetch.spec.whatwg.org/#concept-headers-append' },
  'xhr-open': { title: 'XMLHttpRequest open()', link: 'https://xhr.spec.whatwg.org/#the-open()-method' },
  'xhr-set-request-header': { title: 'XMLHttpRequest setRequestHeader()', link: 'https://xhr.spec.whatwg.org/#the-setrequestheader()-method' },
  'xhr-send': { title: 'XMLHttpRequest send()', link: 'https://xhr.spec.whatwg.org/#the-send()-method' },
  'send-beacon': { title: 'navigator.sendBeacon()', link: 'https://w3c.github.io/beacon/#sec-processing-model' },
  'load-image': { title: 'create a potential-CORS request', link: 'https://html.spec.whatwg.org/#create-a-potential-cors-request' },
  'main-fetch': { title: 'main fetch', link: 'https://fetch.spec.whatwg.org/#concept-main-fetch' },
  'http-fetch': { title: 'HTTP fetch', link: 'https://fetch.spec.whatwg.org/#concept-http-fetch' },
  'cors-preflight-fetch': { title: 'CORS-preflight fetch', link: 'https://fetch.spec.whatwg.org/#cors-preflight-fetch-0' },
  'http-network-or-cache-fetch': { title: 'HTTP-network-or-cache fetch', link: 'https://fetch.spec.whatwg.org/#concept-http-network-or-cache-fetch' },
  'http-network-fetch': { title: 'HTTP-network fetch', link: 'https://fetch.spec.whatwg.org/#concept-http-network-fetch' },
  'cors-check': { title: 'CORS check', link: 'https://fetch.spec.whatwg.org/#concept-cors-check' },
  'corp-check': { title: 'cross-origin resource policy check', link: 'https://fetch.spec.whatwg.org/#cross-origin-resource-policy-internal-check' },
  'http-redirect-fetch': { title: 'HTTP-redirect fetch', link: 'https://fetch.spec.whatwg.org/#concept-http-redirect-fetch' },
} as const;
export type Algorithm = keyof typeof algorithms;

/** One step that was taken: of which algorithm, its number in the standard as of July 2026, and what came of it. */
export interface TraceStep {
  readonly algorithm: Algorithm;
  /** Number of the step, `7.5`. */
  readonly step: string;
  readonly says: string;
}

/** Writes a trace for a terminal, a step a line. */
export function formatTrace(trace: readonly TraceStep[]): string[] {
  return trace.map(({ algorithm, step, says }) => `${algorithms[algorithm].title} ${step}: ${says}`);
}
