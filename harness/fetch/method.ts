/** A method is a byte sequence that matches the token production. Source: https://fetch.spec.whatwg.org/#concept-method */
export function isMethod(method: string): boolean {
  return /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(method);
}

/** Says whether a request with a method needs no preflight for it. Source: https://fetch.spec.whatwg.org/#cors-safelisted-method */
export function isCorsSafelistedMethod(method: string): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'POST';
}

/** Says whether script may not use a method at all. Source: https://fetch.spec.whatwg.org/#forbidden-method */
export function isForbiddenMethod(method: string): boolean {
  return ['CONNECT', 'TRACE', 'TRACK'].includes(method.toUpperCase());
}

/**
 * Upper-cases the six methods that the standard normalises, and no others: `patch` stays `patch`.
 * Source: https://fetch.spec.whatwg.org/#concept-method-normalize
 */
export function normalizeMethod(method: string): string {
  const upper = method.toUpperCase();
  return ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT'].includes(upper) ? upper : method;
}

/** Says whether a request of this method, which is normalised, changes nothing on a server that keeps to HTTP. Source: https://www.rfc-editor.org/rfc/rfc9110#section-9.2.1 */
export function isSafeMethod(method: string): boolean {
  return ['GET', 'HEAD', 'OPTIONS'].includes(method);
}
