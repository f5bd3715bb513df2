import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { RawClient } from './fake/client.ts';
import { answer, lines, once, stage, until } from './fake/stage.ts';
import type { Staged } from './fake/stage.ts';
import type { Handler } from './routes.ts';
import { startOrigins } from './topology.ts';

// What the log holds of a body is what the wire carried of it, whichever way a server wrote it.

const origins = await startOrigins();
after(() => origins.stop());

const scripted = (given: Parameters<typeof answer>[0]): Staged => stage(origins, { script: { '/resource': { preflight: null, response: answer(given) } } });
const handled = (handle: Handler): Staged => stage(origins, { handle });

describe('bodies', () => {
  const handlers: Record<string, { handle: Handler; body: string; bodyLength?: number }> = {
    'in chunks over time': {
      handle: (_request, response) => {
        response.write('one ');
        setTimeout(() => response.write('två '), 10);
        setTimeout(() => response.end(Buffer.from('three')), 20);
      },
      body: 'one två three',
    },
    'after headers that come late': {
      handle: (_request, response) => void setTimeout(() => response.writeHead(201, { 'X-Late': 'yes' }).end('late'), 20),
      body: 'late',
    },
    'given in base64': { handle: (_request, response) => response.end('aGVsbG8=', 'base64'), body: 'hello' },
    'given in Latin-1': { handle: (_request, response) => response.end('caf\xe9', 'latin1'), body: 'caf\ufffd', bodyLength: 4 },
    'given after interim responses': {
      handle: (_request, response) => {
        response.writeEarlyHints({ link: '</a>; rel=preload' });
        setTimeout(() => response.end('final'), 10);
      },
      body: 'final',
    },
  };
  for (const [words, { handle, body, bodyLength }] of Object.entries(handlers)) {
    test(`of a response ${words}`, async () => {
      const staged = handled(handle);
      const client = await RawClient.connect(staged.port);
      client.send(staged.head('GET /resource'));
      let wire = await client.response();
      if (wire.statusLine.startsWith('HTTP/1.1 103')) wire = await client.response();
      client.close();
      const [exchange] = await staged.take();
      assert.equal(wire.body.toString(), body);
      assert.ok(exchange?.response);
      assert.deepEqual(lines(exchange.response.headers), wire.headerLines);
      assert.equal(exchange.response.body, body);
      assert.equal(exchange.response.bodyLength, bodyLength ?? Buffer.byteLength(body));
    });
  }

  test('longer than is kept: the length is that of the whole', async () => {
    const staged = scripted({ body: 'x'.repeat(100_000) });
    const { wire, exchange } = await once(staged, staged.head('GET /resource'));
    assert.deepEqual([wire.body.length, exchange.response?.body.length, exchange.response?.bodyLength], [100_000, 65_536, 100_000]);
  });

  const bodyless: Record<string, [Staged, string]> = {
    'the answer to HEAD': [scripted({ body: 'hello' }), 'HEAD'],
    'the answer of a server under test to HEAD': [handled((_request, response) => response.end('hello')), 'HEAD'],
    'status 204': [scripted({ status: 204, statusText: 'No Content' }), 'GET'],
    'status 204 of a server under test that writes one': [handled((_request, response) => response.writeHead(204).end('hello')), 'GET'],
    'status 304 of a server under test that writes one': [handled((_request, response) => response.writeHead(304).end('hello')), 'GET'],
  };
  for (const [words, [staged, method]] of Object.entries(bodyless)) {
    test(`none with ${words}`, async () => {
      const client = await RawClient.connect(staged.port);
      client.send(staged.head(`${method} /resource`));
      await client.response({ bodyless: true });
      const [exchange] = await staged.take();
      // A byte too much would stand before the next response.
      const next = scripted({ body: 'next' });
      client.send(next.head('GET /resource'));
      assert.equal((await client.response()).statusLine, 'HTTP/1.1 200 OK');
      client.close();
      assert.deepEqual([exchange?.response?.body, exchange?.response?.bodyLength], ['', 0]);
    });
  }

  test('HEAD has the length that GET would have', async () => {
    const staged = scripted({ body: 'hello' });
    const { wire } = await once(staged, staged.head('HEAD /resource'), { bodyless: true });
    assert.ok(wire.headerLines.includes('Content-Length: 5'), wire.headerLines.join('\n'));
  });

  const readers: Record<string, Staged> = {
    'by the scripted origin': scripted({}),
    'by a server under test that reads it': handled((request, response) => void request.resume().once('end', () => response.end())),
    'by a server under test that does not read it': handled((_request, response) => response.end()),
  };
  for (const [words, staged] of Object.entries(readers)) {
    test(`of a request are recorded: received ${words}`, async () => {
      const body = '{"name":"Åsa"}';
      const { exchange } = await once(staged, staged.head('POST /resource', `Content-Length: ${Buffer.byteLength(body)}`) + Buffer.from(body).toString('latin1'));
      assert.equal(exchange.requestBody, body);
    });
  }

  test('of a request is recorded: sent on after a server under test has answered', async () => {
    const staged = handled((_request, response) => response.end());
    const client = await RawClient.connect(staged.port);
    client.send(staged.head('POST /resource', 'Content-Length: 5'));
    await client.response();
    client.send('hello');
    const next = scripted({});
    client.send(next.head('GET /resource'));
    await client.response();
    client.close();
    assert.deepEqual((await staged.take()).map(({ requestBody }) => requestBody), ['hello']);
  });
});

describe('a response that was not sent to its end counts as none', () => {
  const handlers: Record<string, Handler> = {
    'nothing was written': (request) => request.socket.destroy(),
    'the server under test died in the middle of the body': (request, response) => {
      response.writeHead(200, { 'Content-Length': '100' });
      response.write('half', () => request.socket.destroy());
    },
  };
  for (const [words, handle] of Object.entries(handlers)) {
    test(words, async () => {
      const staged = handled(handle);
      const client = await RawClient.connect(staged.port);
      client.send(staged.head('GET /resource'));
      await client.rest();
      assert.deepEqual((await staged.take()).map(({ response }) => response), [null]);
    });
  }

  test('the client went away before', async () => {
    const staged = handled(() => undefined);
    const client = await RawClient.connect(staged.port);
    client.send(staged.head('GET /resource'));
    await until(() => origins.log.count(staged.token) === 1);
    client.close();
    assert.deepEqual((await staged.take()).map(({ response }) => response), [null]);
  });
});

