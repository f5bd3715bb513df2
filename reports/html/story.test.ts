import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bind } from '../../harness/run/bind.ts';
import { paperTopology } from '../../harness/run/check-case.ts';
import { loadScenarios } from '../../harness/scenario/load.ts';
import type { Case } from '../../harness/scenario/schema.ts';
import type { ResultRecord } from '../record.ts';
import { resultLine } from '../sample.ts';
import { story } from './story.ts';

const { cases } = await loadScenarios('scenarios');

/** A case's record, as long as nothing was observed. */
function recordOf(given: Case): ResultRecord {
  const { expect: _expect, ...planned } = given;
  const { page, prediction } = bind(given, paperTopology, 'token');
  const record = resultLine(given.id, 'chromium', 'conforms');
  return { ...record, case: planned, url: page.url, prediction, observation: { ...record.observation, exchanges: [] } };
}

describe('the story of every case of the catalogue', () => {
  const stories = cases.map((given) => [given, story(recordOf(given))] as const);
  /** Demands that nothing is wrong with any; names the first case with which it is. */
  const none = (isWrong: (told: string, given: Case) => boolean): void => {
    const [given, told] = stories.find(([one, text]) => isWrong(text, one)) ?? [];
    assert.ok(given === undefined, `${given?.id ?? ''}: ${told ?? ''}`);
  };

  test('has nothing in it that is no text', () => none((told) => /undefined|\[object|NaN|\bnull \(/.test(told)));
  test('has no gap, no break, and no white space at its ends', () => none((told) => /\s\s|[^\S ]|^\s|\s$/.test(told)));
  test('ends with a full stop, and has none too many', () => none((told) => !told.endsWith('.') || /\.\.(?!\.)$/.test(told)));
  test('names the method', () => none((told, { request: { method } }) => !told.includes(/^[\w-]+$/.test(method) ? ` ${method} request ` : ` ${JSON.stringify(method)} request `)));
  test('has the right article', () => none((told) => / an? [\w-]+ request /.test(told) && !/ an [aeiou][\w-]* request | a [^aeiou][\w-]* request /i.test(told)));
  test('is no longer than a reader bears', () => none((told) => told.length > 900));
  test('tells of a preflight only where one is answered, and as sent only where it is', () => {
    none((told, { resource }) => /preflight/.test(told) && resource.preflight === undefined);
    none((told, given) => told.includes('The preflight is') && bind(given, paperTopology, 'token').prediction?.exchanges[0]?.role !== 'preflight');
    none((told, given) => told.includes('A preflight would be') && bind(given, paperTopology, 'token').prediction?.exchanges[0]?.role === 'preflight');
  });
  test('does not tell how it ends', () => none((told) => /network error|blocked|withheld|conforms|deviates|opaque response/.test(told)));
});

const base = resultLine('seed/a/fetch', 'chromium', 'conforms');
const unseen: ResultRecord = { ...base, observation: { ...base.observation, exchanges: [] } };
const plain: ResultRecord = { ...unseen, case: { ...base.case, request: { method: 'GET', mode: 'cors', credentials: 'same-origin', redirect: 'follow', headers: [], cookies: [] }, resource: { routes: {}, response: { status: 200, headers: [['Access-Control-Allow-Origin', '*']], body: '' } } } };
const [first, rest] = ['A page over http makes a GET request with fetch to another origin of the same site (http://localhost:4001)', 'The request is answered with status 200 and Access-Control-Allow-Origin: *.'];

describe('the story of a case', () => {
  const { case: given } = plain;
  const request = (changes: Partial<Case['request']>): Partial<ResultRecord['case']> => ({ request: { ...given.request, ...changes } });
  const page = (changes: Partial<Case['document']>): Partial<ResultRecord['case']> => ({ document: { ...given.document, ...changes } });
  const resource = (changes: Case['resource']): Partial<ResultRecord['case']> => ({ resource: changes });
  const answered = (headers: readonly (readonly [string, string])[], status = 200): Partial<ResultRecord['case']> => resource({ routes: {}, response: { status, headers: [...headers], body: '' } });

  const rows: readonly (readonly [words: string, changes: Partial<ResultRecord['case']>, told: string])[] = [
    ['a plain GET', {}, `${first}. ${rest}`],
    ['a method with a vowel first', request({ method: 'OPTIONS' }), `${first.replace('a GET', 'an OPTIONS')}. ${rest}`],
    ['what is no word as method', request({ method: 'a  b' }), `${first.replace('GET', '"a\\u0020 b"')}. ${rest}`],
    ['no method at all', request({ method: '' }), `${first.replace('GET', '""')}. ${rest}`],
    ['XMLHttpRequest', { api: 'xhr' }, `${first.replace('fetch', 'XMLHttpRequest')}. ${rest}`],
    ['a beacon', { api: 'beacon' }, `${first.replace('fetch', 'sendBeacon')}. ${rest}`],
    ['an image', { api: 'img' }, `${first.replace('with fetch', 'by an image')}. ${rest}`],
    ['the page’s own origin', page({ relation: 'same-origin' }), `${first.replace('another origin of the same site', 'its own origin')}. ${rest}`],
    ['another site, over https', page({ relation: 'cross-site', scheme: 'https' }), `${first.replace('http makes', 'https makes').replace('another origin of the same site', 'an origin of another site')}. ${rest}`],
    ['a worker', page({ context: 'worker' }), `${first.replace('A page', 'A worker of a page')}. ${rest}`],
    ['a sandboxed iframe', page({ context: 'sandboxed-iframe' }), `${first.replace('A page over http', 'A sandboxed iframe over http, whose origin is opaque,')}. ${rest}`],
    ['a data: worker', page({ context: 'data-worker' }), `${first.replace('A page over http', 'A data: worker of a page over http, whose origin is opaque,')}. ${rest}`],
    ['one header', request({ headers: [['X-A', '1']] }), `${first}, with the header X-A. ${rest}`],
    ['several headers, one of them in two lines', request({ headers: [['X-A', '1'], ['X-B', '2'], ['X-A', '3']] }), `${first}, with the headers X-A (in 2 lines) and X-B. ${rest}`],
    ['very many headers', request({ headers: Array.from({ length: 40 }, (_, index) => [`X-${index}`, ''] as const) }), `${first}, with the headers X-0, X-1, X-2, X-3, X-4, X-5 and 34 more. ${rest}`],
    ['everything that script may ask for', request({ body: 'a', mode: 'no-cors', credentials: 'include', redirect: 'manual', cache: 'no-store', referrerPolicy: 'origin', keepalive: true, abort: 1000 }), `${first}, with a body, in mode no-cors, with credentials, in redirect mode manual, in cache mode no-store, with the referrer policy origin, with keepalive, to be aborted after 1000 ms. ${rest}`],
    ['everything that XMLHttpRequest may do besides', request({ credentials: 'omit', sync: true, upload: 'before-send', timeout: 900 }), `${first}, without credentials, synchronously, with listeners on its upload that are added before it is sent, with a timeout of 900 ms. ${rest}`],
    ['a cookie', request({ cookies: ['session=1; Secure'] }), `${first}. Before, a cookie was set: session=1; Secure. ${rest}`],
    ['cookies', request({ cookies: ['a=1', 'b=2'] }), `${first}. Before, 2 cookies were set: a=1 and b=2. ${rest}`],
    ['the last of several requests', { before: [{ ...given, expect: null }, { ...given, expect: null }], wait: 6 }, `${first}. It is the last of 3 requests, one after the other, and comes 6 s after the one before. ${rest}`],
    ['a service worker', page({ context: 'iframe', serviceWorker: 'forwards' }), `${first.replace('A page', 'An iframe')}. Between them is a service worker that makes each request itself. ${rest}`],
    ['a policy', page({ context: 'iframe', csp: "connect-src 'self'" }), `${first.replace('A page', 'An iframe')}. The page’s Content-Security-Policy is connect-src 'self'. ${rest}`],
    ['no CORS header', answered([['Content-Type', 'text/plain']], 404), `${first}. The request is answered with status 404 and no CORS header.`],
    ['placeholders', answered([['access-control-allow-origin', '{origin}, {resource-origin}'], ['Access-Control-Max-Age', 'http://localhost:{document-port}']]), `${first}. The request is answered with status 200; access-control-allow-origin: the page’s origin, the resource’s origin; and Access-Control-Max-Age: http://localhost:{document-port}.`],
    ['the opaque origin', { ...page({ context: 'sandboxed-iframe' }), ...answered([['Access-Control-Allow-Origin', '{origin}']]) }, `${first.replace('A page over http', 'A sandboxed iframe over http, whose origin is opaque,')}. The request is answered with status 200 and Access-Control-Allow-Origin: null.`],
    ['an empty value', answered([['Access-Control-Allow-Origin', '']]), `${first}. The request is answered with status 200 and Access-Control-Allow-Origin: "".`],
    ['white space around a value', answered([['Access-Control-Allow-Origin', '\t*  ']]), `${first}. The request is answered with status 200 and Access-Control-Allow-Origin: "\\t*\\u0020 ".`],
    ['a very long value', answered([['Access-Control-Allow-Origin', 'x'.repeat(5000)]]), `${first}. The request is answered with status 200 and Access-Control-Allow-Origin: ${'x'.repeat(100)}… (5000 characters).`],
    ['an answer that takes its time', resource({ routes: {}, response: { status: 200, headers: [], body: '', delay: 700 } }), `${first}. The request is answered with status 200 after 700 ms and no CORS header.`],
    ['exact bytes', resource({ routes: {}, response: { raw: '\0' } }), `${first}. The request is answered with bytes that are no common response.`],
    ['a connection that is cut', resource({ routes: {}, response: { reset: true } }), `${first}. The request is answered with nothing but a connection that is cut.`],
    ['a port at which nobody listens', resource({ routes: {}, unreachable: 'closed-port' }), `${first}. No server listens there.`],
    ['broken TLS', resource({ routes: {}, unreachable: 'broken-tls' }), `${first}. What listens there breaks the TLS handshake off.`],
    ['a real server', resource({ routes: {}, server: { implementation: 'article/server-1', policy: {} } }), `${first}. A real server answers, article/server-1.`],
    [
      'a redirect',
      resource({ response: { status: 302, headers: [['Access-Control-Allow-Origin', '*'], ['Location', '{url:end}']], body: '' }, routes: { end: { relation: 'cross-site', response: { status: 200, headers: [], body: '' } } } }),
      `${first}. The request is answered with status 302, Access-Control-Allow-Origin: * and Location: the address end. The address end at an origin of another site answers with status 200 and no CORS header.`,
    ],
    [
      'very many redirects',
      resource({ response: { status: 302, headers: [['Location', '{url:a}']], body: '' }, routes: Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [name, { response: { status: 302, headers: [], body: '' } }])) }),
      `${first}. The request is answered with status 302, no CORS header and Location: the address a. There are 4 further addresses, a, b, c and d.`,
    ],
  ];
  for (const [words, changes, told] of rows) test(words, () => assert.equal(story({ ...plain, case: { ...given, ...changes } }), told));

  test('that was not run has no address', () => assert.equal(story({ ...plain, url: null }), `${first.replace(' (http://localhost:4001)', '')}. ${rest}`));
});

describe('an answer is told as it is given, or as it would be', () => {
  const preflight = { status: 204, headers: [], body: '' };
  const answering: ResultRecord = { ...plain, case: { ...plain.case, resource: { ...plain.case.resource, preflight } } };
  const predicting = (...roles: ('preflight' | 'request')[]): ResultRecord['prediction'] => ({ outcome: { kind: 'undetermined', because: 'open' }, exchanges: roles.map((role) => ({ role })), trace: [], events: null, open: [] }) as unknown as ResultRecord['prediction'];
  const observing = (record: ResultRecord, ...roles: ResultRecord['observation']['exchanges'][number]['role'][]): ResultRecord => ({ ...record, observation: { ...record.observation, exchanges: roles.flatMap((role) => base.observation.exchanges.map((one) => ({ ...one, role }))) } });
  const [is, would] = ['The preflight is answered with status 204 and no CORS header.', 'A preflight would be answered with status 204 and no CORS header.'];
  const rows: readonly (readonly [words: string, record: ResultRecord, told: string])[] = [
    ['a preflight that the standard demands', { ...answering, prediction: predicting('preflight', 'request') }, `${is} ${rest}`],
    ['one that it does not', { ...answering, prediction: predicting('request') }, `${would} ${rest}`],
    ['one that was sent though it does not', observing({ ...answering, prediction: predicting('request') }, 'cors-preflight-request', 'cors-request'), `${is} ${rest}`],
    ['one of an address further on alone', { ...answering, prediction: predicting('request', 'preflight', 'request') }, `${would} ${rest}`],
    ['one behind what the harness itself asked', observing({ ...answering, prediction: predicting('request') }, 'setup', 'reachability', 'cors-preflight-request', 'cors-request'), `${is} ${rest}`],
    ['a request that is not sent', { ...answering, prediction: predicting('preflight') }, `${is} ${rest.replace('is answered', 'would be answered')}`],
    ['nothing that is sent', { ...answering, prediction: predicting() }, `${would} ${rest.replace('is answered', 'would be answered')}`],
    ['a request that was sent though it must not be', observing({ ...answering, prediction: predicting('preflight') }, 'cors-preflight-request', 'cors-request'), `${is} ${rest}`],
    ['a case that was not run', { ...answering, prediction: null }, `${would} ${rest}`],
  ];
  for (const [words, record, told] of rows) test(words, () => assert.equal(story(record), `${first}. ${told}`));
});

describe('the story of a case whose server is a target', () => {
  const [exchange] = base.observation.exchanges;
  const told = (exchanges: readonly Partial<NonNullable<typeof exchange>>[]): string => {
    const target = { name: 'staging', origin: null, path: '/v1', documentOrigin: null, preflightOnly: false, allowUnsafeMethods: false, status: null };
    const request = { ...plain.case.request, headers: [['Authorization', 'Bearer {secret:token}']] as const };
    return story({ ...plain, url: 'https://api.example.com/v1', case: { ...plain.case, target, request, resource: { routes: {} } }, target: { name: 'staging', documentOrigin: 'https://app.example.com', notes: [] }, observation: { ...plain.observation, exchanges: exchanges.map((one) => ({ ...exchange!, ...one })) } });
  };
  const begin = 'A page at https://app.example.com makes a GET request with fetch to another origin of the same site (https://api.example.com), with the header Authorization.';
  const rows: readonly (readonly [words: string, exchanges: Parameters<typeof told>[0], rest: string])[] = [
    ['nothing was asked', [], ''],
    ['it answered', [{}], ' staging answers the request with status 200 and Access-Control-Allow-Origin: *.'],
    ['it answered to the preflight, without a CORS header', [{ role: 'cors-preflight-request', response: { status: 404, statusText: '', headers: [['Vary', 'Origin']], body: '', bodyLength: 0 } }], ' staging answers the preflight with status 404 and no CORS header.'],
    ['it gave no answer', [{ response: null }], ' staging answers the request with nothing.'],
    ['it answered to both', [{ role: 'cors-preflight-request' }, {}], ' staging answers the preflight with status 200 and Access-Control-Allow-Origin: *. staging answers the request with status 200 and Access-Control-Allow-Origin: *.'],
  ];
  for (const [words, exchanges, rest] of rows) test(words, () => assert.equal(told(exchanges), begin + rest));
});
