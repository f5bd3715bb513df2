import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { madeByTheWorker } from '../fetch/service-worker.ts';
import type { PageServiceWorker } from './protocol.ts';
import { serviceWorkerScript } from './service-worker.ts';

/** Runs a worker's script with one request. Returns what it responds with: undefined when it leaves the request alone. */
function handle(does: PageServiceWorker, url: string): unknown {
  let listener: (event: object) => void = () => undefined;
  let given: unknown;
  runInNewContext(serviceWorkerScript(does), {
    addEventListener: (_type: string, listen: (event: object) => void) => (listener = listen),
    fetch: (request: { url: string }) => `fetched ${request.url}`,
    Response,
    URL,
  });
  listener({ request: { url }, respondWith: (response: unknown) => (given = response) });
  return given;
}

const resource = 'http://localhost:1/abc/resource';
describe('the script of a service worker', () => {
  test('that ignores leaves a request alone', () => assert.equal(handle('ignores', resource), undefined));
  test('that forwards fetches it', () => assert.equal(handle('forwards', resource), `fetched ${resource}`));
  test('that answers makes the response that the model knows', async () => {
    const made = handle('answers', resource);
    assert.ok(made instanceof Response);
    assert.deepEqual([made.status, made.statusText, made.headers.get('x-made-by'), await made.text()], [madeByTheWorker.status, madeByTheWorker.statusText, 'service worker', madeByTheWorker.body]);
  });
  for (const does of ['forwards', 'answers'] as const) {
    for (const path of ['/abc/~reach', '/abc/~set-cookies', '/abc/~step-1', `/def/~${does}/realm`, '/def/~realm.js']) {
      test(`that ${does} leaves the harness's own ${path} alone`, () => assert.equal(handle(does, `http://localhost:1${path}`), undefined));
    }
    test(`that ${does} handles a path with a tilde elsewhere`, () => assert.notEqual(handle(does, 'http://localhost:1/abc/a/~b'), undefined));
  }
});
