import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { formatConfigProblems, loadConfig } from './config.ts';
import { importConfig } from './import-config.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'import-config-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
let number = 0;

/** Writes files into a folder of their own, and gives the place of the first. */
function write(files: Readonly<Record<string, string>>): string {
  const own = path.join(folder, String(number++));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(own, name)), { recursive: true });
    writeFileSync(path.join(own, name), text);
  }
  return path.join(own, Object.keys(files)[0] ?? '');
}

const packageOf = (name: string, rest: object, text: string): Readonly<Record<string, string>> => ({ [`node_modules/${name}/package.json`]: JSON.stringify({ name, ...rest }), [`node_modules/${name}/index.js`]: text });

describe('a module is run as TypeScript', () => {
  const rows: readonly (readonly [what: string, files: Readonly<Record<string, string>>, given: unknown])[] = [
    ['with types', { 'a.ts': 'const a: number = 1; export default { a } satisfies { a: number };' }, { a: 1 }],
    ['with an import of ours', { 'a.ts': "import { a } from './b/c.ts';\nexport default { a };", 'b/c.ts': "import d from '../d.json';\nexport const a: number = d.a;", 'd.json': '{ "a": 2 }' }, { a: 2 }],
    ['with an import of what Node has', { 'a.ts': "import path from 'node:path';\nimport os from 'os';\nexport default [path.basename('/a/b'), typeof os.cpus];" }, ['b', 'function']],
    ['with a package of modules', { 'a.ts': "import a from 'some-modules';\nexport default a;", ...packageOf('some-modules', { type: 'module', exports: { import: './index.js' } }, 'export default 3;') }, 3],
    ['with a package of CommonJS', { 'a.ts': "import a from 'some-commonjs';\nexport default a;", ...packageOf('some-commonjs', {}, 'module.exports = 4;') }, 4],
    ['with a package in a scope', { 'a.ts': "import { a } from '@some/scoped';\nexport default a;", ...packageOf('@some/scoped', { type: 'module', exports: './index.js' }, 'export const a = 5;') }, 5],
    ['with what waits', { 'a.ts': 'export default await Promise.resolve(6);' }, 6],
    ['as CommonJS', { 'a.cts': 'module.exports = { a: 7 };' }, { a: 7 }],
  ];
  for (const [what, files, given] of rows) test(what, async () => assert.deepEqual(((await importConfig(write(files))) as { default: unknown }).default, given));

  test('and knows where it stands', async () => {
    const file = write({ 'a b.ts': 'export default import.meta.url;' });
    assert.equal(((await importConfig(file)) as { default: unknown }).default, pathToFileURL(file).href);
  });
  test('each time as it is then', async () => {
    const file = write({ 'a.ts': 'export default 1;' });
    const before = await importConfig(file);
    writeFileSync(file, 'export default 2;');
    assert.deepEqual([before, await importConfig(file)].map((module) => (module as { default: unknown }).default), [1, 2]);
  });
});

describe('what is wrong with a file is said, and nothing that it holds', () => {
  const rows: readonly (readonly [what: string, files: Readonly<Record<string, string>>, said: RegExp])[] = [
    ['a mistake of the language', { 'a.ts': "const token = 'swordfish-4711';\nexport default {,\n" }, /no TypeScript: a mistake at line 2, column 16/],
    ['an import that is not there', { 'a.ts': "const token = 'swordfish-4711';\nimport './none.ts';\nexport default { token };" }, /it imports "\.\/none\.ts", which is not there: line 2, column 7/],
    ['a package that is not there', { 'a.ts': "import 'no-such-package';\nexport default 'swordfish-4711';" }, /it imports "no-such-package", which is not there: line 1, column 7/],
    ['a mistake in what it imports', { 'a.ts': "import './b.ts';\nexport default {};", 'b.ts': "const token = 'swordfish-4711\n" }, /a mistake at line 1/],
    ['a name that a package does not export', { 'a.ts': "import { b } from 'without-b';\nexport default { b, token: 'swordfish-4711' };", ...packageOf('without-b', { type: 'module', exports: './index.js' }, 'export const a = 1;') }, /cannot be loaded: .*'b'/],
    ['a package that throws', { 'a.ts': "import 'that-throws';\nexport default 'swordfish-4711';", ...packageOf('that-throws', { type: 'module', exports: './index.js' }, 'throw new Error("not today");') }, /cannot be loaded: not today/],
    ['no default export', { 'a.ts': "export const token = 'swordfish-4711';" }, /no default export/],
    ['a default export that is nothing', { 'a.ts': 'export default undefined;' }, /no default export/],
    ['something thrown that is no error', { 'a.ts': "throw 'swordfish-4711';" }, /cannot be loaded: string/],
  ];
  for (const [what, files, said] of rows) {
    test(what, async () => {
      const loaded = await loadConfig(write(files), {});
      assert.ok(loaded.kind === 'problems');
      const text = formatConfigProblems('a.ts', loaded.problems);
      assert.match(text, said);
      assert.doesNotMatch(text, /swordfish|base64/);
    });
  }
});
