import { isCorsNonWildcardRequestHeaderName } from './header.ts';
import { currentUrl, serializeRequestOrigin } from './request.ts';
import type { FetchRequest } from './request.ts';

/** A cache entry. The network partition key is the harness's page, so it is the same for all. Source: https://fetch.spec.whatwg.org/#concept-cache */
export interface CacheEntry {
  readonly origin: string;
  readonly url: string;
  /** Time in seconds, on the clock of the prediction, at which the entry must be gone. */
  readonly expires: number;
  readonly credentials: boolean;
  readonly method: string | null;
  readonly headerName: string | null;
}

export type PreflightCache = readonly CacheEntry[];

/** Seconds for which a preflight counts when it does not say, or says it wrongly. Source: https://fetch.spec.whatwg.org/#cors-preflight-fetch-0 step 7.9 */
export const defaultMaxAge = 5;

type Asking = Pick<FetchRequest, 'origin' | 'urlList' | 'credentials'>;

/** Source: https://fetch.spec.whatwg.org/#concept-cache-match */
function isCacheEntryMatch(entry: CacheEntry, request: Asking, now: number): boolean {
  return (
    now < entry.expires &&
    entry.origin === serializeRequestOrigin(request) &&
    entry.url === currentUrl(request).href &&
    (entry.credentials || request.credentials !== 'include')
  );
}

function coversMethod(entry: CacheEntry, method: string): boolean {
  return entry.method === method || entry.method === '*';
}

function coversHeaderName(entry: CacheEntry, name: string): boolean {
  return entry.headerName?.toLowerCase() === name.toLowerCase() || (entry.headerName === '*' && !isCorsNonWildcardRequestHeaderName(name));
}

/** Source: https://fetch.spec.whatwg.org/#concept-cache-match-method */
export function hasMethodCacheEntryMatch(cache: PreflightCache, method: string, request: Asking, now: number): boolean {
  return cache.some((entry) => isCacheEntryMatch(entry, request, now) && coversMethod(entry, method));
}

/** Source: https://fetch.spec.whatwg.org/#concept-cache-match-header */
export function hasHeaderNameCacheEntryMatch(cache: PreflightCache, headerName: string, request: Asking, now: number): boolean {
  return cache.some((entry) => isCacheEntryMatch(entry, request, now) && coversHeaderName(entry, headerName));
}

/** Stores what a preflight allowed, for `maxAge` seconds. Source: https://fetch.spec.whatwg.org/#cors-preflight-fetch-0 steps 7.12 to 7.15 */
export function storePreflight(cache: PreflightCache, request: Asking, maxAge: number, methods: readonly string[], headerNames: readonly string[], now: number): PreflightCache {
  const expires = now + maxAge;
  const entry = { origin: serializeRequestOrigin(request), url: currentUrl(request).href, expires, credentials: request.credentials === 'include' };
  const renewed = cache.map((old): CacheEntry => {
    const names = methods.some((method) => coversMethod(old, method)) || headerNames.some((name) => coversHeaderName(old, name));
    return names && isCacheEntryMatch(old, request, now) ? { ...old, expires } : old;
  });
  const newMethods = methods.filter((method) => !hasMethodCacheEntryMatch(cache, method, request, now));
  const newNames = headerNames.filter((name) => !hasHeaderNameCacheEntryMatch(cache, name, request, now));
  return [
    ...renewed,
    ...newMethods.map((method): CacheEntry => ({ ...entry, method, headerName: null })),
    ...newNames.map((headerName): CacheEntry => ({ ...entry, method: null, headerName })),
  ];
}

/** Forgets what was allowed at the request's address. Source: https://fetch.spec.whatwg.org/#concept-cache-clear */
export function clearPreflights(cache: PreflightCache, request: Asking): PreflightCache {
  const [origin, url] = [serializeRequestOrigin(request), currentUrl(request).href];
  return cache.filter((entry) => entry.origin !== origin || entry.url !== url);
}
