import assert from 'node:assert/strict';
import { after, afterEach, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { startOrigins } from '../../servers/topology.ts';
import { AgentChannel } from './channel.ts';
import type { Scheme } from './channel.ts';
import { send as sendTo } from './fake/client.ts';
import type { Sent } from './fake/client.ts';
import type { ClientObservation, PageCase, Step } from './protocol.ts';

// A plain client plays the page: the channel's side of the protocol, and what it makes of who does not keep to it.

const origins = await startOrigins();
after(() => origins.stop());

/** A pull that is never answered fails its test. */
const patience = { timeout: 10_000 };

const open: AgentChannel[] = [];
const sent: Sent[] = [];
afterEach(() => {
  for (const { request } of sent.splice(0)) request.destroy();
  for (const channel of open.splice(0)) channel.close();
});
function openChannel(): AgentChannel {
  const channel = new AgentChannel(origins.topology.document, origins.routes, { page: '/* page */', realm: '/* realm */' });
  open.push(channel);
  return channel;
}

function send(...args: Parameters<typeof sendTo>): Sent {
  const one = sendTo(...args);
  sent.push(one);
  return one;
}

/** Asks for the next step, as the page does. */
const pull = async (channel: AgentChannel, finished = 0, scheme: Scheme = 'http'): Promise<Step> => JSON.parse((await send(channel, 'POST', 'next', JSON.stringify({ finished }), scheme).answer).text) as Step;
const post = async (channel: AgentChannel, ...results: [token: string, body: string][]): Promise<number> => (await send(channel, 'POST', 'report', JSON.stringify({ results: results.map(([token, body]) => ({ token, observations: [saw(body)], duration: 7 })) })).answer).status;

const saw = (body: string): ClientObservation => ({ kind: 'response', type: 'cors', status: 200, statusText: 'OK', redirected: false, url: '', headers: [], body, bodyError: null, events: [] });
const pageCase = (token: string): PageCase => ({ token, api: 'fetch', context: 'window', url: `http://localhost:1/${token}`, method: 'GET', mode: 'cors', credentials: 'same-origin', redirect: 'follow', referrerPolicy: null, headers: [], body: null, wait: 0, enter: null, before: [], setup: [], reach: null, deadline: 1000 });

/** Lets the channel perform cases; notes what is handed over, and whether the batch has ended. */
function perform(channel: AgentChannel, tokens: readonly string[], scheme: Scheme = 'http'): { given: string[]; ended: () => boolean; end: Promise<void> } {
  const given: string[] = [];
  let ended = false;
  const end = channel.perform(tokens.map(pageCase), scheme, 5, (token, [observation], duration) => given.push(`${token} ${observation?.kind === 'response' ? observation.body : observation?.kind} ${duration}`)).then(() => void (ended = true));
  return { given, ended: () => ended, end };
}

describe('the agent page', patience, () => {
  for (const scheme of ['http', 'https'] as const) {
    test(`is at its address over ${scheme}, loads its script beside it, and is kept by no cache`, async () => {
      const channel = openChannel();
      const page = await send(channel, 'GET', 'agent', '', scheme).answer;
      assert.equal(page.status, 200);
      assert.match(page.headers['content-type'] ?? '', /^text\/html/);
      assert.equal(page.headers['cache-control'], 'no-store');
      assert.match(page.text, /<script src="page\.js">/);
      assert.equal((await send(channel, 'GET', 'page.js', '', scheme).answer).text, '/* page */');
      assert.equal((await send(channel, 'GET', 'realm.js', '', scheme).answer).text, '/* realm */');
    });
  }

  for (const does of ['ignores', 'forwards', 'answers'] as const) {
    test(`has a place of its own for a service worker that ${does}`, async () => {
      const channel = openChannel();
      const worker = await send(channel, 'GET', `~${does}/worker.js`).answer;
      assert.match(worker.headers['content-type'] ?? '', /javascript/);
      assert.match(worker.text, /addEventListener\('fetch'/);
      assert.match((await send(channel, 'GET', `~${does}/realm`).answer).text, /<script src="\.\.\/~realm\.js">/);
      assert.equal((await send(channel, 'GET', '~realm.js').answer).text, '/* realm */');
    });
  }

  test('cannot be found without its token', async () => {
    const channel = openChannel();
    const { origin, pathname } = new URL(channel.url('http'));
    const token = pathname.split('/')[1] ?? '';
    assert.ok(token.length >= 16, 'a token that can be guessed');
    const wrong = token.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
    const before = origins.log.strays.length;
    for (const [method, path] of [['GET', 'agent'], ['POST', 'next'], ['POST', 'report'], ['POST', 'beat']] as const) {
      assert.equal((await send(channel, method, `${origin}/${wrong}/${path}`, method === 'GET' ? '' : '{"finished":0,"results":[]}').answer).status, 404, path);
    }
    assert.deepEqual(origins.log.strays.slice(before).map(({ why }) => why), ['no-case', 'no-case', 'no-case', 'no-case']);
  });

  test('is at the document origins only', async () => {
    const channel = openChannel();
    const { pathname } = new URL(channel.url('http'));
    assert.equal((await send(channel, 'GET', origins.topology.resource['same-site'].http + pathname).answer).status, 421);
  });

  test('has another token in every channel', () => assert.notEqual(openChannel().url('http'), openChannel().url('http')));

  test('is heard of with every request, and opened by its first pull', async () => {
    const channel = openChannel();
    let opened = false;
    void channel.opened.then(() => (opened = true));
    for (const [method, path] of [['GET', 'agent'], ['POST', 'beat']] as const) {
      const before = performance.now();
      await send(channel, method, path).answer;
      assert.ok(channel.lastSeen >= before, path);
    }
    assert.equal(opened, false);
    const step = pull(channel);
    await channel.opened;
    void perform(channel, []).end;
    await step;
  });
});

describe('a batch', patience, () => {
  test('goes to the page that waits for it', async () => {
    const channel = openChannel();
    const step = pull(channel);
    await channel.opened;
    perform(channel, ['a', 'b']);
    assert.deepEqual(await step, { kind: 'perform', batch: 1, cases: [pageCase('a'), pageCase('b')], concurrency: 5 });
  });

  test('waits for a page that has not come yet', async () => {
    const channel = openChannel();
    perform(channel, ['a']);
    assert.equal((await pull(channel)).kind, 'perform');
  });

  test('ends with the next pull of a page that says that it has finished it, and not before', async () => {
    const channel = openChannel();
    const { ended, end, given } = perform(channel, ['a']);
    await pull(channel);
    await post(channel, ['a', 'one']);
    assert.deepEqual(given, ['a one 7']);
    assert.equal(ended(), false, 'ended by the last observation');
    void send(channel, 'POST', 'next', '{"finished":0}');
    await pause(20);
    assert.equal(ended(), false, 'ended by a pull that has not finished it');
    void send(channel, 'POST', 'next', '{"finished":1}');
    await end;
  });

  test('ends without observations, too: what is missing is for the caller to see', async () => {
    const channel = openChannel();
    const { given, end } = perform(channel, ['a']);
    await pull(channel);
    void send(channel, 'POST', 'next', '{"finished":1}');
    await end;
    assert.deepEqual(given, []);
  });

  test('is followed by the next, with a number of its own', async () => {
    const channel = openChannel();
    const first = perform(channel, ['a']);
    await pull(channel);
    const step = pull(channel, 1);
    await first.end;
    perform(channel, ['b']);
    assert.deepEqual(await step, { kind: 'perform', batch: 2, cases: [pageCase('b')], concurrency: 5 });
  });

  test('is given once: who asks again meanwhile does not get it', async () => {
    const channel = openChannel();
    perform(channel, ['a']);
    await pull(channel);
    let more: Step | null = null;
    void pull(channel).then((step) => (more = step), () => undefined);
    await pause(30);
    assert.equal(more, null);
  });

  test('is not lost on a page that went away while it waited', async () => {
    const channel = openChannel();
    const gone = send(channel, 'POST', 'next', '{"finished":0}');
    await channel.opened;
    gone.request.destroy();
    await pause(30);
    perform(channel, ['a']);
    const step = await Promise.race([pull(channel), pause(500, null)]);
    assert.equal(step?.kind, 'perform');
  });

  for (const [from, to] of [['http', 'https'], ['https', 'http']] as const) {
    test(`for ${to} sends a page at ${from} there, which then gets it`, async () => {
      const channel = openChannel();
      perform(channel, ['a'], to);
      assert.deepEqual(await pull(channel, 0, from), { kind: 'go', url: channel.url(to) });
      assert.equal((await pull(channel, 0, to)).kind, 'perform');
    });
  }
});

describe('observations', patience, () => {
  test('come as they are posted, in any order', async () => {
    const channel = openChannel();
    const { given } = perform(channel, ['a', 'b', 'c']);
    await pull(channel);
    assert.equal(await post(channel, ['c', 'three']), 200);
    assert.equal(await post(channel, ['a', 'one'], ['b', 'two']), 200);
    assert.deepEqual(given, ['c three 7', 'a one 7', 'b two 7']);
  });

  test('count once', async () => {
    const channel = openChannel();
    const { given } = perform(channel, ['a', 'b']);
    await pull(channel);
    await post(channel, ['a', 'one'], ['a', 'other']);
    assert.equal(await post(channel, ['a', 'again'], ['b', 'two']), 200);
    assert.deepEqual(given, ['a one 7', 'b two 7']);
  });

  test('of cases outside the batch are ignored, and those beside them count', async () => {
    const channel = openChannel();
    const { given } = perform(channel, ['a']);
    await pull(channel);
    assert.equal(await post(channel, ['stranger', 'x'], ['a', 'one'], ['__proto__', 'x']), 200);
    assert.deepEqual(given, ['a one 7']);
  });

  test('of an earlier batch are ignored', async () => {
    const channel = openChannel();
    const first = perform(channel, ['a', 'b']);
    await pull(channel);
    await post(channel, ['a', 'one']);
    const step = pull(channel, 1);
    await first.end;
    const second = perform(channel, ['c']);
    await step;
    await post(channel, ['b', 'late'], ['c', 'three']);
    assert.deepEqual([first.given, second.given], [['a one 7'], ['c three 7']]);
  });

  for (const body of ['', 'noise', 'null', '{}', '{"results":null}', '{"results":[null]}', '[]']) {
    test(`what is none (${JSON.stringify(body)}) is refused, and the channel lives`, async () => {
      const channel = openChannel();
      const { given } = perform(channel, ['a']);
      await pull(channel);
      assert.ok((await send(channel, 'POST', 'report', body).answer).status >= 400);
      await post(channel, ['a', 'one']);
      assert.deepEqual(given, ['a one 7']);
    });
  }
});

describe('closing', patience, () => {
  test('ends a waiting pull with 410', async () => {
    const channel = openChannel();
    const { answer } = send(channel, 'POST', 'next', '{"finished":0}');
    await channel.opened;
    channel.close();
    assert.equal((await answer).status, 410);
  });

  test('leaves nothing: the page is gone, and nothing that it posts counts', async () => {
    const channel = openChannel();
    const { given } = perform(channel, ['a']);
    await pull(channel);
    channel.close();
    assert.equal(await post(channel, ['a', 'late']), 404);
    assert.equal((await send(channel, 'GET', 'agent').answer).status, 404);
    assert.equal((await send(channel, 'POST', 'next', '{"finished":1}').answer).status, 404);
    assert.deepEqual(given, []);
  });

  test('leaves other channels alone', async () => {
    const [one, other] = [openChannel(), openChannel()];
    one.close();
    perform(other, ['a']);
    assert.equal((await pull(other)).kind, 'perform');
  });

  test('may be done twice', () => {
    const channel = openChannel();
    channel.close();
    channel.close();
  });
});
