import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Exchange } from '../../servers/exchange-log.ts';
import type { ClientObservation } from '../agent/protocol.ts';
import type { PredictedOutcome, Prediction } from '../fetch/predict.ts';
import { judgeTarget } from './judge-target.ts';
import type { TargetClaim, TargetObservation } from './judge-target.ts';
import { seen, wire } from './sample.ts';
import type { Difference, VerdictKind } from './verdict.ts';

const facts = { origin: '', url: '', method: '', header: null, sent: null, wanted: null, status: null, preflight: false };
const foretold = (outcome: PredictedOutcome): Prediction => ({ outcome, exchanges: [], trace: [], events: null, open: [] });
type Response = Extract<PredictedOutcome, { kind: 'response' }>;
const works = (given: Partial<Response> = {}): Prediction => foretold({ kind: 'response', type: 'cors', status: 200, redirected: false, url: '', headers: [['X-Shown', 'yes']], body: '', ...given });
const blocked = foretold({ kind: 'network-error', stage: 'cors-check', reason: 'acao-missing', facts });
const stopped = foretold({ kind: 'network-error', stage: 'cors-preflight-fetch', reason: 'preflight-status', facts });
const open = (because: Extract<PredictedOutcome, { kind: 'undetermined' }>['because']): Prediction => foretold({ kind: 'undetermined', because });
const refused = foretold({ kind: 'exception', stage: 'api', reason: 'method-forbidden', error: 'SecurityError' });

const claim = (expect: Partial<TargetClaim['expect']>, prediction: Prediction, rest: Partial<TargetClaim> = {}): TargetClaim => ({ expect: { readable: [], unreadable: [], ...expect }, prediction, status: null, preflightOnly: false, ...rest });
const observed = (client: ClientObservation | null, exchanges: readonly Exchange[] = [wire.request()], rest: Partial<TargetObservation> = {}): TargetObservation => ({ client, exchanges, trouble: null, reached: true, ...rest });
const answered = (status: number): Exchange => wire.request({}, { status });
const preflighted = (status: number): Exchange => wire.preflight({ response: { status, statusText: '', headers: [], body: '', bodyLength: 0 } });

const [cors, blockedToo] = [{ outcome: 'cors' as const }, { outcome: 'network-error' as const }];
const response = (given: Partial<Extract<ClientObservation, { kind: 'response' }>> = {}): ClientObservation => seen.response(given);

/** The last column says what is wrong: words of why, or each element with whose reading it differs from. */
type Row = readonly [words: string, claim: TargetClaim, observation: TargetObservation, kind: VerdictKind, wrong?: RegExp | readonly string[]];

const told = ({ element, observed: found, from }: Difference): string => `${element}: ${found} (${from})`;

function table(title: string, rows: readonly Row[]): void {
  describe(title, () => {
    for (const [words, given, seenThere, kind, wrong] of rows) {
      test(`${words}: ${kind}`, () => {
        const verdict = judgeTarget(given, seenThere);
        assert.equal(verdict.kind, kind, `${verdict.kind}: ${verdict.why} ${JSON.stringify(verdict.differences)}`);
        if (wrong instanceof RegExp) assert.match(verdict.why, wrong);
        else assert.deepEqual(verdict.differences.map(told), wrong ?? []);
      });
    }
  });
}

table('the author, the standard and the engine', [
  ['all say response', claim(cors, works()), observed(response()), 'conforms'],
  ['all say network error', claim(blockedToo, blocked), observed(seen.fetchError()), 'conforms'],
  ['all say network error, XMLHttpRequest', claim(blockedToo, blocked), observed(seen.xhrError()), 'conforms'],
  ['all say response, to XMLHttpRequest, which is not told the type', claim(cors, works()), observed(seen.xhrResponse()), 'conforms'],
  ['all say opaque', claim({ outcome: 'opaque' }, works({ type: 'opaque', status: 0, headers: [] })), observed(response({ type: 'opaque', status: 0, headers: [] })), 'conforms'],
  ['the server blocks what its policy should let in', claim(cors, blocked), observed(seen.fetchError()), 'deviates', ['outcome: network-error (expectation)']],
  ['the server lets in what its policy should block', claim(blockedToo, works()), observed(response()), 'deviates', ['outcome: cors (expectation)']],
  ['the engine blocks what it must not', claim(cors, works()), observed(seen.fetchError()), 'deviates', ['outcome: network-error (both)']],
  ['the engine lets in what it must block', claim(blockedToo, blocked), observed(response()), 'deviates', ['outcome: cors (both)']],
  ['the engine lets in what it must block, XMLHttpRequest', claim(blockedToo, blocked), observed(seen.xhrResponse()), 'deviates', ['outcome: response (both)']],
  ['the engine does as the author wishes, and not as it must', claim(blockedToo, works()), observed(seen.fetchError()), 'deviates', ['outcome: network-error (standard)']],
  ['the same the other way round', claim(cors, blocked), observed(response()), 'deviates', ['outcome: cors (standard)']],
  ['XMLHttpRequest gets a response that should be opaque', claim({ outcome: 'opaque' }, works({ type: 'opaque' })), observed(seen.xhrResponse()), 'deviates', ['outcome: response (both)']],
  ['an opaque response in place of a readable one', claim(cors, works()), observed(response({ type: 'opaque', status: 0, headers: [] })), 'deviates', ['outcome: opaque (both)']],
  ['the API throws', claim(cors, works()), observed({ kind: 'refused', error: { name: 'TypeError', message: '' } }), 'deviates', ['outcome: exception (both)']],
]);

table('a network error is held against the reason', [
  ['the author’s stage and reason are the standard’s', claim({ ...blockedToo, stage: 'cors-check', reason: 'acao-missing' }, blocked), observed(seen.fetchError()), 'conforms'],
  ['it is blocked for another reason', claim({ ...blockedToo, reason: 'acao-mismatch' }, blocked), observed(seen.fetchError()), 'deviates', ['reason: acao-missing (expectation)']],
  ['it is blocked at another stage', claim({ ...blockedToo, stage: 'cors-preflight-fetch' }, blocked), observed(seen.fetchError()), 'deviates', ['stage: cors-check (expectation)']],
  ['what fetch() throws is no TypeError', claim(blockedToo, blocked), observed(seen.fetchError('Error')), 'deviates', ['error: Error (expectation)']],
  ['the status of XMLHttpRequest is not 0', claim(blockedToo, blocked), observed(seen.xhrError(200)), 'deviates', ['status: 200 (expectation)']],
]);

table('a response is held against what is expected of it', [
  ['the status', claim({ ...cors, status: 201 }, works()), observed(response()), 'deviates', ['status: 200 (expectation)']],
  ['the body', claim({ ...cors, body: 'other' }, works()), observed(response()), 'deviates', ['body: "hello" (expectation)']],
  ['a body that should be empty', claim({ ...cors, body: '' }, works()), observed(response()), 'deviates', ['body: "hello" (expectation)']],
  ['a body that breaks off', claim(cors, works()), observed(response({ body: '', bodyError: 'TypeError' })), 'deviates', ['body: could not be read: TypeError (expectation)']],
  ['a body that breaks off, where it should be empty', claim({ ...cors, body: '' }, works()), observed(response({ body: '', bodyError: 'TypeError' })), 'deviates', ['body: could not be read: TypeError (expectation)']],
  ['whether there was a redirect', claim({ ...cors, redirected: true }, works()), observed(response()), 'deviates', ['redirected: false (expectation)']],
  ['whether there was a redirect, of which XMLHttpRequest is not told', claim({ ...cors, redirected: true }, works({ redirected: true })), observed(seen.xhrResponse()), 'conforms'],
  ['a header to read', claim({ ...cors, readable: ['X-Shown'] }, works()), observed(response()), 'conforms'],
  ['a header to read that is sent', claim({ ...cors, readable: ['x-hidden'] }, works()), observed(response()), 'deviates', ['readable: x-hidden: it was sent, and script cannot read it (expectation)']],
  ['a header to read that is not sent', claim({ ...cors, readable: ['ETag'] }, works()), observed(response()), 'deviates', ['readable: ETag: it was not sent (expectation)']],
  ['a header not to read', claim({ ...cors, unreadable: ['X-Hidden'] }, works()), observed(response()), 'conforms'],
  ['a header not to read that script reads', claim({ ...cors, unreadable: ['X-Shown'] }, works()), observed(response()), 'deviates', ['unreadable: X-Shown: script can read it (expectation)']],
  ['a header not to read that is not sent', claim({ ...cors, unreadable: ['ETag'] }, works()), observed(response()), 'deviates', ['unreadable: ETag: it was not sent (expectation)']],
  ['all at once', claim({ ...cors, status: 201, body: 'x', readable: ['ETag'] }, works()), observed(response()), 'deviates', ['status: 200 (expectation)', 'body: "hello" (expectation)', 'readable: ETag: it was not sent (expectation)']],
]);

table('a response is held against the standard, as far as two answers are alike', [
  ['another status', claim(cors, works({ status: 204 })), observed(response()), 'deviates', ['status: 200 (standard)']],
  ['another status, which the author does not expect either', claim({ ...cors, status: 204 }, works({ status: 204 })), observed(response()), 'deviates', ['status: 200 (both)']],
  ['a redirect that was none', claim(cors, works({ redirected: true })), observed(response()), 'deviates', ['redirected: false (standard)']],
  ['another body', claim(cors, works({ body: 'the one before' })), observed(response({ body: 'this one' })), 'conforms'],
  ['another value of a header', claim(cors, works()), observed(response({ headers: [['x-shown', 'no']] })), 'conforms'],
  ['a header that came only to the engine', claim(cors, works()), observed(response({ headers: [['x-new', '1']] })), 'conforms'],
  ['a header that script must not see', claim(cors, works()), observed(response({ headers: [['x-hidden', 'no']] })), 'deviates', ['readable: x-hidden: script can read it (standard)']],
]);

table('a network error proves nothing', [
  ['where the engine did not reach the target', claim(blockedToo, blocked), observed(seen.fetchError(), [wire.request()], { reached: false }), 'inconclusive', /did not reach the target/],
  ['where the engine did not reach it, and it should work', claim(cors, works()), observed(seen.fetchError(), [wire.request()], { reached: false }), 'inconclusive', /did not reach the target/],
  ['where nothing was asked', claim(blockedToo, blocked), observed(seen.fetchError(), []), 'inconclusive', /nothing was asked of the target: by the standard nothing is sent \(acao-missing\)/],
  ['where it is open whether anything is', claim(blockedToo, open('prompt')), observed(seen.fetchError(), []), 'inconclusive', /leaves open whether anything is sent \(prompt\)/],
  ['where nothing was answered', claim(blockedToo, blocked), observed(seen.fetchError(), [wire.request({ response: null })]), 'inconclusive', /answered nothing/],
  ['where the preflight was answered, and the request not', claim(blockedToo, blocked), observed(seen.fetchError(), [wire.preflight(), wire.request({ response: null })]), 'inconclusive', /answered nothing/],
  ['where the standard leaves it open', claim(blockedToo, open('status')), observed(seen.fetchError()), 'inconclusive', /leaves open/],
  ['where the answer is malformed', claim(blockedToo, open('malformed-response')), observed(seen.fetchError()), 'inconclusive', /leaves open/],
  ['where the API refuses it', claim(blockedToo, refused), observed(seen.fetchError(), []), 'inconclusive', /nothing is sent \(method-forbidden\)/],
  ...[404, 405, 429, 500, 502, 503, 599].map((status): Row => [`where the status is ${status}`, claim(blockedToo, blocked), observed(seen.fetchError(), [answered(status)]), 'inconclusive', new RegExp(`status ${status}, which shows nothing.*status: ${status} `)]),
  ...[200, 301, 400, 401, 403, 410].map((status): Row => [`but with status ${status} it does`, claim(blockedToo, blocked), observed(seen.fetchError(), [answered(status)]), 'conforms']),
  ['where the preflight passed, and the request got a 405', claim(blockedToo, blocked), observed(seen.fetchError(), [wire.preflight(), answered(405)]), 'inconclusive', /status 405/],
]);

table('a response proves nothing either where the server seems broken', [
  ['a 404 that script can read', claim(cors, works({ status: 404 })), observed(response({ status: 404 }), [answered(404)]), 'inconclusive', /status 404/],
  ['a 500 that script can read', claim(cors, works({ status: 500 })), observed(response({ status: 500 }), [answered(500)]), 'inconclusive', /status 500/],
  ['a 404 that is expected', claim({ ...cors, status: 404 }, works({ status: 404 })), observed(response({ status: 404 }), [answered(404)]), 'conforms'],
  ['a 404 where another status is expected', claim({ ...cors, status: 200 }, works({ status: 404 })), observed(response({ status: 404 }), [answered(404)]), 'inconclusive', /status 404/],
  ['what the standard leaves open', claim(cors, open('status')), observed(response()), 'conforms'],
]);

table('the status that the scenario names', [
  ['is that of the answer', claim(blockedToo, blocked, { status: 404 }), observed(seen.fetchError(), [answered(404)]), 'conforms'],
  ['is another one', claim(blockedToo, blocked, { status: 404 }), observed(seen.fetchError(), [answered(200)]), 'inconclusive', /status 200; the scenario says that it must be 404/],
  ['is another one, though both look like a mistake', claim(blockedToo, blocked, { status: 404 }), observed(seen.fetchError(), [answered(500)]), 'inconclusive', /status 500; .* 404/],
  ['is that of the last answer', claim(cors, works({ status: 404 }), { status: 404 }), observed(response({ status: 404 }), [wire.preflight(), answered(404)]), 'conforms'],
  ['is not that of the preflight', claim(blockedToo, blocked, { status: 204 }), observed(seen.fetchError(), [wire.preflight(), answered(200)]), 'inconclusive', /status 200/],
]);

table('a preflight that is refused says enough', [
  ['by a 405, where it should be', claim(blockedToo, stopped), observed(seen.fetchError(), [preflighted(405)]), 'conforms'],
  ['by a 403, where it should be', claim(blockedToo, stopped), observed(seen.fetchError(), [preflighted(403)]), 'conforms'],
  ['but not by a 404, where it should be', claim(blockedToo, stopped), observed(seen.fetchError(), [preflighted(404)]), 'inconclusive', /status 404/],
  ['but not by a 500, where it should be', claim(blockedToo, stopped), observed(seen.fetchError(), [preflighted(500)]), 'inconclusive', /status 500/],
  ...[404, 405, 500].map((status): Row => [`by a ${status}, where it should pass`, claim(cors, stopped), observed(seen.fetchError(), [preflighted(status)]), 'deviates', ['outcome: network-error (expectation)']]),
  ['but not by a 429, where it should pass', claim(cors, stopped), observed(seen.fetchError(), [preflighted(429)]), 'inconclusive', /status 429/],
]);

const only = { preflightOnly: true };
table('where only the preflight is sent', [
  ['it passes, as it should', claim(cors, open('unknown-server'), only), observed(response({ headers: [] }), [wire.preflight()]), 'conforms'],
  ['it passes, and the response is the twin’s, of which nothing follows', claim(cors, open('unknown-server'), only), observed(response({ status: 200, redirected: true, headers: [['x-hidden', '1']] }), [wire.preflight()]), 'conforms'],
  ['it passes, and should not', claim(blockedToo, open('unknown-server'), only), observed(response({ headers: [] }), [wire.preflight()]), 'deviates', ['outcome: cors (expectation)']],
  ['it is refused, as it should be', claim(blockedToo, stopped, only), observed(seen.fetchError(), [wire.preflight()]), 'conforms'],
  ['it is refused, and should not be', claim(cors, stopped, only), observed(seen.fetchError(), [wire.preflight()]), 'deviates', ['outcome: network-error (expectation)']],
  ['it passes by the standard, and the engine refuses it', claim(cors, open('unknown-server'), only), observed(seen.fetchError(), [wire.preflight()]), 'deviates', ['outcome: network-error (both)']],
  ['it passes by the standard, should not, and the engine refuses it', claim(blockedToo, open('unknown-server'), only), observed(seen.fetchError(), [wire.preflight()]), 'deviates', ['outcome: network-error (standard)']],
  ['it is refused by the standard, and the engine lets it pass', claim(blockedToo, stopped, only), observed(response(), [wire.preflight()]), 'deviates', ['outcome: cors (both)']],
  ['its answer is one of which the standard knows nothing', claim(blockedToo, open('malformed-response'), only), observed(seen.fetchError(), [wire.preflight()]), 'inconclusive', /leaves open/],
]);

table('trouble is nobody’s deviation', [
  ['the engine is not there', claim(cors, works()), observed(null, [], { trouble: { kind: 'unsupported', message: 'no Firefox' } }), 'unsupported', /no Firefox/],
  ['the engine crashed, though a response came', claim(cors, works()), observed(response(), [wire.request()], { trouble: { kind: 'crash', message: 'gone' } }), 'crash', /gone/],
  ['the page says nothing', claim(cors, works()), observed(null), 'harness-error', /reported nothing/],
  ['the page could not begin', claim(cors, works()), observed({ kind: 'setup-failed', message: 'no cookie' }), 'harness-error', /no cookie/],
  ['no answer comes in time', claim(blockedToo, blocked), observed({ kind: 'timeout', after: 15_000 }), 'timeout', /15000 ms/],
]);
