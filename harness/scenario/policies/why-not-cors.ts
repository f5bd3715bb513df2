import { isMixedContent } from '../../fetch/secure.ts';
import { parseUrl } from '../../fetch/url.ts';

/** Says why CORS does not decide of requests from a page to a target; null where it does, or where the target's origin is not known. */
export function whyNotCors(page: string, target: string | undefined): string | null {
  const [client, url] = [parseUrl(page), target === undefined ? null : parseUrl(target)];
  if (client === null || url === null) return null;
  if (client.origin === url.origin) return `${page} is the target’s own origin, so CORS has no say`;
  return isMixedContent(client, url) === 'blocked' ? `a page over https may not ask ${url.origin} (mixed content), whatever the policy says` : null;
}
