import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { matrixModel } from './model.ts';
import type { ResultLine, ResultRecord } from './record.ts';
import { endLine, engineLine, hostileStrings, resultLine, runLine, sampleLines } from './sample.ts';

// Colours are decided when they are loaded; without them, any escape in the summary came from the results.
process.env['NO_COLOR'] = '1';
delete process.env['FORCE_COLOR'];
const { summary } = await import('./summary.ts');

/** What a terminal would act upon, or show in another order: control characters and Unicode's Bidi_Control. */
const harmful = /[^\P{Cc}\n]|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|\p{Cs}/u;

function summaryOf(results: readonly ResultRecord[], others: readonly ResultLine[] = [engineLine('chromium'), endLine()]): string {
  return summary(matrixModel([runLine({ chromium: results.map((result) => result.case.id) }), ...results, ...others]));
}

const occurrences = (text: string, part: string): number => text.split(part).length - 1;

test('without colours a summary of harmless results holds no control characters', () => {
  assert.doesNotMatch(summary(matrixModel(sampleLines)), harmful);
});

describe('text from outside is harmless on a terminal, and still there', () => {
  const id = 'seed/a/fetch';
  const places: Record<string, (hostile: string) => string> = {
    'a title': (title) => summaryOf([resultLine(id, 'chromium', 'deviates', { title })]),
    'the reason of a verdict': (why) => summaryOf([resultLine(id, 'chromium', 'inconclusive', { why })]),
    'the reason of a whole column': (why) => summaryOf(['seed/a/fetch', 'seed/b/fetch'].map((one) => resultLine(one, 'chromium', 'harness-error', { why }))),
    'a difference': (hostile) => summaryOf([resultLine(id, 'chromium', 'deviates', { verdict: { kind: 'deviates', why: '', differences: [{ element: `readable: ${hostile}`, expected: hostile, observed: hostile }] } })]),
    'an id': (hostile) => summaryOf([resultLine(`seed/a${hostile}/fetch`, 'chromium', 'deviates')]),
    "an engine's version": (version) => summaryOf([resultLine(id, 'chromium', 'conforms')], [engineLine('chromium', { identity: { name: 'chromium', version, build: 'remote', driver: 'webdriver', from: 'https://grid.test' } }), endLine()]),
    'a known deviation that is out of date': (stale) => summaryOf([resultLine(id, 'chromium', 'conforms')], [endLine({ stale: [stale] })]),
    'an error outside any case': (error) => summaryOf([resultLine(id, 'chromium', 'conforms')], [endLine({ errors: [error] })]),
    'a late request': (late) => summaryOf([resultLine(id, 'chromium', 'conforms')], [endLine({ late: [late] })]),
  };
  for (const [place, write] of Object.entries(places)) {
    test(`in ${place}`, () => {
      const written = Object.entries(hostileStrings).map(([words, hostile]) => ({ words, text: write(`before${hostile}after`) }));
      assert.deepEqual(written.filter(({ text }) => harmful.test(text)).map(({ words }) => words), []);
      assert.deepEqual(written.filter(({ text }) => !/before[^]*after/.test(text)).map(({ words }) => words), []);
    });
  }
});

describe('what is unexpected', () => {
  test('is said with its engine, case, title and each difference', () => {
    const text = summaryOf([resultLine('seed/a[m=PUT]/xhr', 'chromium', 'deviates', { title: 'PUT is refused', verdict: { kind: 'deviates', why: 'x', differences: [{ element: 'outcome', expected: 'network-error', observed: 'cors' }, { element: 'exchanges', expected: 'preflight', observed: 'nothing' }] } })]);
    for (const part of ['deviates  chromium  seed/a[m=PUT]/xhr', 'PUT is refused', 'outcome: expected network-error, observed cors', 'exchanges: expected preflight, observed nothing']) assert.ok(text.includes(part), `${part} is not in\n${text}`);
  });

  test('is not said of what is expected', () => {
    const text = summaryOf((['conforms', 'observed', 'known-deviation', 'skipped'] as const).map((kind) => resultLine(`seed/${kind}/fetch`, 'chromium', kind)));
    assert.ok(!text.includes('seed/'), text);
  });

  test('is said once for a column that failed as a whole, with the number of cases', () => {
    const why = 'canary: a PUT is preflighted; here: deviates';
    const text = summaryOf(Array.from({ length: 50 }, (_, index) => resultLine(`seed/a${index}/fetch`, 'chromium', 'harness-error', { why })));
    assert.equal(occurrences(text, why), 1);
    assert.match(text, /harness-error {2}chromium: 50 cases/);
  });

  test('is not lumped together across engines, verdicts or reasons', () => {
    const ids = ['seed/a/fetch', 'seed/b/fetch'];
    const lines = [runLine({ chromium: ids, webkit: ids }), ...ids.flatMap((id) => [resultLine(id, 'chromium', 'timeout', { why: 'slow' }), resultLine(id, 'webkit', 'timeout', { why: 'slow' })]), endLine()];
    const text = summary(matrixModel(lines));
    assert.match(text, /timeout {2}chromium: 2 cases/);
    assert.match(text, /timeout {2}webkit: 2 cases/);
  });

  test('deviations are each said for themselves, though alike', () => {
    const text = summaryOf(['seed/a/fetch', 'seed/b/fetch'].map((id) => resultLine(id, 'chromium', 'deviates', { why: 'outcome' })));
    assert.ok(text.includes('seed/a/fetch') && text.includes('seed/b/fetch'), text);
  });

  test('is cut when there is much, with what was left out counted', () => {
    const text = summaryOf(Array.from({ length: 100 }, (_, index) => resultLine(`seed/a${index}/fetch`, 'chromium', 'deviates')));
    const shown = occurrences(text, 'deviates  chromium');
    assert.ok(shown < 100);
    assert.ok(text.includes(`${100 - shown} more`), text.slice(-400));
  });

  test('a disturbance of our own is said with the differences that it explains', () => {
    const why = 'the resource origin (http) died under the case';
    const text = summaryOf([resultLine('seed/a/fetch', 'chromium', 'harness-error', { verdict: { kind: 'harness-error', why, differences: [{ element: 'outcome', expected: 'cors', observed: 'network-error' }] } })]);
    assert.ok(text.includes(why), text);
  });
});

describe('the table', () => {
  const rowOf = (engine: string): string[] => summary(matrixModel(sampleLines)).split('\n').findLast((line) => line.startsWith(engine))?.split(/\s{2,}/) ?? [];

  test('has a row an engine, with version, build and planned cases', () => {
    assert.deepEqual(rowOf('chromium').slice(0, 3), ['chromium 140.0', 'system build, playwright', '4']);
  });

  test('says of an engine that could not be had that it is missing', () => {
    assert.match(rowOf('firefox')[0] ?? '', /missing/);
  });

  test('counts every verdict that occurs, in the columns of its head', () => {
    const text = summary(matrixModel(sampleLines)).split('\n');
    const head = text.find((line) => line.includes('cases') && line.includes('conforms'))?.trim().split(/\s{2,}/) ?? [];
    const counts = Object.fromEntries(head.map((kind, index) => [kind, rowOf('webkit')[index + 2]]));
    assert.deepEqual(counts, { cases: '4', conforms: '2', observed: '·', 'known-deviation': '1', deviates: '·', inconclusive: '1', unsupported: '·' });
  });
});

test('that a target is down is said once, of all engines and cases', () => {
  const why = 'staging is down, so nothing was asked of it: https://api.example.com: Nobody listens at that address';
  const target = { name: 'staging', documentOrigin: 'https://app.example.com', notes: [] };
  const results = (['chromium', 'firefox', 'webkit'] as const).flatMap((engine) => ['a', 'b'].map((id) => resultLine(`staging/${id}/fetch`, engine, 'not-run', { why, target })));
  const text = summaryOf([...results, resultLine('staging/c/fetch', 'chromium', 'not-run', { why: 'of another reason', target })]);
  assert.equal(occurrences(text, why), 1);
  assert.match(text, /not-run {2}chromium, firefox, webkit: 2 cases\n/);
  assert.match(text, /not-run {2}chromium {2}staging\/c\/fetch/);
});

describe('an incomplete run', () => {
  test('says so', () => assert.match(summary(matrixModel(sampleLines.slice(0, -1))), /INCOMPLETE/));
  test('says so when it was interrupted', () => assert.match(summary(matrixModel([...sampleLines.slice(0, -1), endLine({ interrupted: true })])), /INCOMPLETE/));
  test('is not what a whole run is', () => assert.doesNotMatch(summary(matrixModel(sampleLines)), /INCOMPLETE/));
});
