import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { AskedRequest } from '../asked-request.ts';
import { readFetchCall } from './fetch-call.ts';
import { isProblem } from './problem.ts';

const read = (text: string): AskedRequest => {
  const asked = readFetchCall(text);
  assert.ok(!isProblem(asked), JSON.stringify(asked));
  return asked;
};
const withoutNotes = ({ notes: _notes, ...asked }: AskedRequest): Omit<AskedRequest, 'notes'> => asked;
const url = 'https://api.example/items';
const base = { url, method: 'GET', headers: [], body: null, mode: 'cors', credentials: 'same-origin', redirect: 'follow', cookie: null, origin: null } as const;

describe('a call that a browser copied', () => {
  const chromium = `fetch("https://api.example/items", {
  "headers": {
    "accept": "*/*",
    "accept-language": "de-DE,de;q=0.9",
    "content-type": "application/json",
    "priority": "u=1, i",
    "sec-ch-ua": "\\"Chromium\\";v=\\"140\\"",
    "sec-fetch-mode": "cors",
    "x-token": "abc"
  },
  "referrer": "https://app.example/page",
  "referrerPolicy": "strict-origin-when-cross-origin",
  "body": "{\\"name\\":\\"\\u00fc\\"}",
  "method": "PUT",
  "mode": "cors",
  "credentials": "include"
});`;
  const node = 'fetch("https://api.example/items", {"headers": {"cookie": "a=1", "sec-fetch-mode": "cors", "Referer": "https://app.example/"}, "body": null, "method": "GET"});';
  const firefox = 'await fetch("https://api.example/items", {\n    "credentials": "omit",\n    "headers": {\n        "User-Agent": "Mozilla/5.0 (rv:140.0)",\n        "Accept": "application/json",\n        "Sec-Fetch-Mode": "cors"\n    },\n    "referrer": "http://localhost:5173/",\n    "method": "GET",\n    "mode": "no-cors"\n});';
  const safari = "fetch('https://api.example/items', {\n    cache: 'default',\n    credentials: 'same-origin',\n    headers: {\n        'Accept': '*/*',\n        'Sec-Fetch-Site': 'cross-site',\n    },\n    method: 'DELETE',\n    mode: 'navigate',\n    redirect: 'manual',\n    referrer: 'about:client',\n    referrerPolicy: 'no-referrer'\n})";
  const rows: readonly [what: string, text: string, asked: Partial<AskedRequest>][] = [
    ['Chrome or Edge', chromium, { method: 'PUT', credentials: 'include', origin: 'https://app.example', body: '{"name":"ü"}', headers: [['content-type', 'application/json'], ['x-token', 'abc']] }],
    ['Chrome, for Node.js', node, { cookie: 'a=1', credentials: 'include', origin: 'https://app.example' }],
    ['Firefox', firefox, { mode: 'no-cors', credentials: 'omit', origin: 'http://localhost:5173', headers: [['Accept', 'application/json']] }],
    ['Safari', safari, { method: 'DELETE', redirect: 'manual' }],
  ];
  for (const [what, text, asked] of rows) test(what, () => assert.deepEqual(withoutNotes(read(text)), { ...base, ...asked }));
  test('notes tell what was left out', () => {
    assert.deepEqual(read(chromium).notes, ['Left out, since they are not asked about: referrerPolicy.', 'Left out, since the browser writes them by itself: accept, accept-language, priority, sec-ch-ua, sec-fetch-mode.']);
    assert.match(read(safari).notes.join('\n'), /mode navigate/);
  });
});

describe('a call written by hand', () => {
  const form = ['Content-Type', 'application/x-www-form-urlencoded;charset=UTF-8'] as const;
  const rows: readonly [init: string, asked: Partial<AskedRequest>][] = [
    ['', {}],
    [', undefined', {}],
    [', {},', {}],
    [", { method: 'patch', }", { method: 'patch' }],
    [", { 'method': `POST`, body: `a\nb$c` }", { method: 'POST', body: 'a\nb$c' }],
    [', { method: undefined, body: undefined, mode: undefined }', {}],
    [", /* why */ { // not\n method: 'POST' }", { method: 'POST' }],
    [", { headers: { 'X-A': '1', x_b: 2, 3: true, n: null } }", { headers: [['X-A', '1'], ['x_b', '2'], ['3', 'true'], ['n', 'null']] }],
    [", { headers: [['X-A', '1'], ['x-a', '2']] }", { headers: [['X-A', '1'], ['x-a', '2']] }],
    [", { headers: new Headers({ 'X-A': '1' }) }", { headers: [['X-A', '1']] }],
    [', { headers: new Headers() }', {}],
    [", { headers: { a: '1', b: '2', a: '3' } }", { headers: [['a', '3'], ['b', '2']] }],
    [", { headers: { 'User-Agent': 'mine/1', 'Accept-Language': 'de', Origin: 'https://x.example' } }", { headers: [['User-Agent', 'mine/1'], ['Accept-Language', 'de']], origin: 'https://x.example' }],
    [", { headers: { Cookie: 'a=1' } }", {}],
    [", { headers: { __proto__: '1' } }", { headers: [['__proto__', '1']] }],
    [", { method: 'POST', body: JSON.stringify({ a: [1, -2.5, 0x10, 1e3, 1_000], 'b-c': { d: null, e: true }, f: undefined, }) }", { method: 'POST', body: '{"a":[1,-2.5,16,1000,1000],"b-c":{"d":null,"e":true}}' }],
    [", { body: JSON.stringify({ a: 1 }, null, 2) }", { body: '{\n  "a": 1\n}' }],
    [", { body: JSON.stringify({ __proto__: { a: 1 }, constructor: 2 }) }", { body: '{"constructor":2}' }],
    [", { body: new URLSearchParams({ a: '1 2', b: 'ü' }) }", { body: 'a=1+2&b=%C3%BC', headers: [form] }],
    [", { body: new URLSearchParams('?a=1') }", { body: 'a=1', headers: [form] }],
    [", { credentials: 'include', mode: 'same-origin', redirect: 'error' }", { credentials: 'include', mode: 'same-origin', redirect: 'error' }],
    [String.raw`, { body: 'it\'s\x21 \u{1F600}\
!' }`, { body: "it's! 😀!" }],
  ];
  for (const [init, asked] of rows) test(init === '' ? 'an address alone' : init.slice(2), () => assert.deepEqual(withoutNotes(read(`fetch('${url}'${init})`)), { ...base, ...asked }));

  for (const before of ['await ', 'return ', 'const response = await ', 'let $r = ', 'r = await ', 'window.', 'await globalThis.', '// a comment\n', '\ufeff', 'return await ']) {
    test(`with ${JSON.stringify(before)} before it`, () => assert.equal(read(`${before}fetch('${url}')`).url, url));
  }
  test('with a chain after it, which a note names', () => assert.deepEqual(read(`fetch('${url}').then((r) => r.json()).then(console.log);`).notes, ['What follows the fetch() call was left out.']));
  test('with other members, which a note names', () => assert.deepEqual(read(`fetch('${url}', { cache: 'no-store', keepalive: true })`).notes, ['Left out, since they are not asked about: cache, keepalive.']));
  test('with a header that script cannot set, which a note names', () => assert.deepEqual(read(`fetch('${url}', { headers: { Cookie: 'a=1' } })`).notes, ['Left out, since script cannot set them: Cookie.']));
  test('no key is a key of every object', () => assert.equal(({} as Record<string, unknown>)['a'], undefined));
});

describe('what cannot be read', () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const rows: readonly [what: string, text: string, problem: RegExp, tryThis: RegExp][] = [
    ['nothing', '', /not a fetch\(\) call/, /Copy as fetch/],
    ['another call', `axios.get('${url}')`, /not a fetch\(\) call/, /Copy as fetch/],
    ['a call inside another', `use(fetch('${url}'))`, /more before/, /call alone/],
    ['no address', 'fetch()', /first argument/, /in quotes/],
    ['an address that is a variable', 'fetch(address)', /address at line 1, column 7/, /value itself/],
    ['a Request', `fetch(new Request('${url}'))`, /new Request at/, /value itself/],
    ['a relative address', "fetch('/secret')", /relative/, /origin/],
    ['an address with an expression', "fetch(`${base}/secret`)", /string at line 1, column 7/, /one pair of quotes/],
    ['an operator', `fetch('${url}' + secret)`, /the sign "\+"/, /operators/],
    ['a variable as a value', `fetch('${url}', { headers: { Authorization: token } })`, /token at line 1/, /value itself/],
    ['a call as a value', `fetch('${url}', { headers: { a: auth.token('secret') } })`, /auth\.token at line 1/, /value itself/],
    ['a string that goes on with a variable', `fetch('${url}', { headers: { a: 'secret ' + token } })`, /"\+" at line 1/, /operators/],
    ['a shorthand', `fetch('${url}', {\n  method })`, /method at line 2, column 3/, /value itself/],
    ['a method', `fetch('${url}', { body() {} })`, /body at/, /value itself/],
    ['a spread', `fetch('${url}', { ...options })`, /"\.\.\."/, /variables/],
    ['a computed key', `fetch('${url}', { [key]: 1 })`, /"\["/, /variables/],
    ['a signal', `fetch('${url}', { signal: controller.signal })`, /controller\.signal/, /leave the member out/],
    ['a regular expression', `fetch('${url}', { body: /a/ })`, /"\/"/, /variables/],
    ['an unknown member', `fetch('${url}', { credentails: 'include' })`, /credentails at line 1, column \d+/, /did you mean credentials/],
    ['an unknown member like none', `fetch('${url}', { zzzzzzzzzzz: 'secret' })`, /zzzzzzzzzzz/, /leave it out/],
    ['__proto__', `fetch('${url}', { __proto__: { method: 'PUT' } })`, /__proto__/, /leave it out/],
    ['init that is a string', `fetch('${url}', 'secret')`, /second argument/, /method/],
    ['a mode that is none', `fetch('${url}', { mode: 'secret' })`, /mode at .* cors, no-cors, same-origin/, /leave mode out/],
    ['credentials that are none', `fetch('${url}', { credentials: true })`, /credentials at .* omit, same-origin, include/, /one of them/],
    ['a redirect that is none', `fetch('${url}', { redirect: 'secret' })`, /redirect/, /one of them/],
    ['a method that is a number', `fetch('${url}', { method: 5 })`, /method at/, /quotes/],
    ['headers that are a string', `fetch('${url}', { headers: 'secret' })`, /headers at/, /'Name': 'value'/],
    ['headers with three in a row', `fetch('${url}', { headers: [['a', 'secret', 'c']] })`, /headers at/, /'Name': 'value'/],
    ['a body that is an object', `fetch('${url}', { body: { a: 'secret' } })`, /body at/, /as a string/],
    ['a body of undefined', `fetch('${url}', { body: JSON.stringify(undefined) })`, /body at/, /as a string/],
    ['a replacer', `fetch('${url}', { body: JSON.stringify({ secret: 1 }, ['a']) })`, /body at/, /as a string/],
    ['a string never closed', `fetch('${url}', { body: 'secret`, /string at/, /whole string/],
    ['a string with a line break', `fetch('${url}', { body: 'secret\n' })`, /string at/, /whole string/],
    ['a bracket never closed', `fetch('${url}', { headers: { a: 'secret' }`, /never closed/, /whole call/],
    ['a comma that is missing', `fetch('${url}', { method: 'PUT' body: 'secret' })`, /a word at/, /write out/],
    ['a quote inside a string', `fetch('${url}', { body: 'it's secret' })`, /a word at/, /write out/],
    ['two strings in a row', `fetch('${url}' 'secret')`, /the string at/, /comma/],
    ['brackets without end', `fetch('${url}', { body: JSON.stringify(${deep}) })`, /brackets deep/, /as a string/],
    ['braces without end', `fetch('${url}', ${'{a:'.repeat(100_000)}`, /brackets deep/, /as a string/],
    ['calls without end', `fetch('${url}', ${'new Headers('.repeat(100_000)}`, /brackets deep/, /as a string/],
    ['a text that is too long', `fetch('${url}', { body: '${'a'.repeat(5_000_000)}' })`, /characters/, /shorter/],
  ];
  for (const [what, text, problem, tryThis] of rows) {
    test(what, () => {
      const asked = readFetchCall(text);
      assert.ok(isProblem(asked), JSON.stringify(asked).slice(0, 500));
      assert.match(asked.problem, problem);
      assert.match(asked.tryThis, tryThis);
      assert.doesNotMatch(asked.problem + asked.tryThis, /secret/);
    });
  }
  for (const [what, text] of [['blanks', ' '.repeat(3_900_000)], ['comments', '/**/'.repeat(900_000)], ['opened comments', '/*'.repeat(1_900_000)], ['headers', `fetch('${url}', { headers: {${"a:'b',".repeat(600_000)}} })`]] as const) {
    test(`${what} without end are read in time`, { timeout: 10_000 }, () => { readFetchCall(text); });
  }
});

test('a body of JSON.stringify is what it makes of any JSON', () => {
  const written = fc.json({ maxDepth: 4 }).filter((json) => !json.includes('__proto__'));
  fc.assert(fc.property(written, (json) => assert.equal(read(`fetch('${url}', { body: JSON.stringify(${json}) })`).body, JSON.stringify(JSON.parse(json)))));
});

test('any text ends in a request or in a problem', () => {
  const piece = fc.oneof(fc.constantFrom("'", '"', '`', '${', '{', '}', '[', ']', '(', ')', ':', ',', '...', '\\', '\n', 'headers', 'body', 'JSON.stringify(', 'new Headers(', '-', '1', 'null', '//', '/*'), fc.string({ maxLength: 3 }));
  fc.assert(fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => { readFetchCall(`fetch('${url}', ${pieces.join('')})`); }), { numRuns: 1000 });
});
