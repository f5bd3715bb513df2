import { getHeader } from './header.ts';
import type { HeaderList } from './header.ts';
import { isSameOrigin, isSchemelesslySameSite, schemeOf } from './url.ts';
import type { ParsedUrl } from './url.ts';

/**
 * Checks an opaque response's own policy, for a page without an embedder policy.
 * Source: https://fetch.spec.whatwg.org/#cross-origin-resource-policy-internal-check
 */
export function corpCheck(origin: string, url: ParsedUrl, headers: HeaderList): { blocked: boolean; step: string; says: string } {
  const policy = getHeader(headers, 'Cross-Origin-Resource-Policy');
  switch (policy) {
    case 'same-origin':
      return { blocked: !isSameOrigin(origin, url.origin), step: '5', says: `Cross-Origin-Resource-Policy is same-origin, and ${url.origin} is not the page's origin ${origin}` };
    case 'same-site': {
      const allowed = isSchemelesslySameSite(origin, url.origin) && (schemeOf(origin) === 'https' || url.protocol !== 'https:');
      return { blocked: !allowed, step: '5', says: `Cross-Origin-Resource-Policy is same-site, and ${url.origin} is not same-site with the page's origin ${origin}, or is https where the page is not` };
    }
    default:
      return { blocked: false, step: '5', says: 'no policy blocks the response' };
  }
}
