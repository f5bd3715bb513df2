import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { judgeSteps } from './judge-steps.ts';
import type { Exchange } from '../../servers/exchange-log.ts';
import type { ClientObservation } from '../agent/protocol.ts';
import { claim, observation as join, seen, wire } from './sample.ts';
import type { Observation } from './observation.ts';

// A case of several requests: each is judged by what the wire carried meanwhile.

const works = claim({ outcome: 'cors', exchanges: ['request'] });
const blocked = claim({ outcome: 'network-error', exchanges: ['request'] });
const preflighted = claim({ outcome: 'cors', exchanges: ['preflight', 'request'] }, { method: 'PUT' });
/** Joins both witnesses of two steps, each of which began. */
const observation = (client: ClientObservation, exchanges: readonly Exchange[], rest: Partial<Observation> = {}): Observation => join(client, [wire.enter(0), wire.enter(1), ...exchanges], rest);
const put = (step: number) => [wire.preflight({ step }), wire.request({ step, method: 'PUT' })];

describe('a case of several steps', () => {
  test('conforms when each does', () => {
    assert.equal(judgeSteps([works, blocked], observation(seen.fetchError(), [wire.request(), wire.request({ step: 1 })], { before: [seen.response()] })).kind, 'conforms');
  });
  test('deviates when an earlier one does, and says which', () => {
    const verdict = judgeSteps([works, works], observation(seen.response(), [wire.request(), wire.request({ step: 1 })], { before: [seen.fetchError()] }));
    assert.deepEqual([verdict.kind, verdict.differences.map(({ element }) => element)], ['deviates', ['step 1: outcome']]);
    assert.match(verdict.why, /^step 1: /);
  });
  test('deviates when the last one does, in the words of a single request', () => {
    const verdict = judgeSteps([works, works], observation(seen.fetchError(), [wire.request(), wire.request({ step: 1 })], { before: [seen.response()] }));
    assert.deepEqual([verdict.kind, verdict.differences.map(({ element }) => element)], ['deviates', ['outcome']]);
  });
  test('tells an exchange by the step in which it came', () => {
    const both = observation(seen.response(), [...put(0), wire.request({ step: 1, method: 'PUT' })], { before: [seen.response()] });
    assert.equal(judgeSteps([preflighted, preflighted], both).kind, 'deviates', 'the second preflight is missing');
    assert.equal(judgeSteps([preflighted, preflighted], observation(seen.response(), [...put(0), ...put(1)], { before: [seen.response()] })).kind, 'conforms');
    assert.equal(judgeSteps([preflighted, preflighted], observation(seen.response(), [...put(0), ...put(0)], { before: [seen.response()] })).kind, 'inconclusive', 'nothing came in the second');
  });
  test('is inconclusive when one step proves nothing, whatever the others do', () => {
    assert.equal(judgeSteps([blocked, works], observation(seen.response(), [wire.request({ step: 1 })], { before: [seen.fetchError()] })).kind, 'inconclusive');
  });
  test('is a timeout when an earlier request was never answered, and the later ones were not made', () => {
    assert.equal(judgeSteps([works, works], observation({ kind: 'timeout', after: 5000 }, [])).kind, 'timeout');
  });
  test('is no pass when the page made too few requests', () => {
    assert.equal(judgeSteps([works, works], observation(seen.response(), [wire.request()])).kind, 'harness-error');
  });
  test('is no pass when the page made too many', () => {
    assert.equal(judgeSteps([works, works], observation(seen.response(), [wire.request(), wire.request({ step: 1 })], { before: [seen.response(), seen.response()] })).kind, 'harness-error');
  });
  test('is observed when a step may be otherwise', () => {
    const may = { ...preflighted, requirement: 'may' as const };
    assert.equal(judgeSteps([may, may], observation(seen.response(), [...put(0), wire.request({ step: 1, method: 'PUT' })], { before: [seen.response()] })).kind, 'observed');
  });
  test('takes the one request for proof for all of them', () => {
    const nothing = claim({ outcome: 'network-error', exchanges: [] });
    assert.equal(judgeSteps([nothing, nothing], observation(seen.fetchError(), [wire.reach({ step: 1 })], { before: [seen.fetchError()] })).kind, 'conforms');
    assert.equal(judgeSteps([nothing, nothing], observation(seen.fetchError(), [], { before: [seen.fetchError()] })).kind, 'inconclusive');
  });
  test('is no pass when the origin was not told that a step began', () => {
    const both = [wire.request(), wire.request({ step: 1 })];
    const before = { before: [seen.response()] };
    assert.equal(judgeSteps([works, works], join(seen.response(), [wire.enter(0), ...both], before)).kind, 'harness-error');
    const refused = wire.enter(1, { response: { status: 404, statusText: '', headers: [], body: '', bodyLength: 0 } });
    assert.equal(judgeSteps([works, works], join(seen.response(), [wire.enter(0), refused, ...both], before)).kind, 'harness-error');
  });
  test('needs the cookie to have been kept where a later step withholds it', () => {
    const withheld = claim({ outcome: 'cors', exchanges: [{ role: 'request', absent: ['Cookie'] }] }, { cookies: ['a=1'] });
    const both = [wire.request(), wire.request({ step: 1 })];
    const before = { before: [seen.response()] };
    assert.equal(judgeSteps([works, withheld], observation(seen.response(), [wire.cookieCheck('a=1'), ...both], before)).kind, 'conforms');
    assert.equal(judgeSteps([works, withheld], observation(seen.response(), [wire.cookieCheck(null), ...both], before)).kind, 'inconclusive');
  });
  test('deviates when a response came from the HTTP cache where a request must come', () => {
    const verdict = judgeSteps([works, works], observation(seen.response(), [wire.request()], { before: [seen.response()] }));
    assert.deepEqual([verdict.kind, verdict.differences.map(({ element }) => element)], ['deviates', ['exchanges']]);
  });
  test('is inconclusive when a response came of itself that no step before has brought', () => {
    assert.equal(judgeSteps([works, works], observation(seen.response({ body: 'other' }), [wire.request()], { before: [seen.response()] })).kind, 'inconclusive');
    assert.equal(judgeSteps([works, works], observation(seen.response({ url: 'http://localhost:4001/token/other' }), [wire.request()], { before: [seen.response()] })).kind, 'inconclusive');
  });
});
