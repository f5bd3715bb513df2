import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { HeaderList } from '../../harness/fetch/header.ts';
import type { Exchange } from '../../servers/exchange-log.ts';
import { policyDrift, policyOf } from './policy.ts';
import { answered, targetResult } from './sample.ts';

const id = 'staging/profile/fetch';
const policy = (...exchanges: readonly Exchange[]): ReturnType<typeof policyOf> => policyOf(targetResult(id, 'webkit', 'conforms', { exchanges }));
const ofRequest = (headers: HeaderList): unknown => policy(answered('cors-request', 200, headers))[0]?.headers;

describe('the policy of an answer', () => {
  const rows: readonly (readonly [what: string, headers: HeaderList, read: HeaderList])[] = [
    ['nothing', [], []],
    ['headers that are none of it', [['Content-Type', 'text/plain'], ['Set-Cookie', 'a=b'], ['Date', 'now']], []],
    ['names in lower case, sorted', [['Vary', 'Origin'], ['Access-Control-Allow-Origin', '*'], ['CROSS-ORIGIN-RESOURCE-POLICY', 'same-site']], [['access-control-allow-origin', '*'], ['cross-origin-resource-policy', 'same-site'], ['vary', 'origin']]],
    ['methods in whatever order, and as they are written', [['Access-Control-Allow-Methods', 'PUT,  get, PUT']], [['access-control-allow-methods', 'PUT, get']]],
    ['names of headers in whatever order and case', [['Access-Control-Allow-Headers', 'X-B,x-a'], ['Access-Control-Expose-Headers', 'ETag, Age']], [['access-control-allow-headers', 'x-a, x-b'], ['access-control-expose-headers', 'age, etag']]],
    ['a list over several lines', [['Vary', 'Origin'], ['Vary', 'Accept-Encoding']], [['vary', 'accept-encoding, origin']]],
    ['a list that cannot be read, as it is', [['Access-Control-Allow-Methods', 'PUT GET, B']], [['access-control-allow-methods', 'PUT GET, B']]],
    ['an origin that comes twice', [['Access-Control-Allow-Origin', '*'], ['access-control-allow-origin', '*']], [['access-control-allow-origin', '*, *']]],
    ['a time', [['Access-Control-Max-Age', '600']], [['access-control-max-age', '600']]],
    ['credentials, whose letters matter', [['Access-Control-Allow-Credentials', 'True']], [['access-control-allow-credentials', 'True']]],
  ];
  for (const [what, headers, read] of rows) test(what, () => assert.deepEqual(ofRequest(headers), read));

  test('is read of each exchange of the case, and of no other', () => {
    const exchanges = [answered('cors-preflight-request', 204), answered('cors-request', 302), answered('cors-preflight-request', 204), answered('request', 200), answered('setup', 200), answered('reachability', 200)];
    assert.deepEqual(policy(...exchanges).map(({ to, status }) => [to, status]), [['preflight', 204], ['request', 302], ['preflight 2', 204], ['request 2', 200]]);
  });
});

describe('what drifted', () => {
  const cors = (headers: HeaderList = [['Access-Control-Allow-Origin', '*']], status: number | null = 200): Exchange => answered('cors-request', status, headers);
  const preflight = (methods: string): Exchange => answered('cors-preflight-request', 204, [['Access-Control-Allow-Methods', methods]]);
  const rows: readonly (readonly [what: string, before: readonly Exchange[], now: readonly Exchange[], said: readonly string[]])[] = [
    ['nothing', [cors()], [cors()], []],
    ['another order', [preflight('GET, PUT')], [preflight('PUT,GET')], []],
    ['a method', [preflight('GET, PUT')], [preflight('GET')], ['the answer to the preflight: Access-Control-Allow-Methods was GET, PUT; is GET']],
    ['the case of a method', [preflight('PATCH')], [preflight('patch')], ['the answer to the preflight: Access-Control-Allow-Methods was PATCH; is patch']],
    ['a header that is gone', [cors()], [cors([])], ['the answer to the request: Access-Control-Allow-Origin was *; is absent']],
    ['a header that is new, and empty', [cors()], [cors([['Access-Control-Allow-Origin', '*'], ['Vary', '']])], ['the answer to the request: Vary was absent; is empty']],
    ['the status', [cors()], [cors(undefined, 201)], ['the answer to the request: status was 200; is 201']],
    ['the answer itself', [cors()], [cors([], null)], ['the answer to the request: was status 200; is none']],
    ['an answer that came at last', [cors([], null)], [cors()], ['the answer to the request: was none; is status 200']],
    ['a preflight that is needed now', [cors()], [preflight('PUT'), cors()], ['the answer to the preflight: it was not asked for; now status 204']],
    ['a request that is not made any more', [preflight('PUT'), cors()], [preflight('PUT')], ['the answer to the request: was status 200; it is not asked for any more']],
    ['two things', [preflight('PUT'), cors()], [preflight('GET'), cors([['Access-Control-Allow-Origin', 'https://app.example.com'], ['Vary', 'Origin']])], ['the answer to the preflight: Access-Control-Allow-Methods was PUT; is GET', 'the answer to the request: Access-Control-Allow-Origin was *; is https://app.example.com', 'the answer to the request: Vary was absent; is origin']],
  ];
  for (const [what, before, now, said] of rows) test(what, () => assert.deepEqual(policyDrift(policy(...before), policy(...now)), said));
});
