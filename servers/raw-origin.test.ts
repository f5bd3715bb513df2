import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { RawClient } from './fake/client.ts';
import { answer, lines, once, stage, until } from './fake/stage.ts';
import type { Staged } from './fake/stage.ts';
import { startOrigins } from './topology.ts';

// The raw origin takes what Node's HTTP parser refuses, and sends and logs exact bytes.

const origins = await startOrigins();
after(() => origins.stop());
const { log, servers } = origins;
const port = servers.raw.http.port;

const put = (given: Parameters<typeof answer>[0], preflight: Parameters<typeof answer>[0] | null = null): Staged =>
  stage(origins, { at: 'raw', script: { '/resource': { preflight: preflight === null ? null : answer(preflight), response: answer(given) } } });

describe('methods', () => {
  for (const method of ['CHICKEN', 'patch', 'Get', 'PATCH', "!#$%&'*+-.^_`|~"]) {
    test(`${method} is taken as written`, async () => {
      const staged = put({ body: 'hello' });
      const { wire, exchange } = await once(staged, staged.head(`${method} /resource`));
      assert.equal(wire.statusLine, 'HTTP/1.1 200 OK');
      assert.equal(wire.body.toString(), 'hello');
      assert.equal(exchange.method, method);
    });
  }

  test('a preflight for one has its own answer', async () => {
    const staged = put({}, { status: 204, statusText: 'No Content', headers: [['Access-Control-Allow-Methods', 'patch']] });
    const { wire, exchange } = await once(staged, staged.head('OPTIONS /resource', 'Origin: http://a.test', 'Access-Control-Request-Method: patch'));
    assert.equal(wire.statusLine, 'HTTP/1.1 204 No Content');
    assert.equal(exchange.role, 'cors-preflight-request');
  });

  test('an undeclared preflight is a 501', async () => {
    const staged = put({});
    const { exchange } = await once(staged, staged.head('OPTIONS /resource', 'Origin: http://a.test', 'Access-Control-Request-Method: patch'));
    assert.equal(exchange.response?.status, 501);
  });

  test('HEAD has no body, and the length of the GET', async () => {
    const staged = put({ body: 'hello' });
    const client = await RawClient.connect(port);
    client.send(staged.head('HEAD /resource'));
    const all = await client.rest();
    assert.ok(all.endsWith('\r\n\r\n') && all.includes('\r\nContent-Length: 5\r\n'), all);
    assert.deepEqual((await staged.take()).map(({ response }) => [response?.body, response?.bodyLength]), [['', 0]]);
  });
});

describe('header lines are kept byte for byte', () => {
  test('of a request: order, case, duplicates, Latin-1 bytes', async () => {
    const staged = put({});
    const sent = ['X-b: 2', 'x-A: 1', 'X-B: 3', 'ORIGIN: http://a.test', 'X-Latin: caf\xe9 \xff', 'X-Empty: '];
    const { exchange } = await once(staged, staged.head('CHICKEN /resource?a=%2F', ...sent));
    assert.deepEqual(lines(exchange.requestHeaders), [`Host: ${staged.host}`, ...sent]);
    assert.equal(exchange.target, `/${staged.token}/resource?a=%2F`);
  });

  test('of a response: order, case, duplicates, Latin-1 bytes, a body in UTF-8', async () => {
    const headers = [['X-b', '2'], ['access-CONTROL-allow-origin', '*'], ['Vary', 'Origin'], ['vary', 'Accept'], ['X-Latin', 'caf\xe9 \xff']] as const;
    const staged = put({ status: 299, statusText: 'Odd', headers, body: 'Åsa' });
    const { wire, exchange } = await once(staged, staged.head('CHICKEN /resource'));
    assert.equal(wire.statusLine, 'HTTP/1.1 299 Odd');
    assert.deepEqual(wire.headerLines.slice(0, headers.length), lines(headers));
    assert.deepEqual(lines(exchange.response?.headers ?? []), wire.headerLines);
    assert.equal(wire.body.toString(), 'Åsa');
    assert.deepEqual([exchange.response?.body, exchange.response?.bodyLength], ['Åsa', 4]);
  });
});

describe('a request that comes in pieces', () => {
  test('the body by Content-Length, however it is cut', async () => {
    const body = Buffer.from('{"name":"Åsa"}');
    for (const cuts of [[body.length], [1, body.length], [9, body.length], [3, 6, 10, body.length]]) {
      const staged = put({ body: 'hello' });
      const client = await RawClient.connect(port);
      client.send(staged.head('patch /resource', `content-LENGTH: ${body.length}`));
      let from = 0;
      for (const cut of cuts) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        assert.equal(log.count(staged.token), 0, 'answered before the whole body came');
        client.send(body.subarray(from, cut).toString('latin1'));
        from = cut;
      }
      assert.equal((await client.response()).body.toString(), 'hello');
      assert.deepEqual((await staged.take()).map(({ requestBody }) => requestBody), [body.toString()]);
    }
  });

  test('the head byte by byte', async () => {
    const staged = put({ body: 'hello' });
    const client = await RawClient.connect(port);
    for (const byte of staged.head('CHICKEN /resource')) client.send(byte);
    assert.equal((await client.response()).body.toString(), 'hello');
    assert.equal((await staged.take()).length, 1);
  });

  test('a body longer than is kept is cut in the log', async () => {
    const staged = put({});
    const { exchange } = await once(staged, `${staged.head('patch /resource', 'Content-Length: 100000')}${'x'.repeat(100_000)}`);
    assert.equal(exchange.requestBody.length, 65_536);
  });

  test('what follows the body on the connection is no part of it', async () => {
    const staged = put({});
    const { exchange } = await once(staged, `${staged.head('patch /resource', 'Content-Length: 5')}helloGET / HTTP/1.1`);
    assert.equal(exchange.requestBody, 'hello');
  });

  test('one that never comes whole is no exchange', async () => {
    const staged = put({});
    const client = await RawClient.connect(port);
    client.send(`${staged.head('patch /resource', 'Content-Length: 5')}hell`);
    client.socket.end();
    await new Promise((resolve) => setTimeout(resolve, 20));
    client.close();
    assert.deepEqual(await staged.take(), []);
  });
});

describe('a head that is none', () => {
  const heads: Record<string, string> = {
    'is noise': 'noise\r\n\r\n',
    'has no version': 'GET /a\r\nHost: localhost\r\n\r\n',
    'has another version': 'GET /a HTTP/2\r\nHost: localhost\r\n\r\n',
    'has a space in its target': 'GET /a b HTTP/1.1\r\nHost: localhost\r\n\r\n',
    'has a line without a colon': 'GET /a HTTP/1.1\r\nHost\r\n\r\n',
    'has a line without a name': 'GET /a HTTP/1.1\r\n: value\r\n\r\n',
    'does not end within 64 KiB': `GET /a HTTP/1.1\r\nX: ${'x'.repeat(70_000)}`,
  };
  for (const [words, bytes] of Object.entries(heads)) {
    test(`because it ${words}: 400, noted as malformed, and the origin lives`, async () => {
      const before = log.strays.length;
      const client = await RawClient.connect(port);
      client.send(bytes);
      assert.equal((await client.response()).statusLine, 'HTTP/1.1 400 Bad Request');
      client.close();
      assert.deepEqual(log.strays.slice(before).map(({ why }) => why), ['malformed']);
      const staged = put({ body: 'alive' });
      assert.equal((await once(staged, staged.head('GET /resource'))).wire.body.toString(), 'alive');
    });
  }
});

describe('a request that belongs to no case is turned away and noted', () => {
  const rows: Record<string, { request: (staged: Staged) => string; status: readonly number[]; why: string }> = {
    'another host': { request: ({ token }) => `CHICKEN /${token}/resource HTTP/1.1\r\nHost: evil.test:${port}\r\n\r\n`, status: [403, 421], why: 'wrong-host' },
    'no host': { request: ({ token }) => `CHICKEN /${token}/resource HTTP/1.1\r\nX: y\r\n\r\n`, status: [403, 421], why: 'wrong-host' },
    'an unknown token': { request: () => `CHICKEN /nosuchtoken/resource HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`, status: [404], why: 'no-case' },
    'the right token at another origin': { request: ({ token }) => `CHICKEN /${token}/resource HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`, status: [421], why: 'wrong-origin' },
  };
  for (const [words, { request, status, why }] of Object.entries(rows)) {
    test(words, async () => {
      const staged = put({});
      const before = log.strays.length;
      const client = await RawClient.connect(port);
      client.send(request(staged));
      const { statusLine } = await client.response();
      client.close();
      assert.deepEqual(log.strays.slice(before).map((stray) => stray.why), [why]);
      assert.deepEqual(await staged.take(), []);
      assert.ok(status.includes(Number(statusLine.split(' ')[1])), statusLine);
    });
  }

  test('one that comes after its case was over is late', async () => {
    const staged = put({});
    await once(staged, staged.head('GET /resource'));
    const before = log.strays.length;
    const client = await RawClient.connect(port);
    client.send(staged.head('GET /resource'));
    await client.response();
    assert.deepEqual(log.strays.slice(before).map(({ why, token }) => [why, token]), [['late', staged.token]]);
  });
});

describe('an answer that is declared to the byte', () => {
  const rows: readonly (readonly [what: string, raw: string, response: readonly [status: number, body: string] | null])[] = [
    ['that is a response', 'HTTP/1.1 203 Odd\r\nX-A:  1\r\n\r\nhello', [203, 'hello']],
    ['that is none', 'HTTP/1.1 200 OK\nX-A\0\xff: 1\n\nhello', null],
    ['that is no byte', '', null],
  ];
  for (const [what, raw, response] of rows) {
    for (const scheme of ['http', 'https'] as const) {
      test(`${what}, over ${scheme}: nothing is added, and the connection ends`, async () => {
        const staged = stage(origins, { at: 'raw', scheme, script: { '/resource': { preflight: null, response: { raw } } } });
        const client = await RawClient.connect(staged.port, { secure: scheme === 'https' });
        client.send(staged.head('GET /resource'));
        assert.equal(await client.rest(), raw);
        const [exchange] = await staged.take();
        assert.deepEqual(exchange?.exact, { kind: 'bytes', bytes: raw, length: raw.length });
        assert.deepEqual(exchange.response && [exchange.response.status, exchange.response.body], response);
      });
    }
  }
  for (const scheme of ['http', 'https'] as const) {
    test(`that is to cut the connection, over ${scheme}: a TCP reset, and not a byte`, async () => {
      const staged = stage(origins, { at: 'raw', scheme, script: { '/resource': { preflight: null, response: { reset: true } } } });
      const client = await RawClient.connect(staged.port, { secure: scheme === 'https' });
      const failed = new Promise((resolve) => client.socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code)));
      client.send(staged.head('POST /resource', 'Content-Length: 5') + 'hello');
      assert.equal(await client.rest(), '');
      assert.equal(await failed, 'ECONNRESET');
      const [exchange] = await staged.take();
      assert.deepEqual([exchange?.response, exchange?.exact, exchange?.requestBody], [null, { kind: 'reset' }, 'hello']);
    });
  }
  test('is no answer of the other origins, which cannot write it', async () => {
    const staged = stage(origins, { script: { '/resource': { preflight: null, response: { raw: 'HTTP/1.1 200 OK\r\n\r\n' } } } });
    const client = await RawClient.connect(staged.port);
    client.send(staged.head('GET /resource'));
    assert.equal(await client.rest(), '');
    const [exchange] = await staged.take();
    assert.deepEqual([exchange?.response, exchange?.exact], [null, undefined]);
  });
  test('is not logged as written to a client that went away', async () => {
    const staged = stage(origins, { at: 'raw', script: { '/resource': { preflight: null, response: { raw: 'x'.repeat(20_000_000) } } } });
    const client = await RawClient.connect(port);
    client.socket.pause();
    client.send(staged.head('GET /resource'));
    await until(() => log.count(staged.token) === 1);
    client.close();
    const [exchange] = await staged.take();
    assert.deepEqual([exchange?.response, exchange?.exact], [null, undefined]);
  });
});

test('a client that goes away before the response has none in the log, and the origin lives', async () => {
  const staged = put({ body: 'x'.repeat(20_000_000) });
  const client = await RawClient.connect(port);
  client.socket.pause();
  client.send(staged.head('GET /resource'));
  await until(() => log.count(staged.token) === 1);
  client.close();
  const [exchange, ...more] = await staged.take();
  assert.deepEqual(more, []);
  assert.ok(exchange?.response === null, `the log has ${exchange?.response?.bodyLength} bytes as sent`);
  const next = put({ body: 'alive' });
  assert.equal((await once(next, next.head('GET /resource'))).wire.body.toString(), 'alive');
});
