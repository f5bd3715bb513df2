import assert from 'node:assert/strict';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, describe, test } from 'node:test';
import { PoliteClient } from './polite-client.ts';
import type { PoliteClientOptions } from './polite-client.ts';

const closing: (() => void)[] = [];
after(() => {
  for (const close of closing) close();
});

interface Told {
  readonly status: number;
  readonly retryAfter?: string;
}

/** A server that answers in this order, the last again and again. */
async function serve(answers: readonly Told[]): Promise<{ readonly url: string; readonly times: number[] }> {
  const times: number[] = [];
  const server = http.createServer((request, response) => {
    request.resume();
    const { status, retryAfter } = answers[Math.min(times.push(performance.now()), answers.length) - 1]!;
    response.writeHead(status, retryAfter === undefined ? {} : { 'Retry-After': retryAfter }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/data`, times };
}

const clientWith = (more: Partial<PoliteClientOptions> = {}): PoliteClient => new PoliteClient({ resolve: new Map(), ca: [], timeout: 3000, perSecond: 1000, ...more });
const get = (url: string, method = 'GET'): Parameters<PoliteClient['ask']>[0] => ({ method, url, headers: [], body: null });

describe('a server that limits requests', () => {
  const [ok, soon, later] = [{ status: 200 }, { status: 429, retryAfter: '1' }, { status: 429, retryAfter: '21' }];
  const rows: readonly (readonly [words: string, answers: readonly Told[], method: string, asked: number, status: number, seconds: number | null | undefined])[] = [
    ['with nothing of when to come back is not asked again', [{ status: 429 }], 'GET', 1, 429, undefined],
    ['with what is no time, neither', [{ status: 429, retryAfter: 'soon' }], 'GET', 1, 429, undefined],
    ['for a while is asked again after it', [soon, ok], 'GET', 2, 200, undefined],
    ['with a 503 too', [{ status: 503, retryAfter: '1' }, ok], 'OPTIONS', 2, 200, undefined],
    ['not at all by another status', [{ status: 301, retryAfter: '60' }], 'GET', 1, 301, undefined],
    ['again and again is asked twice more, and given up', [{ status: 429, retryAfter: '0' }], 'GET', 3, 429, 0],
    ['for more than 20 s is given up', [later], 'GET', 1, 429, 21],
    ['without end is given up', [{ status: 429, retryAfter: '9'.repeat(400) }], 'GET', 1, 429, null],
    ['is not sent again what may change something', [soon], 'PUT', 1, 429, 1],
  ];
  for (const [words, answers, method, asked, status, seconds] of rows) {
    test(words, async () => {
      const { url, times } = await serve(answers);
      const client = clientWith();
      const answer = await client.ask(get(url, method));
      assert.deepEqual([answer.kind === 'response' && answer.status, times.length, client.limit?.seconds], [status, asked, seconds]);
      if (asked === 2) assert.ok(times[1]! - times[0]! >= 990, `asked again after ${times[1]! - times[0]!} ms`);
      if (seconds === undefined) return;
      const after = await client.ask(get(url));
      assert.match(after.kind === 'not-sent' ? after.why : after.kind, /asks to be left alone/);
      assert.equal(times.length, asked, 'it was left alone');
    });
  }
});

test('no more than 5 requests a second start, of asking and of turns for others together', async () => {
  const { url, times } = await serve([{ status: 200 }]);
  const client = new PoliteClient({ resolve: new Map(), ca: [], timeout: 3000 });
  const start = performance.now();
  await Promise.all([client.ask(get(url)), client.turn([url, url, url]), client.ask(get(url)), client.ask(get(url))]);
  assert.ok(performance.now() - start >= 990, 'six turns take a second');
  assert.equal(times.length, 3);
});

test('who is interrupted waits no longer, and sends nothing more', async () => {
  const { url, times } = await serve([{ status: 429, retryAfter: '19' }]);
  const stop = new AbortController();
  const client = clientWith({ signal: stop.signal });
  setTimeout(() => stop.abort(), 100);
  const start = performance.now();
  assert.equal((await client.ask(get(url))).kind, 'not-sent');
  assert.ok(performance.now() - start < 5000);
  assert.equal(times.length, 1);
});
