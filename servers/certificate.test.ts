import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import tls from 'node:tls';
import { answer, once, stage } from './fake/stage.ts';
import { loopbackAddresses } from './listen.ts';
import { startOrigins } from './topology.ts';

const origins = await startOrigins();
after(() => origins.stop());

const pem = (der: Buffer): string => `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;

/** Gets the certificate that an origin presents, without judging it. */
async function presented(port: number): Promise<tls.DetailedPeerCertificate> {
  const socket = tls.connect({ port, host: '127.0.0.1', servername: 'localhost', rejectUnauthorized: false });
  await new Promise((resolve, reject) => socket.once('secureConnect', resolve).once('error', reject));
  const certificate = socket.getPeerCertificate(true);
  socket.destroy();
  return certificate;
}

/** Connects as a browser that trusts the certificate would, by a name. Rejects when it is not valid for that name. */
async function trusting(port: number, host: string, name: string, ca: string): Promise<boolean> {
  const socket = tls.connect({ port, host, ca, rejectUnauthorized: true, checkServerIdentity: (_host, cert) => tls.checkServerIdentity(name, cert), ...(/^[\d.:]+$/.test(name) ? {} : { servername: name }) });
  await new Promise((resolve, reject) => socket.once('secureConnect', resolve).once('error', reject));
  const { authorized } = socket;
  socket.destroy();
  return authorized;
}

describe('the certificate', () => {
  for (const kind of ['document', 'resource', 'raw'] as const) {
    const { port } = origins.servers[kind].https;
    for (const name of ['localhost', '127.0.0.1', '::1']) {
      test(`of the ${kind} origin is valid for ${name}`, async () => {
        const host = loopbackAddresses().includes(name) ? name : '127.0.0.1';
        assert.equal(await trusting(port, host, name, pem((await presented(port)).raw)), true);
      });
    }
    test(`of the ${kind} origin is valid for no other name`, async () => {
      const ca = pem((await presented(port)).raw);
      await assert.rejects(trusting(port, '127.0.0.1', 'evil.test', ca), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
    });
  }

  test("is valid now and for no longer than a week, and is no other run's", async () => {
    const [one, other] = await Promise.all([startOrigins(), startOrigins()]);
    const certificates = await Promise.all([one, other].map(({ servers }) => presented(servers.resource.https.port)));
    await Promise.all([one.stop(), other.stop()]);
    for (const { valid_from: from, valid_to: to } of certificates) {
      assert.ok(Date.parse(from) <= Date.now() + 1000, from);
      assert.ok(Date.parse(to) > Date.now() && Date.parse(to) <= Date.now() + 7 * 24 * 3600 * 1000, to);
    }
    assert.notEqual(certificates[0]?.fingerprint256, certificates[1]?.fingerprint256);
  });
});

describe('over https', () => {
  for (const at of ['resource', 'raw'] as const) {
    test(`the ${at} origin serves and logs as over http`, async () => {
      const staged = stage(origins, { at, scheme: 'https', script: { '/resource': { preflight: null, response: answer({ headers: [['X-Case', 'kept']], body: 'hello' }) } } });
      const { wire, exchange } = await once(staged, staged.head('GET /resource'), { secure: true });
      assert.equal(wire.body.toString(), 'hello');
      assert.equal(exchange.origin, origins.topology[at]['same-site'].https);
      assert.deepEqual(exchange.response?.headers[0], ['X-Case', 'kept']);
    });
  }
});
