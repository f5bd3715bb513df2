import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import { loadText, scenarioText } from '../scenario/load-fixture.ts';
import { parseConfig } from '../target/config.ts';
import { checkTargets } from './check-targets.ts';
import type { Configuration } from './configuration.ts';
import { targetCase } from './sample-target.ts';

const file = path.resolve('cors-conformance.config.ts');

/** A configuration with the target `staging`, and others by their names alone. */
function configured(staging: object = {}, ...others: readonly string[]): Configuration {
  const origins = ['https://api.example.com', 'https://*.cdn.example.com'];
  const loaded = parseConfig({ targets: { ...Object.fromEntries(others.map((name) => [name, { origins }])), staging: { origins, documentOrigins: ['https://app.example.com'], secrets: { token: 'STAGING_TOKEN' }, ...staging } } }, null);
  assert.ok(loaded.kind === 'loaded');
  return { ...loaded, file, folder: path.dirname(file) };
}

type Row = readonly [what: string, fields: Readonly<Record<string, string>>, configuration: Configuration | null, message: RegExp | null, expected?: RegExp, hint?: RegExp];

describe('what a scenario says of a target is held against the configuration', () => {
  const rows: readonly Row[] = [
    ['all is well', {}, configured(), null],
    ['a subdomain of a pattern', { target: '{ name: staging, path: /, origin: https://a.cdn.example.com }' }, configured(), null],
    ['a page over http', { document: '{ origin: http://app.example.com }' }, configured(), null],
    ['a server of this machine over http, which browsers except', { target: '{ name: staging, path: /, origin: http://127.0.0.1:3000 }' }, configured({ origins: ['http://127.0.0.1:3000'] }), null],
    ['no configuration', {}, null, /there is no target "staging"/, /cors-conformance\.config\.ts, which says what the target is: .*targets: \{ staging: /],
    ['a target that is misspelt', { target: '{ name: stagin, path: / }' }, configured({}, 'live'), /there is no target "stagin"/, /one of live, staging, as cors-conformance\.config\.ts names them/, /staging/],
    ['a target in other letters', { target: '{ name: Staging, path: / }' }, configured(), /there is no target "Staging"/, /one of staging/, /staging/],
    ['a target that is a word of JavaScript', { target: '{ name: constructor, path: / }' }, configured(), /there is no target "constructor"/],
    ['a page that nobody names', {}, configured({ documentOrigins: [] }), /at which origin the page is that asks staging/, /documentOrigins/],
    ['only patterns', {}, configured({ origins: ['https://*.cdn.example.com'] }), /only patterns of origins/, /target: \{ origin: … \}/],
    ['another origin than the target’s', { target: '{ name: staging, path: /, origin: https://evil.example }' }, configured(), /would ask https:\/\/evil\.example, which is not of the target staging/, /one of https:\/\/api\.example\.com, https:\/\/\*\.cdn/],
    ['the name itself of a pattern', { target: '{ name: staging, path: /, origin: https://cdn.example.com }' }, configured(), /would ask https:\/\/cdn\.example\.com/],
    ['another port', { target: '{ name: staging, path: /, origin: https://api.example.com:8443 }' }, configured(), /the port differs/],
    ['a page at the target itself', { document: '{ origin: https://api.example.com }' }, configured(), /the page is at https:\/\/api\.example\.com, which is where the request goes/],
    ['a page over https that asks over http', { target: '{ name: staging, path: /, origin: http://api.example.com }' }, configured({ origins: ['http://api.example.com'] }), /browsers send nothing over http/],
    ['a secret that is misspelt', { request: "{ headers: { X-A: '{secret:tokn}' } }" }, configured(), /the target staging has no secret "tokn"/, /one of token/, /token/],
    ['a secret of a target that has none', { request: "{ credentials: include, cookies: ['a={secret:token}'] }" }, configured({ secrets: {} }), /has no secret "token"/, /secrets: \{ token: 'NAME_OF_THE_VARIABLE' \}/],
  ];
  for (const [what, fields, configuration, message, expected, hint] of rows) {
    test(what, async () => {
      const given = await targetCase(fields);
      const problems = checkTargets([given], configuration, file);
      if (message === null) {
        assert.deepEqual(problems, []);
        return;
      }
      const [problem, ...others] = problems;
      assert.deepEqual([problem?.file, problem?.line, others], [given.file, 2, []]);
      assert.match(problem?.message ?? '', message);
      if (expected !== undefined) assert.match(problem?.expected ?? '', expected);
      if (hint !== undefined) assert.match(problem?.hint ?? '', hint);
    });
  }

  test('a mistake is said once, however many cases a scenario has', async () => {
    const cases = await loadText(scenarioText({ resource: null, apis: '[fetch, xhr]', target: "{ name: stagin, path: '/${a}' }", expect: '{ outcome: cors }', matrix: '{ a: [b, c] }' }));
    assert.deepEqual([cases.length, checkTargets(cases, configured(), file).length], [4, 1]);
  });
  test('all mistakes of a case are said', async () => {
    const given = await targetCase({ target: '{ name: staging, path: /, origin: https://evil.example }', request: "{ headers: { X-A: '{secret:a} {secret:b}' } }" });
    assert.equal(checkTargets([given], configured(), file).length, 3);
  });
  test('of cases whose servers are ours nothing is asked', async () => assert.deepEqual(checkTargets(await loadText(scenarioText()), null, file), []));
});
