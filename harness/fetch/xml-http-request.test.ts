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
  return made.request;
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
      assert.deepEqual([made.error, made.reason, made.trace.at(-1)?.step], [error, reason, step]);
    });
  }
});

// https://xhr.spec.whatwg.org/#the-send()-method step 4.5: of text and URLSearchParams the charset becomes UTF-8, of nothing else.
describe('the Content-Type of send()', () => {
  const text = { kind: 'text', text: 'x' } as const;
  const form = { kind: 'form', fields: { a: 'b' } } as const;
  const rows: readonly [what: string, changes: Partial<ScriptRequest>, type: string | null][] = [
    ['none for no body', {}, null],
    ['that of text', { body: text }, 'text/plain;charset=UTF-8'],
    ['that of a form', { body: form }, 'application/x-www-form-urlencoded;charset=UTF-8'],
    ['that of a blob', { body: { kind: 'blob', type: 'Application/JSON', text: '{}' } }, 'application/json'],
    ['none for a blob without a type', { body: { kind: 'blob', type: '', text: '{}' } }, null],
    ['that of a multipart form', { body: { kind: 'multipart' } }, 'multipart/form-data; boundary=x'],
    ['that of text for a stream, which becomes one', { body: { kind: 'stream' } }, 'text/plain;charset=UTF-8'],
    ['the author’s, where it names no charset', { body: text, headers: [['Content-Type', 'application/json']] }, 'application/json'],
    ['the author’s, where it names UTF-8 in any case', { body: text, headers: [['Content-Type', 'text/plain; Charset="uTf-8"']] }, 'text/plain; Charset="uTf-8"'],
    ['the author’s with the charset UTF-8, of text', { body: text, headers: [['Content-Type', 'text/plain; charset=latin1']] }, 'text/plain;charset=UTF-8'],
    ['the author’s with the charset UTF-8, of a form', { body: form, headers: [['Content-Type', 'text/plain; charset=latin1']] }, 'text/plain;charset=UTF-8'],
    ['the author’s as it is, of a blob', { body: { kind: 'blob', type: '', text: '' }, headers: [['Content-Type', 'text/plain; charset=latin1']] }, 'text/plain; charset=latin1'],
    ['the author’s as it is, where it is no MIME type', { body: text, headers: [['Content-Type', 'text; charset=latin1']] }, 'text; charset=latin1'],
    ['the author’s as it is, of a GET, whose body is dropped', { method: 'GET', body: text, headers: [['Content-Type', 'text/plain; charset=latin1']] }, 'text/plain; charset=latin1'],
  ];
  for (const [what, changes, type] of rows) {
    test(what, () => assert.deepEqual(request({ method: 'POST', ...changes }).headers.filter(([name]) => name === 'Content-Type').map(([, value]) => value), type === null ? [] : [type]));
  }
});

describe('withCharsetUtf8', () => {
  const rows: readonly [what: string, written: string, becomes: string][] = [
    ['parameters keep their order, names go to lower case', 'Text/Plain;A=b;CHARSET=x;c=d', 'text/plain;a=b;charset=UTF-8;c=d'],
    ['a value that is no token is quoted', 'text/plain;charset=x;a="b c"', 'text/plain;charset=UTF-8;a="b c"'],
    ['quotes and backslashes in it are escaped', 'text/plain;charset=x;a="b\\"\\\\c"', 'text/plain;charset=UTF-8;a="b\\"\\\\c"'],
    ['an empty value is quoted', 'text/plain;charset="";a=""', 'text/plain;charset=UTF-8;a=""'],
    ['of two charsets the first counts', 'text/plain;charset=x;charset=utf-8', 'text/plain;charset=UTF-8'],
    ['UTF8 without its hyphen is another name', 'text/plain;charset=utf8', 'text/plain;charset=UTF-8'],
    ['no charset, no change', 'text/plain; a=b', 'text/plain; a=b'],
    ['no MIME type, no change', 'plain;charset=x', 'plain;charset=x'],
  ];
  for (const [what, written, becomes] of rows) test(what, () => assert.equal(withCharsetUtf8(written), becomes));
});

describe('the request of send()', () => {
  test('its mode is cors, whatever is asked', () => assert.equal(request({ mode: 'no-cors' }).mode, 'cors'));
  test('its redirect mode is follow, whatever is asked', () => assert.equal(request({ redirect: 'error' }).redirect, 'follow'));
  test('its address may hold a user name', () => assert.equal(request({ url: 'https://u:p@b.example/' }).urlList[0].includesCredentials, true));
  test('a GET has no body', () => assert.equal(request({ body: { kind: 'text', text: 'x' } }).body, null));
  test('a HEAD has no body', () => assert.equal(request({ method: 'head', body: { kind: 'text', text: 'x' } }).body, null));
  test('a DELETE has its body', () => assert.equal(request({ method: 'delete', body: { kind: 'text', text: 'x' } }).body?.text, 'x'));

  const credentials: readonly [asked: ScriptRequest['credentials'], mode: ScriptRequest['credentials']][] = [
    ['include', 'include'],
    ['same-origin', 'same-origin'],
    ['omit', 'same-origin'],
  ];
  for (const [given, mode] of credentials) test(`${given} makes the credentials mode ${mode}`, () => assert.equal(request({ credentials: given }).credentials, mode));

  test('listeners on upload set the use-CORS-preflight flag', () => assert.equal(request({ uploadListeners: true }).useCorsPreflight, true));
  test('without them it is not set', () => assert.equal(request({ method: 'POST', body: { kind: 'text', text: 'x' } }).useCorsPreflight, false));

  const headers: readonly [what: string, given: HeaderList, sent: HeaderList][] = [
    ['values of one name are combined', [['X-A', '1'], ['x-a', '2'], ['X-A', '3']], [['X-A', '1, 2, 3']]],
    ['HTTP whitespace at both ends goes', [['X-A', '\r\n\t 1 \t\n']], [['X-A', '1']]],
    ['an empty value stays', [['X-A', ' ']], [['X-A', '']]],
    ['a forbidden request-header is left out', [['Origin', 'x'], ['X-A', '1']], [['X-A', '1']]],
    ['a forbidden method in X-HTTP-Method is left out', [['X-HTTP-Method', 'PUT, TRACE']], []],
  ];
  for (const [what, given, sent] of headers) test(what, () => assert.deepEqual(request({ headers: given }).headers, sent));
});
