import type { ParsedUrl } from './url.ts';

/** `open`: the user agent's own resolution of `localhost` decides. */
export type Trustworthy = 'yes' | 'no' | 'open';

const loopbackAddress = /^(127\.\d+\.\d+\.\d+|\[::1\])$/;

/** Source: https://w3c.github.io/webappsec-secure-contexts/#is-url-trustworthy, #is-origin-trustworthy */
export function isPotentiallyTrustworthy(url: ParsedUrl): Trustworthy {
  if (url.protocol === 'https:' || url.protocol === 'wss:' || url.protocol === 'data:') return 'yes';
  if (loopbackAddress.test(url.hostname)) return 'yes';
  return /^(.+\.)?localhost\.?$/.test(url.hostname) ? 'open' : 'no';
}

/** Says whether a fetch is blocked as mixed content. Source: https://w3c.github.io/webappsec-mixed-content/#should-block-fetch */
export function isMixedContent(client: ParsedUrl, url: ParsedUrl): 'allowed' | 'blocked' | 'open' {
  const prohibits = client.protocol === 'https:' ? 'yes' : isPotentiallyTrustworthy(client);
  const target = isPotentiallyTrustworthy(url);
  if (prohibits === 'no' || target === 'yes') return 'allowed';
  // Engines apply the rule to https pages; by the letter it also binds pages of a loopback address.
  return prohibits === 'yes' && client.protocol === 'https:' && target === 'no' ? 'blocked' : client.protocol === 'https:' || target === 'no' ? 'open' : 'allowed';
}

export type AddressSpace = 'loopback' | 'local' | 'public';

/** Tells the address space of a host by its name or address; null where only resolving it would tell. Source: https://wicg.github.io/local-network-access/#ip-address-space-section */
export function addressSpaceOf(hostname: string): AddressSpace | null {
  if (loopbackAddress.test(hostname) || /^(.+\.)?localhost\.?$/.test(hostname)) return 'loopback';
  if (/^(10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.)/.test(hostname) || /^\[f([cd]|e[89ab])/.test(hostname)) return 'local';
  return /^\d+\.\d+\.\d+\.\d+$|^\[/.test(hostname) ? 'public' : null;
}

/**
 * Says whether a request to a less public address space than the client's is permitted: only from a secure context, and
 * only when the person at the browser agrees. A draft, which Chromium follows since version 142.
 * Source: https://wicg.github.io/local-network-access/#local-network-access-check
 */
export function localNetworkAccess(client: AddressSpace | null, target: AddressSpace | null, secureContext: boolean): 'allowed' | 'blocked' | 'prompt' {
  const order: readonly (AddressSpace | null)[] = ['loopback', 'local', 'public'];
  if (client === null || target === null || order.indexOf(target) >= order.indexOf(client)) return 'allowed';
  return secureContext ? 'prompt' : 'blocked';
}
