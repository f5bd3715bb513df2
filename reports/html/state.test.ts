import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { initialState, isFiltered, readState, views, writeState } from './state.ts';
import type { State } from './state.ts';

const states: readonly (readonly [words: string, changes: Partial<State>])[] = [
  ['an open cell', { cell: 'firefox:seed/put[method=PUT,status=404]/xhr' }],
  ['a cell of a column with a version and a build', { cell: 'firefox 142.0 system:seed/a/fetch' }],
  ['words with spaces', { filter: ' two  words ' }],
  ['signs that mean something in an address', { filter: 'a&b=c#d%20e+f?g;h', tag: '&', reason: '%', section: '#', method: '+' }],
  ['quotes, angle brackets and a backslash', { filter: '"\'<>\\`' }],
  ['letters beyond ASCII and beyond U+FFFF', { filter: 'Ünï 漢字 😀', method: 'ÅÄÖ' }],
  ['line breaks, a tab and a NUL', { filter: 'a\nb\r\nc\td\0' }],
  ['a filter that reads like a state', { filter: 'view=differ&group=reason' }],
  ['a method that is a word of JavaScript', { method: 'constructor', tag: '__proto__' }],
  ['one column left out', { without: ['webkit'] }],
  ['several columns left out, in their order', { without: ['webkit', 'chromium 140.0 system', 'a,b&c'] }],
  ['groups by reason', { group: 'reason' }],
  ['everything at once', { cell: 'a:b', filter: 'c', view: 'differ', group: 'reason', section: 'd', reason: 'e', tag: 'f', verdict: 'deviates', engine: 'g', api: 'xhr', method: 'PUT', without: ['h', 'i'] }],
  ...Object.keys(views).map((view): readonly [string, Partial<State>] => [`the view ${view}`, { view: view as State['view'] }]),
];

describe('a state that is written and read is the same', () => {
  for (const [words, changes] of states) {
    test(words, () => {
      const state = { ...initialState, ...changes };
      assert.deepEqual(readState(writeState(state)), state);
      assert.deepEqual(readState(`#${writeState(state)}`), state);
      // As a browser gives it back: location.hash of an address with it.
      assert.deepEqual(readState(new URL(`https://a/#${writeState(state)}`).hash), state);
    });
  }
});

describe('what is read of an address', () => {
  const rows: readonly (readonly [words: string, hash: string, changes: Partial<State>])[] = [
    ['nothing', '', {}],
    ['an empty hash', '#', {}],
    ['an unknown view', '#view=no-such-view', {}],
    ['a view that every object has', '#view=constructor', {}],
    ['a view with other letters', '#view=Differ', {}],
    ['an unknown group', '#group=engine', {}],
    ['unknown names', '#colour=red&view=one', { view: 'one' }],
    ['a name without a value', '#filter&tag', {}],
    ['a broken escape', '#filter=%zz', { filter: '%zz' }],
    ['the same name twice: the first counts', '#tag=a&tag=b', { tag: 'a' }],
  ];
  for (const [words, hash, changes] of rows) test(words, () => assert.deepEqual(readState(hash), { ...initialState, ...changes }));
});

describe('what is written of a state', () => {
  const rows: readonly (readonly [words: string, changes: Partial<State>, written: string])[] = [
    ['nothing of the initial one', {}, ''],
    ['what is not as at first', { view: 'differ', api: 'xhr' }, 'view=differ&api=xhr'],
    ['each column that is left out', { without: ['a', 'b'] }, 'without=a&without=b'],
    ['signs as escapes', { filter: 'a&b #c' }, 'filter=a%26b+%23c'],
  ];
  for (const [words, changes, written] of rows) test(words, () => assert.equal(writeState({ ...initialState, ...changes }), written));
});

describe('a state is filtered', () => {
  const rows: readonly (readonly [words: string, changes: Partial<State>, filtered: boolean])[] = [
    ['not at first', {}, false],
    ['not by an open cell', { cell: 'chromium:a' }, false],
    ['not by its groups', { group: 'reason' }, false],
    ['not by columns that are left out', { without: ['webkit'] }, false],
    ['by words', { filter: 'put' }, true],
    ['by a view', { view: 'changed' }, true],
    ['by each choice', { section: 'a' }, true],
    ['by a reason', { reason: 'a' }, true],
    ['by a tag', { tag: 'a' }, true],
    ['by a verdict', { verdict: 'deviates' }, true],
    ['by an API', { api: 'fetch' }, true],
    ['by a method', { method: 'PUT' }, true],
    ['by words though a cell is open', { filter: 'put', cell: 'chromium:a', group: 'reason' }, true],
  ];
  for (const [words, changes, filtered] of rows) test(words, () => assert.equal(isFiltered({ ...initialState, ...changes }), filtered));
});
