import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AskedRequest } from '../asked-request.ts';
import { readCurl } from './curl.ts';
import { curlOptionNames, longOption } from './curl-options.ts';
import { isProblem } from './problem.ts';

const read = (text: string): AskedRequest => {
  const asked = readCurl(text);
  assert.ok(!isProblem(asked), JSON.stringify(asked));
  return asked;
};
const withoutNotes = ({ notes: _notes, ...asked }: AskedRequest): Omit<AskedRequest, 'notes'> => asked;
const url = 'https://api.example/items';
const base = { url, method: 'GET', headers: [], body: null, mode: 'cors', credentials: 'same-origin', redirect: 'follow', cookie: null, origin: null } as const;

describe('a command that a browser copied', () => {
  const chromium = String.raw`curl 'https://api.example/items?page=1' \
  -X 'PUT' \
  -H 'accept: application/json, text/plain, */*' \
  -H 'accept-language: de-DE,de;q=0.9' \
  -H 'authorization: Bearer abc' \
  -H 'content-type: application/json' \
  -b 'sid=1; theme=dark' \
  -H 'dnt: 1' \
  -H 'origin: https://app.example' \
  -H 'priority: u=1, i' \
  -H 'referer: https://app.example/' \
  -H 'sec-ch-ua: "Chromium";v="140"' \
  -H 'sec-ch-ua-mobile: ?0' \
  -H 'sec-fetch-dest: empty' \
  -H 'sec-fetch-mode: cors' \
  -H 'sec-fetch-site: same-site' \
  -H 'user-agent: Mozilla/5.0 (X11; Linux x86_64)' \
  -H 'x-empty;' \
  --data-raw $'{"name":"it\'s \u00fc\u0021"}' \
  --insecure`;
  const firefox = `curl 'https://api.example/items' --compressed -X POST -H 'User-Agent: Mozilla/5.0 (rv:140.0) Gecko/20100101 Firefox/140.0' -H 'Accept: */*' -H 'Accept-Language: en-US,en;q=0.5' -H 'Accept-Encoding: gzip, deflate, br, zstd' -H 'Referer: http://localhost:5173/' -H 'X-Requested-With: XMLHttpRequest' -H 'Origin: http://localhost:5173' -H 'Connection: keep-alive' -H 'Sec-Fetch-Mode: no-cors' -H 'Pragma: no-cache' -H 'Cache-Control: no-cache' -H 'TE: trailers' -H 'Content-Length: 3' --data-raw 'a=1'`;
  const safari = `curl 'https://api.example/items' \\\n-X 'GET' \\\n-H 'Accept: */*' \\\n-H 'Referer: https://app.example/page?secret' \\\n-H 'Sec-Fetch-Mode: navigate' \\\n-H 'User-Agent: Mozilla/5.0 (Macintosh) Version/26.0 Safari/605.1.15' \\\n-H 'Host: api.example'`;
  const cmd = 'curl ^"https://api.example/items?a=1^&b=2^" ^\n  -H ^"accept: */*^" ^\n  -H ^"content-type: application/json^" ^\n  -H ^"origin: https://app.example^" ^\n  --data-raw ^"^{^\\^"a^\\^":^\\^"^%^41^\\^"^}^"';

  const rows: readonly [what: string, text: string, asked: Omit<AskedRequest, 'notes'>][] = [
    ['Chrome or Edge, with cookies', chromium, {
      ...base, url: `${url}?page=1`, method: 'PUT', credentials: 'include', cookie: 'sid=1; theme=dark', origin: 'https://app.example', body: '{"name":"it\'s ü!"}',
      headers: [['accept', 'application/json, text/plain, */*'], ['authorization', 'Bearer abc'], ['content-type', 'application/json'], ['x-empty', '']],
    }],
    ['Firefox, with its cache disabled', firefox, {
      ...base, method: 'POST', mode: 'no-cors', origin: 'http://localhost:5173', body: 'a=1',
      headers: [['X-Requested-With', 'XMLHttpRequest'], ['Pragma', 'no-cache'], ['Cache-Control', 'no-cache'], ['Content-Type', 'application/x-www-form-urlencoded']],
    }],
    ['Safari, a navigation', safari, { ...base, origin: 'https://app.example' }],
    ["Chrome on Windows, for cmd", cmd, { ...base, url: `${url}?a=1&b=2`, method: 'POST', origin: 'https://app.example', body: '{"a":"%41"}', headers: [['content-type', 'application/json']] }],
  ];
  for (const [what, text, asked] of rows) test(what, () => assert.deepEqual(withoutNotes(read(text)), asked));

  const notes: readonly [what: string, text: string, note: RegExp][] = [
    ['what the browser wrote', chromium, /browser writes them by itself: accept-language, dnt, origin, priority, referer, sec-ch-ua, .*user-agent, Cookie\.$/],
    ["that User-Agent is the browser's", chromium, /Script may set User-Agent/],
    ['an option that a page does not have', chromium, /no such setting: --insecure/],
    ['what may be either', firefox, /Kept.*: Pragma, Cache-Control\./],
    ["curl's own Content-Type", firefox, /application\/x-www-form-urlencoded by itself/],
    ["that the origin is the referrer's", safari, /Referer/],
    ['that it was a navigation', safari, /navigation/],
  ];
  for (const [what, text, note] of notes) test(`a note tells ${what}`, () => assert.ok(read(text).notes.some((one) => note.test(one)), read(text).notes.join('\n')));
  test('no note tells a value', () => assert.doesNotMatch([...read(chromium).notes, ...read(safari).notes].join(), /abc|sid=|secret/));
});

describe('an option', () => {
  const form = ['Content-Type', 'application/x-www-form-urlencoded'] as const;
  const posted = { method: 'POST', headers: [form] } as const;
  const rows: readonly [options: string, asked: Partial<AskedRequest>][] = [
    ['', {}],
    ['-X DELETE', { method: 'DELETE' }],
    ['-XPUT', { method: 'PUT' }],
    ['--request=patch', { method: 'patch' }],
    ['-sSLX PUT', { method: 'PUT' }],
    ['-sXPUT', { method: 'PUT' }],
    ['-X PUT -X POST', { method: 'POST' }],
    ['-I', { method: 'HEAD' }],
    ['--head', { method: 'HEAD' }],
    ["-H 'X-A: 1' -H'X-B:2'", { headers: [['X-A', '1'], ['X-B', '2']] }],
    ["--header 'X-A:  a: b '", { headers: [['X-A', 'a: b']] }],
    ["-H 'X-A;'", { headers: [['X-A', '']] }],
    ["-H 'X-A:'", {}],
    ['-d a=1', { ...posted, body: 'a=1' }],
    ['-da=1 --data b=2 --data-ascii c', { ...posted, body: 'a=1&b=2&c' }],
    ["-d ''", { ...posted, body: '' }],
    ["--data-raw '@a'", { ...posted, body: '@a' }],
    ["--data-binary 'a\nb'", { ...posted, body: 'a\nb' }],
    ["--data-urlencode 'a=1 + ü~'", { ...posted, body: 'a=1+%2B+%C3%BC~' }],
    ["--data-urlencode '=a&b'", { ...posted, body: 'a%26b' }],
    ["--data-urlencode 'a b'", { ...posted, body: 'a+b' }],
    ["-H 'content-type: text/plain' -d a", { method: 'POST', body: 'a', headers: [['content-type', 'text/plain']] }],
    ["-H 'Content-Type:' -d a", { method: 'POST', body: 'a' }],
    [`--json '{"a":1}'`, { method: 'POST', body: '{"a":1}', headers: [['Content-Type', 'application/json'], ['Accept', 'application/json']] }],
    [`--json '{"a":' --json '1}' -H 'Accept: text/csv'`, { method: 'POST', body: '{"a":1}', headers: [['Accept', 'text/csv'], ['Content-Type', 'application/json']] }],
    ['-G -d a=1 --data-urlencode b=%', { url: `${url}?a=1&b=%25` }],
    ['--get -I -d a=1', { url: `${url}?a=1`, method: 'HEAD' }],
    ['--url-query a=%', { url: `${url}?a=%25` }],
    ["-b 'a=1' --cookie b=2", { cookie: 'a=1; b=2', credentials: 'include' }],
    ["-H 'Cookie: a=1'", { cookie: 'a=1', credentials: 'include' }],
    ['-u name:word', { headers: [['Authorization', 'Basic bmFtZTp3b3Jk']] }],
    ["--user name:word -H 'authorization: x'", { headers: [['authorization', 'x']] }],
    ['--oauth2-bearer t', { headers: [['Authorization', 'Bearer t']] }],
    ['-r 0-9', { headers: [['Range', 'bytes=0-9']] }],
    ['-A Mozilla/5.0', {}],
    ["-e 'https://app.example/a;auto'", { origin: 'https://app.example' }],
    ["--referer https://app.example/ -H 'Origin: null'", { origin: 'null' }],
    ["-H 'Origin: https://APP.example:443'", { origin: 'https://app.example' }],
    ["-H 'Origin: chrome-extension://abc'", { origin: 'chrome-extension://abc' }],
    ["-H 'Origin: https://app.example/'", { origin: 'https://app.example' }],
    ["-H 'Origin: what'", {}],
    ['-L -k -s -S -i -v -f --compressed --http2 --no-buffer --no-progress-meter -#', {}],
    ['-o /dev/null -w %{http_code} --max-time 5 -m5 --connect-timeout=2 --retry 3 -D - -c jar', {}],
    ['--proxy http://p:1 --resolve a:1:b -E cert', {}],
    ["-H ':authority: api.example'", {}],
  ];
  for (const [options, asked] of rows) test(options === '' ? 'none' : options, () => assert.deepEqual(withoutNotes(read(`curl ${options} '${url}'`)), { ...base, ...asked }));

  test('every option that says nothing of a request leaves it as it is, with its value', () => {
    for (const name of curlOptionNames) {
      const option = longOption(name);
      if (option?.use === 'skipped' || option?.use === 'noted') assert.deepEqual(withoutNotes(read(`curl --${name} ${option.hasValue ? 'value' : ''} ${url}`)), base, name);
      if (option?.use === 'refused') assert.ok(isProblem(readCurl(`curl --${name} ${option.hasValue ? 'value' : ''} ${url}`)), name);
    }
  });
});

describe('an address in a command', () => {
  const rows: readonly [what: string, text: string, url: string][] = [
    ['given by --url', `curl --url ${url}`, url],
    ['after two hyphens', `curl -s -- ${url}`, url],
    ['without a scheme', 'curl localhost:3000/x', 'http://localhost:3000/x'],
    ['with the prompt of a document', `$ curl ${url}`, url],
    ['after a path to curl', `/usr/bin/curl ${url}`, url],
    ['with a pipe after it', `curl ${url} | jq .`, url],
    ['of IPv6', 'curl http://[::1]:3000/', 'http://[::1]:3000/'],
    ['with empty brackets', `curl '${url}?a[]=1'`, `${url}?a[]=1`],
    ['with escaped brackets', `curl '${url}?a\\[b\\]=1'`, `${url}?a[b]=1`],
    ['with brackets that are no pattern', `curl -g '${url}?a[b]={c}'`, `${url}?a[b]={c}`],
    ['with a query, and more of it', `curl -G -d b=2 '${url}?a=1#f'`, `${url}?a=1&b=2#f`],
  ];
  for (const [what, text, is] of rows) test(what, () => assert.equal(read(text).url, is));

  test('with a name and a password, which become a header', () => assert.deepEqual([read('curl https://na%6De:word@api.example/').url, read('curl https://na%6De:word@api.example/').headers], ['https://api.example/', [['Authorization', 'Basic bmFtZTp3b3Jk']]]));
  test('without a scheme: a note tells', () => assert.match(read('curl localhost:3000').notes.join(), /http:\/\/ was assumed/));
  test('with a pipe after it: a note tells', () => assert.match(read(`curl ${url} | jq .`).notes.join(), /left out/));
});

describe('what cannot be read', () => {
  const rows: readonly [what: string, text: string, problem: RegExp, tryThis: RegExp][] = [
    ['nothing', '', /not a curl command/, /Copy as cURL/],
    ['another program', `wget ${url}`, /not a curl command/, /Copy as cURL/],
    ['no address', 'curl -s', /no address/, /quotes/],
    ['two addresses', `curl ${url} -s ${url}`, /2 addresses, at line 1, column 6; line 1, column 35/, /one address/],
    ['two commands', `curl ${url} ;\ncurl ${url}`, /more than one/, /one request/],
    ['--next', `curl ${url} --next ${url}`, /--next/, /one request/],
    ['an address that an ampersand cuts', `curl ${url}?a=1&b=2`, /&/, /quotes/],
    ['a line that does not go on', `curl ${url}\n  -H 'A: b'`, /line break/, /backslash/],
    ['an unknown option', `curl --hedder 'A: b' ${url}`, /--hedder at line 1, column 6/, /--header/],
    ['an unknown letter', `curl -s? ${url}`, /no name that curl has/, /quotes/],
    ['an unknown letter among others', `curl -sW ${url}`, /-W/, /leave it out/],
    ['a value that an option does not take', `curl --head=1 ${url}`, /--head/, /alone/],
    ['an option without its value', `curl ${url} -H`, /-H at line 1, column \d+ has no value/, /whole command/],
    ['data of a file', `curl -d @secret ${url}`, /--data at .* names a file/, /--data-raw/],
    ['JSON of a file', `curl --json @secret ${url}`, /--json/, /--data-raw/],
    ['encoded data of a file', `curl --data-urlencode a@secret ${url}`, /file/, /--data-raw/],
    ['cookies of a file', `curl -b secret.txt ${url}`, /-b at .* file/, /name=value/],
    ['headers of a file', `curl -H @secret ${url}`, /-H at .* file/, /options/],
    ['a form', `curl -F a=secret ${url}`, /-F/, /--data-raw/],
    ['an upload', `curl -T secret ${url}`, /-T/, /-X PUT/],
    ['a user without a password', `curl -u secret ${url}`, /-u at .* no password/, /name:/],
    ['a header without a colon', `curl -H secret ${url}`, /no colon/, /Name: value/],
    ['a header with a name that is none', `curl -H 'a b: secret' ${url}`, /header 1 of 1/, /quote/],
    ['a header with a line break', `curl -H 'a: se\ncret' ${url}`, /header 1 of 1/, /line break/],
    ['a header that is too long', `curl -H 'a: ${'secret'.repeat(9000)}' ${url}`, /header 1 of 1/, /shorten/],
    ['a method that is none', `curl -X 'GET secret' ${url}`, /method/, /POST/],
    ['a pattern in the address', `curl 'http://a/[1-3]'`, /pattern/, /--globoff/],
    ['an address of another scheme', 'curl ftp://a.example/secret', /ftp:/, /http/],
    ['a preflight', `curl -X OPTIONS -H 'Access-Control-Request-Method: PUT' ${url}`, /preflight/, /copy the request/],
    ['a variable', `curl -H "Authorization: Bearer $secret" ${url}`, /variable at line 1, column 32/, /value/],
    ['a quote never closed', `curl '${url}' -H 'Authorization: secret`, /never closed/, /whole command/],
    ['a text that is too long', `curl ${url} -d '${'a'.repeat(5_000_000)}'`, /characters/, /shorter/],
    ['too many words', `curl ${'-s '.repeat(5000)}`, /5001 words/, /quotes/],
  ];
  for (const [what, text, problem, tryThis] of rows) {
    test(what, () => {
      const asked = readCurl(text);
      assert.ok(isProblem(asked), JSON.stringify(asked));
      assert.match(asked.problem, problem);
      assert.match(asked.tryThis, tryThis);
      assert.doesNotMatch(asked.problem + asked.tryThis, /secret/);
    });
  }
  for (const [what, text] of [['blanks', ' '.repeat(3_900_000)], ['escaped bytes', `curl $'${'\\x41'.repeat(900_000)}'`], ['carets', `curl ^"${'^a'.repeat(1_900_000)}`], ['dollar signs', `curl "${'$ '.repeat(1_900_000)}"`]] as const) {
    test(`${what} without end are read in time`, { timeout: 10_000 }, () => { readCurl(text); });
  }
});
