import type { WireRequest } from './fetch-params.ts';
import { getHeader } from './header.ts';
import type { FetchResponse } from './request.ts';

/** A response that an engine may keep, with the request that it answered. */
interface StoredResponse {
  readonly sent: WireRequest;
  readonly response: FetchResponse;
}

/** Responses that an engine may hold; the newest one last. Whether it holds them is for the engine to say. */
export type HttpCache = readonly StoredResponse[];

/** Finds the response that may stand in for one from the network. Source: https://httpwg.org/specs/rfc9111.html#constructing.responses.from.caches */
export function storedFor(cache: HttpCache, sent: WireRequest): FetchResponse | null {
  if (sent.method !== 'GET') return null;
  return cache.findLast((stored) => stored.sent.url === sent.url && isSelected(stored, sent))?.response ?? null;
}

/** Says whether the headers that a stored response varies by are those of the request. Source: https://httpwg.org/specs/rfc9111.html#caching.negotiated.responses */
function isSelected({ response, sent: before }: StoredResponse, sent: WireRequest): boolean {
  const names = (getHeader(response.headers, 'Vary') ?? '').split(',').map((name) => name.trim().toLowerCase()).filter((name) => name !== '');
  return names.every((name) => name !== '*' && (before.headers[name] ?? null) === (sent.headers[name] ?? null));
}

/** Keeps a response that may be kept. Source: https://httpwg.org/specs/rfc9111.html#response.cacheability */
export function store(cache: HttpCache, sent: WireRequest, response: FetchResponse): HttpCache {
  const control = getHeader(response.headers, 'Cache-Control') ?? '';
  const refused = sent.method !== 'GET' || response.status === 421 || /no-store/i.test(control);
  return refused ? cache : [...cache, { sent, response }];
}

/** Says whether script would get the same of either response. */
export function isSameResponse(one: FetchResponse, other: FetchResponse): boolean {
  return one.status === other.status && one.body === other.body && JSON.stringify(one.headers) === JSON.stringify(other.headers);
}
