import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { Stray } from './exchange-log.ts';
import { RawClient } from './fake/client.ts';
import { answer, once, stage, until } from './fake/stage.ts';
import type { Staged } from './fake/stage.ts';
import { startOrigins } from './topology.ts';

// A request that belongs to no case is turned away, noted, and never counted for a case.

const origins = await startOrigins();
after(() => origins.stop());
const { log, routes, servers, topology } = origins;

const put = (): Staged => stage(origins, { script: { '/resource': { preflight: null, response: answer({ body: 'hello' }) } } });

/** Sends a request; returns the status, or null for a connection that ended without one, and what was noted meanwhile. */
async function send(port: number, request: string): Promise<{ status: number | null; noted: Omit<Stray, 'startedAt'>[] }> {
  const before = log.strays.length;
  const client = await RawClient.connect(port);
  client.send(request);
  const response = await client.response().catch(() => null);
  client.close();
  const status = response === null ? null : Number(response.statusLine.split(' ')[1]);
  return { status, noted: log.strays.slice(before).map(({ startedAt: _startedAt, ...stray }) => stray) };
}

describe('a Host that is none of ours gets a 403 or 421 and is noted', () => {
  const port = servers.resource.http.port;
  const hosts: Record<string, string | null> = {
    'another name': `evil.test:${port}`,
    'another name without a port': 'evil.test',
    'localhost without the port': 'localhost',
    'localhost at another port': `localhost:${port === 65_535 ? 1 : port + 1}`,
    'a name that begins like ours': `localhost.evil.test:${port}`,
    'a name that ends like ours': `evillocalhost:${port}`,
    'user information before it': `evil.test@localhost:${port}`,
    'another address of this machine': `[::ffff:7f00:1]:${port}`,
    'the unspecified address': `0.0.0.0:${port}`,
    'an address of the network': `192.0.2.1:${port}`,
    'an empty Host': '',
    'no Host': null,
  };
  for (const [words, host] of Object.entries(hosts)) {
    test(words, async () => {
      const staged = put();
      const { status, noted } = await send(port, `GET /${staged.token}/resource HTTP/1.1\r\n${host === null ? '' : `Host: ${host}\r\n`}\r\n`);
      assert.ok(status === 403 || status === 421, `status ${status}`);
      assert.deepEqual(noted.map(({ why }) => why), ['wrong-host']);
      assert.deepEqual(await staged.take(), []);
    });
  }
  for (const host of [`[::ffff:7f00:1]:${port}`, `0.0.0.0:${port}`]) {
    test(`but a case that is served at ${host} gets its request there, and no other case does`, async () => {
      const [own, other] = [put(), put()];
      routes.add(own.token, { origins: new Set([`http://${host}`]), scripts: [{}], handle: null, witnessed: true });
      const first = await send(port, `GET /${own.token}/resource HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
      assert.deepEqual([first.noted, (await own.take()).map(({ origin }) => origin)], [[], [`http://${host}`]]);
      const second = await send(port, `GET /${other.token}/resource HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
      assert.deepEqual([second.noted.map(({ why }) => why), await other.take()], [['wrong-host'], []]);
    });
  }
});

describe('a token that nobody expects gets a 404', () => {
  for (const target of ['/nosuchtoken/resource', '/', '/~reach', '/constructor/resource', '/__proto__/', '*']) {
    test(target, async () => {
      const { status, noted } = await send(servers.resource.http.port, `GET ${target} HTTP/1.1\r\nHost: localhost:${servers.resource.http.port}\r\n\r\n`);
      assert.equal(status, 404);
      assert.deepEqual(noted, [{ why: 'no-case', origin: topology.resource['same-site'].http, method: 'GET', target, token: null }]);
    });
  }
});

describe('a right token at the wrong origin gets a 421', () => {
  const elsewhere: Record<string, [port: number, host: string]> = {
    'another port': [servers.document.http.port, `localhost:${servers.document.http.port}`],
    'the same port by another name': [servers.resource.http.port, `127.0.0.1:${servers.resource.http.port}`],
    'a name below ours': [servers.resource.http.port, `a.localhost:${servers.resource.http.port}`],
  };
  for (const [words, [port, host]] of Object.entries(elsewhere)) {
    test(words, async () => {
      const staged = put();
      const target = `/${staged.token}/resource`;
      const { status, noted } = await send(port, `GET ${target} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
      assert.equal(status, 421);
      assert.deepEqual(noted, [{ why: 'wrong-origin', origin: `http://${host}`, method: 'GET', target, token: null }]);
      assert.deepEqual(await staged.take(), []);
    });
  }
});

describe('a request after its case was over is late', () => {
  test('when the case has been withdrawn', async () => {
    const staged = put();
    await once(staged, staged.head('GET /resource'));
    const { noted } = await send(staged.port, staged.head('GET /resource'));
    assert.deepEqual(noted.map(({ why, token }) => [why, token]), [['late', staged.token]]);
  });

  test('when its exchanges were taken, and it is still to be withdrawn', async () => {
    const staged = put();
    assert.deepEqual(log.take(staged.token), []);
    const { noted } = await send(staged.port, staged.head('GET /resource'));
    routes.remove(staged.token);
    assert.deepEqual(noted.map(({ why, token }) => [why, token]), [['late', staged.token]]);
  });
});

describe('what is no request', () => {
  for (const [words, bytes] of Object.entries({ noise: 'noise\r\n\r\n', 'a header line without a colon': 'GET /a HTTP/1.1\r\nHost\r\n\r\n', 'an unknown method': 'CHICKEN /a HTTP/1.1\r\nHost: localhost\r\n\r\n', 'a head that is too long': `GET /a HTTP/1.1\r\nX: ${'x'.repeat(100_000)}\r\n\r\n` })) {
    test(`${words} is answered 400, noted as malformed, and the origin lives`, async () => {
      const { status, noted } = await send(servers.resource.http.port, bytes);
      assert.equal(status, 400);
      assert.deepEqual(noted.map(({ why }) => why), ['malformed']);
      const staged = put();
      assert.equal((await once(staged, staged.head('GET /resource'))).wire.body.toString(), 'hello');
    });
  }

  test('a client that resets its idle connection has sent no request, so nothing is noted', async () => {
    const before = log.strays.length;
    const staged = put();
    const client = await RawClient.connect(staged.port);
    client.send(staged.head('GET /resource'));
    await client.response();
    await until(() => !log.isOpen(staged.token));
    client.socket.resetAndDestroy();
    await pause(20);
    assert.deepEqual(log.strays.slice(before), []);
    await staged.take();
  });
});
