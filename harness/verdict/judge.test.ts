import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { BoundExact } from '../../servers/answer.ts';
import { carriedOut } from '../../servers/exact-answer.ts';
import type { Exchange } from '../../servers/exchange-log.ts';
import { judge } from './judge.ts';
import type { Claim } from './judge.ts';
import type { Observation } from './observation.ts';
import { claim, documentOrigin, observation, seen, wire } from './sample.ts';
import { verdictKinds } from './verdict.ts';
import type { VerdictKind } from './verdict.ts';

type Row = [words: string, claim: Claim, observation: Observation, kind: VerdictKind, element?: string];

/** Each row is a test; the last column names the one element that is wrong. */
function table(title: string, rows: readonly Row[]): void {
  describe(title, () => {
    for (const [words, given, observed, kind, element] of rows) {
      test(`${words}: ${kind}`, () => {
        const verdict = judge(given, observed);
        assert.equal(verdict.kind, kind, `${verdict.kind}: ${verdict.why} ${JSON.stringify(verdict.differences)}`);
        if (element !== undefined) assert.deepEqual(verdict.differences.map((difference) => difference.element), [element]);
      });
    }
  });
}

const blocked = (...exchanges: readonly ('preflight' | 'request')[]): Claim => claim({ outcome: 'network-error', exchanges });
const unanswered = { response: null, finishedAt: null };

table('a network error conforms only with the expected exchanges', [
  ['fetch, a request expected, and nothing reached the origin', blocked('request'), observation(seen.fetchError(), []), 'inconclusive'],
  ['XHR, the same', blocked('request'), observation(seen.xhrError(), []), 'inconclusive'],
  ['a preflight expected, and nothing reached the origin', blocked('preflight'), observation(seen.fetchError(), []), 'inconclusive'],
  ["only the harness's own setup reached it", blocked('request'), observation(seen.fetchError(), [wire.cookieCheck('a=1')]), 'inconclusive'],
  ['it could be reached, and the request was not sent', blocked('request'), observation(seen.fetchError(), [wire.reach()]), 'deviates', 'exchanges'],
  ['it was asked for proof, and did not answer', blocked('request'), observation(seen.fetchError(), [wire.reach(unanswered)]), 'inconclusive'],
  ['exactly the expected request', blocked('request'), observation(seen.fetchError(), [wire.request()]), 'conforms'],
  ['exactly the expected request, XHR', blocked('request'), observation(seen.xhrError(), [wire.request()]), 'conforms'],
  ['exactly the expected preflight', blocked('preflight'), observation(seen.fetchError(), [wire.preflight()]), 'conforms'],
  ['preflight and request', blocked('preflight', 'request'), observation(seen.xhrError(), [wire.preflight(), wire.request()]), 'conforms'],
  ['a same-origin request, which carries no Origin', blocked('request'), observation(seen.fetchError(), [wire.request({ role: 'request', requestHeaders: [] })]), 'conforms'],
  ['a request went out that the preflight must have stopped', blocked('preflight'), observation(seen.fetchError(), [wire.preflight(), wire.request()]), 'deviates', 'exchanges'],
  ['a request went out without its preflight', blocked('preflight'), observation(seen.fetchError(), [wire.request()]), 'deviates', 'exchanges'],
  ['a preflight that must not be', blocked('request'), observation(seen.fetchError(), [wire.preflight(), wire.request()]), 'deviates', 'exchanges'],
  ['the request twice', blocked('request'), observation(seen.fetchError(), [wire.request(), wire.request()]), 'deviates', 'exchanges'],
  ['the wrong order', blocked('preflight', 'request'), observation(seen.fetchError(), [wire.request(), wire.preflight()]), 'deviates', 'exchanges'],
  ['the request is missing after its preflight', blocked('preflight', 'request'), observation(seen.fetchError(), [wire.preflight()]), 'deviates', 'exchanges'],
  ['the preflight is missing before its request', blocked('preflight', 'request'), observation(seen.fetchError(), [wire.request()]), 'deviates', 'exchanges'],
]);

const perhapsAgain = (...roles: readonly ('preflight' | 'request')[]): Claim => claim({ outcome: 'network-error', exchanges: roles.map((role, index) => ({ role, again: index === roles.length - 1 })) });
const lost = (given: object = {}): Exchange => wire.request(given);
table('what may come again may come any number of times', [
  ['once', perhapsAgain('request'), observation(seen.fetchError(), [lost()]), 'conforms'],
  ['three times', perhapsAgain('request'), observation(seen.fetchError(), [lost(), lost(), lost()]), 'conforms'],
  ['three times, after its preflight', perhapsAgain('preflight', 'request'), observation(seen.fetchError(), [wire.preflight(), lost(), lost(), lost()]), 'conforms'],
  ['never', perhapsAgain('request'), observation(seen.fetchError(), []), 'inconclusive'],
  ['never, after its preflight', perhapsAgain('preflight', 'request'), observation(seen.fetchError(), [wire.preflight()]), 'deviates', 'exchanges'],
  ['with another method', perhapsAgain('request'), observation(seen.fetchError(), [lost(), lost({ method: 'POST' })]), 'deviates', 'exchanges'],
  ['at another address', perhapsAgain('request'), observation(seen.fetchError(), [lost(), lost({ target: '/token/other' })]), 'deviates', 'exchanges'],
  ['with a preflight between', perhapsAgain('request'), observation(seen.fetchError(), [lost(), wire.preflight(), lost()]), 'deviates', 'exchanges'],
  ['the second time with another header', claim({ outcome: 'network-error', exchanges: [{ role: 'request', again: true, headers: { Origin: documentOrigin } }] }), observation(seen.fetchError(), [lost(), lost({ requestHeaders: [['Origin', 'null']] })]), 'deviates', 'request: Origin'],
  ['a preflight twice, where the request may come again', perhapsAgain('preflight', 'request'), observation(seen.fetchError(), [wire.preflight(), wire.preflight(), lost()]), 'deviates', 'exchanges'],
]);

table('where nothing may be sent, the origin must have been reachable at the time', [
  ['with the reachability request', blocked(), observation(seen.fetchError(), [wire.reach()]), 'conforms'],
  ['without it', blocked(), observation(seen.fetchError(), []), 'inconclusive'],
  ['it came, but was not answered', blocked(), observation(seen.fetchError(), [wire.reach(unanswered)]), 'inconclusive'],
  ['only a setup request came', blocked(), observation(seen.fetchError(), [wire.cookieCheck(null)]), 'inconclusive'],
  ['with it, but the forbidden request came too', blocked(), observation(seen.fetchError(), [wire.request(), wire.reach()]), 'deviates', 'exchanges'],
  ['with it, but a preflight came too', blocked(), observation(seen.xhrError(), [wire.preflight(), wire.reach()]), 'deviates', 'exchanges'],
  ['with it, but script got a response', blocked(), observation(seen.response(), [wire.reach()]), 'inconclusive'],
]);

const nobody = claim({ outcome: 'network-error', exchanges: [] }, { unreachable: 'closed-port' });
table('where nobody is there, the harness must have seen so itself', [
  ['it did', nobody, observation(seen.fetchError(), [wire.reach()], { unreachable: { 'closed-port': 'refused' } }), 'conforms'],
  ['it did not', nobody, observation(seen.fetchError(), [wire.reach()]), 'inconclusive'],
  ['it saw another', nobody, observation(seen.fetchError(), [wire.reach()], { unreachable: { 'broken-tls': 'a handshake' } }), 'inconclusive'],
  ['it did, but no live origin was reached', nobody, observation(seen.fetchError(), [], { unreachable: { 'closed-port': 'refused' } }), 'inconclusive'],
  ['it did, but a request arrived', nobody, observation(seen.fetchError(), [wire.request(), wire.reach()], { unreachable: { 'closed-port': 'refused' } }), 'deviates', 'exchanges'],
]);

const [sent] = [wire.request().response!];
const changed = (change: Partial<typeof sent>): Observation => observation(seen.fetchError(), [wire.request({ response: { ...sent, ...change } })]);
table('the response on the wire must be the one that the scenario declares', [
  ['another status', blocked('request'), changed({ status: 500 }), 'harness-error'],
  ['a header with another value', blocked('request'), changed({ headers: sent.headers.map(([name, value]) => [name, name === 'X-Shown' ? 'no' : value]) }), 'harness-error'],
  ['a header is missing', blocked('request'), changed({ headers: sent.headers.slice(1) }), 'harness-error'],
  ['a declared header came twice', blocked('request'), changed({ headers: [...sent.headers, ['access-control-allow-origin', '*']] }), 'harness-error'],
  ['headers in another order', blocked('request'), changed({ headers: [...sent.headers].reverse() }), 'harness-error'],
  ['a CORS header that is not declared', blocked('request'), changed({ headers: [...sent.headers, ['Access-Control-Allow-Credentials', 'true']] }), 'harness-error'],
  ['another body', blocked('request'), changed({ body: 'HELLO' }), 'harness-error'],
  ['a preflight with another status', blocked('preflight', 'request'), observation(seen.fetchError(), [wire.preflight({ response: { ...wire.preflight().response!, status: 200 } }), wire.request()]), 'harness-error'],
  ['the same when script got a response', claim({ outcome: 'cors', exchanges: ['request'] }), observation(seen.response(), [wire.request({ response: { ...sent, status: 500 } })]), 'harness-error'],
  ['the same in a survey', claim({}, { requirement: 'survey' }), changed({ status: 500 }), 'harness-error'],
  ['what HTTP itself needs is no difference', blocked('request'), changed({ headers: [...sent.headers, ['Keep-Alive', 'timeout=5'], ['Date', 'Thu, 01 Jan 1970 00:00:00 GMT']] }), 'conforms'],
  ['a real server declares nothing', claim({ outcome: 'network-error', exchanges: ['request'] }, { declared: () => null }), changed({ status: 500 }), 'conforms'],
  ['a response that was not sent to its end', blocked('request'), observation(seen.fetchError(), [wire.request(unanswered)]), 'inconclusive'],
  ['the same of a preflight', blocked('preflight'), observation(seen.fetchError(), [wire.preflight(unanswered)]), 'inconclusive'],
  ['the same of a real server', claim({ outcome: 'network-error', exchanges: ['request'] }, { declared: () => null }), observation(seen.fetchError(), [wire.request(unanswered)]), 'inconclusive'],
]);

const bytes = (raw: string): BoundExact => ({ raw });
const [aResponse, noResponse] = [bytes('HTTP/1.1 200 OK\r\n\r\nhello'), bytes('HTTP/1.1 200 OK\n\nhello')];
const declaring = (declared: BoundExact, ...roles: readonly 'request'[]): Claim => claim({ outcome: 'network-error', exchanges: roles }, { declared: () => declared });
const wrote = (answer: BoundExact): Observation => observation(seen.fetchError(), [wire.request(carriedOut(answer, 'GET'))]);
table('exact bytes on the wire must be those that the scenario declares', [
  ['as declared, and they are a response', declaring(aResponse, 'request'), wrote(aResponse), 'conforms'],
  ['as declared, and they are none', declaring(noResponse, 'request'), wrote(noResponse), 'conforms'],
  ['no byte, as declared', declaring(bytes(''), 'request'), wrote(bytes('')), 'conforms'],
  ['other bytes that are a response', declaring(aResponse, 'request'), wrote(bytes('HTTP/1.1 200 OK\r\n\r\nHello')), 'harness-error'],
  ['other bytes that are none', declaring(noResponse, 'request'), wrote(bytes('HTTP/1.1 200 OK\n\nHello')), 'harness-error'],
  ['a reset, as declared', declaring({ reset: true }, 'request'), wrote({ reset: true }), 'conforms'],
  ['a connection that ended without a reset that is declared', declaring({ reset: true }, 'request'), observation(seen.fetchError(), [wire.request(unanswered)]), 'inconclusive'],
  ['no byte in place of a reset', declaring({ reset: true }, 'request'), wrote(bytes('')), 'harness-error'],
  ['a reset in place of bytes', declaring(bytes(''), 'request'), wrote({ reset: true }), 'harness-error'],
  ['a reset where a response is declared', blocked('request'), wrote({ reset: true }), 'harness-error'],
  ['a response where a reset is declared', declaring({ reset: true }, 'request'), observation(seen.fetchError(), [wire.request()]), 'harness-error'],
  ['a response where bytes are declared', declaring(noResponse, 'request'), observation(seen.fetchError(), [wire.request()]), 'harness-error'],
  ['as declared as far as the log keeps them, but not so many', declaring(bytes('x'.repeat(70_000)), 'request'), wrote(bytes('x'.repeat(70_001))), 'harness-error'],
  ['bytes where none are declared', blocked('request'), wrote(noResponse), 'harness-error'],
  ['a connection that ended before they were sent', declaring(noResponse, 'request'), observation(seen.fetchError(), [wire.request(unanswered)]), 'inconclusive'],
  ['a response that script got from them', claim({ outcome: 'cors', exchanges: ['request'] }, { declared: () => aResponse }), observation(seen.response(), [wire.request(carriedOut(aResponse, 'GET'))]), 'conforms'],
  ['another body than theirs', claim({ outcome: 'cors', exchanges: ['request'] }, { declared: () => aResponse }), observation(seen.response({ body: 'x' }), [wire.request(carriedOut(aResponse, 'GET'))]), 'deviates', 'body'],
]);

table('a network error is a TypeError to fetch, and an error event with status 0 to XHR', [
  ['an AbortError', blocked('request'), observation(seen.fetchError('AbortError'), [wire.request()]), 'deviates', 'error'],
  ['XHR with a status', blocked('request'), observation(seen.xhrError(200), [wire.request()]), 'deviates', 'status'],
  ['XHR without loadend', blocked('request'), observation(seen.xhrError(0, ['loadstart', 'error']), [wire.request()]), 'deviates', 'events'],
  ['XHR with a load event before', blocked('request'), observation(seen.xhrError(0, ['loadstart', 'load', 'error', 'loadend']), [wire.request()]), 'deviates', 'events'],
  ['XHR with an abort event instead', blocked('request'), observation(seen.xhrError(0, ['loadstart', 'abort', 'loadend']), [wire.request()]), 'deviates', 'events'],
  ['an API that refused the call', blocked('request'), observation({ kind: 'refused', error: { name: 'TypeError', message: 'no' } }, [wire.request()]), 'deviates', 'outcome'],
]);

const allowed = (rest: Parameters<typeof claim>[0] = {}): Claim => claim({ outcome: 'cors', exchanges: ['request'], ...rest });
const got = (given: Parameters<typeof seen.response>[0] = {}): Observation => observation(seen.response(given), [wire.request()]);
table('a response is the one that the origin sent', [
  ['as sent', allowed(), got(), 'conforms'],
  ['as sent, XHR, which is not told the type', allowed(), observation(seen.xhrResponse(), [wire.request()]), 'conforms'],
  ['no request reached the origin', allowed(), observation(seen.response(), []), 'inconclusive'],
  ["only the harness's own did", allowed(), observation(seen.response(), [wire.cookieCheck('a=1'), wire.reach()]), 'inconclusive'],
  ['a body from elsewhere', allowed(), got({ body: 'stale' }), 'deviates', 'body'],
  ['a body from elsewhere, XHR', allowed(), observation(seen.xhrResponse({ body: '' }), [wire.request()]), 'deviates', 'body'],
  ['a status from elsewhere', allowed(), got({ status: 304 }), 'deviates', 'status'],
  ['the response from before, which a 304 says is still good', claim({ outcome: 'cors', status: 200, exchanges: ['request'] }, { declared: () => null }), observation(seen.response(), [wire.request({}, { status: 304, body: '' })]), 'conforms'],
  ['a 304 that script itself asked for, with a body from elsewhere', claim({ outcome: 'cors', exchanges: ['request'] }, { declared: () => null }), observation(seen.response({ status: 304 }), [wire.request({}, { status: 304, body: '' })]), 'deviates', 'body'],
  ['a body that could not be read', allowed(), got({ body: '', bodyError: 'network error' }), 'deviates', 'body'],
  ['another type', allowed(), got({ type: 'basic' }), 'deviates', 'outcome'],
  ['a network error instead', allowed(), observation(seen.fetchError(), [wire.request()]), 'deviates', 'outcome'],
  ['a network error instead, and nothing reached the origin', allowed(), observation(seen.fetchError(), []), 'inconclusive'],
  ['a response where a network error is expected', blocked('request'), got(), 'deviates', 'outcome'],
  ['the same, XHR', blocked('request'), observation(seen.xhrResponse(), [wire.request()]), 'deviates', 'outcome'],
  ['an unexpected preflight', allowed(), observation(seen.response(), [wire.preflight(), wire.request()]), 'deviates', 'exchanges'],
  ['a preflight left out', allowed({ exchanges: ['preflight', 'request'] }), got(), 'deviates', 'exchanges'],
  ['redirected, and it must not be', allowed({ redirected: false }), got({ redirected: true }), 'deviates', 'redirected'],
  ['redirected is not told to XHR', allowed({ redirected: false }), observation(seen.xhrResponse(), [wire.request()]), 'conforms'],
  ['an opaque response shows nothing', claim({ outcome: 'opaque', exchanges: ['request'] }), got({ type: 'opaque', status: 0, headers: [], body: '' }), 'conforms'],
  ['an opaque response with its status', claim({ outcome: 'opaque', exchanges: ['request'] }), got({ type: 'opaque', status: 200, headers: [], body: '' }), 'deviates', 'status'],
  ['an opaque response with its body', claim({ outcome: 'opaque', exchanges: ['request'] }), got({ type: 'opaque', status: 0, headers: [], body: 'hello' }), 'deviates', 'body'],
]);

test('a body longer than the log keeps is compared as far as it is kept, whatever its letters take: conforms', () => {
  const body = 'é'.repeat(40_000);
  const declared = { status: 200, statusText: 'OK', headers: [], body };
  const request = wire.request({ response: { ...declared, headers: [], body: 'é'.repeat(32_768), bodyLength: 80_000 } });
  const verdict = judge(claim({ outcome: 'cors', exchanges: ['request'] }, { declared: () => declared }), observation(seen.response({ body }), [request]));
  assert.equal(verdict.kind, 'conforms', verdict.why.slice(0, 60));
});

table('headers that script can and cannot read', [
  ['a readable one, in any case', allowed({ readable: ['X-SHOWN'] }), got(), 'conforms'],
  ['a readable one that script does not see', allowed({ readable: ['X-Shown'] }), got({ headers: [] }), 'deviates', 'readable: X-Shown'],
  ['a readable one with another value', allowed({ readable: ['X-Shown'] }), got({ headers: [['x-shown', 'no']] }), 'deviates', 'readable: X-Shown'],
  ['an unreadable one that script does not see', allowed({ unreadable: ['X-Hidden'] }), got(), 'conforms'],
  ['an unreadable one that script sees', allowed({ unreadable: ['X-Hidden'] }), got({ headers: [['x-hidden', 'no']] }), 'deviates', 'unreadable: X-Hidden'],
  ['an unreadable one that was never sent', allowed({ unreadable: ['X-Never'] }), got(), 'inconclusive'],
]);

const expecting = (step: object): Claim => claim({ outcome: 'cors', exchanges: [{ role: 'request', ...step }] });
const asked = (given: object): Observation => observation(seen.response(), [wire.request(given)]);
table('what the origin received', [
  ['another method', allowed(), asked({ method: 'POST' }), 'deviates', 'request: method'],
  ['a method that the standard normalises', claim({ outcome: 'cors', exchanges: ['request'] }, { method: 'post' }), asked({ method: 'POST' }), 'conforms'],
  ['a method that it does not', claim({ outcome: 'cors', exchanges: ['request'] }, { method: 'patch' }), asked({ method: 'PATCH' }), 'deviates', 'request: method'],
  ['another address', allowed(), asked({ target: '/token/other' }), 'deviates', 'request: address'],
  ['another origin', allowed(), asked({ origin: 'http://127.0.0.1:4001' }), 'deviates', 'request: address'],
  ['the exact header value', expecting({ headers: { origin: documentOrigin } }), asked({}), 'conforms'],
  ['another header value', expecting({ headers: { Origin: 'null' } }), asked({}), 'deviates', 'request: Origin'],
  ['no such header', expecting({ headers: { 'X-Token': 'a' } }), asked({}), 'deviates', 'request: X-Token'],
  ['a header that must be there', expecting({ present: ['origin'] }), asked({}), 'conforms'],
  ['it is missing', expecting({ present: ['X-Token'] }), asked({}), 'deviates', 'request: X-Token'],
  ['a header that must not be there', expecting({ absent: ['Origin'] }), asked({}), 'deviates', 'request: Origin'],
  ['the exact body', expecting({ body: '{}' }), asked({ requestBody: '{}' }), 'conforms'],
  ['another body', expecting({ body: '{}' }), asked({ requestBody: '' }), 'deviates', 'request: body'],
]);

const withheld = claim({ outcome: 'cors', exchanges: [{ role: 'request', absent: ['Cookie'] }] }, { cookies: ['a=1; Path=/', 'b=2'] });
const cookies = (kept: string | null, given: object = {}): Observation => observation(seen.response(), [wire.cookieCheck(kept), wire.request(given)]);
table('that a cookie is not sent proves something only if there is one', [
  ['kept, and not sent', withheld, cookies('a=1; b=2'), 'conforms'],
  ['kept beside others, and not sent', withheld, cookies('z=0; b=2; a=1'), 'conforms'],
  ['not kept', withheld, cookies(null), 'inconclusive'],
  ['only one of two kept', withheld, cookies('a=1'), 'inconclusive'],
  ['kept with another value', withheld, cookies('a=10; b=2'), 'inconclusive'],
  ['no check was made', withheld, observation(seen.response(), [wire.request()]), 'inconclusive'],
  ['kept, and sent', withheld, cookies('a=1; b=2', { requestHeaders: [['Cookie', 'a=1; b=2']] }), 'deviates', 'request: Cookie'],
]);

const survey = claim({}, { requirement: 'survey' });
const may = claim({ outcome: 'cors', exchanges: ['request'] }, { requirement: 'may' });
table('where there is no right answer, or more than one', [
  ['a survey with a response', survey, got(), 'observed'],
  ['a survey with a network error', survey, observation(seen.fetchError(), [wire.request()]), 'observed'],
  ['a survey that found another outcome than it names', claim({ outcome: 'cors' }, { requirement: 'survey' }), observation(seen.fetchError(), [wire.request()]), 'observed'],
  ['a survey with a network error of which nothing reached the origin', survey, observation(seen.fetchError(), []), 'inconclusive'],
  ['a permitted difference', may, observation(seen.fetchError(), [wire.request()]), 'observed'],
  ['no difference', may, got(), 'conforms'],
  ['a permitted difference without proof', may, observation(seen.fetchError(), []), 'inconclusive'],
]);

const troubled = (kind: 'timeout' | 'crash' | 'unsupported' | 'not-run' | 'harness-error'): Row => [`trouble: ${kind}`, blocked('request'), observation(seen.fetchError(), [wire.request()], { trouble: { kind, message: 'so' } }), kind];
table("setup trouble is nobody's deviation", [
  ...(['timeout', 'crash', 'unsupported', 'not-run', 'harness-error'] as const).map(troubled),
  ['no answer in time', blocked('request'), observation({ kind: 'timeout', after: 5000 }, [wire.request()]), 'timeout'],
  ['the page could not prepare the case', blocked('request'), observation({ kind: 'setup-failed', message: 'so' }, [wire.request()]), 'harness-error'],
  ['the page reported nothing', blocked('request'), observation(null, [wire.request()]), 'harness-error'],
  ['also in a survey', survey, observation({ kind: 'timeout', after: 5000 }, []), 'timeout'],
]);

const disturbance = { disturbance: 'the resource origin (http) died under the case' };
table('under a disturbance of our own only proof survives', [
  ['what would deviate', blocked('preflight'), observation(seen.fetchError(), [wire.preflight(), wire.request()], disturbance), 'harness-error'],
  ['what would be inconclusive', blocked('request'), observation(seen.fetchError(), [], disturbance), 'harness-error'],
  ['what is proved nevertheless', blocked('request'), observation(seen.fetchError(), [wire.request()], disturbance), 'conforms'],
  ['a response that is proved nevertheless', allowed(), observation(seen.response(), [wire.request()], disturbance), 'conforms'],
  ['a survey', survey, observation(seen.fetchError(), [wire.request()], disturbance), 'observed'],
]);

test('a disturbance is the reason that is given', () => {
  assert.equal(judge(blocked('request'), observation(seen.fetchError(), [], disturbance)).why, disturbance.disturbance);
});

test('a verdict other than conforms says why', () => {
  const verdicts = [observation(seen.fetchError(), []), observation(null, []), got(), observation(seen.fetchError(), [wire.request(unanswered)])].map((one) => judge(blocked('request'), one));
  for (const { kind, why } of verdicts) assert.ok(verdictKinds.includes(kind) && why !== '', kind);
});

/** A redirect to an address, answered by a server that the scenario does not script. */
const redirected = (location: string): Observation =>
  observation(seen.fetchError(), [wire.request({ response: { status: 302, statusText: 'Found', headers: [['Location', location]], body: '', bodyLength: 0 } })]);
const unscripted = (status?: number): Claim => claim({ outcome: 'network-error', exchanges: [{ role: 'request', ...(status === undefined ? {} : { status }) }] }, { declared: () => null });

table('what the log could not have seen, or what a server did wrong, proves no block', [
  ['a redirect out of the case, by a path', unscripted(), redirected('/login'), 'inconclusive'],
  ['a redirect out of the case, by an address', unscripted(), redirected('http://localhost:4001/other/resource'), 'inconclusive'],
  ['a redirect that stays with the case', unscripted(), redirected('/token/end'), 'conforms'],
  ['a redirect to what is no http address', unscripted(), redirected('mailto:a@example.com'), 'conforms'],
  ['a real server that answers as the scenario says', unscripted(200), observation(seen.fetchError(), [wire.request()]), 'conforms'],
  ['a real server that fails', unscripted(200), observation(seen.fetchError(), [wire.request({}, { status: 500 })]), 'harness-error'],
  ['nothing sent while an origin of ours was dead', blocked(), observation(seen.fetchError(), [wire.reach()], { disturbance: 'the origin died' }), 'harness-error'],
  ['a block at the preflight, and the origin dead right after it', blocked('preflight'), observation(seen.fetchError(), [wire.preflight()], { disturbance: 'the origin died', disturbedAfterLastExchange: true }), 'harness-error'],
  ['a block at the preflight, and the origin dead before it only', blocked('preflight'), observation(seen.fetchError(), [wire.preflight()], { disturbance: 'the origin died' }), 'conforms'],
  ['a header to be read that was not sent', claim({ outcome: 'cors', exchanges: ['request'], readable: ['X-Never'] }), observation(seen.response(), [wire.request()]), 'deviates', 'readable: X-Never'],
]);

describe('a request that script, or its timeout, ends', () => {
  const aborted = { kind: 'aborted' as const, error: { name: 'AbortError', message: '' }, status: null, events: [] };
  const timedOut = { kind: 'timed-out' as const, error: null, status: 0, events: ['loadstart', 'timeout', 'loadend'] };
  const cut = (given: Partial<Exchange> = {}) => wire.request({ response: null, finishedAt: 2, ...given });

  test('conforms when its connection has ended without a response', () => {
    assert.equal(judge(claim({ outcome: 'aborted', exchanges: ['request'] }), observation(aborted, [cut()])).kind, 'conforms');
    assert.equal(judge(claim({ outcome: 'timed-out', exchanges: ['request'] }), observation(timedOut, [cut()])).kind, 'conforms');
  });
  test('conforms when synchronous send() throws a TimeoutError', () => {
    const thrown = (name: string) => ({ kind: 'timed-out' as const, error: { name, message: '' }, status: 0, events: [] });
    assert.equal(judge(claim({ outcome: 'timed-out', exchanges: ['request'] }), observation(thrown('TimeoutError'), [cut()])).kind, 'conforms');
    assert.equal(judge(claim({ outcome: 'timed-out', exchanges: ['request'] }), observation(thrown('NetworkError'), [cut()])).kind, 'deviates');
  });
  test('proves nothing while its connection is open: the engine may go on behind the back of script', () => {
    assert.equal(judge(claim({ outcome: 'aborted', exchanges: ['request'] }), observation(aborted, [cut({ finishedAt: null })])).kind, 'inconclusive');
  });
  test('is nobody’s deviation where a response was due that our origin did not send', () => {
    assert.equal(judge(claim({ outcome: 'cors', exchanges: ['request'] }), observation(timedOut, [cut()])).kind, 'inconclusive');
  });
  test('deviates where a response was due and came', () => {
    assert.equal(judge(claim({ outcome: 'cors', exchanges: ['request'] }), observation(timedOut, [wire.request()])).kind, 'deviates');
  });
  test('proves nothing when nothing was on the wire', () => {
    for (const client of [aborted, timedOut, { kind: 'sent' as const, queued: true }]) {
      assert.equal(judge(claim({ outcome: client.kind, exchanges: ['request'] }), observation(client, [])).kind, 'inconclusive', client.kind);
    }
  });
  test('is a harness error when an origin died after its last exchange', () => {
    const died = { disturbance: 'the origin died', disturbedAfterLastExchange: true };
    assert.equal(judge(claim({ outcome: 'aborted', exchanges: ['preflight'] }), observation(aborted, [wire.preflight({ response: null })], died)).kind, 'harness-error');
  });
});

describe('what proves little', () => {
  test('an image that came from nowhere', () => {
    assert.equal(judge(claim({ outcome: 'cors', exchanges: ['request'] }), observation({ kind: 'loaded' }, [])).kind, 'inconclusive');
  });
  test('that another origin than that of the block could be reached', () => {
    const nothing = claim({ outcome: 'network-error', exchanges: [] });
    assert.equal(judge(nothing, observation(seen.fetchError(), [wire.reach()])).kind, 'conforms');
    assert.equal(judge(nothing, observation(seen.fetchError(), [wire.reach({ origin: 'https://localhost:4001' })])).kind, 'inconclusive');
  });
});
