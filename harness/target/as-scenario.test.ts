import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { bind } from '../run/bind.ts';
import { checkCatalogue } from '../run/catalogue.ts';
import { paperTopology } from '../run/check-case.ts';
import { scenarioOf } from './as-scenario.ts';
import type { AskedRequest } from './asked-request.ts';
import { brokenServers, page } from './broken-servers.ts';
import { explain } from './explain.ts';
import type { Explanation } from './explanation.ts';

// What was found about a server is saved, and means the same when a server of ours gives its answers.

const origin = page.replace('https:', 'http:');
let server: http.Server;
before(async () => {
  server = http.createServer((request, response) => {
    const [, index = ''] = (request.headers.host ?? '').split('.')[0]?.split('-') ?? [];
    const writeHead = response.writeHead.bind(response);
    // The servers name the origin of a page over https.
    response.writeHead = ((status: number, headers: Record<string, string | string[]>) => writeHead(status, Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value === page ? origin : value])))) as never;
    brokenServers[Number(index)]?.broken(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
after(() => {
  server.closeAllConnections();
  server.close();
});

async function explained(index: number): Promise<Explanation> {
  const name = `broken-${index}.example.test`;
  const asked: AskedRequest = { url: `http://${name}/data`, method: 'GET', headers: [], body: null, mode: 'cors', credentials: 'same-origin', redirect: 'follow', cookie: null, origin, notes: [], ...brokenServers[index]?.asked };
  return explain(asked, { origin, engines: [], start: () => Promise.reject(new Error('not here')), consent: true, perSecond: 1000, ca: [], timeout: 5000, resolve: new Map([[`${name}:80`, { host: '127.0.0.1', port: (server.address() as AddressInfo).port }]]) });
}

describe('saved as a scenario', () => {
  for (const [index, { words, reason }] of brokenServers.entries()) {
    test(`${words}: it loads, lints, and the standard says the same of it, or it is said why it cannot be saved`, async () => {
      const explanation = await explained(index);
      const text = scenarioOf(explanation);
      if (typeof text !== 'string') {
        assert.match(text.problem, /^this cannot be saved as a scenario: (there are redirects|not every request was answered)/);
        assert.ok(['network', 'redirect-count', 'redirect-userinfo', 'acao-missing'].includes(reason), reason);
        return;
      }
      const folder = mkdtempSync(path.join(tmpdir(), 'cors-conformance-'));
      writeFileSync(path.join(folder, 'saved.yaml'), text);
      const { cases, problems } = await checkCatalogue(folder);
      rmSync(folder, { recursive: true });
      assert.deepEqual(problems, [], text);
      const [only, ...more] = cases;
      assert.ok(only !== undefined && more.length === 0);
      const { prediction } = bind(only, paperTopology, 'case');
      assert.equal(prediction?.outcome.kind === 'network-error' ? prediction.outcome.reason : prediction?.outcome.kind, explanation.cause.kind === 'rule' ? explanation.cause.reason : 'response');
    });
  }

  test('no cookie is in it, also where an answer repeats one', async () => {
    const explanation = await explained(0);
    const exchanges = explanation.exchanges.map(({ request, answer }) => ({ request, answer: answer.kind === 'response' ? { ...answer, headers: [['Content-Type', 'text/s3cr3t-value'], ['Set-Cookie', 'a=s3cr3t-value']] as const } : answer }));
    const text = scenarioOf({ ...explanation, exchanges, asked: { ...explanation.asked, credentials: 'include', cookie: 'a=s3cr3t-value' } });
    assert.ok(typeof text === 'string' && !text.includes('s3cr3t') && text.includes('Content-Type: "secret"'), JSON.stringify(text));
  });

  test('no secret is in it', async () => {
    const index = brokenServers.findIndex(({ words }) => words.startsWith('authentication'));
    const text = scenarioOf(await explained(index));
    assert.ok(typeof text === 'string' && !text.includes('Bearer'));
  });
});
