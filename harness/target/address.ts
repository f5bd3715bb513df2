import { BlockList, isIP } from 'node:net';

/** Where a host is, when it is not simply somewhere on the internet; `metadata` is a cloud's own server of credentials. */
export type SpecialAddress = 'local' | 'private' | 'link-local' | 'metadata' | 'reserved';

/** Sources: https://www.iana.org/assignments/iana-ipv4-special-registry, https://www.iana.org/assignments/iana-ipv6-special-registry */
const ranges: readonly (readonly [kind: SpecialAddress, subnets: readonly string[]])[] = [
  ['metadata', ['169.254.169.254/32', '169.254.170.2/32', '100.100.100.200/32', 'fd00:ec2::254/128', 'fd20:ce::254/128']],
  ['local', ['127.0.0.0/8', '0.0.0.0/8', '::1/128', '::/128']],
  ['link-local', ['169.254.0.0/16', 'fe80::/10']],
  ['private', ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7', 'fec0::/10']],
  ['reserved', ['192.0.0.0/24', '192.0.2.0/24', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4', '100::/64', '2001:db8::/32', 'ff00::/8']],
];
const lists = ranges.map(([kind, subnets]) => {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [address = '', prefix] = subnet.split('/');
    list.addSubnet(address, Number(prefix), familyOf(address));
  }
  return { kind, list };
});
/** IPv6 addresses whose last or middle bits are an IPv4 address that a gateway passes them on to. */
const embedded = /^(?:::ffff:|::ffff:0:|64:ff9b::|::)(?:(\d+\.\d+\.\d+\.\d+)|([0-9a-f]{1,4}):([0-9a-f]{1,4}))$/;
const sixToFour = /^2002:([0-9a-f]{1,4}):([0-9a-f]{1,4}):/;

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}

/** Classifies an IP address, as it is written in a URL's host or as a name resolves to it; null for an ordinary one, and for what is none. */
export function specialAddress(address: string): SpecialAddress | null {
  const bare = address.replace(/^\[(.*)\]$/, '$1').replace(/%.*$/, '').toLowerCase();
  if (isIP(bare) === 0) return null;
  if (isIP(bare) === 6) {
    const normal = new URL(`http://[${bare}]/`).hostname.slice(1, -1);
    const [, dotted, high, low] = embedded.exec(normal) ?? [undefined, undefined, ...(sixToFour.exec(normal) ?? []).slice(1)];
    const within = dotted ?? (high === undefined || low === undefined ? null : fromHalves(high, low));
    if (within !== null && !['::1', '::'].includes(normal)) return specialAddress(within);
  }
  return lists.find(({ list }) => list.check(bare, familyOf(bare)))?.kind ?? null;
}

function fromHalves(high: string, low: string): string {
  return [high, low].flatMap((half) => [Number.parseInt(half, 16) >> 8, Number.parseInt(half, 16) & 0xff]).join('.');
}

/** Classifies a URL's host, which may be a name that is special by itself. */
export function specialHost(hostname: string): SpecialAddress | null {
  const name = hostname.toLowerCase().replace(/\.$/, '');
  if (name === 'localhost' || name.endsWith('.localhost')) return 'local';
  if (name === 'metadata' || name === 'metadata.google.internal' || name === 'metadata.goog' || name === 'instance-data') return 'metadata';
  return specialAddress(name);
}
