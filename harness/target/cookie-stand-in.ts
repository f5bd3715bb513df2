import { randomBytes } from 'node:crypto';
import { startInPlaceOf } from './in-place-of.ts';
import type { Resolve } from './plain-client.ts';

/** A server in place of another one, that sets its cookies and sees whether they are sent. */
export interface CookieStandIn {
  /** Sends connections to the other server to this one. */
  readonly resolve: Resolve;
  /** Addresses for the page to fetch with credentials, in this order: the first sets the cookies, the second shows whether they come. */
  readonly urls: readonly [set: string, check: string];
  seen(): CookiesSeen;
  /** Ends its connections, and then itself. */
  stop(): Promise<void>;
}

export interface CookiesSeen {
  /** Whether all of the cookies were sent; null where the requests did not come. */
  readonly sent: boolean | null;
  /** Requests that were not meant for it. */
  readonly strays: number;
}

/**
 * Starts a server that stands in for the one at an address until a browser has its cookies, since they cannot be put into a
 * jar from outside without coming between page and network. `cookies` are values of `Set-Cookie`.
 */
export async function startCookieStandIn(url: string, cookies: readonly string[]): Promise<CookieStandIn> {
  const base = `/~cookies/${randomBytes(16).toString('hex')}`;
  const [set, check] = [`${base}/set`, `${base}/check`];
  let [isSet, strays] = [false, 0];
  let sent: boolean | null = null;
  const server = await startInPlaceOf(url, (request, response) => {
    const head = { 'Cache-Control': 'no-store', Connection: 'close', 'Cross-Origin-Resource-Policy': 'cross-origin' };
    if (request.url === set) isSet = true;
    else if (request.url === check && isSet) sent = hasAll(request.headers.cookie, cookies);
    else strays++;
    response.writeHead(200, request.url === set ? { ...head, 'Set-Cookie': [...cookies] } : head).end();
  });
  const { origin } = new URL(url);
  return {
    resolve: server.resolve,
    urls: [origin + set, origin + check],
    seen: () => ({ sent, strays }),
    stop: () => server.stop(),
  };
}

function hasAll(header: string | undefined, cookies: readonly string[]): boolean {
  const came = new Set(header?.split(';').map((pair) => pair.trim()));
  return cookies.every((cookie) => came.has(cookie.split(';')[0]?.trim() ?? ''));
}
