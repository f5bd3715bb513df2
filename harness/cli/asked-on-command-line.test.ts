import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AskedRequest } from '../target/asked-request.ts';
import { isProblem } from '../target/input/problem.ts';
import { readAsked, readResolve } from './asked-on-command-line.ts';
import type { AskedOnCommandLine } from './asked-on-command-line.ts';

const nothing: AskedOnCommandLine = { url: undefined, curl: undefined, fetch: undefined, har: undefined, pick: undefined, origin: undefined, method: undefined, header: [], data: undefined, credentials: false, cookie: [] };
const url = 'https://api.example.test/data';
const har = JSON.stringify({
  log: {
    version: '1.2',
    entries: ['/a', '/b'].map((path) => ({ request: { method: 'GET', url: `https://api.example.test${path}`, httpVersion: 'HTTP/1.1', headers: [{ name: 'Origin', value: 'https://copied.example' }], queryString: [], cookies: [], headersSize: -1, bodySize: 0 } })),
  },
});
const page = 'https://app.example.com';

function read(given: Partial<AskedOnCommandLine>): { readonly asked: AskedRequest; readonly origin: string } {
  const found = readAsked({ ...nothing, ...given });
  assert.ok(!isProblem(found), JSON.stringify(found));
  return found;
}

describe('a request', () => {
  const rows: readonly (readonly [words: string, given: Partial<AskedOnCommandLine>, asked: Partial<AskedRequest>, origin: string])[] = [
    ['as an address', { url }, { url, method: 'GET', headers: [], body: null, mode: 'cors', credentials: 'same-origin', redirect: 'follow', cookie: null }, page],
    ['with a method', { url, method: 'DELETE' }, { method: 'DELETE', body: null }, page],
    ['with data, which makes it a POST', { url, data: 'a' }, { method: 'POST', body: 'a' }, page],
    ['with empty data', { url, data: '' }, { method: 'POST', body: '' }, page],
    ['with data and a method', { url, data: 'a', method: 'PUT' }, { method: 'PUT', body: 'a' }, page],
    ['with headers, in order and case', { url, header: ['X-B: 2', 'x-a:1', 'X-B:  3 , 4\t', 'X-Empty:', 'X-Url: https://a.example:1/'] }, { headers: [['X-B', '2'], ['x-a', '1'], ['X-B', '3 , 4'], ['X-Empty', ''], ['X-Url', 'https://a.example:1/']] }, page],
    ['with credentials', { url, credentials: true }, { credentials: 'include' }, page],
    ['with cookies', { url, credentials: true, cookie: ['a=1', 'b=2; c=3', 'a=4'] }, { cookie: 'b=2; c=3; a=4', credentials: 'include' }, page],
    ['as a curl command with cookies, and more of them', { curl: `curl ${url} -b 'a=1; b=2'`, cookie: ['b=3'] }, { cookie: 'a=1; b=3', credentials: 'include' }, page],
    ['as a curl command with a cookie that has no name', { curl: `curl ${url} -H 'Cookie: a=1; nameless'` }, { cookie: 'a=1' }, page],
    ['with an origin', { url, origin: 'http://localhost:3000' }, { notes: [] }, 'http://localhost:3000'],
    ['as a curl command', { curl: `curl ${url} -X PUT -H 'Origin: https://copied.example' -H 'X-Token: a' --data b` }, { url, method: 'PUT', headers: [['X-Token', 'a'], ['Content-Type', 'application/x-www-form-urlencoded']], body: 'b' }, 'https://copied.example'],
    ['as a fetch() call', { fetch: `fetch("${url}", { "method": "PUT", "body": "b", "referrer": "https://copied.example/x", "credentials": "omit" });` }, { url, method: 'PUT', body: 'b', credentials: 'omit' }, 'https://copied.example'],
    ['as a HAR file', { har, pick: '1' }, { url: 'https://api.example.test/b' }, 'https://copied.example'],
    ['as a HAR file, by a part of the address', { har, pick: '/a' }, { url: 'https://api.example.test/a' }, 'https://copied.example'],
    ['with --origin, which wins over the copied one', { curl: `curl ${url} -H 'Origin: https://copied.example'`, origin: 'https://mine.example' }, { url }, 'https://mine.example'],
    ['with --credentials, which wins over the copied ones', { fetch: `fetch("${url}", { "credentials": "omit" })`, credentials: true }, { credentials: 'include' }, page],
    ['from a page at null', { curl: `curl ${url} -H 'Origin: null'` }, { url }, 'null'],
  ];
  for (const [words, given, asked, origin] of rows) {
    test(words, () => {
      const found = read(given);
      for (const [key, value] of Object.entries(asked)) assert.deepEqual(found.asked[key as keyof AskedRequest], value, key);
      assert.equal(found.origin, origin);
    });
  }

  const origins: readonly (readonly [given: string, origin: string])[] = [
    ['https://app.example.com/', 'https://app.example.com'],
    ['HTTPS://App.Example.COM', 'https://app.example.com'],
    ['https://app.example.com:443', 'https://app.example.com'],
    ['http://[::1]:3000', 'http://[::1]:3000'],
    ['https://b\u00fccher.example', 'https://xn--bcher-kva.example'],
  ];
  for (const [given, origin] of origins) test(`from a page at ${given}`, () => assert.equal(read({ url, origin: given }).origin, origin));

  test('says where the page was put where nothing tells it, and only there', () => {
    const noteOf = (given: Partial<AskedOnCommandLine>): boolean => read(given).asked.notes.some((note) => note.includes('nothing says where the page is'));
    assert.deepEqual([noteOf({ url }), noteOf({ curl: `curl ${url}` }), noteOf({ url, origin: page }), noteOf({ curl: `curl ${url} -H 'Origin: ${page}'` })], [true, true, false, false]);
  });
});

test('cookies that are not sent are noted, and the request is not changed', () => {
  const { asked } = read({ url, cookie: ['a=top-secret'] });
  assert.equal(asked.credentials, 'same-origin');
  assert.ok(asked.notes.some((note) => /cookies are not sent.*--credentials/.test(note)), asked.notes.join());
  assert.ok(!asked.notes.join('').includes('top-secret'));
  assert.ok(!read({ url, credentials: true, cookie: ['a=1'] }).asked.notes.some((note) => note.includes('cookies')));
});

describe('a mistake', () => {
  const rows: readonly (readonly [words: string, given: Partial<AskedOnCommandLine>, problem: RegExp])[] = [
    ['nothing', {}, /nothing says which request/],
    ['two forms', { url, curl: `curl ${url}` }, /^an address and --curl each say/],
    ['three forms', { curl: 'curl a', fetch: 'fetch("a")', har }, /^--curl and --fetch and --har each say/],
    ['-X with --curl', { curl: `curl ${url}`, method: 'PUT' }, /-X, -H and --data go with an address; --curl has its own/],
    ['-H with --fetch', { fetch: `fetch("${url}")`, header: ['A: top-secret'] }, /--fetch has its own/],
    ['--data with --har', { har, data: 'top-secret' }, /--har has its own/],
    ['--pick with an address', { url, pick: '1' }, /--pick goes with --har/],
    ['--pick with --curl', { curl: `curl ${url}`, pick: '1' }, /--pick goes with --har, and not with --curl/],
    ['a relative address', { url: '/data?key=top-secret' }, /relative/],
    ['another scheme', { url: 'ws://a/?top-secret' }, /WebSocket/],
    ['an empty address', { url: '' }, /empty/],
    ['a curl command that is none', { curl: 'wget top-secret' }, /./],
    ['a fetch() call that is none', { fetch: 'axios("top-secret")' }, /./],
    ['a HAR file that is none', { har: '{"top-secret' }, /./],
    ['a HAR file of which nothing is picked', { har, pick: '9' }, /./],
    ['a header without a colon', { url, header: ['A: b', 'X-Token top-secret'] }, /the 2\. -H/],
    ['a header without a name', { url, header: [': top-secret'] }, /the 1\. -H/],
    ['a header whose name is none', { url, header: ['X Token: top-secret'] }, /the 1\. -H/],
    ['a header that only the browser sets', { url, header: ['Cookie: top-secret'] }, /script cannot set Cookie/],
    ['a cookie without a name', { url, cookie: ['a=1', 'top-secret'] }, /the 2\. --cookie is no name=value/],
    ['a cookie of two lines', { url, cookie: ['a=top-secret\r\nX: y'] }, /the 1\. --cookie/],
    ['an empty cookie', { url, cookie: [''] }, /the 1\. --cookie/],
    ['the origin as a header', { url, header: ['origin: top-secret'] }, /script cannot set origin/],
    ['a header that would change the method', { url, header: ['X-HTTP-Method-Override: TRACE'] }, /script cannot set X-HTTP/],
    ['a header of two lines', { url, header: ['X: top-secret\r\nY: b'] }, /value of the 1\. -H/],
    ['a header beyond Latin-1', { url, header: ['X: top-secret \u2028'] }, /value of the 1\. -H/],
    ...['app.example.com', 'https://app.example.com/path', 'https://app.example.com?a', 'https://user@app.example.com', 'null', '*', 'ftp://a.example', 'chrome-extension://abc', '', 'https://a b', 'https://app.example.com:99999'].map((origin) => [`the origin ${JSON.stringify(origin)}`, { url, origin }, /--origin is no origin/] as const),
  ];
  for (const [words, given, problem] of rows) {
    test(`${words} is said, with what to do, and without a value`, () => {
      const found = readAsked({ ...nothing, ...given });
      assert.ok(isProblem(found), JSON.stringify(found));
      assert.match(found.problem, problem);
      assert.notEqual(found.tryThis, '');
      assert.doesNotMatch(JSON.stringify(found), /top-secret/);
    });
  }
});

describe('--resolve', () => {
  const rows: readonly (readonly [given: string, key: string, host: string, port: number])[] = [
    ['api.example.test:443:127.0.0.1', 'api.example.test:443', '127.0.0.1', 443],
    ['api.example.test:443:127.0.0.1:8443', 'api.example.test:443', '127.0.0.1', 8443],
    ['API.Example.test:80:127.0.0.1', 'api.example.test:80', '127.0.0.1', 80],
    ['b\u00fccher.example:443:127.0.0.1', 'xn--bcher-kva.example:443', '127.0.0.1', 443],
    ['api.example.test:443:[::1]', 'api.example.test:443', '::1', 443],
    ['api.example.test:443:[2001:db8::1]:8443', 'api.example.test:443', '2001:db8::1', 8443],
    ['[2001:DB8:0::1]:443:[::1]:1', '2001:db8::1:443', '::1', 1],
    ['192.0.2.1:80:127.0.0.1:8080', '192.0.2.1:80', '127.0.0.1', 8080],
    ['api.example.test:443:localhost', 'api.example.test:443', 'localhost', 443],
  ];
  for (const [given, key, host, port] of rows) test(`${given} is read`, () => assert.deepEqual(readResolve([given]), new Map([[key, { host, port }]])));
  test('several are read; of two for one place the last counts', () => assert.deepEqual(readResolve(['a.test:1:127.0.0.1', 'b.test:1:127.0.0.1', 'a.test:1:127.0.0.2']), new Map([['a.test:1', { host: '127.0.0.2', port: 1 }], ['b.test:1', { host: '127.0.0.1', port: 1 }]])));
  test('none is none', () => assert.deepEqual(readResolve([]), new Map()));

  for (const given of ['', 'a.test', 'a.test:443', 'a.test:443:', ':443:127.0.0.1', 'a.test:x:127.0.0.1', 'a.test:99999:127.0.0.1', 'a.test:0:127.0.0.1', 'a.test:443:127.0.0.1:0', 'a.test:443:127.0.0.1:65536', 'a.test:443:127.0.0.1:', 'a.test:443:::1', 'a.test:443:[nonsense]', '[nonsense]:443:127.0.0.1', 'a b:443:127.0.0.1', 'a/b:443:127.0.0.1', 'u@a.test:443:127.0.0.1', 'https://a.test:443:127.0.0.1']) {
    test(`${JSON.stringify(given)} is a mistake`, () => {
      const found = readResolve(['ok.test:1:127.0.0.1', given]);
      assert.ok(isProblem(found), 'it was read');
      assert.ok(found.problem.includes(given));
    });
  }
});
