import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Facts } from '../fetch/fetch-params.ts';
import { freshWorld, predict } from '../fetch/predict.ts';
import { reasons } from '../fetch/reason.ts';
import type { Reason } from '../fetch/reason.ts';
import type { ScriptRequest } from '../fetch/script-request.ts';
import { textOf } from './reasons.ts';

const facts: Facts = { origin: 'http://localhost:8001', url: 'http://127.0.0.1:8002/x', method: 'PUT', header: 'Access-Control-Allow-Origin', sent: 'https://other.test', wanted: 'http://localhost:8001', status: 200, preflight: false };
const bare: Facts = { ...facts, header: null, sent: null, wanted: null, status: null };
const rows: readonly [what: string, facts: Facts | null][] = [
  ['a response', facts],
  ['a preflight', { ...facts, preflight: true, status: 405 }],
  ['an error page', { ...facts, status: 500, sent: null }],
  ['an opaque origin', { ...facts, origin: 'null', wanted: 'null' }],
  ['values that are not known', bare],
  ['a preflight of which nothing is known', { ...bare, preflight: true }],
  ['an empty header', { ...facts, sent: '' }],
  ['no facts', null],
];

describe('texts', () => {
  for (const reason of reasons) {
    const { title, sentence, link, mend } = textOf(reason);
    test(`${reason}: a short title, a sentence, a link`, () => {
      assert.ok(title.length <= 70, `${title.length} characters`);
      assert.doesNotMatch(title, /\.$/);
      assert.match(sentence, /^[A-Z`].*[^.]\.$/);
      assert.match(link, /^https:\/\/(fetch\.spec\.whatwg\.org|wicg\.github\.io\/local-network-access)\/#\S+$/);
    });
    for (const [what, given] of rows)
      test(`${reason}: what to do about ${what}`, () => {
        const items = mend(given);
        assert.ok(items.length > 0);
        for (const item of items) {
          assert.match(item, /^[A-Z].*[^.]\.$/);
          assert.doesNotMatch(item, /undefined|\bnull[ ,)]| \(\)|``| {2}/);
        }
        assert.equal(new Set(items).size, items.length);
      });
  }
});

describe('mend', () => {
  const says = (reason: Reason, part: RegExp, given: Partial<Facts> = {}, without?: RegExp): void => {
    const text = textOf(reason).mend({ ...facts, ...given }).join('\n');
    assert.match(text, part);
    if (without !== undefined) assert.doesNotMatch(text, without);
  };
  test('names the response that failed', () => {
    says('acao-missing', /^Send `Access-Control-Allow-Origin: http:\/\/localhost:8001` with the response to `PUT http:\/\/127\.0\.0\.1:8002\/x`\./);
    says('acao-missing', /^Send .* with the response to the preflight \(`OPTIONS http:\/\/127\.0\.0\.1:8002\/x`\), too\./, { preflight: true });
  });
  test('quotes what the header says', () => {
    says('acao-mismatch', /now it says: `https:\/\/other\.test`/);
    says('method-not-allowed', /^Add `PUT` to `Access-Control-Allow-Methods` .* \(now it says: `GET, POST`\)/, { wanted: 'PUT', sent: 'GET, POST', preflight: true });
    says('method-not-allowed', /\(it is not there now\)/, { wanted: 'PUT', sent: null, preflight: true });
  });
  test('an error page needs the header too', () => says('acao-missing', /The response is a 500: error responses need the header too/, { status: 500 }));
  test('what is said of a stated preflight status is not said of a success', () => says('acao-missing', /^Send/, { preflight: true, status: 204 }, /next obstacle/));
  test('a method in lower case is mended in script', () => says('method-case', /^Write `PATCH` in script, not `patch`/, { wanted: 'patch', sent: 'PATCH' }));
  test('a list in lower case is mended in the list', () => says('method-case', /^Write `PATCH` in upper case in `Access-Control-Allow-Methods`/, { wanted: 'PATCH', sent: 'patch' }, /in script/));
  test('no server is told to let null in', () => {
    for (const reason of ['acao-missing', 'acao-star-with-credentials', 'acao-mismatch', 'acao-null', 'acac-not-true', 'mode-same-origin', 'corp'] as const) says(reason, /\S/, { origin: 'null', wanted: 'null' }, /Allow-Origin: null/);
  });
  test('a login must let the preflight pass', () => says('preflight-status', /before the login is checked/, { status: 401, preflight: true }));
  test('an address without a scheme', () => says('scheme-not-http', /^Write `http:\/\/localhost:3000\/x`/, { url: 'localhost:3000/x' }));
  test('no password is repeated', () => {
    for (const reason of ['redirect-userinfo', 'redirect-location-invalid', 'redirect-scheme', 'redirect-count'] as const) says(reason, /\S/, { header: 'Location', sent: 'ftp://ann:secret@a.test/' }, /secret/);
  });
});

describe('with the facts of a prediction', () => {
  const asked: ScriptRequest = { api: 'fetch', origin: 'http://localhost:8001', clientUrl: 'http://localhost:8001/', url: 'http://127.0.0.1:8002/x', method: 'patch', mode: 'cors', credentials: 'include', redirect: 'follow', referrerPolicy: null, headers: [], body: null, uploadListeners: false };
  test('a method in lower case', () => {
    const headers = [['Access-Control-Allow-Origin', 'http://localhost:8001'], ['Access-Control-Allow-Credentials', 'true'], ['Access-Control-Allow-Methods', 'GET, PATCH']] as const;
    const { outcome } = predict(asked, () => ({ status: 204, statusText: '', headers, body: '' }), freshWorld);
    assert.equal(outcome.kind, 'network-error');
    assert.match(textOf(outcome.reason).mend(outcome.facts)[0]!, /^Write `PATCH` in script, not `patch`.* \(now it says: `GET, PATCH`\)/);
  });
});
