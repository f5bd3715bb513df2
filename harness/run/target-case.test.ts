import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { PageBody } from '../agent/protocol.ts';
import { targetCase } from './sample-target.ts';
import { addressOf, bindTargetCase, secretsOf } from './target-case.ts';
import type { TargetAddress } from './target-case.ts';

const address: TargetAddress = { url: 'https://api.example.com/v1/profile', documentOrigin: 'https://app.example.com' };
const target = { secrets: new Map([['token', 'swordfish-4711'], ['a.b-c', 'open sesame'], ['like', '{secret:token}']]), allowUnsafeMethods: true, timeout: 7000 };
const bound = async (fields: Readonly<Record<string, string>>): Promise<ReturnType<typeof bindTargetCase>> => bindTargetCase(await targetCase(fields), address, target);

describe('where a request goes, and from which page', () => {
  const [origins, documentOrigins] = [['https://*.example.com', 'https://api.example.com', 'https://cdn.example.com'], ['https://app.example.com', 'https://www.example.com']];
  const rows: readonly (readonly [what: string, fields: Readonly<Record<string, string>>, given: Parameters<typeof addressOf>[1], found: TargetAddress | null])[] = [
    ['left to the configuration: the first of each that is no pattern', {}, { origins, documentOrigins }, address],
    ['said by the scenario', { target: '{ name: staging, path: /a?b, origin: https://cdn.example.com }', document: '{ origin: https://other.example }' }, { origins, documentOrigins }, { url: 'https://cdn.example.com/a?b', documentOrigin: 'https://other.example' }],
    ['a target that has only patterns', {}, { origins: ['https://*.example.com'], documentOrigins }, null],
    ['a target without pages', {}, { origins, documentOrigins: [] }, null],
  ];
  for (const [what, fields, given, found] of rows) test(what, async () => assert.deepEqual(addressOf(await targetCase(fields), given), found));
});

describe('a request is given its secrets', () => {
  const secret = 'a {secret:token} b {secret:a.b-c}';
  const filled = 'a swordfish-4711 b open sesame';
  const bodies: readonly (readonly [what: string, written: string, body: PageBody])[] = [
    ['a text', `'${secret}'`, { kind: 'text', text: filled }],
    ['JSON', `{ json: '["{secret:token}"]' }`, { kind: 'text', text: '["swordfish-4711"]' }],
    ['a form', `{ form: { a: '${secret}', '{secret:token}': b } }`, { kind: 'form', fields: { a: filled, 'swordfish-4711': 'b' } }],
    ['a form of parts', `{ multipart: { a: '${secret}' } }`, { kind: 'multipart', fields: { a: filled } }],
    ['a blob', `{ blob: { type: text/plain, text: '${secret}' } }`, { kind: 'blob', type: 'text/plain', text: filled }],
    ['a stream', `{ stream: '${secret}' }`, { kind: 'stream', text: filled }],
  ];
  for (const [what, written, body] of bodies) test(`in ${what}`, async () => assert.deepEqual((await bound({ request: `{ method: POST, body: ${written} }` })).page.body, body));

  test('in header values and cookies, for the model and for the page', async () => {
    const { page, script, cookie } = await bound({ request: "{ credentials: include, headers: { Authorization: 'Bearer {secret:token}' }, cookies: ['s={secret:a.b-c}', 'plain=1'] }" });
    assert.deepEqual([page.headers, script.headers, cookie], [[['Authorization', 'Bearer swordfish-4711']], [['Authorization', 'Bearer swordfish-4711']], 's=open sesame; plain=1']);
  });
  test('once: what a secret holds is no reference', async () => assert.deepEqual((await bound({ request: "{ headers: { X-A: '{secret:like}' } }" })).page.headers, [['X-A', '{secret:token}']]));
  test('nothing else is put in', async () => assert.deepEqual((await bound({ request: "{ headers: { X-A: '{token} {origin}' } }" })).page.headers, [['X-A', '{token} {origin}']]));
});

describe('a case knows its secrets', () => {
  const rows: readonly (readonly [what: string, fields: Readonly<Record<string, string>>, names: readonly string[]])[] = [
    ['none', {}, []],
    ['in headers and cookies', { request: "{ credentials: include, headers: { A: '{secret:a}' }, cookies: ['s={secret:b}'] }" }, ['a', 'b']],
    ['in a body of fields', { request: "{ method: POST, body: { form: { '{secret:a}': '{secret:b.c}' } } }" }, ['a', 'b.c']],
    ['in JSON', { request: `{ method: POST, body: { json: '{"a": "{secret:a}"}' } }` }, ['a']],
  ];
  for (const [what, fields, names] of rows) test(what, async () => assert.deepEqual(secretsOf(await targetCase(fields)), names));
});

describe('a request is bound', () => {
  test('with its addresses and its time', async () => {
    const { page, script, deadline, preflightOnly } = await bound({});
    assert.deepEqual([page.url, script.url, script.origin, deadline, preflightOnly], [address.url, address.url, address.documentOrigin, 7000, false]);
  });
  test('with the Content-Type that JSON brings', async () => assert.deepEqual((await bound({ request: "{ method: POST, body: { json: '{}' } }" })).script.headers, [['Content-Type', 'application/json']]));

  const consents: readonly (readonly [what: string, scenario: boolean, config: boolean, ok: boolean])[] = [
    ['consent of both', true, true, true],
    ['no consent of the configuration', true, false, false],
    ['no consent of the scenario', false, true, false],
  ];
  for (const [what, scenario, config, ok] of consents) {
    test(`with ${what}`, async () => {
      const { consent } = bindTargetCase(await targetCase({ target: `{ name: staging, path: /, allowUnsafeMethods: ${scenario} }` }), address, { ...target, allowUnsafeMethods: config });
      assert.deepEqual([consent('DELETE').ok, consent('GET').ok], [ok, true]);
    });
  }
});
