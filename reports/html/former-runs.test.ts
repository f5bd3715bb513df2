import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { VerdictKind } from '../../harness/verdict/verdict.ts';
import { compareRuns } from '../compare/compare.ts';
import { makeHistory } from '../history/history.ts';
import type { History } from '../history/history.ts';
import { runToKeep } from '../history/kept-run.ts';
import { catalogue, runOfDay } from '../history/sample.ts';
import { matrixModel } from '../model.ts';
import type { MatrixModel } from '../model.ts';
import type { ResultLine } from '../record.ts';
import { pageBody } from './table.ts';

// What the matrix shows of former runs: the trend, a strip for each case, and what is not as in another run.

type Ended = Parameters<typeof runOfDay>[1];

function historyOf(...days: readonly Ended[]): History {
  return makeHistory(days.map((ended, index) => {
    const kept = runToKeep(runOfDay(index + 1, ended), catalogue);
    assert.ok(typeof kept === 'object');
    return kept;
  }));
}

const page = (model: Partial<MatrixModel>): string => pageBody({ ...matrixModel(runOfDay(9, { chromium: [], firefox: [] })), ...model });
const textOf = (html: string): string => html.replace(/<[^>]*>/g, '').replace(/&#(\d+);/g, (_reference, code: string) => String.fromCodePoint(Number(code)));
const trends = (html: string): string[] => [...html.matchAll(/<p class="trend">(.*?)<\/p>/g)].map(([, trend = '']) => textOf(trend).trim());
const strips = (html: string): (readonly [said: string, signs: string, unsteady: boolean])[] => [...html.matchAll(/<span class="strip( unsteady)?" role="img" aria-label="([^"]*)">([^<]*)<\/span>/g)].map(([, unsteady, said = '', signs = '']) => [said, signs, unsteady !== undefined]);

describe('the trend of an engine', () => {
  test('says how many runs there are, and what share conformed in the first and in the last', () => {
    assert.deepEqual(trends(page({ history: historyOf({ chromium: ['deviates', 'deviates'] }, { chromium: ['deviates'] }, { chromium: [] }) })), ['3 runs: 33.3 % to 100.0 % as the standard says']);
  });

  test('never rounds up to all', () => {
    const history = historyOf({ chromium: [] }, { chromium: [] });
    const engines = history.engines.map((one) => ({ ...one, points: one.points.map((point) => (point === null ? null : { ...point, conforming: 0.9999 })) }));
    assert.deepEqual(trends(page({ history: { ...history, engines } })), ['2 runs: 99.9 % to 99.9 % as the standard says']);
  });

  test('is there for each engine of its own, and leaves out runs that did not have it', () => {
    const html = page({ history: historyOf({ chromium: [], firefox: ['deviates'] }, { chromium: [] }, { chromium: [], firefox: [] }) });
    assert.deepEqual(trends(html), ['3 runs: 100.0 % to 100.0 % as the standard says', '2 runs: 66.6 % to 100.0 % as the standard says']);
  });

  test('is drawn from the left to the right within its frame, which no screen reader reads', () => {
    const html = page({ history: historyOf({ chromium: ['deviates', 'deviates'] }, { chromium: ['deviates'] }, { chromium: [] }) });
    assert.deepEqual(/<polyline points="([^"]*)"/.exec(html)?.[1], '0.0,22.0 60.0,12.0 120.0,2.0');
    assert.match(html, /<svg [^>]*aria-hidden="true">/);
  });

  for (const [words, history] of [['there is one run', historyOf({ chromium: [] })], ['there is none', null], ['nothing was judged', historyOf({ chromium: ['observed', 'observed', 'observed'] }, { chromium: ['observed', 'observed', 'observed'] })], ['it was another engine', historyOf({ webkit: [] }, { webkit: [] })]] as const) {
    test(`is not there where ${words}`, () => assert.deepEqual(trends(page({ history })), []));
  }
});

describe('the strip of a case', () => {
  const rows: readonly (readonly [words: string, days: readonly Ended[], strip: readonly [string, string, boolean]])[] = [
    ['that always ended as expected', [{ chromium: [] }, { chromium: [] }], ['2 runs, 0 not as expected', '▪▪', false]],
    ['that deviated once', [{ chromium: [] }, { chromium: ['deviates'] }, { chromium: [] }], ['3 runs, 1 not as expected', '▪✗▪', true]],
    ['of one run', [{ chromium: [] }], ['1 run, 0 not as expected', '▪', false]],
    ['with a known deviation', [{ chromium: ['known-deviation'] }, { chromium: ['observed'] }], ['2 runs, 0 not as expected', '▪▪', false]],
    ['that one of two engines did otherwise', [{ chromium: [], firefox: ['flaky'] }, { chromium: ['timeout'], firefox: [] }], ['2 runs, 2 not as expected', '≈⧖', true]],
    ['that deviated where another engine could not be had', [{ chromium: ['unsupported'], firefox: ['deviates'] }], ['1 run, 1 not as expected', '✗', true]],
    ['of which a run had no result in one engine', [{ chromium: [] }, { firefox: [] }], ['2 runs, 0 not as expected', '▪▪', false]],
  ];
  for (const [words, days, strip] of rows) test(words, () => assert.deepEqual(strips(page({ history: historyOf(...days) }))[0], strip));

  test('counts only runs that had the case', () => {
    const history = historyOf({ chromium: [] }, { chromium: [] }, { chromium: [] });
    assert.deepEqual(strips(page({ history: { ...history, strips: { [catalogue[0]]: { chromium: '.Dc' }, [catalogue[1]]: { chromium: '...' } } } })), [['2 runs, 1 not as expected', '·✗▪', true]]);
  });

  test('is there for each case that has one', () => {
    const html = page({ history: historyOf({ chromium: [] }, { chromium: ['conforms', 'deviates'] }) });
    assert.deepEqual(strips(html).map(([said]) => said), ['2 runs, 0 not as expected', '2 runs, 1 not as expected', '2 runs, 0 not as expected']);
    assert.deepEqual(strips(page({})), []);
  });

  test('is not taken from what every object has', () => {
    const model = matrixModel([...runOfDay(9, { chromium: [] })].map((line): ResultLine => (line.type === 'result' && line.case.id === catalogue[0] ? { ...line, case: { ...line.case, id: 'constructor' } } : line)), historyOf({ chromium: [] }, { chromium: [] }));
    assert.equal(strips(pageBody(model)).length, 3);
  });
});

describe('a matrix with another run to compare with', () => {
  const compared = (before: readonly ResultLine[], after: readonly ResultLine[]): string => pageBody(matrixModel(after, null, compareRuns({ name: 'main.jsonl', lines: before }, { name: 'out/results.jsonl', lines: after })));
  const sentence = (html: string): string => textOf(/<p class="compared">(.*?)<\/p>/.exec(html)?.[1] ?? '');
  const cells = (html: string): string[] => [...html.matchAll(/<td[^>]*>(.*?)<\/td>/g)].map(([, cell = '']) => textOf(cell));
  const kinds: readonly VerdictKind[] = ['deviates', 'conforms', 'conforms'];
  const [before, after] = [runOfDay(1, { chromium: kinds, firefox: [] }), runOfDay(2, { chromium: ['conforms', 'deviates', 'deviates'], firefox: [] })];

  test('says of which run, and what came of it in each engine', () => {
    assert.equal(sentence(compared(before, after)), 'Compared with the run of 2026-01-01 03:00:00 UTC at commit 0123456789. Chromium: 2 regressions, 1 fixed; Firefox: nothing changed.');
  });

  test('says in the cells that changed, and in no others, what was before', () => {
    assert.deepEqual(cells(compared(before, after)).map((cell) => / before: (.*)$/.exec(cell)?.[1] ?? ''), ['deviates', '', 'conforms', '', 'conforms', '']);
  });

  test('names a run that tells no more of itself as it was given', () => {
    assert.match(sentence(compared(before.filter(({ type }) => type !== 'run'), after)), /^Compared with the run main\.jsonl\. /);
  });

  test('says of an engine that only one of them had that it was so, and not that nothing changed', () => {
    assert.match(sentence(compared(runOfDay(1, { chromium: kinds }), after)), /; Firefox: not in that run\.$/);
    assert.match(sentence(compared(before, runOfDay(2, { chromium: kinds }))), /Chromium: nothing changed; Firefox: only in that run\.$/);
  });

  test('counts what an incomplete run did not come to', () => {
    const cut = before.filter((line) => line.type !== 'end' && (line.type !== 'result' || line.engine === 'chromium'));
    assert.match(sentence(compared(cut, after)), /Firefox: 3 not reached\.$/);
  });

  test('offers the view of what changed, and else does not', () => {
    assert.match(compared(before, after), /<option value="changed">/);
    assert.match(compared(before, after), /<a href="#view=changed"><b>3<\/b> changed<\/a>/);
    assert.doesNotMatch(page({}), /value="changed"|view=changed|Compared with|before:/);
  });
});
