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
  engines: [{ engine: 'firefox', identity: null, result: 'fails', says: 'TypeError', words: [{ source: 'console', code: null, detail: null, text: `failed https://api.example.test/data?key=abcdefg with ${token}`, url: 'https://api.example.test/data?key=abcdefg' }], agreement: { kind: 'silent' }, surprising: false }],
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

test('values that no header can have are hidden where they stand, and hinder nothing', () => {
  const odd = hideSecrets({ ...leaking, asked: { ...asked, headers: [['Authorization', 'Bearer ‹odd-one›'], ['X-Api-Key', 'a']] } });
  assert.ok(!JSON.stringify(odd.asked.headers).includes('odd-one'));
});
