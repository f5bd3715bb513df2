import type { Facts } from '../fetch/fetch-params.ts';

/** What each engine calls a reason; several reasons may share one name. */
export interface EngineNames {
  /** `corsError` of a failed request in the DevTools protocol, its `blockedReason`, or its `net::` error. */
  readonly chromium: readonly string[];
  /** Category of a line of the console, without the digit that some have at their end. */
  readonly firefox: readonly string[];
  /** Parts of the console's sentences: WebKit has no codes. */
  readonly webkit: readonly string[];
}

/** What a developer needs to know about one reason. */
export interface ReasonText {
  /** At most 70 characters, no full stop. */
  readonly title: string;
  /** What happened, and by which rule. */
  readonly sentence: string;
  /** The algorithm of the standard that says so. */
  readonly link: string;
  readonly engines: EngineNames;
  /** Says what to do, best first, with the values of this case. An exception of the API has no facts. */
  readonly mend: (facts: Facts | null) => readonly string[];
}

export const noEngineNames: EngineNames = { chromium: [], firefox: [], webkit: [] };

const fetchStandard = 'https://fetch.spec.whatwg.org/';
export const links = {
  request: `${fetchStandard}#dom-request`,
  appendHeader: `${fetchStandard}#concept-headers-append`,
  mainFetch: `${fetchStandard}#concept-main-fetch`,
  badPort: `${fetchStandard}#block-bad-port`,
  httpFetch: `${fetchStandard}#concept-http-fetch`,
  redirectFetch: `${fetchStandard}#concept-http-redirect-fetch`,
  networkFetch: `${fetchStandard}#concept-http-network-fetch`,
  preflightFetch: `${fetchStandard}#cors-preflight-fetch-0`,
  corsCheck: `${fetchStandard}#concept-cors-check`,
  corpCheck: `${fetchStandard}#cross-origin-resource-policy-internal-check`,
  networkOrCacheFetch: `${fetchStandard}#concept-http-network-or-cache-fetch`,
  localNetworkAccess: 'https://wicg.github.io/local-network-access/#local-network-access-check',
} as const;

/** Names the request whose response failed. */
export function theRequest(facts: Facts | null): string {
  if (facts === null) return 'the request';
  return facts.preflight ? `the preflight (\`OPTIONS ${facts.url}\`)` : `\`${facts.method} ${facts.url}\``;
}

/** Names the response that failed. */
export function theResponse(facts: Facts | null): string {
  return facts === null ? 'the response' : `the response to ${theRequest(facts)}`;
}

/** Quotes what the header to blame said; empty without facts. */
export function itSays(facts: Facts | null): string {
  if (facts === null) return '';
  if (facts.sent === null) return ' (it is not there now)';
  return ` (${facts.sent === '' ? 'it is empty now' : `now it says: ${quoted(facts) ?? ''}`})`;
}

/** Quotes what the header to blame said, where there is something to quote; user names and passwords in it are left out. */
export function quoted(facts: Facts | null): string | null {
  return facts?.sent == null || facts.sent === '' ? null : `\`${facts.sent.replace(/\/\/[^/@]*@/, '//…@')}\``;
}

/** Writes the line that lets the request's origin in; an opaque one only by `*`, since any site can have it. */
export function allowOriginLine(facts: Facts | null): string {
  if (facts === null) return '`Access-Control-Allow-Origin` with the origin of the page';
  return `\`Access-Control-Allow-Origin: ${facts.origin === 'null' ? '*' : facts.origin}\``;
}

/** Says what to do about an opaque origin; nothing for any other. */
export function nullOriginAdvice(facts: Facts | null): readonly string[] {
  if (facts?.origin !== 'null') return [];
  return [
    'The origin of this request is `null`: that of a sandboxed iframe, of a document opened from a file, or of a request that an origin other than the page’s redirected to a different one. Give the page an origin of its own (serve it, and do not sandbox it), or request the final address.',
  ];
}

export const withoutCredentials = "If the response does not depend on who asks, leave out `credentials: 'include'` (for XMLHttpRequest: `withCredentials`).";
export const noCorsIsNoMend = "If the server is not yours, let your own server make the request; `mode: 'no-cors'` does not help, since script cannot read an opaque response.";
