import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Prediction } from '../../harness/fetch/predict.ts';
import { verdictKinds } from '../../harness/verdict/verdict.ts';
import type { Difference } from '../../harness/verdict/verdict.ts';
import type { ResultRecord } from '../record.ts';
import { resultLine } from '../sample.ts';
import { voicesRows } from './voices.ts';

const id = 'seed/a/fetch';
const facts = { origin: '', url: '', method: '', header: null, sent: null, wanted: null, status: null, preflight: false };
const sent = { role: 'request', method: 'GET', url: 'http://localhost:4001/token/resource', headers: {}, body: null, optional: null } as const;
const blocked: Prediction = { outcome: { kind: 'network-error', stage: 'cors-check', reason: 'acao-missing', facts }, exchanges: [sent], trace: [], events: null, open: [] };
const works: Prediction = { ...blocked, outcome: { kind: 'response', type: 'cors', status: 200, redirected: false, url: sent.url, headers: [], body: '' } };
const base = resultLine(id, 'chromium', 'conforms', { prediction: blocked });
const deviates = (...differences: readonly Difference[]): Partial<ResultRecord> => ({ verdict: { kind: 'deviates', why: '', differences } });
const expect = { ...base.expect, exchanges: [{ role: 'request' as const, method: 'GET', headers: { Origin: 'null' }, present: ['Accept'], absent: ['Cookie'], body: '' }] };

const rows = (change: Partial<ResultRecord>): readonly (readonly [string, string, string, string, boolean])[] => voicesRows({ ...base, ...change }).map(({ name, expected, standard, observed, differs }) => [name, expected, standard, observed, differs]);
const row = (change: Partial<ResultRecord>, name: string): readonly [string, string, string, string, boolean] | undefined => rows(change).find(([other]) => other === name);

const ofTarget = { target: { name: 'staging', documentOrigin: 'https://app.example.com', notes: [] } };

describe('the rows of a case whose server is a target', () => {
  test('have no exchanges: nobody of ours saw those of the engine', () => assert.deepEqual(rows(ofTarget).map(([name]) => name), ['outcome', 'stopped by']));
  test('show an other reason than the author’s, though the engine stopped it as expected', () => {
    const found = row({ ...ofTarget, ...deviates({ element: 'reason', expected: 'acao-mismatch', observed: 'acao-missing', from: 'expectation' }) }, 'stopped by');
    assert.deepEqual([found?.[2], found?.[4]], ['cors-check: acao-missing', true]);
  });
  test('say of a twin’s response that the preflight passes', () => {
    const response = { kind: 'response', type: 'cors', status: 200, statusText: '', redirected: false, url: '', headers: [], body: '', bodyError: null, events: [] } as const;
    const target = { name: 'staging', origin: null, path: '/', documentOrigin: null, preflightOnly: true, allowUnsafeMethods: false, status: null };
    assert.equal(row({ ...ofTarget, case: { ...base.case, target }, observation: { ...base.observation, client: response } }, 'outcome')?.[3], 'preflight passes');
  });
});

describe('the rows of the three voices', () => {
  test('all agree', () => assert.deepEqual(rows({}).map(([name, expected, standard, , differs]) => [name, expected, standard, differs]), [
    ['outcome', 'network error', 'network error', false],
    ['exchanges', 'request', 'request', false],
    ['stopped by', 'cors-check: acao-missing', 'cors-check: acao-missing', false],
  ]));

  const cells: readonly (readonly [what: string, change: Partial<ResultRecord>, row: readonly [string, string, string, string | null, boolean] | null, name: string])[] = [
    ['the standard says something else than the author', { prediction: works }, ['outcome', 'network error', 'cors 200', null, false], 'outcome'],
    ['the standard is not asked', { prediction: null }, ['outcome', 'network error', '', null, false], 'outcome'],
    ['the standard leaves it open', { prediction: { ...blocked, outcome: { kind: 'undetermined', because: 'cookies' } } }, ['exchanges', 'request', 'request → …', 'request', false], 'exchanges'],
    ['a preflight that may be left out', { prediction: { ...blocked, exchanges: [{ ...sent, role: 'preflight', optional: 'preflight-cache' }, sent] } }, ['exchanges', 'request', '(preflight) → request', 'request', false], 'exchanges'],
    ['the author leaves it to the standard', { expectation: 'standard' }, ['outcome', 'leaves it to the standard', 'network error', null, false], 'outcome'],
    ['the author expects no exchanges in particular', { expect: { readable: [], unreadable: [] } }, ['exchanges', '(left open)', 'request', 'request', false], 'exchanges'],
    ['nothing was observed', { observation: { ...base.observation, client: null, exchanges: [] } }, ['exchanges', 'request', 'request', '', false], 'exchanges'],
    ['no exchange was observed', { observation: { ...base.observation, exchanges: [] } }, ['exchanges', 'request', 'request', 'nothing', false], 'exchanges'],
    ['an exception, where the engine names a failure of CORS', { prediction: { ...blocked, outcome: { kind: 'exception', stage: 'api', reason: 'method-forbidden', error: 'SecurityError' } } }, ['stopped by', 'cors-check: acao-missing', 'api: method-forbidden', null, true], 'stopped by'],
    ['nothing is stopped', { prediction: works, expect: { outcome: 'cors', readable: [], unreadable: [] } }, null, 'stopped by'],
    ['a difference from both', deviates({ element: 'outcome', expected: 'network-error', observed: 'cors', from: 'both' }), ['outcome', 'network error', 'network error', null, true], 'outcome'],
    ['a difference from the standard alone', deviates({ element: 'request: cookie', expected: '(none)', observed: '"a=1"', from: 'standard' }), ['request: cookie', '(left open)', '(none)', '"a=1"', true], 'request: cookie'],
    ['a difference from the author alone', deviates({ element: 'request: Origin', expected: '"x"', observed: '"y"', from: 'expectation' }), ['request: Origin', '"x"', '', '"y"', true], 'request: Origin'],
    ['a difference of both in a header', deviates({ element: 'request: Origin', expected: '"x"', observed: '"y"', from: 'both' }), ['request: Origin', '"x"', '"x"', '"y"', true], 'request: Origin'],
    ['what the author expects and holds', { expect }, ['request: Origin', 'null', '', 'so it is', false], 'request: Origin'],
    ['what the author expects and does not hold stands once, as it was observed', { expect, ...deviates({ element: 'request: Origin', expected: '"null"', observed: '"y"', from: 'expectation' }) }, ['request: Origin', '"null"', '', '"y"', true], 'request: Origin'],
  ];
  for (const [what, change, wanted, name] of cells) {
    test(what, () => {
      const found = row(change, name);
      assert.deepEqual(found === undefined ? null : found.map((cell, index) => (index === 3 && wanted?.[3] === null ? null : cell)), wanted);
    });
  }
  test('each claim of an exchange that holds has a row', () => assert.deepEqual(rows({ expect }).slice(3).map(([name, expected]) => [name, expected]), [['request: method', 'GET'], ['request: Origin', 'null'], ['request: Accept', 'any value'], ['request: Cookie', '(none)'], ['request: body', '']]));
  test('where the exchanges differ nobody looked at headers', () => assert.equal(row({ expect, ...deviates({ element: 'exchanges', expected: 'request', observed: 'nothing' }) }, 'request: Origin'), undefined));
  for (const kind of verdictKinds) {
    const compared = ['conforms', 'observed', 'known-deviation', 'deviates', 'fixed'].includes(kind);
    test(`a result that is ${kind} ${compared ? 'says' : 'does not say'} that a claim holds`, () => assert.equal(row({ expect, verdict: { kind, why: '', differences: [] } }, 'request: Origin')?.[3], compared ? 'so it is' : undefined));
  }
});
