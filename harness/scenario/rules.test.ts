import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkProblems, loadText, scenarioText } from './load-fixture.ts';
import type { Said } from './load-fixture.ts';

// Values that no browser takes, and statements that contradict each other. ‸ shows where the problem must be found.

type Row = readonly [what: string, fields: Readonly<Record<string, string | null>>, said: Said];

function table(rows: readonly Row[]): void {
  for (const [what, fields, said] of rows) test(what, () => checkProblems(scenarioText(fields), [said]));
}

const request = (yaml: string): Row[1] => ({ request: yaml });
const cors = (more: string): Row[1] => ({ expect: `{ outcome: cors, exchanges: [request], ${more} }` });
const exchange = (yaml: string): Row[1] => ({ expect: `{ outcome: network-error, exchanges: [{ role: request, ${yaml} }] }` });

describe('header names', () => {
  const names: readonly (readonly [what: string, yaml: string])[] = [
    ['a space', "'X Token'"],
    ['a colon', "'X:Token'"],
    ['CR', '"X\\rToken"'],
    ['LF', '"X\\nToken"'],
    ['NUL', '"X\\0Token"'],
    ['a letter outside ASCII', 'X-Tökén'],
    ['parentheses', '(X)'],
    ['nothing at all', "''"],
  ];
  const said: Said = { message: /no header name/, expected: /token/ };
  table(names.map(([what, name]): Row => [`with ${what}, in the request`, request(`{ headers: { ‸${name}: a } }`), said]));
  table([
    ['in a response', { resource: "{ response: { headers: { ‸'X Token': a } } }" }, said],
    ['in a preflight response', { resource: "{ preflight: { headers: { ‸'X Token': a } }, response: {} }" }, said],
    ['in a response at a route', { resource: "{ response: {}, routes: { end: { response: { headers: { ‸'X Token': a } } } } }" }, said],
    // A name that no request can have would make `absent` true for ever.
    ['in an expected request', exchange("headers: { ‸'X Token': a }"), said],
    ['that must be present', exchange("present: [‸'X Token']"), said],
    ['that must be absent', exchange("absent: [‸'X-Token:']"), said],
    ['that must be readable', cors("readable: [‸'X Token']"), said],
    ['that must not be readable', cors("unreadable: [‸'X Token']"), said],
  ]);
});

describe('header values', () => {
  const values: readonly (readonly [what: string, yaml: string])[] = [
    ['with CR', '"a\\rb"'],
    ['with LF', '"a\\nb"'],
    ['with a header smuggled in', '"a\\r\\nSet-Cookie: b=c"'],
    ['outside Latin-1', 'a → b'],
    ['of 100 kB', 'a'.repeat(100_000)],
  ];
  // Header values that are none: a response may hold them, as the raw origins send them.
  const odd: readonly (readonly [what: string, yaml: string])[] = [
    ['with NUL', '"a\\0b"'],
    ['with a vertical tab', '"a\\vb"'],
    ['with a space at the end', "'a '"],
    ['with a tab at the start', '"\\ta"'],
  ];
  const said: Said = { message: /no header value/, expected: /Latin-1/ };
  const line: Said = { message: /cannot be sent as one header line/, expected: /Latin-1 without line breaks/ };
  const inResponse = (yaml: string): string => `{ response: { headers: { X-Token: ${yaml} } } }`;
  table([...values, ...odd.filter(([what]) => !/vertical/.test(what))].map(([what, value]): Row => [`${what}, in the request`, request(`{ headers: { X-Token: ‸${value} } }`), said]));
  table(values.map(([what, value]): Row => [`${what}, in a response`, { resource: inResponse(`‸${value}`) }, line]));
  table(odd.map(([what, value]): Row => [`${what}, in a response of the document origin, which is Node’s`, { document: '{ relation: same-origin }', resource: inResponse(`‸${value}`) }, { message: /document origin cannot send/, expected: /another origin/ }]));
  for (const [what, value] of odd) {
    test(`${what}, in a response of another origin, is allowed`, async () => assert.equal((await loadText(scenarioText({ resource: inResponse(value) }))).length, 2));
  }
  table([
    ['with LF, in a preflight response', { resource: '{ preflight: { headers: { X-Token: ‸"a\\nb" } }, response: {} }' }, line],
    ['with LF, as a reason phrase', { resource: '{ response: { statusText: ‸"OK\\r\\nX-A: b" } }' }, { message: /status/i }],
    ['outside Latin-1, as a reason phrase', { resource: '{ response: { statusText: ‸a → b } }' }, { message: /status/i }],
    ['outside Latin-1, as a cookie', request('{ cookies: [‸session=→] }'), { message: /cookie/ }],
    ['with LF, as a cookie', request('{ cookies: [‸"a=b\\nc"] }'), { message: /cookie/ }],
    ['without a name, as a cookie', request('{ cookies: [‸session] }'), { message: /cookie/, expected: /name=value/ }],
  ]);
});

describe('exact bytes, and connections that are cut', () => {
  const resource = (answer: string, more = ''): Row[1] => ({ resource: `{ response: ${answer}${more} }` });
  table([
    ['and a status', resource('{ raw: a, status: ‸204 }'), { message: /"204" does not fit `status`/, expected: /nothing beside `raw`/ }],
    ['and headers', resource('{ raw: a, headers: ‸{ X-A: b } }'), { message: /does not fit `headers`/, expected: /nothing beside `raw`/ }],
    ['and a body, in a preflight', { resource: "{ preflight: { raw: a, body: ‸'' }, response: {} }" }, { message: /does not fit `body`/, expected: /nothing beside `raw`/ }],
    ['and a reason phrase, at a route', resource('{}', ', routes: { end: { response: { raw: a, statusText: ‸OK } } }'), { message: /does not fit `statusText`/, expected: /nothing beside `raw`/ }],
    ['and a reset', resource('{ raw: a, reset: ‸true }'), { message: /"true" does not fit `reset`/, expected: /nothing beside `raw`/ }],
    ['a reset and a status', resource('{ reset: true, status: ‸500 }'), { message: /"500" does not fit `status`/, expected: /nothing beside `reset`/ }],
    ['a reset that is none', resource('{ reset: ‸false }'), { message: /"false" is not a value of `reset`/, expected: /true/ }],
    ['a reset from the document origin', { document: '{ relation: same-origin }', ...resource('{ reset: ‸true }') }, { message: /document origin cannot cut a connection/ }],
    ['from the document origin', { document: '{ relation: same-origin }', ...resource('{ raw: ‸a }') }, { message: /document origin cannot send exact bytes/, expected: /another origin/ }],
    ['from the document origin, at a route', resource('{}', ', routes: { home: { relation: same-origin, response: { raw: ‸a } } }'), { message: /document origin cannot send exact bytes/ }],
    ['that are no bytes', resource('{ raw: ‸a → b }'), { message: /cannot be sent byte for byte/, expected: /U\+00FF/, hint: /\\xc3/ }],
    ['longer than 64 KiB', resource(`{ raw: ‸${'a'.repeat(65_537)} }`), { message: /cannot be sent/, expected: /64 KiB/ }],
    ['with a placeholder that is none', resource("{ raw: ‸'{orign}' }"), { message: /\{orign\} is no placeholder/, hint: /origin/ }],
    ['with a cookie that would leave its case', resource('{ raw: ‸"HTTP/1.1 200 OK\\r\\nset-cookie: a=b; path=/\\r\\n\\r\\n" }'), { message: /Path/ }],
  ]);
  test('no bytes at all are an answer', async () => assert.deepEqual((await loadText(scenarioText({ requirement: 'survey', ...resource("{ raw: '' }") })))[0]?.resource.response, { raw: '' }));
});

describe('where the resource is, or is not', () => {
  const unreachable = (yaml: string, more: Row[1] = {}): Row[1] => ({ resource: `{ unreachable: closed-port, ${yaml} }`, ...more });
  table([
    ['nobody there, who answers', unreachable('‸response: {}'), { message: /nobody is there who answers/, expected: /either `unreachable` or `response`/ }],
    ['nobody there, who answers preflights', unreachable('‸preflight: {}'), { message: /nobody is there who answers/, expected: /`preflight`/ }],
    ['nobody there, who redirects', unreachable('‸routes: { end: { response: {} } }'), { message: /nobody is there who redirects/ }],
    ['nobody at the document origin', { resource: '{ unreachable: ‸closed-port }', document: '{ relation: same-origin }' }, { message: /document origin answers/, expected: /same-site/ }],
    ['no TLS, which there is none of', { resource: '{ unreachable: ‸broken-tls }' }, { message: /without https/, expected: /scheme: https/ }],
    ['another way', { resource: '{ unreachable: ‸closed-prt }' }, { message: /"closed-prt" is not a value of `unreachable`/, hint: /closed-port/ }],
    ['cookies where nobody is', unreachable('', { request: '{ ‸cookies: [a=b] }' }), { message: /no cookies can be set/ }],
    ['another host that is not cross-site', { resource: '{ host: ‸unspecified-address, response: {} }' }, { message: /unspecified-address is cross-site/, expected: /cross-site/ }],
    ['a route to another host that is not cross-site', { resource: '{ response: {}, routes: { end: { host: ‸unspecified-address, response: {} } } }' }, { message: /unspecified-address is cross-site/, expected: /relation: cross-site/ }],
    ['cookies at another host', { resource: '{ host: ipv4-mapped-loopback, response: {} }', document: '{ relation: cross-site }', request: '{ ‸cookies: [a=b] }' }, { message: /no cookies can be set/ }],
  ]);
});

describe('forbidden request headers', () => {
  const names = ['Origin', 'Cookie', 'Host', 'Sec-Fetch-Site', 'Sec-Anything', 'Proxy-Authorization', 'origin', 'Referer', 'Content-Length', 'Access-Control-Request-Method'];
  table(names.map((name): Row => [name, request(`{ headers: { ‸${name}: a } }`), { message: new RegExp(`may not set the request header "${name}"`), expected: /forbidden request-header/, hint: /./ }]));
  table([
    ['Cookie, which has a field of its own', request('{ headers: { ‸Cookie: a=b } }'), { message: /Cookie/, hint: /request\.cookies/ }],
    ['a method override with a forbidden method', request('{ headers: { ‸X-HTTP-Method-Override: TRACE } }'), { message: /X-HTTP-Method-Override/ }],
  ]);
});

describe('modes', () => {
  table([['navigate, which only the browser uses', request('{ mode: ‸navigate }'), { message: /may not choose the mode navigate/, expected: /exception/ }]]);
  test('navigate is allowed where an exception is expected', async () => {
    const cases = await loadText(scenarioText({ request: '{ mode: navigate }', expect: '{ outcome: exception, exchanges: [] }' }));
    assert.deepEqual(cases.map(({ api, request: { mode } }) => [api, mode]), [['fetch', 'navigate']]);
  });
});

describe('methods', () => {
  const forbidden = ['CONNECT', 'TRACE', 'TRACK', 'connect', 'Trace'];
  table(forbidden.map((method): Row => [method, request(`{ method: ‸${method} }`), { message: new RegExp(`may not use the method ${method}`), expected: /CONNECT, TRACE and TRACK/ }]));
  table([
    ['a method with a space', request("{ method: ‸'GET IT' }"), { message: /"GET IT" is no method/, expected: /token/ }],
    ['no method at all', request("{ method: ‸'' }"), { message: /no method/, expected: /token/ }],
    // The document origin and real servers are Node's, whose parser knows its list of methods and no other.
    ['a method that Node does not know, same-origin', { document: '{ relation: same-origin }', request: '{ method: ‸CHICKEN }' }, { message: /CHICKEN/, expected: /Node/ }],
    ['lower-case patch, same-origin', { document: '{ relation: same-origin }', request: '{ method: ‸patch }' }, { message: /patch/, expected: /Node/ }],
    ['a method that Node does not know, to a real server', { request: '{ method: ‸CHICKEN }', resource: '{ server: { implementation: article/server-1 } }', expect: '{ outcome: network-error, exchanges: [{ role: request, status: 200 }] }' }, { message: /CHICKEN/, expected: /Node/ }],
  ]);
  test('lower-case put, same-origin, is allowed: the browser sends PUT', async () => {
    assert.equal((await loadText(scenarioText({ document: '{ relation: same-origin }', request: '{ method: put }' })))[0]?.request.method, 'put');
  });
  for (const method of ['patch', 'PATCH', 'put', 'CHICKEN', 'chicken', 'PROPFIND', "'*'"]) {
    test(`${method} is allowed, and kept as it is written`, async () => {
      const cases = await loadText(scenarioText({ request: `{ method: ${method} }` }));
      assert.deepEqual(cases.map((one) => one.request.method), [method.replaceAll("'", ''), method.replaceAll("'", '')]);
    });
  }
});

describe('contradictions', () => {
  const error = (more: string): Row[1] => ({ expect: `{ outcome: network-error, exchanges: [request], ${more} }` });
  const xhr = { message: /XMLHttpRequest/, expected: /apis: \[fetch\]/ };
  table([
    ['a status after a network error', error('‸status: 200'), { message: /network error.*status/, expected: /no `status`/ }],
    ['a body after a network error', error('‸body: hello'), { message: /network error.*body/ }],
    ['a redirect after a network error', error('‸redirected: true'), { message: /network error.*redirected/ }],
    ['a readable header after a network error', error('‸readable: [ETag]'), { message: /network error.*headers/ }],
    ['an unreadable header after a network error', error('‸unreadable: [ETag]'), { message: /network error.*headers/ }],
    ['a stage without a network error', cors('‸stage: cors-check'), { message: /`stage`.*network error/, expected: /network-error/ }],
    ['a reason without a network error', cors('‸reason: acao-missing'), { message: /`reason`.*network error/ }],
    ['an opaque response in mode cors', { expect: '{ ‸outcome: opaque, exchanges: [request] }' }, { message: /no-cors/ }],
    ['an opaque redirect that is followed', { expect: '{ ‸outcome: opaqueredirect, exchanges: [request] }' }, { message: /manual/ }],
    ['a basic response from another origin', { expect: '{ ‸outcome: basic, exchanges: [request] }' }, { message: /cross-origin/, expected: /same-origin/ }],
    ['a status of an opaque response', { ...request('{ mode: no-cors }'), expect: '{ outcome: opaque, exchanges: [request], ‸status: 200 }' }, { message: /opaque/ }],
    ['a body of an opaque response', { ...request('{ mode: no-cors }'), expect: '{ outcome: opaque, exchanges: [request], ‸body: hello }' }, { message: /opaque/ }],
    ['a readable header of an opaque response', { ...request('{ mode: no-cors }'), expect: '{ outcome: opaque, exchanges: [request], ‸readable: [ETag] }' }, { message: /opaque/ }],
    ['a body in a GET', request('{ body: ‸hello }'), { message: /GET.*body/, hint: /POST/ }],
    ['a body in a head', request('{ method: head, body: ‸hello }'), { message: /head.*body/ }],
    ['a body with status 204', { resource: '{ response: { status: 204, body: ‸hello } }' }, { message: /204 has no body/ }],
    ['a sandboxed iframe that is same-origin', { document: '{ context: sandboxed-iframe, relation: ‸same-origin }' }, { message: /opaque origin/, expected: /same-site or cross-site/ }],
    ['same-origin, but with another scheme', { document: '{ relation: same-origin }', resource: '{ scheme: ‸https, response: {} }' }, { message: /same-origin|scheme/ }],
    ['xhr with a stream as body', { ...request('{ method: POST, body: { stream: a } }'), apis: '[‸xhr]' }, xhr],
    ['a beacon with a stream as body', { ...request('{ method: POST, mode: no-cors, credentials: include, body: { stream: a } }'), apis: '[‸beacon]' }, { message: /beacon takes no stream/ }],
    ['a service worker of no iframe', { document: '{ serviceWorker: ‸answers }' }, { message: /service worker controls an iframe/, expected: /context: iframe/ }],
    ['a service worker over https', { document: '{ context: iframe, scheme: https, serviceWorker: ‸answers }' }, { message: /http/, expected: /scheme: http/ }],
    ['a service worker and a policy', { document: '{ context: iframe, csp: connect-src *, serviceWorker: ‸forwards }' }, { message: /without a policy/, expected: /no `csp`/ }],
    ['a service worker and upload listeners', { document: '{ context: iframe, serviceWorker: ‸forwards }', ...request('{ method: POST, body: a, upload: before-send }') }, { message: /not modelled/, expected: /no `upload`/ }],
    ['a service worker and a beacon', { document: '{ context: iframe, serviceWorker: answers }', ...request('{ method: POST, mode: no-cors, credentials: include }'), apis: '[‸beacon]' }, { message: /service worker/, expected: /fetch/ }],
    ['a service worker and an image', { document: '{ context: iframe, serviceWorker: answers }', ...request('{ mode: no-cors, credentials: include }'), resource: "{ response: { headers: { Content-Type: image/svg+xml }, body: '<svg xmlns=\"http://www.w3.org/2000/svg\"/>' } }", apis: '[‸img]' }, { message: /service worker/ }],
    ['xhr in mode no-cors', { ...request('{ mode: no-cors }'), apis: '[fetch, ‸xhr]' }, xhr],
    ['xhr that omits credentials', { ...request('{ credentials: omit }'), apis: '[‸xhr]' }, xhr],
    ['xhr that does not follow redirects', { ...request('{ redirect: error }'), apis: '[‸xhr]' }, xhr],
    ['xhr with a referrer policy', { ...request('{ referrerPolicy: origin }'), apis: '[‸xhr]' }, xhr],
    ['a server and an answer', { resource: '{ server: ‸{ implementation: article/server-1 }, response: {} }', expect: '{ outcome: network-error, exchanges: [{ role: request, status: 200 }] }' }, { message: /real server/, expected: /either/ }],
    ['no answer at all', { resource: '‸{ preflight: {} }' }, { message: /answers nothing/, expected: /`response`/ }],
    ['a route that takes the address of the request', { resource: '{ response: {}, routes: { ‸resource: { response: { status: 404 } } } }' }, { message: /resource/ }],
    ['a fragment, which no request carries', request("{ path: ‸'/data#part' }"), { message: /path/ }],
    ['a path that leaves the case', request('{ path: ‸/../data }'), { message: /path/ }],
    ['an escaped path that leaves the case', request("{ path: ‸'/%2e%2e/data' }"), { message: /path/ }],
    ['a path of the harness itself', request('{ path: ‸/~reach }'), { message: /path/ }],
    ['an expected request at no route', { ...exchange('at: ‸endd'), resource: '{ response: {}, routes: { end: { response: {} } } }' }, { message: /no route "endd"/, expected: /end/, hint: /did you mean `end`/ }],
    ['a placeholder that there is not', { resource: "{ response: { headers: { X-A: ‸'{orign}' } } }" }, { message: /\{orign\} is no placeholder/, expected: /\{origin\}/, hint: /\{origin\}/ }],
    ['a placeholder in an expected header that there is not', exchange("headers: { Origin: ‸'{orign}' }"), { message: /\{orign\}/ }],
  ]);
});

describe('scenarios that could never be proved', () => {
  table([
    ['a block by a real server whose answer may be any', { resource: '{ server: { implementation: article/server-1 } }', expect: '{ outcome: network-error, exchanges: [‸request] }' }, { message: /real server that fails/, expected: /status/ }],
    ['no exchanges', { expect: '‸{ outcome: network-error }' }, { message: /cannot be proved/, expected: /exchanges/ }],
    ['no outcome', { expect: '‸{ exchanges: [request] }' }, { message: /no `outcome`/, expected: /survey/ }],
    ['a preflight that nobody answers', { resource: '‸{ response: {} }', expect: '{ outcome: network-error, exchanges: [preflight] }' }, { message: /preflight/, expected: /resource\.preflight/ }],
    ['no cookie, where there is none', exchange('absent: ‸[Cookie]'), { message: /proves nothing/, hint: /cookies/ }],
  ]);
  test('a survey needs neither', async () => assert.equal((await loadText(scenarioText({ requirement: 'survey', expect: '{}' }))).length, 2));
});
