import assert from 'node:assert/strict';
import net from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { after, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { startDocumentProxy } from './document-proxy.ts';
import type { DocumentProxy, Way } from './document-proxy.ts';

// A client of SOCKS 5 written from RFC 1928, and servers of which the test sees both ends.

const closing: (() => Promise<unknown>)[] = [];
after(async () => {
  for (const close of closing) await close();
});

/** A server that keeps its connections, with what arrived on each. */
interface Seen {
  readonly socket: Socket;
  readonly bytes: () => Buffer;
  /** Events, in order: `end`, `reset`, `close`. */
  readonly events: string[];
}

function watch(socket: Socket): Seen {
  const chunks: Buffer[] = [];
  const events: string[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.on('end', () => events.push('end'));
  socket.on('error', (error: NodeJS.ErrnoException) => events.push(error.code === 'ECONNRESET' || error.code === 'EPIPE' ? 'reset' : (error.code ?? 'error')));
  socket.on('close', () => events.push('close'));
  return { socket, bytes: () => Buffer.concat(chunks), events };
}

async function startServer(host = '127.0.0.1', onConnection: (socket: Socket) => void = () => undefined): Promise<{ port: number; seen: Seen[]; server: Server }> {
  const seen: Seen[] = [];
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    seen.push(watch(socket));
    onConnection(socket);
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, host, resolve));
  closing.push(() => {
    for (const { socket } of seen) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  });
  return { port: (server.address() as AddressInfo).port, seen, server };
}

const echo = await startServer('127.0.0.1', (socket) => void socket.pipe(socket));
const keeper = await startServer();

async function startProxy(way: Way = (host, port) => ({ host, port })): Promise<DocumentProxy> {
  const proxy = await startDocumentProxy(way);
  closing.push(() => proxy.stop());
  return proxy;
}

async function connect(proxy: DocumentProxy): Promise<Seen> {
  const socket = net.connect({ port: proxy.port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
  const client = watch(socket);
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  closing.push(() => Promise.resolve(void socket.destroy()));
  return client;
}

async function until(holds: () => boolean, what: string): Promise<void> {
  for (const start = performance.now(); !holds(); void (await pause(2))) assert.ok(performance.now() - start < 3000, `${what}: not within 3 s`);
}

const greeting = Buffer.from([5, 1, 0]);
const byName = (name: string, port: number, command = 1): Buffer => Buffer.concat([Buffer.from([5, command, 0, 3, name.length]), Buffer.from(name, 'latin1'), Buffer.from([port >> 8, port & 255])]);
const byFour = (address: string, port: number): Buffer => Buffer.from([5, 1, 0, 1, ...address.split('.').map(Number), port >> 8, port & 255]);
const bySix = (address: readonly number[], port: number): Buffer => Buffer.from([5, 1, 0, 4, ...address.flatMap((part) => [part >> 8, part & 255]), port >> 8, port & 255]);
/** What stands before the bytes of the connection: the chosen method, and a reply of ten bytes. */
const opened = 12;

/** Asks, and gives the code of the reply. */
async function ask(proxy: DocumentProxy, request: Buffer): Promise<{ client: Seen; code: number | undefined }> {
  const client = await connect(proxy);
  client.socket.write(Buffer.concat([greeting, request]));
  await until(() => client.bytes().length >= opened || client.events.includes('close'), 'a reply');
  assert.deepEqual([...client.bytes().subarray(0, 3)], [5, 0, 5]);
  return { client, code: client.bytes()[3] };
}

async function join(proxy: DocumentProxy, request: Buffer): Promise<{ client: Seen; server: Seen }> {
  const before = keeper.seen.length;
  const { client, code } = await ask(proxy, request);
  assert.equal(code, 0);
  await until(() => keeper.seen.length > before, 'the connection');
  return { client, server: keeper.seen.at(-1)! };
}

describe('where a connection goes', () => {
  const forms: readonly (readonly [words: string, request: (port: number) => Buffer, host: string])[] = [
    ['a name', (port) => byName('app.example.com', port), 'app.example.com'],
    ['a name in capitals, as it was sent', (port) => byName('App.Example', port), 'App.Example'],
    ['a name of 255 letters', (port) => byName('a'.repeat(255), port), 'a'.repeat(255)],
    ['an address of IPv4', (port) => byFour('192.0.2.7', port), '192.0.2.7'],
    ['an address of IPv6, as addresses of pages have it', (port) => bySix([0x2001, 0xdb8, 0, 0, 0, 0, 0, 1], port), '2001:db8::1'],
    ['the loopback address of IPv6', (port) => bySix([0, 0, 0, 0, 0, 0, 0, 1], port), '::1'],
  ];
  for (const [words, request, host] of forms) {
    test(`is asked with ${words} and the port, and the detour is taken`, async () => {
      const asked: unknown[] = [];
      const proxy = await startProxy((...place) => {
        asked.push(place);
        return { host: '127.0.0.1', port: echo.port };
      });
      const { client, code } = await ask(proxy, request(443));
      assert.equal(code, 0);
      client.socket.write('hello');
      await until(() => client.bytes().subarray(opened).toString() === 'hello', 'the echo');
      assert.deepEqual(asked, [[host, 443]]);
      assert.deepEqual(proxy.connections, [{ host, port: 443, failed: null }]);
    });
  }

  test('straight there, where there is no detour', async () => {
    const proxy = await startProxy();
    await join(proxy, byName('localhost', keeper.port));
    await join(proxy, byFour('127.0.0.1', keeper.port));
    assert.deepEqual(proxy.connections.map(({ failed }) => failed), [null, null]);
  });

  test('nowhere: refused as not allowed, noted, and nothing is connected', async () => {
    const proxy = await startProxy(() => null);
    const before = echo.seen.length;
    const { client, code } = await ask(proxy, byFour('127.0.0.1', echo.port));
    assert.equal(code, 2);
    await until(() => client.events.includes('end'), 'the end');
    assert.deepEqual(proxy.connections, [{ host: '127.0.0.1', port: echo.port, failed: 'not-allowed' }]);
    await pause(30);
    assert.equal(echo.seen.length, before);
  });

  test('nobody listens there: reply 5, and it is noted', async () => {
    const { port, server } = await startServer();
    await new Promise((resolve) => server.close(resolve));
    const proxy = await startProxy();
    assert.equal((await ask(proxy, byFour('127.0.0.1', port))).code, 5);
    assert.deepEqual(proxy.connections, [{ host: '127.0.0.1', port, failed: 'ECONNREFUSED' }]);
  });

  for (const name of ['no-such-name.invalid', '', 'a\0b', ' ', '\xff\xfe']) {
    test(`a name that cannot be found, ${JSON.stringify(name)}, is refused and noted`, async () => {
      const proxy = await startProxy((host, port) => ({ host: host === '' ? 'none.invalid' : host, port }));
      const { code } = await ask(proxy, byName(name, 443));
      assert.ok(code === 4 || code === 1, `reply ${code ?? ''}`);
      assert.equal(proxy.connections.length, 1);
      assert.notEqual(proxy.connections[0]?.failed, null);
    });
  }
});

describe('bytes', () => {
  const every = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
  const ways: readonly (readonly [words: string, write: (socket: Socket, bytes: Buffer) => Promise<void>])[] = [
    ['in one piece', (socket, bytes) => Promise.resolve(void socket.write(bytes))],
    ['one at a time', async (socket, bytes) => {
      for (const byte of bytes) {
        socket.write(Buffer.from([byte]));
        await pause(0);
      }
    }],
  ];
  for (const [words, write] of ways) {
    test(`of greeting, request and connection may come ${words}, and pass unchanged both ways`, async () => {
      const proxy = await startProxy();
      const client = await connect(proxy);
      await write(client.socket, Buffer.concat([greeting, byFour('127.0.0.1', echo.port), every]));
      await until(() => client.bytes().length >= opened + every.length, 'the echo');
      assert.deepEqual(client.bytes().subarray(opened), every);
      assert.deepEqual(echo.seen.at(-1)!.bytes(), every);
    });
  }

  test('by the megabyte', async () => {
    const proxy = await startProxy();
    const { client } = await ask(proxy, byFour('127.0.0.1', echo.port));
    const many = Buffer.alloc(4_000_000, every);
    client.socket.write(many);
    await until(() => client.bytes().length === opened + many.length, 'the echo');
    assert.ok(client.bytes().subarray(opened).equals(many));
  });
});

describe('how a connection ends', () => {
  for (const first of ['client', 'server'] as const) {
    test(`the ${first} may end what it sends, and still receives`, async () => {
      const ends = await join(await startProxy(), byFour('127.0.0.1', keeper.port));
      const [one, other] = first === 'client' ? [ends.client, ends.server] : [ends.server, ends.client];
      one.socket.end('the last');
      await until(() => other.events.includes('end'), 'the end at the other side');
      assert.match(other.bytes().toString('latin1'), /the last$/);
      await pause(30);
      other.socket.write('the answer, ');
      await pause(10);
      other.socket.end('and its end');
      await until(() => one.events.includes('end'), 'the end at this side');
      assert.match(one.bytes().toString('latin1'), /the answer, and its end$/);
      assert.ok(![...one.events, ...other.events].includes('reset'));
    });

    test(`a reset by the ${first} is a reset at the other end`, async () => {
      const ends = await join(await startProxy(), byFour('127.0.0.1', keeper.port));
      const [one, other] = first === 'client' ? [ends.client, ends.server] : [ends.server, ends.client];
      one.socket.resetAndDestroy();
      await until(() => other.events.includes('close'), 'the close');
      assert.deepEqual(other.events, ['reset', 'close']);
    });
  }

  test('a client that leaves before the server is there leaves no connection behind', async () => {
    let go: (() => void) | null = null;
    // A name keeps the connection waiting while the client goes.
    const proxy = await startProxy((_host, port) => {
      go?.();
      return { host: 'localhost', port };
    });
    const client = await connect(proxy);
    go = () => void client.socket.resetAndDestroy();
    const before = keeper.seen.length;
    client.socket.write(Buffer.concat([greeting, byName('slow.example', keeper.port)]));
    await pause(150);
    for (const { socket } of keeper.seen.slice(before)) await until(() => socket.destroyed || socket.readableEnded, 'the end');
  });
});

describe('connections that are cut', () => {
  const at = { cut: 'cut.example', other: 'other.example' };
  const toKeeper: Way = () => ({ host: '127.0.0.1', port: keeper.port });

  test('end at both ends, and those to other places and ports stay', async () => {
    const proxy = await startProxy(toKeeper);
    const [cut, again] = [await join(proxy, byName(at.cut, 443)), await join(proxy, byName(at.cut, 443))];
    const stay = [await join(proxy, byName(at.cut, 80)), await join(proxy, byName(at.other, 443))];
    proxy.cut(at.cut, 443);
    for (const { events } of [cut, again].flatMap(({ client, server }) => [client, server])) await until(() => events.includes('end') || events.includes('close'), 'the end');
    await pause(30);
    assert.deepEqual(stay.flatMap(({ client, server }) => [...client.events, ...server.events]), []);
  });

  test('can be made again', async () => {
    const proxy = await startProxy(toKeeper);
    await join(proxy, byName(at.cut, 443));
    proxy.cut(at.cut, 443);
    const { server } = await join(proxy, byName(at.cut, 443));
    await pause(30);
    assert.deepEqual(server.events, []);
  });

  test('are cut also before they are there', async () => {
    let cut: () => void = () => undefined;
    const proxy = await startProxy((_host, port) => {
      setImmediate(() => cut());
      return { host: 'localhost', port };
    });
    cut = () => proxy.cut(at.cut, keeper.port);
    const before = keeper.seen.length;
    const client = await connect(proxy);
    client.socket.write(Buffer.concat([greeting, byName(at.cut, keeper.port)]));
    await until(() => client.events.includes('end') || client.events.includes('close'), 'the end');
    await pause(30);
    for (const { socket } of keeper.seen.slice(before)) assert.ok(socket.destroyed || socket.readableEnded);
  });
});

describe('what is no request', () => {
  const rows: readonly (readonly [words: string, bytes: Buffer, answered: readonly number[]])[] = [
    ['SOCKS 4', Buffer.from([4, 1, 0, 80, 127, 0, 0, 1, 0]), []],
    ['HTTP', Buffer.from('GET / HTTP/1.1\r\nHost: a\r\n\r\n'), []],
    ['a greeting that only offers a user name', Buffer.from([5, 1, 2]), [5, 0xff]],
    ['a greeting that offers nothing', Buffer.from([5, 0]), [5, 0xff]],
    ['a request of another version', Buffer.concat([greeting, Buffer.from([4, 1, 0, 1, 127, 0, 0, 1, 0, 80])]), [5, 0]],
    ['the command BIND', Buffer.concat([greeting, byName('a.example', 80, 2)]), [5, 0, 5, 7, 0, 1, 0, 0, 0, 0, 0, 0]],
    ['the command UDP ASSOCIATE, and more', Buffer.concat([greeting, byName('a.example', 80, 3), Buffer.alloc(100)]), [5, 0, 5, 7, 0, 1, 0, 0, 0, 0, 0, 0]],
    ['an address of a kind that there is not', Buffer.concat([greeting, Buffer.from([5, 1, 0, 9, 1, 2, 3, 4, 0, 80])]), [5, 0, 5, 8, 0, 1, 0, 0, 0, 0, 0, 0]],
  ];
  for (const [words, bytes, answered] of rows) {
    test(`${words} is closed, and nothing is connected`, async () => {
      const proxy = await startProxy(() => assert.fail('the way was asked'));
      const client = await connect(proxy);
      client.socket.write(bytes);
      await until(() => client.events.some((event) => event === 'end' || event === 'close'), 'the end');
      assert.deepEqual([...client.bytes()], answered);
      assert.deepEqual(proxy.connections, []);
    });
  }

  const whole = Buffer.concat([greeting, byName('a.example', 80)]);
  for (const end of ['end', 'resetAndDestroy'] as const) {
    test(`a client that leaves early (${end}), after any byte, is closed`, async () => {
      const proxy = await startProxy(() => assert.fail('the way was asked'));
      const clients = await Promise.all(Array.from({ length: whole.length }, async (_, length) => {
        const client = await connect(proxy);
        client.socket.write(whole.subarray(0, length));
        client.socket[end]();
        return client;
      }));
      for (const [length, client] of clients.entries()) await until(() => client.events.some((event) => event === 'end' || event === 'close'), `the end after ${length} bytes`);
      assert.deepEqual(proxy.connections, []);
    });
  }

  test('many methods may be offered, if none is among them', async () => {
    const proxy = await startProxy();
    const client = await connect(proxy);
    client.socket.write(Buffer.concat([Buffer.from([5, 3, 1, 2, 0]), byFour('127.0.0.1', echo.port)]));
    await until(() => client.bytes().length === opened, 'the reply');
    assert.equal(client.bytes()[3], 0);
  });

  test('a way that throws ends that connection only', async () => {
    const proxy = await startProxy((host) => {
      if (host === '192.0.2.1') throw new Error('no way');
      return { host: '127.0.0.1', port: echo.port };
    });
    const client = await connect(proxy);
    client.socket.write(Buffer.concat([greeting, byFour('192.0.2.1', 80)]));
    await until(() => client.events.includes('close') || client.events.includes('end'), 'the end');
    assert.equal((await ask(proxy, byFour('192.0.2.2', 80))).code, 0);
  });
});

test('stopping ends all: those that are joined, those that ask, those that wait', async () => {
  const proxy = await startDocumentProxy((host, port) => ({ host, port }));
  const { client, server } = await join(proxy, byFour('127.0.0.1', keeper.port));
  const [idle, asking] = [await connect(proxy), await connect(proxy)];
  asking.socket.write(greeting);
  const start = performance.now();
  await proxy.stop();
  assert.ok(performance.now() - start < 1000);
  for (const one of [client, server, idle, asking]) await until(() => one.events.some((event) => event === 'end' || event === 'reset'), 'the end');
  await assert.rejects(connect(proxy), { code: 'ECONNREFUSED' });
});
