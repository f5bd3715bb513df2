import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { runInNewContext } from 'node:vm';
import ts from 'typescript';
import { parse } from 'yaml';
import { reasons } from '../../fetch/reason.ts';
import type { Need } from './need.ts';
import type { Recipe } from './recipe.ts';
import { recipeFor } from './recipes.ts';
import { servers } from './server.ts';
import type { Server } from './server.ts';

const need: Need = { origins: ['https://app.example'], methods: ['PUT'], headers: ['Authorization', 'X-Test'], credentials: false, exposed: [], maxAge: null, reason: null };
const hostile = "x-!#$%&'*+.^_`|~-$http_host-%h";
const needs: readonly [what: string, need: Need][] = [
  ['one origin', need],
  ['two origins with credentials', { ...need, origins: ['https://app.example', 'http://[::1]:5173'], methods: ['GET', 'DELETE'], credentials: true, exposed: ['X-Total', 'ETag'], maxAge: 600 }],
  ['no header', { ...need, headers: [] }],
  ['a method that few know', { ...need, methods: ['PATCH', 'REPORT'] }],
  ['hostile names', { ...need, headers: [hostile], exposed: [hostile], methods: ['PUT', "M'$%`"], credentials: true }],
];

function recipe(server: Server, given: Need): Recipe {
  const result = recipeFor(server, given);
  assert.ok(result.kind === 'recipe');
  return result.recipe;
}

/** What is left of a code without its quoted strings. */
function bare(code: string): string {
  return code.replace(/'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g, '');
}

/** What a value may be written as in one of our languages. */
function spellings(value: string, origin: boolean): readonly string[] {
  const xml = value.replace(/[&']/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const written = [value, value.toLowerCase(), value.replace(/'/g, "\\'"), value.replace(/'/g, "\\'").toLowerCase(), value.replace(/%/g, '%%'), value.replace(/%/g, '%%').replace(/'/g, String.raw`'\''`), value.replace(/\$/g, '${cors_dollar}'), xml];
  return origin ? [...written, value.replace(/[.[\]]/g, '\\$&'), value.replace(/[.[\]]/g, '\\\\$&')] : written;
}

const syntax: Partial<Record<Recipe['language'], (code: string) => void>> = {
  js: parsesAsTypeScript,
  ts: parsesAsTypeScript,
  json: (code) => void JSON.parse(code),
  yaml: (code) => void parse(code),
};

function parsesAsTypeScript(code: string): void {
  const { diagnostics } = ts.transpileModule(code, { reportDiagnostics: true, compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext } });
  assert.deepEqual(diagnostics?.map(({ messageText }) => messageText), []);
}

for (const server of servers)
  describe(server, () => {
    for (const [what, given] of needs)
      test(what, () => {
        const { title, language, code, notes, link } = recipe(server, given);
        const whole = [code, ...notes].join('\n');
        for (const [values, origin] of [[given.origins, true], [given.methods, false], [given.headers, false], [given.exposed, false]] as const)
          for (const value of values) assert.ok(spellings(value, origin).some((written) => whole.includes(written)), `${value} in\n${whole}`);
        if (given.maxAge !== null) assert.ok(code.includes(String(given.maxAge)), code);
        assert.doesNotMatch(code, /origins?\b[^\n]*(['"[\s]\*['"\s\]]|null['"])/i, 'no wildcard and no opaque origin');
        assert.doesNotMatch(code, /methods?\b[^\n]*['"[]\*['"\]]/i);
        if (given.credentials) assert.match(whole, /credentials\W+(header\W+)?(\$cors_credentials|'?"?true)|AllowCredentials\(|SupportsCredentials|Credentials.*\btrue\b/i);
        else assert.doesNotMatch(code, /credentials\W+(:|=)?\W*true|AllowCredentials\(true|\.AllowCredentials\(/i);
        if (language !== 'http') assert.ok(!bare(code).includes('x-!'), bare(code));
        syntax[language]?.(code);
        assert.match(title, /^\S.{5,90}[^.]$/);
        for (const note of notes) assert.match(note, /^[A-Z`[].*[^.]\.$/);
        assert.equal(new Set(notes).size, notes.length);
        assert.match(link, /^https:\/\/\S+$/);
        assert.doesNotMatch(code, /undefined|^ *false$|\n\n\n/m);
      });
    test('a need that is not right is refused', () => assert.deepEqual(recipeFor(server, { ...need, origins: ['*'] }), { kind: 'refused', problems: [{ field: 'origins', value: '*', wrong: 'wildcard' }] }));
  });

describe('values read back from what parses', () => {
  const given = { ...need, headers: [hostile], exposed: [hostile] };
  test('JSON', () => {
    const [rule] = JSON.parse(recipe('s3', given).code) as [{ AllowedHeaders: unknown }];
    assert.deepEqual(rule.AllowedHeaders, [hostile]);
  });
  test('YAML', () => {
    const read = parse(recipe('api-gateway', given).code) as { HttpApi: { Properties: { CorsConfiguration: { AllowHeaders: unknown } } } };
    assert.deepEqual(read.HttpApi.Properties.CorsConfiguration.AllowHeaders, [hostile]);
  });
  test('JavaScript', () => {
    let options: unknown;
    const code = recipe('express-cors', given).code.replace(/^import.*$/m, '');
    runInNewContext(code, { app: { use: () => undefined }, cors: (passed: unknown) => (options = passed) });
    // An object of another context has other prototypes.
    assert.deepEqual(JSON.parse(JSON.stringify(options)), { origin: ['https://app.example'], methods: ['PUT'], allowedHeaders: [hostile], exposedHeaders: [hostile] });
  });
});

describe('the reason', () => {
  test('adds what is to be seen to', () => assert.match(recipeFor('nginx', { ...need, reason: 'preflight-redirect' }).kind === 'recipe' ? recipe('nginx', { ...need, reason: 'preflight-redirect' }).notes[0]! : '', /^The preflight is redirected now/));
  for (const reason of ['network', 'mixed-content', 'corp', 'local-network-access', 'csp'] as const)
    test(`${reason} is not mended by headers of CORS`, () => assert.deepEqual(recipeFor('nginx', { ...need, reason }), { kind: 'not-by-headers', reason }));
  test('all of the CORS check and of the preflight are', () => {
    for (const reason of reasons.filter((one) => /^(ac[amho]{2}-|acac|preflight-|method-not|method-case|method-star|header-not|header-star|authorization)/.test(one)))
      assert.equal(recipeFor('nginx', { ...need, reason }).kind, 'recipe', reason);
  });
});
