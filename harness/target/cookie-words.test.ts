import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AskedRequest } from './asked-request.ts';
import { cookieMends, cookieWords } from './cookie-words.ts';
import type { EngineAnswer } from './explanation.ts';
import type { AskedAndAnswered } from './foretell.ts';

const origin = 'https://app.example.com';
const asked = (url: string): AskedRequest => ({ url, method: 'GET', headers: [], body: null, mode: 'cors', credentials: 'include', redirect: 'follow', cookie: 'a=s3cr3t', origin, notes: [] });
const answer = (given: Partial<EngineAnswer> = {}): EngineAnswer => ({ engine: 'webkit', identity: null, result: 'fails', says: 'it says', words: [], agreement: { kind: 'silent' }, surprising: false, cookiesSent: false, ...given });
const answered = (status: number): AskedAndAnswered[] => [{ request: { role: 'request', method: 'GET', url: 'https://api.example.com/', headers: {}, body: null }, answer: { kind: 'response', status, statusText: '', headers: [], body: '' } }];

describe('of an engine it is said', () => {
  const rows: readonly (readonly [words: string, engine: Partial<EngineAnswer>, url: string, page: string, statuses: readonly [number, number | null], says: RegExp])[] = [
    ['nothing where it is not known', { cookiesSent: null }, 'https://api.example.com/', origin, [200, 401], /^it says$/],
    ['that they go', { cookiesSent: true }, 'https://api.example.com/', origin, [200, 401], /^it says; the cookies go with it$/],
    ['that they go, as they were set here', { cookiesSent: true }, 'https://api.other.com/', origin, [200, 401], /may be kept apart$/],
    ['that they do not, and that it fails of it', {}, 'https://api.other.com/', origin, [200, 401], /does not send the cookies, which are those of another site, and that is why: without them the server answers 401, with them 200$/],
    ['that they do not, where both are refused', {}, 'https://api.other.com/', origin, [403, 401], /another site$/],
    ['that they do not, where it makes no difference', {}, 'https://api.other.com/', origin, [200, 200], /another site$/],
    ['that they do not, where nobody asked without', {}, 'https://api.other.com/', origin, [200, null], /another site$/],
    ['why WebKitGTK does not, below .test', {}, 'https://api.example.test/', 'https://app.example.test', [200, 200], /WebKitGTK takes each name/],
    ['no such thing of another engine', { engine: 'chromium' }, 'https://api.example.test/', 'https://app.example.test', [200, 200], /send the cookies$/],
  ];
  for (const [words, engine, url, page, [withThem, without], says] of rows) {
    test(words, () => {
      const said = cookieWords(answer(engine), { asked: asked(url), origin: page, exchanges: answered(withThem), withoutCookies: without === null ? null : { cause: { kind: 'opaque' }, exchanges: answered(without) } });
      assert.match(said.says, says);
      assert.ok(!said.says.includes('s3cr3t'));
    });
  }
});

test('what would make them be sent depends on the sites and the scheme', () => {
  const mends = (url: string): string => cookieMends(asked(url), origin).join(' ');
  assert.match(mends('https://api.other.com/'), /one site.*Authorization.*Partitioned/);
  assert.match(mends('http://api.other.com/'), /over https/);
  assert.match(mends('https://api.example.com/'), /public suffix list/);
});
