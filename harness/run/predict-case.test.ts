import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { answerTo } from '../../servers/answer.ts';
import type { Exchange } from '../../servers/exchange-log.ts';
import { generateScenarios } from '../fuzz/fuzz.ts';
import { loadText, scenarioText } from '../scenario/load-fixture.ts';
import { loadScenarios } from '../scenario/load.ts';
import type { World } from '../fetch/fetch-params.ts';
import type { Prediction } from '../fetch/predict.ts';
import type { ScriptRequest } from '../fetch/script-request.ts';
import { faithfulClient, faithfulExchanges, onlyTheAuthorSays } from '../verdict/faithful.ts';
import { judge } from '../verdict/judge.ts';
import type { Observation } from '../verdict/observation.ts';
import { observation, wire } from '../verdict/sample.ts';
import type { Verdict } from '../verdict/verdict.ts';
import { bind, stepsOfBound } from './bind.ts';
import type { BoundCase } from './bind.ts';
import { paperTopology } from './check-case.ts';
import { aroundCase } from './faithful-case.ts';
import { predictFromWire as predictStepsFromWire, predictScripted, worldAfterSetup } from './predict-case.ts';

async function bound(fields: Readonly<Record<string, string>>): Promise<BoundCase & { prediction: NonNullable<BoundCase['prediction']> }> {
  const [first] = await loadText(scenarioText({ expect: null as unknown as string, ...fields }));
  assert.ok(first !== undefined);
  return determined(bind(first, paperTopology, 'tok'));
}

function determined(one: BoundCase): BoundCase & { prediction: NonNullable<BoundCase['prediction']> } {
  assert.ok(one.prediction !== null);
  return { ...one, prediction: one.prediction };
}

const page = 'http://localhost:8001';
const resource = 'http://localhost:8003/tok/resource';
const cors = "{ response: { headers: { Access-Control-Allow-Origin: '{origin}' }, body: hello } }";

describe('a scripted case', () => {
  test('is predicted from what the scenario declares', async () => {
    const { prediction } = await bound({ resource: cors });
    assert.deepEqual(prediction.outcome, { kind: 'response', type: 'cors', status: 200, redirected: false, url: resource, headers: [], body: 'hello' });
    assert.deepEqual(prediction.exchanges.map(({ role, method, url }) => [role, method, url]), [['request', 'GET', resource]]);
  });
  test('white space around a header’s value is no part of it', async () => {
    const { prediction } = await bound({ resource: '{ response: { headers: { Access-Control-Allow-Origin: " * \\t", Cache-Control: "\\tno-store " } } }' });
    assert.deepEqual(prediction.outcome.kind === 'response' && prediction.outcome.headers, [['cache-control', 'no-store']]);
  });
  test('with a NUL it leaves the outcome open', async () => {
    const { prediction } = await bound({ requirement: 'survey', resource: '{ response: { headers: { Access-Control-Allow-Origin: "*\\0" } } }' });
    assert.deepEqual(prediction.outcome, { kind: 'undetermined', because: 'malformed-response' });
  });
  test('a vertical tab is', async () => {
    const { prediction } = await bound({ resource: '{ response: { headers: { Access-Control-Allow-Origin: "\\v*" } } }' });
    assert.equal(prediction.outcome.kind === 'network-error' && prediction.outcome.reason, 'acao-invalid');
  });
  test('its query and its path count', async () => assert.equal((await bound({ resource: cors, request: "{ path: '/data?a=1' }" })).prediction.exchanges[0]?.url, 'http://localhost:8003/tok/data?a=1'));
  test('a preflight that nobody answers fails', async () => {
    const { prediction } = await bound({ resource: cors, request: '{ method: PUT }' });
    assert.equal(prediction.outcome.kind === 'network-error' && prediction.outcome.reason, 'acao-missing');
  });
  test('Referer with the page’s path is left out', async () => {
    const { prediction } = await bound({ resource: cors, request: '{ referrerPolicy: unsafe-url }' });
    assert.equal('referer' in (prediction.exchanges[0]?.headers ?? {}), false);
  });
  test('the same to the own origin, by default', async () => assert.equal('referer' in ((await bound({ document: '{ relation: same-origin }' })).prediction.exchanges[0]?.headers ?? {}), false));
  test('Referer with an origin alone stays', async () => assert.equal((await bound({ resource: cors })).prediction.exchanges[0]?.headers['referer'], `${page}/`));
  test('Referer that is not sent stays said', async () => assert.equal((await bound({ resource: cors, request: '{ referrerPolicy: no-referrer }' })).prediction.exchanges[0]?.headers['referer'], null));
  test('a page that counts as public may not reach this machine without a question', async () => {
    const { prediction } = await bound({ resource: cors, document: '{ scheme: https, context: iframe, csp: treat-as-public-address }' });
    assert.deepEqual([prediction.outcome, prediction.exchanges], [{ kind: 'undetermined', because: 'prompt' }, []]);
  });
  test('a service worker that answers needs no server', async () => {
    const { prediction } = await bound({ resource: cors, document: '{ context: iframe, serviceWorker: answers }' });
    assert.deepEqual([prediction.outcome.kind, prediction.exchanges], ['response', []]);
  });
  test('a stream is not sent, since the origins speak HTTP/1.1', async () => {
    const { prediction } = await bound({ resource: cors, document: '{ relation: same-origin }', apis: '[fetch]', request: '{ method: POST, body: { stream: hello } }' });
    assert.equal(prediction.outcome.kind === 'network-error' && prediction.outcome.reason, 'stream-over-http-1');
  });
  test('cookies from before are sent', async () => {
    const { prediction } = await bound({ request: '{ credentials: include, cookies: [s=1, t=2; HttpOnly] }', resource: cors });
    assert.equal(prediction.exchanges[0]?.headers['cookie'], 's=1; t=2');
  });
  test('and not without credentials', async () => assert.equal((await bound({ request: '{ cookies: [s=1] }', resource: cors })).prediction.exchanges[0]?.headers['cookie'], null));
  test('a sandboxed iframe has the origin null', async () => {
    const { prediction } = await bound({ document: '{ context: sandboxed-iframe }', resource: cors });
    assert.equal(prediction.exchanges[0]?.headers['origin'], 'null');
    assert.equal(prediction.outcome.kind, 'response');
  });
  test('so the document’s own origin does not do', async () => {
    const { prediction } = await bound({ document: '{ context: sandboxed-iframe }', resource: "{ response: { headers: { Access-Control-Allow-Origin: '{document-origin}' } } }" });
    assert.equal(prediction.outcome.kind === 'network-error' && prediction.outcome.reason, 'acao-mismatch');
  });
  const exact = async (raw: string, fields: Readonly<Record<string, string>> = {}): Promise<BoundCase & { prediction: NonNullable<BoundCase['prediction']> }> => bound({ requirement: 'survey', resource: `{ response: { raw: ${JSON.stringify(raw)} } }`, ...fields });
  test('exact bytes that are a response are predicted as one', async () => {
    const { prediction } = await exact('HTTP/1.0 201 Odd\r\nAccess-Control-Allow-Origin:\r\n {origin}\r\n\r\nhello');
    assert.deepEqual(prediction.outcome.kind === 'response' && [prediction.outcome.status, prediction.outcome.body], [201, 'hello']);
  });
  test('exact bytes that HTTP leaves open leave the outcome open', async () => {
    const { prediction } = await exact('HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: *\n\nhello');
    assert.deepEqual(prediction.outcome, { kind: 'undetermined', because: 'malformed-response' });
    assert.equal(prediction.exchanges.length, 1);
    assert.match(prediction.trace.at(-1)?.says ?? '', /the header section does not end/);
  });
  test('bytes that are to be discarded are no response', async () => {
    const { prediction } = await exact('HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nhello');
    assert.equal(prediction.outcome.kind === 'network-error' && prediction.outcome.reason, 'network');
  });
  test('a connection that is cut gives no response', async () => {
    const { prediction, page } = await bound({ resource: '{ response: { reset: true } }', request: '{ method: POST }' });
    assert.deepEqual(prediction.outcome.kind === 'network-error' && [prediction.outcome.stage, prediction.outcome.reason], ['http-network-fetch', 'network']);
    assert.equal(page.url, 'http://localhost:8005/tok/resource', 'only the raw origin can cut it');
  });
  for (const [what, fields] of [['a closed port', { resource: '{ unreachable: closed-port }' }], ['a closed port, with a preflight', { resource: '{ unreachable: closed-port }', request: '{ method: PUT }' }], ['broken TLS', { resource: '{ unreachable: broken-tls, scheme: https }' }]] as const) {
    test(`${what}: nothing is sent, and it is no failure of CORS`, async () => {
      const { prediction } = await bound({ ...fields, expect: '{ outcome: network-error, exchanges: [] }' });
      assert.deepEqual([prediction.outcome.kind === 'network-error' && [prediction.outcome.stage, prediction.outcome.reason], prediction.exchanges, prediction.open], [['http-network-fetch', 'network'], [], []]);
    });
  }
  test('so with a preflight: nothing is known of what comes after it', async () => {
    const { prediction } = await exact('', { request: '{ method: PUT }', resource: '{ preflight: { raw: nonsense }, response: {} }' });
    assert.deepEqual([prediction.outcome.kind, prediction.exchanges.map(({ role }) => role)], ['undetermined', ['preflight']]);
  });
  test('a redirect out of the case is left open', async () => {
    const { prediction } = await bound({ resource: "{ response: { status: 302, headers: { Access-Control-Allow-Origin: '{origin}', Location: 'http://localhost:9999/tok/x' } } }" });
    assert.deepEqual(prediction.outcome, { kind: 'undetermined', because: 'unknown-server' });
  });
  test('so is one to another case of the same origin', async () => {
    const { prediction } = await bound({ resource: "{ response: { status: 302, headers: { Access-Control-Allow-Origin: '{origin}', Location: '/other/resource' } } }" });
    assert.deepEqual(prediction.outcome, { kind: 'undetermined', because: 'unknown-server' });
  });
  test('a token that another begins with is another', async () => {
    const { asked, world, script, origins } = await bound({ resource: cors });
    assert.equal(predictScripted([{ asked: { ...asked, url: 'http://localhost:8003/tokyo/resource' }, wait: 0, script }], world, { served: origins, unreachable: new Set() }, '/tok/')[0]?.outcome.kind, 'undetermined');
  });
});

function predictFromWire(asked: ScriptRequest, world: World, exchanges: readonly Exchange[]): Prediction {
  const [prediction] = predictStepsFromWire([{ asked, wait: 0 }], world, exchanges);
  if (prediction === undefined) throw new Error('no prediction');
  return prediction;
}

describe('cookies from before', () => {
  test('are those that the address may set', () => assert.deepEqual(worldAfterSetup(['a=1', 'b=2; Path=/x'], `${page}/tok/~set-cookies`).cookies.map(({ name }) => name), ['a', 'b']));
  test('what is no cookie is none', () => assert.deepEqual(worldAfterSetup([''], `${page}/tok/x`).cookies, []));
  test('an address that is none has none', () => assert.deepEqual(worldAfterSetup(['a=1'], 'no address').cookies, []));
});

const { cases } = await loadScenarios('scenarios');
const scripted = [...cases, ...generateScenarios(77, 600).map(([, given]) => given)].map((given) => bind(given, paperTopology, 'tok')).filter(({ prediction }) => prediction !== null).map(determined);
/** The log of a faithful engine; what is not declared is answered as the origins do. */
type Told = Pick<ReturnType<typeof determined>, 'prediction' | 'script' | 'claim'>;
const logOf = (one: Told): Exchange[] =>
  faithfulExchanges(one.prediction, ({ method, target, requestHeaders }) => answerTo(one.script, { method, path: target.replace(/\?.*$/, '').slice('/tok'.length), headers: requestHeaders })).map((exchange, index) => ({
    ...exchange,
    requestHeaders: [...exchange.requestHeaders, ...onlyTheAuthorSays(one.claim.expect.exchanges?.[index], one.prediction.exchanges[index], exchange)],
  }));

describe('from the wire', () => {
  test('a faithful log gives the same prediction as the declared answers', () => {
    for (const one of scripted) {
      // Where nobody is the wire carries nothing, and nobody knows from it why.
      if (one.claim.unreachable !== undefined) continue;
      const steps = stepsOfBound(one).flatMap((step) => (step.prediction === null || step.prediction.outcome.kind === 'undetermined' ? [] : [{ ...step, prediction: step.prediction }]));
      if (steps.length <= one.before.length) continue;
      const log = steps.flatMap((step, index) => logOf(step).map((exchange) => ({ ...exchange, step: index })));
      for (const [index, again] of predictStepsFromWire(steps, one.world, log).entries()) {
        const { prediction } = steps[index] ?? assert.fail();
        // Connection comes with the connection, and a basic response shows it.
        const plain = again.outcome.kind === 'response' ? { ...again.outcome, headers: again.outcome.headers.filter(([name]) => name !== 'connection') } : again.outcome;
        const wanted = prediction.outcome.kind === 'response' ? { ...prediction.outcome, headers: prediction.outcome.headers.filter(([name]) => name !== 'connection') } : prediction.outcome;
        assert.deepEqual(plain, wanted, one.case.id);
        assert.deepEqual(again.exchanges, prediction.exchanges, one.case.id);
      }
    }
  });
  const two = () => bound({ request: '{ method: PUT }', resource: "{ preflight: { status: 204, headers: { Access-Control-Allow-Origin: '*', Access-Control-Allow-Methods: PUT } }, response: { headers: { Access-Control-Allow-Origin: '*' } } }" });
  test('a missing exchange leaves the outcome open, and is predicted all the same', async () => {
    const { asked, world, ...one } = await two();
    const log = logOf(one);
    for (const [kept, roles] of [[[], ['preflight']], [log.slice(0, 1), ['preflight', 'request']], [log.slice(1), ['preflight']]] as const) {
      const prediction = predictFromWire(asked, world, kept);
      assert.deepEqual(prediction.outcome, { kind: 'undetermined', because: 'unknown-server' });
      assert.deepEqual(prediction.exchanges.map(({ role }) => role), roles);
    }
  });
  test('exchanges may have come in any order, and others between', async () => {
    const one = await two();
    const log = logOf(one);
    assert.deepEqual(predictFromWire(one.asked, one.world, [wire.reach(), ...[...log].reverse(), ...log]).outcome, one.prediction.outcome);
  });
  test('an answer that never came is a network error', async () => {
    const one = await two();
    const prediction = predictFromWire(one.asked, one.world, logOf(one).map((exchange) => ({ ...exchange, response: null })));
    assert.equal(prediction.outcome.kind === 'network-error' && prediction.outcome.reason, 'network');
  });
  test('the answer to a preflight is none to the request', async () => {
    const one = await two();
    assert.equal(predictFromWire(one.asked, one.world, logOf(one).map((exchange) => ({ ...exchange, role: 'cors-preflight-request' as const }))).outcome.kind, 'undetermined');
  });
  test('an exchange at another address is none', async () => {
    const one = await two();
    for (const change of [{ target: '/tok/other' }, { origin: 'http://127.0.0.1:8003' }]) assert.deepEqual(predictFromWire(one.asked, one.world, logOf(one).map((exchange) => ({ ...exchange, ...change }))).exchanges.length, 1);
  });
});

function judged(one: ReturnType<typeof determined>, change: Partial<Observation> = {}): Verdict {
  const exchanges = change.exchanges ?? logOf(one);
  const { unreachable } = one.claim;
  return judge(one.claim, { ...observation(faithfulClient(one.prediction, one.case.api), [], unreachable === undefined ? {} : { unreachable: { [unreachable]: 'seen' } }), ...change, exchanges: [...aroundCase(one), ...exchanges] });
}

describe('an engine that does what the standard says', () => {
  const known = scripted.filter(({ prediction }) => prediction.outcome.kind !== 'undetermined');
  const strict = known.filter(({ claim }) => claim.requirement === 'must');
  test('conforms in every scenario, and in many random ones', () => {
    for (const one of known) {
      const verdict = judged(one);
      const wanted = { must: ['conforms'], may: ['conforms', 'observed'], survey: ['observed'] }[one.claim.requirement];
      assert.ok(wanted.includes(verdict.kind), `${one.case.id}: ${verdict.kind} ${verdict.why}`);
    }
  });
  test('with another outcome it deviates in each', () => {
    for (const one of strict) {
      const works = one.prediction.outcome.kind === 'response';
      const client = works ? faithfulClient({ ...one.prediction, outcome: { kind: 'exception', stage: 'api', reason: 'url-invalid', error: 'TypeError' } }, one.case.api) : faithfulClient({ ...one.prediction, outcome: { kind: 'response', type: 'cors', status: 200, redirected: false, url: one.asked.url, headers: [], body: '' } }, one.case.api);
      const verdict = judged(one, { client });
      // A response out of nothing is the harness's to explain.
      assert.ok(verdict.kind === 'deviates' || (verdict.kind === 'inconclusive' && one.prediction.exchanges.length === 0), `${one.case.id}: ${verdict.kind} ${verdict.why}`);
    }
  });
  test('with a request more it deviates in each that has any', () => {
    for (const one of strict) {
      const log = logOf(one);
      const last = log.at(-1);
      if (last !== undefined && !one.prediction.open.includes('retry')) assert.equal(judged(one, { exchanges: [...log, last] }).kind, 'deviates', one.case.id);
    }
  });
  test('with a credential that must not be sent it deviates in each', () => {
    for (const one of strict) {
      const log = logOf(one);
      for (const [index, { headers }] of one.prediction.exchanges.entries()) {
        for (const name of ['cookie', 'authorization']) {
          if (headers[name] !== null) continue;
          const exchanges = log.map((exchange, at) => (at === index ? { ...exchange, requestHeaders: [...exchange.requestHeaders, [name, 'secret'] as const] } : exchange));
          const verdict = judged(one, { exchanges });
          assert.deepEqual(verdict.differences.map(({ element }) => element.toLowerCase()), [`${one.prediction.exchanges[index]?.role ?? ''}: ${name}`], one.case.id);
          assert.equal(verdict.kind, 'deviates');
        }
      }
    }
  });
  test('with a header that script must not read it deviates in each', () => {
    for (const one of strict) {
      const client = faithfulClient(one.prediction, one.case.api);
      if (client?.kind !== 'response' || one.prediction.exchanges.length === 0) continue;
      for (const name of ['x-leaked', ...(one.prediction.outcome.kind === 'response' && one.prediction.outcome.type === 'opaque' ? ['connection', 'content-length'] : [])]) {
        assert.deepEqual(judged(one, { client: { ...client, headers: [...client.headers, [name, '1']] } }).differences.map(({ element }) => element), [`readable: ${name}`], one.case.id);
      }
    }
  });
});
