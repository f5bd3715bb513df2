import assert from 'node:assert/strict';
import net from 'node:net';
import { after, describe, test } from 'node:test';
import { RawClient } from './fake/client.ts';
import { loopbackAddresses } from './listen.ts';
import { startUnreachablePorts } from './unreachable.ts';

// Ports at which no request can arrive, and the proof of it.

const unreachable = await startUnreachablePorts();
after(() => unreachable.stop());
const [closed = 0] = unreachable.ports['closed-port'];
const [broken = 0, other = 0] = unreachable.ports['broken-tls'];
const proveClosed = (): Promise<string | null> => unreachable.prove('closed-port', closed, 0, Infinity);

describe('the closed port', () => {
  for (const host of loopbackAddresses()) {
    test(`refuses at ${host}`, async () => void (await assert.rejects(RawClient.connect(closed, { host }), { code: 'ECONNREFUSED' })));
  }
  test('is proved to', async () => assert.match((await proveClosed()) ?? '', /was refused/));
  for (const host of loopbackAddresses()) {
    test(`is proved no more when another program listens at ${host}`, async () => {
      const intruder = net.createServer();
      await new Promise<void>((resolve) => void intruder.listen(closed, host, resolve));
      try {
        assert.equal(await proveClosed(), null);
      } finally {
        await new Promise((resolve) => intruder.close(resolve));
      }
    });
  }
});

describe('the port with broken TLS', () => {
  const span = async (use: () => Promise<unknown>): Promise<[start: number, end: number]> => {
    const start = performance.now();
    await use();
    return [start, performance.now()];
  };
  const handshake = (): Promise<void> => assert.rejects(RawClient.connect(broken, { secure: true }));
  test('answers a handshake in plain HTTP', async () => {
    const client = await RawClient.connect(broken);
    client.send('\x16\x03\x01');
    assert.match(await client.rest(), /^HTTP\/1\.1 400 /);
  });
  test('is proved by a handshake in the span', async () => assert.match((await unreachable.prove('broken-tls', broken, ...(await span(handshake)))) ?? '', /handshake began/));
  test('not by one before', async () => {
    await handshake();
    assert.equal(await unreachable.prove('broken-tls', broken, ...(await span(() => Promise.resolve()))), null);
  });
  test('not by one after', async () => {
    const before = await span(() => Promise.resolve());
    await handshake();
    assert.equal(await unreachable.prove('broken-tls', broken, ...before), null);
  });
  test('not by one at another such port', async () => {
    assert.equal(await unreachable.prove('broken-tls', broken, ...(await span(() => assert.rejects(RawClient.connect(other, { secure: true }))))), null);
  });
  test('not by a connection that begins no handshake', async () => {
    const at = await span(async () => {
      const client = await RawClient.connect(broken);
      client.send('GET / HTTP/1.1\r\n\r\n');
      await client.rest();
    });
    assert.equal(await unreachable.prove('broken-tls', broken, ...at), null);
  });
});

test('stopping cuts who is still connected, and closes all ports', async () => {
  const stopped = await startUnreachablePorts();
  const [port = 0] = stopped.ports['broken-tls'];
  const idle = await RawClient.connect(port);
  await stopped.stop();
  await idle.rest();
  await assert.rejects(RawClient.connect(port), { code: 'ECONNREFUSED' });
});
