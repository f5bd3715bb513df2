import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isBlockedByCsp } from './csp.ts';
import { parseUrl } from './url.ts';

// https://w3c.github.io/webappsec-csp/#match-url-to-source-list

describe('whether a Content-Security-Policy blocks a request to http://b.example:8080', () => {
  const rows: readonly (readonly [policy: string, blocked: boolean])[] = [
    ['', false],
    ['img-src *', false],
    ['connect-src *', false],
    ["connect-src 'none'", true],
    ['connect-src', true],
    ["connect-src 'self'", true],
    ['connect-src http://b.example:8080', false],
    ['connect-src HTTP://B.example:8080', false],
    ['connect-src http://b.example', true],
    ['connect-src https://b.example:8080', true],
    ['connect-src http:', false],
    ['connect-src https:', true],
    ["connect-src 'self' http://b.example:8080", false],
    ["default-src 'none'", true],
    ["default-src 'none'; connect-src *", false],
    ["Connect-Src 'none'", true],
    ["connect-src *; connect-src 'none'", false],
    ["connect-src 'none'; connect-src *", true],
    [' ;connect-src\t*; ', false],
  ];
  const url = parseUrl('http://b.example:8080/x');
  for (const [policy, blocked] of rows) test(JSON.stringify(policy), () => assert.equal(url !== null && isBlockedByCsp({ policy, self: 'http://a.example' }, undefined, url), blocked));
  test("'self' is the origin of the page", () => assert.equal(url !== null && isBlockedByCsp({ policy: "connect-src 'self'", self: 'http://b.example:8080' }, undefined, url), false));
  test('http: is https: too, which it may always be upgraded to, and not the other way round', () => {
    const [safe, policy] = [parseUrl('https://b.example/x'), 'connect-src http:'];
    assert.deepEqual([safe !== null && isBlockedByCsp({ policy, self: 'http://a.example' }, undefined, safe), url !== null && isBlockedByCsp({ policy: 'connect-src https:', self: 'http://a.example' }, undefined, url)], [false, true]);
  });
  test('images have a directive of their own', () => {
    const blocked = (policy: string): boolean => url !== null && isBlockedByCsp({ policy, self: 'http://a.example' }, 'image', url);
    assert.deepEqual([blocked("connect-src 'none'"), blocked("img-src 'none'"), blocked("default-src 'none'; img-src *")], [false, true, false]);
  });
});
