import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { engineNames } from '../engines/engine.ts';
import { thisMachine } from '../engines/machine.ts';
import { resolveEngine } from '../engines/resolve.ts';
import { startEngine } from '../engines/start.ts';
import { proxyRunners } from '../explain/servers/real/proxy-runners.ts';
import { absent, run } from '../explain/servers/real/run.ts';
import type { AskedRequest } from './asked-request.ts';
import { explain } from './explain.ts';
import type { ExplainOptions } from './explain.ts';
import { PagesAt } from './page-at.ts';

// Real servers without a word of CORS: they are recognised, and what is advised, put into their configuration, makes the request pass.

const origin = 'http://app.example.com';
const behind = createServer((request, response) => void response.writeHead(request.method === 'OPTIONS' ? 405 : 200, { 'X-Total': '3' }).end('x'));
let options: Omit<ExplainOptions, 'resolve'>;
before(async () => {
  await new Promise<void>((resolve) => void behind.listen(0, '127.0.0.1', resolve));
  const open = { origin, engines: engineNames.map((name) => resolveEngine(name, thisMachine())), start: startEngine };
  options = { ...open, ca: [], timeout: 8000, consent: true, perSecond: 1000, pages: await PagesAt.open(open) };
});
after(async () => {
  await options.pages?.close();
  behind.closeAllConnections();
  behind.close();
});

const asked: AskedRequest = { url: '', method: 'PUT', headers: [['Authorization', 'Bearer test-token'], ['X-Test', 'a']], body: 'x', mode: 'cors', credentials: 'include', redirect: 'follow', cookie: null, origin, notes: [] };

for (const server of ['nginx', 'apache', 'caddy'] as const) {
  const runner = proxyRunners[server];
  assert.ok(runner !== undefined);
  describe(server, { skip: absent(runner) ?? false }, () => {
    test('is recognised by its answer, and does what it should with the recipe', async (context) => {
      const port = (behind.address() as AddressInfo).port;
      const url = (name: string): string => `http://${name}.${server}.example.test/ok`;
      const at = (name: string, there: number): ExplainOptions['resolve'] => new Map([[`${name}.${server}.example.test:80`, { host: '127.0.0.1', port: there }]]);
      const bare = await run(runner, '', port);
      context.after(bare.stop);
      const broken = await explain({ ...asked, url: url('bare') }, { ...options, resolve: at('bare', bare.port) });
      assert.equal(broken.cause.kind === 'rule' && broken.cause.reason, 'acao-missing');
      assert.deepEqual(broken.engines.map(({ result }) => result), engineNames.map(() => 'fails'));
      const advice = broken.advice.find((one) => one.server === server);
      assert.equal(advice?.sure, 'likely', JSON.stringify(broken.advice.map((one) => one.server)));

      const mendedServer = await run(runner, advice.recipe.code, port);
      context.after(mendedServer.stop);
      const mended = await explain({ ...asked, url: url('mended') }, { ...options, resolve: at('mended', mendedServer.port) });
      assert.deepEqual(mended.engines.map(({ result, says }) => `${result} ${says}`).filter((one) => !one.startsWith('works')), []);
      assert.deepEqual(mended.probes.filter(({ finding }) => finding === 'problem'), []);
    });
  });
}
