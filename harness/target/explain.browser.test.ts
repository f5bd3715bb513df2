import assert from 'node:assert/strict';
import https from 'node:https';
import net from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { after, before, describe, test } from 'node:test';
import express from 'express';
import { makeCertificate } from '../../servers/certificate.ts';
import type { Certificate } from '../../servers/certificate.ts';
import { engineNames } from '../engines/engine.ts';
import { thisMachine } from '../engines/machine.ts';
import { resolveEngine } from '../engines/resolve.ts';
import { startEngine } from '../engines/start.ts';
import type { AskedRequest } from './asked-request.ts';
import { brokenServers, page } from './broken-servers.ts';
import { explain } from './explain.ts';
import type { ExplainOptions } from './explain.ts';
import type { Cause, EngineAnswer, Explanation } from './explanation.ts';
import { PagesAt } from './page-at.ts';

// Express apps that are broken in the ways that people meet, behind names and TLS: the right reason in every engine, and the mend works.

const get: AskedRequest = { url: '', method: 'GET', headers: [], body: null, mode: 'cors', credentials: 'same-origin', redirect: 'follow', cookie: null, origin: page, notes: [] };
/** Requests as they arrived: host, method and path. */
const arrived: string[] = [];
let certificate: Certificate;
let server: https.Server;
const sockets = new Set<Socket>();
let pages: PagesAt;
let options: ExplainOptions;

before(async () => {
  certificate = await makeCertificate('*.example.test');
  const app = express();
  app.use((request, response) => {
    const [name = ''] = (request.headers.host ?? '').split('.');
    arrived.push(`${name} ${request.method} ${request.url}`);
    const [state, index = ''] = name.split('-');
    if (state === 'fickle') {
      // To browsers it redirects, to others it does not.
      const browser = !(request.headers['user-agent'] ?? '').includes('cors-conformance');
      response.writeHead(browser ? 302 : 200, { 'Access-Control-Allow-Origin': page, ...(browser ? { Location: 'https://elsewhere.example.test/' } : {}) }).end();
      return;
    }
    const found = brokenServers[Number(index)];
    if (found === undefined) response.writeHead(404).end();
    else found[state === 'mended' ? 'mended' : 'broken'](request, response);
  });
  server = https.createServer(certificate, app);
  server.on('connection', (socket: Socket) => void sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const names = brokenServers.flatMap((_, index) => [`broken-${index}`, `mended-${index}`]).concat('fickle');
  const resolve = new Map(names.map((name) => [`${name}.example.test:443`, { host: '127.0.0.1', port }]));
  options = { origin: page, engines: engineNames.map((name) => resolveEngine(name, thisMachine())), start: startEngine, resolve, ca: [certificate.cert], timeout: 8000, consent: true, perSecond: 1000 };
  pages = await PagesAt.open(options);
});
after(async () => {
  await pages.close();
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});

const explained = (asked: Partial<AskedRequest>, more: Partial<ExplainOptions> = {}): Promise<Explanation> => explain({ ...get, ...asked }, { ...options, pages, ...more });
const codeOf = (cause: Cause): string => (cause.kind === 'rule' ? cause.reason : cause.kind === 'network' ? 'network' : cause.kind);

/** What no setting of CORS mends. */
const withoutRecipe = new Set<string>(['redirect-count', 'redirect-userinfo', 'corp', 'network']);

describe('a broken server', () => {
  for (const [index, { words, asked, reason, mendedAsked }] of brokenServers.entries()) {
    test(`${words}: ${reason}, in every engine; mended, it works`, async () => {
      const broken = await explained({ ...asked, url: `https://broken-${index}.example.test/data` });
      assert.equal(codeOf(broken.cause), reason);
      assert.deepEqual(broken.engines.map(({ engine, result, surprising }) => `${engine} ${result}${surprising ? ', surprisingly' : ''}`), engineNames.map((name) => `${name} fails`), JSON.stringify(broken.engines));
      for (const { engine, agreement } of broken.engines) assert.notEqual(agreement.kind, 'disagrees', `${engine}: ${JSON.stringify(agreement)}`);
      assert.equal(broken.works, false);
      assert.ok(broken.mends.length > 0);
      assert.deepEqual(broken.advice.filter(({ recipe }) => recipe.code !== '').map(({ server: recognised }) => recognised), withoutRecipe.has(reason) ? [] : ['express-cors']);
      const mended = await explained({ ...asked, ...mendedAsked, url: `https://mended-${index}.example.test/data` });
      assert.deepEqual(mended.engines.map(({ result, says }) => `${result} ${says}`).filter((one) => !one.startsWith('works')), []);
      assert.equal(mended.works, true);
      assert.deepEqual(mended.probes.filter(({ finding, name }) => finding === 'problem' && name !== 'error-response'), []);
    });
  }
});

describe('what is not CORS, and is said to be something else', () => {
  const cannot: readonly (readonly [words: string, url: string, trouble: string, more: Partial<ExplainOptions>, engines: 'fails' | 'not-asked'])[] = [
    ['nobody listens', 'https://closed.example.test/', 'refused', { resolve: new Map([['closed.example.test:443', { host: '127.0.0.1', port: 1 }]]) }, 'fails'],
    ['a name that is not there', 'https://no-such-name.invalid/', 'name', { resolve: new Map() }, 'fails'],
    ['a certificate that nobody trusts', 'https://broken-0.example.test/', 'certificate', { ca: [] }, 'not-asked'],
    ['http where TLS is spoken', 'http://broken-0.example.test/', 'mixed-content', {}, 'fails'],
  ];
  for (const [words, url, trouble, more, result] of cannot) {
    test(`${words}: ${trouble}`, async () => {
      const { cause, engines, works, mends } = await explained({ url }, more);
      assert.equal(cause.kind === 'network' ? cause.trouble : codeOf(cause), trouble);
      assert.deepEqual(engines.map((one) => one.result), engineNames.map(() => result));
      assert.deepEqual([works, mends.length > 0], [false, true]);
    });
  }

  test('a certificate for another name', async () => {
    const { port } = server.address() as AddressInfo;
    const { cause } = await explained({ url: 'https://api.other.test/' }, { resolve: new Map([['api.other.test:443', { host: '127.0.0.1', port }]]) });
    assert.deepEqual(cause, { kind: 'network', trouble: 'certificate', code: 'ERR_TLS_CERT_ALTNAME_INVALID', url: 'https://api.other.test/' });
  });

  test('a server that hangs', async () => {
    const hanging = net.createServer((socket) => void sockets.add(socket));
    await new Promise<void>((resolve) => hanging.listen(0, '127.0.0.1', resolve));
    const { port } = hanging.address() as AddressInfo;
    const { cause, engines } = await explained({ url: 'https://hangs.example.test/' }, { timeout: 1500, resolve: new Map([['hangs.example.test:443', { host: '127.0.0.1', port }]]) });
    assert.equal(cause.kind === 'network' && cause.trouble, 'timeout');
    assert.deepEqual(engines.map(({ result }) => result), engineNames.map(() => 'fails'));
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => hanging.close(resolve));
  });
});

describe('without consent', () => {
  const at = (reason: string): number => brokenServers.findIndex((one) => one.reason === reason);
  const rows: readonly (readonly [words: string, state: 'broken' | 'mended', index: number, method: string, cause: string, result: EngineAnswer['result']])[] = [
    ['a PUT whose preflight passes', 'mended', at('method-not-allowed'), 'PUT', 'not-sent', 'preflight-passes'],
    ['a PUT whose preflight does not', 'broken', at('method-not-allowed'), 'PUT', 'method-not-allowed', 'fails'],
    ['a POST that no preflight precedes', 'mended', 0, 'POST', 'not-sent', 'not-asked'],
  ];
  for (const [words, state, index, method, cause, result] of rows) {
    test(`${words} is sent by nobody, and engines are asked with a twin of the server`, async () => {
      const before = arrived.length;
      const explanation = await explained({ url: `https://${state}-${index}.example.test/data`, method, body: 'x', headers: method === 'PUT' ? [['Content-Type', 'application/json']] : [] }, { consent: false });
      assert.deepEqual([...new Set(arrived.slice(before).map((line) => line.split(' ')[1]))].filter((one) => one !== 'GET' && one !== 'OPTIONS'), []);
      assert.deepEqual([explanation.works, codeOf(explanation.cause)], [false, cause]);
      assert.deepEqual(explanation.engines.map((one) => `${one.result}${one.surprising ? ', surprisingly' : ''}`), engineNames.map(() => result), JSON.stringify(explanation.engines));
    });
  }
});

test('an engine that is led where we let nobody go has not failed: it is not known', async () => {
  const { engines, works } = await explained({ url: 'https://fickle.example.test/' });
  assert.deepEqual(engines.map(({ result }) => result), engineNames.map(() => 'not-asked'), JSON.stringify(engines));
  for (const { says } of engines) assert.match(says, /elsewhere\.example\.test:443/);
  assert.equal(works, false);
});

test('nothing goes to an origin that has no part in the request, whatever the page is told', async () => {
  const [attempt] = await pages.perform({ request: { api: 'fetch', url: 'https://mended-0.example.test/', method: 'GET', mode: 'cors', credentials: 'omit', redirect: 'follow', referrerPolicy: null, headers: [], body: null }, targets: new Set(['https://broken-0.example.test']), resolve: options.resolve, cookies: [], turn: () => Promise.resolve(null), deadline: 3000 });
  assert.equal(attempt?.client?.kind, 'network-error');
  assert.deepEqual(attempt.connections, []);
});
