import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkProblems, loadText, scenarioText } from './load-fixture.ts';

// Scenarios of several requests: what each step is, and where its mistakes are told.

const response = "{ headers: { Access-Control-Allow-Origin: '{origin}' }, body: one }";
const put = { request: '{ method: PUT }', resource: `{ preflight: { status: 204 }, response: ${response} }` };
const steps = (text: string): Parameters<typeof scenarioText>[0] => ({ id: 'steps', ...put, expect: null, steps: text });
const fine = 'expect: { outcome: cors, exchanges: [request] }';

describe('steps', () => {
  test('share what the scenario says, and each says what differs; the last one is the case itself', async () => {
    const [given] = await loadText(scenarioText(steps(`[{ ${fine} }, { wait: 2, request: { headers: { X-A: b } }, resource: { response: { body: two } }, ${fine} }]`)));
    assert.ok(given !== undefined);
    const [first] = given.before;
    assert.deepEqual([first?.request.method, first?.request.headers, first?.wait, first?.resource.response?.body], ['PUT', [], 0, 'one']);
    assert.deepEqual([given.request.method, given.request.headers, given.wait, given.resource.response?.body], ['PUT', [['X-A', 'b']], 2, 'two']);
    assert.equal(given.resource.preflight?.status, 204, 'what a step does not name stays');
    assert.equal(given.before.length, 1);
  });
  test('make a case for each API in which all of them can be made', async () => {
    const ids = async (text: string): Promise<string[]> => (await loadText(scenarioText(steps(text)))).map(({ id }) => id);
    assert.deepEqual(await ids(`[{ ${fine} }, { ${fine} }]`), ['steps/fetch', 'steps/xhr']);
    assert.deepEqual(await ids(`[{ request: { cache: reload }, ${fine} }, { ${fine} }]`), ['steps/fetch']);
    assert.deepEqual(await ids(`[{ api: fetch, ${fine} }, { api: xhr, ${fine} }]`), ['steps/xhr']);
    assert.deepEqual(await ids(`[{ api: fetch, request: { cache: reload }, ${fine} }, { ${fine} }]`), ['steps/fetch', 'steps/xhr']);
  });
  test('may each leave what is expected to the standard', async () => {
    const [given] = await loadText(scenarioText(steps('[{ wait: 0 }, { wait: 0 }]')));
    assert.deepEqual([given?.before[0]?.expect, given?.expect], [null, null]);
  });
  test('keep the routes of the scenario beside their own', async () => {
    const route = `{ response: ${response} }`;
    const [given] = await loadText(scenarioText({ ...steps(`[{ ${fine} }, { resource: { routes: { two: ${route} } }, ${fine} }]`), resource: `{ response: ${response}, routes: { one: ${route} } }`, request: null }));
    assert.deepEqual([Object.keys(given?.before[0]?.resource.routes ?? {}), Object.keys(given?.resource.routes ?? {})], [['one'], ['one', 'two']]);
  });
});

describe('mistakes are told where they stand', () => {
  const rows: readonly (readonly [what: string, fields: Parameters<typeof scenarioText>[0], expected: Parameters<typeof checkProblems>[1][number]])[] = [
    ['in a step', steps(`[{ ${fine} }, { request: { headers: { ‸Cookie: a=b } }, ${fine} }]`), { message: /Cookie/ }],
    ['in what the steps share, once', { ...steps(`[{ ${fine} }, { ${fine} }]`), request: '{ headers: { ‸Cookie: a=b } }' }, { message: /Cookie/ }],
    ['an unknown field of a step', steps(`[{ ${fine} }, { ‸waits: 2, ${fine} }]`), { message: /unknown field "waits"/, hint: /wait/ }],
    ['a step that waits too long', steps(`[{ ${fine} }, { wait: ‸9, ${fine} }]`), { message: /9/ }],
    ['steps that wait too long together', { ...steps(`‸[{ wait: 6, ${fine} }, { wait: 6, ${fine} }]`) }, { message: /12 seconds/, expected: /10/ }],
    ['an expectation beside the steps', { ...steps(`[{ ${fine} }, { ${fine} }]`), '‸expect': '{ outcome: cors, exchanges: [request] }' }, { message: /`steps`/, expected: /each step/ }],
    ['an API that cannot make the step', steps(`[{ ${fine} }, { api: ‸xhr, request: { cache: reload }, ${fine} }]`), { message: /cache mode/ }],
    ['a network error without proof', steps(`[{ ${fine} }, { expect: ‸{ outcome: network-error } }]`), { message: /`exchanges`/ }],
  ];
  for (const [what, fields, expected] of rows) test(what, () => checkProblems(scenarioText(fields), [expected]));
});
