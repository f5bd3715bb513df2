import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, describe, test } from 'node:test';
import { post, readWebhook } from './webhook.ts';

const servers: Server[] = [];
after(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

/** Starts a server that answers as it is told, one status a request; `null` never answers. */
async function webhook(...statuses: readonly (number | null)[]): Promise<{ readonly address: string; readonly got: { readonly method: string; readonly type: string; readonly body: string }[] }> {
  const got: { method: string; type: string; body: string }[] = [];
  const listener: RequestListener = (request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const status = statuses[Math.min(got.length, statuses.length - 1)];
      got.push({ method: request.method ?? '', type: request.headers['content-type'] ?? '', body });
      if (status != null) response.writeHead(status, status === 307 ? { Location: 'http://127.0.0.1:1/elsewhere' } : {}).end('secret of the answer');
    });
  };
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/secret-path?key=secret-query`, got };
}

/** Gives a port of this machine at which nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function postTo(address: string): Promise<string | null> {
  const read = readWebhook(address);
  assert.ok('url' in read);
  return post(read, '{"format":1}', { timeout: 300, pause: 10 });
}

describe('a webhook', () => {
  const rows: readonly (readonly [what: string, statuses: readonly (number | null)[], requests: number, why: RegExp | null])[] = [
    ['that takes it', [200], 1, null],
    ['that takes it without a word', [204], 1, null],
    ['that fails once', [500, 200], 2, null],
    ['that fails twice', [503, 500, 200], 2, /^the webhook at http:\/\/127\.0\.0\.1:\d+ answered with status 500$/],
    ['that refuses it, which no second time would change', [404, 200], 1, /answered with status 404$/],
    ['that leads elsewhere', [307], 1, /answered with status 307, a redirect, which is not followed$/],
    ['that does not answer once', [null, 200], 2, null],
    ['that never answers', [null], 2, /did not answer within 300 ms$/],
  ];
  for (const [what, statuses, requests, why] of rows) {
    test(what, async () => {
      const { address, got } = await webhook(...statuses);
      const said = await postTo(address);
      assert.equal(got.length, requests);
      assert.deepEqual(got[0], { method: 'POST', type: 'application/json', body: '{"format":1}' });
      if (why === null) assert.equal(said, null);
      else assert.match(said ?? '', why);
      assert.doesNotMatch(said ?? '', /secret|hooks/);
    });
  }

  test('where nobody listens', async () => {
    const said = await postTo(`http://127.0.0.1:${await closedPort()}/hooks/secret`);
    assert.match(said ?? '', /^the webhook at http:\/\/127\.0\.0\.1:\d+ could not be reached \(ECONNREFUSED\)$/);
  });

  test('that does not speak HTTP', async () => {
    const server = createServer();
    servers.push(server);
    server.on('connection', (socket) => void socket.end('nothing of the kind'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    assert.match((await postTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}/secret`)) ?? '', /could not be reached(?: \(\w+\))?$/);
  });
});

describe('the address of a webhook', () => {
  const rows: readonly (readonly [what: string, address: string, problem: RegExp | null])[] = [
    ['https', 'https://hooks.example.com/secret', null],
    ['http to this machine', 'http://127.0.0.1:8080/secret', null],
    ['http to this machine by its name', 'http://localhost/secret', null],
    ['http to this machine over IPv6', 'http://[::1]:8080/secret', null],
    ['http elsewhere', 'http://hooks.example.com/secret', /^http:\/\/hooks\.example\.com would be told in the clear/],
    ['http to a name that begins like this machine', 'http://127.0.0.1.example.com/secret', /in the clear/],
    ['another scheme', 'ftp://hooks.example.com/secret', /^ftp: is no scheme of a webhook: https is$/],
    ['no address', 'hooks secret', /^it is no address of a webhook$/],
    ['a user and a password', 'https://user:secret@hooks.example.com/', /^the address at https:\/\/hooks\.example\.com has a user or a password/],
  ];
  for (const [what, address, problem] of rows) {
    test(`${what}: ${problem === null ? 'taken' : 'refused'}`, () => {
      const read = readWebhook(address);
      assert.equal('url' in read, problem === null);
      if (problem === null || 'url' in read) return;
      assert.match(read.problem, problem);
      assert.doesNotMatch(read.problem, /secret/);
    });
  }
});
