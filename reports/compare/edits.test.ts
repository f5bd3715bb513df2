import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { editsBetween } from './edits.ts';
import type { Edit } from './edits.ts';

describe('edits between two values', () => {
  const rows: [words: string, from: unknown, to: unknown, edits: Edit[]][] = [
    ['of the same values: none', { a: [1, { b: null }] }, { a: [1, { b: null }] }, []],
    ['with keys in another order: none', { a: 1, b: 2 }, { b: 2, a: 1 }, []],
    ['a value deep inside', { a: { b: [{ c: 'x' }] } }, { a: { b: [{ c: 'y' }] } }, [{ path: 'a.b[0].c', from: '"x"', to: '"y"' }]],
    ['a key that came', {}, { a: false }, [{ path: 'a', from: null, to: 'false' }]],
    ['a key that went', { a: null }, {}, [{ path: 'a', from: 'null', to: null }]],
    ['a longer list', { a: [1] }, { a: [1, 2] }, [{ path: 'a[1]', from: null, to: '2' }]],
    ['a list in place of an object', { a: {} }, { a: [] }, [{ path: 'a', from: '{}', to: '[]' }]],
    ['a number in place of its text', { a: 1 }, { a: '1' }, [{ path: 'a', from: '1', to: '"1"' }]],
    ['a key named like a method of objects', JSON.parse('{"toString":1}'), {}, [{ path: 'toString', from: '1', to: null }]],
    ['a key named like a prototype', JSON.parse('{"__proto__":1}'), {}, [{ path: '__proto__', from: '1', to: null }]],
  ];
  for (const [words, from, to, edits] of rows) test(words, () => assert.deepEqual(editsBetween(from, to), edits));
});
