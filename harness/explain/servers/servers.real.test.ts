import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { getHeader } from '../../fetch/header.ts';
import type { Need } from './need.ts';
import { askAsPage } from './real/ask.ts';
import { nodeRunners } from './real/node-runners.ts';
import { otherRunners } from './real/other-runners.ts';
import { proxyRunners } from './real/proxy-runners.ts';
import { absent, run } from './real/run.ts';
import { recipeFor } from './recipes.ts';
import { servers } from './server.ts';
import type { Server } from './server.ts';

const need: Need = { origins: ['https://app.example'], methods: ['PUT'], headers: ['Authorization', 'X-Test'], credentials: false, exposed: [], maxAge: null, reason: null };
/** Every sign that a token may have: each means something somewhere. */
const hostile = "x-!#$%&'*+.^_`|~-$http_host-%h";
const needs: readonly [what: string, need: Need][] = [
  ['a method and two headers from one origin', need],
  ['two origins with credentials', { ...need, origins: ['https://app.example', 'http://localhost:5173'], methods: ['PUT', 'DELETE'], credentials: true, exposed: ['X-Total'], maxAge: 60 }],
  ['no header', { ...need, methods: ['DELETE'], headers: [] }],
  ['names with every sign that a token may have', { ...need, headers: [hostile], exposed: [hostile], credentials: true }],
];
const strangers = ['https://app.example.evil.test', 'https://evil.test', 'https://appxexample', 'http://app.example', 'https://app.example:8443', 'null'];

/** What stands behind the proxies: it refuses `OPTIONS`, and has a status of its own for each path. */
const behind = createServer((request, response) => {
  const statuses: Readonly<Record<string, number>> = { '/ok': 200, '/broken': 500, '/private': 401 };
  response.writeHead(request.method === 'OPTIONS' ? 405 : (statuses[request.url ?? ''] ?? 404), { 'X-Total': '3' }).end('x');
});
before(() => new Promise<void>((resolve) => void behind.listen(0, '127.0.0.1', resolve)));
after(() => void behind.close());

/** Servers whose recipe says in a note that a stranger gets no `Vary`, or none with an error. */
const silentToStrangers = new Set<Server>(['fastapi', 'koa']);
/** How a server refuses a preflight: a list without what is asked for, an error status, or none of the headers. */
const refusals = ['preflight-status', 'acao-missing'];
/** Run by hand with `next build` and `next start` (16.4.6), since it takes a minute: see the commit that says so. */
const byHand = new Set<Server>(['nextjs']);
const runners = { ...proxyRunners, ...nodeRunners, ...otherRunners };
test('what is marked as tried is what can be run here', () => {
  for (const server of servers) {
    const result = recipeFor(server, need);
    assert.ok(result.kind === 'recipe');
    assert.equal(result.recipe.tried, server in runners || byHand.has(server), server);
  }
});

for (const server of servers) {
  const runner = runners[server];
  if (runner === undefined) continue;
  const why = absent(runner);
  describe(server, { skip: why ?? false, concurrency: false }, () => {
    for (const [what, given] of needs)
      test(what, async (context) => {
        const result = recipeFor(server, given);
        assert.ok(result.kind === 'recipe');
        const { port, stop } = await run(runner, result.recipe.code, (behind.address() as AddressInfo).port);
        context.after(stop);
        const { credentials, headers, methods, exposed } = given;
        const method = methods[0]!;
        const paths = { '/ok': [200], '/missing': [404], '/broken': [500], '/private': [401], ...(runner.proxy ? { '/dead': [502, 503] } : {}) };
        for (const [path, statuses] of Object.entries(paths)) {
          for (const origin of given.origins) {
            const { actual, preflight, outcome } = await askAsPage(port, { origin, method, path, headers, credentials });
            assert.equal(outcome.kind, 'response', `${path} from ${origin}: ${JSON.stringify({ outcome, preflight, actual }, null, 1)}`);
            assert.ok(statuses.includes(outcome.status), `${path} is a ${outcome.status}`);
            // No cache keeps the response to a preflight: https://www.rfc-editor.org/rfc/rfc9110#section-9.3.7
            assert.match(getHeader(actual.headers, 'Vary') ?? '', /\borigin\b/i, `Vary of ${path}`);
            if (path === '/ok' && exposed.includes('X-Total')) assert.ok(outcome.headers.some(([name]) => name === 'x-total'), 'X-Total can be read');
            assert.equal(getHeader(preflight.headers, 'Access-Control-Max-Age') === '60', given.maxAge === 60, 'Access-Control-Max-Age');
            for (const [name] of [...preflight.headers, ...actual.headers]) if (!credentials) assert.notEqual(name.toLowerCase(), 'access-control-allow-credentials');
          }
          for (const origin of strangers) {
            const { actual, preflight, outcome } = await askAsPage(port, { origin, method, path, headers, credentials });
            assert.equal(outcome.kind, 'network-error', `${path} from ${origin}`);
            for (const answer of [preflight, actual]) assert.equal(getHeader(answer.headers, 'Access-Control-Allow-Origin'), null, `${path} from ${origin}`);
            // Else a cache gives what a stranger got to a page that is let in.
            if (!silentToStrangers.has(server)) assert.match(getHeader(actual.headers, 'Vary') ?? '', /\borigin\b/i, `Vary of ${path} from ${origin}`);
          }
        }
        const fails = async (change: Partial<Parameters<typeof askAsPage>[1]>, reason: string): Promise<void> => {
          const { outcome, preflight } = await askAsPage(port, { origin: given.origins[0]!, method, path: '/ok', headers, credentials, ...change });
          assert.ok(outcome.kind === 'network-error' && [reason, ...refusals].includes(outcome.reason), JSON.stringify({ outcome, preflight }, null, 1));
        };
        await fails({ method: 'PATCH' }, 'method-not-allowed');
        await fails({ headers: [...headers, 'X-Other'] }, 'header-not-allowed');
        if (!credentials) await fails({ credentials: true }, 'acac-not-true');
      });
  });
}
