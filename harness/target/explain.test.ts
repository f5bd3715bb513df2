import assert from 'node:assert/strict';
import http from 'node:http';
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { after, describe, test } from 'node:test';
import { makeCertificate } from '../../servers/certificate.ts';
import type { Resolution } from '../engines/resolve.ts';
import type { AskedRequest } from './asked-request.ts';
import { brokenServers, page } from './broken-servers.ts';
import { explain } from './explain.ts';
import type { ExplainOptions } from './explain.ts';
import type { Cause, Explanation } from './explanation.ts';
import { keyOf, placeOf } from './place.ts';

// Real servers, and engines that cannot be had: what is found out without a browser.

const closing: (() => Promise<unknown>)[] = [];
after(async () => {
  for (const close of closing) await close();
});

async function listening(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => void sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

const asked: AskedRequest = { url: '', method: 'GET', headers: [], body: null, mode: 'cors', credentials: 'same-origin', redirect: 'follow', cookie: null, origin: page, notes: [] };
const missing: Resolution = { kind: 'missing', name: 'webkit', why: 'no WebKit here', remedy: 'install it' };
const broken: Resolution = { kind: 'playwright', name: 'chromium', build: 'system', executable: '/nowhere', why: 'a test' };
const options: ExplainOptions = { origin: page, engines: [], start: () => Promise.reject(new Error('it does not start')), resolve: new Map(), ca: [], timeout: 2000, consent: false, perSecond: 1000 };

interface Served {
  readonly lines: string[];
  readonly explained: (given: Partial<AskedRequest>, more?: Partial<ExplainOptions>) => Promise<Explanation>;
}

/** Starts a server behind a name with TLS, as pages of https ask one. */
async function serve(listener: RequestListener): Promise<Served> {
  const certificate = await makeCertificate('api.example.test');
  const lines: string[] = [];
  const note = (request: IncomingMessage): void => void lines.push(`${request.method ?? ''} ${(request.url ?? '').replace(/cors-conformance-\w+/, 'nothing')} ${request.headers.origin ?? '-'}`);
  const port = await listening(https.createServer(certificate, (request, response) => {
    note(request);
    request.resume();
    listener(request, response);
  }));
  const resolve = new Map([['api.example.test:443', { host: '127.0.0.1', port }], ['::1:443', { host: '127.0.0.1', port }]]);
  return { lines, explained: (given, more = {}) => explain({ ...asked, url: 'https://api.example.test/data', ...given }, { ...options, resolve, ca: [certificate.cert], ...more }) };
}

const codeOf = (cause: Cause): string => (cause.kind === 'rule' ? cause.reason : cause.kind === 'network' ? cause.trouble : cause.kind);
const own = (lines: readonly string[]): string[] => lines.filter((line) => line.endsWith(page) && !line.includes('nothing')).map((line) => line.replace(` ${page}`, ''));

describe('a broken server, without an engine', () => {
  for (const { words, asked: given, reason, broken: act, mended, mendedAsked } of brokenServers) {
    test(`${words}: ${reason}; mended, nothing stands in the way`, async () => {
      const before = await (await serve(act)).explained(given, { consent: true });
      assert.equal(codeOf(before.cause), reason === 'network' ? 'reset' : reason);
      assert.deepEqual([before.works, before.engines, before.mends.length > 0], [false, [], true]);
      const after = await (await serve(mended)).explained({ ...given, ...mendedAsked }, { consent: true });
      assert.equal(codeOf(after.cause), given.mode === 'no-cors' ? 'opaque' : 'none');
    });
  }
});

test('engines that cannot be had are not asked, say why, and prove nothing', async () => {
  const { explained } = await serve((_request, response) => void response.writeHead(200, { 'Access-Control-Allow-Origin': page, Vary: 'Origin' }).end());
  const { works, cause, engines } = await explained({}, { engines: [broken, missing] });
  assert.deepEqual([works, cause.kind], [false, 'none']);
  assert.deepEqual(engines.map(({ engine, result, says, surprising }) => [engine, result, says, surprising]), [['chromium', 'not-asked', 'it does not start', false], ['webkit', 'not-asked', 'no WebKit here. To mend it: install it', false]]);
});

describe('without consent', () => {
  const allows = { 'Access-Control-Allow-Origin': page, 'Access-Control-Allow-Methods': 'PUT, DELETE, PATCH', 'Access-Control-Allow-Headers': 'content-type', Vary: 'Origin' };
  const rows: readonly (readonly [method: string, lines: readonly string[], cause: string])[] = [
    ['GET', ['GET /data'], 'none'],
    ['get', ['GET /data'], 'none'],
    ['HEAD', ['HEAD /data'], 'none'],
    ['PUT', ['OPTIONS /data'], 'not-sent'],
    ['put', ['OPTIONS /data'], 'not-sent'],
    ['DELETE', ['OPTIONS /data'], 'not-sent'],
    ['PATCH', ['OPTIONS /data'], 'not-sent'],
    ['patch', ['OPTIONS /data'], 'method-case'],
    ['POST', [], 'not-sent'],
    ['post', [], 'not-sent'],
  ];
  for (const [method, lines, cause] of rows) {
    test(`of ${method} no more arrives than ${lines.join(', ') || 'nothing'}`, async () => {
      const { lines: arrived, explained } = await serve((_request, response) => void response.writeHead(200, allows).end());
      const explanation = await explained({ method, body: /^(get|head)$/i.test(method) ? null : 'a' }, { engines: [broken, missing] });
      assert.equal(codeOf(explanation.cause), cause);
      assert.deepEqual(own(arrived), lines);
      assert.deepEqual(arrived.filter((line) => !/^(GET|HEAD|OPTIONS) /.test(line)), []);
      assert.equal(explanation.works, false);
    });
  }

  test('with it, the request is sent once', async () => {
    const { lines, explained } = await serve((_request, response) => void response.writeHead(200, allows).end());
    assert.equal((await explained({ method: 'PUT' }, { consent: true })).cause.kind, 'none');
    assert.deepEqual(own(lines), ['OPTIONS /data', 'PUT /data']);
  });

  for (const url of ['https://api.example.test/data', 'https://[::1]/data']) {
    test(`engines are sent to a twin, and could reach nothing else: ${url}`, async () => {
      const { lines, explained } = await serve((_request, response) => void response.writeHead(204, allows).end());
      const performed: { targets: readonly string[]; places: readonly string[] }[] = [];
      const pages = {
        perform: ({ targets, resolve }: { targets: ReadonlySet<string>; resolve: ReadonlyMap<string, unknown> }) => {
          performed.push({ targets: [...targets], places: [...resolve.keys()] });
          return Promise.resolve([]);
        },
        close: () => Promise.resolve(),
      } as unknown as NonNullable<ExplainOptions['pages']>;
      const { cause } = await explained({ url, method: 'PUT' }, { engines: [broken], pages });
      assert.equal(codeOf(cause), 'not-sent');
      const { origin } = new URL(url);
      assert.deepEqual(performed.map(({ targets, places }) => [targets, places]), [[[origin], [keyOf(placeOf(origin))]]]);
      assert.deepEqual(own(lines), ['OPTIONS /data']);
    });
  }
});

describe('what is not CORS', () => {
  test('a certificate that nobody trusts: engines, which take every one here, are not asked', async () => {
    const { lines, explained } = await serve((_request, response) => void response.end());
    const { cause, engines, works, mends, probes } = await explained({}, { ca: [], engines: [broken, missing], start: () => assert.fail('an engine was started') });
    assert.deepEqual(cause, { kind: 'network', trouble: 'certificate', code: 'DEPTH_ZERO_SELF_SIGNED_CERT', url: 'https://api.example.test/data' });
    assert.deepEqual([works, lines, probes, mends.length > 0], [false, [], [], true]);
    for (const { result, says } of engines) assert.match(`${result}: ${says}`, /^not-asked: .*certificate/);
  });

  test('http where TLS is asked: tls', async () => {
    const port = await listening(http.createServer((_request, response) => void response.end()));
    assert.equal(codeOf((await explain({ ...asked, url: `https://127.0.0.1:${port}/` }, options)).cause), 'tls');
  });

  test('http from a page of https: mixed content, and nothing is sent', async () => {
    const { lines, explained } = await serve((_request, response) => void response.end());
    assert.equal(codeOf((await explained({ url: 'http://api.example.test/data' })).cause), 'mixed-content');
    assert.deepEqual(lines, []);
  });
});

describe('a server that limits requests', () => {
  const letIn = { 'Access-Control-Allow-Origin': page, Vary: 'Origin' };
  const started = (): never => assert.fail('an engine was started');

  test('for longer than we wait is left alone: no engine asks, no probe, and it is said to be no CORS', async () => {
    const { lines, explained } = await serve((_request, response) => void response.writeHead(429, { 'Retry-After': '60' }).end());
    const { cause, engines, probes, works, mends } = await explained({}, { engines: [broken, missing], start: started });
    assert.deepEqual(cause, { kind: 'limited', status: 429, url: 'https://api.example.test/data', seconds: 60 });
    assert.deepEqual([lines.length, works, mends.length > 0], [1, false, true]);
    assert.deepEqual(engines.map(({ result }) => result), ['not-asked', 'not-asked']);
    for (const { says } of [...engines, ...probes]) assert.match(says, /429 and asks to be left alone for 60 s/);
  });

  test('for a second is asked again after it, and that is noted', async () => {
    let asks = 0;
    const { lines, explained } = await serve((_request, response) => void (asks++ === 0 ? response.writeHead(429, { 'Retry-After': '1' }) : response.writeHead(200, letIn)).end());
    const { cause, probes } = await explained({});
    assert.equal(cause.kind, 'none');
    assert.deepEqual(own(lines), ['GET /data', 'GET /data']);
    assert.ok(probes.some(({ name, says }) => name === 'limit' && says.includes('asked again')));
  });

  test('a preflight too', async () => {
    const { lines, explained } = await serve((_request, response) => void response.writeHead(503, { 'Retry-After': '3600' }).end());
    assert.equal((await explained({ method: 'PUT', body: 'a' })).cause.kind, 'limited');
    assert.deepEqual(own(lines), ['OPTIONS /data']);
  });

  test('with no word of when, and without CORS headers: script sees a network error, and the 429 is named', async () => {
    const { lines, explained } = await serve((_request, response) => void response.writeHead(429).end());
    const { cause, mends, probes } = await explained({});
    assert.deepEqual([codeOf(cause), probes, own(lines)], ['acao-missing', [], ['GET /data']]);
    assert.match(mends[0]!, /Send fewer requests/);
  });

  test('only once the probes ask: they end, and what was found stays', async () => {
    let asks = 0;
    const { lines, explained } = await serve((_request, response) => void (asks++ === 0 ? response.writeHead(200, letIn) : response.writeHead(429, { 'Retry-After': '60' })).end());
    const { cause, probes } = await explained({});
    assert.equal(cause.kind, 'none');
    assert.equal(lines.length, 2);
    assert.match(probes.find(({ name }) => name === 'limit')!.says, /^Not all was asked/);
    assert.deepEqual(probes.filter(({ name }) => name === 'other-origin'), []);
  });
});

test('a server is asked no more than five times a second', async () => {
  const times: number[] = [];
  const { explained } = await serve((_request, response) => {
    times.push(performance.now());
    response.writeHead(204, { 'Access-Control-Allow-Origin': page, 'Access-Control-Allow-Methods': 'PUT', Vary: 'Origin' }).end();
  });
  await explained({ method: 'PUT' }, { consent: true, perSecond: undefined });
  assert.equal(times.length, 5);
  assert.ok(times[4]! - times[0]! >= 700, `five came within ${times[4]! - times[0]!} ms`);
});

describe('pages that cannot be put where they are', () => {
  for (const origin of ['null', 'chrome-extension://abcdefghijklmnop']) {
    test(`at ${origin}: the answers are judged, and engines are not asked`, async () => {
      const { explained } = await serve((_request, response) => void response.writeHead(200, { 'Access-Control-Allow-Origin': origin }).end());
      const { cause, engines, works } = await explained({ origin }, { origin, engines: [broken], start: () => assert.fail('an engine was started') });
      assert.deepEqual([codeOf(cause), works, engines.map(({ result }) => result)], ['none', false, ['not-asked']]);
      assert.match(engines[0]!.says, /only at one of http or https/);
    });
  }

  test('a request to the page’s own origin: engines would ask our page', async () => {
    const { explained } = await serve((_request, response) => void response.end());
    const { cause, engines } = await explained({}, { origin: 'https://api.example.test', engines: [broken], start: () => assert.fail('an engine was started') });
    assert.equal(cause.kind, 'none');
    assert.match(engines[0]!.says, /own origin/);
  });

  test('nor where the server redirects to the page', async () => {
    const { explained } = await serve((_request, response) => void response.writeHead(302, { 'Access-Control-Allow-Origin': page, Location: `${page}/there` }).end());
    const { engines } = await explained({}, { engines: [broken], start: () => assert.fail('an engine was started') });
    assert.match(engines[0]!.says, /own origin/);
  });
});

test('an explanation is data: it can be written as JSON and read again', async () => {
  const { explained } = await serve((_request, response) => void response.writeHead(500).end('no'));
  const explanation = await explained({ notes: ['a note'] }, { engines: [missing] });
  assert.deepEqual(JSON.parse(JSON.stringify(explanation)), explanation);
  assert.deepEqual([explanation.format, explanation.asked.notes, explanation.advice.length], [1, ['a note'], 1]);
});
