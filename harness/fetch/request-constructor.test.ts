import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { HeaderList } from './header.ts';
import { constructRequest } from './request-constructor.ts';
import type { FetchRequest } from './request.ts';
import type { ScriptBody, ScriptRequest } from './script-request.ts';

const asked: ScriptRequest = {
  api: 'fetch',
  origin: 'https://a.example',
  clientUrl: 'https://a.example/folder/page#x',
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
const text: ScriptBody = { kind: 'text', text: 'x' };
const stream: ScriptBody = { kind: 'stream' };

function request(changes: Partial<ScriptRequest>): FetchRequest {
  const made = constructRequest({ ...asked, ...changes });
  return made.kind === 'request' ? made.request : assert.fail(`${made.error}: ${made.reason}`);
}

// https://fetch.spec.whatwg.org/#dom-request
describe('what throws a TypeError', () => {
  const rows: readonly [what: string, changes: Partial<ScriptRequest>, reason: string, step: string][] = [
    ['an address that does not parse', { url: 'https://' }, 'url-invalid', '5.2'],
    ['a user name in the address', { url: 'https://u@b.example/' }, 'url-userinfo', '5.3'],
    ['a password in the address', { url: 'https://:p@b.example/' }, 'url-userinfo', '5.3'],
    ['the mode navigate', { mode: 'navigate' }, 'mode-navigate', '17'],
    ['a method that is no token', { method: 'GET IT' }, 'method-invalid', '25.2'],
    ['the empty method', { method: '' }, 'method-invalid', '25.2'],
    ['a method with characters that are no bytes', { method: '🐔' }, 'method-invalid', '25.2'],
    ['a forbidden method in lower case', { method: 'connect' }, 'method-forbidden', '25.2'],
    ['PUT in mode no-cors', { method: 'put', mode: 'no-cors' }, 'no-cors-method', '32.1'],
    ['a method of one’s own in mode no-cors', { method: 'CHICKEN', mode: 'no-cors' }, 'no-cors-method', '32.1'],
    ['a header name that is no token', { headers: [['X Y', 'z']] }, 'header-invalid', '2'],
    ['a header value with a line feed inside', { headers: [['X', 'a\nb']] }, 'header-invalid', '2'],
    ['a header value with characters that are no bytes', { headers: [['X', 'a → b']] }, 'header-invalid', '2'],
    ['a forbidden request-header with a value that is none', { headers: [['Origin', 'a\0']] }, 'header-invalid', '2'],
    ['a header that mode no-cors would leave out, with a value that is none', { mode: 'no-cors', headers: [['X', 'a\rb']] }, 'header-invalid', '2'],
    ['a body of a GET', { body: text }, 'body-not-allowed', '35'],
    ['a body of a HEAD', { method: 'head', body: text }, 'body-not-allowed', '35'],
    ['an empty body of a GET', { body: { kind: 'text', text: '' } }, 'body-not-allowed', '35'],
    ['a stream in mode no-cors', { method: 'POST', mode: 'no-cors', body: stream }, 'no-cors-stream', '39.2'],
    ['of an address and a method the address, which comes first', { url: 'https://', method: 'TRACE' }, 'url-invalid', '5.2'],
    ['of an address and a mode the address, which comes first', { url: 'https://', mode: 'navigate' }, 'url-invalid', '5.2'],
    ['of a mode and a method the mode, which comes first', { mode: 'navigate', method: 'TRACE' }, 'mode-navigate', '17'],
    ['of a method and a header the method, which comes first', { method: 'TRACE', headers: [['X Y', 'z']] }, 'method-forbidden', '25.2'],
    ['of a header and a body the header, which comes first', { headers: [['X Y', 'z']], body: text }, 'header-invalid', '2'],
  ];
  for (const [what, changes, reason, step] of rows) {
    test(what, () => {
      const made = constructRequest({ ...asked, ...changes });
      assert.equal(made.kind, 'exception');
      assert.deepEqual([made.error, made.reason, made.trace.at(-1)?.step], ['TypeError', reason, step]);
    });
  }
});

// https://fetch.spec.whatwg.org/#concept-headers-append
describe('the header list', () => {
  const rows: readonly [what: string, mode: ScriptRequest['mode'], given: HeaderList, sent: HeaderList][] = [
    ['lines of one name stay apart, in order', 'cors', [['X-A', '1'], ['X-B', ''], ['x-a', '2']], [['X-A', '1'], ['X-B', ''], ['x-a', '2']]],
    ['HTTP whitespace at both ends goes', 'cors', [['X-A', '\r\n\t 1 \t\n']], [['X-A', '1']]],
    ['a forbidden request-header is left out', 'cors', [['Origin', 'x'], ['Sec-A', 'x'], ['X-A', '1']], [['X-A', '1']]],
    ['a forbidden method in X-Method-Override is left out', 'cors', [['X-Method-Override', 'trace']], []],
    ['in mode same-origin too', 'same-origin', [['Cookie', 'a=b'], ['Authorization', 'x']], [['Authorization', 'x']]],
    ['in mode no-cors only four names stay', 'no-cors', [['Accept', 'a/b'], ['Accept-Language', 'en'], ['Content-Language', 'en'], ['Content-Type', 'text/plain'], ['Range', 'bytes=0-'], ['X-A', '1'], ['Authorization', 'x']], [['Accept', 'a/b'], ['Accept-Language', 'en'], ['Content-Language', 'en'], ['Content-Type', 'text/plain']]],
    ['in mode no-cors a value must be safelisted', 'no-cors', [['Content-Type', 'application/json'], ['Accept', '('], ['accept-language', 'é']], []],
    ['in mode no-cors a second line counts with the first: 128 bytes', 'no-cors', [['Accept', 'x'.repeat(100)], ['Accept', 'y'.repeat(26)]], [['Accept', 'x'.repeat(100)], ['Accept', 'y'.repeat(26)]]],
    ['in mode no-cors a second line counts with the first: 129 bytes', 'no-cors', [['Accept', 'x'.repeat(100)], ['Accept', 'y'.repeat(27)]], [['Accept', 'x'.repeat(100)]]],
    ['in mode no-cors two types are no MIME type together', 'no-cors', [['Content-Type', 'text/plain'], ['Content-Type', 'text/plain']], [['Content-Type', 'text/plain']]],
  ];
  for (const [what, mode, given, sent] of rows) test(what, () => assert.deepEqual(request({ mode, headers: given }).headers, sent));
});

// https://fetch.spec.whatwg.org/#dom-request step 37.4, https://fetch.spec.whatwg.org/#concept-bodyinit-extract
describe('the Content-Type of a body', () => {
  const rows: readonly [what: string, changes: Partial<ScriptRequest>, type: string | null][] = [
    ['none for no body', {}, null],
    ['that of text', { body: text }, 'text/plain;charset=UTF-8'],
    ['that of a form', { body: { kind: 'form', fields: { a: 'b c' } } }, 'application/x-www-form-urlencoded;charset=UTF-8'],
    ['that of a multipart form', { body: { kind: 'multipart' } }, 'multipart/form-data; boundary=x'],
    ['that of a blob, in lower case', { body: { kind: 'blob', type: 'Application/JSON', text: '{}' } }, 'application/json'],
    ['that of a blob without white space at its ends', { body: { kind: 'blob', type: ' text/plain ', text: '{}' } }, 'text/plain'],
    ['none for a blob without a type', { body: { kind: 'blob', type: '', text: '{}' } }, null],
    ['none for a blob whose type is outside ASCII', { body: { kind: 'blob', type: 'text/é', text: '{}' } }, null],
    ['none for a stream', { body: stream }, null],
    ['the author’s, under a name in lower case', { body: text, headers: [['content-type', 'application/json']] }, 'application/json'],
    ['in mode no-cors that of text', { mode: 'no-cors', body: text }, 'text/plain;charset=UTF-8'],
    ['in mode no-cors none for a blob of JSON, which is not safelisted', { mode: 'no-cors', body: { kind: 'blob', type: 'application/json', text: '{}' } }, null],
    ['in mode no-cors that of the body where the author’s was left out', { mode: 'no-cors', body: text, headers: [['Content-Type', 'application/json']] }, 'text/plain;charset=UTF-8'],
  ];
  for (const [what, changes, type] of rows) {
    test(what, () => assert.deepEqual(request({ method: 'POST', ...changes }).headers.map(([, value]) => value), type === null ? [] : [type]));
  }
});

describe('the request', () => {
  const rows: readonly [what: string, changes: Partial<ScriptRequest>, of: (request: FetchRequest) => unknown, is: unknown][] = [
    ['its method is normalised', { method: 'delete' }, ({ method }) => method, 'DELETE'],
    ['patch stays patch', { method: 'patch' }, ({ method }) => method, 'patch'],
    ['its address is parsed against the client’s', { url: '../y' }, ({ urlList }) => urlList[0].href, 'https://a.example/y'],
    ['its fragment does not go over the wire', { url: 'https://b.example/#y' }, ({ urlList }) => urlList[0].href, 'https://b.example/'],
    ['a stream sets the use-CORS-preflight flag', { method: 'POST', body: stream }, ({ useCorsPreflight }) => useCorsPreflight, true],
    ['text does not', { method: 'POST', body: text }, ({ useCorsPreflight }) => useCorsPreflight, false],
    ['a form is serialised', { method: 'POST', body: { kind: 'form', fields: { a: 'b c', 'd&': 'é' } } }, ({ body }) => body?.text, 'a=b+c&d%26=%C3%A9'],
    ['its credentials mode is what is asked', { credentials: 'omit' }, ({ credentials }) => credentials, 'omit'],
    ['its redirect mode is what is asked', { redirect: 'manual' }, ({ redirect }) => redirect, 'manual'],
    ['its referrer policy is what is asked', { referrerPolicy: 'origin' }, ({ referrerPolicy }) => referrerPolicy, 'origin'],
    ['its referrer policy is the default one', {}, ({ referrerPolicy }) => referrerPolicy, 'strict-origin-when-cross-origin'],
    ['its origin is the client’s', { origin: 'null' }, ({ origin }) => origin, 'null'],
    ['listeners on upload are nothing to it', { uploadListeners: true }, ({ useCorsPreflight }) => useCorsPreflight, false],
  ];
  for (const [what, changes, of, is] of rows) test(what, () => assert.equal(of(request(changes)), is));
});
