import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { makeCertificate } from '../../servers/certificate.ts';
import { engineNames } from '../engines/engine.ts';
import { thisMachine } from '../engines/machine.ts';
import { resolveEngine } from '../engines/resolve.ts';
import { startEngine } from '../engines/start.ts';
import { proxyRunners } from '../explain/servers/real/proxy-runners.ts';
import { absent, run } from '../explain/servers/real/run.ts';
import type { Server } from '../explain/servers/server.ts';
import type { AskedRequest } from './asked-request.ts';
import { explain } from './explain.ts';
import type { Explanation } from './explanation.ts';
import { formatExplanation } from './format-explanation.ts';
import { PagesAt } from './page-at.ts';
import { keyOf, placeOf } from './place.ts';

// Real servers without a word of CORS: they are recognised, and what is advised, put into their configuration, makes the request pass.

const behind = createServer((request, response) => void response.writeHead(request.method === 'OPTIONS' ? 405 : 200, { 'X-Total': '3' }).end('x'));
before(() => new Promise<void>((resolve) => void behind.listen(0, '127.0.0.1', resolve)));
after(() => {
  behind.closeAllConnections();
  behind.close();
});

const asked: AskedRequest = { url: '', method: 'PUT', headers: [['Authorization', 'Bearer test-token'], ['X-Test', 'a']], body: 'x', mode: 'cors', credentials: 'include', redirect: 'follow', cookie: null, origin: null, notes: [] };

const schemes: readonly (readonly [scheme: 'http' | 'https', servers: readonly Server[]])[] = [
  ['http', ['nginx', 'apache', 'caddy']],
  ['https', ['nginx']],
];
for (const [scheme, servers] of schemes) {
  describe(`over ${scheme}`, () => {
    const origin = `${scheme}://app.example.com`;
    const open = { origin, engines: engineNames.map((name) => resolveEngine(name, thisMachine())), start: startEngine };
    let pages: PagesAt;
    before(async () => void (pages = await PagesAt.open(open)));
    after(() => pages.close());

    for (const server of servers) {
      const runner = proxyRunners[server];
      assert.ok(runner !== undefined);
      describe(server, { skip: absent(runner) ?? false }, () => {
        test('is recognised by its answer, and does what it should with the recipe', async (context) => {
          const certificate = scheme === 'https' ? await makeCertificate('*.example.test') : null;
          /** Runs it with a recipe behind a name of its own, and explains what comes of the request. */
          const explainedWith = async (recipe: string, name: string): Promise<Explanation> => {
            const running = await run(runner, recipe, (behind.address() as AddressInfo).port, certificate);
            context.after(running.stop);
            const url = `${scheme}://${name}.example.test/ok`;
            const resolve = new Map([[keyOf(placeOf(url)), { host: '127.0.0.1', port: running.port }]]);
            return explain({ ...asked, url, origin }, { ...open, pages, resolve, ca: certificate === null ? [] : [certificate.cert], timeout: 8000, consent: true, perSecond: 1000 });
          };
          const broken = await explainedWith('', `${server}-bare`);
          assert.equal(broken.cause.kind === 'rule' && broken.cause.reason, 'acao-missing', JSON.stringify(broken.cause));
          assert.deepEqual(broken.engines.map(({ result }) => result), engineNames.map(() => 'fails'));
          const advice = broken.advice.find((one) => one.server === server);
          assert.equal(advice?.sure, 'likely', JSON.stringify(broken.advice.map((one) => one.server)));
          assert.ok(formatExplanation(broken).includes(advice.recipe.title), 'what mends it is printed');

          const mended = await explainedWith(advice.recipe.code, `${server}-mended`);
          assert.deepEqual(mended.engines.map(({ result, says }) => `${result} ${says}`).filter((one) => !one.startsWith('works')), []);
          assert.deepEqual(mended.probes.filter(({ finding }) => finding === 'problem'), []);
        });
      });
    }
  });
}
