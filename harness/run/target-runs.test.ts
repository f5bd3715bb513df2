import assert from 'node:assert/strict';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, describe, test } from 'node:test';
import type { TargetState } from '../../reports/record.ts';
import type { PageCase } from '../agent/protocol.ts';
import type { EngineName } from '../engines/engine.ts';
import { startFakeBrowser } from '../engines/fake/fake-browser.ts';
import type { Lie } from '../engines/fake/fake-browser.ts';
import type { Resolution } from '../engines/resolve.ts';
import type { HeaderList } from '../fetch/header.ts';
import { RateGate } from '../target/rate.ts';
import type { ReadyTarget } from '../target/ready-target.ts';
import { Redactor } from '../target/secrets/redact.ts';
import { TargetClient } from '../target/target-client.ts';
import { targetCase } from './sample-target.ts';
import type { TargetCase } from './target-case.ts';
import { TargetRuns } from './target-runs.ts';

// Whole runs against a server on loopback, with engines that are none.

const page = 'http://app.example.test';
const token = 'swordfish-4711';
const letIn: HeaderList = [['Access-Control-Allow-Origin', page], ['Access-Control-Allow-Methods', 'PUT'], ['Access-Control-Allow-Headers', 'x-token']];

interface Answer {
  readonly status?: number;
  readonly headers?: HeaderList;
  readonly body?: string;
}
type Act = (request: http.IncomingMessage, body: string) => Answer | null;

interface Given {
  readonly act?: Act;
  readonly lie?: (pageCase: PageCase) => Lie | null;
  readonly resolve?: (name: EngineName) => Resolution;
  /** How often an engine may be started; then it cannot. */
  readonly starts?: number;
  readonly unsafe?: boolean;
  readonly timeout?: number;
}

interface Stage {
  readonly runs: TargetRuns;
  /** All that the target saw. */
  readonly requests: string[];
  /** Times that an engine was started. */
  readonly started: () => number;
}

const closing: (() => void)[] = [];
after(() => {
  for (const close of closing) close();
});

const here = (name: EngineName): Resolution => ({ kind: 'playwright', name, build: 'system', executable: 'a fake', why: 'a test' });
/** Lies, but not to the canaries. */
const later = (lie: Lie) => ({ url }: PageCase): Lie | null => (url.includes('canary') ? null : lie);

/** Starts the target `staging` at http://api.example.test. */
async function stage({ act = () => ({ headers: letIn }), lie = () => null, resolve = here, starts = Infinity, unsafe = false, timeout = 3000 }: Given = {}): Promise<Stage> {
  const requests: string[] = [];
  const server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      requests.push(`${request.method} ${request.url}`);
      const answer = act(request, body);
      if (answer === null) request.socket.destroy();
      else response.writeHead(answer.status ?? 200, (answer.headers ?? []).flat()).end(answer.body);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  const there = { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
  let [time, started] = [0, 0];
  const rate = new RateGate({ target: 'staging', perSecond: 100, sleep: () => Promise.resolve(), now: () => (time += 1000) });
  const origins = ['http://api.example.test'];
  const client = new TargetClient({ name: 'staging', origins, resolve: new Map([['api.example.test:80', there]]), ca: [], timeout, rate, sleep: () => Promise.resolve() });
  const target: ReadyTarget = { name: 'staging', origins, documentOrigins: [page], secrets: new Map([['token', token]]), allowUnsafeMethods: unsafe, timeout, client };
  const runs = new TargetRuns({
    targets: new Map([['staging', target]]),
    redactor: new Redactor({ secrets: [{ name: 'STAGING_TOKEN', value: token }], targetOrigins: origins }),
    resolve,
    start: (resolution, proxied) => (++started > starts ? Promise.reject(new Error('no display')) : startFakeBrowser({ name: resolution.name, proxied, lie })),
  });
  return { runs, requests, started: () => started };
}

const get = (fields: Readonly<Record<string, string>> = {}): Promise<TargetCase> => targetCase({ target: '{ name: staging, path: /data }', ...fields });
const block = { expect: '{ outcome: network-error }' };
const put = { request: '{ method: PUT }' };
const only = { target: '{ name: staging, path: /data, preflightOnly: true }', ...put };
const sent = { target: '{ name: staging, path: /data, allowUnsafeMethods: true }', ...put };

type Performed = Awaited<ReturnType<TargetRuns['perform']>>;
const saidOf = ({ result: { verdict } }: Performed): string => `${verdict.kind} ${verdict.why}`.trim();

describe('a case of a target', () => {
  const rows: readonly (readonly [what: string, given: Given, fields: Readonly<Record<string, string>>, said: RegExp, requests: readonly string[]])[] = [
    ['that works', {}, {}, /^conforms$/, ['GET /data', 'GET /data', 'GET /data']],
    ['that is blocked, as it should be', { act: () => ({}) }, block, /^conforms$/, ['GET /data', 'GET /data', 'GET /data']],
    ['that has a preflight', { unsafe: true }, sent, /^conforms$/, ['GET /data', 'OPTIONS /data', 'PUT /data', 'OPTIONS /data', 'PUT /data']],
    ['of which only the preflight may be sent: nothing else is, also to see whether the target is there', {}, only, /^conforms$/, ['OPTIONS /data', 'OPTIONS /data']],
    ['of which only the preflight may be sent, and that is refused', { act: () => ({ status: 403 }) }, { ...only, ...block }, /^conforms$/, ['OPTIONS /data', 'OPTIONS /data']],
    ['to which nobody gave leave: nothing is sent, nor is it seen whether the target is there', {}, sent, /^skipped .*the configuration$/, []],
    ['to which only the configuration gave leave', { unsafe: true }, put, /^skipped .*in the scenario$/, []],
  ];
  for (const [what, given, fields, said, requests] of rows) {
    test(what, async () => {
      const seen = await stage(given);
      assert.match(saidOf(await seen.runs.perform('chromium', await get(fields))), said);
      assert.deepEqual(seen.requests, requests);
    });
  }

  test('is performed in an engine of its own, after one that showed that it holds to CORS', async () => {
    const { runs, started } = await stage();
    const { engine } = await runs.perform('chromium', await get());
    await runs.perform('chromium', await get());
    assert.deepEqual([engine.status, engine.canaries.map(({ ok }) => ok), started()], ['ready', [true, true], 3]);
  });
  test('of a target that nobody configured is a mistake of ours', async () => {
    const { runs } = await stage();
    await assert.rejects(runs.perform('chromium', await get({ target: '{ name: live, path: / }' })), /says nothing of the target live/);
  });
});

describe('an engine that proves nothing is asked nothing of the target', () => {
  const missing: Resolution = { kind: 'missing', name: 'chromium', why: 'no Chromium here', remedy: 'npx playwright install' };
  const rows: readonly (readonly [what: string, given: Given, status: string, said: RegExp])[] = [
    ['it is missing', { resolve: () => missing }, 'missing', /^unsupported no Chromium here\. To mend it: npx playwright install$/],
    ['it cannot be started', { starts: 0 }, 'failed', /^unsupported no display$/],
    ['it lets everything through', { lie: () => 'ignores-allow-origin' }, 'invalid', /^harness-error canary: a response that names another origin is withheld; here: script saw response\. Nothing that this engine says can be trusted\.$/],
  ];
  for (const [what, given, status, said] of rows) {
    test(what, async () => {
      const { runs, requests } = await stage(given);
      const performed = await runs.perform('chromium', await get());
      assert.match(saidOf(performed), said);
      assert.deepEqual([performed.engine.status, requests, await runs.finish()], [status, [], []]);
    });
  }
  test('it cannot be started any more', async () => {
    const { runs } = await stage({ starts: 1 });
    assert.match(saidOf(await runs.perform('chromium', await get())), /^crash no display$/);
  });
});

describe('what is not as expected is asked again', () => {
  test('and is said to have ended in the same way', async () => {
    const { runs, requests } = await stage({ act: () => ({}) });
    const performed = await runs.perform('chromium', await get());
    assert.match(saidOf(performed), /^deviates outcome: expected cors, observed network-error/);
    assert.match(performed.result.target?.notes.join(' ') ?? '', /asked again by itself, in a fresh page, and ended in the same way\./);
    assert.equal(requests.length, 5);
  });
  test('and is flaky where it ended in another way', async () => {
    let times = 0;
    const { runs } = await stage({ act: () => ({ headers: ++times <= 3 ? [] : letIn }) });
    assert.match(saidOf(await runs.perform('chromium', await get())), /^flaky at first deviates \(outcome: .*\); asked again, conforms$/);
  });
  test('but not where the target gave no answer', async () => {
    let times = 0;
    const { runs, requests } = await stage({ act: () => (++times === 1 ? {} : null) });
    assert.match(saidOf(await runs.perform('chromium', await get(block))), /^not-run not CORS: The server cut the connection/);
    assert.equal(requests.length, 2);
  });
  test('in vain where the engine lies each time', async () => {
    const { runs } = await stage({ act: () => ({}), lie: later('ignores-allow-origin') });
    const { result } = await runs.perform('chromium', await get(block));
    assert.deepEqual([result.verdict.kind, result.verdict.differences.map(({ element, observed, from }) => [element, observed, from])], ['deviates', [['outcome', 'cors', 'both']]]);
  });
  test('in vain where it dies each time', async () => {
    const { runs } = await stage({ lie: later('crashes') });
    assert.match(saidOf(await runs.perform('chromium', await get())), /^crash the fake crashed/);
  });
});

describe('an engine that met a limit on requests saw nothing of the policy', () => {
  const isEngine = ({ headers }: http.IncomingMessage): boolean => headers['user-agent'] === undefined;
  test('so the case is performed again, and says so', async () => {
    let [engines, plain] = [0, 0];
    // The plain client is limited after the engine was.
    const { runs } = await stage({ act: (request) => ((isEngine(request) ? ++engines === 1 : ++plain === 3) ? { status: 429 } : { headers: letIn }) });
    const performed = await runs.perform('chromium', await get());
    assert.equal(saidOf(performed), 'conforms');
    assert.match(performed.result.target?.notes.join(' ') ?? '', /^staging limited requests meanwhile \(status 429\), so this was asked 2 times: /);
    assert.equal(engines, 2);
  });
  test('and is not run where that does not end', async () => {
    let plain = 0;
    const { runs } = await stage({ act: (request) => (isEngine(request) || ++plain % 2 === 0 ? { status: 429 } : { headers: letIn }) });
    assert.match(saidOf(await runs.perform('chromium', await get())), /^not-run not run: staging limits requests \(status 429\), and chromium may have met a limit each of the 5 times that it asked$/);
  });
  test('unless the target limits nobody else', async () => {
    const { runs } = await stage({ act: (request) => (isEngine(request) ? { status: 429 } : { headers: letIn }) });
    assert.match(saidOf(await runs.perform('chromium', await get())), /^deviates /);
  });
});

describe('a target that is not there is asked once, and all of its cases say so', () => {
  const rows: readonly (readonly [what: string, act: Act, why: RegExp, state: TargetState['status'], requests: number])[] = [
    ['it cuts the connection', () => null, /^staging is down, so nothing was asked of it: http:\/\/api\.example\.test: The server cut the connection.*\(ECONNRESET\)$/, 'down', 1],
    ['its proxy says that it is away', () => ({ status: 502 }), /status 502$/, 'down', 1],
    ['it is overloaded', () => ({ status: 503 }), /status 503$/, 'down', 1],
    ['it limits requests', () => ({ status: 429 }), /limits requests \(status 429\), also after a pause/, 'left-alone', 4],
    ['it wants to be left alone', () => ({ status: 429, headers: [['Retry-After', '86400']] }), /asks with Retry-After to be left alone for 86400 s/, 'left-alone', 1],
  ];
  for (const [what, act, why, status, asked] of rows) {
    test(what, async () => {
      const { runs, requests } = await stage({ act });
      const performed = [await runs.perform('chromium', await get()), await runs.perform('firefox', await get(block)), await runs.perform('chromium', await get({ target: '{ name: staging, path: /other }' }))];
      const [state, ...others] = await runs.finish();
      assert.deepEqual(performed.map(({ result }) => [result.verdict.kind, result.verdict.why]), performed.map(() => ['not-run', state?.why]));
      assert.match(state?.why ?? '', why);
      assert.deepEqual([state?.status, others, requests.length], [status, [], asked]);
    });
  }
  test('but one that answers with an error of its own is there', async () => {
    const { runs } = await stage({ act: () => ({ status: 500 }) });
    assert.match(saidOf(await runs.perform('chromium', await get(block))), /^inconclusive the target answered with status 500/);
  });
});

describe('how a target is after the run', () => {
  async function stateAfter(given: Given, fields: Readonly<Record<string, string>> = {}): Promise<{ state: TargetState | undefined; requests: readonly string[] }> {
    const { runs, requests } = await stage(given);
    await runs.perform('chromium', await get(fields));
    const before = requests.length;
    const [state] = await runs.finish();
    return { state, requests: requests.slice(before) };
  }
  /** Answers otherwise from the fourth request on: after the probe, the plain client and the engine. */
  const thereafter = (first: Answer, then: Answer | null): Act => {
    let times = 0;
    return () => (++times <= 3 ? first : then);
  };

  const rows: readonly (readonly [what: string, act: Act, status: TargetState['status'], why: RegExp])[] = [
    ['the same', () => ({ headers: letIn }), 'up', /^$/],
    ['with another policy', thereafter({ headers: letIn }, {}), 'changed', /staging changed while it was being tested.*GET http:\/\/api\.example\.test\/data from http:\/\/app\.example\.test: the answer to the GET had access-control-allow-/],
    ['gone', thereafter({ headers: letIn }, null), 'changed', /it does not answer any more \(ECONNRESET\)/],
    ['tired of us', thereafter({ headers: letIn }, { status: 429 }), 'left-alone', /limits requests/],
    ['tired of us for long', thereafter({ headers: letIn }, { status: 429, headers: [['Retry-After', '9999']] }), 'left-alone', /Retry-After/],
  ];
  for (const [what, act, status, why] of rows) {
    test(what, async () => {
      const { state } = await stateAfter({ act });
      assert.equal(state?.status, status, state?.why);
      assert.match(state.why, why);
    });
  }
  test('is seen without sending again what may change something', async () => {
    assert.deepEqual(await stateAfter({ unsafe: true }, sent), { state: { name: 'staging', status: 'up', why: '' }, requests: ['OPTIONS /data'] });
  });
  test('is not asked of what nobody gave leave for', async () => assert.deepEqual(await stateAfter({}, sent), { state: undefined, requests: [] }));
  test('is seen by the preflight alone, where no more was sent', async () => assert.deepEqual((await stateAfter({}, only)).requests, ['OPTIONS /data']));
  test('of one that had no case is not asked', async () => {
    const { runs, requests } = await stage();
    assert.deepEqual([await runs.finish(), requests], [[], []]);
  });
});

describe('no record holds a secret', () => {
  const echoed: HeaderList = [...letIn, ['X-Echo', `a ${token} b`], ['Access-Control-Expose-Headers', 'X-Echo']];
  const basic = Buffer.from(`user:${token}`).toString('base64');
  const rows: readonly (readonly [what: string, act: Act, fields: Readonly<Record<string, string>>])[] = [
    ['sent in a header', () => ({ headers: letIn }), { request: "{ headers: { X-Token: 'Bearer {secret:token}' } }" }],
    ['that the body gives back', () => ({ headers: letIn, body: `{"token":"${token}"}` }), {}],
    ['that the body gives back in base64', () => ({ headers: letIn, body: basic }), {}],
    ['that a header gives back', () => ({ headers: echoed }), {}],
    ['that stands where the record is cut', () => ({ headers: letIn, body: `${'x'.repeat(1995)}${token}${'y'.repeat(100)}` }), {}],
    ['that the expectation’s difference shows', () => ({ headers: letIn, body: token }), { expect: '{ outcome: cors, body: hello }' }],
    ['that a redirect has in its query', ({ url }) => (url === '/data' ? { status: 302, headers: [...letIn, ['Location', `/there?key=${token}`]] } : { headers: letIn }), {}],
  ];
  for (const [what, act, fields] of rows) {
    test(what, async () => {
      const { runs } = await stage({ act });
      const { result } = await runs.perform('chromium', await get(fields));
      const text = JSON.stringify([result, await runs.finish()]);
      assert.match(text, /‹(STAGING_TOKEN|x-token): \d+ characters, #/);
      assert.ok(!text.includes(token) && !text.includes(basic) && !text.includes(token.slice(0, 8)));
    });
  }
  test('nor does what is said of the target', async () => {
    let times = 0;
    const { runs } = await stage({ act: () => ({ headers: ++times <= 3 ? letIn : [['Access-Control-Allow-Origin', token]] }) });
    await runs.perform('chromium', await get());
    const [state] = await runs.finish();
    assert.match(state?.why ?? '', /now has access-control-allow-origin: ‹STAGING_TOKEN/);
  });
  test('that the target was given', async () => {
    const arrived: (string | undefined)[] = [];
    const { runs } = await stage({ act: (request) => (arrived.push(request.headers['x-token'] as string | undefined), { headers: letIn }) });
    await runs.perform('chromium', await get({ request: "{ headers: { X-Token: 'Bearer {secret:token}' } }" }));
    assert.deepEqual(arrived.filter((value) => value !== undefined), [`Bearer ${token}`, `Bearer ${token}`]);
  });
  test('and the case keeps its names', async () => {
    const { runs } = await stage();
    const { result } = await runs.perform('chromium', await get({ request: "{ headers: { X-Token: 'Bearer {secret:token}' } }" }));
    assert.deepEqual(result.case.request.headers, [['X-Token', 'Bearer {secret:token}']]);
  });
  test('and a long body is cut', async () => {
    const { runs } = await stage({ act: () => ({ headers: letIn, body: 'x'.repeat(5000) }) });
    const { client, exchanges } = (await runs.perform('chromium', await get())).result.observation;
    assert.ok(client?.kind === 'response' && client.body.endsWith('… (cut; 5000 characters)'));
    assert.match(exchanges[0]?.response?.body ?? '', /… \(cut; 5000 characters\)$/);
  });
});
