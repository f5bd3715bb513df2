import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { addressSpaceOf, isMixedContent, isPotentiallyTrustworthy, localNetworkAccess } from './secure.ts';
import type { AddressSpace, Trustworthy } from './secure.ts';
import { parseUrl } from './url.ts';
import type { ParsedUrl } from './url.ts';

const url = (text: string): ParsedUrl => parseUrl(text)!;

// https://w3c.github.io/webappsec-secure-contexts/#is-url-trustworthy, #is-origin-trustworthy
describe('isPotentiallyTrustworthy', () => {
  const rows: readonly [address: string, is: Trustworthy][] = [
    ['https://a.example/', 'yes'],
    ['wss://a.example/', 'yes'],
    ['data:,x', 'yes'],
    ['about:blank', 'yes'],
    ['about:srcdoc', 'yes'],
    ['about:config', 'no'],
    ['blob:https://a.example/1', 'yes'],
    ['blob:http://a.example/1', 'no'],
    ['blob:http://127.0.0.1/1', 'yes'],
    ['blob:null/1', 'no'],
    ['http://a.example/', 'no'],
    ['ws://a.example/', 'no'],
    ['http://127.0.0.1/', 'yes'],
    ['http://127.1.2.3:8080/', 'yes'],
    ['http://128.0.0.1/', 'no'],
    ['http://[::1]/', 'yes'],
    ['http://[::2]/', 'no'],
    ['http://[::ffff:127.0.0.1]/', 'no'],
    ['ws://127.0.0.1/', 'yes'],
    ['http://localhost:8080/', 'open'],
    ['http://localhost./', 'open'],
    ['http://x.localhost/', 'open'],
    ['http://notlocalhost/', 'no'],
    ['http://localhost.example/', 'no'],
    ['https://localhost/', 'yes'],
  ];
  for (const [address, is] of rows) test(`${address}: ${is}`, () => assert.equal(isPotentiallyTrustworthy(url(address)), is));
});

// https://w3c.github.io/webappsec-mixed-content/#should-block-fetch
describe('isMixedContent', () => {
  const rows: readonly [client: string, address: string, is: ReturnType<typeof isMixedContent>][] = [
    ['https://a.example/', 'https://b.example/', 'allowed'],
    ['https://a.example/', 'http://b.example/', 'blocked'],
    ['https://a.example/', 'http://a.example/', 'blocked'],
    ['https://a.example/', 'ws://b.example/', 'blocked'],
    ['https://a.example/', 'http://127.0.0.1/', 'allowed'],
    ['https://a.example/', 'http://localhost/', 'open'],
    ['https://a.example/', 'data:,x', 'allowed'],
    ['https://a.example/', 'about:blank', 'allowed'],
    ['http://a.example/', 'http://b.example/', 'allowed'],
    ['http://a.example/', 'https://b.example/', 'allowed'],
    ['http://127.0.0.1/', 'http://127.0.0.2/', 'allowed'],
    ['http://127.0.0.1/', 'http://b.example/', 'open'],
    ['http://localhost/', 'http://b.example/', 'open'],
    ['http://localhost/', 'http://localhost:8080/', 'allowed'],
  ];
  for (const [client, address, is] of rows) test(`${client} fetches ${address}: ${is}`, () => assert.equal(isMixedContent(url(client), url(address)), is));
});

// https://wicg.github.io/local-network-access/#local-network-access-check
describe('localNetworkAccess', () => {
  const spaces: readonly (AddressSpace | null)[] = ['loopback', 'local', 'public', null];
  const lessPublic = new Set(['public local', 'public loopback', 'local loopback']);
  for (const client of spaces) {
    for (const target of spaces) {
      const less = lessPublic.has(`${client} ${target}`);
      test(`${client} to ${target} from a secure context: ${less ? 'prompt' : 'allowed'}`, () => assert.equal(localNetworkAccess(client, target, true), less ? 'prompt' : 'allowed'));
      test(`${client} to ${target} from another: ${less ? 'blocked' : 'allowed'}`, () => assert.equal(localNetworkAccess(client, target, false), less ? 'blocked' : 'allowed'));
    }
  }
});

// https://wicg.github.io/local-network-access/#non-public-ip-address-blocks
describe('addressSpaceOf', () => {
  const rows: readonly [what: string, hostname: string, space: AddressSpace | null][] = [
    ['an IPv4 loopback address', '127.0.0.1', 'loopback'],
    ['the last IPv4 loopback address', '127.255.255.255', 'loopback'],
    ['the address after them', '128.0.0.0', 'public'],
    ['the IPv6 loopback address', '[::1]', 'loopback'],
    ['localhost', 'localhost', 'loopback'],
    ['localhost with a dot', 'localhost.', 'loopback'],
    ['a name below localhost', 'a.localhost', 'loopback'],
    ['a name that only ends alike', 'notlocalhost', null],
    ['10.0.0.0/8', '10.255.255.255', 'local'],
    ['the address before carrier-grade NAT', '100.63.255.255', 'public'],
    ['carrier-grade NAT, its first address', '100.64.0.0', 'local'],
    ['carrier-grade NAT, its last address', '100.127.255.255', 'local'],
    ['the address after carrier-grade NAT', '100.128.0.0', 'public'],
    ['the address before 172.16.0.0/12', '172.15.255.255', 'public'],
    ['172.16.0.0/12, its first address', '172.16.0.0', 'local'],
    ['172.16.0.0/12, its last address', '172.31.255.255', 'local'],
    ['the address after 172.16.0.0/12', '172.32.0.0', 'public'],
    ['192.168.0.0/16', '192.168.1.1', 'local'],
    ['the address after 192.168.0.0/16', '192.169.0.0', 'public'],
    ['the benchmarking block', '198.19.255.255', 'loopback'],
    ['the address after the benchmarking block', '198.20.0.0', 'public'],
    ['IPv4 link-local', '169.254.0.1', 'local'],
    ['the IPv4 null address', '0.0.0.0', 'loopback'],
    ['another address of its block', '0.0.0.1', 'local'],
    ['the IPv6 unspecified address', '[::]', 'loopback'],
    ['the address after the IPv6 loopback address', '[::2]', 'public'],
    ['unique local fc00::/8', '[fc00::1]', 'local'],
    ['unique local fd00::/8', '[fdff:ffff::1]', 'local'],
    ['an address whose first group is 00fc', '[fc::1]', 'public'],
    ['the address after unique local', '[fe00::1]', 'public'],
    ['IPv6 link-local', '[fe80::1]', 'local'],
    ['the last IPv6 link-local block', '[febf::1]', 'local'],
    ['IPv6 site-local', '[fec0::1]', 'local'],
    ['multicast', '[ff02::1]', 'public'],
    ['IPv6 documentation addresses', '[2001:db8::1]', 'local'],
    ['the block after them', '[2001:db9::1]', 'public'],
    ['the newer IPv6 documentation addresses', '[3fff:fff::1]', 'local'],
    ['the block after those', '[3fff:1000::1]', 'public'],
    ['an IPv4-mapped private address', '[::ffff:a00:1]', 'local'],
    ['an IPv4-mapped loopback address', '[::ffff:7f00:1]', 'loopback'],
    ['an IPv4-mapped public address', '[::ffff:808:808]', 'public'],
    ['a public IPv4 address', '93.184.216.34', 'public'],
    ['an IPv6 address without ::', '[2606:2800:220:1:248:1893:25c8:1946]', 'public'],
    ['a name, which must be resolved first', 'a.example', null],
    ['a name that begins like a private address', '10.example', null],
  ];
  for (const [what, hostname, space] of rows) test(`${what}, ${hostname}: ${space ?? 'not known'}`, () => assert.equal(addressSpaceOf(hostname), space));
});
