import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { startCookieStandIn } from './cookie-stand-in.ts';
import type { CookieStandIn } from './cookie-stand-in.ts';
import { askPlainly } from './plain-client.ts';
import type { PlainAnswer } from './plain-client.ts';

const cookies = ['a=1; Path=/', 'b=2; Path=/'];
const started: CookieStandIn[] = [];
after(() => Promise.all(started.map((one) => one.stop())));

async function start(url = 'http://api.example.test/data?a=b'): Promise<{ readonly standIn: CookieStandIn; readonly ask: (url: string, cookie?: string) => Promise<PlainAnswer> }> {
  const standIn = await startCookieStandIn(url, cookies);
  started.push(standIn);
  return { standIn, ask: (at, cookie) => askPlainly({ method: 'GET', url: at, headers: cookie === undefined ? [] : [['Cookie', cookie]], body: null }, { resolve: standIn.resolve, ca: [], timeout: 2000 }) };
}

test('sets the cookies with the first address alone, and keeps no connection', async () => {
  const { standIn: { urls: [set, check] }, ask } = await start();
  const lines = async (url: string, name: string): Promise<string[]> => {
    const answer = await ask(url);
    return answer.kind === 'response' ? answer.headers.filter(([one]) => one.toLowerCase() === name).map(([, value]) => value) : assert.fail(JSON.stringify(answer));
  };
  assert.deepEqual(await lines(set, 'set-cookie'), cookies);
  assert.deepEqual(await lines(check, 'set-cookie'), []);
  assert.deepEqual(await lines(set, 'connection'), ['close']);
});

describe('what it saw', () => {
  const rows: readonly (readonly [words: string, asks: readonly (readonly ['set' | 'check' | 'other', cookie?: string])[], sent: boolean | null, strays: number])[] = [
    ['nothing', [], null, 0],
    ['both, with the cookies', [['set'], ['check', 'a=1; b=2']], true, 0],
    ['more cookies, in another order', [['set'], ['check', 'b=2; c=3; a=1']], true, 0],
    ['one of the cookies', [['set'], ['check', 'a=1']], false, 0],
    ['an older value', [['set'], ['check', 'a=0; b=2']], false, 0],
    ['none', [['set'], ['check']], false, 0],
    ['the first alone', [['set', 'a=1; b=2']], null, 0],
    ['the second alone proves nothing, and is strange', [['check', 'a=1; b=2']], null, 1],
    ['the request itself, which must not come', [['set'], ['check', 'a=1; b=2'], ['other']], true, 1],
  ];
  for (const [words, asks, sent, strays] of rows) {
    test(words, async () => {
      const { standIn, ask } = await start();
      for (const [which, cookie] of asks) await ask(which === 'other' ? 'http://api.example.test/data?a=b' : standIn.urls[which === 'set' ? 0 : 1], cookie);
      assert.deepEqual(standIn.seen(), { sent, strays });
    });
  }
});

test('has other addresses each time, which nobody can guess', async () => {
  const [one, other] = [(await start()).standIn.urls, (await start()).standIn.urls];
  assert.match(one[0], /^http:\/\/api\.example\.test\/~cookies\/[0-9a-f]{32}\/set$/);
  assert.notEqual(one[0], other[0]);
});

test('is gone once it is stopped', async () => {
  const { standIn, ask } = await start();
  await standIn.stop();
  const answer = await ask(standIn.urls[0]);
  assert.equal(answer.kind === 'failed' && answer.trouble, 'refused');
});
