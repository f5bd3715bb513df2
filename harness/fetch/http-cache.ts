import type { WireRequest } from './fetch-params.ts';
import { getHeader, hasHeader } from './header.ts';
import type { HeaderList } from './header.ts';
import type { CacheMode, FetchRequest, FetchResponse } from './request.ts';

/** A response that an engine may keep, with the request that it answered, and when that was in seconds. */
interface StoredResponse {
  readonly sent: WireRequest;
  readonly response: FetchResponse;
  readonly at: number;
}

/** Responses that an engine may hold; the newest one last. Whether it holds them is for the engine to say. */
export type HttpCache = readonly StoredResponse[];

/** Headers by which script itself asks whether what it has is still good. */
const conditions = /^if-(modified-since|none-match|unmodified-since|match|range)$/i;

/** Reads the cache mode in which a request is made in the end. Source: https://fetch.spec.whatwg.org/#concept-http-network-or-cache-fetch step 8.16 */
export function effectiveCacheMode({ cache = 'default', headers }: Pick<FetchRequest, 'cache' | 'headers'>): CacheMode {
  return cache === 'default' && headers.some(([name]) => conditions.test(name)) ? 'no-store' : cache;
}

/** Lists the headers that a cache mode adds. Source: https://fetch.spec.whatwg.org/#concept-http-network-or-cache-fetch steps 8.17 and 8.18 */
export function cacheModeHeaders(mode: CacheMode): HeaderList {
  switch (mode) {
    case 'no-store':
    case 'reload':
      return [['Pragma', 'no-cache'], ['Cache-Control', 'no-cache']];
    case 'no-cache':
      return [['Cache-Control', 'max-age=0']];
    case 'default':
    case 'force-cache':
      return [];
  }
}

/** A stored response that answers a request: as it is, or once its server has said that it is still good. */
export interface SelectedResponse {
  readonly response: FetchResponse;
  readonly validate: boolean;
}

/** Finds the response that may stand in for one from the network. Source: https://fetch.spec.whatwg.org/#concept-http-network-or-cache-fetch step 8.26, https://httpwg.org/specs/rfc9111.html#constructing.responses.from.caches */
export function select(cache: HttpCache, sent: WireRequest, mode: CacheMode, now: number): SelectedResponse | null {
  if (sent.method !== 'GET' || mode === 'no-store' || mode === 'reload') return null;
  const stored = cache.findLast((one) => one.sent.url === sent.url && variesNot(one, sent));
  if (stored === undefined) return null;
  return { response: stored.response, validate: mode === 'no-cache' || (mode === 'default' && mustBeValidated(stored, now)) };
}

/** Says whether the headers that a stored response varies by are those of the request. Source: https://httpwg.org/specs/rfc9111.html#caching.negotiated.responses */
function variesNot({ response, sent: before }: StoredResponse, sent: WireRequest): boolean {
  const names = (getHeader(response.headers, 'Vary') ?? '').split(',').map((name) => name.trim().toLowerCase()).filter((name) => name !== '');
  return names.every((name) => name !== '*' && (before.headers[name] ?? null) === (sent.headers[name] ?? null));
}

/** Says whether a stored response must not be used unasked; where nothing says how long it is fresh, the cache may guess. Source: https://httpwg.org/specs/rfc9111.html#expiration.model */
function mustBeValidated({ response: { headers }, at }: StoredResponse, now: number): boolean {
  const { 'no-cache': always, 'max-age': seconds, 'stale-while-revalidate': whileStale } = directives(headers);
  if (always === '') return true;
  // Malformed, or good for a while yet: for the cache to say.
  if (seconds !== undefined) return /^\d+$/.test(seconds) && now - at >= Number(seconds) && whileStale === undefined;
  const expires = getHeader(headers, 'Expires');
  return expires !== null && hasPassed(expires);
}

/** Says whether the time of `Expires` has passed by any clock: what is no date, `0` above all, has. Source: https://httpwg.org/specs/rfc9111.html#field.expires */
function hasPassed(expires: string): boolean {
  return !/^(mon|tue|wed|thu|fri|sat|sun)/i.test(expires) || !(Date.parse(expires) > Date.UTC(2020));
}

/** Statuses that may be kept though nothing says for how long. Source: https://httpwg.org/specs/rfc9110.html#overview.of.status.codes */
const heuristicallyCacheable = new Set([200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501]);

/** Keeps a response that may be kept, and forgets what an unsafe method has changed. Source: https://httpwg.org/specs/rfc9111.html#response.cacheability, https://httpwg.org/specs/rfc9111.html#invalidation */
export function store(cache: HttpCache, sent: WireRequest, response: FetchResponse, now: number): HttpCache {
  const { status, headers } = response;
  if (sent.method !== 'GET') {
    const changed = sent.method !== 'HEAD' && sent.method !== 'OPTIONS' && status >= 200 && status <= 399;
    return changed ? cache.filter((stored) => stored.sent.url !== sent.url) : cache;
  }
  const { 'no-store': refused, public: allowed, private: own, 'max-age': seconds } = directives(headers);
  const explicit = [allowed, own, seconds].some((value) => value !== undefined) || hasHeader(headers, 'Expires');
  if (refused !== undefined || [206, 304, 421].includes(status) || !(explicit || heuristicallyCacheable.has(status))) return cache;
  return [...cache, { sent, response, at: now }];
}

/** Brings a stored response up to date with a 304. Source: https://httpwg.org/specs/rfc9111.html#freshening.responses */
export function freshen(stored: FetchResponse, { headers }: FetchResponse): FetchResponse {
  const replaced = headers.filter(([name]) => !/^content-(encoding|length|range|type)$/i.test(name));
  return { ...stored, headers: [...stored.headers.filter(([name]) => !hasHeader(replaced, name)), ...replaced] };
}

/** Reads `Cache-Control`: the value of each directive, empty for none. */
function directives(headers: HeaderList): Readonly<Record<string, string | undefined>> {
  const parts = (getHeader(headers, 'Cache-Control') ?? '').split(',').map((part) => part.trim()).filter((part) => part !== '');
  return Object.fromEntries(parts.map((part) => /^([^=]*)=?"?(.*?)"?$/.exec(part)).map((match) => [match?.[1]?.toLowerCase() ?? '', match?.[2] ?? '']));
}

/** Says whether script would get the same of either response. */
export function isSameResponse(one: FetchResponse, other: FetchResponse): boolean {
  return one.status === other.status && one.body === other.body && JSON.stringify(one.headers) === JSON.stringify(other.headers);
}
