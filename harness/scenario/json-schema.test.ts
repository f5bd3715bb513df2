import { Ajv2020 } from 'ajv/dist/2020.js';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { scenarioJsonSchema } from './json-schema.ts';
import { loadFiles, scenarioText } from './load-fixture.ts';
import { findScenarioFiles } from './load.ts';
import { formatProblems } from './problem.ts';

const scenarios = fileURLToPath(new URL('../../scenarios/', import.meta.url));
const published = JSON.parse(await readFile(path.join(scenarios, 'scenario.schema.json'), 'utf8')) as Record<string, unknown>;
const files = await findScenarioFiles(scenarios);
const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(published);

/** Validates YAML as an editor does, numbers and booleans included. Returns what is wrong, as `/place message`. */
function faults(text: string): string[] {
  validate(parse(text));
  return (validate.errors ?? []).map(({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`);
}

test('the published schema is the one that the code makes', () => {
  assert.deepEqual(published, JSON.parse(JSON.stringify(scenarioJsonSchema())), 'scenarios/scenario.schema.json is out of date: run `npm run schema`');
});

describe('an editor finds nothing wrong with the scenario files', () => {
  for (const file of files) {
    test(path.relative(scenarios, file), async () => assert.deepEqual(faults(await readFile(file, 'utf8')), []));
  }
});

describe('an editor finds nothing wrong with what loads', () => {
  const rows: readonly (readonly [what: string, fields: Readonly<Record<string, string>>])[] = [
    ['the least that a scenario needs', {}],
    ['numbers, booleans and null as header values', { request: '{ headers: { X-A: 012, X-B: true, X-C: null, X-D: [1, 2.0] } }' }],
    ['a number as a body', { request: '{ method: POST, body: 42 }' }],
    ['a status as a number', { resource: '{ response: { status: 204 } }' }],
    ['a status out of the matrix', { resource: "{ response: { status: '${s}' } }", matrix: '{ s: [200, 204] }' }],
    ['a word out of the matrix', { document: "{ relation: '${r}' }", matrix: '{ r: [same-site, cross-site] }' }],
    ['a reason out of the matrix', { expect: "{ outcome: network-error, reason: '${r}', exchanges: [request] }", matrix: '{ r: [acao-missing] }' }],
    ['a spec out of the matrix', { spec: "'${s}'", matrix: "{ s: { a: 'https://fetch.spec.whatwg.org/' } }" }],
    ['`redirected` out of the matrix', { expect: "{ outcome: cors, redirected: '${r}', exchanges: [request] }", matrix: '{ r: [true, false] }' }],
    ['tags out of the matrix', { tags: "['${t}']", matrix: '{ t: [a, b] }' }],
    ['headers out of the matrix', { request: "{ headers: '${h}' }", matrix: '{ h: { one: { X-A: b } } }' }],
    ['an answer out of the matrix', { resource: "{ response: '${a}' }", matrix: '{ a: { one: { status: 201 } } }' }],
    ['a request out of the matrix', { request: "'${r}'", matrix: '{ r: { one: { method: PUT } } }' }],
    ['exchanges out of the matrix', { expect: "{ outcome: network-error, exchanges: '${e}' }", matrix: '{ e: { one: [request] } }' }],
    ['a server', { resource: "{ server: { implementation: article/server-1, policy: { allowedOrigin: '{origin}', port: 1 } } }", expect: '{ outcome: network-error, exchanges: [{ role: request, status: 200 }] }' }],
  ];
  for (const [what, fields] of rows) {
    test(what, async () => {
      const { problems } = await loadFiles({ 'a.yaml': scenarioText(fields) });
      assert.deepEqual(problems, [], `the row is wrong: ${formatProblems(problems)}`);
      assert.deepEqual(faults(scenarioText(fields)), []);
    });
  }
});

describe('an editor finds what is wrong', () => {
  const rows: readonly (readonly [what: string, text: string, place: RegExp])[] = [
    ['an unknown field', `${scenarioText()}    expct: {}\n`, /^\/scenarios\/0 .*expct/],
    ['an unknown field deep down', scenarioText({ resource: '{ response: { statsu: 200 } }' }), /^\/scenarios\/0\/resource\/response .*statsu/],
    ['an unknown field of the file', `${scenarioText()}scenario: []\n`, /^ .*"scenario"/],
    ['a misspelt word', scenarioText({ document: '{ relation: cross-sit }' }), /^\/scenarios\/0\/document\/relation /],
    ['a missing field', scenarioText({ title: null }), /^\/scenarios\/0 .*title/],
    ['a status out of range', scenarioText({ resource: '{ response: { status: 99 } }' }), /^\/scenarios\/0\/resource\/response\/status /],
    ['a bad id', scenarioText({ id: '../../x' }), /^\/scenarios\/0\/id /],
    ['an unquoted {origin}', scenarioText({ request: '{ headers: { X-A: {origin} } }' }), /^\/scenarios\/0\/request\/headers\/X-A /],
    ['no scenarios', 'scenarios: []\n', /^\/scenarios /],
    ['an empty file', '', /^ must be object/],
  ];
  for (const [what, text, place] of rows) {
    test(what, () => {
      const found = faults(text);
      assert.ok(found.some((fault) => place.test(fault)), `nothing like ${place}, but ${found.join('; ') || 'nothing'}`);
    });
  }
});
