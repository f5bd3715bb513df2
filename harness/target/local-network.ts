import { lookup } from 'node:dns/promises';
import { specialAddress, specialHost } from './address.ts';
import type { SpecialAddress } from './address.ts';
import { keyOf, placeOf } from './place.ts';
import type { Resolve } from './plain-client.ts';

/**
 * Says at what kind of address a server is that is closer than the page; null where it is not, or where somebody has told us
 * another address than its own. A browser that connects by itself may then ask the person, or refuse; behind our proxy it
 * does not see the address. Source: https://wicg.github.io/local-network-access/
 */
export async function closerThanPage(url: string, origin: string, resolve: Resolve): Promise<SpecialAddress | null> {
  const [server, page] = [placeOf(url), placeOf(origin)];
  if (server.host === page.host || resolve.has(keyOf(server))) return null;
  return (await spaceOf(page.host)) === null ? spaceOf(server.host) : null;
}

async function spaceOf(hostname: string): Promise<SpecialAddress | null> {
  const known = specialHost(hostname);
  if (known !== null) return known;
  const found = await lookup(hostname, { all: true }).catch(() => []);
  const places = found.flatMap(({ address }) => specialAddress(address) ?? []);
  return places[0] ?? null;
}
