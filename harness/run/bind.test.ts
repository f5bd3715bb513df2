import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { cookieCheckPath, reachPath, setupPath } from '../../servers/answer.ts';
import type { Exchange } from '../../servers/exchange-log.ts';
import type { Topology } from '../../servers/topology.ts';
import { loadText, scenarioText } from '../scenario/load-fixture.ts';
import { bind } from './bind.ts';
import type { BoundCase } from './bind.ts';

const topology: Topology = {
  document: { http: 'http://localhost:1001', https: 'https://localhost:1002' },
  resource: {
    'same-site': { http: 'http://localhost:2001', https: 'https://localhost:2002' },
    'cross-site': { http: 'http://127.0.0.1:2001', https: 'https://127.0.0.1:2002' },
  },
  raw: {
    'same-site': { http: 'http://localhost:3001', https: 'https://localhost:3002' },
    'cross-site': { http: 'http://127.0.0.1:3001', https: 'https://127.0.0.1:3002' },
  },
  unreachable: {
    'closed-port': [{ 'same-site': { http: 'http://localhost:9', https: 'https://localhost:9' }, 'cross-site': { http: 'http://127.0.0.1:9', https: 'https://127.0.0.1:9' } }],
    'broken-tls': [{ 'same-site': { http: 'http://localhost:10', https: 'https://localhost:10' }, 'cross-site': { http: 'http://127.0.0.1:10', https: 'https://127.0.0.1:10' } }],
  },
};

/** Binds the first case of a scenario, given as YAML by field. */
async function bound(fields: Readonly<Record<string, string | null>> = {}): Promise<BoundCase> {
  const [first] = await loadText(scenarioText(fields));
  assert.ok(first !== undefined);
  return bind(first, topology, 'tok');
}

describe('the address of the request', () => {
  const rows: readonly (readonly [what: string, fields: Readonly<Record<string, string>>, url: string])[] = [
    ['another port of the host by default, which is same-site', {}, 'http://localhost:2001/tok/resource'],
    ['same-site over https', { document: '{ scheme: https }' }, 'https://localhost:2002/tok/resource'],
    ['cross-site', { document: '{ relation: cross-site }' }, 'http://127.0.0.1:2001/tok/resource'],
    ['cross-site over https', { document: '{ relation: cross-site, scheme: https }' }, 'https://127.0.0.1:2002/tok/resource'],
    ['same-origin', { document: '{ relation: same-origin }' }, 'http://localhost:1001/tok/resource'],
    ['same-origin over https', { document: '{ relation: same-origin, scheme: https }' }, 'https://localhost:1002/tok/resource'],
    ['a resource with a scheme of its own', { resource: '{ scheme: https, response: {} }' }, 'https://localhost:2002/tok/resource'],
    ['mixed content', { document: '{ scheme: https, relation: cross-site }', resource: '{ scheme: http, response: {} }' }, 'http://127.0.0.1:2001/tok/resource'],
    ['a path and a query', { request: "{ path: '/data?a=1' }" }, 'http://localhost:2001/tok/data?a=1'],
    ['a method that Node knows', { request: '{ method: PROPFIND }' }, 'http://localhost:2001/tok/resource'],
    ['PATCH, which Node knows', { request: '{ method: PATCH }' }, 'http://localhost:2001/tok/resource'],
    ['lower-case patch, which it does not', { request: '{ method: patch }' }, 'http://localhost:3001/tok/resource'],
    ['lower-case put, which the browser sends as PUT', { request: '{ method: put }' }, 'http://localhost:2001/tok/resource'],
    ['a method that nobody knows', { request: '{ method: CHICKEN }' }, 'http://localhost:3001/tok/resource'],
    ['a response header with a control character', { resource: '{ response: { headers: { X-A: "a\\vb" } } }' }, 'http://localhost:3001/tok/resource'],
    ['a response header with white space around it', { resource: '{ response: { headers: { X-A: " a" } } }' }, 'http://localhost:3001/tok/resource'],
    ['a preflight response header with white space around it', { resource: '{ preflight: { headers: { X-A: "a\\t" } }, response: {} }' }, 'http://localhost:3001/tok/resource'],
    ['a response header with white space inside', { resource: '{ response: { headers: { X-A: "a b" } } }' }, 'http://localhost:2001/tok/resource'],
    ['a response header with a byte above 0x7F', { resource: '{ response: { headers: { X-A: "a\\xff" } } }' }, 'http://localhost:2001/tok/resource'],
    ['a method that nobody knows, cross-site over https', { request: '{ method: CHICKEN }', document: '{ relation: cross-site, scheme: https }' }, 'https://127.0.0.1:3002/tok/resource'],
  ];
  for (const [what, fields, url] of rows) {
    test(what, async () => {
      const { page, origins, claim } = await bound(fields);
      assert.equal(page.url, url);
      assert.deepEqual([...origins], [new URL(url).origin, ...(page.reach === null ? [] : [new URL(page.reach).origin])]);
      assert.equal(claim.address({ role: 'request', headers: {}, present: [], absent: [] }), url);
    });
  }
});

describe('a resource that is elsewhere', () => {
  const nothing = '{ outcome: network-error, exchanges: [] }';
  const rows: readonly (readonly [what: string, fields: Readonly<Record<string, string>>, url: string, reach: string | null, origins: readonly string[]])[] = [
    ['at a closed port', { resource: '{ unreachable: closed-port }', expect: nothing }, 'http://localhost:9/tok/resource', 'http://localhost:2001/tok/~reach', ['http://localhost:2001']],
    ['at a closed port, cross-site over https', { resource: '{ unreachable: closed-port }', document: '{ scheme: https, relation: cross-site }', expect: nothing }, 'https://127.0.0.1:9/tok/resource', 'https://127.0.0.1:2002/tok/~reach', ['https://127.0.0.1:2002']],
    ['where TLS is broken, for a page over http', { resource: '{ unreachable: broken-tls, scheme: https }', expect: nothing }, 'https://localhost:10/tok/resource', 'https://localhost:2002/tok/~reach', ['https://localhost:2002']],
    ['at a mapped address', { resource: '{ host: ipv4-mapped-loopback, response: {} }', document: '{ relation: cross-site }' }, 'http://[::ffff:7f00:1]:2001/tok/resource', 'http://127.0.0.1:2001/tok/~reach', ['http://[::ffff:7f00:1]:2001', 'http://127.0.0.1:2001']],
    ['at the unspecified address, over https', { resource: '{ host: unspecified-address, response: {} }', document: '{ relation: cross-site, scheme: https }' }, 'https://0.0.0.0:2002/tok/resource', 'https://127.0.0.1:2002/tok/~reach', ['https://0.0.0.0:2002', 'https://127.0.0.1:2002']],
    ['at a mapped address by exact bytes', { resource: "{ host: ipv4-mapped-loopback, response: { reset: true } }", document: '{ relation: cross-site }', requirement: 'survey' }, 'http://[::ffff:7f00:1]:3001/tok/resource', 'http://127.0.0.1:3001/tok/~reach', ['http://[::ffff:7f00:1]:3001', 'http://127.0.0.1:3001']],
    ['at an address that is mixed content, which proves over https that it could be reached', { resource: '{ scheme: http, host: ipv4-mapped-loopback, response: {} }', document: '{ relation: cross-site, scheme: https }', expect: nothing }, 'http://[::ffff:7f00:1]:2001/tok/resource', 'https://127.0.0.1:2002/tok/~reach', ['http://[::ffff:7f00:1]:2001', 'https://127.0.0.1:2002']],
  ];
  for (const [what, fields, url, reach, origins] of rows) {
    test(what, async () => {
      const is = await bound(fields);
      assert.deepEqual([is.page.url, is.page.reach, [...is.origins]], [url, reach, origins]);
    });
  }
});

test('a route at another address of this machine', async () => {
  const { script, claim, origins } = await bound({ document: '{ relation: cross-site }', resource: "{ response: { status: 302, headers: { Location: '{url:there}' } }, routes: { there: { host: unspecified-address, response: {} } } }" });
  assert.deepEqual(script['/resource']?.response.headers, [['Location', 'http://0.0.0.0:2001/tok/there']]);
  assert.equal(claim.address({ role: 'request', at: 'there', headers: {}, present: [], absent: [] }), 'http://0.0.0.0:2001/tok/there');
  assert.ok(origins.has('http://0.0.0.0:2001'));
});

describe('placeholders', () => {
  const origins = "{ response: { headers: { X-A: '{origin} {document-origin} {resource-origin}' } } }";
  const rows: readonly (readonly [what: string, fields: Readonly<Record<string, string>>, filled: string])[] = [
    ['in a window', {}, 'http://localhost:1001 http://localhost:1001 http://localhost:2001'],
    ['in a worker', { document: '{ context: worker }' }, 'http://localhost:1001 http://localhost:1001 http://localhost:2001'],
    ['over https, cross-site', { document: '{ scheme: https, relation: cross-site }' }, 'https://localhost:1002 https://localhost:1002 https://127.0.0.1:2002'],
    ['in a sandboxed iframe, whose origin is opaque', { document: '{ context: sandboxed-iframe }' }, 'null http://localhost:1001 http://localhost:2001'],
    ['at the raw origin', { request: '{ method: CHICKEN }' }, 'http://localhost:1001 http://localhost:1001 http://localhost:3001'],
  ];
  for (const [what, fields, filled] of rows) {
    test(what, async () => assert.deepEqual((await bound({ ...fields, resource: origins })).script['/resource']?.response.headers, [['X-A', filled]]));
  }
  test('the port of the document, in a frame of its own too', async () => {
    for (const context of ['window', 'sandboxed-iframe']) assert.deepEqual((await bound({ document: `{ context: ${context} }`, resource: "{ response: { headers: { X-A: 'HTTP://localhost:{document-port}' } } }" })).script['/resource']?.response.headers, [['X-A', 'HTTP://localhost:1001']]);
  });
  test('in the answer to a preflight', async () => {
    const { script } = await bound({ resource: "{ preflight: { status: 204, headers: { Access-Control-Allow-Origin: '{origin}' } }, response: {} }" });
    assert.deepEqual(script['/resource']?.preflight, { status: 204, statusText: 'No Content', headers: [['Access-Control-Allow-Origin', 'http://localhost:1001']], body: '' });
  });
  test('in an expected header', async () => {
    const { claim } = await bound({ document: '{ context: sandboxed-iframe }', expect: "{ outcome: network-error, exchanges: [{ role: request, headers: { Origin: '{origin}', Referer: '{document-origin}/' } }] }" });
    assert.deepEqual(claim.expect.exchanges?.[0]?.headers, { Origin: 'null', Referer: 'http://localhost:1001/' });
  });
  test("in a real server's policy", async () => {
    const { policy, script } = await bound({ expect: '{ outcome: network-error, exchanges: [{ role: request, status: 200 }] }', resource: "{ server: { implementation: article/server-1, policy: { allowedOrigin: '{origin}', port: 80 } } }" });
    assert.deepEqual(policy, { allowedOrigin: 'http://localhost:1001', port: '80' });
    assert.equal(script['/resource'], undefined);
  });
  test('in exact bytes', async () => {
    const { script, page } = await bound({ resource: '{ response: { raw: "{origin} {url:there}\\r\\n" }, routes: { there: { response: {} } } }', requirement: 'survey' });
    assert.deepEqual(script['/resource']?.response, { raw: 'http://localhost:1001 http://localhost:3001/tok/there\r\n' });
    assert.equal(page.url, 'http://localhost:3001/tok/resource', 'only the raw origin can write them');
  });
  test('not in a body', async () => assert.equal((await bound({ resource: "{ response: { body: '{origin}' } }" })).script['/resource']?.response.body, '{origin}'));
  test('header lines keep their order, and several lines of one name', async () => {
    const { script } = await bound({ resource: "{ response: { headers: { Vary: [Origin, '{origin}'], ETag: x, vary: y } } }" });
    assert.deepEqual(script['/resource']?.response.headers, [['Vary', 'Origin'], ['Vary', 'http://localhost:1001'], ['ETag', 'x'], ['vary', 'y']]);
  });
});

describe('routes', () => {
  const fields = {
    document: '{ scheme: https }',
    resource: `{ response: { status: 302, headers: { Location: '{url:there}' } }, routes: {
        there: { relation: cross-site, response: { status: 307, headers: { Location: '{url:home}' } } },
        home: { relation: same-origin, response: { body: home } },
        plain: { scheme: http, preflight: { status: 204 }, response: {} },
        near: { response: {} } } }`,
    expect: '{ outcome: network-error, exchanges: [request, { role: request, at: there }, { role: request, at: home }] }',
  };
  const at = (name: string): Parameters<BoundCase['claim']['address']>[0] => ({ role: 'request', at: name, headers: {}, present: [], absent: [] });
  const addresses: readonly (readonly [name: string, url: string])[] = [
    ['there', 'https://127.0.0.1:2002/tok/there'],
    ['home', 'https://localhost:1002/tok/home'],
    ['plain', 'http://localhost:2001/tok/plain'],
    ['near', 'https://localhost:2002/tok/near'],
  ];
  for (const [name, url] of addresses) test(`${name} is at ${url}`, async () => assert.equal((await bound(fields)).claim.address(at(name)), url));
  test('Location holds the address of a route', async () => {
    const { script } = await bound(fields);
    assert.deepEqual([script['/resource']?.response.headers, script['/there']?.response.headers], [[['Location', 'https://127.0.0.1:2002/tok/there']], [['Location', 'https://localhost:1002/tok/home']]]);
  });
  test('a route answers preflights only where it says so', async () => {
    const { script } = await bound(fields);
    assert.deepEqual([script['/plain']?.preflight?.status, script['/near']?.preflight, script['/home']?.response.body], [204, null, 'home']);
  });
  test('the token is served at every origin of the case, and at no other', async () => {
    assert.deepEqual([...(await bound(fields)).origins].sort(), ['http://localhost:2001', 'https://127.0.0.1:2002', 'https://localhost:1002', 'https://localhost:2002']);
  });
  test('without `at` it is the first address', async () => assert.equal((await bound(fields)).claim.address({ role: 'request', headers: {}, present: [], absent: [] }), 'https://localhost:2002/tok/resource'));
});

describe('what the page is told', () => {
  test('everything that the scenario says of the request', async () => {
    const { page } = await bound({ document: '{ context: worker }', request: '{ method: PUT, mode: cors, credentials: include, redirect: manual, referrerPolicy: origin, headers: { X-A: [b, c] }, body: d }' });
    assert.deepEqual(JSON.parse(JSON.stringify(page)), {
      token: 'tok', api: 'fetch', context: 'worker', url: 'http://localhost:2001/tok/resource', method: 'PUT', mode: 'cors', credentials: 'include', redirect: 'manual', referrerPolicy: 'origin',
      headers: [['X-A', 'b'], ['X-A', 'c']], body: { kind: 'text', text: 'd' }, setup: [], reach: null, deadline: page.deadline, wait: 0, enter: null, before: [],
    });
    assert.ok(page.deadline >= 1000);
  });
  test('lower-case put goes to the page as it is written', async () => assert.equal((await bound({ request: '{ method: put }' })).page.method, 'put'));

  const bodies: readonly (readonly [what: string, request: string, body: BoundCase['page']['body'], headers: BoundCase['page']['headers']])[] = [
    ['no body', '{ method: POST }', null, []],
    ['text', "{ method: POST, body: '' }", { kind: 'text', text: '' }, []],
    ['JSON with the header that goes with it', "{ method: POST, body: { json: '{}' } }", { kind: 'text', text: '{}' }, [['Content-Type', 'application/json']]],
    ['JSON whose header comes after others', "{ method: POST, headers: { X-A: b }, body: { json: '{}' } }", { kind: 'text', text: '{}' }, [['X-A', 'b'], ['Content-Type', 'application/json']]],
    ['JSON with a header of its own', "{ method: POST, headers: { content-type: text/plain }, body: { json: '{}' } }", { kind: 'text', text: '{}' }, [['content-type', 'text/plain']]],
    ['a form', '{ method: POST, body: { form: { a: 1 } } }', { kind: 'form', fields: { a: '1' } }, []],
    ['multipart', '{ method: POST, body: { multipart: { a: b } } }', { kind: 'multipart', fields: { a: 'b' } }, []],
    ['a Blob', '{ method: POST, body: { blob: { type: text/plain, text: a } } }', { kind: 'blob', type: 'text/plain', text: 'a' }, []],
    ['a Blob without a type', '{ method: POST, body: { blob: { text: a } } }', { kind: 'blob', type: '', text: 'a' }, []],
  ];
  for (const [what, request, body, headers] of bodies) {
    test(`the body: ${what}`, async () => {
      const { page } = await bound({ request });
      assert.deepEqual([page.body, page.headers], [body, headers]);
    });
  }
});

describe("the harness's own requests", () => {
  test('cookies are set at the resource origin, and checked there, in this order', async () => {
    const { page, script, claim } = await bound({ document: '{ relation: cross-site }', request: "{ credentials: include, cookies: [a=1; Secure, 'b=2'] }" });
    assert.deepEqual(page.setup, [`http://127.0.0.1:2001/tok${setupPath}`, `http://127.0.0.1:2001/tok${cookieCheckPath}`]);
    assert.deepEqual(script[setupPath]?.response.headers?.filter(([name]) => name === 'Set-Cookie'), [['Set-Cookie', 'a=1; Secure'], ['Set-Cookie', 'b=2']]);
    assert.deepEqual(script[cookieCheckPath]?.response.headers?.filter(([name]) => name === 'Set-Cookie'), []);
    assert.deepEqual(claim.cookies, ['a=1; Secure', 'b=2']);
  });
  test('without cookies nothing is set', async () => assert.deepEqual((await bound()).page.setup, []));

  const reach: readonly (readonly [what: string, expect: string, url: string | null])[] = [
    ['asked for when nothing may be sent', '{ outcome: network-error, exchanges: [] }', `http://localhost:2001/tok${reachPath}`],
    ['not asked for when a request must be seen', '{ outcome: network-error, exchanges: [request] }', null],
  ];
  for (const [what, expect, url] of reach) test(`proof that the origin can be reached is ${what}`, async () => assert.equal((await bound({ expect })).page.reach, url));
  test('it is not asked for when a survey does not say what is sent', async () => assert.equal((await bound({ requirement: 'survey', expect: '{}' })).page.reach, null));
  test('its answers let the page in, whatever its origin', async () => {
    const { script } = await bound({ document: '{ context: sandboxed-iframe }' });
    for (const own of [setupPath, cookieCheckPath, reachPath]) {
      const headers = new Map(script[own]?.response.headers);
      assert.deepEqual([headers.get('Access-Control-Allow-Origin'), headers.get('Access-Control-Allow-Credentials')], ['null', 'true'], own);
    }
  });
});

describe('the response that the scenario declares for an exchange', () => {
  const exchange = (method: string, target: string, requestHeaders: Exchange['requestHeaders'] = []): Exchange => ({
    token: 'tok', step: 0, role: 'cors-request', origin: 'http://localhost:2001', method, target, requestHeaders, requestBody: '', response: null, startedAt: 0, finishedAt: null,
  });
  const preflight = [['Origin', 'http://localhost:1001'], ['Access-Control-Request-Method', 'PUT']] as const;
  const fields = { request: "{ path: '/data?a=1' }", resource: '{ preflight: { status: 204 }, response: { status: 201 }, routes: { end: { response: { status: 203 } } } }' };
  const rows: readonly (readonly [what: string, exchange: Exchange, status: number | undefined])[] = [
    ['the actual request', exchange('PUT', '/tok/data?a=1'), 201],
    ['the preflight', exchange('OPTIONS', '/tok/data?a=1', preflight), 204],
    ['an OPTIONS that is no preflight', exchange('OPTIONS', '/tok/data?a=1'), 201],
    ['a route', exchange('GET', '/tok/end'), 203],
    ['a preflight at a route that declares none', exchange('OPTIONS', '/tok/end', preflight), undefined],
    ['an address that is not declared', exchange('GET', '/tok/nowhere'), undefined],
  ];
  for (const [what, given, status] of rows) test(what, async () => assert.equal((await bound(fields)).claim.declared(given)?.status, status));
});

describe('steps', () => {
  const steps = '[{ expect: { outcome: network-error, exchanges: [] } }, { resource: { scheme: https }, expect: { outcome: cors, exchanges: [request] } }]';
  const response = "{ response: { headers: { Access-Control-Allow-Origin: '{origin}' } } }";

  test('of which one may send nothing are proved at the origin of that one', async () => {
    const { page } = await bound({ resource: response, expect: null, steps });
    assert.equal(page.reach, `http://localhost:2001/tok${reachPath}`);
  });
  test('share the cookies that were set before them', async () => {
    const { claim, before } = await bound({ resource: response, request: '{ cookies: [a=1] }', expect: null, steps: '[{ expect: { outcome: cors, exchanges: [request] } }, { expect: { outcome: cors, exchanges: [request] } }]' });
    assert.deepEqual([before[0]?.claim.cookies, claim.cookies], [['a=1'], ['a=1']]);
  });
});
