import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkProblems, loadFiles, loadText, scenarioText } from './load-fixture.ts';

// What well-formed scenario files become.

const ids = async (text: string): Promise<string[]> => (await loadText(text)).map(({ id }) => id);

describe('ids of cases', () => {
  test('a scenario without a matrix is a case for each API', async () => {
    assert.deepEqual(await ids(scenarioText({ id: 'plain' })), ['plain/fetch', 'plain/xhr']);
  });
  test('the last axis runs fastest, and the APIs faster still', async () => {
    const text = scenarioText({ id: 'put', title: '${method} ${status}', matrix: '{ method: [PUT, DELETE], status: [404, 405] }' });
    assert.deepEqual(await ids(text), [
      'put[method=PUT,status=404]/fetch', 'put[method=PUT,status=404]/xhr',
      'put[method=PUT,status=405]/fetch', 'put[method=PUT,status=405]/xhr',
      'put[method=DELETE,status=404]/fetch', 'put[method=DELETE,status=404]/xhr',
      'put[method=DELETE,status=405]/fetch', 'put[method=DELETE,status=405]/xhr',
    ]);
  });
  test('labels stand for values that are no words', async () => {
    const text = scenarioText({ id: 'x', apis: '[fetch]', title: 'A ${value}', matrix: '{ value: { upper-case: TRUE, spaced: "a b" } }' });
    assert.deepEqual(await ids(text), ['x[value=upper-case]/fetch', 'x[value=spaced]/fetch']);
  });
  test('the folder comes first, and the file name not at all', async () => {
    const { cases } = await loadFiles({ 'seed/01-first.yaml': scenarioText({ id: 'a' }), 'cors-check/allow-origin/x.yml': scenarioText({ id: 'a' }), 'top.yaml': scenarioText({ id: 'a' }) });
    assert.deepEqual(cases.map(({ id, scenarioId }) => [id, scenarioId]), [
      ['cors-check/allow-origin/a/fetch', 'cors-check/allow-origin/a'], ['cors-check/allow-origin/a/xhr', 'cors-check/allow-origin/a'],
      ['seed/a/fetch', 'seed/a'], ['seed/a/xhr', 'seed/a'],
      ['a/fetch', 'a'], ['a/xhr', 'a'],
    ]);
  });
  test('a case knows the file and the line of its scenario', async () => {
    const { cases } = await loadFiles({ 'a.yaml': `# a comment\n${scenarioText({ id: 'a' })}\n${scenarioText({ id: 'b' }).replace('scenarios:\n', '')}` });
    assert.deepEqual(cases.map(({ file, line, scenarioId }) => [file, line, scenarioId]), [['a.yaml', 3, 'a'], ['a.yaml', 3, 'a'], ['a.yaml', 9, 'b'], ['a.yaml', 9, 'b']]);
  });
});

describe('the matrix', () => {
  test('${axis.field} takes a field of the value', async () => {
    const text = scenarioText({
      title: 'A ${header.what} header',
      request: "{ headers: { '${header.name}': '${header.value}' } }",
      matrix: '{ header: { custom: { what: custom, name: X-Token, value: abc }, standard: { what: standard, name: Authorization, value: Bearer abc } } }',
      apis: '[fetch]',
    });
    const cases = await loadText(text);
    assert.deepEqual(cases.map(({ id, title, request }) => [id, title, request.headers]), [
      ['a-scenario[header=custom]/fetch', 'A custom header', [['X-Token', 'abc']]],
      ['a-scenario[header=standard]/fetch', 'A standard header', [['Authorization', 'Bearer abc']]],
    ]);
  });
  test('a reference alone takes the whole value, a mapping too', async () => {
    const text = scenarioText({ resource: "{ response: '${answer}' }", matrix: "{ answer: { allowed: { status: 201, headers: { Access-Control-Allow-Origin: '*' } } } }" });
    const [one] = await loadText(text);
    assert.deepEqual(one?.resource.response, { status: 201, headers: [['Access-Control-Allow-Origin', '*']], body: '' });
  });
  test('numbers out of the matrix are numbers where one is wanted', async () => {
    const cases = await loadText(scenarioText({ apis: '[fetch]', resource: "{ response: { status: '${status}' } }", matrix: '{ status: [401, 503] }' }));
    assert.deepEqual(cases.map(({ resource }) => resource.response?.status), [401, 503]);
  });
  test('each case has its own value throughout', async () => {
    const cases = await loadText(
      scenarioText({ apis: '[fetch]', title: '${method}', request: "{ method: '${method}' }", expect: "{ outcome: network-error, exchanges: [{ role: request, method: '${method}' }] }", matrix: '{ method: [PUT, patch] }' }),
    );
    assert.deepEqual(cases.map(({ title, request, expect }) => [title, request.method, expect?.exchanges?.[0]?.method]), [['PUT', 'PUT', 'PUT'], ['patch', 'patch', 'patch']]);
  });

  const rows: readonly (readonly [what: string, fields: Readonly<Record<string, string>>, message: RegExp, expected: RegExp, hint?: RegExp])[] = [
    ['an axis that nobody uses', { matrix: '{ ‸method: [PUT] }' }, /axis "method" is never used/, /\$\{method\}/],
    ['an axis that there is not', { title: "‸'${metod}'", request: "{ method: '${method}' }", matrix: '{ method: [PUT] }' }, /\$\{metod\} names no value/, /one of method/, /did you mean `method`/],
    ['a reference without a matrix', { title: '‸About ${method}' }, /\$\{method\} names no value/, /`matrix`/],
    ['a field that there is not', { title: '‸About ${method.nme}', matrix: '{ method: { put: { name: PUT } } }' }, /\$\{method\.nme\} names no value/, /./],
    ['a field of a word', { title: '‸About ${method.name}', matrix: '{ method: [PUT] }' }, /\$\{method\.name\} names no value/, /./],
    ['a mapping inside a text', { title: '‸About ${method}', matrix: '{ method: { put: { name: PUT } } }' }, /not a text/, /text/],
    ['a value that cannot be part of an id', { title: 'About ${origin}', matrix: "{ origin: [a, ‸'http://a.test'] }" }, /cannot be part of a case's id/, /letters/, /label/],
    ['a way out of the folder as a value', { title: 'About ${origin}', matrix: "{ origin: [a, ‸'../../x'] }" }, /cannot be part of a case's id/, /letters/, /label/],
    ['a label with a space', { title: 'About ${origin}', matrix: '{ origin: { ‸a b: c, d: e } }' }, /cannot be part of a case's id/, /letters/],
    ['a mapping without a label', { title: 'About ${header.name}', matrix: '{ header: [‸{ name: X-A }] }' }, /cannot be part of a case's id/, /letters/, /label/],
    ['a value that occurs twice', { title: 'About ${method}', matrix: '{ method: [PUT, ‸PUT] }' }, /"PUT" occurs twice/, /once/],
    ['an axis without values', { title: 'About it', matrix: '{ method: ‸[] }' }, /`method` is too short/, /at least 1/],
    ['an axis that is a word', { title: 'About it', matrix: '{ method: ‸PUT }' }, /"PUT"/, /list/],
    ['a matrix that is a list', { title: 'About it', matrix: '‸[PUT]' }, /`matrix`/, /mapping/],
    ['too many combinations', { title: '${a} ${b} ${c}', matrix: `‸{ ${['a', 'b', 'c'].map((axis) => `${axis}: [${Array.from({ length: 13 }, (_, index) => index).join(', ')}]`).join(', ')} }` }, /more than 2000 combinations/, /smaller/, /split/],
  ];
  for (const [what, fields, message, expected, hint] of rows) {
    test(what, () => checkProblems(scenarioText(fields), [{ message, expected, ...(hint === undefined ? {} : { hint }) }]));
  }
});

describe('APIs', () => {
  // https://xhr.spec.whatwg.org/#the-send()-method: mode cors, credentials same-origin or include, redirects followed.
  const rows: readonly (readonly [what: string, fields: Readonly<Record<string, string>>, apis: readonly string[]])[] = [
    ['both by default', {}, ['fetch', 'xhr']],
    ['both with credentials', { request: '{ credentials: include }' }, ['fetch', 'xhr']],
    ['both with a custom method, headers and a body', { request: '{ method: CHICKEN, headers: { X-A: b }, body: c }' }, ['fetch', 'xhr']],
    ['fetch alone for mode no-cors', { request: '{ mode: no-cors }' }, ['fetch']],
    ['fetch alone for mode same-origin', { request: '{ mode: same-origin }' }, ['fetch']],
    ['fetch alone without any credentials', { request: '{ credentials: omit }' }, ['fetch']],
    ['fetch alone for redirect error', { request: '{ redirect: error }' }, ['fetch']],
    ['fetch alone for redirect manual', { request: '{ redirect: manual }' }, ['fetch']],
    ['fetch alone with a referrer policy', { request: '{ referrerPolicy: no-referrer }' }, ['fetch']],
    ['those that the scenario names', { apis: '[xhr]' }, ['xhr']],
    ['those that the scenario names, in its order', { apis: '[xhr, fetch]' }, ['xhr', 'fetch']],
  ];
  for (const [what, fields, apis] of rows) test(what, async () => assert.deepEqual((await loadText(scenarioText(fields))).map(({ api }) => api), apis));

  test('one that is named twice is taken once, or refused', async () => {
    const { cases, problems } = await loadFiles({ 'a.yaml': scenarioText({ apis: '[fetch, fetch]' }) });
    if (problems.length === 0) assert.equal(cases.length, 1);
  });
});

test('a short exchange is the long one with nothing asked of it', async () => {
  const [one] = await loadText(scenarioText({ resource: '{ preflight: {}, response: {} }', expect: '{ outcome: network-error, exchanges: [preflight, { role: request, method: PUT }] }' }));
  assert.deepEqual(one?.expect?.exchanges, [
    { role: 'preflight', headers: {}, present: [], absent: [] },
    { role: 'request', method: 'PUT', headers: {}, present: [], absent: [] },
  ]);
});

test('what a scenario leaves out is what a page does by default', async () => {
  const [one] = await loadText(scenarioText());
  assert.deepEqual(one?.document, { scheme: 'http', relation: 'same-site', context: 'window' });
  assert.deepEqual(one.request, { method: 'GET', mode: 'cors', credentials: 'same-origin', redirect: 'follow', headers: [], cookies: [] });
  assert.equal(one.requirement, 'must');
});
