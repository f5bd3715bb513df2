import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inflateRawSync } from 'node:zlib';
import type { ClientObservation } from '../../harness/agent/protocol.ts';
import { compareRuns } from '../compare/compare.ts';
import { matrixModel } from '../model.ts';
import type { MatrixModel } from '../model.ts';
import type { ResultLine, ResultRecord } from '../record.ts';
import { endLine, engineLine, hostileStrings, resultLine, runLine, sampleIds, sampleLines } from '../sample.ts';
import type { PageRow } from './contract.ts';
import { packed, pageData, sameEnd } from './pack.ts';
import { matrixHtml } from './write.ts';

const id = 'seed/a/fetch';
const modelOf = (...results: ResultRecord[]): MatrixModel => matrixModel([runLine({}), ...results, endLine()]);
const rowOf = (...results: ResultRecord[]): PageRow => {
  const [row] = pageData(modelOf(...results)).data.rows;
  assert.ok(row !== undefined);
  return row;
};

/** A result of which script saw something else. */
const seen = (record: ResultRecord, client: ClientObservation | null): ResultRecord => ({ ...record, observation: { ...record.observation, client } });
const response: ClientObservation = { kind: 'response', type: 'cors', status: 200, statusText: 'OK', url: 'http://localhost:4001/token/resource', redirected: false, headers: [], body: 'hello', bodyError: null, events: [] };

test('the rows are those of the table, in its order, each with its scenario and its section', async () => {
  const lines: readonly ResultLine[] = ['b/second/fetch', 'a/first/xhr', 'b/first[x=1]/fetch', 'b/second/xhr', 'lone/fetch'].map((one) => resultLine(one, 'chromium', 'conforms', { title: `Title of ${one}` }));
  const model = matrixModel([runLine({}), ...lines, endLine()]);
  const { rows } = pageData(model).data;
  const html = await matrixHtml(model);
  const scenarios = [...html.matchAll(/<tr class="scenario">.*?<code>(.*?)<\/code>.*?<\/tr>(.*?)<\/tbody>/g)];
  const labels = scenarios.flatMap(([, scenario = '', body = '']) => [...body.matchAll(/<tr class="case"><th scope="row">(.*?)<\/th>/g)].map(([, label = '']) => `${scenario} ${label.replace(/<[^>]*>/g, '')}`));
  assert.deepEqual(labels, ['b/second fetch', 'b/second XHR', 'b/first x=1 fetch', 'a/first XHR', 'lone fetch']);
  assert.deepEqual(rows.map((row) => row.id), ['b/second/fetch', 'b/second/xhr', 'b/first[x=1]/fetch', 'a/first/xhr', 'lone/fetch']);
  assert.deepEqual(rows.map(({ scenarioId, section }) => [scenarioId, section]), [['b/second', 'b'], ['b/second', 'b'], ['b/first', 'b'], ['a/first', 'a'], ['lone', '']]);
});

test('a row tells what its case is, though the first engine has no result of it', () => {
  const lines = [runLine({ chromium: [id], firefox: [id] }), resultLine(id, 'firefox', 'deviates', { title: 'A title' }), endLine()];
  const [row] = pageData(matrixModel(lines)).data.rows;
  assert.deepEqual({ ...row, reason: '', pack: 0 }, { id, scenarioId: 'seed/a', section: 'seed', title: 'A title', tags: ['origin'], api: 'fetch', method: 'GET', reason: '', verdicts: ['not-run', 'deviates'], differ: false, was: ['', ''], pack: 0 });
});

describe('engines differ', () => {
  const [chromium, firefox, webkit] = (['chromium', 'firefox', 'webkit'] as const).map((engine) => resultLine(id, engine, 'conforms')) as [ResultRecord, ResultRecord, ResultRecord];
  const deviating = (record: ResultRecord, observed: string, token = 'token'): ResultRecord => ({
    ...record,
    url: `http://localhost:4001/${token}/resource`,
    verdict: { kind: 'deviates', why: '', differences: [{ element: 'exchanges', expected: 'request', observed }] },
  });
  const preflighted = (record: ResultRecord): ResultRecord => ({ ...record, observation: { ...record.observation, exchanges: record.observation.exchanges.flatMap((one) => [{ ...one, role: 'cors-preflight-request' as const, method: 'OPTIONS' }, one]) } });
  const rows: readonly (readonly [words: string, results: readonly ResultRecord[], differ: boolean])[] = [
    ['not where all ended the same way', [chromium, firefox, webkit], false],
    ['where one verdict is another', [chromium, resultLine(id, 'firefox', 'known-deviation'), webkit], true],
    ['where one got a response', [chromium, seen(firefox, response), webkit], true],
    ['where one saw another status', [seen(chromium, response), seen(firefox, { ...response, status: 204 })], true],
    ['where the wire carried a preflight of one', [chromium, preflighted(firefox)], true],
    ['where they deviate in different ways', [deviating(chromium, 'nothing'), deviating(firefox, 'preflight, request')], true],
    ['not where they deviate in the same way', [deviating(chromium, 'nothing'), deviating(firefox, 'nothing')], false],
    ['not by addresses, which each engine has of its own', [deviating(chromium, 'request http://localhost:4001/0123/resource', '0123'), deviating(firefox, 'request http://localhost:4001/4567/resource', '4567')], false],
    ['not by the words of an error', [chromium, seen(firefox, { kind: 'network-error', error: { name: 'TypeError', message: 'NetworkError when attempting to fetch resource.' }, status: null, events: [] })], false],
    ['not by events and status that only XMLHttpRequest tells', [chromium, seen(firefox, { kind: 'network-error', error: null, status: 0, events: ['loadstart', 'error', 'loadend'] })], false],
    ['not from one that could not be had', [chromium, seen(resultLine(id, 'firefox', 'unsupported'), null), webkit], false],
    ['not from one that did not come to the case', [chromium, seen(resultLine(id, 'firefox', 'not-run'), null), webkit], false],
    ['from one whose page was lost', [chromium, seen(resultLine(id, 'firefox', 'crash'), null), webkit], true],
    ['where two of three do, and the third could not be had', [chromium, resultLine(id, 'firefox', 'deviates'), seen(resultLine(id, 'webkit', 'unsupported'), null)], true],
    ['not where there is one engine', [chromium], false],
  ];
  for (const [words, results, differ] of rows) test(words, () => assert.equal(rowOf(...results).differ, differ));

  test('not where a run that was cut off has no result of one', () => {
    const [row] = pageData(matrixModel([runLine({ chromium: [id], firefox: [id] }), chromium])).data.rows;
    assert.deepEqual([row?.verdicts, row?.differ], [['conforms', 'not-run'], false]);
  });

  test('or have the same end, pair by pair', () => {
    assert.equal(sameEnd(chromium, firefox), true);
    assert.equal(sameEnd(chromium, seen(firefox, response)), false);
    assert.equal(sameEnd(chromium, null), false);
    assert.equal(sameEnd(null, null), false);
  });
});

describe('packs', () => {
  const ids = Array.from({ length: 250 }, (_, index) => `many/s${Math.floor(index / 3)}[n=${index}]/fetch`);
  const model = matrixModel([runLine({ chromium: ids, firefox: ids }), ...ids.flatMap((one, index) => [resultLine(one, 'chromium', 'conforms'), ...(index % 2 === 0 ? [resultLine(one, 'firefox', 'deviates')] : [])]), endLine()]);
  const { data, packs } = pageData(model);

  test('hold at most 100 rows each', () => assert.deepEqual(packs.map((pack) => Object.keys(pack).length), [100, 100, 50]));

  test('have of every row a record for each column, in the pack that the row names', () => {
    for (const [index, row] of data.rows.entries()) {
      const records = packs[row.pack]?.[row.id];
      assert.deepEqual(records?.map((record) => record?.case.id ?? null), index % 2 === 0 ? [row.id, row.id] : [row.id, null]);
      assert.deepEqual(records.map((record) => record?.engine ?? null), ['chromium', index % 2 === 0 ? 'firefox' : null]);
    }
  });

  test('hold records as they were written, but for the headers and the body of a predicted response', () => {
    const prediction: ResultRecord['prediction'] = { outcome: { kind: 'response', type: 'cors', status: 200, statusText: 'OK', url: 'http://localhost/', redirected: false, headers: [['X-A', 'b']], body: 'long' }, exchanges: [], trace: [], undetermined: [] } as unknown as ResultRecord['prediction'];
    const record = { ...resultLine(id, 'chromium', 'conforms'), prediction };
    const kept = pageData(modelOf(record)).packs[0]?.[id]?.[0];
    assert.deepEqual(kept, { ...record, prediction: { ...prediction, outcome: { ...prediction?.outcome, headers: [], body: '' } } });
  });

  test('a case may have a name that every object has', () => {
    const model = modelOf(resultLine('constructor', 'chromium', 'conforms'), resultLine('toString', 'chromium', 'conforms'));
    const { data: { rows }, packs: all } = pageData(model);
    assert.deepEqual(rows.map((row) => all[row.pack]?.[row.id]?.[0]?.case.id), ['constructor', 'toString']);
  });

  test('of no rows are none', () => assert.deepEqual(pageData(matrixModel([])), { data: { columns: [], rows: [] }, packs: [] }));
});

describe('how a case ended in the run that this one is compared with', () => {
  const before = [runLine({ chromium: ['s/a/fetch', 's/b/fetch'], firefox: ['s/a/fetch'] }), engineLine('chromium'), engineLine('firefox'), resultLine('s/a/fetch', 'chromium', 'deviates'), resultLine('s/b/fetch', 'chromium', 'conforms'), resultLine('s/a/fetch', 'firefox', 'conforms'), endLine()];
  const edited = { ...resultLine('s/b/fetch', 'chromium', 'conforms'), expect: { ...resultLine('s/b/fetch', 'chromium', 'conforms').expect, body: 'more' } };
  const after = [runLine({ chromium: ['s/a/fetch', 's/b/fetch', 's/new/fetch'], firefox: ['s/a/fetch'] }), engineLine('chromium'), engineLine('firefox'), resultLine('s/a/fetch', 'chromium', 'conforms'), edited, resultLine('s/new/fetch', 'chromium', 'conforms'), resultLine('s/a/fetch', 'firefox', 'conforms'), endLine()];
  const { rows } = pageData(matrixModel(after, null, compareRuns({ name: 'before', lines: before }, { name: 'after', lines: after }))).data;

  for (const [words, row, was] of [
    ['another verdict, in the engine that had it', 's/a/fetch', ['deviates', '']],
    ['the same verdict, of a scenario that was edited', 's/b/fetch', ['other differences', '']],
    ['a case that was not there', 's/new/fetch', ['not there', '']],
  ] as const) {
    test(words, () => assert.deepEqual(rows.find((one) => one.id === row)?.was, was));
  }

  test('is empty where there is no other run', () => assert.ok(pageData(matrixModel(after)).data.rows.every(({ was }) => was.every((one) => one === ''))));
});

describe('columns', () => {
  test('have the engine as key, and what people call it as title', () => {
    assert.deepEqual(pageData(matrixModel(sampleLines)).data.columns, [{ key: 'chromium', title: 'Chromium' }, { key: 'firefox', title: 'Firefox' }, { key: 'webkit', title: 'WebKit' }]);
  });

  test('of two builds of one engine have version and build in both', () => {
    const other = { identity: { name: 'firefox' as const, version: '142.0', build: 'playwright' as const, driver: 'playwright' as const, from: '/elsewhere' } };
    const model = matrixModel([runLine({}), engineLine('firefox'), engineLine('firefox', other), resultLine(id, 'firefox', 'conforms'), resultLine(id, 'firefox', 'deviates', other), resultLine(id, 'webkit', 'conforms'), endLine()]);
    const { columns, rows } = pageData(model).data;
    assert.deepEqual(columns, [{ key: 'firefox 140.0 system', title: 'Firefox 140.0 system' }, { key: 'firefox 142.0 playwright', title: 'Firefox 142.0 playwright' }, { key: 'webkit', title: 'WebKit' }]);
    assert.deepEqual(rows[0]?.verdicts, ['conforms', 'deviates', 'conforms']);
  });
});

describe('packed data is unpacked as it was', () => {
  const unpacked = (text: string): unknown => JSON.parse(inflateRawSync(Buffer.from(text, 'base64')).toString('utf8'));
  for (const [words, data] of [['nothing', null], ['the sample', pageData(matrixModel(sampleLines))], ['hostile texts', hostileStrings], ['much of the same', sampleIds.map((one) => one.repeat(10_000))]] as const) {
    test(words, () => {
      assert.deepEqual(unpacked(packed(data)), data);
      assert.match(packed(data), /^[A-Za-z0-9+/=]*$/);
    });
  }
});
