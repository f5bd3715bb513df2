import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkPreflightResponse } from './cors-preflight-fetch.ts';
import type { PreflightResult } from './cors-preflight-fetch.ts';
import { corsUnsafeRequestHeaderNames } from './cors-safelist.ts';
import type { HeaderList } from './header.ts';
import type { FetchRequest } from './request.ts';
import { parseUrl } from './url.ts';

const page = 'https://a.example';
const request: FetchRequest = {
  method: 'GET',
  urlList: [parseUrl('https://b.example/')!],
  origin: page,
  client: parseUrl(`${page}/`)!,
  headers: [],
  body: null,
  mode: 'cors',
  credentials: 'same-origin',
  redirect: 'follow',
  referrerPolicy: 'strict-origin-when-cross-origin',
  useCorsPreflight: false,
  responseTainting: 'cors',
  redirectCount: 0,
};
const line = (name: string) => (value: string): HeaderList => [[`Access-Control-${name}`, value]];
const origin = line('Allow-Origin');
const methods = line('Allow-Methods');
const names = line('Allow-Headers');
const age = line('Max-Age');
const shared: HeaderList = [...origin(page), ...line('Allow-Credentials')('true')];

interface Checked {
  readonly result: PreflightResult;
  readonly step: string | undefined;
}

function check(changes: Partial<FetchRequest>, headers: HeaderList, status = 200): Checked {
  const asking = { ...request, ...changes };
  const steps: string[] = [];
  const result = checkPreflightResponse(asking, { status, statusText: '', headers, body: '' }, corsUnsafeRequestHeaderNames(asking.headers), (step) => void steps.push(step), () => undefined);
  return { result, step: steps.at(-1) };
}

const put = { method: 'PUT' };
const token: Partial<FetchRequest> = { headers: [['X-Token', '1']] };
const authorization: Partial<FetchRequest> = { headers: [['Authorization', '1']] };
const include = { credentials: 'include' } as const;

// https://fetch.spec.whatwg.org/#cors-preflight-fetch-0 steps 7 and 8
describe('a preflight that fails', () => {
  type Row = readonly [what: string, changes: Partial<FetchRequest>, headers: HeaderList, step: string, reason: string, status?: number];
  const rows: readonly Row[] = [
    ['no Access-Control-Allow-Origin', put, methods('PUT'), '8', 'acao-missing'],
    ['* with credentials', { ...put, ...include }, [...origin('*'), ...methods('PUT')], '8', 'acao-star-with-credentials'],
    ['no Access-Control-Allow-Credentials, though a preflight itself has no credentials', { ...put, ...include }, [...origin(page), ...methods('PUT')], '8', 'acac-not-true'],
    ['a redirect', put, [...shared, ...methods('PUT')], '8', 'preflight-redirect', 302],
    ['a status that is not ok', put, [...shared, ...methods('PUT')], '8', 'preflight-status', 404],
    ['a 304, which is no redirect', put, [...shared, ...methods('PUT')], '8', 'preflight-status', 304],
    ['a 199', put, [...shared, ...methods('PUT')], '8', 'preflight-status', 199],
    ['a 300, which is no redirect', put, [...shared, ...methods('PUT')], '8', 'preflight-status', 300],
    ['of a status and a CORS check, the CORS check', put, methods('PUT'), '8', 'acao-missing', 500],

    ['Access-Control-Allow-Methods that is no list', put, [...shared, ...methods('PUT DELETE')], '7.3', 'acam-unparsable'],
    ['Access-Control-Allow-Methods that is no list, though the method is safelisted', token, [...shared, ...methods('"GET"'), ...names('X-Token')], '7.3', 'acam-unparsable'],
    ['Access-Control-Allow-Headers that is no list', token, [...shared, ...names('X-Token:')], '7.3', 'acah-unparsable'],
    ['Access-Control-Allow-Headers that is no list, though no header needs it', put, [...shared, ...methods('PUT'), ...names('a b')], '7.3', 'acah-unparsable'],
    ['one bad line beside a good one', put, [...shared, ...methods('PUT'), ...methods('a b')], '7.3', 'acam-unparsable'],
    ['both unparsable', put, [...shared, ...methods('a b'), ...names('a b')], '7.3', 'acam-unparsable'],

    ['no Access-Control-Allow-Methods', put, shared, '7.5', 'method-not-allowed'],
    ['an empty Access-Control-Allow-Methods', put, [...shared, ...methods('')], '7.5', 'method-not-allowed'],
    ['other methods', put, [...shared, ...methods('GET, POST')], '7.5', 'method-not-allowed'],
    ['a method in another case', { method: 'PATCH' }, [...shared, ...methods('patch')], '7.5', 'method-case'],
    ['a method in another case, asked in lower case', { method: 'patch' }, [...shared, ...methods('PATCH')], '7.5', 'method-case'],
    ['* with credentials', { ...put, ...include }, [...shared, ...methods('*')], '7.5', 'method-star-with-credentials'],
    ['another case and * with credentials', { method: 'patch', ...include }, [...shared, ...methods('*, PATCH')], '7.5', 'method-case'],
    ['an empty Access-Control-Allow-Methods with the use-CORS-preflight flag, for PUT', { ...put, useCorsPreflight: true }, [...shared, ...methods('')], '7.5', 'method-not-allowed'],
    ['of a method and a header, the method', { ...put, ...token }, shared, '7.5', 'method-not-allowed'],

    ['no Access-Control-Allow-Headers', authorization, shared, '7.6', 'header-not-allowed'],
    ['* for Authorization', authorization, [...shared, ...names('*')], '7.6', 'authorization-not-covered-by-star'],
    ['* for Authorization with credentials', { ...authorization, ...include }, [...shared, ...names('*')], '7.6', 'header-star-with-credentials'],
    ['of Authorization and another, Authorization', { headers: [['X-A', ''], ['Authorization', '1']] }, shared, '7.6', 'header-not-allowed'],

    ['no Access-Control-Allow-Headers', token, shared, '7.7', 'header-not-allowed'],
    ['another header', token, [...shared, ...names('X-Tokens')], '7.7', 'header-not-allowed'],
    ['one of two headers', { headers: [['X-A', ''], ['X-B', '']] }, [...shared, ...names('X-A')], '7.7', 'header-not-allowed'],
    ['* with credentials', { ...token, ...include }, [...shared, ...names('*')], '7.7', 'header-star-with-credentials'],
    ['a safelisted name with an unsafe value', { headers: [['Content-Type', 'application/json']] }, shared, '7.7', 'header-not-allowed'],
    ['safelisted headers of 1025 bytes', { headers: Array.from({ length: 25 }, () => ['Accept', 'x'.repeat(41)] as const) }, shared, '7.7', 'header-not-allowed'],
  ];
  for (const [what, changes, headers, step, reason, status] of rows) {
    const checked = check(changes, headers, status);
    test(`${what}: ${reason}`, () => assert.equal(checked.result.kind === 'failed' ? checked.result.reason : 'allowed', reason));
    test(`${what}: at step ${step}`, () => assert.equal(checked.step, step));
  }

  const blame: readonly [what: string, changes: Partial<FetchRequest>, headers: HeaderList, header: string | null, wanted: string | null][] = [
    ['the method', put, shared, 'Access-Control-Allow-Methods', 'PUT'],
    ['the header', token, shared, 'Access-Control-Allow-Headers', 'x-token'],
    ['the first of several, by name', { headers: [['X-B', ''], ['X-A', '']] }, shared, 'Access-Control-Allow-Headers', 'x-a'],
    ['Authorization', authorization, shared, 'Access-Control-Allow-Headers', 'authorization'],
    ['the origin', put, [], 'Access-Control-Allow-Origin', page],
    ['the credentials', { ...put, ...include }, origin(page), 'Access-Control-Allow-Credentials', 'true'],
    ['the list', put, [...shared, ...methods('a b')], 'Access-Control-Allow-Methods', null],
  ];
  for (const [what, changes, headers, header, wanted] of blame) {
    test(`blames ${what}`, () => {
      const { result } = check(changes, headers);
      assert.deepEqual(result.kind === 'failed' ? [result.header, result.wanted] : 'allowed', [header, wanted]);
    });
  }
});

describe('a preflight that allows', () => {
  const rows: readonly [what: string, changes: Partial<FetchRequest>, headers: HeaderList, status?: number][] = [
    ['the method', put, [...shared, ...methods('PUT')]],
    ['the method among others', put, [...shared, ...methods('GET, PUT')]],
    ['the method in a second line', put, [...shared, ...methods('GET'), ...methods('PUT')]],
    ['* without credentials', put, [...origin('*'), ...methods('*')]],
    ['* for a method in lower case', { method: 'patch' }, [...shared, ...methods('*')]],
    ['the method with credentials', { ...put, ...include }, [...shared, ...methods('PUT')]],
    ['the method and * with credentials', { ...put, ...include }, [...shared, ...methods('*, PUT')]],
    ['the method * with credentials, which is its name', { method: '*', ...include }, [...shared, ...methods('*')]],
    ['a safelisted method that is not listed', token, [...shared, ...methods('PUT'), ...names('X-Token')]],
    ['a header in another case', token, [...shared, ...names('x-TOKEN')]],
    ['a header with *', token, [...shared, ...names('*')]],
    ['a header with credentials', { ...token, ...include }, [...shared, ...names('X-Token')]],
    ['a header named * with credentials', { headers: [['*', '']], ...include }, [...shared, ...names('*')]],
    ['Authorization by name', authorization, [...shared, ...names('authorization')]],
    ['Authorization by name beside *', authorization, [...shared, ...names('*, Authorization')]],
    ['Authorization with credentials', { ...authorization, ...include }, [...shared, ...names('Authorization')]],
    ['a method that is set by the use-CORS-preflight flag alone', { ...put, useCorsPreflight: true }, shared],
    ['a 204', put, [...shared, ...methods('PUT')], 204],
    ['a 299', put, [...shared, ...methods('PUT')], 299],
    ['empty elements', put, [...shared, ...methods(',,PUT,')]],
    ['an Access-Control-Max-Age that is no number', put, [...shared, ...methods('PUT'), ...age('x')]],
  ];
  for (const [what, changes, headers, status] of rows) {
    const checked = check(changes, headers, status);
    test(what, () => assert.equal(checked.result.kind, 'allowed'));
    test(`${what}: at step 7.16`, () => assert.equal(checked.step, '7.16'));
  }
});

describe('what a preflight leaves for the cache', () => {
  const allowed = ({ result }: Checked): unknown => (result.kind === 'allowed' ? [result.methods, result.headerNames, result.maxAge] : result);
  const rows: readonly [what: string, changes: Partial<FetchRequest>, headers: HeaderList, left: readonly [readonly string[], readonly string[], number]][] = [
    ['all that it allows', put, [...shared, ...methods('PUT, DELETE'), ...names('X-A, *'), ...age('60')], [['PUT', 'DELETE'], ['X-A', '*'], 60]],
    ['5 seconds by default', put, [...shared, ...methods('PUT')], [['PUT'], [], 5]],
    ['5 seconds where it is no number', put, [...shared, ...methods('PUT'), ...age('-1')], [['PUT'], [], 5]],
    ['5 seconds where there are two lines', put, [...shared, ...methods('PUT'), ...age('60'), ...age('60')], [['PUT'], [], 5]],
    ['0 seconds', put, [...shared, ...methods('PUT'), ...age('0')], [['PUT'], [], 0]],
    ['the method where the flag is set and no methods are listed (step 7.4)', { method: 'POST', useCorsPreflight: true }, shared, [['POST'], [], 5]],
    ['not the method where the flag is set and the list is empty', { method: 'POST', useCorsPreflight: true }, [...shared, ...methods('')], [[], [], 5]],
    ['not the method where the flag is set and others are listed', { method: 'POST', useCorsPreflight: true }, [...shared, ...methods('PUT')], [['PUT'], [], 5]],
  ];
  for (const [what, changes, headers, left] of rows) test(what, () => assert.deepEqual(allowed(check(changes, headers)), left));
});
