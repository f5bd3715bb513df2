import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AskedRequest } from './asked-request.ts';
import type { Explanation } from './explanation.ts';
import { hideSecrets } from './hide-secrets.ts';

const token = 's3cr3t-t0ken';
const asked: AskedRequest = { url: 'https://user:pa55word@api.example.test/data?key=abcdefg', method: 'GET', headers: [['Authorization', `Bearer ${token}`], ['X-Api-Key', 'k3y-0f-m1ne'], ['X-Short', 'a']], body: null, mode: 'cors', credentials: 'include', redirect: 'follow', cookie: 'session=c00k1e-value', origin: null, notes: [] };
/** An explanation in which server, engine and harness repeat what was sent. */
const leaking: Explanation = {
  format: 1,
  asked,
  origin: 'https://app.example.com',
  works: false,
  cause: { kind: 'network', trouble: 'reset', code: 'ECONNRESET', url: asked.url },
  exchanges: [{ request: { role: 'request', method: 'GET', url: 'https://api.example.test/data?key=abcdefg', headers: { authorization: `Bearer ${token}` }, body: null }, answer: { kind: 'response', status: 401, statusText: 'No', headers: [['X-Echo', `you sent ${token}`], ['Location', `/?next=${encodeURIComponent(token)}`], ['Set-Cookie', 'session=c00k1e-value']], body: `{"token":"${token}","b64":"${Buffer.from(token).toString('base64')}"}` } }],
  trace: [{ algorithm: 'main-fetch', step: '12', says: `https://api.example.test/data?key=abcdefg is asked` }],
  engines: [{ engine: 'firefox', identity: null, result: 'fails', says: 'TypeError', words: [{ source: 'console', code: null, detail: null, text: `failed https://api.example.test/data?key=abcdefg with ${token}`, url: 'https://api.example.test/data?key=abcdefg' }], agreement: { kind: 'silent' }, surprising: false, cookiesSent: null }],
  withoutCookies: null,
  mends: ['Look at `GET https://api.example.test/data?key=abcdefg` again'],
  advice: [],
  probes: [],
};
const shown = hideSecrets(leaking);

describe('an explanation', () => {
  for (const secret of [token, 'k3y-0f-m1ne', 'c00k1e-value', 'pa55word', 'abcdefg', Buffer.from(token).toString('base64')]) {
    test(`does not show ${secret.slice(0, 3)}…, wherever it was repeated`, () => assert.ok(!JSON.stringify(shown).includes(secret)));
  }

  test('shows that it is the same everywhere, and how long', () => {
    const marks = new Set(JSON.stringify(shown).match(/‹query key: 7 characters, #[0-9a-f]+›/g));
    assert.equal(marks.size, 1);
  });

  test('keeps what is no secret', () => {
    assert.deepEqual(shown.asked.headers.map(([name]) => name), ['Authorization', 'X-Api-Key', 'X-Short']);
    assert.deepEqual([shown.cause.kind, shown.works, shown.asked.method, shown.origin], ['network', false, 'GET', 'https://app.example.com']);
    assert.match(shown.exchanges[0]?.request.url ?? '', /^https:\/\/api\.example\.test\/data\?key=‹/);
    assert.equal(shown.asked.headers[2]?.[1], 'a');
  });
});

describe('cookies', () => {
  const withCookie = (cookie: string): string => {
    const exchanges: Explanation['exchanges'] = leaking.exchanges.map(({ request, answer }) => ({ request: { ...request, headers: { cookie } }, answer }));
    return JSON.stringify(hideSecrets({ ...leaking, asked: { ...asked, cookie }, exchanges, withoutCookies: { cause: { kind: 'opaque' }, exchanges }, mends: [`it was ${cookie}`] }));
  };
  const rows: readonly (readonly [words: string, cookie: string, hidden: readonly string[], shown?: readonly string[]])[] = [
    ['each by itself, wherever it stands', 'a=first-value; b="second value"', ['first-value', 'second value'], ['‹Cookie']],
    ['of a header by its place, however short', 'pin=77; x=8q', ['=77', '8q']],
    ['one that is a word of ours, by its place', 'theme=firefox', ['theme=firefox'], ['"engine":"firefox"']],
    ['one that would stand in what is shown instead', 'theme=Cookie', ['theme=Cookie']],
  ];
  for (const [words, cookie, hidden, also = []] of rows) {
    test(`are hidden: ${words}`, () => {
      const text = withCookie(cookie).replace(`it was ${cookie}`, '');
      for (const one of hidden) assert.ok(!text.includes(one), `${one} is in ${text}`);
      for (const one of also) assert.ok(text.includes(one), `${one} is missing in ${text}`);
    });
  }
});

test('values that no header can have are hidden where they stand, and hinder nothing', () => {
  const odd = hideSecrets({ ...leaking, asked: { ...asked, cookie: 'a=‹odd-one›', headers: [['Authorization', 'Bearer ‹odd-one›'], ['X-Api-Key', 'a']] } });
  assert.ok(!JSON.stringify(odd.asked).includes('odd-one'));
});
