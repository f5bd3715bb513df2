import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { cookieHeader, defaultPath, parseSetCookie, storeCookies } from './cookie.ts';
import type { Cookie } from './cookie.ts';
import { parseUrl } from './url.ts';
import type { ParsedUrl } from './url.ts';

const url = (text: string): ParsedUrl => parseUrl(text)!;
const cookie = (changes: Partial<Cookie>): Cookie => ({ name: 'a', value: 'b', hostname: 'a.example', path: '/', secure: false, sameSite: 'default', uncertain: false, ...changes });

// https://httpwg.org/http-extensions/draft-ietf-httpbis-rfc6265bis.html#name-paths-and-path-match
describe('defaultPath', () => {
  const rows: readonly [pathname: string, path: string][] = [
    ['/', '/'],
    ['/x', '/'],
    ['/x/', '/x'],
    ['/x/y', '/x'],
    ['/x/y/z', '/x/y'],
    ['', '/'],
    ['x', '/'],
  ];
  for (const [pathname, path] of rows) test(`${JSON.stringify(pathname)} has the default path ${path}`, () => assert.equal(defaultPath(pathname), path));
});

// https://httpwg.org/http-extensions/draft-ietf-httpbis-rfc6265bis.html#name-the-set-cookie-header-field
describe('parseSetCookie', () => {
  const rows: readonly [what: string, value: string, changes: Partial<Cookie> | null][] = [
    ['a name and a value', 'a=b', {}],
    ['white space around both goes', ' a = b ', {}],
    ['an empty value', 'a=', { value: '' }],
    ['an equals sign in the value', 'a=b=c', { value: 'b=c' }],
    ['quotes stay', 'a="b"', { value: '"b"' }],
    ['no name, which cookie stores treat differently', '=b', { name: '', uncertain: true }],
    ['no equals sign: all of it is the value', 'b', { name: '', uncertain: true }],
    ['neither a name nor a value', '=', null],
    ['nothing', '', null],
    ['nothing but attributes', '; Secure', null],
    ['Secure in any case', 'a=b; sECURE', { secure: true }],
    ['HttpOnly, which does not matter here', 'a=b; HttpOnly', {}],
    ['SameSite=Strict', 'a=b; SameSite=Strict', { sameSite: 'strict' }],
    ['SameSite=Lax without a space', 'a=b;samesite=lax', { sameSite: 'lax' }],
    ['SameSite=None with Secure', 'a=b; SameSite=None; Secure', { sameSite: 'none', secure: true }],
    ['SameSite=None without Secure, which cookie stores may refuse', 'a=b; SameSite=None', { sameSite: 'none', uncertain: true }],
    ['the last SameSite counts', 'a=b; SameSite=Lax; SameSite=Strict', { sameSite: 'strict' }],
    ['a SameSite of another word is the default one', 'a=b; SameSite=chicken', { sameSite: 'default' }],
    ['an attribute that the model does not follow', 'a=b; Path=/', { uncertain: true }],
    ['an empty attribute', 'a=b;;', {}],
    ['a prefix that asks for attributes', '__Host-a=b; Secure', { name: '__Host-a', secure: true, uncertain: true }],
    ['a control character', 'a=b\u0001', { value: 'b\u0001', uncertain: true }],
  ];
  for (const [what, value, changes] of rows) test(what, () => assert.deepEqual(parseSetCookie(value, url('https://a.example/')), changes === null ? null : cookie(changes)));
  test('Secure from plain http is for the cookie store to refuse', () => assert.equal(parseSetCookie('a=b; Secure', url('http://a.example/'))?.uncertain, true));
  test('it is kept for the host and the default path', () => assert.deepEqual(parseSetCookie('a=b', url('https://a.example:8443/x/y?z')), cookie({ path: '/x' })));
});

describe('storeCookies', () => {
  const here = url('https://a.example/');
  const rows: readonly [what: string, jar: readonly Cookie[], lines: readonly string[], from: ParsedUrl, after: readonly Cookie[]][] = [
    ['each line is a cookie', [], ['a=b', 'c=d'], here, [cookie({}), cookie({ name: 'c', value: 'd' })]],
    ['a comma does not end one', [], ['a=b, c=d'], here, [cookie({ value: 'b, c=d' })]],
    ['one of the same name is replaced in its place', [cookie({}), cookie({ name: 'c' })], ['a=x'], here, [cookie({ value: 'x' }), cookie({ name: 'c' })]],
    ['names differ by case', [cookie({})], ['A=x'], here, [cookie({}), cookie({ name: 'A', value: 'x' })]],
    ['another host has its own', [cookie({ hostname: 'b.example' })], ['a=x'], here, [cookie({ hostname: 'b.example' }), cookie({ value: 'x' })]],
    ['another path has its own', [cookie({ path: '/x' })], ['a=x'], here, [cookie({ path: '/x' }), cookie({ value: 'x' })]],
    ['a Secure one is perhaps not replaced from plain http', [cookie({ secure: true })], ['a=x'], url('http://a.example/'), [cookie({ value: 'x', uncertain: true })]],
  ];
  for (const [what, jar, lines, from, after] of rows) test(what, () => assert.deepEqual(storeCookies(jar, lines.map((line) => ['Set-Cookie', line] as const), from), after));
  test('the header’s name may have any case', () => assert.equal(storeCookies([], [['sEt-cookie', 'a=b']], here).length, 1));
  test('Set-Cookie2 sets nothing', () => assert.equal(storeCookies([], [['Set-Cookie2', 'a=b']], here).length, 0));
  test('what another site sets is uncertain', () => assert.equal(storeCookies([], [['Set-Cookie', 'a=b']], here, true)[0]?.uncertain, true));
});

// https://fetch.spec.whatwg.org/#append-a-request-cookie-header
describe('cookieHeader', () => {
  const page = 'https://a.example';
  const rows: readonly [what: string, jar: readonly Cookie[], to: string, origin: string, header: string | null | undefined][] = [
    ['an empty jar', [], `${page}/`, page, null],
    ['one cookie', [cookie({})], `${page}/`, page, 'a=b'],
    ['another host', [cookie({ hostname: 'b.example' })], `${page}/`, page, null],
    ['another port, which does not matter', [cookie({})], `${page}:8443/`, page, 'a=b'],
    ['http, to which a cookie that is not Secure goes', [cookie({})], 'http://a.example/', 'http://a.example', 'a=b'],
    ['http, to which a Secure cookie may go only where that counts as secure', [cookie({ secure: true })], 'http://a.example/', 'http://a.example', undefined],
    ['https, to which a Secure cookie goes', [cookie({ secure: true })], `${page}/`, page, 'a=b'],
    ['the longer path first', [cookie({}), cookie({ name: 'c', value: 'd', path: '/x' })], `${page}/x/y`, page, 'c=d; a=b'],
    ['equal paths in the order of the jar', [cookie({ name: 'z' }), cookie({})], `${page}/`, page, 'z=b; a=b'],
    ['a path that only begins alike', [cookie({ path: '/x' })], `${page}/xy`, page, null],
    ['the path itself', [cookie({ path: '/x' })], `${page}/x`, page, 'a=b'],
    ['a path that ends in a slash', [cookie({ path: '/x/' })], `${page}/x/y`, page, 'a=b'],
    ['a parent of the path', [cookie({ path: '/x/' })], `${page}/x`, page, null],
    ['an uncertain cookie', [cookie({}), cookie({ name: 'c', uncertain: true })], `${page}/`, page, undefined],
    ['an uncertain cookie of another host', [cookie({}), cookie({ hostname: 'b.example', uncertain: true })], `${page}/`, page, 'a=b'],
    ['a SameSite=Strict cookie on its own site', [cookie({ sameSite: 'strict' })], `${page}/`, page, 'a=b'],
    ['another site, where it is the user agent’s to decide', [cookie({ hostname: 'b.example' })], 'https://b.example/', page, undefined],
    ['another site of which there is no cookie', [cookie({})], 'https://b.example/', page, null],
    ['the same host by another scheme, which is another site', [cookie({})], `${page}/`, 'http://a.example', undefined],
    ['an opaque origin, which has no site', [cookie({})], `${page}/`, 'null', undefined],
  ];
  for (const [what, jar, to, origin, header] of rows) test(`${what}: ${header === undefined ? 'left open' : header}`, () => assert.equal(cookieHeader(jar, url(to), origin), header));
  test('after a redirect across sites it is left open', () => assert.equal(cookieHeader([cookie({})], url(`${page}/`), page, 'cross-site'), undefined));
  test('after one, SameSite cookies stay behind', () => assert.equal(cookieHeader([cookie({ sameSite: 'strict' }), cookie({ name: 'b', sameSite: 'lax' })], url(`${page}/`), page, 'cross-site'), null));
  test('after one, whether others go is left open', () => assert.equal(cookieHeader([cookie({ sameSite: 'strict' }), cookie({ name: 'b', sameSite: 'none' })], url(`${page}/`), page, 'cross-site'), undefined));
  test('after a redirect within the site it is not', () => assert.equal(cookieHeader([cookie({})], url(`${page}/`), page, 'same-site'), 'a=b'));
});
