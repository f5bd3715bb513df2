import { Ajv2020 } from 'ajv/dist/2020.js';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { scenarioJsonSchema } from '../json-schema.ts';
import { checkProblems, loadFiles, loadText, scenarioText } from '../load-fixture.ts';
import type { Said } from '../load-fixture.ts';
import { formatProblems } from '../problem.ts';

const target = '{ name: staging, path: /v1/profile }';

/** Writes a file with a policy, each field as YAML; null leaves one out. */
function policyText(fields: Readonly<Record<string, string | null>> = {}): string {
  const all: Readonly<Record<string, string | null>> = { id: 'profile', title: 'Who may use the profile', target, allow: '[{ origins: [https://app.example.com] }]', ...fields };
  const lines = Object.entries(all).flatMap(([name, value]) => (value === null ? [] : [`    ${name}: ${value}`]));
  return `policies:\n  -${lines.join('\n').slice(3)}\n`;
}

const rich = `policies:
  - id: profile
    title: Who may use the profile
    tags: [access]
    target: { name: staging, path: /v1/profile, origin: https://api.example.com, status: 404 }
    allow:
      - origins: [https://app.example.com]
        methods: [GET, PUT]
        headers: { Authorization: 'Bearer {secret:token}' }
        expose: [ETag]
        credentials: true
        cookies: ['session={secret:session}']
    deny:
      - origins: [https://partner.example.com]
        methods: [DELETE]
        headers: [X-Admin]
`;

describe('the cases of a policy', () => {
  test('are one scenario, each with an id, a title and the line of its entry', async () => {
    const { cases, problems } = await loadFiles({ 'staging/a.yaml': rich });
    assert.deepEqual(problems, [], formatProblems(problems));
    assert.deepEqual([...new Set(cases.map(({ scenarioId, file, spec, tags, api }) => JSON.stringify([scenarioId, file, spec, tags, api])))], ['["staging/profile","staging/a.yaml","https://fetch.spec.whatwg.org/#http-cors-protocol",["access","target-staging"],"fetch"]']);
    assert.deepEqual(cases.map(({ id, line }) => `${line} ${id.replace('staging/profile', '').replace('origin=', '')}`), [
      '7 [allow=yes,app.example.com,method=GET]/fetch',
      '7 [allow=yes,app.example.com,method=PUT]/fetch',
      '14 [allow=no,partner.example.com,method=DELETE,with=X-Admin]/fetch',
      '7 [allow=no,cors-conformance.invalid,method=GET,with=Authorization,credentials=yes]/fetch',
      '7 [allow=no,xapp.example.com,method=GET,with=Authorization,credentials=yes]/fetch',
      '7 [allow=no,app.example.com.cors-conformance.invalid,method=GET,with=Authorization,credentials=yes]/fetch',
      '7 [allow=no,appxexample.com,method=GET,with=Authorization,credentials=yes]/fetch',
      '7 [allow=no,http:app.example.com,method=GET,with=Authorization,credentials=yes]/fetch',
      '7 [allow=no,app.example.com:49152,method=GET,with=Authorization,credentials=yes]/fetch',
      '7 [allow=no,app.example.com,method=PATCH]/fetch',
      '7 [allow=no,app.example.com,method=GET,with=X-Cors-Conformance]/fetch',
    ]);
    assert.equal(cases[0]?.title, 'Who may use the profile: https://app.example.com may send GET with Authorization and credentials, and read ETag');
    assert.equal(cases[1]?.title, 'Who may use the profile: https://app.example.com may send PUT with Authorization and credentials');
    assert.equal(cases[7]?.document.scheme, 'http');
  });

  const whole = { name: 'staging', origin: 'https://api.example.com', path: '/v1/profile', documentOrigin: 'https://app.example.com', preflightOnly: false, allowUnsafeMethods: false, status: 404 };
  const rows: readonly (readonly [what: string, index: number, target: Readonly<Record<string, unknown>>])[] = [
    ['a request that is sent is answered with the status', 0, whole],
    ['a request whose preflight alone is sent is not', 1, { ...whole, preflightOnly: true, status: null }],
    ['a preflight that must stop a request is not', 10, { ...whole, status: null }],
  ];
  for (const [what, index, expected] of rows) test(what, async () => assert.deepEqual((await loadText(rich))[index]?.target, expected));

  test('a request that is denied without a preflight is answered with the status', async () => {
    const cases = await loadText(policyText({ target: '{ name: staging, path: /, status: 404 }' }));
    assert.deepEqual(cases.find(({ id }) => id.includes('origin=xapp'))?.target?.status, 404);
  });
  test('what is asked, and what must come of it', async () => {
    const [get, put, deny] = await loadText(rich);
    assert.deepEqual([get?.request.credentials, get?.request.headers, get?.request.cookies], ['include', [['Authorization', 'Bearer {secret:token}']], ['session={secret:session}']]);
    assert.deepEqual([get, put, deny].map((one) => [one?.expect?.outcome, one?.expect?.readable]), [['cors', ['ETag']], ['cors', []], ['network-error', []]]);
  });
  test('titles may be longer than those that people write', async () => {
    const [one] = await loadText(policyText({ title: 'x'.repeat(200) }));
    assert.match(one?.title ?? '', /^x{200}: https/);
  });
  test('scenarios may stand in the same file', async () => {
    const { cases, problems } = await loadFiles({ 'a.yaml': `${scenarioText()}${policyText()}` });
    assert.deepEqual([problems, [...new Set(cases.map(({ scenarioId }) => scenarioId))]], [[], ['a-scenario', 'profile']]);
  });
});

type Row = readonly [what: string, text: string, ...said: readonly Said[]];
const allow = (entry: string, fields: Readonly<Record<string, string>> = {}): string => policyText({ ...fields, allow: `[${entry}]` });
const deny = (entry: string): string => policyText({ allow: '[{ origins: [https://app.example.com], methods: [GET, PUT], headers: [X-A] }, { origins: [https://app.example.com], methods: [DELETE] }]', deny: `[${entry}]` });

describe('bad policies', () => {
  const rows: readonly Row[] = [
    ['an empty list', 'policies: ‸[]\n', { message: /policies/, expected: /at least 1/ }],
    ['no list', 'policies: ‸hello\n', { message: /"hello" does not fit `policies`/, expected: /a list/ }],
    ['`polices` for `policies`', '‸polices: []\n', { message: /unknown field "polices"/, expected: /scenarios, policies/, hint: /`policies`/ }],
    ['a policy that is a word', 'policies:\n  - ‸hello\n', { message: /"hello" is no policy/, expected: /mapping/ }],
    ['an unknown field', policyText({ allow: null, '‸alow': '[]' }), { message: /unknown field "alow"/, hint: /`allow`/ }],
    ['an unknown field of an entry', allow('{ origins: [https://a.example], ‸header: [X-A] }'), { message: /unknown field "header"/, hint: /`headers`/ }],
    ['`preflightOnly`, which each case decides', policyText({ target: '{ name: a, path: /, ‸preflightOnly: true }' }), { message: /unknown field "preflightOnly"/ }],
    ['a matrix, which policies have not', policyText({ '‸matrix': '{ a: [b] }' }), { message: /unknown field "matrix"/ }],
    ['neither allow nor deny', policyText({ id: '‸a', allow: null }).replace('- id: ‸', '- ‸id: '), { message: /the policy says nothing/, expected: /`allow`, `deny` or both/ }],
    ['an id that a scenario has', `${scenarioText({ id: 'profile' })}${policyText({ id: '‸profile' })}`, { message: /"folder\/profile" is taken by .*a\.yaml:2/ }],
    ['an origin with a path', allow('{ origins: [‸https://a.example/] }'), { message: /"https:\/\/a.example\/"/, expected: /no path/ }],
    ['an origin with a pattern', allow("{ origins: [‸'https://*.example.com'] }"), { message: /example\.com/, hint: /name each origin/ }],
    ['a * in a list', allow("{ origins: [‸'*'] }"), { message: /"\*"/, hint: /without a list/ }],
    ['an origin without a list', allow('{ origins: ‸https://a.example }'), { message: /"https:\/\/a.example"/, expected: /a list of origins, or `'\*'`/ }],
    ['a denial of any origin', deny("{ origins: ‸'*' }"), { message: /"\*" does not fit `origins`/, expected: /a list/ }],
    ['any origin with credentials', allow("{ origins: '*', ‸credentials: true }"), { message: /the standard forbids.*cors-protocol-and-credentials/, expected: /a list of origins/ }],
    ['cookies without credentials', allow("{ origins: [https://a.example], ‸cookies: ['a=b'] }"), { message: /cookies are not sent without credentials/, expected: /`credentials: true`/ }],
    ['a cookie that is none', allow("{ origins: [https://a.example], credentials: true, cookies: ['a=b', ‸a] }"), { message: /"a" is no cookie/ }],
    ['a method that is none', allow("{ origins: [https://a.example], methods: [‸'*'] }"), { message: /"\*" does not fit `methods`/, expected: /by its name/ }],
    ['a method that script may not use', allow('{ origins: [https://a.example], methods: [GET, ‸trace] }'), { message: /"trace"/, expected: /CONNECT, TRACE and TRACK/ }],
    ['a header name that is none', allow("{ origins: [https://a.example], headers: ['X-A', ‸'X A'] }"), { message: /"X A"/, expected: /a header name/ }],
    ['a header name that is none, with a value', allow('{ origins: [https://a.example], headers: { ‸X A: b } }'), { message: /"X A"/, expected: /a header name/ }],
    ['a header that occurs twice', allow('{ origins: [https://a.example], headers: [X-A, ‸x-a] }'), { message: /"x-a"/, expected: /once/ }],
    ['a header that script may not set', allow('{ origins: [https://a.example], headers: [X-A, ‸Cookie] }'), { message: /script may not set the request header "Cookie"/, hint: /`cookies`/ }],
    ['a header value that is none', allow('{ origins: [https://a.example], headers: { X-A: ‸"a\\nb" } }'), { message: /"a\\nb" is no header value/ }],
    ['a header that script can never read', allow('{ origins: [https://a.example], expose: [ETag, ‸set-cookie] }'), { message: /script can never read "set-cookie"/ }],
    ['headers to read of what is never sent', allow('{ origins: [https://a.example], methods: [PUT, DELETE], ‸expose: [ETag] }'), { message: /nothing but preflights is sent for PUT and DELETE/, expected: /allowUnsafeMethods/ }],
    ['the target’s own origin', allow('{ origins: [‸https://api.example] }', { target: '{ name: a, path: /, origin: https://api.example }' }), { message: /own origin/ }],
    ['a page that may not ask the target', allow('{ origins: [‸https://a.example] }', { target: '{ name: a, path: /, origin: http://api.example }' }), { message: /mixed content/ }],
    ['a path with a fragment', policyText({ target: "{ name: a, path: ‸'/a#b' }" }), { message: /fragment/ }],
    ['a denial of what is allowed', deny('{ origins: [https://a.example, ‸https://app.example.com], methods: [PUT] }'), { message: /https:\/\/app\.example\.com with PUT cannot be denied: entry 1 of `allow` allows it/, expected: /does not give it/ }],
    ['a denial of what is allowed, with a header', deny('{ origins: [‸https://app.example.com], headers: [x-a] }'), { message: /GET with x-a cannot be denied: entry 1/ }],
    ['a denial of a safelisted method', deny('{ origins: [‸https://app.example.com], methods: [POST] }'), { message: /POST cannot be denied: the origin is let in, and CORS asks no server about POST/ }],
    ['a denial of a safelisted header', deny('{ origins: [‸https://app.example.com], headers: { Accept: text/html } }'), { message: /CORS asks no server about Accept, which is safelisted with this value, and entry 1/ }],
    ['a denial of what two entries give together', deny('{ origins: [‸https://app.example.com], methods: [DELETE], headers: [X-A] }'), { message: /DELETE with X-A cannot be denied: the entries of `allow` give it together/ }],
    ['one request with two values', policyText({ allow: '\n      - { origins: [https://a.example], headers: { X-A: one } }\n      - ‸{ origins: [https://a.example], headers: { X-A: two } }' }), { message: /other values/, hint: /a policy of its own/ }],
    ['too many cases', policyText({ id: '‸a', allow: `[{ origins: [${Array.from({ length: 40 }, (_, index) => `https://a${index}.example`).join(', ')}] }]` }).replace('- id: ‸', '- ‸id: '), { message: /the policy makes 361 cases/, expected: /at most 200/, hint: /split/ }],
    ['several mistakes at once', allow("{ origins: '*', ‸credentials: true }, { origins: [https://a.example], headers: [‸Host] }"), { message: /the standard forbids/ }, { message: /"Host"/ }],
  ];
  for (const [what, text, ...said] of rows) test(what, () => checkProblems(text, said, what === '`polices` for `policies`'));

  test('look in a terminal as those of scenarios do', async () => {
    const { problems } = await loadFiles({ 'a.yaml': allow("{ origins: '*', credentials: yes, header: [X-A] }") });
    assert.equal(formatProblems(problems), [
      '2 problems in the scenario files',
      '',
      'a.yaml:5:42  "yes" is not a value of `credentials`',
      '    expected: one of true, false',
      'a.yaml:5:47  unknown field "header"',
      '    expected: one of origins, methods, headers, expose, credentials, cookies',
      '    try: did you mean `headers`?',
    ].join('\n'));
  });
});

describe('an editor', () => {
  const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(scenarioJsonSchema());
  const rows: readonly (readonly [what: string, text: string, place: RegExp | null])[] = [
    ['a policy', rich, null],
    ['policies and scenarios', `${scenarioText()}${policyText()}`, null],
    ['any origin, numbers as values', allow("{ origins: '*', headers: { X-A: 1, X-B: true } }"), null],
    ['neither policies nor scenarios', '{}', /required/],
    ['an empty list', 'policies: []', /^\/policies /],
    ['an unknown field', allow('{ origins: [https://a.example], header: [X-A] }'), /^\/policies\/0\/allow\/0 .*header/],
    ['a word for a flag', allow("{ origins: [https://a.example], credentials: 'yes' }"), /^\/policies\/0\/allow\/0\/credentials /],
    ['a reference to a matrix, which policies have not', allow("{ origins: [https://a.example], credentials: '${a}' }"), /^\/policies\/0\/allow\/0\/credentials /],
    ['`preflightOnly`', policyText({ target: '{ name: a, path: /, preflightOnly: true }' }), /^\/policies\/0\/target .*preflightOnly/],
    ['a header name that is none', allow("{ origins: [https://a.example], headers: ['*'] }"), /^\/policies\/0\/allow\/0\/headers/],
  ];
  for (const [what, text, place] of rows) {
    test(`${place === null ? 'finds nothing wrong with' : 'sees'} ${what}`, () => {
      validate(parse(text));
      const faults = (validate.errors ?? []).map(({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`);
      assert.ok(place === null ? faults.length === 0 : faults.some((fault) => place.test(fault)), faults.join('; '));
    });
  }
});
