import { isCorsNonWildcardRequestHeaderName } from '../../fetch/header.ts';
import { corsUnsafeRequestHeaderNames } from '../../fetch/cors-safelist.ts';
import type { CacheEntry } from '../../fetch/preflight-cache.ts';
import { currentUrl, serializeRequestOrigin } from '../../fetch/request.ts';
import type { FetchRequest } from '../../fetch/request.ts';
import { both, preflighted, traced } from '../step.ts';
import type { By, CoveredAlgorithm } from '../step.ts';

/** The preflight did not come, since the cache says what it would say. */
const spared = traced('http-fetch', '4.1', /^the CORS-preflight cache says/);

/** What can keep an entry from matching a request. */
type Part = 'origin' | 'url' | 'credentials' | 'expires';

const mismatches = (entry: CacheEntry, request: FetchRequest, now: number): readonly Part[] => [
  ...(entry.origin === serializeRequestOrigin(request) ? [] : ['origin' as const]),
  ...(entry.url === currentUrl(request).href ? [] : ['url' as const]),
  ...(entry.credentials || request.credentials !== 'include' ? [] : ['credentials' as const]),
  ...(now < entry.expires ? [] : ['expires' as const]),
];

const needs = (entry: CacheEntry, request: FetchRequest): boolean => entry.method === request.method || corsUnsafeRequestHeaderNames(request.headers).some((name) => entry.headerName?.toLowerCase() === name);

/** An entry is held of which some request asks, and that matches the request but for some parts. */
const held = (test: (entry: CacheEntry, request: FetchRequest, misses: readonly Part[]) => boolean): By =>
  ({ made: request, world }) => request !== null && world.preflightCache.some((entry) => test(entry, request, mismatches(entry, request, world.now)));

/** A preflight comes although an entry is held, since one part of it is another. */
const missed = (part: Part): By => both(preflighted, held((entry, request, misses) => needs(entry, request) && misses.length === 1 && misses[0] === part));

/** An entry of the kind is held and matches the request. */
export const holds = (kind: 'method' | 'headerName'): By => held((entry, _request, misses) => entry[kind] !== null && misses.length === 0);

/** A preflight comes although an entry of the kind matches the request, since it is for another method or header. */
const missedFor = (kind: 'method' | 'headerName'): By => both(preflighted, holds(kind), held((entry, request, misses) => misses.length === 0 && entry[kind] !== null && entry[kind] !== '*' && !needs(entry, request)));

const unsafe = (test: (name: string) => boolean): By => ({ made: request }) => request !== null && corsUnsafeRequestHeaderNames(request.headers).some(test);

export const cacheEntryMatch: CoveredAlgorithm = {
  title: 'cache entry match (CORS-preflight cache)',
  link: 'https://fetch.spec.whatwg.org/#concept-cache-match',
  steps: [
    { step: '·', says: 'the network partition key must be the same', outside: 'all pages of a run have the same key' },
    { step: '·', says: 'an entry of another origin does not match', by: missed('origin') },
    { step: '·', says: 'an entry of another address does not match, and a query makes another one', by: missed('url') },
    { step: '·', says: 'an entry made with credentials serves a request without', by: both(spared, held((entry, request, misses) => entry.credentials && request.credentials !== 'include' && misses.length === 0)) },
    { step: '·', says: 'an entry made with credentials serves one with', by: both(spared, held((entry, request, misses) => entry.credentials && request.credentials === 'include' && misses.length === 0)) },
    { step: '·', says: 'an entry made without credentials serves one without', by: both(spared, held((entry, request, misses) => !entry.credentials && request.credentials !== 'include' && misses.length === 0)) },
    { step: '·', says: 'an entry made without credentials does not serve a request with', by: missed('credentials') },
    { step: '·', says: 'an entry that has lasted its time is gone', by: missed('expires') },
    { step: '·', says: 'an entry may be gone earlier', outside: 'an engine that forgets conforms; the preflight may come in each of these cases' },
  ],
};

export const methodCacheEntryMatch: CoveredAlgorithm = {
  title: 'method cache entry match',
  link: 'https://fetch.spec.whatwg.org/#concept-cache-match-method',
  steps: [
    { step: '·', says: 'an entry for the same method', by: both(spared, ({ made: request }) => request !== null && !['GET', 'HEAD', 'POST'].includes(request.method), held((entry, request, misses) => entry.method === request.method && misses.length === 0)) },
    { step: '·', says: 'an entry for `*`', by: both(spared, ({ made: request }) => request !== null && !['GET', 'HEAD', 'POST'].includes(request.method), held((entry, _request, misses) => entry.method === '*' && misses.length === 0)) },
    { step: '·', says: 'an entry for another method does not match', by: missedFor('method') },
  ],
};

export const headerNameCacheEntryMatch: CoveredAlgorithm = {
  title: 'header-name cache entry match',
  link: 'https://fetch.spec.whatwg.org/#concept-cache-match-header',
  steps: [
    { step: '·', says: 'an entry for the same name, in any case', by: both(spared, held((entry, request, misses) => entry.headerName !== null && entry.headerName !== '*' && needs(entry, request) && misses.length === 0)) },
    { step: '·', says: 'an entry for `*`', by: both(spared, unsafe((name) => !isCorsNonWildcardRequestHeaderName(name)), held((entry, _request, misses) => entry.headerName === '*' && misses.length === 0)) },
    { step: '·', says: 'an entry for `*` does not match `Authorization`', by: both(preflighted, unsafe(isCorsNonWildcardRequestHeaderName), held((entry, _request, misses) => entry.headerName === '*' && misses.length === 0)) },
    { step: '·', says: 'an entry for another name does not match', by: missedFor('headerName') },
  ],
};

const allowed = traced('cors-preflight-fetch', '7.16');

export const createCacheEntry: CoveredAlgorithm = {
  title: 'create a new cache entry',
  link: 'https://fetch.spec.whatwg.org/#concept-cache-create-entry',
  steps: [
    { step: '1', says: 'it holds the origin, the address, the time, whether there are credentials, and the method or the header name', by: allowed },
    { step: '1', says: 'the origin is `null` where the request’s is', by: both(allowed, ({ asked }) => asked.origin === 'null') },
    { step: '2', says: 'it is kept, and a later request finds it', by: spared },
  ],
};

export const clearCacheEntries: CoveredAlgorithm = {
  title: 'clear cache entries',
  link: 'https://fetch.spec.whatwg.org/#concept-cache-clear',
  steps: [
    {
      step: '·',
      says: 'after a network error with a preflight, what was stored for its address is gone, so the next request is preflighted',
      by: both(preflighted, ({ made: request, before }) => before.some((earlier) => earlier.prediction.outcome.kind === 'network-error' && allowed(earlier) && earlier.asked.url === request?.urlList[0].href)),
    },
    {
      step: '·',
      says: 'what was stored for another address stays',
      by: both(spared, ({ made: request, before }) => before.some((earlier) => earlier.prediction.outcome.kind === 'network-error' && preflighted(earlier) && earlier.asked.url !== request?.urlList[0].href)),
    },
  ],
};
