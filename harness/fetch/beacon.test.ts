import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { predict } from './predict.ts';
import type { FetchResponse } from './request.ts';
import type { ScriptBody, ScriptRequest } from './script-request.ts';

// Beacons and images: requests of which script learns little. https://w3c.github.io/beacon/#sec-processing-model, https://html.spec.whatwg.org/#create-a-potential-cors-request

const asked: ScriptRequest = {
  api: 'beacon', origin: 'https://a.example', clientUrl: 'https://a.example/page', url: 'https://b.example/x', method: 'POST', mode: 'no-cors', credentials: 'include',
  redirect: 'follow', referrerPolicy: null, headers: [], body: null, uploadListeners: false,
};
const silent: FetchResponse = { status: 204, statusText: '', headers: [], body: '' };
const open: FetchResponse = { ...silent, headers: [['Access-Control-Allow-Origin', 'https://a.example'], ['Access-Control-Allow-Credentials', 'true'], ['Access-Control-Allow-Headers', 'content-type']] };

describe('a beacon', () => {
  const rows: readonly (readonly [what: string, body: ScriptBody | null, response: FetchResponse, sent: readonly string[]])[] = [
    ['without a body is a POST without Content-Type', null, silent, ['POST (none)']],
    ['with a text goes without a preflight', { kind: 'text', text: 'a' }, silent, ['POST text/plain;charset=UTF-8']],
    ['with a form goes without a preflight', { kind: 'form', fields: { a: '1' } }, silent, ['POST application/x-www-form-urlencoded;charset=UTF-8']],
    ['with a Blob of another type is preflighted', { kind: 'blob', type: 'application/json', text: '{}' }, open, ['OPTIONS (none)', 'POST application/json']],
    ['that the server does not allow ends with the preflight', { kind: 'blob', type: 'application/json', text: '{}' }, silent, ['OPTIONS (none)']],
  ];
  for (const [what, body, response, sent] of rows) {
    test(what, () => {
      const { outcome, exchanges } = predict({ ...asked, body }, () => response);
      assert.deepEqual(exchanges.map(({ method, headers }) => `${method} ${headers['content-type'] ?? '(none)'}`), sent);
      assert.equal(outcome.kind, 'sent', 'script is told no more');
    });
  }
  test('to another scheme throws', () => assert.equal(predict({ ...asked, url: 'ftp://b.example/' }, () => silent).outcome.kind, 'exception'));
  test('sends cookies', () => {
    const { exchanges } = predict({ ...asked, url: 'https://a.example/y' }, () => silent, { cookies: [{ name: 'a', value: 'b', hostname: 'a.example', path: '/', secure: false, sameSite: 'default', uncertain: false }], preflightCache: [], httpCache: [], now: 0, longestMaxAge: Infinity, clientAddressSpace: null, http: '1.1' });
    assert.equal(exchanges[0]?.headers['cookie'], 'a=b');
  });
});

describe('an image', () => {
  const image = (changes: Partial<ScriptRequest>, response: FetchResponse): string => {
    const { outcome } = predict({ ...asked, api: 'img', method: 'GET', ...changes }, () => response);
    return outcome.kind === 'response' ? outcome.type : 'reason' in outcome ? outcome.reason : outcome.kind;
  };
  test('needs no CORS header', () => assert.equal(image({}, silent), 'opaque'));
  test('with crossorigin needs one', () => assert.equal(image({ mode: 'cors', credentials: 'same-origin' }, silent), 'acao-missing'));
  test('with crossorigin, allowed', () => assert.equal(image({ mode: 'cors', credentials: 'include' }, open), 'cors'));
  test('names what it accepts itself', () => assert.equal(predict({ ...asked, api: 'img', method: 'GET' }, () => silent).exchanges[0]?.headers['accept'], undefined));
});

describe('keepalive', () => {
  const reasonOf = (size: number, keepalive: boolean): string => {
    const { outcome } = predict({ ...asked, api: 'fetch', mode: 'cors', credentials: 'same-origin', keepalive, body: { kind: 'text', text: 'x'.repeat(size) } }, () => ({ ...open, headers: [['Access-Control-Allow-Origin', '*']] }));
    return 'reason' in outcome ? outcome.reason : outcome.kind;
  };
  test('takes 64 KiB', () => assert.equal(reasonOf(65_536, true), 'response'));
  test('takes no more', () => assert.equal(reasonOf(65_537, true), 'keepalive-quota'));
  test('is what limits it', () => assert.equal(reasonOf(65_537, false), 'response'));
});
