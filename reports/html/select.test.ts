import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { VerdictKind } from '../../harness/verdict/verdict.ts';
import type { PageColumn, PageRow } from './contract.ts';
import { fits, isDifference } from './select.ts';
import { initialState } from './state.ts';
import type { State } from './state.ts';

const columns: readonly PageColumn[] = [{ key: 'chromium', title: 'Chromium' }, { key: 'firefox', title: 'Firefox' }, { key: 'webkit', title: 'WebKit' }];
const plain: PageRow = {
  id: 'seed/put-needs-allow-methods[method=PUT]/xhr',
  scenarioId: 'seed/put-needs-allow-methods',
  title: 'A PUT needs to be allowed',
  section: 'seed',
  tags: ['preflight', 'methods'],
  api: 'xhr',
  method: 'PUT',
  reason: 'method-not-allowed',
  verdicts: ['conforms', 'conforms', 'conforms'],
  differ: false,
  was: ['', '', ''],
  pack: 0,
};
const all = (...verdicts: VerdictKind[]): Partial<PageRow> => ({ verdicts });

describe('a view has a row', () => {
  const rows: readonly (readonly [view: State['view'], words: string, row: Partial<PageRow>, fits: boolean])[] = [
    ['all', 'whatever it is', {}, true],
    ['unexpected', 'that deviates in one engine', all('conforms', 'deviates', 'conforms'), true],
    ['unexpected', 'that was fixed', all('conforms', 'fixed', 'conforms'), true],
    ['unexpected', 'that timed out', all('timeout', 'conforms', 'conforms'), true],
    ['unexpected', 'as expected everywhere', {}, false],
    ['unexpected', 'with a known deviation', all('conforms', 'known-deviation', 'observed'), false],
    ['unexpected', 'that was left out', all('skipped', 'skipped', 'skipped'), false],
    ['differ', 'in which engines differ', { differ: true }, true],
    ['differ', 'in which they do not, though all deviate', all('deviates', 'deviates', 'deviates'), false],
    ['one', 'that deviates in one engine', all('conforms', 'deviates', 'conforms'), true],
    ['one', 'with a known deviation in one engine', all('known-deviation', 'conforms', 'observed'), true],
    ['one', 'that fails in two', all('deviates', 'known-deviation', 'conforms'), false],
    ['one', 'that fails in all', all('deviates', 'deviates', 'deviates'), false],
    ['one', 'that fails in none', {}, false],
    ['one', 'that crashed in one engine', all('conforms', 'conforms', 'crash'), true],
    ['one', 'of which the one engine could not be had', all('conforms', 'unsupported', 'conforms'), false],
    ['one', 'that was left out in one engine', all('conforms', 'skipped', 'conforms'), false],
    ['one', 'that deviates in one engine, where another could not be had', all('deviates', 'unsupported', 'conforms'), true],
    ['one', 'that one engine was not asked for', all('conforms', 'not-run', 'conforms'), false],
    ['one', 'that fails in one of two, as one could not be had', all('deviates', 'unsupported', 'deviates'), false],
    ['one', 'of the only engine', all('deviates'), false],
    ['one', 'of the only engine that could be had', all('deviates', 'unsupported', 'not-run'), false],
    ['known', 'with a known deviation', all('conforms', 'known-deviation', 'conforms'), true],
    ['known', 'with one that is not known', all('conforms', 'deviates', 'conforms'), false],
    ['changed', 'that ended otherwise before', { was: ['', 'deviates', ''] }, true],
    ['changed', 'that did not', {}, false],
  ];
  for (const [view, words, row, wanted] of rows) test(`${view}: ${wanted ? '' : 'not '}one ${words}`, () => assert.equal(fits({ ...plain, ...row }, { ...initialState, view }, columns), wanted));
});

describe('a filter lets a row through', () => {
  const rows: readonly (readonly [words: string, filter: Partial<State>, fits: boolean])[] = [
    ['of its section', { section: 'seed' }, true],
    ['not of another, though its name begins alike', { section: 'see' }, false],
    ['of its reason', { reason: 'method-not-allowed' }, true],
    ['not of another', { reason: 'acao-missing' }, false],
    ['of its first tag', { tag: 'preflight' }, true],
    ['of its last tag', { tag: 'methods' }, true],
    ['not of a part of a tag', { tag: 'method' }, false],
    ['of its API', { api: 'xhr' }, true],
    ['not of another', { api: 'fetch' }, false],
    ['of its method', { method: 'PUT' }, true],
    ['not of the same in small letters, which is another method', { method: 'put' }, false],
    ['of a verdict in any engine', { verdict: 'conforms' }, true],
    ['not of a verdict that it has nowhere', { verdict: 'deviates' }, false],
    ['of an engine without a verdict', { engine: 'firefox' }, true],
    ['of a word in its id', { filter: 'needs-allow' }, true],
    ['of a word in its title', { filter: 'allowed' }, true],
    ['of a word in a tag', { filter: 'preflight' }, true],
    ['of a word in its reason', { filter: 'method-not' }, true],
    ['of a word with other capitals', { filter: 'METHOD=put' }, true],
    ['of words in any order and from any place', { filter: 'preflight xhr put a' }, true],
    ['with white space around its words', { filter: '  put \t needs ' }, true],
    ['of white space alone', { filter: '   ' }, true],
    ['not where one word is missing', { filter: 'put delete' }, false],
    ['by all filters together', { section: 'seed', reason: 'method-not-allowed', tag: 'methods', api: 'xhr', method: 'PUT', verdict: 'conforms', engine: 'webkit', filter: 'put' }, true],
    ['not where one of them does not fit', { section: 'seed', reason: 'method-not-allowed', tag: 'methods', api: 'xhr', method: 'PUT', verdict: 'conforms', engine: 'webkit', filter: 'delete' }, false],
    ['not where the view does not fit', { view: 'differ', section: 'seed' }, false],
  ];
  for (const [words, filter, wanted] of rows) test(words, () => assert.equal(fits(plain, { ...initialState, ...filter }, columns), wanted));
});

describe('a verdict in an engine', () => {
  const mixed = { ...plain, ...all('conforms', 'deviates', 'conforms') };
  const rows: readonly (readonly [verdict: string, engine: string, fits: boolean])[] = [
    ['deviates', '', true],
    ['deviates', 'firefox', true],
    ['deviates', 'webkit', false],
    ['conforms', 'webkit', true],
    ['conforms', 'firefox', false],
    ['deviates', 'no-such-engine', false],
  ];
  for (const [verdict, engine, wanted] of rows) test(`${verdict} in ${engine === '' ? 'any engine' : engine}`, () => assert.equal(fits(mixed, { ...initialState, verdict, engine }, columns), wanted));
});

describe('n and p go to a row', () => {
  const rows: readonly (readonly [words: string, row: Partial<PageRow>, is: boolean])[] = [
    ['in which engines differ', { differ: true }, true],
    ['that all engines fail alike', all('deviates', 'deviates', 'deviates'), true],
    ['that timed out', all('conforms', 'timeout', 'conforms'), true],
    ['but not to one as expected everywhere', {}, false],
    ['nor to one that all engines fail as is known', all('known-deviation', 'known-deviation', 'known-deviation'), false],
  ];
  for (const [words, row, wanted] of rows) test(words, () => assert.equal(isDifference({ ...plain, ...row }), wanted));
});
