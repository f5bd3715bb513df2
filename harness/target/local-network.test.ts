import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { closerThanPage } from './local-network.ts';

describe('a server that is closer than the page', () => {
  const rows: readonly (readonly [words: string, url: string, origin: string, closer: string | null])[] = [
    ['loopback, asked by a page of the internet', 'http://127.0.0.1:3000/', 'https://198.52.0.1', 'local'],
    ['localhost, asked by a page of the internet', 'http://localhost:3000/', 'https://198.52.0.1', 'local'],
    ['IPv6 loopback', 'http://[::1]:3000/', 'https://198.52.0.1', 'local'],
    ['a private address', 'https://192.168.1.1/', 'https://198.52.0.1', 'private'],
    ['a page whose name nobody knows', 'http://127.0.0.1:3000/', 'https://no-such-name.invalid', 'local'],
    ['another port of the same host', 'http://localhost:3000/', 'http://localhost:4000', null],
    ['loopback, asked by a page on loopback', 'http://127.0.0.1:3000/', 'http://localhost:4000', null],
    ['a page and a server of the internet', 'https://198.52.0.2/', 'https://198.52.0.1', null],
  ];
  for (const [words, url, origin, closer] of rows) test(words, async () => assert.equal(await closerThanPage(url, origin, new Map()), closer));

  test('is not looked for where somebody has told us another address', async () => {
    assert.equal(await closerThanPage('http://127.0.0.1:3000/', 'https://198.52.0.1', new Map([['127.0.0.1:3000', { host: '127.0.0.1', port: 1 }]])), null);
  });
});
