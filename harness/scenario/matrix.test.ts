import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { combinations, substitute } from './matrix.ts';
import type { Combination } from './matrix.ts';
import type { SourceValue } from './source.ts';

const labels = (made: readonly Combination[]): string[] => made.map((one) => [...one].map(([axis, { label }]) => `${axis}=${label}`).join(','));

describe('combinations', () => {
  const rows: readonly (readonly [what: string, matrix: SourceValue | undefined, made: readonly string[]])[] = [
    ['no matrix: one combination of nothing', undefined, ['']],
    ['an empty matrix: one combination of nothing', {}, ['']],
    ['one axis, in the order of its values', { m: ['PUT', 'DELETE', 'patch'] }, ['m=PUT', 'm=DELETE', 'm=patch']],
    ['two axes, the last one fastest', { b: ['1', '2'], a: ['x', 'y'] }, ['b=1,a=x', 'b=1,a=y', 'b=2,a=x', 'b=2,a=y']],
    ['three axes', { a: ['1', '2'], b: ['x'], c: ['p', 'q'] }, ['a=1,b=x,c=p', 'a=1,b=x,c=q', 'a=2,b=x,c=p', 'a=2,b=x,c=q']],
    ['labels, in their order', { m: { upper: 'PUT', lower: 'put' } }, ['m=upper', 'm=lower']],
    ['every sign that a label may hold', { m: ['a.b', 'a_b', '*', 'a+b', 'a-b', '012'] }, ['m=a.b', 'm=a_b', 'm=*', 'm=a+b', 'm=a-b', 'm=012']],
  ];
  for (const [what, matrix, made] of rows) {
    test(what, () => {
      const found = combinations(matrix);
      assert.deepEqual(found.findings, []);
      assert.deepEqual(labels(found.combinations), made);
    });
  }
  test('a value in a list is its own label; a labelled one keeps its value', () => {
    const [made] = combinations({ m: ['PUT'], h: { one: { name: 'X-A' } } }).combinations;
    assert.deepEqual([made?.get('m')?.label, made?.get('m')?.value], ['PUT', 'PUT']);
    assert.deepEqual([made?.get('h')?.label, made?.get('h')?.value], ['one', { name: 'X-A' }]);
  });

  const wrong: readonly (readonly [what: string, matrix: SourceValue, path: readonly PropertyKey[], message: RegExp])[] = [
    ['an address', { o: ['a', 'http://a.test'] }, ['matrix', 'o', 1], /"http:\/\/a\.test" cannot be part/],
    ['nothing', { o: ['a', ''] }, ['matrix', 'o', 1], /cannot be part/],
    ['a label of 41 letters', { o: { a: 'x', ['b'.repeat(41)]: 'y' } }, ['matrix', 'o', 'b'.repeat(41)], /cannot be part/],
    ['a bracket, which would end the matrix in an id', { o: ['a', 'b]'] }, ['matrix', 'o', 1], /cannot be part/],
    ['a comma, which would begin another axis', { o: ['a', 'b,c'] }, ['matrix', 'o', 1], /cannot be part/],
    ['a slash, which would begin another segment', { o: ['a', 'b/c'] }, ['matrix', 'o', 1], /cannot be part/],
    ['a list without a label', { o: ['a', ['b']] }, ['matrix', 'o', 1], /cannot be part/],
    ['a value that occurs twice', { o: ['a', 'b', 'a'] }, ['matrix', 'o', 2], /"a" occurs twice on the axis "o"/],
  ];
  for (const [what, matrix, path, message] of wrong) {
    test(`${what} is found at its place, once`, () => {
      const { findings } = combinations(matrix);
      assert.deepEqual(findings.map((finding) => finding.path), [path]);
      assert.match(findings[0]?.message ?? '', message);
    });
  }

  const many = (count: number): string[] => Array.from({ length: count }, (_, index) => String(index));
  test('2000 combinations are allowed', () => {
    const { combinations: made, findings } = combinations({ a: many(40), b: many(50) });
    assert.deepEqual([made.length, findings], [2000, []]);
  });
  test('2001 are not, and are not made', () => {
    const { combinations: made, findings } = combinations({ a: many(3), b: many(667) });
    assert.ok(made.length <= 1);
    assert.deepEqual(findings.map(({ path }) => path), [['matrix']]);
  });
});

describe('substitute', () => {
  const combination: Combination = new Map([
    ['method', { label: 'put', value: 'PUT' }],
    ['header', { label: 'one', value: { name: 'X-A', value: { long: 'a b', list: ['c'] } } }],
    ['dollar', { label: 'd', value: '$& ${method}' }],
  ]);
  const rows: readonly (readonly [what: string, written: SourceValue, made: SourceValue, used: readonly string[]])[] = [
    ['text without references', 'a {origin} $method', 'a {origin} $method', []],
    ['a reference alone', '${method}', 'PUT', ['method']],
    ['references in a text', '${method} and ${method}', 'PUT and PUT', ['method']],
    ['a field', '${header.name}', 'X-A', ['header']],
    ['a field of a field in a text', 'it is ${header.value.long}', 'it is a b', ['header']],
    ['a mapping, by a reference alone', { a: '${header.value}' }, { a: { long: 'a b', list: ['c'] } }, ['header']],
    ['a list, by a reference alone', ['${header.value.list}'], [['c']], ['header']],
    ['keys and values, lists and mappings', { '${header.name}': ['${method}', { a: '${method}' }] }, { 'X-A': ['PUT', { a: 'PUT' }] }, ['header', 'method']],
    ['a value that looks like a reference, which is not looked up again', 'x ${dollar}', 'x $& ${method}', ['dollar']],
  ];
  for (const [what, written, made, used] of rows) {
    test(what, () => {
      const found = substitute(written, combination);
      assert.deepEqual(found.findings, []);
      assert.deepEqual(found.value, made);
      assert.deepEqual([...found.used].sort(), used);
    });
  }

  const wrong: readonly (readonly [what: string, written: SourceValue, path: readonly PropertyKey[], message: RegExp, hint?: RegExp])[] = [
    ['an axis that there is not', { a: ['x', '${metod}'] }, ['a', 1], /\$\{metod\} names no value of the matrix/, /did you mean `method`/],
    ['an axis that there is not, in a text', { a: 'x ${metod}' }, ['a'], /\$\{metod\} names no value of the matrix/, /did you mean `method`/],
    ['a field that there is not', '${header.nme}', [], /\$\{header\.nme\} names no value/],
    ['a field of a word', '${method.name}', [], /\$\{method\.name\} names no value/],
    ['a field that every object has', '${header.toString}', [], /\$\{header\.toString\} names no value/],
    ['a field that every object has, in a text', 'x ${header.constructor}', [], /\$\{header\.constructor\} names no value/],
    ['a mapping inside a text', 'x ${header}', [], /\$\{header\} is not a text/],
  ];
  for (const [what, written, path, message, hint] of wrong) {
    test(`${what} is found at its place, once`, () => {
      const { findings } = substitute(written, combination);
      assert.deepEqual(findings.map((finding) => finding.path), [path]);
      assert.match(findings[0]?.message ?? '', message);
      if (hint !== undefined) assert.match(findings[0]?.hint ?? '', hint);
    });
  }
  test('two keys that become one are found', () => {
    assert.match(substitute({ PUT: 'a', '${method}': 'b' }, combination).findings[0]?.message ?? '', /"PUT".*twice/);
  });
});
