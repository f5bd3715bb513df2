import { corpCheck, corpInternalCheck } from './algorithms/corp-check.ts';
import { corsCheckOfPreflight, corsCheckOfResponse } from './algorithms/cors-check.ts';
import { corsPreflightFetch } from './algorithms/cors-preflight-fetch.ts';
import { corsSafelistedResponseHeaderName, exposedHeaderNames, filteredResponses } from './algorithms/filtered-response.ts';
import { appendHeader, forbiddenRequestHeader, noCorsSafelistedRequestHeader, validateHeader } from './algorithms/headers.ts';
import { httpFetch } from './algorithms/http-fetch.ts';
import { httpNetworkFetch, httpNetworkOrCacheFetch } from './algorithms/http-network-or-cache-fetch.ts';
import { httpRedirectFetch, locationUrl } from './algorithms/http-redirect-fetch.ts';
import { mainFetch } from './algorithms/main-fetch.ts';
import { methods } from './algorithms/methods.ts';
import { appendOrigin, redirectTaintSteps, serializingOrigin } from './algorithms/origin.ts';
import { cacheEntryMatch, clearCacheEntries, createCacheEntry, headerNameCacheEntryMatch, methodCacheEntryMatch } from './algorithms/preflight-cache.ts';
import { requestConstructor } from './algorithms/request-constructor.ts';
import { corsSafelistedRequestHeader, corsUnsafeRequestHeaderNames } from './algorithms/safelist.ts';
import { xhrOpen, xhrSend, xhrSetRequestHeader } from './algorithms/xml-http-request.ts';
import type { CoveredAlgorithm } from './step.ts';

/** The algorithms that decide what a cross-origin request comes to, those that say yes or no first. */
export const coveredAlgorithms: readonly CoveredAlgorithm[] = [
  corsCheckOfResponse,
  corsCheckOfPreflight,
  corsPreflightFetch,
  cacheEntryMatch,
  methodCacheEntryMatch,
  headerNameCacheEntryMatch,
  createCacheEntry,
  clearCacheEntries,
  mainFetch,
  httpFetch,
  httpRedirectFetch,
  locationUrl,
  httpNetworkOrCacheFetch,
  httpNetworkFetch,
  corpCheck,
  corpInternalCheck,
  redirectTaintSteps,
  serializingOrigin,
  appendOrigin,
  methods,
  corsSafelistedRequestHeader,
  corsUnsafeRequestHeaderNames,
  exposedHeaderNames,
  corsSafelistedResponseHeaderName,
  filteredResponses,
  requestConstructor,
  validateHeader,
  appendHeader,
  forbiddenRequestHeader,
  noCorsSafelistedRequestHeader,
  xhrOpen,
  xhrSetRequestHeader,
  xhrSend,
];
