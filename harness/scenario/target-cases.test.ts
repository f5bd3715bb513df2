import { Ajv2020 } from 'ajv/dist/2020.js';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { scenarioJsonSchema } from './json-schema.ts';
import { checkProblems, loadFiles, loadText, scenarioText } from './load-fixture.ts';
import type { Said } from './load-fixture.ts';
import { formatProblems } from './problem.ts';

const parts = { id: 'profile', title: 'The profile', spec: null, resource: null, target: '{ name: staging, path: /v1/profile }', expect: '{ outcome: cors }' };

/** Writes a file with one scenario of a target, each field as YAML; null leaves one out. */
function targetText(fields: Readonly<Record<string, string | null>> = {}): string {
  return scenarioText({ ...parts, ...fields });
}

const rich = `scenarios:
  - id: put-profile
    title: The app may change the profile
    spec: https://fetch.spec.whatwg.org/#cors-preflight-fetch
    tags: [access]
    target: { name: Staging_1, path: '/v1/profile?a=b', origin: https://api.example.com, allowUnsafeMethods: true, status: 404 }
    document: { origin: http://app.example.com }
    apis: [xhr, fetch, xhr]
    request: { method: PUT, credentials: include, headers: { Authorization: 'Bearer {secret:token}' }, body: { json: '{"a": "{secret:token}"}' }, cookies: ['session={secret:session}'] }
    expect: { outcome: cors, status: 404, body: '', redirected: false, readable: [ETag], unreadable: [X-Trace] }
`;

describe('a scenario of a target', () => {
  test('that says little is a case of fetch, whose rest is left to the configuration', async () => {
    const [one, ...others] = await loadText(targetText());
    assert.equal(others.length, 0);
    assert.deepEqual([one?.id, one?.api, one?.requirement, one?.spec, one?.tags, one?.before], ['profile/fetch', 'fetch', 'must', 'https://fetch.spec.whatwg.org/#http-cors-protocol', ['target-staging'], []]);
    assert.deepEqual([one?.target], [{ name: 'staging', origin: null, path: '/v1/profile', documentOrigin: null, preflightOnly: false, allowUnsafeMethods: false, status: null }]);
    assert.deepEqual([one?.request], [{ method: 'GET', mode: 'cors', credentials: 'same-origin', redirect: 'follow', headers: [], cookies: [] }]);
  });
  test('that says all keeps it, and each API once', async () => {
    const cases = await loadText(rich);
    assert.deepEqual(cases.map(({ id, tags }) => [id, tags]), ['xhr', 'fetch'].map((api) => [`put-profile/${api}`, ['access', 'target-Staging_1']]));
    const [first] = cases;
    assert.deepEqual([first?.target], [{ name: 'Staging_1', origin: 'https://api.example.com', path: '/v1/profile?a=b', documentOrigin: 'http://app.example.com', preflightOnly: false, allowUnsafeMethods: true, status: 404 }]);
    assert.deepEqual([first?.expect, first?.document.scheme], [{ outcome: 'cors', status: 404, body: '', redirected: false, readable: ['ETag'], unreadable: ['X-Trace'] }, 'http']);
  });
  test('is put out by its matrix, wherever that stands', async () => {
    const text = targetText({
      target: "{ name: '${on}', path: '/${on}', status: '${code}', preflightOnly: '${only}' }",
      document: "{ origin: '${page.origin}' }",
      request: "{ method: PUT }",
      matrix: '{ on: [staging, live], page: { app: { origin: https://app.example.com } }, code: [404, 410], only: [true] }',
    });
    const cases = await loadText(text);
    assert.deepEqual(cases.map(({ id }) => id), ['on=staging,page=app,code=404', 'on=staging,page=app,code=410', 'on=live,page=app,code=404', 'on=live,page=app,code=410'].map((labels) => `profile[${labels},only=true]/fetch`));
    assert.deepEqual(cases.map(({ target: to, tags }) => [to?.name, to?.path, to?.status, to?.documentOrigin, to?.preflightOnly, tags]).at(-1), ['live', '/live', 410, 'https://app.example.com', true, ['target-live']]);
  });
  test('may stand beside one of servers that are ours', async () => {
    const { cases, problems } = await loadFiles({ 'a.yaml': `${scenarioText()}${targetText().replace('scenarios:\n', '')}` });
    assert.deepEqual([problems, [...new Set(cases.map(({ scenarioId, target }) => `${scenarioId} ${target === undefined ? 'ours' : target.name}`))]], [[], ['a-scenario ours', 'profile staging']]);
  });
});

type Row = readonly [what: string, text: string, ...said: readonly Said[]];
const request = (fields: string, more: Readonly<Record<string, string>> = {}): string => targetText({ request: `{ ${fields} }`, ...more });
const expect = (fields: string, more: Readonly<Record<string, string>> = {}): string => targetText({ expect: `{ ${fields} }`, ...more });
const target = (fields: string, more: Readonly<Record<string, string>> = {}): string => targetText({ target: `{ name: a, ${fields} }`, ...more });

describe('what is wrong with a scenario of a target is said where it stands', () => {
  const rows: readonly Row[] = [
    ['a target and a resource', targetText({ '‸resource': '{ response: { status: 200 } }' }), { message: /unknown field "resource"/, expected: /target/ }],
    ['a target that is a word', targetText({ target: '‸staging' }), { message: /"staging" does not fit `target`/ }],
    ['a target without a name', targetText({ target: '‸{ path: / }' }), { message: /`name` is missing/ }],
    ['a name that no tag can have', target('path: /').replace('name: a', "name: ‸'a b'"), { message: /"a b"/, expected: /letters, digits/ }],
    ['an address for a path', target('path: ‸https://api.example.com/'), { message: /"https:/, expected: /starts with \// }],
    ['a path with a space', target("path: ‸'/a b'"), { message: /"\/a b"/, expected: /starts with \// }],
    ['a path with a fragment', target("path: ‸'/a#b'"), { message: /has a fragment/ }],
    ['a path with dots', target('path: ‸/a/../b'), { message: /goes over the wire as "\/b"/ }],
    ['a path with a backslash', target("path: ‸'/a\\b'"), { message: /goes over the wire as "\/a\/b"/ }],
    ['a query that is written otherwise', target("path: ‸'/a?b=\"'"), { message: /goes over the wire as "\/a\?b=%22"/ }],
    ['a secret in a query', target("path: ‸'/a?key={secret:token}'"), { message: /no secret is put into an address/, expected: /header/ }],
    ['an origin with a path', target('path: /, origin: ‸https://api.example.com/'), { message: /"https:\/\/api.example.com\/"/, expected: /no path/ }],
    ['a target at a pattern', target("path: /, origin: ‸'https://*.example.com'"), { message: /\*/, expected: /origin/ }],
    ['a page at a pattern', targetText({ document: "{ origin: ‸'https://*.example.com' }" }), { message: /\*/, expected: /origin/ }],
    ['a page in another place than a window', targetText({ document: '{ ‸context: iframe }' }), { message: /unknown field "context"/ }],
    ['a status that is none', target('path: /, status: ‸99'), { message: /99/, expected: /100 to 999/ }],
    ['`requirement`, which targets have not', targetText({ '‸requirement': 'survey' }), { message: /unknown field "requirement"/ }],
    ['`exchanges`, which nobody sees', expect('outcome: network-error, ‸exchanges: [preflight]'), { message: /unknown field "exchanges"/ }],
    ['an exception, which no target gives', expect('outcome: ‸exception'), { message: /"exception"/, expected: /cors, network-error/ }],
    ['no expectation', targetText({ expect: null }).replace('- id', '- ‸id'), { message: /`expect` is missing/ }],
    ['an API of the other format', targetText({ apis: '[‸beacon]' }), { message: /"beacon"/, expected: /fetch, xhr/ }],
    ['a tag of a target, which would put it into its projects', targetText({ tags: '[‸target-live]' }), { message: /"target-live"/, expected: /not beginning with `target-`/ }],
    ['the same of a scenario of ours, which would be in no project', scenarioText({ tags: '[‸target-live]' }), { message: /"target-live"/, expected: /not beginning with `target-`/ }],
    ['an axis that is never used', targetText({ matrix: '{ ‸a: [b] }' }), { message: /the axis "a" is never used/ }],
    ['an axis that is not there', target("path: ‸'/${a}'"), { message: /\$\{a\}|"a"/ }],
  ];
  for (const [what, text, ...said] of rows) test(what, () => checkProblems(text, said, what === 'an axis that is not there'));
});

describe('what no page would send is refused', () => {
  const rows: readonly Row[] = [
    ['a method that script may not use', request('method: ‸TRACE'), { message: /script may not use the method TRACE/ }],
    ['a method that is none', request("method: ‸'A B'"), { message: /"A B" is no method/ }],
    ['mode navigate', request('mode: ‸navigate'), { message: /"navigate"/, expected: /cors, no-cors/ }],
    ['mode same-origin', request('mode: ‸same-origin'), { message: /"same-origin"/ }],
    ['a body of GET', request('body: ‸a'), { message: /cannot have a body/ }],
    ['a header that script may not set', request('headers: { ‸Origin: https://a.example }'), { message: /script may not set the request header "Origin"/ }],
    ['a cookie as a header', request('headers: { ‸cookie: a=b }'), { message: /"cookie"/, hint: /request\.cookies/ }],
    ['an override of the method', request('headers: { ‸X-HTTP-Method-Override: TRACE }'), { message: /"X-HTTP-Method-Override"/ }],
    ['a header value that is none', request('headers: { X-A: ‸"a\\nb" }'), { message: /"a\\nb"/ }],
    ['no-cors by XMLHttpRequest', request('mode: no-cors', { apis: '[fetch, ‸xhr]', expect: '{ outcome: opaque }' }), { message: /XMLHttpRequest/ }],
    ['cookies without credentials', request("cookies: ‸['a=b']"), { message: /cookies are not sent/, expected: /`credentials: include`/ }],
    ['a cookie that is none', request("credentials: include, cookies: ['a=b', ‸ab]"), { message: /"ab" is no cookie/ }],
    ['a cookie with attributes', request("credentials: include, cookies: [‸'a=b; Secure']"), { message: /is no cookie/, expected: /without attributes/ }],
    ['a secret with a space', request("headers: { X-A: ‸'{secret: token}' }"), { message: /"\{secret: token\}" stands for no secret/, expected: /\{secret:name\}/ }],
    ['a secret in capitals', request("headers: { Authorization: ‸'Bearer {SECRET:token}' }"), { message: /"\{SECRET:token\}"/ }],
    ['a secret of no name', request("credentials: include, cookies: [‸'a={secret:}']"), { message: /"\{secret:\}"/ }],
    ['secrets in place of a secret, in a body', request("method: POST, body: ‸'{secrets:token}'"), { message: /"\{secrets:token\}"/ }],
    ['a secret of no name in a form', request("method: POST, body: ‸{ form: { a: '{secret:a b}' } }"), { message: /"\{secret:a b\}"/ }],
  ];
  for (const [what, text, ...said] of rows) test(what, () => checkProblems(text, said));
});

describe('what would prove nothing is refused', () => {
  const onlyPreflight = { target: '{ name: a, path: /, ‸preflightOnly: true }', request: '{ method: PUT }' };
  const nothingKnown: Said = { message: /nothing is known of its response/, expected: /the outcome alone/ };
  const marked = (text: string): string => text.replace('‸preflightOnly: true', 'preflightOnly: ‸true');
  const rows: readonly Row[] = [
    ['a status with a network error', expect('outcome: network-error, ‸status: 403'), { message: /no `status` with a network error/ }],
    ['a body with a network error', expect("outcome: network-error, ‸body: ''"), { message: /no `body`/ }],
    ['`redirected: false` with a network error', expect('outcome: network-error, ‸redirected: false'), { message: /no `redirected`/ }],
    ['headers to read with a network error', expect('outcome: network-error, ‸readable: [ETag]'), { message: /no headers with a network error/ }],
    ['headers not to read with a network error', expect('outcome: network-error, ‸unreadable: [ETag]'), { message: /no headers with a network error/ }],
    ['a stage with a response', expect('outcome: cors, ‸stage: cors-check'), { message: /`stage` says why there is no response/ }],
    ['a reason with a response', expect('outcome: cors, ‸reason: acao-missing'), { message: /`reason` says why/ }],
    ['a reason that is none', expect('outcome: network-error, reason: ‸acao-mising'), { message: /"acao-mising"/, hint: /acao-missing/ }],
    ['cors in mode no-cors', request('mode: no-cors', { expect: '{ outcome: ‸cors }' }), { message: /opaque response/ }],
    ['opaque in mode cors', expect('outcome: ‸opaque'), { message: /no opaque response/, expected: /mode: no-cors/ }],
    ['an opaque redirect that is followed', expect('outcome: ‸opaqueredirect'), { message: /no opaque redirect/, expected: /redirect: manual/ }],
    ['a header name that is none', expect("outcome: cors, readable: [ETag, ‸'E Tag']"), { message: /"E Tag" is no header name/ }],
    ['a status, where the request is not sent', marked(expect('outcome: cors, status: 200', onlyPreflight)), nothingKnown],
    ['`redirected: false`, where it is not sent', marked(expect('outcome: cors, redirected: false', onlyPreflight)), nothingKnown],
    ['headers to read, where it is not sent', marked(expect('outcome: cors, readable: [ETag]', onlyPreflight)), nothingKnown],
    ['headers not to read, where it is not sent', marked(expect('outcome: cors, unreadable: [ETag]', onlyPreflight)), nothingKnown],
    ['only the preflight of a request that has none', target('path: /, preflightOnly: ‸true'), { message: /no preflight comes before this request/, expected: /no `preflightOnly`/ }],
    ['only the preflight of a POST that has none', target('path: /, preflightOnly: ‸true', { request: "{ method: post, body: { form: { a: b } }, headers: { Accept: '{secret:token}' } }" }), { message: /no preflight/ }],
    ['only the preflight in mode no-cors', target('path: /, preflightOnly: ‸true', { request: '{ mode: no-cors, method: POST }', expect: '{ outcome: opaque }' }), { message: /no preflight/ }],
    ['consent to what is never sent', target('path: /, preflightOnly: true, allowUnsafeMethods: ‸true', { request: '{ method: PUT }' }), { message: /never sent/, expected: /one of the two/ }],
  ];
  for (const [what, text, ...said] of rows) test(what, () => checkProblems(text, said));

  test('every mistake of a scenario at once', () => {
    const text = targetText({ target: "{ name: a, path: ‸'/a#b' }", expect: null, request: '{ method: ‸TRACE, headers: { ‸Host: a } }' });
    return checkProblems(`${text}    expect: { outcome: network-error, ‸status: 200 }\n`, [{ message: /fragment/ }, { message: /TRACE/ }, { message: /"Host"/ }, { message: /`status`/ }]);
  });
});

describe('what is unusual is no mistake', () => {
  const rows: readonly (readonly [what: string, text: string])[] = [
    ['a block that is to have a status', target('path: /, status: 404', { expect: '{ outcome: network-error, stage: cors-check, reason: acao-missing }' })],
    ['the status of a preflight', target('path: /, status: 404, preflightOnly: true', { request: '{ method: PUT }', expect: '{ outcome: network-error }' })],
    ['only the preflight of a POST with JSON', target('path: /, preflightOnly: true', { request: "{ method: POST, body: { json: '{}' } }" })],
    ['only the preflight of a GET with a header', target('path: /, preflightOnly: true', { request: '{ headers: { X-A: b } }' })],
    ['an opaque response', request('mode: no-cors', { expect: '{ outcome: opaque }' })],
    ['an opaque redirect', request('redirect: manual', { expect: '{ outcome: opaqueredirect }' })],
    ['a path with two slashes', target('path: //a.example/b')],
    ['a JSON body that has a secret of its own', request(`method: POST, body: { json: '{"secret":"a","b":{"secret": {}}}' }`)],
    ['a secret whose name has dots and hyphens', request("headers: { X-A: '{secret:a.b-c_1}' }")],
  ];
  for (const [what, text] of rows) {
    test(what, async () => {
      const { problems } = await loadFiles({ 'a.yaml': text });
      assert.deepEqual(problems, [], formatProblems(problems));
    });
  }
});

describe('an editor', () => {
  const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(scenarioJsonSchema());
  const rows: readonly (readonly [what: string, text: string, place: RegExp | null])[] = [
    ['the least that there must be', targetText(), null],
    ['all that there may be', rich, null],
    ['references to the matrix', targetText({ target: "{ name: '${a}', path: '/${a}', status: '${s}', preflightOnly: '${p}' }", document: "{ origin: '${o}' }", apis: "['${i}']", matrix: '{ a: [b] }' }), null],
    ['a whole target out of the matrix', targetText({ target: "'${t}'", matrix: '{ t: { a: { name: a, path: / } } }' }), null],
    ['a target and a resource', targetText({ resource: '{}' }), /^\/scenarios\/0 .*"resource"/],
    ['a path that is an address', target('path: https://api.example.com/'), /^\/scenarios\/0\/target\/path /],
    ['a word for a flag', target("path: /, preflightOnly: 'yes'"), /^\/scenarios\/0\/target\/preflightOnly /],
    ['a status out of range', target('path: /, status: 99'), /^\/scenarios\/0\/target\/status /],
    ['an API of the other format', targetText({ apis: '[img]' }), /^\/scenarios\/0\/apis\/0 /],
    ['mode same-origin', request('mode: same-origin'), /^\/scenarios\/0\/request\/mode /],
    ['`exchanges`', expect('outcome: cors, exchanges: [request]'), /^\/scenarios\/0\/expect .*"exchanges"/],
    ['an exception', expect('outcome: exception'), /^\/scenarios\/0\/expect\/outcome /],
    ['no expectation', targetText({ expect: null }), /^\/scenarios\/0 .*"expect"/],
    ['a tag of a target', targetText({ tags: '[target-live]' }), /^\/scenarios\/0\/tags\/0 /],
  ];
  for (const [what, text, place] of rows) {
    test(`${place === null ? 'finds nothing wrong with' : 'sees'} ${what}`, () => {
      validate(parse(text));
      const faults = (validate.errors ?? []).map(({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`);
      assert.ok(place === null ? faults.length === 0 : faults.some((fault) => place.test(fault)), faults.join('; '));
    });
  }
});
