import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { addressOf, hostOf, isBadPort, isHttpScheme, isSameOrigin, isSameSite, isSchemelesslySameSite, parseUrl, schemeOf } from './url.ts';
import type { ParsedUrl } from './url.ts';

const url = (text: string): ParsedUrl => parseUrl(text)!;

describe('parseUrl', () => {
  const rows: readonly [what: string, text: string, base: string | undefined, href: string | null][] = [
    ['the fragment is left out', 'https://a.example/x?y#z', undefined, 'https://a.example/x?y'],
    ['an empty fragment too', 'https://a.example/#', undefined, 'https://a.example/'],
    ['the scheme’s default port is left out', 'https://a.example:443', undefined, 'https://a.example/'],
    ['a path against a base', 'y', 'https://a.example/x/z', 'https://a.example/x/y'],
    ['nothing against a base', '', 'https://a.example/x?y', 'https://a.example/x?y'],
    ['a base’s scheme alone', '//b.example', 'https://a.example/', 'https://b.example/'],
    ['a path without a base', '/x', undefined, null],
    ['a port that is no number', 'https://a.example:x/', undefined, null],
    ['a port above 65535', 'https://a.example:65536/', undefined, null],
    ['no host', 'https://', undefined, null],
  ];
  for (const [what, text, base, href] of rows) test(`${what}: ${href ?? 'failure'}`, () => assert.equal(parseUrl(text, base)?.href ?? null, href));
  test('the default port is null', () => assert.equal(url('http://a.example:80/').port, null));
  test('another port is a number', () => assert.equal(url('http://a.example:443/').port, 443));
  test('data: has an opaque origin', () => assert.equal(url('data:,x').origin, 'null'));
  const credentials: readonly [text: string, includes: boolean][] = [
    ['https://u@a.example/', true],
    ['https://:p@a.example/', true],
    ['https://@a.example/', false],
    ['https://a.example/@', false],
  ];
  for (const [text, includes] of credentials) test(`${text} ${includes ? 'includes' : 'does not include'} credentials`, () => assert.equal(url(text).includesCredentials, includes));
});

describe('addressOf', () => {
  test('user name and password go', () => assert.equal(addressOf(url('https://u:p@a.example/x?y')), 'https://a.example/x?y'));
  test('an address without them stays', () => assert.equal(addressOf(url('https://a.example/x?y')), 'https://a.example/x?y'));
});

describe('isHttpScheme', () => {
  for (const text of ['http://a.example/', 'https://a.example/']) test(`${text} has one`, () => assert.equal(isHttpScheme(url(text)), true));
  for (const text of ['ws://a.example/', 'ftp://a.example/', 'data:,x', 'about:blank', 'blob:https://a.example/1', 'httpx://a']) test(`${text} has none`, () => assert.equal(isHttpScheme(url(text)), false));
});

describe('hostOf and schemeOf', () => {
  const rows: readonly [origin: string, host: string, scheme: string][] = [
    ['https://a.example', 'a.example', 'https'],
    ['https://a.example:8443', 'a.example', 'https'],
    ['http://[::1]', '[::1]', 'http'],
    ['http://[::1]:80', '[::1]', 'http'],
    ['null', '', ''],
  ];
  for (const [origin, host, scheme] of rows) test(`${origin}: ${host || 'no host'}, ${scheme || 'no scheme'}`, () => assert.deepEqual([hostOf(origin), schemeOf(origin)], [host, scheme]));
});

// https://html.spec.whatwg.org/#same-origin, #schemelessly-same-site, #same-site
describe('two origins', () => {
  const rows: readonly [what: string, a: string, b: string, sameOrigin: boolean, schemelesslySameSite: boolean, sameSite: boolean][] = [
    ['the same', 'https://a.example', 'https://a.example', true, true, true],
    ['another port', 'https://a.example', 'https://a.example:8443', false, true, true],
    ['another scheme', 'http://a.example', 'https://a.example', false, true, false],
    ['a subdomain', 'https://a.example', 'https://x.a.example', false, true, true],
    ['two subdomains', 'https://y.a.example', 'https://x.a.example', false, true, true],
    ['a subdomain by another scheme', 'http://a.example', 'https://x.a.example', false, true, false],
    ['another domain', 'https://a.example', 'https://b.example', false, false, false],
    ['a domain that only ends alike', 'https://a.example', 'https://ba.example', false, false, false],
    ['two below a public suffix of two labels', 'https://a.co.uk', 'https://b.co.uk', false, false, false],
    ['two below a private public suffix', 'https://a.github.io', 'https://b.github.io', false, false, false],
    ['the private public suffix itself', 'https://github.io', 'https://a.github.io', false, false, false],
    ['a public suffix and itself by another port', 'https://github.io', 'https://github.io:8443', false, true, true],
    ['localhost on two ports', 'http://localhost:1000', 'http://localhost:2000', false, true, true],
    ['localhost and a name below it', 'http://localhost', 'http://a.localhost', false, false, false],
    ['two names below localhost', 'http://a.localhost', 'http://b.localhost', false, false, false],
    ['localhost and its address', 'http://localhost', 'http://127.0.0.1', false, false, false],
    ['an address on two ports', 'http://127.0.0.1:1000', 'http://127.0.0.1:2000', false, true, true],
    ['two addresses of one network', 'http://127.0.0.1', 'http://127.0.0.2', false, false, false],
    ['an IPv6 address on two ports', 'http://[::1]:1000', 'http://[::1]', false, true, true],
    ['a dot at the end, which makes another name', 'https://a.example', 'https://a.example.', false, false, false],
    ['two names with a dot at the end', 'https://x.a.example.', 'https://a.example.', false, true, true],
    ['two opaque origins', 'null', 'null', false, false, false],
    ['an opaque one and another', 'null', 'https://a.example', false, false, false],
  ];
  for (const [what, a, b, sameOrigin, schemelesslySameSite, sameSite] of rows) {
    for (const [one, two] of [[a, b], [b, a]] as const) {
      test(`${what}: ${one} and ${two} are ${sameOrigin ? '' : 'not '}same origin`, () => assert.equal(isSameOrigin(one, two), sameOrigin));
      test(`${what}: ${one} and ${two} are ${schemelesslySameSite ? '' : 'not '}schemelessly same site`, () => assert.equal(isSchemelesslySameSite(one, two), schemelesslySameSite));
      test(`${what}: ${one} and ${two} are ${sameSite ? '' : 'not '}same site`, () => assert.equal(isSameSite(one, two), sameSite));
    }
  }
});

// https://fetch.spec.whatwg.org/#port-blocking
describe('isBadPort', () => {
  const listed = [
    0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137,
    139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723,
    2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
  ];
  for (const port of listed) test(`${port} is bad`, () => assert.equal(isBadPort(url(`http://a.example:${port}/`)), true));
  test('no other port is', () => {
    const bad = Array.from({ length: 65536 }, (_, port) => port).filter((port) => isBadPort({ ...url('http://a.example/'), port }));
    assert.deepEqual(bad, listed);
  });
  test('the default port is not', () => assert.equal(isBadPort(url('https://a.example:443/')), false));
  test('for https they are the same', () => assert.equal(isBadPort(url('https://a.example:6000/')), true));
  test('for other schemes none is', () => assert.equal(isBadPort(url('ws://a.example:6000/')), false));
});
