import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { makeRedactor } from './redact.ts';
import type { Redactor } from './redact.ts';

const value = 'tök/en+ "42" & \\n%';
const secrets = [{ name: 'STAGING_TOKEN', value }, { name: 'OTHER', value: 'hunter2hunter2' }];
const redactor = made(secrets);

function made(known: readonly { name: string; value: string }[], key = new Uint8Array(32)): Redactor {
  const result = makeRedactor({ secrets: known, targetOrigins: ['https://api.example.com'], key });
  assert.equal(result.kind, 'made');
  return result.redactor;
}

/** Leaves the hashes out, which follow from the key. */
const short = (text: string): string => text.replace(/‹([^‹›:]*): \d+ characters?, #[0-9a-f]{8}›/g, '‹$1›');
const shownFor = redactor.byValue(value);

describe('a known secret in a text, with the same hash in each encoding', () => {
  const bytes = Buffer.from(value);
  const rows: readonly (readonly [what: string, text: string])[] = [
    ['plain', value],
    ['percent-encoded, upper case', encodeURIComponent(value)],
    ['percent-encoded, lower case', encodeURIComponent(value).replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())],
    ['every byte percent-encoded', [...bytes].map((byte) => `%${byte.toString(16)}`).join('')],
    ['percent-encoded twice', encodeURIComponent(encodeURIComponent(value))],
    ['form-encoded', new URLSearchParams({ '': value }).toString().slice(1)],
    ['in JSON', JSON.stringify(value).slice(1, -1)],
    ['in JSON in JSON', JSON.stringify(JSON.stringify(value)).slice(3, -3)],
    ['in JSON, ASCII alone', JSON.stringify(value).slice(1, -1).replace(/[^\0-\x7f]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)],
    ['in JSON as PHP writes it', JSON.stringify(value).slice(1, -1).replaceAll('/', '\\/')],
    ['in HTML', value.replaceAll('&', '&amp;').replaceAll('"', '&quot;')],
    ['its bytes, a character each', bytes.toString('latin1')],
    ['base64', bytes.toString('base64')],
    ['base64 without padding, safe for URLs', bytes.toString('base64url')],
    ['base64, percent-encoded', encodeURIComponent(bytes.toString('base64'))],
    ['base64 of it in JSON', Buffer.from(JSON.stringify(value).slice(1, -1)).toString('base64')],
    ['hex', bytes.toString('hex').toUpperCase()],
    ['UTF-16LE, a character a byte', Buffer.from(value, 'utf16le').toString('latin1')],
  ];
  for (const [what, text] of rows) test(what, () => assert.equal(redactor.text(`<${text}>`), `<${shownFor}>`));
  for (const before of ['', 'a', 'ab']) {
    test(`base64 after ${before.length} other bytes and before others`, () => {
      const shown = redactor.text(Buffer.from(`${before}${value}zzz`).toString('base64'));
      assert.ok(shown.includes(shownFor), shown);
      assert.ok(shown.length <= shownFor.length + 8, shown);
    });
  }
  test('what is shown instead', () => assert.match(shownFor, /^‹STAGING_TOKEN: 18 characters, #[0-9a-f]{8}›$/));
  test('another key shows another hash', () => assert.notEqual(made(secrets, new Uint8Array(32).fill(1)).byValue(value), shownFor));
  test('two that overlap are hidden together', () => assert.equal(short(made([{ name: 'A', value: 'abcdefgh' }, { name: 'B', value: 'efghijkl' }]).byValue('(abcdefghijkl)')), '(‹A›‹B›)'));
  test('one that lies in another is shown as the other', () => assert.equal(short(made([{ name: 'A', value: 'cdefgh' }, { name: 'B', value: 'abcdefghij' }]).byValue('(abcdefghij)')), '(‹B›)'));
  test('one of thousands of characters', () => assert.equal(short(made([{ name: 'PEM', value: `${value}%`.repeat(300) }]).text(encodeURIComponent(`(${`${value}%`.repeat(300)})`))), '(‹PEM›)'));
});

describe('a header', () => {
  const rows: readonly (readonly [what: string, name: string, value: string, shown: string])[] = [
    ['keeps the scheme', 'Authorization', 'Bearer abc.def', 'Bearer ‹Authorization›'],
    ['names a known secret', 'authorization', `Bearer hunter2hunter2`, 'Bearer ‹OTHER›'],
    ['without a scheme', 'Proxy-Authorization', 'abc', '‹Proxy-Authorization›'],
    ['with two parts of which one is known', 'Authorization', 'Basic xhunter2hunter2', 'Basic ‹Authorization›'],
    ['keeps the names of cookies', 'Cookie', 'a=1; b="2"; c=; bare', 'a=‹cookie a›; b="‹cookie b›"; c=; ‹cookie›'],
    ['keeps attributes', 'Set-Cookie', 'sid=abc=d; Path=/a; HttpOnly; SameSite=None', 'sid=‹cookie sid›; Path=/a; HttpOnly; SameSite=None'],
    ['of a name that says so', 'X-Api-Key', 'k', '‹X-Api-Key›'],
    ['of a name that says so in one word', 'X-CSRFToken', 'k', '‹X-CSRFToken›'],
    ['of CORS', 'Access-Control-Allow-Headers', 'Authorization, X-Api-Key', 'Authorization, X-Api-Key'],
    ['of CORS, asked for', 'Access-Control-Request-Headers', 'authorization,x-auth-token', 'authorization,x-auth-token'],
    ['that lists names', 'Vary', 'Cookie, Authorization', 'Cookie, Authorization'],
    ['that asks for a secret', 'WWW-Authenticate', 'Bearer realm="api"', 'Bearer realm="api"'],
    ['of a name that only looks so', 'X-Author', 'me', 'me'],
    ['that is an address', 'Location', 'https://api.example.com/cb?code=1&state=ok#top', 'https://api.example.com/cb?code=‹query code›&state=‹query state›#‹query›'],
    ['that is a relative address', 'Location', '/cb?code=1', '/cb?code=‹query code›'],
    ['of no secret, with a known one', 'X-Debug', 'key hunter2hunter2!', 'key ‹OTHER›!'],
  ];
  for (const [what, name, given, shown] of rows) test(`${what}: ${name}`, () => assert.equal(short(redactor.header(name, given)), shown));
});

describe('a text of any kind', () => {
  const rows: readonly (readonly [what: string, text: string, shown: string])[] = [
    ['userinfo', 'see https://me:p@ss@other.example/a.', 'see https://‹user›:‹password›@other.example/a.'],
    ['the query of a target', 'GET https://api.example.com/a?page=2&x failed', 'GET https://api.example.com/a?page=‹query page›&‹query› failed'],
    ['the query of a target with its default port', 'https://API.example.com:443/?page=2', 'https://API.example.com:443/?page=‹query page›'],
    ['the query of another', 'https://other.example/?page=2&access_token=x', 'https://other.example/?page=2&access_token=‹query access_token›'],
    ['a form', 'user=me&password=x+y', 'user=me&password=‹query password›'],
    ['an id of a case', 'credentials/token-of-script[credentials=include,session=1]/fetch', 'credentials/token-of-script[credentials=include,session=1]/fetch'],
    ['JSON', '{"ok":true,"accessToken": "a\\"b","pin":{"secret":12}}', '{"ok":true,"accessToken": "‹accessToken›","pin":{"secret":"‹secret›"}}'],
    ['JSON in JSON', JSON.stringify('{"session":"abc"}'), JSON.stringify('{"session":"‹session›"}')],
    ['a header line', 'HTTP/1.1 200 OK\r\nSet-Cookie: a=b; Secure\r\nVary: Cookie\r\n', 'HTTP/1.1 200 OK\r\nSet-Cookie: a=‹cookie a›; Secure\r\nVary: Cookie\r\n'],
    ['curl', `curl -H 'Authorization: Bearer x' -H "Accept: a"`, `curl -H 'Authorization: Bearer ‹Authorization›' -H "Accept: a"`],
    ['a scheme with a token', 'sent Bearer abcdefghijklmnop1.x and', 'sent Bearer ‹credentials› and'],
    ['prose', 'Basic internationalization: a bearer authentication', 'Basic internationalization: a bearer authentication'],
    ['CORS header lines', 'Access-Control-Allow-Headers: Authorization, Cookie', 'Access-Control-Allow-Headers: Authorization, Cookie'],
  ];
  for (const [what, text, shown] of rows) test(what, () => assert.equal(short(redactor.text(text)), shown));
});

describe('data', () => {
  const exchange = { token: '0123456789abcdef0123456789abcdef', origin: 'https://api.example.com', target: '/a?b=c', requestHeaders: [['Cookie', 'a=b'], ['Accept', '*/*']] };
  const rows: readonly (readonly [what: string, data: unknown, shown: unknown])[] = [
    ['an exchange, whose own token stays', exchange, { ...exchange, target: '/a?b=‹query b›', requestHeaders: [['Cookie', 'a=‹cookie a›'], ['Accept', '*/*']] }],
    ['a list of names, which is no header', { names: ['Authorization', 'X-A'] }, { names: ['Authorization', 'X-A'] }],
    ['headers by name', { headers: { 'X-Api-Key': 'k', 'Set-Cookie': ['a=b', 'c=d'], Accept: '*/*' } }, { headers: { 'X-Api-Key': '‹X-Api-Key›', 'Set-Cookie': ['a=‹cookie a›', 'c=‹cookie c›'], Accept: '*/*' } }],
    ['names and values as in HAR', { cookies: [{ name: 'a', value: 'b' }], headers: [{ name: 'Authorization', value: 'x' }] }, { cookies: [{ name: 'a', value: '‹a›' }], headers: [{ name: 'Authorization', value: '‹Authorization›' }] }],
    ['an address with spaces', { url: 'https://api.example.com/?q=two words' }, { url: 'https://api.example.com/?q=‹query q›' }],
    ['keys', { 'a hunter2hunter2': 1, 'a aHVudGVyMmh1bnRlcjI=': 2 }, { 'a ‹OTHER›': 1, 'a ‹OTHER› (2)': 2 }],
    ['a key that has a meaning in JavaScript', JSON.parse('{"__proto__":{"password":"x"}}'), JSON.parse('{"__proto__":{"password":"‹password›"}}')],
    ['what is no text', [1, true, null, 'lone \ud800', '\0'], [1, true, null, 'lone \ud800', '\0']],
    ['credentials mode and the like', { credentials: 'include', includesCredentials: true }, { credentials: 'include', includesCredentials: true }],
  ];
  for (const [what, data, shown] of rows) {
    test(what, () => {
      const result = redactor.data(data);
      assert.ok(result.kind === 'redacted');
      assert.deepEqual(JSON.parse(short(JSON.stringify(result.data))), JSON.parse(JSON.stringify(shown)));
    });
  }
  test('a number that is a secret', () => assert.match(JSON.stringify(made([{ name: 'PIN', value: '123456' }]).data([123456])), /‹PIN: 6 characters/));

  const cycle: unknown[] = [];
  cycle.push({ cycle });
  let deep: unknown = null;
  for (let level = 0; level < 100_000; level++) deep = [deep];
  const refused: Readonly<Record<string, unknown>> = { 'a cycle': cycle, 'a map': new Map([['a', 'hunter2hunter2']]), 'an error': new Error('hunter2hunter2'), 'a function': () => 'hunter2hunter2', 'depth': deep, 'bytes': Buffer.from('hunter2hunter2') };
  for (const [what, data] of Object.entries(refused)) {
    test(`${what} is refused, without its value`, () => {
      const result = redactor.data(data);
      assert.equal(result.kind, 'refused');
      assert.doesNotMatch(JSON.stringify(result), /hunter2/);
    });
  }
  test('the same object twice is no cycle', () => assert.equal(redactor.data([exchange, exchange]).kind, 'redacted'));
});

describe('secrets that cannot be found safely', () => {
  const rows: readonly (readonly [what: string, name: string, value: string, problem: RegExp])[] = [
    ['too short', 'PIN', '12345', /PIN has 5 characters, which is too short/],
    ['empty', 'EMPTY', '', /EMPTY has 0 characters/],
    ['white space', 'BLANK', '        ', /nothing but white space/],
    ['the marks', 'MARKED', 'abc‹def›', /holds `‹` or `›`/],
    ['a word of what is shown', 'WORD', 'character', /would stand in the text/],
    ['its own name', 'PASSWORD', 'PASSWORD', /would stand in the text/],
    ['a name of odd characters', 'a\nb', 'abcdefgh', /has a name that is not/],
  ];
  for (const [what, name, given, problem] of rows) {
    test(what, () => {
      const result = makeRedactor({ secrets: [{ name, value: given }] });
      assert.ok(result.kind === 'refused');
      assert.match(result.problems[0]?.problem ?? '', problem);
      if (given.trim() !== '' && given !== name && what !== 'a word of what is shown') assert.ok(!JSON.stringify(result).includes(given));
    });
  }
});

describe('huge and hostile texts are done in no time', () => {
  const texts: Readonly<Record<string, string>> = {
    'one letter': 'x'.repeat(2_000_000), 'backslashes': '\\'.repeat(500_000), 'quotes': '"a":"'.repeat(100_000), 'slashes': 'https://'.repeat(100_000),
    'marks': '‹'.repeat(500_000), 'ends of parameters': '?a='.repeat(300_000), 'members that do not end': '\\"token\\":\\"'.repeat(5_000), 'percent signs': '%25'.repeat(300_000),
    'spaces': ' '.repeat(500_000), 'schemes': 'Bearer '.repeat(100_000), 'quoted names': "'token: ".repeat(5_000), 'at signs': `https://${'a@'.repeat(300_000)}`,
  };
  for (const [what, text] of Object.entries(texts)) test(what, { timeout: 5000 }, () => void redactor.text(text));
});
