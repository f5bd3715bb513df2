import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import net from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { after, before, test } from 'node:test';
import { ExchangeLog } from '../../servers/exchange-log.ts';
import { startOrigin } from '../../servers/origin.ts';
import { Routes } from '../../servers/routes.ts';
import { AgentChannel, bundlePageScripts } from '../agent/channel.ts';
import { engineNames } from '../engines/engine.ts';
import type { EngineName } from '../engines/engine.ts';
import { thisMachine } from '../engines/machine.ts';
import { resolveEngine } from '../engines/resolve.ts';
import { startEngine } from '../engines/start.ts';
import { PagesAt } from './page-at.ts';

// The proxy that puts a page at any origin changes not a byte of what a server receives.

const arrived: string[] = [];
const sockets = new Set<Socket>();
const target = net.createServer((socket) => {
  sockets.add(socket);
  let text = '';
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1');
    const [head = '', body = ''] = text.split(/(?<=\r\n\r\n)/);
    if (!head.endsWith('\r\n\r\n') || (head.startsWith('PUT') && !body.endsWith('the end'))) return;
    arrived.push(text);
    text = '';
    socket.write('HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nAccess-Control-Allow-Methods: PUT\r\nAccess-Control-Allow-Headers: x-token\r\nContent-Length: 0\r\n\r\n');
  });
});
let url = '';
before(async () => {
  await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(target.address() as AddressInfo).port}/data?a=b`;
});
after(async () => {
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => target.close(resolve));
});

const put = (): Parameters<PagesAt['perform']>[0]['request'] => ({ api: 'fetch', url, method: 'PUT', mode: 'cors', credentials: 'omit', redirect: 'follow', referrerPolicy: 'origin', headers: [['X-Token', 'abc']], body: { kind: 'text', text: 'the end' } });

/** Makes the request from a page at an origin of this machine, to which the engine connects by itself. */
async function straight(name: EngineName): Promise<string> {
  const [routes, log] = [new Routes(), new ExchangeLog()];
  const server = await startOrigin({ routes, log, certificate: null });
  const origin = `http://localhost:${server.port}`;
  const channel = new AgentChannel({ http: origin, https: 'https://localhost' }, routes, await bundlePageScripts());
  const engine = await startEngine(resolveEngine(name, thisMachine()));
  await engine.open(channel.url('http'));
  await channel.perform([{ ...put(), token: randomBytes(16).toString('hex'), wait: 0, enter: null, deadline: 8000, context: 'window', before: [], setup: [], reach: null }], 'http', 1, () => undefined);
  channel.close();
  await engine.close();
  await server.stop();
  return origin;
}

for (const name of engineNames) {
  test(`${name}: a preflight and a PUT arrive byte for byte the same, with the proxy and without`, async () => {
    arrived.length = 0;
    const origin = await straight(name);
    const without = [...arrived];
    arrived.length = 0;
    const pages = await PagesAt.open({ origin, engines: [resolveEngine(name, thisMachine())], start: startEngine });
    const [attempt] = await pages.perform({ request: put(), targets: new Set([new URL(url).origin]), resolve: new Map(), cookies: [], turn: () => Promise.resolve(null), deadline: 8000 });
    await pages.close();
    assert.equal(attempt?.client?.kind, 'response', JSON.stringify(attempt));
    assert.ok(attempt.connections.length > 0, 'nothing came through the proxy');
    assert.deepEqual(arrived.map((one) => one.split(' ')[0]), ['OPTIONS', 'PUT']);
    assert.deepEqual(arrived, without);
  });
}
