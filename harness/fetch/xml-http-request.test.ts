import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { HeaderList } from './header.ts';
import type { FetchRequest } from './request.ts';
import type { ScriptRequest } from './script-request.ts';
import { sendXmlHttpRequest, withCharsetUtf8 } from './xml-http-request.ts';

const asked: ScriptRequest = {
  api: 'xhr',
  origin: 'https://a.example',
  clientUrl: 'https://a.example/page',
  url: 'https://b.example/x',
  method: 'GET',
  mode: 'cors',
  credentials: 'same-origin',
  redirect: 'follow',
  referrerPolicy: null,
  headers: [],
  body: null,
  uploadListeners: false,
};

function request(changes: Partial<ScriptRequest>): FetchRequest {
  const made = sendXmlHttpRequest({ ...asked, ...changes });
  assert.equal(made.kind, 'request');
  return made.kind === 'request' ? made.request : assert.fail();
}

// https://xhr.spec.whatwg.org/#the-open()-method, https://xhr.spec.whatwg.org/#the-setrequestheader()-method
describe('what throws', () => {
  const rows: readonly [what: string, changes: Partial<ScriptRequest>, error: string, reason: string, step: string][] = [
    ['a method that is no token', { method: 'GET IT' }, 'SyntaxError', 'method-invalid', '2'],
    ['the empty method', { method: '' }, 'SyntaxError', 'method-invalid', '2'],
    ['a method with a Latin-1 letter', { method: 'GÉT' }, 'SyntaxError', 'method-invalid', '2'],
    ['a method with characters that are no bytes', { method: '🐔' }, 'TypeError', 'method-invalid', 'arguments'],
    ['a forbidden method', { method: 'trace' }, 'SecurityError', 'method-forbidden', '3'],
    ['an address that does not parse', { url: 'https://' }, 'SyntaxError', 'url-invalid', '6'],
    ['a header name that is no token', { headers: [['X Y', 'z']] }, 'SyntaxError', 'header-invalid', '4'],
    ['a header value with a line feed inside', { headers: [['X', 'a\nb']] }, 'SyntaxError', 'header-invalid', '4'],
    ['a header value with a NUL', { headers: [['X', 'a\0b']] }, 'SyntaxError', 'header-invalid', '4'],
    ['a header value with characters that are no bytes', { headers: [['X', 'a → b']] }, 'TypeError', 'header-invalid', 'arguments'],
    ['a header name with characters that are no bytes', { headers: [['→', 'a']] }, 'TypeError', 'header-invalid', 'arguments'],
    ['of two mistakes, the one that open() sees first', { method: 'GET IT', headers: [['X Y', 'z']] }, 'SyntaxError', 'method-invalid', '2'],
  ];
  for (const [what, changes, error, reason, step] of rows) {
    test(`${what}: a ${error}`, () => {
      const made = sendXmlHttpRequest({ ...asked, ...changes });
      assert.equal(made.kind, 'exception');
      if (made.kind === 'exception') assert.deepEqual([made.error, made.reason, made.trace.at(-1)?.step], [error, reason, step]);
    });
  }
});
