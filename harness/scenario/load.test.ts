import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import { loadScenarios } from './load.ts';
import { checkProblems, loadFiles, loadText, scenarioText, withFolder } from './load-fixture.ts';
import type { Said } from './load-fixture.ts';

// Bad scenario files. Each row says what is wrong, shows where with ‸, and names the words that matter. A file with any
// problem makes the command line exit with 2.

type Row = readonly [what: string, text: string, said: Said, more?: 'more'];

function table(rows: readonly Row[]): void {
  for (const [what, text, said, more] of rows) test(what, () => checkProblems(text, [said], more === 'more'));
}

const response = (lines: string): string => scenarioText({ resource: `{ response: { headers: { ${lines} } } }` });

describe('the file', () => {
  table([
    ['empty', '‸', { message: /no scenarios/ }],
    ['only comments', '‸# one\n# two\n', { message: /no scenarios/ }],
    ['an empty list of scenarios', 'scenarios: ‸[]\n', { message: /scenarios/, expected: /at least 1/ }],
    ['`scenario` for `scenarios`', '‸scenario:\n  - id: a\n', { message: /unknown field "scenario"/, hint: /did you mean `scenarios`/ }, 'more'],
    ['a scenario that is a word', 'scenarios:\n  - ‸hello\n', { message: /"hello" is no scenario/, expected: /mapping/ }],
    ['an unquoted *', response('Access-Control-Allow-Origin: ‸*'), { message: /`\*`/, hint: /quote/ }],
    ['an unquoted * at the end of a line', scenarioText({ resource: '\n      response:\n        headers:\n          Access-Control-Allow-Origin: ‸*' }), { message: /`\*`/, hint: /'\*'/ }],
    ['an unquoted {origin}', response('Access-Control-Allow-Origin: ‸{origin}'), { message: /origin/, hint: /quote it: '\{origin\}'/ }],
    ['an unquoted {origin} in a list', response('Access-Control-Allow-Origin: [a, ‸{origin}]'), { message: /origin/, hint: /quote it: '\{origin\}'/ }],
    ['an unquoted {url:end} in a body', scenarioText({ resource: '{ response: { body: ‸{url:end} } }' }), { message: /url:end/, hint: /quote it: '\{url:end\}'/ }],
    ['a tab that indents', `${scenarioText()}‸\ttags: [a]\n`, { message: /tab/, expected: /spaces/ }, 'more'],
    ['a key that occurs twice', response('X-A: one, ‸X-A: two'), { message: /twice/, hint: /list/ }],
    ['two documents', `${scenarioText()}‸---\n${scenarioText()}`, { message: /second/, expected: /one document/ }],
    ['an unknown field', scenarioText().replace(/ {4}expect:/, '    ‸expct:'), { message: /unknown field "expct"/, expected: /expect/, hint: /did you mean `expect`/ }, 'more'],
    ['an unknown field deep down', scenarioText({ resource: '{ response: { ‸statsu: 200 } }' }), { message: /unknown field "statsu"/, expected: /status/, hint: /did you mean `status`/ }],
    ['a misspelt word', scenarioText({ document: '{ relation: ‸cross-sit }' }), { message: /"cross-sit"/, expected: /same-origin, same-site, cross-site/, hint: /did you mean `cross-site`/ }],
    ['a status out of range', scenarioText({ resource: '{ response: { status: ‸99 } }' }), { message: /"99"/, expected: /from 200 to 999/ }],
    ['a missing field', scenarioText({ id: '‸a', title: null }).replace('- id: ‸', '- ‸id: '), { message: /`title` is missing/ }],
    ['an unknown field of an expected exchange', scenarioText({ expect: '{ outcome: network-error, exchanges: [{ role: request, ‸absnt: [Via] }] }' }), { message: /unknown field "absnt"/, hint: /did you mean `absent`/ }],
    ['an unknown kind of body', scenarioText({ request: '{ method: POST, body: { ‸fom: { a: b } } }' }), { message: /"fom"/, hint: /did you mean `form`/ }, 'more'],
    ['a route with a bad name', scenarioText({ resource: '{ response: {}, routes: { ‸Bad_Name: { response: {} } } }' }), { message: /Bad_Name/, expected: /a-z|letter|kebab/i }],
    ['an axis with a bad name', scenarioText({ title: 'About ${1a}', matrix: '{ ‸1a: [x] }' }), { message: /1a/, expected: /a-z|letter|word/i }],
  ]);

  test('BOM and CRLF load', async () => {
    const [one] = await loadText(`\uFEFF${scenarioText({ resource: '{ response: { headers: { X-A: b } } }' })}`.replaceAll('\n', '\r\n'));
    assert.deepEqual(one?.resource.response?.headers, [['X-A', 'b']]);
  });
  test('BOM and CRLF move no place', () => checkProblems(`\uFEFF${response('X-A: ‸*')}`.replaceAll('\n', '\r\n'), [{ message: /`\*`/ }]));
  test('a BOM is not counted as a column', async () => {
    const { problems } = await loadFiles({ 'a.yaml': '\uFEFFscenario: x\n' });
    assert.deepEqual([...new Set(problems.map(({ line, column }) => `${line}:${column}`))], ['1:1']);
  });

  test('a folder without scenario files', async () => {
    const { problems } = await loadFiles({ 'readme.md': 'x' });
    assert.match(problems[0]?.message ?? '', /no scenarios/);
  });
  test('a file that is not there', async () => {
    const { problems, cases } = await withFolder({}, (folder) => loadScenarios(folder, [path.join(folder, 'nowhere.yaml')]));
    assert.deepEqual(cases, []);
    assert.match(problems[0]?.file ?? '', /nowhere\.yaml$/);
    assert.match(problems[0]?.message ?? '', /ENOENT/);
  });
  test('the same file named three ways is loaded once', async () => {
    await withFolder({ 'a.yaml': scenarioText() }, async (folder) => {
      const file = path.join(folder, 'a.yaml');
      const { files, cases, problems } = await loadScenarios(folder, [file, path.relative(process.cwd(), file), path.join(folder, 'x', '..', 'a.yaml')]);
      assert.deepEqual([files.length, cases.length, problems], [1, 2, []]);
    });
  });
});

describe('YAML that would do harm', () => {
  test('an alias bomb of 9^9 is refused in less than a second, with flat memory', async () => {
    const levels = Array.from({ length: 9 }, (_, level) => `l${level + 1}: &l${level + 1} [${Array<string>(9).fill(level === 0 ? 'x' : `*l${level}`).join(', ')}]`);
    const [start, before] = [performance.now(), process.memoryUsage().heapUsed];
    const { problems } = await loadFiles({ 'a.yaml': `${levels.join('\n')}\n${scenarioText({ matrix: '{ a: *l9 }' })}` });
    assert.ok(problems.some(({ message, line }) => /alias/.test(message) && line === 2), 'the first alias is named');
    assert.ok(performance.now() - start < 1000);
    assert.ok(process.memoryUsage().heapUsed - before < 64 * 2 ** 20);
  });

  const depth = 20_000;
  const deep: readonly (readonly [what: string, text: string])[] = [
    ['lists in JSON', '['.repeat(depth) + ']'.repeat(depth)],
    ['mappings in JSON', '{"a":'.repeat(depth) + '1' + '}'.repeat(depth)],
    ['lists in flow style that do not end', '['.repeat(depth)],
    ['lists in block style', `${'- '.repeat(depth)}x`],
    ['mappings in flow style inside a scenario', scenarioText({ request: '{a: '.repeat(depth) + '}'.repeat(depth) })],
  ];
  for (const [what, text] of deep) {
    test(`${depth} levels of ${what} are refused without a stack overflow`, async () => {
      const { problems } = await loadFiles({ 'a.yaml': text });
      assert.ok(problems.some(({ message }) => /nested/.test(message)), 'no problem says that the file is nested too deeply');
      assert.equal(problems.filter(({ message }) => /call stack/i.test(message)).length, 0, 'the stack overflowed, and that is shown as a problem of the YAML');
    });
  }

  table([
    ['the key __proto__', response('‸__proto__: { x: y }'), { message: /__proto__/ }],
    ['the keys constructor.prototype', response('‸constructor: { prototype: { x: y } }'), { message: /constructor/ }],
    ['the key __proto__ through <<', `${scenarioText()}    <<: { ‸__proto__: { x: y } }\n`, { message: /__proto__/ }, 'more'],
    ['the key constructor through <<', response('<<: { ‸constructor: { prototype: { x: y } } }'), { message: /constructor/ }, 'more'],
    ['a merge through an alias', response('<<: ‸*shared'), { message: /alias/ }, 'more'],
    ['the key __proto__ out of the matrix', scenarioText({ resource: "{ response: { headers: ‸{ '${name}': x } } }", matrix: '{ name: [__proto__] }' }), { message: /__proto__/ }],
    ['a function', response("X-A: ‸!!js/function 'function () {}'"), { message: /js\/function/, expected: /no tags/ }],
    ['an unknown tag', response('X-A: ‸!mine x'), { message: /!mine/, hint: /quote/ }],
  ]);
  test('nothing of it reaches other objects', async () => {
    await loadFiles({ 'a.yaml': `${response('__proto__: { x: y }, constructor: { prototype: { x: y } }')}    <<: { __proto__: { x: y } }\n` });
    assert.equal(({} as Record<string, unknown>)['x'], undefined);
  });

  test('a reference to what every object has names no value of the matrix', () =>
    checkProblems(scenarioText({ request: "{ headers: { X-A: ‸'${axis.toString}' } }", title: 'About ${axis.field}', matrix: '{ axis: { label: { field: x } } }' }), [{ message: /\$\{axis\.toString\} names no value/ }]));
});

describe('ids', () => {
  const ids: readonly (readonly [what: string, yaml: string])[] = [
    ['a way out of the folder', '../../x'],
    ['an absolute path', '/etc/x'],
    ['a path', 'a/b'],
    ['a way out of the folder on Windows', '..\\x'],
    ['an escaped way out', "'%2e%2e/'"],
    ['NUL', '"a\\0b"'],
    ['a device of Windows', 'CON'],
    ['a flag', '-rf'],
    ['a dot at the end', 'a.'],
    ['a space at the end', "'a '"],
    ['a line feed at the end', '"a\\n"'],
    ['a right-to-left override', '"a\\u202eb"'],
    ['nothing', "''"],
    ['two hyphens', 'a--b'],
    ['upper case', 'Put'],
  ];
  table(ids.map(([what, yaml]): Row => [what, scenarioText({ id: `‸${yaml}` }), { message: /does not fit `id`/, expected: /kebab-case/ }]));
  table([['300 characters', scenarioText({ id: `‸${'a'.repeat(300)}` }), { message: /`id` is too long/, expected: /80/ }]]);

  test('a right-to-left override is shown escaped', async () => {
    const { problems } = await loadFiles({ 'a.yaml': scenarioText({ id: '"a\\u202eb"' }) });
    assert.match(problems[0]?.message ?? '', /\\u202e/);
    assert.doesNotMatch(problems[0]?.message ?? '', /\u202e/);
  });
  test('80 characters are allowed', async () => assert.equal((await loadText(scenarioText({ id: 'a'.repeat(80) })))[0]?.scenarioId, 'a'.repeat(80)));
});

describe('values stay as they are written', () => {
  const rows: readonly (readonly [what: string, yaml: string, kept: string])[] = [
    ['a number with a leading zero', '012', '012'],
    ['2^53 + 1', '9007199254740993', '9007199254740993'],
    ['a fraction with a zero at its end', '1.0', '1.0'],
    ['an exponent', '1e3', '1e3'],
    ['true', 'true', 'true'],
    ['no', 'no', 'no'],
    ['null', 'null', 'null'],
    ['a tilde', '~', '~'],
    ['a date', '2026-11-22', '2026-11-22'],
    ['a date with a time', '2001-12-14t21:59:43.10-05:00', '2001-12-14t21:59:43.10-05:00'],
    ['a quoted star', "'*'", '*'],
    ['Latin-1', 'grüße', 'grüße'],
    ['nothing, quoted', "''", ''],
  ];
  for (const [what, yaml, kept] of rows) {
    test(`${what} as a header value`, async () => {
      const [one] = await loadText(scenarioText({ request: `{ headers: { X-A: ${yaml} } }`, resource: `{ response: { headers: { X-A: [${yaml}] } } }` }));
      assert.deepEqual([one?.request.headers, one?.resource.response?.headers], [[['X-A', kept]], [['X-A', kept]]]);
    });
    test(`${what} out of the matrix as a header value`, async () => {
      const [one] = await loadText(scenarioText({ request: "{ headers: { X-A: '${value}' } }", matrix: `{ value: { label: ${yaml} } }` }));
      assert.deepEqual(one?.request.headers, [['X-A', kept]]);
    });
  }

  const kept: readonly (readonly [what: string, resource: string, lines: readonly (readonly [string, string])[]])[] = [
    ['several lines of one name, in order', 'X-B: [b, a], X-A: c', [['X-B', 'b'], ['X-B', 'a'], ['X-A', 'c']]],
    ['names in the case they are written in', 'x-TOKEN: a, X-token: b', [['x-TOKEN', 'a'], ['X-token', 'b']]],
    ['names of digits, in order', 'b: x, 2: y, 1: z', [['b', 'x'], ['2', 'y'], ['1', 'z']]],
    ['two names that the matrix makes one', "X-A: one, '${name}': two", [['X-A', 'one'], ['X-A', 'two']]],
    ['an ampersand at the start of a value', 'X-A: &abc', [['X-A', '&abc']]],
  ];
  for (const [what, lines, wanted] of kept) {
    test(`header lines are kept, or the file is refused: ${what}`, async () => {
      const { cases, problems } = await loadFiles({ 'a.yaml': scenarioText({ title: 'About ${name}', resource: `{ response: { headers: { ${lines} } } }`, matrix: '{ name: [X-A] }' }) });
      if (problems.length === 0) assert.deepEqual(cases[0]?.resource.response?.headers, wanted);
    });
  }
});
