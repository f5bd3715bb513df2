import { getHeader } from './header.ts';
import type { HeaderList } from './header.ts';
import { isSameOrigin } from './url.ts';
import type { ParsedUrl } from './url.ts';

export const referrerPolicies = [
  'no-referrer', 'no-referrer-when-downgrade', 'same-origin', 'origin', 'strict-origin', 'origin-when-cross-origin',
  'strict-origin-when-cross-origin', 'unsafe-url',
] as const;
export type ReferrerPolicy = (typeof referrerPolicies)[number];

/** Source: https://w3c.github.io/webappsec-referrer-policy/#default-referrer-policy */
export const defaultReferrerPolicy: ReferrerPolicy = 'strict-origin-when-cross-origin';

/**
 * Computes a request's referrer from the address of its client; null for none. An address counts as a downgrade when it is
 * http and the client's is https. Source: https://w3c.github.io/webappsec-referrer-policy/#determine-requests-referrer
 */
export function determineReferrer(policy: ReferrerPolicy, client: ParsedUrl, url: ParsedUrl): string | null {
  const sameOrigin = isSameOrigin(client.origin, url.origin);
  const downgrade = client.protocol === 'https:' && url.protocol !== 'https:';
  const full = client.href;
  const origin = `${client.origin}/`;
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
