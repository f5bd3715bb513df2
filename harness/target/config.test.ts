import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { formatConfigProblems, loadConfig, parseConfig } from './config.ts';

const environment = { STAGING_TOKEN: 'swordfish-4711', SHORT: 'abc', EMPTY: '', HOME: '/root' };
const origins = ['https://api.example.com'];
const staging = (rest: object): unknown => ({ targets: { staging: { origins, ...rest } } });

describe('a configuration', () => {
  test('that says little gets the rest', () => {
    assert.deepEqual(parseConfig(staging({}), environment), { kind: 'loaded', config: { targets: { staging: { origins, documentOrigins: [], rate: 5, resolve: {}, ca: [], timeout: 15, secrets: {}, allowUnsafeMethods: false } } }, secrets: [] });
  });
  test('that says all stays as it is, and its secrets are looked up', () => {
    const written = { targets: { staging: { origins: [...origins, 'http://localhost:3000', 'https://*.example.com'], documentOrigins: ['https://app.example.com'], rate: 0.5, resolve: { 'api.example.com:443': '[::1]:8443' }, ca: ['ca.pem'], timeout: 3, secrets: { token: 'STAGING_TOKEN', again: 'STAGING_TOKEN' }, allowUnsafeMethods: true } }, baseline: 'baseline.yaml' };
    assert.deepEqual(parseConfig(written, environment), { kind: 'loaded', config: written, secrets: [{ name: 'STAGING_TOKEN', value: 'swordfish-4711' }] });
  });
});

describe('a mistake', () => {
  const rows: readonly (readonly [what: string, given: unknown, at: string, text: RegExp])[] = [
    ['no targets', {}, 'targets', /`targets` is missing/],
    ['an empty list of targets', { targets: {} }, 'targets', /expected: one target or more/],
    ['an unknown field', { ...(staging({}) as object), baselin: 'x' }, 'baselin', /unknown field "baselin"[^]*did you mean `baseline`/],
    ['an unknown field of a target', staging({ documentOrigin: [] }), 'targets.staging.documentOrigin', /did you mean `documentOrigins`/],
    ['an origin with a path', { targets: { a: { origins: ['https://api.example.com/v1'] } } }, 'targets.a.origins.0', /"https:\/\/api\.example\.com\/v1" does not fit[^]*did you mean `https:\/\/api\.example\.com`/],
    ['an origin with its default port', { targets: { a: { origins: ['https://api.example.com:443'] } } }, 'targets.a.origins.0', /did you mean `https:\/\/api\.example\.com`/],
    ['an origin without a scheme', { targets: { a: { origins: ['api.example.com'] } } }, 'targets.a.origins.0', /expected: an http or https origin/],
    ['a star for all', { targets: { a: { origins: ['https://*'] } } }, 'targets.a.origins.0', /expected: an http or https origin/],
    ['a pattern of document origins', staging({ documentOrigins: ['https://*.example.com'] }), 'targets.staging.documentOrigins.0', /expected: an http or https origin/],
    ['no origins', { targets: { a: { origins: [] } } }, 'targets.a.origins', /expected: at least 1/],
    ['a rate of none', staging({ rate: 0 }), 'targets.staging.rate', /0 does not fit `rate`[^]*above 0 and at most 100/],
    ['a rate that is text', staging({ rate: '5' }), 'targets.staging.rate', /"5" does not fit `rate`[^]*expected: number/],
    ['a rate that is no number', staging({ rate: NaN }), 'targets.staging.rate', /expected: number/],
    ['a place without a port', staging({ resolve: { 'api.example.com': '10.0.0.7:443' } }), 'targets.staging.resolve.api.example.com', /no name that fits `resolve`[^]*host:port/],
    ['an address of no port', staging({ resolve: { 'api.example.com:443': '10.0.0.7' } }), 'targets.staging.resolve.api.example.com:443', /expected: host:port/],
    ['a time of none', staging({ timeout: 0 }), 'targets.staging.timeout', /0 does not fit `timeout`[^]*at least 1/],
    ['a switch that is text', staging({ allowUnsafeMethods: 'yes' }), 'targets.staging.allowUnsafeMethods', /expected: boolean/],
    ['a variable that is not set', staging({ secrets: { token: 'STAGING_TOKN' } }), 'targets.staging.secrets.token', /variable STAGING_TOKN is not set[^]*did you mean `STAGING_TOKEN`/],
    ['a variable that is empty', staging({ secrets: { token: 'EMPTY' } }), 'targets.staging.secrets.token', /variable EMPTY is empty/],
    ['a secret that is too short', staging({ secrets: { token: 'SHORT' } }), 'targets.staging.secrets.token', /SHORT has 3 characters/],
    ['a function', () => 1, '', /a function/],
    ['a list', [], '', /expected: a mapping/],
  ];
  for (const [what, given, at, text] of rows) {
    test(what, () => {
      const parsed = parseConfig(given, environment);
      assert.ok(parsed.kind === 'problems');
      assert.equal(parsed.problems[0]?.path, at);
      assert.match(formatConfigProblems('file', parsed.problems), text);
    });
  }
  test('does not hide another', () => {
    const parsed = parseConfig(staging({ rate: 0, secrets: 1, documentOrigins: 1 }), environment);
    assert.ok(parsed.kind === 'problems');
    assert.deepEqual(parsed.problems.map(({ path: at }) => at).sort(), ['targets.staging.documentOrigins', 'targets.staging.rate', 'targets.staging.secrets']);
  });
});

describe('no error holds a secret', () => {
  const rows: Readonly<Record<string, unknown>> = {
    'where the secret itself is written': staging({ secrets: { token: 'swordfish-9' } }),
    'where it is written as a list': staging({ secrets: ['swordfish-9'] }),
    'where it is written as text': staging({ secrets: 'swordfish-9' }),
    'where a target is a list of what it should be': { targets: { a: [{ secrets: { token: 'swordfish-9' } }] } },
    'where it stands in an origin': { targets: { a: { origins: ['https://me:swordfish-9@api.example.com'] } } },
    'where it stands in the query of an origin': { targets: { a: { origins: ['https://api.example.com/?token=swordfish-9'] } } },
    'where the value of a variable was put in another place': staging({ rate: 'xx swordfish-4711' }),
    'where that is cut': staging({ rate: `${'x'.repeat(45)}swordfish-4711` }),
  };
  for (const [what, given] of Object.entries(rows)) {
    test(what, () => {
      const parsed = parseConfig(given, environment);
      assert.ok(parsed.kind === 'problems');
      assert.doesNotMatch(formatConfigProblems('file', parsed.problems), /swordf/);
    });
  }
});

describe('a file', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'config-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const schema = pathToFileURL(path.resolve('harness/target/config-schema.ts')).href;
  const rows: readonly (readonly [what: string, source: string, problem: RegExp | null])[] = [
    ['with types and defineConfig', `import { defineConfig } from '${schema}';\nconst rate: number = 2;\nexport default defineConfig({ targets: { a: { origins: ['https://a.example'], rate } } });\n`, null],
    ['without a default export', 'export const a = 1;', /no default export/],
    ['that throws', 'throw new Error("no swordfish-4711 here\\nmore");', /cannot be loaded: no ‹STAGING_TOKEN: 14 characters, #[0-9a-f]{8}› here/],
    ['that is no TypeScript', 'export default {\n  token: "x" swordfish\n};', /no TypeScript: a mistake at line 2, column 13/],
    ['with a mistake', 'export default { targets: 1 };', /\.ts {2}targets: 1 does not fit `targets`/],
  ];
  for (const [index, [what, source, problem]] of [...rows, ...rows].entries()) {
    const type = index < rows.length ? 'commonjs' : 'module';
    test(`${what}, in a package of type ${type}`, async () => {
      const file = path.join(folder, type, `config-${index}.ts`);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(path.join(folder, type, 'package.json'), JSON.stringify({ type }));
      writeFileSync(file, source);
      const loaded = await loadConfig(file, environment);
      if (problem === null) assert.equal(loaded.kind === 'loaded' && loaded.config.targets['a']?.rate, 2);
      else {
        assert.ok(loaded.kind === 'problems');
        assert.match(formatConfigProblems(loaded.file, loaded.problems), problem);
        assert.doesNotMatch(JSON.stringify(loaded), /swordfish/);
      }
    });
  }
  test('that is not there', async () => assert.match(JSON.stringify(await loadConfig(path.join(folder, 'none.ts'), environment)), /no such file/));
});
