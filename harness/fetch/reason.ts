/**
 * Why there is no response: one code for each way in which the model can fail, in the standard's order. Closed: what each
 * means, and how to mend it, is in harness/explain, which does not compile without a text for every code.
 */
export const reasons = [
  // The API refuses the request itself.
  'url-invalid',
  'url-userinfo',
  'mode-navigate',
  'method-invalid',
  'method-forbidden',
  'header-invalid',
  'no-cors-method',
  'no-cors-stream',
  'body-not-allowed',
  // Main fetch
  'bad-port',
  'mixed-content',
  'csp',
  'local-network-access',
  'mode-same-origin',
  'no-cors-redirect-mode',
  'scheme-not-http',
  // CORS-preflight fetch
  'preflight-redirect',
  'preflight-status',
  'acam-unparsable',
  'acah-unparsable',
  'method-not-allowed',
  'method-case',
  'method-star-with-credentials',
  'authorization-not-covered-by-star',
  'header-not-allowed',
  'header-star-with-credentials',
  // CORS check, of a preflight's response too
  'acao-missing',
  'acao-star-with-credentials',
  'acao-multiple',
  'acao-invalid',
  'acao-null',
  'acao-mismatch',
  'redirect-tainted-origin',
  'acac-not-true',
  // HTTP fetch
  'corp',
  'redirect-mode-error',
  // HTTP-redirect fetch
  'redirect-location-invalid',
  'redirect-scheme',
  'redirect-count',
  'redirect-userinfo',
  'redirect-stream-body',
  // HTTP-network-or-cache fetch
  'keepalive-quota',
  // HTTP-network fetch
  'stream-over-http-1',
  'network',
] as const;
export type Reason = (typeof reasons)[number];

/** Algorithms that can end a fetch with a network error, or refuse to begin one. */
export const stages = ['api', 'main-fetch', 'cors-preflight-fetch', 'cors-check', 'http-fetch', 'http-redirect-fetch', 'http-network-fetch'] as const;
export type Stage = (typeof stages)[number];

/** What the standard leaves to the user agent, or what lies outside the model: no right answer follows from it. */
export const openQuestions = [
  /** Whether cookies go to another site, or cookies with attributes that the model does not follow. */
  'cookies',
  /** Whether `http://localhost` is potentially trustworthy, and so no mixed content. */
  'localhost-trustworthy',
  /** Whether a response is taken from the HTTP cache. */
  'http-cache',
  /** Whether a cached preflight still counts: entries may be removed at any time. */
  'preflight-cache',
  /** What the person answers to a question for credentials, or for access to the local network. */
  'prompt',
  /** Whether a status that HTTP does not know, or a proxy's, is taken as a response. */
  'status',
  /** Whether a request that got no response is sent again: HTTP permits it, and for some methods advises against it. */
  'retry',
  /** Whether bytes that HTTP's grammar does not allow are a response: it often lets the recipient mend or reject them. */
  'malformed-response',
  /** What answers at an address that is no part of the scenario. */
  'unknown-server',
] as const;
export type OpenQuestion = (typeof openQuestions)[number];
