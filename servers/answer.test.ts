import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { HeaderList } from '../harness/fetch/header.ts';
import { answerTo, cookieCheckPath, framed, reachPath, roleAt, setupPath } from './answer.ts';
import type { Script } from './answer.ts';
import { answer, lines } from './fake/stage.ts';

const origin = ['Origin', 'http://a.test'] as const;
const asked = ['Access-Control-Request-Method', 'PUT'] as const;

// https://fetch.spec.whatwg.org/#cors-request and #cors-preflight-request
const roles: [words: string, method: string, headers: HeaderList, role: string][] = [
  ['a request with an Origin header is a CORS request', 'GET', [origin], 'cors-request'],
  ['a request without one is none', 'GET', [], 'request'],
  ['an opaque origin is an origin', 'GET', [['Origin', 'null']], 'cors-request'],
  ['OPTIONS with Origin and Access-Control-Request-Method is a CORS-preflight request', 'OPTIONS', [origin, asked], 'cors-preflight-request'],
  ['also with names in any case', 'OPTIONS', [['ORIGIN', 'http://a.test'], ['access-control-request-method', 'PUT']], 'cors-preflight-request'],
  ['OPTIONS with an Origin alone is a CORS request', 'OPTIONS', [origin], 'cors-request'],
  ['OPTIONS with Access-Control-Request-Method alone is neither', 'OPTIONS', [asked], 'request'],
  ['OPTIONS with Access-Control-Request-Headers instead is a CORS request', 'OPTIONS', [origin, ['Access-Control-Request-Headers', 'x-a']], 'cors-request'],
  ['another method makes no preflight', 'POST', [origin, asked], 'cors-request'],
  ['methods are case-sensitive', 'options', [origin, asked], 'cors-request'],
];

describe('the role of a request', () => {
  for (const [words, method, headers, role] of roles) test(words, () => assert.equal(roleAt({ method, path: '/resource', headers }), role));
  for (const [path, role] of [[setupPath, 'setup'], [cookieCheckPath, 'setup'], [reachPath, 'reachability'], [`${setupPath}/more`, 'cors-request'], ['/~other', 'cors-request']] as const) {
    test(`at ${path} it is ${role}`, () => assert.equal(roleAt({ method: 'GET', path, headers: [origin] }), role));
  }
});

const script: Script = {
  '/both': { preflight: answer({ body: 'preflight' }), response: answer({ body: 'response' }) },
  '/plain': { preflight: null, response: answer({ body: 'plain' }) },
};
const answers: [words: string, method: string, path: string, headers: HeaderList, status: number, body: string | null][] = [
  ['a CORS-preflight request gets the preflight answer', 'OPTIONS', '/both', [origin, asked], 200, 'preflight'],
  ['a request gets the response', 'GET', '/both', [origin], 200, 'response'],
  ['an OPTIONS request that is no preflight gets the response', 'OPTIONS', '/both', [origin], 200, 'response'],
  ['a preflight that is not declared gets a 501, not the response', 'OPTIONS', '/plain', [origin, asked], 501, null],
  ['a path that is not declared gets a 501', 'GET', '/other', [], 501, null],
  ['a preflight there too', 'OPTIONS', '/other', [origin, asked], 501, null],
  ['a path is not declared by its beginning', 'GET', '/both/more', [], 501, null],
  ['nor in another case', 'GET', '/BOTH', [], 501, null],
];

describe('the answer to a request', () => {
  for (const [words, method, path, headers, status, body] of answers) {
    test(words, () => {
      const given = answerTo(script, { method, path, headers });
      assert.equal(given.status, status);
      if (body !== null) assert.equal(given.body, body);
      else assert.deepEqual(given.headers, [], 'a 501 must let nothing through');
    });
  }
});

const frames: [words: string, given: Parameters<typeof answer>[0], expected: string[]][] = [
  ['the length in bytes comes after what is declared', { headers: [['B', '1'], ['a', '2']], body: 'Åsa' }, ['B: 1', 'a: 2', 'Content-Length: 4']],
  ['an empty body has length 0', {}, ['Content-Length: 0']],
  ['a declared length stays, even a wrong one', { headers: [['content-LENGTH', '99']], body: 'hello' }, ['content-LENGTH: 99']],
  ['a declared transfer coding stands for a length', { headers: [['Transfer-Encoding', 'chunked']], body: 'hello' }, ['Transfer-Encoding: chunked']],
  // https://www.rfc-editor.org/rfc/rfc9110#section-8.6
  ['status 204 has no length', { status: 204, headers: [['A', '1']] }, ['A: 1']],
  ['status 304 has none', { status: 304 }, []],
  ['a redirect has one', { status: 302, headers: [['Location', '/a']] }, ['Location: /a', 'Content-Length: 0']],
  ['duplicates stay apart and in order', { headers: [['Vary', 'a'], ['vary', 'b'], ['Vary', 'a']] }, ['Vary: a', 'vary: b', 'Vary: a', 'Content-Length: 0']],
];

describe('the header lines of an answer', () => {
  for (const [words, given, expected] of frames) test(words, () => assert.deepEqual(lines(framed(answer(given))), expected));
});
