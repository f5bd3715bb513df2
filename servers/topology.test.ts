import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { after, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { RawClient } from './fake/client.ts';
import { answer, once, stage, until } from './fake/stage.ts';
import type { Staged } from './fake/stage.ts';
import { startOrigins } from './topology.ts';
import type { Origins } from './topology.ts';

const origins = await startOrigins();
after(() => origins.stop());

const put = (at: Origins, kind: 'resource' | 'raw' = 'resource'): Staged => stage(at, { at: kind, script: { '/resource': { preflight: null, response: answer({ body: 'hello' }) } } });

describe('the origins', () => {
  test('have ports of their own: document, resource and raw in both schemes, a closed one, and some with broken TLS', () => {
    const { document, resource, raw, unreachable } = origins.topology;
    const ports = [document, resource['same-site'], raw['same-site'], ...Object.values(unreachable).flatMap((alike) => alike.map((byRelation) => byRelation['same-site']))].flatMap(({ http, https }) => [http, https]).map((origin) => new URL(origin).port);
    assert.equal(new Set(ports).size, 6 + 1 + unreachable['broken-tls'].length);
  });

  test('same-site is another port of localhost, cross-site is 127.0.0.1', () => {
    const { document, resource } = origins.topology;
    assert.deepEqual([document.http, resource['same-site'].http, resource['cross-site'].http].map((origin) => new URL(origin).hostname), ['localhost', 'localhost', '127.0.0.1']);
  });

  test('nobody is at the same hosts', () => {
    for (const byRelation of Object.values(origins.topology.unreachable).flat()) {
      assert.deepEqual([byRelation['same-site'].http, byRelation['same-site'].https, byRelation['cross-site'].http, byRelation['cross-site'].https].map((origin) => new URL(origin)).map(({ protocol, hostname }) => protocol + hostname), ['http:localhost', 'https:localhost', 'http:127.0.0.1', 'https:127.0.0.1']);
    }
  });

  const six = Object.values(networkInterfaces()).some((list) => list?.some(({ address }) => address === '::1'));
  for (const address of six ? ['127.0.0.1', '::1'] : ['127.0.0.1']) {
    for (const kind of ['resource', 'raw'] as const) {
      test(`the ${kind} origin answers for localhost at ${address}`, async () => {
        const staged = put(origins, kind);
        const client = await RawClient.connect(staged.port, { host: address });
        client.send(staged.head('GET /resource'));
        assert.equal((await client.response()).body.toString(), 'hello');
        client.close();
        assert.equal((await staged.take()).length, 1);
      });
    }
  }

  const outside = Object.values(networkInterfaces()).flatMap((list) => list ?? []).filter(({ internal, family }) => !internal && family === 'IPv4');
  test('none is reachable from outside', { skip: outside.length === 0 }, async () => {
    for (const { address } of outside) {
      for (const pair of Object.values(origins.servers)) for (const { port } of Object.values(pair)) await assert.rejects(RawClient.connect(port, { host: address }), { code: 'ECONNREFUSED' });
    }
  });
});

describe('an origin that is killed', () => {
  for (const kind of ['resource', 'raw'] as const) {
    test(`comes back on its port with the cases it had, and its death is noted: ${kind}`, async () => {
      const start = performance.now();
      const server = origins.servers[kind].http;
      const staged = put(origins, kind);
      const client = await RawClient.connect(staged.port);
      assert.deepEqual(origins.diedBetween(start, performance.now()), []);
      server.kill();
      assert.equal(server.isListening(), false);
      assert.deepEqual(origins.down(), [`${kind} origin (http)`]);
      await client.rest();
      await until(() => server.isListening());
      assert.deepEqual(origins.down(), []);
      assert.equal((await once(staged, staged.head('GET /resource'))).wire.body.toString(), 'hello');
      assert.equal(server.deaths.length, 1);
      const { from, until: end } = server.deaths[0]!;
      assert.ok(start <= from && from <= end && end <= performance.now(), `dead from ${from} until ${end}`);
      assert.deepEqual(origins.diedBetween(start, performance.now()), [`${kind} origin (http)`]);
      assert.deepEqual(origins.diedBetween(performance.now(), performance.now() + 1), []);
    });
  }

  test('may be killed again', async () => {
    const server = origins.servers.document.http;
    for (const deaths of [1, 2]) {
      server.kill();
      await until(() => server.deaths.length === deaths && server.isListening());
    }
    assert.ok(server.deaths.every(({ until: end }) => Number.isFinite(end)));
  });
});

describe('stopping', () => {
  test('is for good, and no death', async () => {
    const stopped = await startOrigins();
    const port = stopped.servers.resource.http.port;
    await stopped.stop();
    await pause(50);
    await assert.rejects(RawClient.connect(port), { code: 'ECONNREFUSED' });
    assert.deepEqual(stopped.servers.resource.http.deaths, []);
    assert.equal(stopped.down().length, 6);
    assert.deepEqual(stopped.diedBetween(0, performance.now()), []);
  });

  test('takes less than 2 s whatever clients do', async () => {
    const stopped = await startOrigins();
    const silent = stage(stopped, { handle: () => undefined });
    const port = silent.port;
    const [idle, slow, waiting, raw, secure] = await Promise.all([RawClient.connect(port), RawClient.connect(port), RawClient.connect(port), RawClient.connect(stopped.servers.raw.http.port), RawClient.connect(stopped.servers.resource.https.port, { secure: true })]);
    slow.send('GET / HTTP/1.1\r\nHo');
    waiting.send(silent.head('GET /resource'));
    raw.send('GET / HTTP/1.1\r\nHo');
    await until(() => stopped.log.count(silent.token) === 1);
    const start = performance.now();
    await stopped.stop();
    assert.ok(performance.now() - start < 2000);
    await Promise.all([idle, slow, waiting, raw, secure].map((client) => client.rest()));
  });

  test('right after a kill leaves nothing behind', async () => {
    const stopped = await startOrigins();
    const server = stopped.servers.resource.http;
    server.kill();
    await stopped.stop();
    await pause(50);
    assert.equal(server.isListening(), false);
    await assert.rejects(RawClient.connect(server.port), { code: 'ECONNREFUSED' });
  });
});
