import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Prediction } from '../fetch/predict.ts';
import type { Case } from '../scenario/schema.ts';
import { describeCase } from './describe-case.ts';

const request: Case['request'] = { method: 'GET', mode: 'cors', credentials: 'same-origin', redirect: 'follow', headers: [], cookies: [] };
const given: Omit<Case, 'expect'> = {
  id: 'seed/a/fetch',
  scenarioId: 'seed/a',
  wait: 0,
  before: [],
  file: 'scenarios/seed/a.yaml',
  line: 1,
  api: 'fetch',
  title: 'A',
  spec: 'https://fetch.spec.whatwg.org/',
  requirement: 'must',
  tags: [],
  document: { scheme: 'http', relation: 'same-site', context: 'window' },
  request,
  resource: { response: { status: 200, headers: [], body: '' }, routes: {} },
};
const prediction = (...says: readonly string[]): Prediction => ({ outcome: { kind: 'undetermined', because: 'unknown-server' }, exchanges: [], events: null, open: [], trace: says.map((said) => ({ algorithm: 'main-fetch', step: '12', says: said })) });

test('a plain case is described by what it asks and what it gets', () =>
  assert.deepEqual(describeCase(given, null), ['api fetch', 'scheme http', 'relation same-site', 'context window', 'method GET', 'mode cors', 'credentials same-origin', 'redirect follow', 'response status 200']));

describe('lines for what is there', () => {
  const rows: readonly (readonly [what: string, change: Partial<typeof given>, lines: readonly string[]])[] = [
    ['a service worker', { document: { scheme: 'http', relation: 'same-site', context: 'iframe', serviceWorker: 'answers' } }, ['service worker answers']],
    ['a stream as body', { request: { ...request, body: { stream: 'a' } } }, ['body stream']],
    ['a request header', { request: { ...request, headers: [['X-Token', 'abc']] } }, ['header X-Token: abc']],
    ['an empty request header', { request: { ...request, headers: [['X-Token', '']] } }, ['header X-Token: ']],
    ['three lines of one request header, in any case', { request: { ...request, headers: [['Accept', 'a'], ['ACCEPT', 'b'], ['accept', 'c']] } }, ['header Accept: a', 'header ACCEPT: b', 'header accept: c', 'repeated header accept']],
    ['a text body', { request: { ...request, body: '' } }, ['body text']],
    ['a JSON body', { request: { ...request, body: { json: '{}' } } }, ['body json']],
    ['a form body', { request: { ...request, body: { form: {} } } }, ['body form']],
    ['a multipart body', { request: { ...request, body: { multipart: {} } } }, ['body multipart']],
    ['a Blob with a type', { request: { ...request, body: { blob: { type: 'a/b;c', text: '' } } } }, ['body blob of type a/b;c']],
    ['a Blob without', { request: { ...request, body: { blob: { type: '', text: '' } } } }, ['body blob of type ']],
    ['a cookie', { request: { ...request, cookies: ['a=1; HttpOnly'] } }, ['cookie a=1; HttpOnly']],
    ['no answer of its own, as with a real server', { resource: { routes: {} } }, []],
    ['a preflight', { resource: { routes: {}, preflight: { status: 204, headers: [['Vary', 'a'], ['vary', 'b']], body: '' } } }, ['preflight status 204', 'preflight Vary: a', 'preflight vary: b', 'repeated preflight vary']],
    ['a redirect with a Location', { resource: { routes: {}, response: { status: 302, headers: [['location', '']], body: '' } } }, ['response status 302', 'response location: ']],
    ['a redirect without', { resource: { routes: {}, response: { status: 308, headers: [], body: '' } } }, ['response status 308', 'response redirects nowhere']],
    ['nobody there', { resource: { routes: {}, unreachable: 'closed-port' } }, ['unreachable closed-port']],
    ['another host', { resource: { routes: {}, host: 'unspecified-address' } }, ['host unspecified-address']],
    ['exact bytes', { resource: { routes: {}, response: { raw: 'HTTP/1.1 200 OK\r\n"\0' } } }, ['response bytes "HTTP/1.1 200 OK\\r\\n\\"\\u0000"']],
    ['a connection that is cut', { resource: { routes: {}, preflight: { reset: true } } }, ['preflight reset']],
    ['a 304, which is no redirect', { resource: { routes: {}, response: { status: 304, headers: [], body: '' } } }, ['response status 304']],
    [
      'a route',
      { resource: { routes: { a: { relation: 'cross-site', host: 'unspecified-address', userinfo: 'u:p', preflight: { status: 200, headers: [], body: '' }, response: { status: 301, headers: [], body: '' } } } } },
      ['route a relation cross-site', 'route a host unspecified-address', 'route a userinfo u:p', 'route a preflight status 200', 'route a response status 301', 'route a response redirects nowhere'],
    ],
    ['a route like the document', { resource: { routes: { a: { response: { status: 200, headers: [], body: '' } } } } }, ['route a relation same-site', 'route a response status 200']],
  ];
  for (const [what, change, lines] of rows) {
    test(what, () => {
      const more = change.resource === undefined ? [...lines, 'response status 200'] : lines;
      assert.deepEqual(describeCase({ ...given, ...change }, null).slice(8), more);
    });
  }
});

describe('hops', () => {
  const [own, second, third, fourth] = ['http://localhost:1', 'http://localhost:2', 'http://127.0.0.1:2', 'https://localhost:3'] as const;
  const at = (origin: string): string => (origin === own ? `${own} is the page's own origin: no CORS` : `${origin} is another origin than ${own}: a CORS request, simple enough to need no preflight`);
  const back = `${own} is another origin than ${own}: a CORS request, simple enough to need no preflight`;
  const noCors = (origin: string): string => `${origin} is fetched in mode no-cors: the response will be opaque`;
  const rows: readonly (readonly [what: string, says: readonly string[], hops: string])[] = [
    ['nothing was fetched', [], ''],
    ['the own origin', [at(own)], 'own'],
    ['another', [at(second)], 'other'],
    ['another twice', [at(second), at(second)], 'other other'],
    ['there and back', [at(own), at(second), back], 'own other own'],
    ['from another to the own', [at(second), back], 'other own'],
    ['many', [at(second), at(third), at(fourth), 'http://a.test is another origin than http://localhost:1: x', 'http://b.test is another origin than http://localhost:1: x', at(third)], 'other another third fourth further another'],
    ['in mode no-cors', [at(own), noCors(second), noCors(own)], 'own other own'],
    ['in mode no-cors to three', [noCors(second), noCors(third)], 'other another'],
    ['mode same-origin, refused', [at(own), `the mode is same-origin, and ${second} is another origin than ${own}: a network error`], 'own other'],
    ['a page of an opaque origin', [`${second} is another origin than null: a CORS request`, `${third} is another origin than null: a CORS request`], 'other another'],
  ];
  for (const [what, says, hops] of rows) test(what, () => assert.equal(describeCase(given, prediction(...says)).find((line) => line.startsWith('hops')), `hops ${hops}`));
  test('steps follow, by their titles', () => assert.equal(describeCase(given, prediction(at(own))).at(-1), `step main fetch 12: ${at(own)}`));
});
