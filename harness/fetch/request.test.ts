import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { currentUrl, isNullBodyStatus, isOkStatus, isRedirectStatus, redirectTaint, serializeRequestOrigin } from './request.ts';
import { parseUrl } from './url.ts';
import type { ParsedUrl } from './url.ts';

const [a, ax, b, bx, c] = ['https://a.example', 'https://x.a.example', 'https://b.example', 'https://x.b.example', 'https://c.example'] as const;
const list = (urls: readonly string[]): [ParsedUrl, ...ParsedUrl[]] => {
  const [first, ...rest] = urls.map((url) => parseUrl(url)!);
  return [first!, ...rest];
};

// https://fetch.spec.whatwg.org/#concept-request-tainted-origin, #serializing-a-request-origin
describe('redirectTaint', () => {
  const rows: readonly [what: string, origin: string, urls: readonly string[], taint: ReturnType<typeof redirectTaint>][] = [
    ['the own origin', a, [a], 'same-origin'],
    ['another origin', a, [b], 'same-origin'],
    ['own to other: the own origin sent it there', a, [a, b], 'same-origin'],
    ['other to itself', a, [b, `${b}/x`], 'same-origin'],
    ['own to other to itself', a, [a, b, b], 'same-origin'],
    ['own to own to other', a, [a, `${a}/x`, b], 'same-origin'],
    ['other back to own', a, [b, a], 'cross-site'],
    ['other to a third', a, [b, c], 'cross-site'],
    ['own to other to a third', a, [a, b, c], 'cross-site'],
    ['own to other and back', a, [a, b, a], 'cross-site'],
    ['other to another origin of its site', a, [b, bx], 'same-site'],
    ['another origin of the own site to own', a, [ax, a], 'same-site'],
    ['another origin of the own site to another site', a, [ax, b], 'same-site'],
    ['own to another origin of the own site and back', a, [a, ax, a], 'same-site'],
    ['other to another port of its host', a, [b, `${b}:8443`], 'same-site'],
    ['other to itself by another scheme, which is another site', a, ['http://b.example', b], 'cross-site'],
    ['the own host by another scheme to own', a, ['http://a.example', a], 'cross-site'],
    ['same-site first, cross-site later', a, [b, bx, c], 'cross-site'],
    ['cross-site first stays', a, [b, c, c, c], 'cross-site'],
    ['same-site first stays', a, [b, bx, bx], 'same-site'],
    ['tainted, then from own to other', a, [ax, a, b], 'same-site'],
    ['an opaque origin without redirects', 'null', [b], 'same-origin'],
    ['an opaque origin, redirected within an origin', 'null', [b, b], 'same-origin'],
    ['an opaque origin, redirected within a site', 'null', [b, bx], 'same-site'],
  ];
  for (const [what, origin, urls, taint] of rows) {
    const serialized = taint === 'same-origin' ? origin : 'null';
    test(`${what}: ${taint}`, () => assert.equal(redirectTaint({ origin, urlList: list(urls) }), taint));
    test(`${what}: the origin is ${serialized}`, () => assert.equal(serializeRequestOrigin({ origin, urlList: list(urls) }), serialized));
  }
});

test('the current URL is the last one', () => assert.equal(currentUrl({ urlList: list([a, b, c]) }).origin, c));

// https://fetch.spec.whatwg.org/#statuses
describe('statuses', () => {
  const all = Array.from({ length: 1000 }, (_, status) => status);
  test('redirects', () => assert.deepEqual(all.filter(isRedirectStatus), [301, 302, 303, 307, 308]));
  test('null body', () => assert.deepEqual(all.filter(isNullBodyStatus), [101, 103, 204, 205, 304]));
  test('ok', () => assert.deepEqual(all.filter(isOkStatus), all.slice(200, 300)));
});
