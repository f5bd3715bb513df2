import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { getHeader } from '../fetch/header.ts';
import type { HeaderList } from '../fetch/header.ts';
import type { AskedAndAnswered } from './foretell.ts';
import type { PlainAnswer, PlainRequest } from './plain-client.ts';
import { probe, stranger } from './probes.ts';
import type { Probe, ProbeOptions } from './probes.ts';

const page = 'https://app.example.com';
const url = 'https://api.example.test/v1/data?secret=a';
type Headers = HeaderList;
const response = (headers: Headers, status = 200): PlainAnswer => ({ kind: 'response', status, statusText: '', headers, body: '' });
const failed: PlainAnswer = { kind: 'failed', trouble: 'reset', code: 'ECONNRESET' };
const exchange = (role: 'preflight' | 'request', answer: AskedAndAnswered['answer'], at = url): AskedAndAnswered => ({ request: { role, method: role === 'preflight' ? 'OPTIONS' : 'GET', url: at, headers: {}, body: null }, answer });

const acao = (value: string): [string, string] => ['Access-Control-Allow-Origin', value];
const acac: [string, string] = ['Access-Control-Allow-Credentials', 'true'];
const varies: [string, string] = ['Vary', 'Accept-Encoding, origin'];
const good: Headers = [acao(page), varies];

/** What a server answers to one that asks from an origin; `missing` is an address that is not there. */
interface Server {
  readonly own?: Headers | PlainAnswer;
  readonly stranger?: Headers | PlainAnswer;
  readonly opaque?: Headers | PlainAnswer;
  readonly missing?: Headers | PlainAnswer;
}

const answerOf = (given: Headers | PlainAnswer | undefined, otherwise: Headers, status = 200): PlainAnswer => (given === undefined ? response(otherwise, status) : 'kind' in given ? given : response(given, status));

async function probed(server: Server, given: Partial<ProbeOptions> = {}): Promise<{ readonly found: Probe[]; readonly sent: PlainRequest[] }> {
  const sent: PlainRequest[] = [];
  const ask = (request: PlainRequest): Promise<PlainAnswer> => {
    sent.push(request);
    const origin = getHeader(request.headers, 'Origin');
    if (request.url.includes('cors-conformance-')) return Promise.resolve(answerOf(server.missing, good, 404));
    return Promise.resolve(origin === 'null' ? answerOf(server.opaque, [varies]) : origin === stranger ? answerOf(server.stranger, [varies]) : assert.fail(`asked from ${origin}`));
  };
  const exchanges = [exchange('request', answerOf(server.own, good))];
  return { found: await probe({ origin: page, method: 'GET', url, headerNames: [], credentials: false, cookie: null, exchanges, readable: null, ask, ...given }), sent };
}

const linesOf = (found: readonly Probe[], name?: Probe['name']): string[] => found.filter((one) => name === undefined || one.name === name).map((one) => `${one.name} ${one.finding}`);

describe('what is found', () => {
  const rows: readonly (readonly [words: string, name: Probe['name'], server: Server, found: readonly string[], says?: RegExp, options?: Partial<ProbeOptions>])[] = [
    ['another origin is not let in', 'other-origin', {}, ['good'], /is not let in/],
    ['headers that script cannot read', 'hidden-headers', { own: [...good, ['X-Total-Count', '3'], ['ETag', '"a"'], ['Date', 'now'], ['Content-Type', 'a/b']] }, ['note'], /cannot read x-total-count, etag:/, { readable: ['content-type'] }],
    ['headers that script can read', 'hidden-headers', { own: [...good, ['X-Total-Count', '3']] }, [], /(?:)/, { readable: ['x-total-count'] }],
    ['a response that script cannot read at all', 'hidden-headers', { own: [['X-Total-Count', '3']] }, []],
    ['a 401 without credentials', 'no-credentials', { own: response(good, 401) }, ['note'], /carries no cookies/],
    ['a 401 with credentials', 'no-credentials', { own: response(good, 401) }, [], /(?:)/, { credentials: true }],
    ['another origin is named', 'other-origin', { stranger: [acao('https://other.example')] }, ['good']],
    ['any origin is sent back', 'other-origin', { stranger: [acao(stranger)] }, ['problem'], /Any site is let in: /],
    ['any origin is sent back, with credentials', 'other-origin', { stranger: [acao(stranger), acac] }, ['problem'], /with the user's cookies/],
    ['any origin is sent back, with credentials that are none', 'other-origin', { stranger: [acao(stranger), ['Access-Control-Allow-Credentials', 'True']] }, ['problem'], /Any site is let in: /],
    ['*', 'other-origin', { stranger: [acao('*')] }, ['note'], /without credentials: .* is \*\.$/],
    ['* where credentials are asked for', 'other-origin', { stranger: [acao('*')] }, ['note'], /it admits nobody/, { credentials: true }],
    ['any origin in two lines, which admit nobody', 'other-origin', { stranger: [acao(stranger), acao('*')] }, ['good']],
    ['nothing is known where the server gave no answer', 'other-origin', { stranger: failed }, []],
    ['null is not let in', 'null-origin', {}, []],
    ['null is let in', 'null-origin', { opaque: [acao('null')] }, ['problem'], /sandboxed iframe\. /],
    ['null is let in, with credentials', 'null-origin', { opaque: [acao('null'), acac] }, ['problem'], /and with credentials/],
    ['null gets *', 'null-origin', { opaque: [acao('*')] }, []],
    ['null gets no answer', 'null-origin', { opaque: failed }, []],
    ['Vary names Origin', 'vary', {}, ['good']],
    ['Vary is *', 'vary', { own: [acao(page), ['Vary', '*']] }, ['good']],
    ['Vary names Origin in the second line', 'vary', { own: [acao(page), ['Vary', 'Accept'], ['vary', 'Origin']] }, ['good']],
    ['Vary names something like Origin', 'vary', { own: [acao(page), ['Vary', 'X-Origin']] }, ['problem'], /Send Vary: Origin/],
    ['Vary is missing', 'vary', { own: [acao(page)] }, ['problem']],
    ['Vary is missing where the origin is always the same', 'vary', { own: [acao(page)], stranger: [acao(page)] }, []],
    ['Vary is missing where * is sent', 'vary', { own: [acao('*')] }, []],
    ['Vary is missing, and the stranger got no answer', 'vary', { own: [acao(page)], stranger: failed }, []],
    ['errors carry the headers', 'error-response', {}, ['good'], /a 404/],
    ['errors carry *', 'error-response', { missing: [acao('*')] }, ['good']],
    ['errors carry * where credentials are asked for', 'error-response', { missing: [acao('*')] }, ['problem'], /lack/, { credentials: true }],
    ['errors carry the headers, with credentials', 'error-response', { missing: [acao(page), acac] }, ['good'], /a 404/, { credentials: true }],
    ['errors lack the headers', 'error-response', { missing: [] }, ['problem'], /network error/],
    ['nothing is an error', 'error-response', { missing: response([], 200) }, []],
    ['errors could not be had', 'error-response', { missing: failed }, []],
    ['the response lacks the headers too', 'error-response', { own: [], missing: [] }, []],
    ['two lines of the origin', 'several-lines', { own: [acao(page), acao('*')] }, ['problem'], /2 lines of access-control-allow-origin in the response to the request \(https:\/\/app\.example\.com \| \*\)/],
    ['two lines of the credentials', 'several-lines', { own: [acao(page), acac, acac] }, ['problem'], /2 lines of access-control-allow-credentials/],
    ['two lines of Vary', 'several-lines', { own: [acao(page), varies, varies] }, []],
  ];
  for (const [words, name, server, findings, says, options] of rows) {
    test(`${name}: ${words}`, async () => {
      const found = (await probed(server, options)).found.filter((one) => one.name === name);
      assert.deepEqual(found.map(({ finding }) => finding), findings);
      if (says !== undefined && findings.length > 0) assert.match(found[0]!.says, says);
    });
  }

  const ages: readonly (readonly [words: string, headers: Headers, found: readonly string[], says?: RegExp])[] = [
    ['nothing', [], ['preflight-cache note'], /5 seconds/],
    ['a number', [['access-control-max-age', ' 600 ']], ['preflight-cache note'], /600 s/],
    ['0', [['Access-Control-Max-Age', '0']], ['preflight-cache note'], /0 s/],
    ['a number with its unit', [['Access-Control-Max-Age', '600s']], ['preflight-cache problem'], /600s, which is no number/],
    ['a number below 0', [['Access-Control-Max-Age', '-1']], ['preflight-cache problem']],
    ['an empty value', [['Access-Control-Max-Age', '']], ['preflight-cache problem']],
    ['two lines', [['Access-Control-Max-Age', '600'], ['Access-Control-Max-Age', '600']], ['preflight-cache problem']],
  ];
  for (const [words, headers, lines, says] of ages) {
    test(`preflight-cache: Access-Control-Max-Age is ${words}`, async () => {
      const { found } = await probed({}, { method: 'PUT', exchanges: [exchange('preflight', response([...good, ...headers], 204)), exchange('request', response(good))] });
      assert.deepEqual(linesOf(found, 'preflight-cache'), lines);
      if (says !== undefined) assert.match(found.find(({ name }) => name === 'preflight-cache')!.says, says);
    });
  }
  test('preflight-cache: nothing of a preflight that failed', async () => assert.deepEqual(linesOf((await probed({}, { method: 'PUT', exchanges: [exchange('preflight', response(good, 404))] })).found, 'preflight-cache'), []));
  test('preflight-cache: nothing where there was no preflight', async () => assert.deepEqual(linesOf((await probed({})).found, 'preflight-cache'), []));

  const moved: readonly (readonly [words: string, status: number, headers: Headers, found: readonly string[]])[] = [
    ['a redirect', 301, [['location', '/there']], ['redirects note']],
    ['one without a place', 301, [], []],
    ['a 201 with a place', 201, [['Location', '/there']], []],
    ['a 304', 304, [], []],
  ];
  for (const [words, status, headers, lines] of moved) test(`redirects: ${words}`, async () => assert.deepEqual(linesOf((await probed({ own: response([...good, ...headers], status) })).found, 'redirects'), lines));

  test('of a request with a preflight that is safe itself, Vary of its own response counts', async () => {
    const exchanges = [exchange('preflight', response([acao(page)], 204)), exchange('request', response(good))];
    assert.deepEqual(linesOf((await probed({}, { headerNames: ['x-token'], exchanges })).found, 'vary'), ['vary good']);
    const other = [exchange('preflight', response(good, 204)), exchange('request', response([acao(page)]))];
    assert.deepEqual(linesOf((await probed({}, { headerNames: ['x-token'], exchanges: other })).found, 'vary'), ['vary problem']);
  });

  test('a server that was never reached is not asked more', async () => {
    for (const answer of [failed, { kind: 'not-sent', because: 'consent', why: 'x' } as const]) assert.deepEqual(await probed({}, { exchanges: [exchange('request', answer)] }), { found: [], sent: [] });
    assert.deepEqual(await probed({}, { exchanges: [] }), { found: [], sent: [] });
  });

  test('a server that limits requests is not asked more', async () => assert.deepEqual(await probed({}, { exchanges: [exchange('request', response(good, 429))] }), { found: [], sent: [] }));

  test('what it says once it limits them is no answer to what was asked', async () => {
    const limited = response([], 429);
    assert.deepEqual(linesOf((await probed({ stranger: limited, opaque: limited, missing: limited })).found), []);
  });

  test('a server that answers nothing more harms nothing', async () => assert.deepEqual(linesOf((await probed({ stranger: failed, opaque: failed, missing: failed })).found), []));
});

describe('what is asked', () => {
  const methods: readonly (readonly [method: string, asked: readonly string[]])[] = [
    ['GET', ['GET', 'GET', 'GET']],
    ['HEAD', ['HEAD', 'HEAD', 'GET']],
    ['OPTIONS', ['OPTIONS', 'OPTIONS', 'GET']],
    ...['POST', 'PUT', 'PATCH', 'patch', 'DELETE', 'get', 'CHICKEN', 'TRACE', 'GET '].map((method) => [method, ['OPTIONS', 'OPTIONS', 'GET']] as const),
  ];
  for (const [method, asked] of methods) {
    test(`for ${JSON.stringify(method)}: ${asked.join(', ')}, never with a body`, async () => {
      const { sent } = await probed({}, { method });
      assert.deepEqual(sent.map((one) => one.method), asked);
      assert.deepEqual(sent.map(({ body }) => body), [null, null, null]);
      for (const { headers } of sent.filter((one) => one.method === 'OPTIONS' && method !== 'OPTIONS')) assert.equal(getHeader(headers, 'Access-Control-Request-Method'), method);
    });
  }

  const cookies: readonly (readonly [method: string, sent: readonly (string | null)[]])[] = [['GET', ['a=1', 'a=1', 'a=1']], ['PUT', [null, null, 'a=1']]];
  for (const [method, carried] of cookies) {
    test(`with the cookies of the request, but for preflights: ${method}`, async () => {
      assert.deepEqual((await probed({}, { method, cookie: 'a=1' })).sent.map(({ headers }) => getHeader(headers, 'Cookie')), carried);
      assert.deepEqual((await probed({}, { method })).sent.map(({ headers }) => getHeader(headers, 'Cookie')), [null, null, null]);
    });
  }

  test('a preflight names the headers, sorted, in small letters, each once', async () => {
    const { sent } = await probed({}, { method: 'PUT', headerNames: ['X-Token', 'Content-Type', 'x-token'] });
    assert.equal(getHeader(sent[0]!.headers, 'Access-Control-Request-Headers'), 'content-type,x-token');
  });

  test('what is not there is asked below the same path, each time another, without the query', async () => {
    const [one, other] = [(await probed({})).sent.at(-1)!.url, (await probed({})).sent.at(-1)!.url];
    assert.match(one, /^https:\/\/api\.example\.test\/v1\/cors-conformance-[0-9a-f]{12}$/);
    assert.notEqual(one, other);
  });
});
