import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkProblems, loadFiles, readMarks, scenarioText } from './load-fixture.ts';
import type { Said } from './load-fixture.ts';

// One pass names every mistake: none may hide another.

describe('a dozen different mistakes in one file', () => {
  const text = `# yaml-language-server: $schema=../scenario.schema.json
scenarios:
  - id: ‸Bad_Id
    title: A bad id, an unknown method word and a forbidden header
    spec: https://fetch.spec.whatwg.org/#cors-protocol
    document: { relation: ‸cross-sit }
    request: { headers: { ‸Host: a.test } }
    resource:
      response: { headers: { Access-Control-Allow-Origin: ‸* } }
    expect: { outcome: network-error, exchanges: [request] }

  - ‸id: no-title
    spec: https://fetch.spec.whatwg.org/#cors-protocol
    request:
      method: ‸TRACE
    resource:
      response: { status: ‸99, headers: { X-A: ‸"a\\nb" } }
    expect:
      outcome: network-error
      ‸status: 200
      exchanges: [request]

  - id: placeholders
    title: A placeholder that there is not, and an axis that nobody uses
    spec: https://fetch.spec.whatwg.org/#cors-protocol
    resource:
      response: { headers: { Access-Control-Allow-Origin: ‸'{orign}' } }
    expect: { outcome: network-error, exchanges: [request] }
    matrix:
      ‸unused: [a, b]

  - id: unknown-field
    title: An unknown field
    spec: https://fetch.spec.whatwg.org/#cors-protocol
    resource: { response: {} }
    ‸expects: {}
    expect: { outcome: network-error, exchanges: [request] }
`;
  const said: readonly Said[] = [
    { message: /"Bad_Id"/, expected: /kebab-case/ },
    { message: /"cross-sit"/, hint: /cross-site/ },
    { message: /may not set.*"Host"/ },
    { message: /`\*`/, hint: /quote/ },
    { message: /`title` is missing/ },
    { message: /method TRACE/ },
    { message: /"99"/, expected: /200 to 999/ },
    { message: /cannot be sent as one header line/ },
    { message: /network error.*status/ },
    { message: /\{orign\}/, hint: /\{origin\}/ },
    { message: /axis "unused" is never used/, expected: /\$\{unused\}/ },
    { message: /unknown field "expects"/, hint: /`expect`/ },
  ];
  test('every one is named, at its place, and nothing else', () => checkProblems(text, said));
  test('they come in the order of the file', async () => {
    const { text: written, places } = readMarks(text);
    const { problems } = await loadFiles({ 'a.yaml': written });
    assert.deepEqual(problems.map(({ line, column }) => `${line}:${column}`), places.map(({ line, column }) => `${line}:${column}`));
  });
  test('none is a case', async () => {
    const { cases } = await loadFiles({ 'a.yaml': readMarks(text).text });
    assert.deepEqual([...new Set(cases.map(({ scenarioId }) => scenarioId))].filter((id) => ['Bad_Id', 'no-title', 'unknown-field'].includes(id)), []);
  });
});

describe('two mistakes in one scenario', () => {
  const rows: readonly (readonly [what: string, text: string, said: readonly Said[]])[] = [
    ['of shape and of meaning', scenarioText({ request: '{ ‸metod: PUT, headers: { ‸Cookie: a } }' }), [{ message: /"metod"/ }, { message: /Cookie/ }]],
    ['a header of no shape beside a forbidden one', scenarioText({ request: '{ headers: { X-A: ‸{ b: c }, ‸Origin: a } }' }), [{ message: /./ }, { message: /Origin/ }]],
    ['in two elements of one list', scenarioText({ request: '{ cookies: [‸no-cookie, ‸{ a: b }] }' }), [{ message: /no cookie/ }, { message: /./ }]],
    ['in two expected exchanges', scenarioText({ expect: '{ outcome: network-error, exchanges: [{ role: ‸preflite }, { role: request, at: ‸nowhere }] }' }), [{ message: /preflite/ }, { message: /no route/ }]],
    ['a misspelt role and a missing outcome', scenarioText({ expect: '‸{ exchanges: [‸preflite] }' }), [{ message: /outcome/ }, { message: /preflite/ }]],
    ['a missing id and a contradiction', scenarioText({ id: null, title: 'A' }).replace('- title', '- ‸title').replace('outcome: network-error', 'outcome: network-error, ‸status: 200'), [{ message: /`id` is missing/ }, { message: /network error/ }]],
    ['a missing `resource` and a forbidden method', scenarioText({ resource: null, request: '{ method: ‸TRACE }' }).replace('- id', '- ‸id'), [{ message: /`resource` is missing/ }, { message: /TRACE/ }]],
    ['in the matrix and beside it', scenarioText({ request: "{ method: ‸TRACE, headers: { X-A: '${a}' } }", matrix: '{ a: [x, ‸x] }' }), [{ message: /TRACE/ }, { message: /twice/ }]],
    ['in one value of a matrix only', scenarioText({ request: "{ method: ‸'${m}' }", matrix: '{ m: [PUT, TRACE] }' }), [{ message: /TRACE/ }]],
  ];
  for (const [what, text, said] of rows) {
    test(what, () => checkProblems(text, said));
  }
});

describe('several files', () => {
  test('the problems of all of them come in one pass, file by file', async () => {
    const { problems, files } = await loadFiles({
      'b.yaml': scenarioText({ id: 'B' }),
      'a/one.yml': scenarioText({ id: 'one', request: '{ method: TRACE }' }),
      'a/two.yaml': '',
      'a/good.yaml': scenarioText(),
      'a/known-deviations.yaml': 'not a scenario file\n',
      'a/notes.txt': 'not a scenario file\n',
    });
    assert.deepEqual(files, ['a/good.yaml', 'a/one.yml', 'a/two.yaml', 'b.yaml']);
    assert.deepEqual(problems.map(({ file, line, column }) => `${file}:${line}:${column}`), ['a/one.yml:7:24', 'a/two.yaml:1:1', 'b.yaml:2:9']);
  });

  test('an id that another file of the folder has', async () => {
    const { problems } = await loadFiles({ 'x/a.yaml': scenarioText({ id: 'twice' }), 'x/b.yaml': scenarioText({ id: 'twice' }), 'y/c.yaml': scenarioText({ id: 'twice' }) });
    assert.deepEqual(problems.map(({ file, line, column }) => `${file}:${line}:${column}`), ['x/b.yaml:2:9']);
    assert.match(problems[0]?.message ?? '', /"x\/twice".*a\.yaml:2/);
    assert.match(problems[0]?.expected ?? '', /unique in its folder/);
  });

  test('an id that occurs twice, though both scenarios have other mistakes', async () => {
    const broken = scenarioText({ id: 'twice', request: '{ method: put, modus: cors }' });
    const { problems } = await loadFiles({ 'a.yaml': `${broken}${broken.replace('scenarios:\n', '')}` });
    assert.deepEqual(problems.map(({ message }) => /modus|"twice" is taken/.exec(message)?.[0]), ['modus', '"twice" is taken', 'modus']);
  });
});
