import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { didYouMean, nearest } from './suggest.ts';

const fields = ['id', 'title', 'spec', 'request', 'resource', 'expect', 'matrix'];

describe('nearest', () => {
  const rows: readonly [what: string, written: string, known: readonly string[], meant: string | null][] = [
    ['a letter left out', 'expct', fields, 'expect'],
    ['a letter too many', 'expects', fields, 'expect'],
    ['two letters exchanged', 'reqeust', fields, 'request'],
    ['a wrong letter', 'titel', fields, 'title'],
    ['another case', 'Expect', fields, 'expect'],
    ['the nearer of two near words', 'resourse', ['request', 'resource'], 'resource'],
    ['the nearest word, though it stands last', 'cors-check', ['cors-chick', 'cors-checks', 'cors-check'], 'cors-check'],
    ['a hyphen forgotten', 'samesite', ['same-origin', 'same-site', 'cross-site'], 'same-site'],
    ['a word that is like none', 'banana', fields, null],
    ['a short word that is like none', 'zz', fields, null],
    ['anything, where nothing is known', 'expct', [], null],
  ];
  for (const [what, written, known, meant] of rows) test(`${what}: ${written} → ${meant ?? 'nothing'}`, () => assert.equal(nearest(written, known), meant));
});

describe('didYouMean', () => {
  test('names the near word', () => assert.deepEqual(didYouMean('expct', fields), { hint: 'did you mean `expect`?' }));
  test('has no hint at all where no word is near', () => assert.deepEqual(didYouMean('banana', fields), {}));
});
