import assert from 'node:assert/strict';
import net from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { after, describe, test } from 'node:test';
import tls from 'node:tls';
import { generate } from 'selfsigned';
import { makeCertificate } from '../../servers/certificate.ts';
import type { Certificate } from '../../servers/certificate.ts';
import { askPlainly } from './plain-client.ts';
import type { PlainAnswer, PlainClientOptions, PlainRequest, Resolve } from './plain-client.ts';

// Servers of bare sockets, so that what arrives and what is answered is known byte for byte.

const closing: (() => Promise<unknown>)[] = [];
after(async () => {
  for (const close of closing) await close();
});

async function listening(server: Server, host = '127.0.0.1'): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, host, resolve));
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n';

/** Starts a server that notes what arrives and, when the head and so many bytes of a body are there, does something. */
async function startRaw(act: (socket: Socket) => void, bodyLength = 0): Promise<{ port: number; arrived: () => string }> {
  let received = '';
  const server = net.createServer((socket) => {
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      const end = received.indexOf('\r\n\r\n');
      if (end !== -1 && received.length >= end + 4 + bodyLength) act(socket);
    });
  });
  return { port: await listening(server), arrived: () => received };
}

const answering = (bytes: string): Promise<{ port: number; arrived: () => string }> => startRaw((socket) => void socket.end(Buffer.from(bytes, 'latin1')));

const options: PlainClientOptions = { resolve: new Map(), ca: [], timeout: 3000 };
const get = (url: string): PlainRequest => ({ method: 'GET', url, headers: [], body: null });
const at = (port: number, path = '/'): string => `http://127.0.0.1:${port}${path}`;
const troubleOf = (answer: PlainAnswer): string => (answer.kind === 'failed' ? answer.trouble : `status ${answer.status}`);
const response = (answer: PlainAnswer): Extract<PlainAnswer, { kind: 'response' }> => {
  assert.equal(answer.kind, 'response', JSON.stringify(answer));
  return answer;
};

describe('what arrives', () => {
  const rows: readonly (readonly [words: string, request: Omit<PlainRequest, 'url'>, path: string, arrived: string])[] = [
    ['a method, a path and a query', { method: 'GET', headers: [], body: null }, "/a%20b/ü?c=d&e='|", "GET /a%20b/%C3%BC?c=d&e=%27| HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n"],
    ['no fragment', { method: 'HEAD', headers: [], body: null }, '/a?#b', 'HEAD /a HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n'],
    ['headers in their order and case', { method: 'GET', headers: [['x-second', '2'], ['X-FIRST', '1'], ['Accept', '*/*']], body: null }, '/', 'GET / HTTP/1.1\r\nHost: HOST\r\nx-second: 2\r\nX-FIRST: 1\r\nAccept: */*\r\nConnection: close\r\n\r\n'],
    ['several lines of a header', { method: 'GET', headers: [['X-A', '1'], ['X-B', '2'], ['x-a', '3']], body: null }, '/', 'GET / HTTP/1.1\r\nHost: HOST\r\nX-A: 1\r\nX-A: 3\r\nX-B: 2\r\nConnection: close\r\n\r\n'],
    ['a body, with its length in bytes', { method: 'PUT', headers: [['Content-Type', 'text/plain']], body: 'aüb' }, '/', 'PUT / HTTP/1.1\r\nHost: HOST\r\nContent-Type: text/plain\r\nContent-Length: 4\r\nConnection: close\r\n\r\na\xc3\xbcb'],
    ['a header of bytes above 127, beside a body', { method: 'PUT', headers: [['X-A', '\xe9']], body: 'é' }, '/', 'PUT / HTTP/1.1\r\nHost: HOST\r\nX-A: \xe9\r\nContent-Length: 2\r\nConnection: close\r\n\r\n\xc3\xa9'],
    ['an empty body', { method: 'PATCH', headers: [], body: '' }, '/', 'PATCH / HTTP/1.1\r\nHost: HOST\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'],
    ['a POST without a body, which has a length', { method: 'POST', headers: [], body: null }, '/', 'POST / HTTP/1.1\r\nHost: HOST\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'],
    ['a DELETE without a body, which has none', { method: 'DELETE', headers: [], body: null }, '/', 'DELETE / HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n'],
    ['a GET with a body', { method: 'GET', headers: [], body: 'a' }, '/', 'GET / HTTP/1.1\r\nHost: HOST\r\nContent-Length: 1\r\nConnection: close\r\n\r\na'],
    ['a method in small letters', { method: 'patch', headers: [], body: 'a' }, '/', 'patch / HTTP/1.1\r\nHost: HOST\r\nContent-Length: 1\r\nConnection: close\r\n\r\na'],
    ['a method of our own', { method: 'CHICKEN', headers: [], body: null }, '/', 'CHICKEN / HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n'],
    ['no user name or password', { method: 'GET', headers: [], body: null }, '/', 'GET / HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n'],
  ];
  for (const [words, request, path, expected] of rows) {
    test(words, async () => {
      const { port, arrived } = await startRaw((socket) => void socket.end(ok), Buffer.byteLength(request.body ?? ''));
      const url = words.startsWith('no user') ? `http://user:pass@127.0.0.1:${port}${path}` : at(port, path);
      assert.equal(response(await askPlainly({ ...request, url }, options)).status, 200);
      assert.equal(arrived(), expected.replace('HOST', `127.0.0.1:${port}`));
    });
  }
});

describe('what is answered', () => {
  const rows: readonly (readonly [words: string, bytes: string, expected: Partial<Extract<PlainAnswer, { kind: 'response' }>>, method?: string])[] = [
    ['status, its text, and the body', 'HTTP/1.1 418 I am\r\nContent-Length: 2\r\n\r\nok', { status: 418, statusText: 'I am', body: 'ok' }],
    ['several lines of a header, in order and case', 'HTTP/1.1 200 OK\r\nACCESS-control-allow-origin: a\r\nX: 1\r\naccess-control-allow-origin:  b \r\nContent-Length: 0\r\n\r\n', { headers: [['ACCESS-control-allow-origin', 'a'], ['X', '1'], ['access-control-allow-origin', 'b'], ['Content-Length', '0']] }],
    ['a header that is empty, and one of bytes above 127', 'HTTP/1.1 200 OK\r\nX:\r\nY: \xe9\r\n\r\n', { headers: [['X', ''], ['Y', '\xe9']], body: '' }],
    ['a response to HEAD, whose length is that of another', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n', { status: 200, body: '' }, 'HEAD'],
    ['a 100 and a 103 before it', 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nAccess-Control-Allow-Origin: early\r\n\r\nHTTP/1.1 204 No Content\r\nX: late\r\n\r\n', { status: 204, headers: [['X', 'late']] }],
    ['a 101, that nobody asked for', 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\nabc', { status: 101, body: '' }],
    ['a redirect, which is not followed', 'HTTP/1.1 302 Found\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n', { status: 302 }],
    ['a body in chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n', { body: 'ok' }],
    ['a body that breaks off', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf', { status: 200, body: 'half' }],
    ['a body of more than 64 KiB, cut', `HTTP/1.1 200 OK\r\n\r\n${'a'.repeat(200_000)}`, { body: 'a'.repeat(65_536) }],
    ['a body of 64 KiB, whole', `HTTP/1.1 200 OK\r\n\r\n${'b'.repeat(65_536)}`, { body: 'b'.repeat(65_536) }],
    ['headers of 100 KiB, which browsers take', `HTTP/1.1 200 OK\r\nX: ${'a'.repeat(100_000)}\r\n\r\n`, { status: 200 }],
    ['HTTP/1.0', 'HTTP/1.0 200 OK\r\n\r\nold', { status: 200, body: 'old' }],
  ];
  for (const [words, bytes, expected, method = 'GET'] of rows) {
    test(words, async () => {
      const { port } = await answering(bytes);
      const answer = response(await askPlainly({ ...get(at(port)), method }, options));
      for (const [key, value] of Object.entries(expected)) assert.deepEqual(answer[key as keyof typeof expected], value, key);
    });
  }

  test('a body that never ends is cut at the deadline', async () => {
    const { port } = await startRaw((socket) => void socket.write('HTTP/1.1 200 OK\r\n\r\nhalf'));
    assert.equal(response(await askPlainly(get(at(port)), { ...options, timeout: 100 })).body, 'half');
  });
});

describe('what goes wrong without a certificate', () => {
  const closed = async (): Promise<number> => {
    const server = net.createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    return port;
  };
  const rows: readonly (readonly [words: string, url: () => Promise<string>, trouble: string])[] = [
    ['nobody listens', async () => at(await closed()), 'refused'],
    ['nobody listens at any address of a name', async () => `http://localhost:${await closed()}/`, 'refused'],
    ['a name that is not there', () => Promise.resolve('http://no-such-name.invalid/'), 'name'],
    ['the connection is reset', async () => at((await startRaw((socket) => void socket.resetAndDestroy())).port), 'reset'],
    ['the connection ends without a byte', async () => at((await answering('')).port), 'reset'],
    ['the connection ends in the headers', async () => at((await answering('HTTP/1.1 200 OK\r\nX')).port), 'reset'],
    ['SSH answers', async () => at((await answering('SSH-2.0-OpenSSH_9.2\r\n')).port), 'not-http'],
    ['TLS answers', async () => at((await answering('\x15\x03\x01\x00\x02\x02\x16')).port), 'not-http'],
    ['http is spoken where TLS is asked', async () => `https://127.0.0.1:${await listening(net.createServer((socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')))}/`, 'tls'],
    ['the handshake is reset', async () => `https://127.0.0.1:${await listening(net.createServer((socket) => void socket.once('data', () => socket.resetAndDestroy())))}/`, 'reset'],
  ];
  for (const [words, url, trouble] of rows) test(`${words}: ${trouble}`, async () => assert.equal(troubleOf(await askPlainly(get(await url()), options)), trouble));

  for (const [words, scheme] of [['a server that never answers', 'http'], ['a server that never shakes hands', 'https']] as const) {
    test(`${words}: timeout, in time`, async () => {
      const port = await listening(net.createServer());
      const start = performance.now();
      assert.deepEqual(await askPlainly(get(`${scheme}://127.0.0.1:${port}/`), { ...options, timeout: 150 }), { kind: 'failed', trouble: 'timeout', code: 'ETIMEDOUT' });
      assert.ok(performance.now() - start < 1500);
    });
  }

  test('a timeout longer than timers take is a long one', async () => {
    const { port } = await startRaw((socket) => void setTimeout(() => socket.end(ok), 50));
    assert.equal(troubleOf(await askPlainly(get(at(port)), { ...options, timeout: 1e12 })), 'status 200');
  });

  const refused: readonly (readonly [words: string, request: Partial<PlainRequest>])[] = [
    ['a header value with a line break', { headers: [['X', 'a\r\nY: b']] }],
    ['a header value beyond a byte', { headers: [['X', '\u0100']] }],
    ['a header name that is none', { headers: [['X Y', 'a']] }],
    ['a method that is none', { method: 'GE T' }],
  ];
  for (const [words, request] of refused) {
    test(`${words} is not sent, and rejects nothing`, async () => {
      const { port, arrived } = await answering(ok);
      const answer = await askPlainly({ ...get(at(port)), ...request }, options);
      assert.equal(answer.kind, 'failed');
      assert.doesNotMatch(JSON.stringify(answer), /Y: b|\u0100/);
      assert.equal(arrived(), '');
    });
  }
});

describe('certificates', () => {
  const serve = async (certificate: Certificate, names: (string | false)[] = []): Promise<number> =>
    listening(
      tls.createServer(certificate, (socket) => {
        names.push(socket.servername as string | false);
        socket.on('error', () => socket.destroy());
        socket.once('data', () => void socket.end(ok));
      }),
    );
  const expired = async (): Promise<Certificate> => {
    const day = 24 * 3600 * 1000;
    const made = await generate([{ name: 'commonName', value: 'localhost' }], { algorithm: 'sha256', keyType: 'ec', notBeforeDate: new Date(Date.now() - 2 * day), notAfterDate: new Date(Date.now() - day), extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }] });
    return { key: made.private, cert: made.cert };
  };
  const resolved = (place: string, port: number): Resolve => new Map([[place, { host: '127.0.0.1', port }]]);

  test('self-signed: certificate', async () => {
    const port = await serve(await makeCertificate());
    assert.deepEqual(await askPlainly(get(`https://127.0.0.1:${port}/`), options), { kind: 'failed', trouble: 'certificate', code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  });

  test('trusted by ca: it answers', async () => {
    const certificate = await makeCertificate();
    const port = await serve(certificate);
    assert.equal(troubleOf(await askPlainly(get(`https://127.0.0.1:${port}/`), { ...options, ca: [certificate.cert] })), 'status 200');
  });

  test('another is trusted: certificate', async () => {
    const [certificate, other] = [await makeCertificate(), await makeCertificate()];
    const port = await serve(certificate);
    assert.equal(troubleOf(await askPlainly(get(`https://127.0.0.1:${port}/`), { ...options, ca: [other.cert] })), 'certificate');
  });

  test('expired, and trusted: certificate', async () => {
    const certificate = await expired();
    const port = await serve(certificate);
    assert.deepEqual(await askPlainly(get(`https://127.0.0.1:${port}/`), { ...options, ca: [certificate.cert] }), { kind: 'failed', trouble: 'certificate', code: 'CERT_HAS_EXPIRED' });
  });

  test('what is no certificate is trusted: a failure, no rejection', async () => {
    const port = await serve(await makeCertificate());
    assert.equal((await askPlainly(get(`https://127.0.0.1:${port}/`), { ...options, ca: ['nonsense'] })).kind, 'failed');
  });

  const names: readonly (readonly [words: string, url: string, place: string, expected: string, sent: string | false])[] = [
    ['its name', 'https://api.example.test/', 'api.example.test:443', 'status 200', 'api.example.test'],
    ['its name, with a dot at the end', 'https://api.example.test./', 'api.example.test.:443', 'status 200', 'api.example.test'],
    ['its name in capitals', 'https://API.example.test/', 'api.example.test:443', 'status 200', 'api.example.test'],
    ['another name', 'https://api.other.test/', 'api.other.test:443', 'certificate', 'api.other.test'],
    ['another address, that is not 127.0.0.1', 'https://192.0.2.1/', '192.0.2.1:443', 'certificate', false],
    ['another port', 'https://api.example.test:8443/', 'api.example.test:8443', 'status 200', 'api.example.test'],
    ['an address of IPv6', 'https://[::1]/', '::1:443', 'status 200', false],
  ];
  for (const [words, url, place, expected, sent] of names) {
    test(`a certificate for api.example.test and loopback, asked by ${words}: ${expected}`, async () => {
      const certificate = await makeCertificate('api.example.test');
      const seen: (string | false)[] = [];
      const port = await serve(certificate, seen);
      assert.equal(troubleOf(await askPlainly(get(url), { ...options, ca: [certificate.cert], resolve: resolved(place, port) })), expected);
      if (expected !== 'certificate') assert.deepEqual(seen, [sent]);
    });
  }
});

describe('where it connects', () => {
  const rows: readonly (readonly [words: string, url: (port: number) => string, resolve: (port: number) => Resolve, host: (port: number) => string])[] = [
    ['a name and the default port', () => 'http://api.example.test/', (port) => new Map([['api.example.test:80', { host: '127.0.0.1', port }]]), () => 'api.example.test'],
    ['an address', () => 'http://192.0.2.1:81/', (port) => new Map([['192.0.2.1:81', { host: '127.0.0.1', port }]]), () => '192.0.2.1:81'],
    ['an address of IPv6', () => 'http://[2001:db8::1]:81/', (port) => new Map([['2001:db8::1:81', { host: '127.0.0.1', port }]]), () => '[2001:db8::1]:81'],
    ['only what is resolved', (port) => `http://127.0.0.1:${port}/`, () => new Map([['127.0.0.1:1', { host: '127.0.0.1', port: 2 }]]), (port) => `127.0.0.1:${port}`],
    ['a name below localhost', (port) => `http://api.localhost:${port}/`, () => new Map(), (port) => `api.localhost:${port}`],
  ];
  for (const [words, url, resolve, host] of rows) {
    test(`${words}, and Host is that of the address`, async () => {
      const { port, arrived } = await answering(ok);
      assert.equal(troubleOf(await askPlainly(get(url(port)), { ...options, resolve: resolve(port) })), 'status 200');
      assert.match(arrived(), new RegExp(`\r\nHost: ${host(port).replace(/[.[\]]/g, '\\$&')}\r\n`));
    });
  }
});
