import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { matrixModel, scenarioOf } from './model.ts';
import type { MatrixModel } from './model.ts';
import type { ResultLine, ResultRecord } from './record.ts';
import { endLine, engineLine, resultLine, runLine, sampleIds, sampleLines } from './sample.ts';

const sum = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((total, count) => total + count, 0);
const column = (model: MatrixModel, engine: string): MatrixModel['columns'][number] => {
  const found = model.columns.find((one) => one.engine === engine);
  assert.ok(found, `no column ${engine}`);
  return found;
};
const kindsOf = (model: MatrixModel, id: string): (string | null)[] =>
  model.sections.flatMap(({ scenarios }) => scenarios.flatMap(({ rows }) => rows)).filter((row) => row.id === id).flatMap(({ cells }) => cells.map((cell) => cell?.verdict.kind ?? null));

describe('planned cases are the sum of all verdicts, per engine', () => {
  const cut = (until: number): readonly ResultLine[] => sampleLines.slice(0, until);
  const streams: Record<string, readonly ResultLine[]> = {
    'of a whole run': sampleLines,
    'of a run that was cut off in its first engine': cut(4),
    'of a run that was cut off before its second engine': cut(6),
    'of a run that was cut off before any result': cut(1),
  };
  for (const [words, lines] of Object.entries(streams)) {
    test(words, () => {
      const model = matrixModel(lines);
      assert.deepEqual(model.columns.map(({ engine, planned, counts }) => [engine, planned, sum(counts)]), ['chromium', 'firefox', 'webkit'].map((engine) => [engine, 4, 4]));
    });
  }

  test('and each verdict has its count', () => {
    const model = matrixModel(sampleLines);
    assert.deepEqual(column(model, 'chromium').counts, { conforms: 2, deviates: 1, observed: 1 });
    assert.deepEqual(column(model, 'firefox').counts, { unsupported: 4 });
    assert.deepEqual(column(model, 'webkit').counts, { conforms: 2, 'known-deviation': 1, inconclusive: 1 });
  });

  test('with another plan for each engine', () => {
    const model = matrixModel([runLine({ chromium: ['seed/a/fetch', 'seed/b/fetch'], webkit: ['seed/b/fetch'] }), resultLine('seed/a/fetch', 'chromium', 'conforms'), resultLine('seed/b/fetch', 'chromium', 'crash'), resultLine('seed/b/fetch', 'webkit', 'conforms'), endLine()]);
    assert.deepEqual(model.columns.map(({ engine, planned, counts }) => [engine, planned, sum(counts)]), [['chromium', 2, 2], ['webkit', 1, 1]]);
    assert.deepEqual(kindsOf(model, 'seed/a/fetch'), ['conforms', null]);
  });
});

test('of several results for one case and engine the last one counts, once', () => {
  const again = [...sampleLines.slice(0, -1), resultLine(sampleIds[2], 'chromium', 'flaky', { why: 'deviates, then conforms' }), ...sampleLines.slice(-1)];
  const model = matrixModel(again);
  assert.deepEqual(kindsOf(model, sampleIds[2]), ['flaky', 'unsupported', 'conforms']);
  assert.deepEqual(column(model, 'chromium').counts, { conforms: 2, flaky: 1, observed: 1 });
});

test('of several lines for one engine the last one counts', () => {
  const model = matrixModel([...sampleLines.slice(0, -1), engineLine('chromium', { status: 'invalid', why: 'canary' }), ...sampleLines.slice(-1)]);
  assert.equal(column(model, 'chromium').record?.status, 'invalid');
  assert.equal(model.columns.length, 3);
});

describe('results of several versions of an engine, as of shards on several machines', () => {
  const of = (version: string): ResultRecord['identity'] => ({ name: 'chromium', version, build: 'system', driver: 'playwright', from: '/somewhere' });
  const lines = [runLine({ chromium: ['seed/a/fetch', 'seed/b/fetch', 'seed/c/fetch'] }), engineLine('chromium', { identity: of('1') }), resultLine('seed/a/fetch', 'chromium', 'conforms', { identity: of('1') }), engineLine('chromium', { identity: of('2') }), resultLine('seed/b/fetch', 'chromium', 'deviates', { identity: of('2') }), endLine()];

  test('have a column each, and a case that none has stands in the first', () => {
    const model = matrixModel(lines);
    assert.deepEqual(model.columns.map(({ key, engine, planned, counts }) => [key, engine, planned, counts]), [['chromium 1 system', 'chromium', 2, { conforms: 1, 'not-run': 1 }], ['chromium 2 system', 'chromium', 1, { deviates: 1 }]]);
    assert.deepEqual(kindsOf(model, 'seed/a/fetch'), ['conforms', null]);
    assert.deepEqual(kindsOf(model, 'seed/b/fetch'), [null, 'deviates']);
  });
});

describe('a run is incomplete', () => {
  const rows: [words: string, lines: readonly ResultLine[], incomplete: boolean][] = [
    ['with its end: no', sampleLines, false],
    ['without its end: yes', sampleLines.slice(0, -1), true],
    ['with nothing but its beginning: yes', sampleLines.slice(0, 1), true],
    ['without its beginning: yes', sampleLines.slice(1), true],
    ['without any line: yes', [], true],
    ['interrupted, with its end: yes', [...sampleLines.slice(0, -1), endLine({ interrupted: true, exitCode: 130 })], true],
  ];
  for (const [words, lines, incomplete] of rows) {
    test(words, () => {
      const model = matrixModel(lines);
      assert.equal(model.incomplete !== null, incomplete, String(model.incomplete));
      assert.notEqual(model.incomplete, '');
    });
  }
});

describe('rows', () => {
  test('are grouped by section and scenario, in the order of the plan', () => {
    const ids = ['seed/b[m=PUT]/fetch', 'seed/b[m=PUT]/xhr', 'requests/deep/c/fetch', 'seed/a/fetch'];
    const model = matrixModel([runLine({ chromium: ids }), ...ids.map((id) => resultLine(id, 'chromium', 'conforms')), endLine()]);
    const shape = model.sections.map(({ name, scenarios }) => [name, scenarios.map(({ id, rows }) => [id, rows.map((row) => row.id)])]);
    assert.deepEqual(shape, [
      ['seed', [['seed/b', ['seed/b[m=PUT]/fetch', 'seed/b[m=PUT]/xhr']], ['seed/a', ['seed/a/fetch']]]],
      ['requests/deep', [['requests/deep/c', ['requests/deep/c/fetch']]]],
    ]);
  });

  test('have one cell an engine, in the order of the columns', () => {
    const model = matrixModel(sampleLines);
    assert.deepEqual(model.columns.map(({ engine }) => engine), ['chromium', 'firefox', 'webkit']);
    assert.deepEqual(kindsOf(model, sampleIds[3]), ['observed', 'unsupported', 'inconclusive']);
  });

  test('are there for planned cases without any result', () => {
    assert.deepEqual(kindsOf(matrixModel(sampleLines.slice(0, 1)), sampleIds[0]), [null, null, null]);
  });

  for (const [id, scenario] of [['seed/a/fetch', 'seed/a'], ['seed/a/xhr', 'seed/a'], ['seed/a[m=PUT,n=*]/xhr', 'seed/a'], ['seed/fetch/fetch', 'seed/fetch'], ['xhr/fetch', 'xhr'], ['seed/a', 'seed/a']] as const) {
    test(`${id} is a case of ${scenario}`, () => assert.equal(scenarioOf(id), scenario));
  }
});

test('a model is plain data: through JSON it stays the same', () => {
  const model = matrixModel(sampleLines);
  assert.deepEqual(JSON.parse(JSON.stringify(model)), model);
});
