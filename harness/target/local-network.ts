import { lookup } from 'node:dns/promises';
import { specialAddress, specialHost } from './address.ts';
import type { SpecialAddress } from './address.ts';
import type { Resolve } from './plain-client.ts';

/**
 * Says at what kind of address a server is that is closer than the page; null where it is not, or where somebody has told us
 * another address than its own. A browser that connects by itself may then ask the person, or refuse; behind our proxy it
 * does not see the address. Source: https://wicg.github.io/local-network-access/
 */
export async function closerThanPage(url: string, origin: string, resolve: Resolve): Promise<SpecialAddress | null> {
  const [server, page] = [new URL(url), new URL(origin)];
  const port = server.port === '' ? (server.protocol === 'https:' ? 443 : 80) : server.port;
  if (server.hostname === page.hostname || resolve.has(`${server.hostname}:${port}`)) return null;
  return (await placeOf(page.hostname)) === null ? placeOf(server.hostname) : null;
}

async function placeOf(hostname: string): Promise<SpecialAddress | null> {
  const known = specialHost(hostname);
  if (known !== null) return known;
  const found = await lookup(hostname, { all: true }).catch(() => []);
  const places = found.flatMap(({ address }) => specialAddress(address) ?? []);
  return places[0] ?? null;
}
