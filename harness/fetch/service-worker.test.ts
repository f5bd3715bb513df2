import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Respond } from './fetch-params.ts';
import { predict } from './predict.ts';
import type { Prediction } from './predict.ts';
import type { ScriptRequest } from './script-request.ts';
import type { ServiceWorker } from './service-worker.ts';

// https://fetch.spec.whatwg.org/#concept-http-fetch step 3

const asked: ScriptRequest = { api: 'fetch', origin: 'https://a.example', clientUrl: 'https://a.example/', url: 'https://b.example/x', method: 'GET', mode: 'cors', credentials: 'same-origin', redirect: 'follow', referrerPolicy: null, headers: [], body: null, uploadListeners: false };
const refuses: Respond = () => ({ status: 200, statusText: 'OK', headers: [], body: 'hello' });
const redirects: Respond = ({ url }) => ({ status: url.endsWith('/x') ? 302 : 200, statusText: '', headers: [['Access-Control-Allow-Origin', '*'], ['Location', '/y']], body: 'the end' });

function say({ outcome, exchanges }: Prediction): string {
  const what = outcome.kind === 'response' ? `${outcome.type} ${outcome.status} ${outcome.url} ${outcome.headers.map(([name]) => name).join()} ${JSON.stringify(outcome.body)}` : 'reason' in outcome ? outcome.reason : outcome.kind;
  return [what, ...exchanges.map(({ role, url }) => `${role} ${url}`)].join(' | ');
}

describe('a service worker', () => {
  const refused = 'acao-missing | request https://b.example/x';
  const rows: readonly (readonly [what: string, worker: ServiceWorker | undefined, changes: Partial<ScriptRequest>, respond: Respond, is: string])[] = [
    ['none: CORS decides', undefined, {}, refuses, refused],
    ['that ignores: CORS decides', 'ignores', {}, refuses, refused],
    ['that forwards: CORS decides', 'forwards', {}, refuses, refused],
    ['that answers: nothing is sent or checked, and the response is filtered by what the page asked for', 'answers', {}, refuses, 'cors 200 https://b.example/x content-type "made by the service worker"'],
    ['that answers a PUT: no preflight', 'answers', { method: 'PUT', headers: [['X-Token', 'a']] }, refuses, 'cors 200 https://b.example/x content-type "made by the service worker"'],
    ['that answers for the own origin: a basic response', 'answers', { url: 'https://a.example/x' }, refuses, 'basic 200 https://a.example/x content-type,x-made-by "made by the service worker"'],
    ['that answers in mode no-cors: an opaque response', 'answers', { mode: 'no-cors' }, refuses, 'opaque 0   ""'],
    ['that answers is not asked where main fetch refuses', 'answers', { mode: 'same-origin' }, refuses, 'mode-same-origin'],
    ['that answers is not asked where the policy of the page refuses', 'answers', { csp: { policy: "connect-src 'none'", self: 'https://a.example' } }, refuses, 'csp'],
    ['that ignores sees no redirect of the network', 'ignores', {}, redirects, 'cors 200 https://b.example/y  "the end" | request https://b.example/x | request https://b.example/y'],
  ];
  for (const [what, serviceWorker, changes, respond, is] of rows) test(what, () => assert.equal(say(predict({ ...asked, ...changes, serviceWorker }, respond)), is));
  test('is told of once, however many redirects follow', () => {
    assert.equal(predict({ ...asked, serviceWorker: 'forwards' }, redirects).trace.filter(({ algorithm, step }) => algorithm === 'http-fetch' && step === '3.4').length, 1);
  });
});
