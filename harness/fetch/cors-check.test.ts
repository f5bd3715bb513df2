import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { corsCheck, isSerializedOrigin } from './cors-check.ts';
import type { HeaderList } from './header.ts';
import type { Reason } from './reason.ts';
import type { CredentialsMode } from './request.ts';
import { parseUrl } from './url.ts';
import type { ParsedUrl } from './url.ts';

const page = 'https://a.example';
const once: [ParsedUrl] = [parseUrl('https://b.example/')!];
const tainted: [ParsedUrl, ParsedUrl] = [once[0], parseUrl('https://c.example/')!];
const acao = (...values: readonly string[]): HeaderList => values.map((value) => ['Access-Control-Allow-Origin', value]);
const acac = (...values: readonly string[]): HeaderList => values.map((value) => ['Access-Control-Allow-Credentials', value]);

// https://fetch.spec.whatwg.org/#concept-cors-check
describe('corsCheck', () => {
  type Row = readonly [what: string, credentials: CredentialsMode, headers: HeaderList, step: string, reason: Reason | null];
  const rows: readonly Row[] = [
    ['no Access-Control-Allow-Origin', 'same-origin', [], '2', 'acao-missing'],
    ['no Access-Control-Allow-Origin, with credentials', 'include', acac('true'), '2', 'acao-missing'],
    ['*', 'same-origin', acao('*'), '3', null],
    ['*, without credentials', 'omit', acao('*'), '3', null],
    ['*, with credentials', 'include', [...acao('*'), ...acac('true')], '4', 'acao-star-with-credentials'],
    ['the origin', 'same-origin', acao(page), '5', null],
    ['the origin, without credentials', 'omit', acao(page), '5', null],
    ['the origin, and Access-Control-Allow-Credentials that does not matter', 'omit', [...acao(page), ...acac('false')], '5', null],
    ['the origin and true', 'include', [...acao(page), ...acac('true')], '7', null],
    ['the origin, but no Access-Control-Allow-Credentials', 'include', acao(page), '8', 'acac-not-true'],
    ['the origin and True', 'include', [...acao(page), ...acac('True')], '8', 'acac-not-true'],
    ['the origin and TRUE', 'include', [...acao(page), ...acac('TRUE')], '8', 'acac-not-true'],
    ['the origin and 1', 'include', [...acao(page), ...acac('1')], '8', 'acac-not-true'],
    ['the origin and nothing', 'include', [...acao(page), ...acac('')], '8', 'acac-not-true'],
    ['the origin and true twice', 'include', [...acao(page), ...acac('true', 'true')], '8', 'acac-not-true'],
    ['the origin and quoted true', 'include', [...acao(page), ...acac('"true"')], '8', 'acac-not-true'],
    ['another origin', 'same-origin', acao('https://b.example'), '4', 'acao-mismatch'],
    ['another origin, and true', 'include', [...acao('https://b.example'), ...acac('true')], '4', 'acao-mismatch'],
    ['another scheme', 'same-origin', acao('http://a.example'), '4', 'acao-mismatch'],
    ['another port', 'same-origin', acao('https://a.example:8443'), '4', 'acao-mismatch'],
    ['a subdomain', 'same-origin', acao('https://x.a.example'), '4', 'acao-mismatch'],
    ['a slash after it', 'same-origin', acao(`${page}/`), '4', 'acao-invalid'],
    ['the default port written out', 'same-origin', acao(`${page}:443`), '4', 'acao-invalid'],
    ['upper case', 'same-origin', acao('https://A.example'), '4', 'acao-invalid'],
    ['no scheme', 'same-origin', acao('a.example'), '4', 'acao-invalid'],
    ['a star for a subdomain', 'same-origin', acao('https://*.example'), '4', 'acao-invalid'],
    ['a star and a space inside', 'same-origin', acao('* *'), '4', 'acao-invalid'],
    ['quotes', 'same-origin', acao(`"${page}"`), '4', 'acao-invalid'],
    ['nothing', 'same-origin', acao(''), '4', 'acao-invalid'],
    ['null', 'same-origin', acao('null'), '4', 'acao-null'],
    ['two origins in a line', 'same-origin', acao(`${page}, https://b.example`), '4', 'acao-multiple'],
    ['two origins with a space', 'same-origin', acao(`${page} https://b.example`), '4', 'acao-invalid'],
    ['two lines', 'same-origin', acao(page, 'https://b.example'), '4', 'acao-multiple'],
    ['two equal lines', 'same-origin', acao(page, page), '4', 'acao-multiple'],
    ['* in two lines', 'same-origin', acao('*', '*'), '4', 'acao-multiple'],
    ['* and the origin', 'same-origin', acao('*', page), '4', 'acao-multiple'],
  ];
  for (const [what, credentials, headers, step, reason] of rows) {
    const result = corsCheck({ origin: page, urlList: once, credentials }, headers);
    test(`${what} (${credentials}): ${reason ?? 'success'}`, () => assert.equal(result.reason, reason));
    test(`${what} (${credentials}): step ${step}`, () => assert.equal(result.step, step));
  }

  const ofNull: readonly [what: string, origin: string, urlList: [ParsedUrl, ...ParsedUrl[]], credentials: CredentialsMode, headers: HeaderList, reason: Reason | null][] = [
    ['null for an opaque origin', 'null', once, 'omit', acao('null'), null],
    ['null and true for an opaque origin with credentials', 'null', once, 'include', [...acao('null'), ...acac('true')], null],
    ['* for an opaque origin', 'null', once, 'omit', acao('*'), null],
    ['NULL for an opaque origin', 'null', once, 'omit', acao('NULL'), 'acao-invalid'],
    ['the page’s address for an opaque origin', 'null', once, 'omit', acao(page), 'acao-mismatch'],
    ['null after redirects across origins', page, tainted, 'omit', acao('null'), null],
    ['* after redirects across origins', page, tainted, 'omit', acao('*'), null],
    ['the page’s origin after redirects across origins', page, tainted, 'omit', acao(page), 'redirect-tainted-origin'],
    ['another origin after redirects across origins', page, tainted, 'omit', acao('https://b.example'), 'acao-mismatch'],
    ['the page’s origin after redirects across origins, with credentials', page, tainted, 'include', [...acao(page), ...acac('true')], 'redirect-tainted-origin'],
  ];
  for (const [what, origin, urlList, credentials, headers, reason] of ofNull) test(`${what}: ${reason ?? 'success'}`, () => assert.equal(corsCheck({ origin, urlList, credentials }, headers).reason, reason));
  test('the header’s name may have any case', () => assert.equal(corsCheck({ origin: page, urlList: once, credentials: 'omit' }, [['access-control-ALLOW-origin', '*']]).reason, null));
});

describe('isSerializedOrigin', () => {
  for (const value of [page, 'http://a.example:8080', 'http://127.0.0.1', 'http://[::1]:8080', 'chrome-extension://abcdef']) test(`${value} is one`, () => assert.equal(isSerializedOrigin(value), true));
  for (const value of ['', '*', 'null', `${page}/`, `${page}?`, `${page}#`, `${page}:443`, 'http://a.example:80', 'HTTPS://a.example', 'https://A.example', 'https://*.example', 'https://u@a.example', 'https:a.example', '//a.example', 'https://', ` ${page}`, `${page}:`, 'http://127.1']) test(`${JSON.stringify(value)} is none`, () => assert.equal(isSerializedOrigin(value), false));
  test('bytes that are no ASCII are none, however often they are asked about', () => {
    // URL.canParse() of Node 20 says otherwise once it is called often enough to be compiled.
    const value = 'http://\u00e2\u0093\u009bocalhost:8001';
    for (let count = 0; count < 50_000; count++) assert.equal(isSerializedOrigin(value), false);
  });
});
