import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { after, describe, test } from 'node:test';
import { cookieCheckPath, reachPath, setupPath } from './answer.ts';
import { RawClient } from './fake/client.ts';
import { answer, lines, once, stage } from './fake/stage.ts';
import type { Staged } from './fake/stage.ts';
import type { Handler } from './routes.ts';
import { startOrigins } from './topology.ts';

// The exchange log is the witness: it must hold what the wire carried, byte for byte, whoever made the response.

const origins = await startOrigins();
after(() => origins.stop());

const scripted = (given: Parameters<typeof answer>[0], preflight: Parameters<typeof answer>[0] | null = null): Staged =>
  stage(origins, { script: { '/resource': { preflight: preflight === null ? null : answer(preflight), response: answer(given) } } });
const handled = (handle: Handler): Staged => stage(origins, { handle });

describe('header lines are kept byte for byte', () => {
  test('of a request: order, case, duplicates, Latin-1 bytes', async () => {
    const staged = scripted({});
    const sent = ['X-b: 2', 'x-A: 1', 'X-B: 3', 'ORIGIN: http://a.test', 'X-Latin: caf\xe9 \xff', 'X-Empty: '];
    const { exchange } = await once(staged, staged.head('GET /resource', ...sent));
    assert.deepEqual(lines(exchange.requestHeaders), [`Host: ${staged.host}`, ...sent]);
  });

  test('of a request: the target with its query', async () => {
    const staged = scripted({});
    const { exchange } = await once(staged, staged.head('GET /resource?a=%2F&b=~%7e'));
    assert.equal(exchange.target, `/${staged.token}/resource?a=%2F&b=~%7e`);
  });

  for (const [words, body] of [['without a body', ''], ['with a body', 'hello']] as const) {
    test(`of a scripted response ${words}: order, case, duplicates, Latin-1 bytes`, async () => {
      const headers = [['X-b', '2'], ['access-CONTROL-allow-origin', 'http://a.test'], ['x-A', '1'], ['Vary', 'Origin'], ['vary', 'Accept'], ['X-Latin', 'caf\xe9 \xff']] as const;
      const staged = scripted({ status: 418, statusText: 'Short And Stout', headers, body });
      const { wire, exchange } = await once(staged, staged.head('GET /resource'));
      assert.equal(wire.statusLine, 'HTTP/1.1 418 Short And Stout');
      assert.deepEqual(wire.headerLines.slice(0, headers.length), lines(headers));
      assert.deepEqual(lines(exchange.response?.headers ?? []), wire.headerLines);
      assert.equal(wire.body.toString(), body);
    });
  }

  test('of a response by a server under test: the log has the lines of the wire', async () => {
    const staged = handled((_request, response) => {
      response.setHeader('x-MIXED-case', 'caf\xe9');
      response.setHeader('Vary', ['Origin', 'Accept']);
      response.statusMessage = 'As It Pleases';
      response.end('hello');
    });
    const { wire, exchange } = await once(staged, staged.head('GET /resource'));
    assert.ok(wire.headerLines.includes('Vary: Accept'), wire.headerLines.join('\n'));
    assert.deepEqual(lines(exchange.response?.headers ?? []), wire.headerLines);
    assert.equal(exchange.response?.statusText, 'As It Pleases');
  });
});

describe('a connection that carries several cases', () => {
  test('keeps each response with its own', async () => {
    const client = await RawClient.connect(origins.servers.resource.http.port);
    const chunked = handled((_request, response) => {
      response.write('chunked');
      setTimeout(() => response.end(), 10);
    });
    const staged: [Staged, string, string][] = [[scripted({ body: 'first' }), 'GET', 'first'], [chunked, 'GET', 'chunked'], [scripted({ body: 'third' }), 'HEAD', ''], [scripted({ status: 404, statusText: 'Gone Astray', body: 'fourth' }), 'PUT', 'fourth']];
    for (const [one, method, body] of staged) {
      client.send(one.head(`${method} /resource`, 'Content-Length: 0'));
      const wire = await client.response({ bodyless: method === 'HEAD' });
      const [exchange, ...more] = await one.take();
      assert.deepEqual(more, []);
      assert.equal(exchange?.method, method);
      assert.equal(exchange.response?.body, body);
      assert.deepEqual(lines(exchange.response.headers), wire.headerLines);
      assert.equal(`HTTP/1.1 ${exchange.response.status} ${exchange.response.statusText}`, wire.statusLine);
    }
    client.close();
  });
});

describe('a server under test', () => {
  const echo: Handler = (request: IncomingMessage, response) => response.end(`${request.method} ${request.url}`);

  for (const [target, seen] of [['/resource?a=1', 'GET /resource?a=1'], ['/', 'GET /'], ['/a/b%20c', 'GET /a/b%20c']] as const) {
    test(`serves ${target} from its own root`, async () => {
      const staged = handled(echo);
      const { wire, exchange } = await once(staged, staged.head(`GET ${target}`));
      assert.equal(wire.body.toString(), seen);
      assert.equal(exchange.target, `/${staged.token}${target}`);
    });
  }

  for (const [path, role] of [[setupPath, 'setup'], [cookieCheckPath, 'setup'], [reachPath, 'reachability']] as const) {
    test(`does not see the harness's own request to ${path}`, async () => {
      const seen: string[] = [];
      const staged = stage(origins, {
        handle: (request, response) => {
          seen.push(request.url ?? '');
          response.end();
        },
        script: { [path]: { preflight: null, response: answer({ headers: [['X-From', 'the script']] }) } },
      });
      const { wire, exchange } = await once(staged, staged.head(`GET ${path}`));
      assert.ok(wire.headerLines.includes('X-From: the script'), wire.headerLines.join('\n'));
      assert.equal(exchange.role, role);
      assert.deepEqual(seen, []);
    });
  }

  const throwing: Record<string, () => unknown> = {
    throws: () => {
      throw new Error('a mistake in the server under test');
    },
    'is async and rejects': async () => {
      await Promise.resolve();
      throw new Error('a mistake in the server under test');
    },
  };
  for (const [words, handle] of Object.entries(throwing)) {
    test(`that ${words} gets a 500 in its own case, and the origin lives`, async () => {
      const staged = handled(handle);
      const { exchange } = await once(staged, staged.head('GET /resource'));
      assert.equal(exchange.response?.status, 500);
      const next = scripted({ body: 'alive' });
      assert.equal((await once(next, next.head('GET /resource'))).wire.body.toString(), 'alive');
    });
  }
});

describe('what a scenario does not declare is a 501', () => {
  const preflight = ['Origin: http://a.test', 'Access-Control-Request-Method: PUT'];
  test('a preflight', async () => {
    const staged = scripted({ body: 'hello' });
    const { exchange } = await once(staged, staged.head('OPTIONS /resource', ...preflight));
    assert.deepEqual([exchange.role, exchange.response?.status], ['cors-preflight-request', 501]);
  });
  test('another path', async () => {
    const staged = scripted({ body: 'hello' });
    const { exchange } = await once(staged, staged.head('GET /other'));
    assert.equal(exchange.response?.status, 501);
  });
  test('but a declared preflight has its own answer', async () => {
    const staged = scripted({ body: 'hello' }, { status: 204, statusText: 'No Content', headers: [['X-Which', 'preflight']] });
    const { wire } = await once(staged, staged.head('OPTIONS /resource', ...preflight));
    assert.equal(wire.statusLine, 'HTTP/1.1 204 No Content');
    assert.ok(wire.headerLines.includes('X-Which: preflight'));
  });
});
