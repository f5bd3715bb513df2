import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import http from 'node:http';
import { after, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { startOrigins } from '../../servers/topology.ts';
import type { AgentChannel } from '../agent/channel.ts';
import type { ClientObservation, PageCase } from '../agent/protocol.ts';
import type { Engine } from '../engines/engine.ts';
import { loadText, scenarioText } from '../scenario/load-fixture.ts';
import { judgeSteps } from '../verdict/judge-steps.ts';
import type { Verdict } from '../verdict/verdict.ts';
import { defaultPatience, performBatch } from './batch.ts';
import { bind, stepsOfBound } from './bind.ts';
import { publishCases } from './publish.ts';

// What comes on the wire when the page has already reported its case.

const origins = await startOrigins();
after(() => origins.stop());

const identity = { name: 'chromium', version: '1', build: 'system', driver: 'playwright', from: 'a fake' } as const;
const engine: Engine = { identity, died: new Promise(() => undefined), open: () => Promise.resolve(), takeWords: () => Promise.resolve([]), close: () => Promise.resolve() };

/** Performs the only case of a scenario by a page that is none: it reports at once, and goes on behind its own back. */
async function perform(fields: Parameters<typeof scenarioText>[0], client: ClientObservation, goOn: (page: PageCase) => void): Promise<Verdict> {
  const [given] = await loadText(scenarioText(fields));
  assert.ok(given !== undefined);
  const bound = bind(given, origins.topology, randomBytes(16).toString('hex'));
  const { withdraw } = await publishCases([bound], origins.routes);
  const channel = {
    lastSeen: Infinity,
    async perform([page]: readonly PageCase[], _scheme: string, _concurrency: number, report: (token: string, clients: readonly ClientObservation[], duration: number) => void) {
      if (page === undefined) return;
      for (const url of page.setup) await send(url, 'GET', { Cookie: 'a=1' });
      goOn(page);
      // Script aborts, and reports it, when the first request has arrived.
      while (client.kind === 'aborted' && origins.log.count(page.token) === 0) await pause(5);
      report(page.token, [client], 1);
    },
  } as unknown as AgentChannel;
  const { performed } = await performBatch(origins, engine, channel, [bound], defaultPatience, new Set());
  withdraw();
  const { observation } = performed.get(bound.token) ?? assert.fail('no observation');
  return judgeSteps(stepsOfBound(bound).map(({ claim }) => claim), observation);
}

function send(url: string, method: string, headers: http.OutgoingHttpHeaders, body = ''): Promise<void> {
  return new Promise((resolve) => {
    const request = http.request(url, { method, headers: { Accept: '*/*', Origin: origins.topology.document.http, ...headers } }, (response) => response.resume().once('end', resolve));
    request.once('error', () => resolve());
    request.end(body);
  });
}

describe('a beacon', () => {
  const beacon = {
    apis: '[beacon]',
    request: '{ method: POST, mode: no-cors, credentials: include, cookies: [a=1], body: { blob: { type: application/json, text: x } } }',
    resource: "{ preflight: { status: 204, headers: { Access-Control-Allow-Origin: '*' } }, response: { status: 204 } }",
    expect: '{ outcome: sent, exchanges: [preflight] }',
  };
  const sent = { kind: 'sent', queued: true } as const;
  const preflight = ({ url }: PageCase): Promise<void> => send(url, 'OPTIONS', { 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'content-type' });

  test('is waited for, though the page has reported it', async () => {
    const verdict = await perform(beacon, sent, (page) => void pause(300).then(() => preflight(page)));
    assert.equal(verdict.differences.some(({ element }) => element === 'exchanges'), false, JSON.stringify(verdict));
  });
  test('is watched a little longer, for the request that must not follow', async () => {
    const verdict = await perform(beacon, sent, (page) => {
      void pause(300)
        .then(() => preflight(page))
        .then(() => pause(30))
        .then(() => send(page.url, 'POST', { 'Content-Type': 'application/json' }, 'x'));
    });
    assert.deepEqual([verdict.kind, verdict.differences.find(({ element }) => element === 'exchanges')?.observed], ['deviates', 'preflight → request']);
  });
});

describe('a preflight that script aborts', () => {
  const aborting = {
    request: '{ method: DELETE, abort: 700 }',
    resource: "{ preflight: { status: 204, delay: 1500, headers: { Access-Control-Allow-Origin: '{origin}', Access-Control-Allow-Methods: DELETE } }, response: { headers: { Access-Control-Allow-Origin: '{origin}' } } }",
    expect: '{ outcome: aborted, exchanges: [preflight] }',
  };
  const aborted: ClientObservation = { kind: 'aborted', error: { name: 'AbortError', message: '' }, status: null, events: [] };

  test('and that an engine keeps open all the same is watched to its end', async () => {
    const verdict = await perform(aborting, aborted, ({ url }) => {
      void send(url, 'OPTIONS', { 'Access-Control-Request-Method': 'DELETE' }).then(() => send(url, 'DELETE', {}));
    });
    assert.deepEqual([verdict.kind, verdict.differences.find(({ element }) => element === 'exchanges')?.observed], ['deviates', 'preflight → request']);
  });
});
