import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AskedRequest } from '../asked-request.ts';
import { readHar } from './har.ts';
import { isProblem } from './problem.ts';

type Headers = Readonly<Record<string, string>>;
const pairs = (headers: Headers): { name: string; value: string }[] => Object.entries(headers).map(([name, value]) => ({ name, value }));
const entry = (url: string, status: number, { method = 'GET', headers = {}, ...more }: { method?: string; headers?: Headers; request?: object; response?: object; _resourceType?: string } = {}): object => ({
  startedDateTime: '2026-01-01T00:00:00.000Z', time: 1, cache: {}, timings: {}, ...more,
  request: { method, url, httpVersion: 'http/2.0', headers: pairs(headers), queryString: [], cookies: [], headersSize: -1, bodySize: 0, ...more.request },
  response: { status, statusText: '', headers: [], content: { size: 0, mimeType: '' }, ...more.response },
});
const har = (...entries: readonly object[]): string => JSON.stringify({ log: { version: '1.2', creator: { name: 'browser', version: '1' }, pages: [], entries } });

const read = (text: string, pick?: number | string): AskedRequest => {
  const asked = readHar(text, pick);
  assert.ok(!isProblem(asked), JSON.stringify(asked));
  return asked;
};
const withoutNotes = ({ notes: _notes, ...asked }: AskedRequest): Omit<AskedRequest, 'notes'> => asked;
const url = 'https://api.example/items';
const base = { url, method: 'GET', headers: [], body: null, mode: 'cors', credentials: 'same-origin', redirect: 'follow', cookie: null, origin: null } as const;

describe('a request of a HAR file', () => {
  const rows: readonly [what: string, text: string, asked: Partial<AskedRequest>][] = [
    ['with the lines of HTTP/2 and of the browser', har(entry(url, 200, { headers: { ':authority': 'api.example', ':method': 'GET', ':path': '/items', ':scheme': 'https', accept: '*/*', origin: 'https://app.example', 'sec-fetch-mode': 'cors', 'x-token': 'abc' } })), { headers: [['x-token', 'abc']], origin: 'https://app.example' }],
    ['with a body', har(entry(url, 200, { method: 'POST', headers: { 'Content-Type': 'text/plain' }, request: { postData: { mimeType: 'text/plain', text: 'a' } } })), { method: 'POST', body: 'a', headers: [['Content-Type', 'text/plain']] }],
    ['with an empty body that GET does not have', har(entry(url, 200, { request: { postData: { mimeType: '', text: '' } } })), {}],
    ['with a header of cookies', har(entry(url, 200, { headers: { Cookie: 'a=1' }, request: { cookies: pairs({ a: '1' }) } })), { cookie: 'a=1', credentials: 'include' }],
    ['with cookies alone', har(entry(url, 200, { request: { cookies: pairs({ a: '1', b: '2' }) } })), { cookie: 'a=1; b=2', credentials: 'include' }],
    ['of HAR 1.1, with a byte-order mark, without what nobody needs', `\ufeff{"log":{"version":"1.1","entries":[{"request":{"method":"GET","url":"${url}"}}]}}`, {}],
    ['with __proto__, which does nothing', `{"__proto__":{"log":1},"log":{"entries":[{"__proto__":{"a":1},"request":{"__proto__":{},"method":"GET","url":"${url}","headers":[{"__proto__":1,"name":"__proto__","value":"1"}]}}]}}`, { headers: [['__proto__', '1']] }],
  ];
  for (const [what, text, asked] of rows) test(what, () => assert.deepEqual(withoutNotes(read(text)), { ...base, ...asked }));
  test('whose body is known by its parameters alone has a note', () => assert.match(read(har(entry(url, 200, { method: 'POST', request: { postData: { mimeType: 'a', params: [{ name: 'b' }] } } }))).notes.join(), /body was left out/));
});

describe('of several requests', () => {
  const [one, two, three] = ['https://a.example/1', 'https://a.example/2', 'https://b.example/3'];
  const preflight = entry(three, 0, { method: 'OPTIONS', headers: { 'Access-Control-Request-Method': 'PUT' } });
  const rows: readonly [what: string, entries: readonly object[], pick: number | string | undefined, picked: string][] = [
    ['the one of the index', [entry(one, 200), entry(two, 200)], 1, two],
    ['the only one with that in its address', [entry(one, 200), entry(two, 200)], 'ple/2', two],
    ['the failed one with that in its address', [entry(three, 0), entry(one, 200), entry(two, 0)], 'a.example', two],
    ['the one of status 0', [entry(one, 200), entry(two, 0)], undefined, two],
    ['the one with an error', [entry(one, 200), entry(two, 200, { response: { _error: 'net::ERR_FAILED' } })], undefined, two],
    ['the one without a response', [entry(one, 200), { request: { method: 'GET', url: two } }], undefined, two],
    ['that of script, before another that failed', [entry(one, 0), entry(two, 0, { headers: { Origin: 'https://app.example' } })], undefined, two],
    ['that of fetch(), before another that failed', [entry(one, 0), entry(two, 0, { _resourceType: 'fetch' })], undefined, two],
    ['the one that no extension stopped', [entry(one, 0, { response: { _error: 'net::ERR_BLOCKED_BY_CLIENT' } }), entry(two, 0)], undefined, two],
    ['the one that is no preflight', [preflight, entry(three, 0, { method: 'PUT' })], undefined, three],
    ['the one over HTTP', [entry('data:,a', 0), entry('blob:https://a.example/1', 0), entry(one, 200)], undefined, one],
  ];
  for (const [what, entries, pick, picked] of rows) test(`${what} is picked`, () => assert.equal(read(har(...entries), pick).url, picked));
  test('a note tells which was picked', () => assert.match(read(har(entry(one, 200), entry(two, 0))).notes.join(), /number 1 was picked/));
});

describe('what cannot be read', () => {
  const many = Array.from({ length: 30 }, (_, index) => entry(`https://user:secret@a.example/${index}?secret#secret`, 200));
  const rows: readonly [what: string, text: string, pick: number | string | undefined, problem: RegExp, tryThis: RegExp][] = [
    ['nothing', '', undefined, /not JSON/, /Export HAR/],
    ['half a file', '{"log":\n{"a": secret', undefined, /not JSON/, /Export HAR/],
    ['other JSON', '[]', undefined, /the whole is no object/, /Export HAR/],
    ['a file without entries', '{"log":{}}', undefined, /log\.entries is no array/, /Export HAR/],
    ['an entry without an address', '{"log":{"entries":[{"request":{"method":"secret"}}]}}', undefined, /log\.entries\[0\]\.request\.url is no string/, /Export HAR/],
    ['a header that is a number', '{"log":{"entries":[{"request":{"method":"GET","url":"http://a/","headers":[{"name":"a","value":5}]}}]}}', undefined, /headers\[0\]\.value is no string/, /Export HAR/],
    ['brackets without end', '['.repeat(1_000_000), undefined, /not JSON/, /Export HAR/],
    ['brackets without end that are closed', `{"log":{"entries":[],"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`, undefined, /no requests/, /load the page/],
    ['a file that is too long', ' '.repeat(200_000_001), undefined, /characters/, /one request/],
    ['no requests', har(), undefined, /no requests/, /load the page/],
    ['an index that is none', har(...many), 30, /no request 30; the HAR file has 30/, /0: GET https:\/\/a\.example\/0\?… 200\n/],
    ['an index below zero', har(...many), -1, /no request -1/, /0: GET/],
    ['a part that no address has', har(...many), 'secret-of-mine', /no request/, /0: GET/],
    ['none that failed, of which twenty are listed', har(...many), undefined, /30 requests/, /\n19: GET https:\/\/a\.example\/19\?… 200\n… and 10 more$/],
    ['a preflight that was picked', har(entry(url, 200, { method: 'OPTIONS', headers: { 'access-control-request-method': 'PUT' } })), 0, /preflight/, /copy the request/],
    ['a body in base64', har(entry(url, 200, { request: { postData: { text: 'secret', encoding: 'base64' } } })), 0, /binary/, /body of text/],
    ['an address that is none', har(entry('secret', 200)), 0, /no scheme/, /http/],
    ['a method that is none', har(entry(url, 200, { method: 'G E\u001b[31m' })), undefined, /method/, /GET/],
  ];
  for (const [what, text, pick, problem, tryThis] of rows) {
    test(what, () => {
      const asked = readHar(text, pick);
      assert.ok(isProblem(asked), JSON.stringify(asked));
      assert.match(asked.problem, problem);
      assert.match(asked.tryThis, tryThis);
      assert.doesNotMatch(asked.problem + asked.tryThis, /secret|\u001b/);
    });
  }
});
