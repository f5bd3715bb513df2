import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bind, stepsOfBound } from '../../harness/run/bind.ts';
import { checkCase, paperTopology } from '../../harness/run/check-case.ts';
import { loadText, withFolder } from '../../harness/scenario/load-fixture.ts';
import { loadScenarios } from '../../harness/scenario/load.ts';
import type { Loaded } from '../../harness/scenario/load.ts';
import { formatProblems } from '../../harness/scenario/problem.ts';
import type { Case } from '../../harness/scenario/schema.ts';
import type { ResultRecord } from '../record.ts';
import { hostileStrings, resultLine } from '../sample.ts';
import { scenarioYaml } from './yaml.ts';

/** Origins of another run than that of the records, which have those of `paperTopology`. */
const elsewhere = JSON.parse(JSON.stringify(paperTopology).replaceAll(':8', ':9')) as typeof paperTopology;

/** A case's record, as a run at the paper's origins writes it. */
function recordOf(given: Case): ResultRecord {
  const { expect: _expect, ...planned } = given;
  const [...steps] = stepsOfBound(bind(given, paperTopology, 'token'));
  const told = steps.map(({ claim: { expect, expectation }, asked, prediction }) => ({ expect, expectation, url: asked.url, prediction, exchanges: [] }));
  const last = told.pop();
  return JSON.parse(JSON.stringify({ ...resultLine(given.id, 'chromium', 'conforms'), ...last, case: planned, before: told })) as ResultRecord;
}

/** Loads and lints each record's YAML, in a folder of its own. */
async function loaded(records: readonly ResultRecord[]): Promise<Loaded> {
  return withFolder(Object.fromEntries(records.map((record, index) => [`${index}/a.yaml`, scenarioYaml(record)])), async (folder) => loadScenarios(folder, records.map((_record, index) => `${folder}/${index}/a.yaml`), checkCase));
}

/** What must be the same; a copy has an id and a place of its own. */
function meant({ id: _id, scenarioId: _scenarioId, file: _file, line: _line, ...given }: Case): unknown {
  const steps = [...given.before, given];
  return { ...given, expect: null, before: given.before.map((step) => ({ ...step, expect: null })), isExpected: steps.map(({ expect }) => expect !== null) };
}

const { cases } = await loadScenarios('scenarios');

describe('a copy of every case of the catalogue', async () => {
  const copies = await loaded(cases.map(recordOf));

  test('loads and lints without a problem', () => assert.deepEqual(copies.problems.slice(0, 5), [], formatProblems(copies.problems.slice(0, 5))));

  test('is one case', () => assert.equal(copies.cases.length, cases.length));

  test('asks, answers and waits as the case does, and leaves to the standard what the case does', () => {
    for (const [index, given] of cases.entries()) assert.deepEqual(meant(copies.cases[index]!), meant(given), given.id);
  });

  test('expects the same, also at the addresses of another run', () => {
    const expected = (given: Case): unknown => stepsOfBound(bind(given, elsewhere, 'other')).map(({ claim }) => claim.expect);
    for (const [index, given] of cases.entries()) assert.deepEqual(expected(copies.cases[index]!), expected(given), given.id);
  });

  test('has an id that is free beside the scenario of its case', () => {
    const taken = new Set(cases.map(({ scenarioId }) => scenarioId.split('/').at(-1)));
    assert.deepEqual(copies.cases.map(({ scenarioId }) => scenarioId.split('/').at(-1)).filter((id) => taken.has(id)), []);
  });
});

const sample = cases.find(({ request, before, api }) => api === 'fetch' && before.length === 0 && request.method === 'PUT')!;

/** A copy of the sample case with other things asked and answered. */
async function copyOf(given: Partial<Case>): Promise<Case> {
  const { cases: [copy], problems } = await loaded([recordOf({ ...sample, expect: null, ...given })]);
  assert.deepEqual(problems, [], formatProblems(problems));
  return copy!;
}

describe('a text survives, wherever it stands', () => {
  const texts = {
    ...hostileStrings,
    'a line break at the end': 'a\n',
    'white space alone': ' \t ',
    nothing: '',
    'a word that YAML knows': 'null',
    'a comment': 'a # b',
    'an alias': '*a',
    'a tag': '!!str a',
    'a list': '[a]',
    'the end of a document': '---\n...',
    'what reads like a reference to a matrix': '${method}',
    'such references among other text': 'a ${b} $${c.d} ${} ${{e}} ${dollar} f',
    'a tag of invisible letters': 'a\u{e0041}b',
    'a letter beyond U+FFFF': '😀',
    quotes: '"\'\\"',
  };
  for (const [words, text] of Object.entries(texts)) {
    test(words, async () => {
      const request = { ...sample.request, body: { form: { [`key ${text}`]: text } } };
      const resource = { routes: {}, response: { status: 200, headers: [], body: text } };
      const copy = await copyOf({ title: `Title ${text}`, request, resource });
      assert.deepEqual([copy.title, copy.request, copy.resource], [`Title ${text}`, request, resource]);
    });
  }

  test('in the file nothing is invisible', () => {
    for (const text of Object.values(texts)) assert.doesNotMatch(scenarioYaml(recordOf({ ...sample, title: text, request: { ...sample.request, body: text } })), /[^\P{C}\n]|[\u2028\u2029]/u);
  });
});

describe('an expectation', () => {
  test('that nothing is sent is not lost', () => {
    const nothing = cases.find(({ expect, before }) => expect?.exchanges?.length === 0 && before.length === 0)!;
    assert.match(scenarioYaml(recordOf(nothing)), /exchanges: \[\]/);
  });

  test('of the standard is left to it', () => {
    assert.doesNotMatch(scenarioYaml(recordOf({ ...sample, expect: null })), /expect/);
  });

  for (const [words, value, expected] of [
    ['the page’s origin', 'http://localhost:8001', '{document-origin}'],
    ['an address of the page’s origin', 'http://localhost:8001/', '{document-origin}/'],
    ['the resource’s origin', 'http://localhost:8003', '{resource-origin}'],
    ['a route', 'http://127.0.0.1:8003/token/away', '{url:away}'],
    ['a route with its user’s name', 'http://user:password@127.0.0.1:8003/token/away', '{url:away}'],
    ['a place that only begins like a route', 'http://127.0.0.1:8003/token/away-from', 'http://127.0.0.1:8003/token/away-from'],
    ['the address of another case', 'http://127.0.0.1:8003/other/away', 'http://127.0.0.1:8003/other/away'],
    ['a foreign origin', 'https://example.com', 'https://example.com'],
    ['no address', 'null', 'null'],
  ] as const) {
    test(`has a placeholder for what is another in each run: ${words}`, () => {
      const record = recordOf({ ...sample, document: { scheme: 'http', relation: 'same-site', context: 'window' }, resource: { ...sample.resource, routes: { away: { relation: 'cross-site', response: { status: 200, headers: [], body: '' } } } } });
      const exchange = { role: 'request' as const, headers: { 'X-Seen': value }, present: [], absent: [] };
      const yaml = scenarioYaml({ ...record, expectation: 'author', expect: { outcome: 'cors', exchanges: [exchange], readable: [], unreadable: [] } });
      assert.ok(yaml.includes(`X-Seen: ${JSON.stringify(expected)}`), yaml);
    });
  }
});

test('at the page’s own origin that is the page’s, not the resource’s, which is the same', () => {
  const record = recordOf({ ...sample, document: { scheme: 'http', relation: 'same-origin', context: 'window' } });
  const exchange = { role: 'request' as const, headers: { Origin: 'http://localhost:8001' }, present: [], absent: [] };
  assert.match(scenarioYaml({ ...record, expectation: 'author', expect: { outcome: 'basic', exchanges: [exchange], readable: [], unreadable: [] } }), /Origin: "\{document-origin\}"/);
});

const ofTargets = `
scenarios:
  - { id: small, title: The least, target: { name: staging, path: / }, expect: { outcome: cors } }
  - id: large
    title: "All that there is: \${a} # 'x'"
    spec: https://fetch.spec.whatwg.org/#cors-check
    tags: [access]
    target: { name: Staging_1, path: '/v1?a={b}&c=%20', origin: https://api.example.com, allowUnsafeMethods: true, status: 404 }
    document: { origin: http://app.example.com:8080 }
    apis: [fetch, xhr]
    request: { method: PUT, credentials: include, headers: { Authorization: 'Bearer {secret:token}', X-A: ['1', '2'] }, body: { json: '{"a":"\${b}"}' }, cookies: ['a={secret:b}', 'c=d'] }
    expect: { outcome: cors, status: 404, body: '', redirected: false, readable: [ETag, X-A], unreadable: [X-B] }
    matrix: { a: [one, two], b: { dollar: "$" } }
  - { id: only, title: Only the preflight, target: { name: staging, path: /, preflightOnly: true }, request: { method: DELETE }, expect: { outcome: network-error, stage: cors-preflight-fetch, reason: preflight-status } }
  - { id: opaque, title: Opaque, target: { name: staging, path: / }, request: { mode: no-cors, redirect: manual, method: POST, body: { form: { a: b } } }, expect: { outcome: opaque, body: '' } }
policies:
  - id: policy
    title: ${'A policy of which much is to be said '.repeat(5)}
    target: { name: staging, path: /v1 }
    allow: [{ origins: [https://app.example.com], methods: [GET, PUT], headers: { Authorization: 'Bearer {secret:token}' }, expose: [ETag], credentials: true, cookies: ['a={secret:b}'] }]
`;

describe('a copy of a case whose server is a target', async () => {
  const given = await loadText(ofTargets);
  const copies = await loaded(given.map(({ expect: expected, ...planned }) => JSON.parse(JSON.stringify({ ...resultLine(planned.id, 'chromium', 'conforms'), case: planned, expect: expected, target: { name: 'staging', documentOrigin: 'https://app.example.com', notes: [] } })) as ResultRecord));

  test('loads without a problem', () => assert.deepEqual(copies.problems, [], formatProblems(copies.problems)));
  test('is one case', () => assert.equal(copies.cases.length, given.length));
  test('asks and expects the same, and leaves the same to the configuration', () => {
    const same = ({ id: _id, scenarioId: _scenarioId, file: _file, line: _line, title, ...rest }: Case): unknown => ({ ...rest, title: title.slice(0, 200) });
    for (const [index, one] of given.entries()) assert.deepEqual(same(copies.cases[index]!), same(one), one.id);
  });
});

test('the copy of a small case reads like a file that a person wrote', () => {
  assert.equal(
    scenarioYaml(resultLine('seed/methods[method=PUT]/fetch', 'chromium', 'conforms')),
    `scenarios:
  - id: "methods-method-put-fetch"
    title: "A response without Access-Control-Allow-Origin is withheld"
    spec: "https://fetch.spec.whatwg.org/#cors-check"
    tags: ["origin"]
    apis: ["fetch"]
    document:
      scheme: "http"
      relation: "same-site"
      context: "window"
    request:
      method: "GET"
      mode: "cors"
      credentials: "same-origin"
      redirect: "follow"
      body: "request body"
      headers:
        X-Token: "abc"
    resource:
      response:
        status: 200
        body: "hello"
    expect:
      outcome: "network-error"
      stage: "cors-check"
      reason: "acao-missing"
      exchanges:
        - role: "request"
`,
  );
});
