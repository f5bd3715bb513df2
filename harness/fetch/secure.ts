import { hostOf } from './url.ts';
import type { ParsedUrl } from './url.ts';

/** `open`: the user agent's own resolution of `localhost` decides. */
export type Trustworthy = 'yes' | 'no' | 'open';

const loopbackAddress = /^(127\.\d+\.\d+\.\d+|\[::1\])$/;

/** Source: https://w3c.github.io/webappsec-secure-contexts/#is-url-trustworthy, #is-origin-trustworthy */
export function isPotentiallyTrustworthy(url: ParsedUrl): Trustworthy {
  if (url.protocol === 'data:' || url.href === 'about:blank' || url.href === 'about:srcdoc') return 'yes';
  if (url.protocol === 'blob:' && url.origin !== 'null') return /^https:/.test(url.origin) ? 'yes' : isTrustworthyHost(hostOf(url.origin));
  if (url.protocol === 'https:' || url.protocol === 'wss:') return 'yes';
  return url.origin === 'null' ? 'no' : isTrustworthyHost(url.hostname);
}

function isTrustworthyHost(hostname: string): Trustworthy {
  if (loopbackAddress.test(hostname)) return 'yes';
  return isLocalhost(hostname) ? 'open' : 'no';
}

function isLocalhost(hostname: string): boolean {
  return /^(.+\.)?localhost\.?$/.test(hostname);
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

/** An address as a number of 128 bits, IPv4 ones mapped; null for a name. */
function addressBits(hostname: string): bigint | null {
  if (/^\d+\.\d+\.\d+\.\d+$/.test(hostname)) return hostname.split('.').reduce((bits, byte) => bits * 256n + BigInt(byte), 0xffffn);
  if (!/^\[[\da-f:]+\]$/.test(hostname)) return null;
  const [before, after] = hostname.slice(1, -1).split('::').map((half) => half.split(':').filter((group) => group !== ''));
  const groups = [...(before ?? []), ...Array<string>(Math.max(0, 8 - (before?.length ?? 0) - (after?.length ?? 0))).fill('0'), ...(after ?? [])];
  return BigInt(`0x${groups.map((group) => group.padStart(4, '0')).join('')}`);
}

/** Blocks that are not public; the first one that an address is in counts. Source: https://wicg.github.io/local-network-access/#non-public-ip-address-blocks */
const nonPublicBlocks = (
  [
    ['127.0.0.0', 8, 'loopback'],
    ['10.0.0.0', 8, 'local'],
    ['100.64.0.0', 10, 'local'],
    ['172.16.0.0', 12, 'local'],
    ['192.168.0.0', 16, 'local'],
    ['198.18.0.0', 15, 'loopback'],
    ['169.254.0.0', 16, 'local'],
    ['[::1]', 128, 'loopback'],
    ['[fc00::]', 7, 'local'],
    ['[fe80::]', 10, 'local'],
    ['[fec0::]', 10, 'local'],
    ['0.0.0.0', 32, 'loopback'],
    ['0.0.0.0', 8, 'local'],
    ['[::]', 128, 'loopback'],
    ['[2001:db8::]', 32, 'local'],
    ['[3fff::]', 20, 'local'],
  ] as const
).map(([address, length, space]) => {
  const shift = BigInt(address.startsWith('[') ? 128 - length : 32 - length);
  return { prefix: (addressBits(address) ?? 0n) >> shift, shift, space };
});

/** Tells the address space of a host by its name or address; null where only resolving it would tell. Source: https://wicg.github.io/local-network-access/#ip-address-space-section */
export function addressSpaceOf(hostname: string): AddressSpace | null {
  if (isLocalhost(hostname)) return 'loopback';
  const bits = addressBits(hostname);
  if (bits === null) return null;
  return nonPublicBlocks.find(({ prefix, shift }) => bits >> shift === prefix)?.space ?? 'public';
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
