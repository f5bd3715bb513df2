import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { FetchResponse } from './request.ts';
import type { ScriptRequest } from './script-request.ts';
import { predict } from './predict.ts';

// https://xhr.spec.whatwg.org/#the-send()-method, https://xhr.spec.whatwg.org/#request-error-steps

const asked: ScriptRequest = {
  api: 'xhr', origin: 'https://a.example', clientUrl: 'https://a.example/page', url: 'https://b.example/x', method: 'GET', mode: 'cors', credentials: 'same-origin',
  redirect: 'follow', referrerPolicy: null, headers: [], body: null, uploadListeners: false,
};
const post: Partial<ScriptRequest> = { method: 'POST', body: { kind: 'text', text: 'hello' } };
const open: FetchResponse = { status: 200, statusText: 'OK', headers: [['Access-Control-Allow-Origin', '*'], ['Access-Control-Allow-Methods', 'PUT']], body: 'hello' };
const begun = ['readystatechange 1', 'loadstart'];
const uploaded = ['upload progress', 'upload load', 'upload loadend'];
const loaded = ['readystatechange 2', 'readystatechange 3', 'progress', 'readystatechange 4', 'load', 'loadend'];
const failed = (event: string): string[] => ['readystatechange 4', event, 'loadend'];

describe('events of XMLHttpRequest', () => {
  const rows: readonly (readonly [what: string, changes: Partial<ScriptRequest>, response: Partial<FetchResponse>, events: readonly string[] | null])[] = [
    ['a response', {}, {}, [...begun, ...loaded]],
    ['a response without a body', {}, { body: '' }, [...begun, 'readystatechange 2', 'progress', 'readystatechange 4', 'load', 'loadend']],
    ['a response to HEAD', { method: 'HEAD' }, {}, [...begun, 'readystatechange 2', 'progress', 'readystatechange 4', 'load', 'loadend']],
    ['a block', {}, { headers: [] }, [...begun, ...failed('error')]],
    ['a body that nobody listens to', post, {}, [...begun, ...loaded]],
    ['a body that is listened to', { ...post, uploadListeners: true }, {}, [...begun, 'upload loadstart', ...uploaded, ...loaded]],
    ['listeners without a body', { uploadListeners: true }, {}, [...begun, ...loaded]],
    ['a body whose preflight fails', { ...post, uploadListeners: true }, { headers: [] }, [...begun, 'upload loadstart', 'readystatechange 4', 'upload error', 'upload loadend', 'error', 'loadend']],
    ['a timeout', { timeout: 100 }, { delay: 200 }, [...begun, ...failed('timeout')]],
    ['a timeout that is not reached', { timeout: 300 }, { delay: 200 }, [...begun, ...loaded]],
    ['an abort', { abort: 100 }, { delay: 200 }, [...begun, ...failed('abort')]],
    ['a synchronous request', { sync: true }, {}, ['readystatechange 1', 'readystatechange 4', 'load', 'loadend']],
    ['a synchronous request that throws', { sync: true }, { headers: [] }, ['readystatechange 1']],
    ['a request that is refused', { method: 'TRACE' }, {}, null],
    ['fetch', { api: 'fetch' }, {}, null],
  ];
  for (const [what, changes, response, events] of rows) test(what, () => assert.deepEqual(predict({ ...asked, ...changes }, () => ({ ...open, ...response })).events, events));

  test('a body that was sent before a block has been uploaded', () => {
    const { events } = predict({ ...asked, ...post, method: 'PUT', uploadListeners: true }, ({ role }) => (role === 'preflight' ? open : { ...open, headers: [] }));
    assert.deepEqual(events, [...begun, 'upload loadstart', ...uploaded, ...failed('error')]);
  });
});

describe('how long a response takes', () => {
  test('counts from the beginning: a slow preflight and a slow response together are too slow', () => {
    const { outcome, exchanges } = predict({ ...asked, method: 'PUT', timeout: 300 }, () => ({ ...open, delay: 200 }));
    assert.deepEqual([outcome.kind, exchanges.map(({ role }) => role)], ['timed-out', ['preflight', 'request']]);
  });
  test('an abort during the preflight keeps the request from being sent', () => {
    const { outcome, exchanges } = predict({ ...asked, api: 'fetch', method: 'PUT', abort: 100 }, () => ({ ...open, delay: 200 }));
    assert.deepEqual([outcome.kind, exchanges.map(({ role }) => role)], ['aborted', ['preflight']]);
  });
});
