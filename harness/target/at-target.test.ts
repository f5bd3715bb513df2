import assert from 'node:assert/strict';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, describe, test } from 'node:test';
import type { HeaderList } from '../fetch/header.ts';
import type { ScriptRequest } from '../fetch/script-request.ts';
import { mayBegin, performAtTarget } from './at-target.ts';
import type { AtTarget, RequestToTarget } from './at-target.ts';
import { consentTo } from './consent.ts';
import type { Attempt, RequestAt } from './page-at.ts';
import { askPlainly } from './plain-client.ts';
import { RateGate } from './rate.ts';
import { TargetClient } from './target-client.ts';

const page = 'http://app.example.test';
const letIn: HeaderList = [['Access-Control-Allow-Origin', page], ['Access-Control-Allow-Methods', 'PUT, DELETE'], ['Access-Control-Allow-Headers', 'x-token']];

/** What a server does with a request; null: it cuts the connection. */
type Act = (method: string, url: string) => { readonly status: number; readonly headers?: HeaderList } | null;

interface Stage {
  readonly port: number;
  /** All that arrived. */
  readonly requests: string[];
  readonly client: TargetClient;
}

const closing: (() => void)[] = [];
after(() => {
  for (const close of closing) close();
});

/** Starts the target at http://api.example.test, and at http://cdn.example.test, which is listed, too. */
async function stage(act: Act): Promise<Stage> {
  const requests: string[] = [];
  const server = http.createServer((request, response) => {
    requests.push(`${request.method} ${request.headers.host}${request.url}`);
    const answer = act(request.method ?? '', request.url ?? '');
    if (answer === null) request.socket.destroy();
    else response.writeHead(answer.status, (answer.headers ?? []).flat()).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const there = { host: '127.0.0.1', port };
  const resolve = new Map(['api.example.test:80', 'cdn.example.test:80', 'other.example.test:80'].map((place) => [place, there]));
  const rate = new RateGate({ target: 'staging', perSecond: 100, sleep: () => Promise.resolve(), now: () => tick++ * 1000 });
  return { port, requests, client: new TargetClient({ name: 'staging', origins: ['http://api.example.test', 'http://cdn.example.test'], resolve, ca: [], timeout: 2000, rate }) };
}

/** Seconds that seem to have passed: one each time that somebody looks. */
let tick = 0;

const script = (given: Partial<ScriptRequest>): ScriptRequest => ({ api: 'fetch', origin: page, clientUrl: `${page}/`, url: 'http://api.example.test/data', method: 'GET', mode: 'cors', credentials: 'same-origin', redirect: 'follow', referrerPolicy: null, headers: [], body: null, uploadListeners: false, ...given });

function requestOf(given: Partial<ScriptRequest>, { preflightOnly = false, unsafe = false, cookie = null as string | null } = {}): RequestToTarget {
  const asked = script(given);
  return {
    script: asked,
    page: { api: 'fetch', url: asked.url, method: asked.method, mode: 'cors', credentials: asked.credentials, redirect: asked.redirect, referrerPolicy: null, headers: asked.headers, body: null },
    cookie,
    preflightOnly,
    consent: (method) => consentTo(method, { config: unsafe, scenario: unsafe }),
    deadline: 2000,
  };
}

const identity = { name: 'chromium', version: '1', build: 'system', driver: 'playwright', from: 'a fake' } as const;

/** Stands in for the engine: notes what it is asked, and sends the preflight and the request where it is told to connect. */
function makeEngine(): { readonly asked: RequestAt[]; readonly perform: (request: RequestAt) => Promise<Attempt>; readonly answers: string[] } {
  const [asked, answers]: [RequestAt[], string[]] = [[], []];
  return {
    asked,
    answers,
    async perform(request) {
      const refused = await request.turn();
      if (refused !== null) return { engine: 'chromium', identity, trouble: refused, client: null, words: [], connections: [], refused: [], cookiesSent: null };
      asked.push(request);
      for (const method of ['OPTIONS', request.request.method]) {
        const answer = await askPlainly({ method, url: request.request.url, headers: [['Origin', page]], body: null }, { resolve: request.resolve, ca: [], timeout: 2000 });
        answers.push(answer.kind === 'response' ? `${method} ${answer.status}` : `${method} ${answer.code}`);
      }
      return { engine: 'chromium', identity, trouble: null, client: null, words: [], connections: [], refused: [], cookiesSent: null };
    },
  };
}

const works: Act = () => ({ status: 200, headers: letIn });
const saidOf = (seen: AtTarget): string => (seen.kind === 'not-asked' ? `not-asked: ${seen.notSent.because}: ${seen.notSent.why}` : seen.kind === 'unseen' ? `unseen: ${seen.why}` : seen.kind === 'asked' && seen.twin ? 'asked a twin' : seen.kind);

describe('a request to a target', () => {
  test('is made by the plain client, and at once thereafter by the engine', async () => {
    const { requests, client } = await stage(works);
    const engine = makeEngine();
    assert.equal(saidOf(await performAtTarget(requestOf({}, { cookie: 'a=b' }), client, engine.perform)), 'asked');
    assert.deepEqual(requests, ['GET api.example.test/data', 'OPTIONS api.example.test/data', 'GET api.example.test/data']);
    assert.deepEqual([[...engine.asked[0]?.targets ?? []], engine.asked[0]?.deadline], [['http://api.example.test'], 2000]);
  });
  test('lets the engine go where the plain client was led, and nowhere else', async () => {
    const { client } = await stage((_method, url) => (url === '/data' ? { status: 302, headers: [...letIn, ['Location', 'http://cdn.example.test/there']] } : { status: 200, headers: letIn }));
    const engine = makeEngine();
    await performAtTarget(requestOf({}), client, engine.perform);
    assert.deepEqual([...engine.asked[0]?.targets ?? []], ['http://api.example.test', 'http://cdn.example.test']);
  });
});

describe('without consent nothing is sent, and no engine is asked', () => {
  const rows: readonly (readonly [what: string, given: Partial<ScriptRequest>])[] = [
    ['PUT, not even its preflight', { method: 'PUT' }],
    ['POST, which has no preflight', { method: 'POST' }],
    ['patch, which is another method than PATCH', { method: 'patch' }],
    ['a method of our own', { method: 'CHICKEN' }],
  ];
  for (const [what, given] of rows) {
    test(what, async () => {
      const { requests, client } = await stage(works);
      const engine = makeEngine();
      assert.match(saidOf(await performAtTarget(requestOf(given), client, engine.perform)), /^not-asked: consent: skipped: unsafe method/);
      assert.deepEqual([requests, engine.asked, mayBegin(requestOf(given)).ok], [[], [], false]);
    });
  }
  for (const method of ['GET', 'head', 'OPTIONS']) test(`${method} needs none`, () => assert.equal(mayBegin(requestOf({ method })).ok, true));
  test('with consent it is sent', async () => {
    const { requests, client } = await stage(works);
    assert.equal(saidOf(await performAtTarget(requestOf({ method: 'PUT' }, { unsafe: true }), client, makeEngine().perform)), 'asked');
    assert.deepEqual(requests.slice(0, 2), ['OPTIONS api.example.test/data', 'PUT api.example.test/data']);
  });
});

describe('where only the preflight may be sent', () => {
  const only = { preflightOnly: true };
  const preflight = ['OPTIONS api.example.test/data'];

  test('it is all that arrives, and the engine is led to a twin', async () => {
    const { requests, client, port } = await stage(works);
    const engine = makeEngine();
    assert.equal(saidOf(await performAtTarget(requestOf({ method: 'DELETE' }, only), client, engine.perform)), 'asked a twin');
    assert.deepEqual([requests, engine.answers], [preflight, ['OPTIONS 200', 'DELETE 200']]);
    const [to, ...others] = [...engine.asked[0]?.resolve ?? []];
    assert.deepEqual([to?.[0], to?.[1].host, others], ['api.example.test:80', '127.0.0.1', []]);
    assert.notEqual(to?.[1].port, port);
  });
  test('the twin is gone thereafter', async () => {
    const { client } = await stage(works);
    const engine = makeEngine();
    await performAtTarget(requestOf({ method: 'DELETE' }, only), client, engine.perform);
    const answer = await askPlainly({ method: 'OPTIONS', url: 'http://api.example.test/data', headers: [], body: null }, { resolve: engine.asked[0]?.resolve ?? new Map(), ca: [], timeout: 2000 });
    assert.equal(answer.kind === 'failed' && answer.code, 'ECONNREFUSED');
  });
  test('the twin is gone also where the engine fails', async () => {
    const { client } = await stage(works);
    let resolve: RequestAt['resolve'] = new Map();
    await assert.rejects(performAtTarget(requestOf({ method: 'DELETE' }, only), client, (request) => ((resolve = request.resolve), Promise.reject(new Error('no engine')))), /no engine/);
    const answer = await askPlainly({ method: 'OPTIONS', url: 'http://api.example.test/data', headers: [], body: null }, { resolve, ca: [], timeout: 2000 });
    assert.equal(answer.kind === 'failed' && answer.code, 'ECONNREFUSED');
  });

  const rows: readonly (readonly [what: string, given: Partial<ScriptRequest>, act: Act, said: RegExp, arrived: readonly string[]])[] = [
    ['a preflight that is refused is shown to the engine, too', { method: 'PUT' }, () => ({ status: 403 }), /^asked a twin$/, preflight],
    ['consent to more changes nothing', { method: 'PUT', headers: [['X-Token', 'a']] }, works, /^asked a twin$/, preflight],
    ['a request without a preflight is not sent', { method: 'POST' }, works, /^unseen: .*by the standard there is none/, []],
    ['nor is a GET', {}, works, /^unseen: /, []],
    ['a request that the API refuses has none', { method: 'TRACE' }, works, /^unseen: /, []],
    ['an answer that no twin can give is shown to nobody', { method: 'PUT' }, () => ({ status: 101 }), /^unseen: .*twin/, preflight],
    ['a preflight without an answer is no block', { method: 'PUT' }, () => null, /^no-answer$/, preflight],
  ];
  for (const [what, given, act, said, arrived] of rows) {
    test(what, async () => {
      const { requests, client } = await stage(act);
      const engine = makeEngine();
      assert.match(saidOf(await performAtTarget(requestOf(given, { ...only, unsafe: what.startsWith('consent') }), client, engine.perform)), said);
      assert.deepEqual([requests, engine.asked.length], [arrived, said.source.startsWith('^asked') ? 1 : 0]);
    });
  }
});

describe('no engine is asked', () => {
  const rows: readonly (readonly [what: string, given: Partial<ScriptRequest>, act: Act, said: RegExp, arrived: number])[] = [
    ['where the address is out of scope', { url: 'http://other.example.test/' }, works, /^not-asked: out-of-scope: .*no origin of a target/, 0],
    ['where a redirect leads out of scope', {}, () => ({ status: 302, headers: [...letIn, ['Location', 'http://other.example.test/']] }), /^not-asked: out-of-scope: /, 1],
    ['where a redirect leads out of scope after a preflight', { method: 'PUT' }, (method) => (method === 'OPTIONS' ? { status: 204, headers: letIn } : { status: 307, headers: [...letIn, ['Location', 'http://other.example.test/']] }), /^not-asked: out-of-scope: /, 2],
    ['where the server cuts the connection', {}, () => null, /^no-answer$/, 1],
    ['where it cuts it after the preflight', { method: 'PUT' }, (method) => (method === 'OPTIONS' ? { status: 204, headers: letIn } : null), /^no-answer$/, 2],
    ['where it wants to be left alone', {}, () => ({ status: 429, headers: [['Retry-After', '9999']] }), /^not-asked: left-alone: .*Retry-After/, 1],
  ];
  for (const [what, given, act, said, arrived] of rows) {
    test(what, async () => {
      const { requests, client } = await stage(act);
      const engine = makeEngine();
      assert.match(saidOf(await performAtTarget(requestOf(given, { unsafe: true }), client, engine.perform)), said);
      assert.deepEqual([requests.length, engine.asked], [arrived, []]);
    });
  }

  test('where the target failed ten times before', async () => {
    const { requests, client } = await stage(() => ({ status: 500 }));
    const engine = makeEngine();
    for (let time = 0; time < 9; time++) await client.ask({ method: 'GET', url: 'http://api.example.test/', headers: [], body: null });
    assert.match(saidOf(await performAtTarget(requestOf({}), client, engine.perform)), /^not-asked: left-alone: /);
    assert.match(saidOf(await performAtTarget(requestOf({}), client, engine.perform)), /^not-asked: left-alone: /);
    assert.deepEqual([requests.length, engine.asked], [10, []]);
  });
});

test('a POST that a redirect makes a GET stays one', async () => {
  const { requests, client } = await stage((_method, url) => (url === '/data' ? { status: 303, headers: [...letIn, ['Location', '/there']] } : { status: 200, headers: letIn }));
  await performAtTarget(requestOf({ method: 'POST' }, { unsafe: true }), client, makeEngine().perform);
  assert.deepEqual(requests.slice(0, 2), ['POST api.example.test/data', 'GET api.example.test/there']);
});
