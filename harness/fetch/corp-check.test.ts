import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { corpCheck } from './corp-check.ts';
import { parseUrl } from './url.ts';

// https://fetch.spec.whatwg.org/#cross-origin-resource-policy-internal-check with the embedder policy unsafe-none
describe('corpCheck', () => {
  const rows: readonly [what: string, lines: readonly string[], origin: string, address: string, allowed: boolean][] = [
    ['no policy', [], 'https://a.example', 'https://b.example/', true],
    ['cross-origin', ['cross-origin'], 'https://a.example', 'https://b.example/', true],
    ['same-origin, and it is', ['same-origin'], 'https://a.example', 'https://a.example/x', true],
    ['same-origin, and it is a subdomain', ['same-origin'], 'https://a.example', 'https://x.a.example/', false],
    ['same-origin, and it is another port', ['same-origin'], 'https://a.example', 'https://a.example:8443/', false],
    ['same-origin, and the page’s is opaque', ['same-origin'], 'null', 'https://a.example/', false],
    ['same-site, and it is', ['same-site'], 'https://a.example', 'https://x.a.example/', true],
    ['same-site, and it is another port', ['same-site'], 'https://a.example', 'https://a.example:8443/', true],
    ['same-site, and it is not', ['same-site'], 'https://a.example', 'https://b.example/', false],
    ['same-site, from http to http', ['same-site'], 'http://a.example', 'http://x.a.example/', true],
    ['same-site, from https to http', ['same-site'], 'https://a.example', 'http://x.a.example/', true],
    ['same-site, from http to https', ['same-site'], 'http://a.example', 'https://x.a.example/', false],
    ['same-site, and the page’s origin is opaque', ['same-site'], 'null', 'https://a.example/', false],
    ['another word', ['same'], 'https://a.example', 'https://b.example/', true],
    ['upper case', ['Same-Origin'], 'https://a.example', 'https://b.example/', true],
    ['nothing', [''], 'https://a.example', 'https://b.example/', true],
    ['two policies in a line', ['same-origin, same-site'], 'https://a.example', 'https://b.example/', true],
    ['two equal lines', ['same-origin', 'same-origin'], 'https://a.example', 'https://b.example/', true],
  ];
  for (const [what, lines, origin, address, allowed] of rows) {
    const headers = lines.map((value) => ['Cross-Origin-Resource-Policy', value] as const);
    test(`${what}: ${allowed ? 'allowed' : 'blocked'}`, () => assert.equal(corpCheck(origin, parseUrl(address)!, headers).blocked, !allowed));
  }
});
