import { getHeader } from './header.ts';
import type { HeaderList } from './header.ts';
import { currentUrl } from './request.ts';
import type { FetchRequest } from './request.ts';
import { isPotentiallyTrustworthy } from './secure.ts';
import { addressOf, isSameOrigin, parseUrl } from './url.ts';
import type { ParsedUrl } from './url.ts';

export const referrerPolicies = [
  'no-referrer', 'no-referrer-when-downgrade', 'same-origin', 'origin', 'strict-origin', 'origin-when-cross-origin',
  'strict-origin-when-cross-origin', 'unsafe-url',
] as const;
export type ReferrerPolicy = (typeof referrerPolicies)[number];

/** Source: https://w3c.github.io/webappsec-referrer-policy/#default-referrer-policy */
export const defaultReferrerPolicy: ReferrerPolicy = 'strict-origin-when-cross-origin';

/** Most characters of a referrer that is more than an origin. */
const longestReferrer = 4096;

/**
 * Computes the referrer for a request to `url` from the address it comes from; null for none. A downgrade leads from a
 * potentially trustworthy address to one that is not. Where the user agent's own resolution of `localhost` would decide,
 * it counts as none. Source: https://w3c.github.io/webappsec-referrer-policy/#determine-requests-referrer
 */
export function determineReferrer(policy: ReferrerPolicy, client: ParsedUrl, url: ParsedUrl): string | null {
  // https://w3c.github.io/webappsec-referrer-policy/#strip-url
  if (['about:', 'blob:', 'data:'].includes(client.protocol)) return null;
  const sameOrigin = isSameOrigin(client.origin, url.origin);
  const downgrade = isPotentiallyTrustworthy(client) === 'yes' && isPotentiallyTrustworthy(url) === 'no';
  const origin = `${client.origin}/`;
  const address = addressOf(client);
  const full = address.length > longestReferrer ? origin : address;
  switch (policy) {
    case 'no-referrer':
      return null;
    case 'origin':
      return origin;
    case 'unsafe-url':
      return full;
    case 'strict-origin':
      return downgrade ? null : origin;
    case 'strict-origin-when-cross-origin':
      return sameOrigin ? full : downgrade ? null : origin;
    case 'same-origin':
      return sameOrigin ? full : null;
    case 'origin-when-cross-origin':
      return sameOrigin ? full : origin;
    case 'no-referrer-when-downgrade':
      return downgrade ? null : full;
  }
}

/**
 * Computes a request's referrer on its way to its current URL. What one hop left out, no later hop puts back.
 * Source: https://fetch.spec.whatwg.org/#concept-main-fetch step 9
 */
export function requestReferrer(request: Pick<FetchRequest, 'origin' | 'client' | 'referrer' | 'referrerPolicy' | 'urlList'>): string | null {
  if (request.referrer === null || request.origin === 'null') return null;
  const source = request.referrer === undefined ? request.client : parseUrl(request.referrer);
  return source === null ? null : determineReferrer(request.referrerPolicy, source, currentUrl(request));
}

/**
 * Reads the policy that a redirect sets: the last token of its `Referrer-Policy` that is one; null for none.
 * Source: https://w3c.github.io/webappsec-referrer-policy/#parse-referrer-policy-from-header
 */
export function referrerPolicyOnRedirect(headers: HeaderList): ReferrerPolicy | null {
  const tokens = (getHeader(headers, 'Referrer-Policy') ?? '').split(',').map((token) => token.trim().toLowerCase());
  return tokens.findLast(isReferrerPolicy) ?? null;
}

function isReferrerPolicy(token: string): token is ReferrerPolicy {
  return referrerPolicies.some((policy) => policy === token);
}
