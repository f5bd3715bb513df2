import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { resultLine } from '../../reports/sample.ts';
import { scenarioText, withFolder } from '../scenario/load-fixture.ts';
import type { Difference } from '../verdict/verdict.ts';
import { findStale } from './find-stale.ts';

const entry = `deviations:
  - engine: webkit
    versions: '>=140'
    cases: 'a-scenario/*'
    reason: sends no cookie
    advice: Send a token.
    matters: seldom
    spec: https://fetch.spec.whatwg.org/#concept-http-network-or-cache-fetch
    seen: { date: 2026-11-23, version: 140.0 }
    when: ['^method GET$']
    differs: [{ element: outcome }]
`;
const other: Difference = { element: 'status', expected: '200', observed: '0' };
const result = (api: 'fetch' | 'xhr', version = '140.0'): Parameters<typeof findStale>[1][number] => {
  const record = resultLine(`a-scenario/${api}`, 'webkit', 'known-deviation', { verdict: { kind: 'known-deviation', why: '', differences: [other] } });
  return { ...record, identity: { name: 'webkit', version, build: 'system', driver: 'webdriver', from: '' } };
};
const find = (...results: Parameters<typeof findStale>[1]): Promise<string[]> => withFolder({ 'a.yaml': scenarioText({ expect: null }), 'known-deviations.yaml': entry }, (folder) => findStale(folder, results));

describe('an entry that explains nothing', () => {
  test('is named with its place when all of its cases were run', async () => {
    const found = await find(result('fetch'), result('xhr'));
    assert.equal(found.length, 1);
    assert.match(found[0]!, /known-deviations\.yaml:2: webkit 140\.0: the entry explains nothing in any case of a-scenario\/\* \(sends no cookie\): remove the entry/);
  });
  test('is not named when the run had a part of its cases', async () => assert.deepEqual(await find(result('fetch')), []));
  test('is not named when the engine’s version is not in its range', async () => assert.deepEqual(await find(result('fetch', '139.0'), result('xhr', '139.0')), []));
  test('is not named when nothing was run', async () => assert.deepEqual(await find(), []));
});
