import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { determineReferrer, referrerPolicies, referrerPolicyOnRedirect, requestReferrer } from './referrer.ts';
import type { ReferrerPolicy } from './referrer.ts';
import { parseUrl } from './url.ts';
import type { ParsedUrl } from './url.ts';

const url = (text: string): ParsedUrl => parseUrl(text)!;

// https://w3c.github.io/webappsec-referrer-policy/#determine-requests-referrer, the last step
describe('determineReferrer', () => {
  const page = 'https://a.example/page?q=1';
  const [full, origin] = [page, 'https://a.example/'];
  type Row = readonly [policy: ReferrerPolicy, sameOrigin: string | null, crossOrigin: string | null, downgrade: string | null];
  const rows: readonly Row[] = [
    ['no-referrer', null, null, null],
    ['no-referrer-when-downgrade', full, full, null],
    ['same-origin', full, null, null],
    ['origin', origin, origin, origin],
    ['strict-origin', origin, origin, null],
    ['origin-when-cross-origin', full, origin, origin],
    ['strict-origin-when-cross-origin', full, origin, null],
    ['unsafe-url', full, full, full],
  ];
  test('every policy has its row', () => assert.deepEqual(rows.map(([policy]) => policy), [...referrerPolicies]));
  for (const [policy, sameOrigin, crossOrigin, downgrade] of rows) {
    test(`${policy}, to the same origin: ${sameOrigin}`, () => assert.equal(determineReferrer(policy, url(page), url('https://a.example/other')), sameOrigin));
    test(`${policy}, to another origin: ${crossOrigin}`, () => assert.equal(determineReferrer(policy, url(page), url('https://b.example/')), crossOrigin));
    test(`${policy}, to the same host on another port: ${crossOrigin}`, () => assert.equal(determineReferrer(policy, url(page), url('https://a.example:8443/')), crossOrigin));
    test(`${policy}, to plain http: ${downgrade}`, () => assert.equal(determineReferrer(policy, url(page), url('http://b.example/')), downgrade));
  }

  const special: readonly [what: string, policy: ReferrerPolicy, client: string, to: string, referrer: string | null][] = [
    ['plain http at a loopback address is no downgrade', 'strict-origin', 'https://a.example/', 'http://127.0.0.1:8080/', 'https://a.example/'],
    ['an upgrade is no downgrade', 'strict-origin', 'http://a.example/x', 'https://b.example/', 'http://a.example/'],
    ['between two http origins there is no downgrade', 'no-referrer-when-downgrade', 'http://a.example/x', 'http://b.example/', 'http://a.example/x'],
    ['a page at a loopback address is potentially trustworthy, so http elsewhere is a downgrade', 'strict-origin', 'http://127.0.0.1/', 'http://b.example/', null],
    ['user name and password are stripped', 'unsafe-url', 'https://u:p@a.example/x', 'https://b.example/', 'https://a.example/x'],
    ['the fragment is stripped', 'unsafe-url', 'https://a.example/x#y', 'https://b.example/', 'https://a.example/x'],
    ['a port that is not the default stays', 'origin', 'https://a.example:8443/x', 'https://b.example/', 'https://a.example:8443/'],
    ['an address of 4096 characters stays whole', 'unsafe-url', `https://a.example/${'x'.repeat(4096 - 18)}`, 'https://b.example/', `https://a.example/${'x'.repeat(4096 - 18)}`],
    ['an address of 4097 characters becomes its origin', 'unsafe-url', `https://a.example/${'x'.repeat(4097 - 18)}`, 'https://b.example/', 'https://a.example/'],
    ['about:srcdoc is a local scheme, so there is none', 'unsafe-url', 'about:srcdoc', 'https://b.example/', null],
    ['blob: is a local scheme, so there is none', 'origin', 'blob:https://a.example/1', 'https://b.example/', null],
    ['data: is a local scheme, so there is none', 'origin', 'data:text/html,x', 'https://b.example/', null],
  ];
  for (const [what, policy, client, to, referrer] of special) test(what, () => assert.equal(determineReferrer(policy, url(client), url(to)), referrer));
});

// https://fetch.spec.whatwg.org/#concept-main-fetch step 9: the referrer of one hop is the source of the next.
describe('requestReferrer', () => {
  const client = url('https://a.example/page');
  const to = (address: string): [ParsedUrl] => [url(address)];
  const rows: readonly [what: string, referrer: string | null | undefined, policy: ReferrerPolicy, address: string, expected: string | null][] = [
    ['at first it comes from the client', undefined, 'unsafe-url', 'https://b.example/', 'https://a.example/page'],
    ['once it is only an origin, it stays one, even back at the page’s origin', 'https://a.example/', 'unsafe-url', 'https://a.example/', 'https://a.example/'],
    ['once it is gone, it stays so', null, 'unsafe-url', 'https://a.example/', null],
    ['a full one can be shortened later', 'https://a.example/page', 'origin', 'https://b.example/', 'https://a.example/'],
  ];
  for (const [what, referrer, referrerPolicy, address, expected] of rows) {
    const given = referrer === undefined ? {} : { referrer };
    test(what, () => assert.equal(requestReferrer({ origin: client.origin, client, referrerPolicy, urlList: to(address), ...given }), expected));
  }
  test('a client with an opaque origin has none', () => assert.equal(requestReferrer({ origin: 'null', client, referrerPolicy: 'unsafe-url', urlList: to('https://b.example/') }), null));
});

// https://w3c.github.io/webappsec-referrer-policy/#parse-referrer-policy-from-header
describe('referrerPolicyOnRedirect', () => {
  const rows: readonly [what: string, lines: readonly string[], policy: ReferrerPolicy | null][] = [
    ['no line', [], null],
    ['one policy', ['origin'], 'origin'],
    ['the last of several', ['no-referrer, unsafe-url'], 'unsafe-url'],
    ['the last of several lines', ['no-referrer', 'origin'], 'origin'],
    ['a word that is no policy, which does not count', ['origin, chicken'], 'origin'],
    ['nothing but such a word', ['chicken'], null],
    ['an empty value', [''], null],
    ['an empty element at the end', ['origin,'], 'origin'],
    ['the start of a policy', ['strict'], null],
  ];
  for (const [what, lines, policy] of rows) test(`${what}: ${policy}`, () => assert.equal(referrerPolicyOnRedirect(lines.map((line) => ['Referrer-Policy', line] as const)), policy));
});
