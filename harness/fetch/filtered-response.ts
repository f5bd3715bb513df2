import { extractTokens, failure } from './extract.ts';
import { getHeader, isCorsSafelistedResponseHeaderName, isForbiddenResponseHeaderName, toSortedLowercaseSet } from './header.ts';
import type { HeaderList, HeaderPair } from './header.ts';
import type { FetchRequest } from './request.ts';

/**
 * Computes the CORS-exposed header-name list, in lower case. An unparsable list exposes nothing.
 * Source: https://fetch.spec.whatwg.org/#concept-main-fetch step 14.1
 */
export function corsExposedHeaderNames(credentials: FetchRequest['credentials'], headers: HeaderList): ReadonlySet<string> {
  const names = extractTokens(headers, 'Access-Control-Expose-Headers');
  if (names === null || names === failure) return new Set();
  if (credentials !== 'include' && names.includes('*')) return new Set(headers.map(([name]) => name.toLowerCase()));
  return new Set(names.map((name) => name.toLowerCase()));
}

/**
 * Lists the headers that script can read, sorted, names in lower case, lines of one name combined.
 * Source: https://fetch.spec.whatwg.org/#concept-filtered-response, https://fetch.spec.whatwg.org/#concept-header-list-sort-and-combine
 */
export function readableHeaders(request: Pick<FetchRequest, 'responseTainting' | 'credentials'>, headers: HeaderList): HeaderList {
  const { responseTainting, credentials } = request;
  if (responseTainting === 'opaque') return [];
  const exposed = responseTainting === 'cors' ? corsExposedHeaderNames(credentials, headers) : null;
  const names = headers.map(([name]) => name).filter((name) => (exposed === null ? !isForbiddenResponseHeaderName(name) : isCorsSafelistedResponseHeaderName(name, exposed)));
  return toSortedLowercaseSet(names).map((name): HeaderPair => [name, getHeader(headers, name) ?? '']);
}
