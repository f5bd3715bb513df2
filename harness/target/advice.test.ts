import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { HeaderList } from '../fetch/header.ts';
import { adviceOn } from './advice.ts';
import type { AskedRequest } from './asked-request.ts';
import type { Cause } from './explanation.ts';
import type { AskedAndAnswered } from './foretell.ts';

const page = 'https://app.example.com';
const url = 'https://api.example.test/';
const facts = { origin: page, url, method: 'PUT', header: null, sent: null, wanted: null, status: 200, preflight: false };
const asked: AskedRequest = { url, method: 'PUT', headers: [['X-Token', 'top-secret'], ['Accept', 'text/plain']], body: null, mode: 'cors', credentials: 'include', redirect: 'follow', cookie: null, origin: page, notes: [] };
const rule = (reason: Extract<Cause, { kind: 'rule' }>['reason'] = 'acao-missing', more: Partial<typeof facts> = {}): Cause => ({ kind: 'rule', stage: 'cors-check', reason, facts: { ...facts, ...more } });
const from = (headers: HeaderList, at = url): AskedAndAnswered => ({ request: { role: 'request', method: 'GET', url: at, headers: {}, body: null }, answer: { kind: 'response', status: 200, statusText: '', headers, body: '' } });
const down: AskedAndAnswered = { request: from([]).request, answer: { kind: 'failed', trouble: 'reset', code: 'E' } };
const nginx: HeaderList = [['Server', 'nginx/1.25']];

describe('on which servers there is advice', () => {
  const rows: readonly (readonly [words: string, cause: Cause, exchanges: readonly AskedAndAnswered[], servers: readonly string[]])[] = [
    ['one that says what it is', rule(), [from(nginx)], ['nginx likely']],
    ['one of which nothing is known', rule(), [from([])], ['general null']],
    ['a likely one before a possible one', rule(), [from([['Server', 'Caddy'], ['X-Powered-By', 'Express']])], ['caddy likely', 'express-cors likely']],
    ['two at most', rule(), [from([['Server', 'cloudflare'], ['Via', '1.1 Caddy'], ['X-Powered-By', 'Express'], ['X-Runtime', '1']])], ['cloudflare likely', 'caddy likely']],
    ['only a possible one', rule(), [from([['Set-Cookie', 'JSESSIONID=1']])], ['spring possible']],
    ['the last that answered', rule(), [from([['Server', 'Caddy']]), from(nginx)], ['nginx likely']],
    ['one that answered before another broke off', rule(), [from(nginx), down], ['nginx likely']],
    ['none answered', rule(), [down], ['general null']],
    ['a reason that no header mends', rule('mixed-content'), [from(nginx)], []],
    ['nothing stands in the way', { kind: 'none', status: 200, readable: [] }, [from(nginx)], []],
    ['it is the network', { kind: 'network', trouble: 'tls', code: 'E', url }, [from(nginx)], []],
    ['the origin became null by a redirect, which no recipe lets in', rule('acao-missing', { origin: 'null' }), [from(nginx)], []],
  ];
  for (const [words, cause, exchanges, servers] of rows) test(words, () => assert.deepEqual(adviceOn(asked, page, cause, exchanges).map(({ server, sure }) => `${server} ${sure}`), servers));
});

describe('what it says', () => {
  const codeOf = (cause: Cause, given: Partial<AskedRequest> = {}): string => adviceOn({ ...asked, ...given }, page, cause, [from([])]).map(({ recipe }) => recipe.code).join('\n');
  test('names the origin, the method, credentials and the headers that need it, and no value', () => {
    const code = codeOf(rule());
    for (const word of [page, 'PUT', 'x-token', 'Access-Control-Allow-Credentials: true']) assert.ok(code.toLowerCase().includes(word.toLowerCase()), word);
    assert.doesNotMatch(code, /top-secret|accept\b(?!-)/i);
  });
  test('nothing of credentials where there are none', () => assert.doesNotMatch(codeOf(rule(), { credentials: 'same-origin' }), /Allow-Credentials: true/));
  test('the method that the request had when it failed', () => assert.doesNotMatch(codeOf(rule('acao-missing', { method: 'GET' })), /PUT/));
});
