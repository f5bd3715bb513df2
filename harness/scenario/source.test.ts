import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readMarks } from './load-fixture.ts';
import { readSource } from './source.ts';
import type { SourceValue } from './source.ts';

describe('a scalar is the string that the file holds', () => {
  const rows: readonly [what: string, written: string, read: string][] = [
    ['a word', 'hello', 'hello'],
    ['a number with a leading zero', '012', '012'],
    ['a number beyond 2^53', '9007199254740993', '9007199254740993'],
    ['a fraction with a zero at its end', '1.10', '1.10'],
    ['a hexadecimal number', '0x1F', '0x1F'],
    ['a number with an exponent', '1e3', '1e3'],
    ['infinity', '.inf', '.inf'],
    ['true', 'true', 'true'],
    ['True', 'True', 'True'],
    ['no, which YAML 1.1 takes for false', 'no', 'no'],
    ['null', 'null', 'null'],
    ['a tilde, which other schemas take for null', '~', '~'],
    ['a date', '2026-11-22', '2026-11-22'],
    ['a date with a time', '2026-11-22t10:00:00.10-05:00', '2026-11-22t10:00:00.10-05:00'],
    ['a time that YAML 1.1 takes for a number', '12:30:45', '12:30:45'],
    ['a quoted star', "'*'", '*'],
    ['an address, whose colon begins no value', 'http://a.test:8080/x', 'http://a.test:8080/x'],
    ['a reference to the matrix', '${method}', '${method}'],
    ['spaces at the ends, quoted', "'  a '", '  a '],
    ['escapes', '"a\\tb\\0\\u202e"', 'a\tb\0\u202e'],
    ['nothing', '', ''],
    ['nothing, quoted', '""', ''],
  ];
  for (const [what, written, read] of rows) {
    test(what, () => {
      const source = readSource('a.yaml', `x: ${written}\n`);
      assert.deepEqual(source.problems, []);
      assert.deepEqual(source.data, { x: read });
    });
  }
});

describe('shapes', () => {
  const rows: readonly [what: string, text: string, data: SourceValue | null][] = [
    ['a list', '- a\n- [b, c]\n', ['a', ['b', 'c']]],
    ['a mapping', 'a: { b: c }\nd: e\n', { a: { b: 'c' }, d: 'e' }],
    ['JSON', '{"a": [1, null, {"b": true}]}', { a: ['1', 'null', { b: 'true' }] }],
    ['a key that is a number', '012: x\n', { '012': 'x' }],
    ['a key that looks like a merge, and is a key like any other', '"<<": x\n', { '<<': 'x' }],
    ['a block of text with CRLF', 'a: |\r\n  b\r\n  c\r\n', { a: 'b\nc\n' }],
    ['nothing', '', null],
    ['comments', '# a\n# b\n', null],
  ];
  for (const [what, text, data] of rows) {
    test(what, () => {
      const source = readSource('a.yaml', text);
      assert.deepEqual(source.problems, []);
      assert.deepEqual(source.data, data);
    });
  }
});

describe('what YAML can do and a scenario file may not', () => {
  const rows: readonly [what: string, text: string, message: RegExp, hint?: RegExp][] = [
    ['an unquoted star', 'a: ‸*\n', /`\*`/, /quote/],
    ['an alias', 'a: ‸*b\n', /alias/, /quote/],
    ['an anchor with a value', 'a: ‸&b c\n', /anchor/, /quote/],
    ['an anchor that swallows the value', 'X-Token: ‸&abc\n', /anchor/, /quote/],
    ['an anchor on a mapping', 'a: ‸&b\n  c: d\n', /anchor/],
    ['a tag of a language', "a: ‸!!js/function 'x'\n", /js\/function/, /quote/],
    ['a tag of somebody’s own', 'a: ‸!mine x\n', /!mine/, /quote/],
    ['a value that begins with an exclamation mark', 'X-Mood: ‸!important\n', /!important/, /quote/],
    ['a tag of another schema', 'a: ‸!!int 012\n', /int/],
    ['a tab that indents', 'a:\n‸\tb: c\n', /tab/, /space/],
    ['a key that occurs twice', 'a: b\nc: d\n‸a: e\n', /twice/],
    ['a second document', 'a: b\n‸---\nc: d\n', /second/],
    ['a mapping as a key', '‸{origin}: x\n', /key/, /quote/],
    ['a list as a key', '‸[a]: x\n', /key/, /quote/],
    ['the key __proto__', 'a:\n  ‸__proto__: { x: y }\n', /__proto__/],
    ['the key __proto__, quoted', 'a: { ‸"__proto__": x }\n', /__proto__/],
    ['the key __proto__, escaped', 'a: { ‸"\\u005f_proto__": x }\n', /__proto__/],
    ['the key constructor', 'a: { ‸constructor: { prototype: { x: y } } }\n', /constructor/],
    ['the key prototype', 'a: { ‸prototype: x }\n', /prototype/],
    ['the key __proto__ through a merge', 'a: { <<: { ‸__proto__: { x: y } } }\n', /__proto__/],
    ['a list that does not end', 'a: [b\n‸c: d\n', /./],
  ];
  for (const [what, marked, message, hint] of rows) {
    test(what, () => {
      const { text, places } = readMarks(marked);
      const { problems } = readSource('a.yaml', text);
      const [first] = problems;
      assert.ok(first !== undefined, 'no problem was found');
      assert.deepEqual({ file: first.file, line: first.line, column: first.column }, { file: 'a.yaml', ...places[0] });
      assert.match(first.message, message);
      if (hint !== undefined) assert.match(first.hint ?? '', hint);
      assert.equal(Object.hasOwn(Object.prototype, 'x'), false);
    });
  }
});

describe('locate', () => {
  const { text, places } = readMarks('# a comment\nscenarios:\n  - ‸id: a\n    request: ‸{ ‸headers: ‸{ X: ‸y } }\n    tags: [a, ‸b]\n');
  const [scenario, request, headersKey, headers, x, tag] = places;
  const source = readSource('folder/a.yaml', text);
  const rows: readonly [what: string, path: readonly PropertyKey[], atKey: boolean, place: (typeof places)[number] | undefined][] = [
    ['a value', ['scenarios', 0, 'request', 'headers', 'X'], false, x],
    ['a mapping', ['scenarios', 0, 'request'], false, request],
    ['a key', ['scenarios', 0, 'request', 'headers'], true, headersKey],
    ['an element of a list', ['scenarios', 0, 'tags', 1], false, tag],
    ['a scenario', ['scenarios', 0], false, scenario],
    ['what is missing, at what should hold it', ['scenarios', 0, 'request', 'headers', 'Y'], false, headers],
    ['what is missing deep down', ['scenarios', 0, 'request', 'headers', 'Y', 0, 'z'], false, headers],
    ['the key of what is missing, at what should hold it', ['scenarios', 0, 'request', 'headers', 'Y'], true, headers],
  ];
  for (const [what, path, atKey, place] of rows) {
    test(what, () => assert.deepEqual(source.locate({ path, atKey, message: 'm', hint: 'h' }), { file: 'folder/a.yaml', ...place, message: 'm', hint: 'h' }));
  }
});
