import assert from 'node:assert/strict';
import net from 'node:net';
import { after, describe, test } from 'node:test';
import { RawClient } from './fake/client.ts';
import { loopbackAddresses } from './listen.ts';
import { startUnreachablePorts } from './unreachable.ts';

// Ports at which no request can arrive, and the proof of it.

const unreachable = await startUnreachablePorts();
after(() => unreachable.brokenTls.stop());
const { ports, prove } = unreachable;

describe('the closed port', () => {
  for (const host of loopbackAddresses()) {
    test(`refuses at ${host}`, async () => void (await assert.rejects(RawClient.connect(ports['closed-port'], { host }), { code: 'ECONNREFUSED' })));
  }
  test('is proved to', async () => assert.match((await prove('closed-port', 0, Infinity)) ?? '', /was refused/));
  for (const host of loopbackAddresses()) {
    test(`is proved no more when another program listens at ${host}`, async () => {
      const other = net.createServer();
      await new Promise<void>((resolve) => void other.listen(ports['closed-port'], host, resolve));
      try {
        assert.equal(await prove('closed-port', 0, Infinity), null);
      } finally {
        await new Promise((resolve) => other.close(resolve));
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
  const handshake = (): Promise<void> => assert.rejects(RawClient.connect(ports['broken-tls'], { secure: true }));
  test('answers a handshake in plain HTTP', async () => {
    const client = await RawClient.connect(ports['broken-tls']);
    client.send('\x16\x03\x01');
    assert.match(await client.rest(), /^HTTP\/1\.1 400 /);
  });
  test('is proved by a handshake in the span', async () => assert.match((await prove('broken-tls', ...(await span(handshake)))) ?? '', /handshake began/));
  test('not by one before', async () => {
    await handshake();
    assert.equal(await prove('broken-tls', ...(await span(() => Promise.resolve()))), null);
  });
  test('not by one after', async () => {
    const before = await span(() => Promise.resolve());
    await handshake();
    assert.equal(await prove('broken-tls', ...before), null);
  });
  test('not by a connection that begins no handshake', async () => {
    const at = await span(async () => {
      const client = await RawClient.connect(ports['broken-tls']);
      client.send('GET / HTTP/1.1\r\n\r\n');
      await client.rest();
    });
    assert.equal(await prove('broken-tls', ...at), null);
  });
});
