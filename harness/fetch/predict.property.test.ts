import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { PredictedExchange, Respond } from './fetch-params.ts';
import { normalizeHeaderValue } from './header.ts';
import type { HeaderList, HeaderPair } from './header.ts';
import { normalizeMethod } from './method.ts';
import { predict } from './predict.ts';
import type { PredictedOutcome, Prediction } from './predict.ts';
import { referrerPolicies } from './referrer.ts';
import type { FetchResponse } from './request.ts';
import type { ScriptBody, ScriptRequest } from './script-request.ts';

const runs = { numRuns: 300 };
const page = 'https://a.example';
const addresses = [`${page}/1`, `${page}/2`, 'https://x.a.example/', 'https://b.example/1', 'https://b.example/2', 'https://c.example/'] as const;

const characters = (first: number, last: number): fc.Arbitrary<string> => fc.integer({ min: first, max: last }).map((code) => String.fromCharCode(code));
const latin1 = fc.string({ unit: characters(0, 255), maxLength: 12 });
const visible = fc.string({ unit: characters(0x21, 0x7e), maxLength: 12 });
const anything = fc.string({ unit: 'binary', maxLength: 12 });
const tokenName = fc.string({ unit: fc.constantFrom(...Array.from('ABCxyz019-_!#*')), minLength: 1, maxLength: 6 });
const inAnyCase = (text: fc.Arbitrary<string>): fc.Arbitrary<string> => fc.tuple(text, fc.bigInt({ min: 0n, max: 2n ** 40n })).map(([written, bits]) => Array.from(written, (character, index) => ((bits >> BigInt(index)) & 1n ? character.toUpperCase() : character.toLowerCase())).join(''));

const often = <T>(usual: T, ...others: readonly T[]): fc.Arbitrary<T> => fc.oneof({ weight: 2 * others.length, arbitrary: fc.constant(usual) }, ...others.map((other) => ({ weight: 1, arbitrary: fc.constant(other) })));

const methodWritten = fc.oneof(inAnyCase(fc.constantFrom('get', 'head', 'post', 'put', 'delete', 'options', 'patch', 'chicken', 'trace')), latin1, anything);
const methodSent = fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'patch', '*');
const requestName = fc.oneof(fc.constantFrom('Accept', 'Accept-Language', 'Content-Language', 'Content-Type', 'Range', 'Authorization', 'X-A', 'X-B', 'Origin', '*', '__proto__'), tokenName);
const requestValue = fc.oneof(fc.constantFrom('text/plain', 'application/json', 'bytes=0-1', 'en', '', 'x'.repeat(128), 'x'.repeat(129)), visible);
const requestHeaders = fc.array(fc.tuple(requestName, requestValue), { maxLength: 3 });
const distinctRequestHeaders = fc.uniqueArray(fc.tuple(requestName, requestValue), { maxLength: 8, selector: ([name]) => name.toLowerCase() });

const scriptBody: fc.Arbitrary<ScriptBody> = fc.oneof(
  fc.record({ kind: fc.constant('text' as const), text: latin1 }),
  fc.record({ kind: fc.constant('form' as const), fields: fc.dictionary(visible, visible, { maxKeys: 2 }) }),
  fc.constant({ kind: 'multipart' as const }),
  fc.record({ kind: fc.constant('blob' as const), type: fc.oneof(fc.constantFrom('text/plain', 'application/json', ''), latin1), text: latin1 }),
  fc.constant({ kind: 'stream' as const }),
);
const body: fc.Arbitrary<ScriptBody | null> = fc.option(scriptBody);

const scriptRequest = (changes: Partial<{ [K in keyof ScriptRequest]: fc.Arbitrary<ScriptRequest[K]> }> = {}): fc.Arbitrary<ScriptRequest> =>
  fc.record<ScriptRequest>({
    api: fc.constantFrom('fetch', 'xhr'),
    origin: fc.oneof({ weight: 8, arbitrary: fc.constant(page) }, { weight: 1, arbitrary: fc.constant('null') }),
    clientUrl: fc.constant(`${page}/page`),
    url: fc.constantFrom(...addresses),
    method: methodSent,
    mode: often('cors', 'no-cors', 'same-origin'),
    credentials: fc.constantFrom('omit', 'same-origin', 'include'),
    redirect: fc.oneof({ weight: 8, arbitrary: fc.constant('follow' as const) }, { weight: 1, arbitrary: fc.constantFrom('error' as const, 'manual' as const) }),
    referrerPolicy: fc.option(fc.constantFrom(...referrerPolicies)),
    headers: requestHeaders,
    body: fc.constant(null),
    uploadListeners: often(false, true, false),
    ...changes,
  });

const list = fc.uniqueArray(fc.constantFrom('*', 'PUT', 'DELETE', 'PATCH', 'patch', 'X-A', 'x-b', 'Authorization', 'Content-Type', 'Accept', 'Range', 'Set-Cookie'), { maxLength: 9 }).map((elements) => elements.join(', '));
const everything = '*, PUT, DELETE, PATCH, patch, Authorization, X-A, X-B, Content-Type, Accept, Accept-Language, Content-Language, Range';
const line = (name: string, value: fc.Arbitrary<string>): fc.Arbitrary<HeaderPair> => value.map((written) => [name, written]);
const corsLines = {
  'Access-Control-Allow-Origin': often(page, '*', 'null', '*', 'null', 'https://b.example', `${page}/`, `${page}, ${page}`),
  'Access-Control-Allow-Credentials': often('true', 'True', ''),
  'Access-Control-Allow-Methods': fc.oneof(list, fc.constant(everything), fc.constant('PUT, DELETE, PATCH, patch')),
  'Access-Control-Allow-Headers': fc.oneof(list, fc.constant(everything)),
  'Access-Control-Expose-Headers': list,
  'Access-Control-Max-Age': fc.constantFrom('0', '5', '60', '-1'),
  'Cross-Origin-Resource-Policy': often('cross-origin', 'same-origin', 'same-site'),
  'X-A': visible,
  'Content-Type': fc.constant('text/plain'),
};
/** Each header at most once; most of them are there. */
const distinctLines: fc.Arbitrary<HeaderList> = fc
  .tuple(...Object.entries(corsLines).map(([name, value]) => fc.option(line(name, value), { freq: 6 })))
  .map((lines) => lines.filter((one) => one !== null));
const corsLine = fc.oneof(...Object.entries(corsLines).map(([name, value]) => line(name, value)));
const location = line('Location', fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...addresses) }, { weight: 1, arbitrary: fc.constantFrom('', 'data:,x', 'https://u:p@a.example/1', 'http://b.example/', 'https://') }));
const responseOf = (status: fc.Arbitrary<number>, headers: fc.Arbitrary<HeaderList>): fc.Arbitrary<FetchResponse> => fc.record({ status, statusText: fc.constant(''), headers, body: latin1 });
/** Statuses that the network layer does not take for itself. */
const plainResponse = responseOf(often(200, 204, 206, 304, 404, 500), distinctLines);
const redirectResponse = responseOf(fc.constantFrom(301, 302, 303, 307, 308), fc.tuple(distinctLines, location).map(([lines, to]) => [...lines, to]));

interface Server {
  readonly preflight: FetchResponse;
  readonly response: FetchResponse;
}
/** One that allows so much that whole flows come to pass. */
const generous: fc.Arbitrary<FetchResponse> = responseOf(
  fc.constantFrom(200, 204),
  fc.tuple(fc.constantFrom('*', page, page, 'null'), list).map(([origin, exposed]) => [
    ['Access-Control-Allow-Origin', origin],
    ['Access-Control-Allow-Credentials', 'true'],
    ['Access-Control-Allow-Methods', everything],
    ['Access-Control-Allow-Headers', everything],
    ['Access-Control-Expose-Headers', exposed],
    ['X-A', '1'],
  ]),
);
const server: fc.Arbitrary<Server> = fc.record({
  preflight: fc.oneof({ weight: 3, arbitrary: generous }, { weight: 3, arbitrary: plainResponse }, { weight: 1, arbitrary: redirectResponse }),
  response: fc.oneof({ weight: 2, arbitrary: generous }, { weight: 3, arbitrary: plainResponse }, { weight: 4, arbitrary: redirectResponse }),
});
const world = fc.array(server, { minLength: addresses.length, maxLength: addresses.length });

/** Where preflights allow an element or two, and all else is allowed: there a single element decides. */
const narrow: fc.Arbitrary<Server[]> = fc.array(
  fc.record<Server>({
    preflight: responseOf(
      fc.constant(200),
      fc.tuple(fc.subarray(['PUT', '*', 'patch'], { maxLength: 2 }), fc.subarray(['X-A', '*', 'Authorization'], { maxLength: 2 })).map(([methods, names]) => [
        ['Access-Control-Allow-Origin', page],
        ['Access-Control-Allow-Credentials', 'true'],
        ['Access-Control-Allow-Methods', methods.join(', ')],
        ['Access-Control-Allow-Headers', names.join(', ')],
      ]),
    ),
    response: generous,
  }),
  { minLength: addresses.length, maxLength: addresses.length },
);
/** Where everything is allowed, to null too, and every other address redirects. */
const winding: fc.Arbitrary<Server[]> = fc.array(fc.tuple(fc.constantFrom(302, 307), fc.constantFrom(...addresses)), { minLength: addresses.length, maxLength: addresses.length }).map((redirects) =>
  redirects.map(([status, to], index): Server => {
    const headers: HeaderList = [['Access-Control-Allow-Origin', '*'], ['Access-Control-Allow-Methods', everything], ['Access-Control-Allow-Headers', everything]];
    const preflight: FetchResponse = { status: 200, statusText: '', headers, body: '' };
    return { preflight, response: index % 2 === 0 ? { ...preflight, status, headers: [...headers, ['Location', to]] } : preflight };
  }),
);

/** Answers by role and address alone. */
const answering = (servers: readonly Server[]): Respond => ({ role, url }) => {
  const found = servers[addresses.findIndex((address) => address === url)];
  if (found === undefined) return 'unknown';
  return role === 'preflight' ? found.preflight : found.response;
};
const kindOf = ({ outcome }: Prediction): PredictedOutcome['kind'] => outcome.kind;
const requestNames = ({ exchanges }: Prediction): unknown[] => exchanges.map(({ headers }) => headers['access-control-request-headers']);
const originOf = ({ url }: PredictedExchange): string => new URL(url).origin;

describe('whatever is asked and answered', () => {
  const wild = scriptRequest({
    method: methodWritten,
    url: fc.oneof(fc.constantFrom(...addresses), fc.webUrl(), anything),
    clientUrl: fc.oneof({ weight: 9, arbitrary: fc.constant(`${page}/page`) }, { weight: 1, arbitrary: anything }),
    headers: fc.array(fc.tuple(fc.oneof(requestName, latin1, anything), fc.oneof(requestValue, latin1, anything)), { maxLength: 6 }),
    body,
  });
  const wildLine = fc.oneof(corsLine, location, fc.tuple(fc.constantFrom('Access-Control-Allow-Origin', 'Access-Control-Allow-Methods', 'Access-Control-Allow-Headers', 'Access-Control-Expose-Headers', 'Access-Control-Max-Age', 'Set-Cookie', 'Referrer-Policy', 'Location', 'WWW-Authenticate'), latin1), fc.tuple(tokenName, latin1));
  const wildResponse = responseOf(fc.oneof(fc.integer({ min: 200, max: 999 }), fc.constantFrom(301, 302, 307, 308)), fc.array(wildLine, { maxLength: 8 }));
  const wildWorld = fc.array(fc.oneof(server, fc.record({ preflight: wildResponse, response: wildResponse })), { minLength: addresses.length, maxLength: addresses.length });

  test('it does not throw, and ends: at most 21 requests with a preflight each, and one sent again after a 421', () =>
    fc.assert(fc.property(wild, wildWorld, (asked, servers) => predict(asked, answering(servers)).exchanges.length <= 43), runs));

  test('it says the same twice', () => fc.assert(fc.property(wild, wildWorld, (asked, servers) => assert.deepEqual(predict(asked, answering(servers)), predict(asked, answering(servers)))), runs));

  test('of a network error the last step is in the trace', () =>
    fc.assert(
      fc.property(wild, wildWorld, (asked, servers) => {
        const { outcome, trace } = predict(asked, answering(servers));
        if (outcome.kind === 'network-error' || outcome.kind === 'exception') assert.ok(trace.length > 0);
      }),
      runs,
    ));

  test('a redirect loop of any status ends with its count, or before', () =>
    fc.assert(
      fc.property(scriptRequest(), fc.constantFrom(301, 302, 303, 307, 308), generous, (asked, status, shared) => {
        const loop = (url: string): FetchResponse => ({ ...shared, status, headers: [...shared.headers, ['Location', url]] });
        const { outcome, exchanges } = predict(asked, ({ role, url }) => (role === 'preflight' ? { ...shared, status: 200 } : loop(url)));
        assert.ok(exchanges.length <= 42);
        if (outcome.kind === 'response') assert.equal(outcome.type, 'opaqueredirect');
      }),
      runs,
    ));
});

describe('normalisation', () => {
  test('of a method twice is as once', () => fc.assert(fc.property(methodWritten, (method) => normalizeMethod(normalizeMethod(method)) === normalizeMethod(method)), runs));
  test('of a header value twice is as once', () => fc.assert(fc.property(fc.oneof(latin1, fc.string({ unit: fc.constantFrom(' ', '\t', '\n', '\r', 'a', '\f', '\u00a0') })), (value) => normalizeHeaderValue(normalizeHeaderValue(value)) === normalizeHeaderValue(value)), runs));
});

/** The same lines in another order, and their names in another case. */
function shuffled(headers: HeaderList, keys: readonly number[], bits: number): HeaderList {
  const cased = headers.map(([name, value], index): [number, HeaderPair] => [keys[index % keys.length] ?? 0, [(bits >> index) & 1 ? name.toUpperCase() : name.toLowerCase(), value]]);
  return cased.sort(([a], [b]) => a - b).map(([, pair]) => pair);
}
const keys = fc.array(fc.integer(), { minLength: 12, maxLength: 12 });
const bits = fc.nat(2 ** 20);

describe('order and case', () => {
  test('of request headers, each name once, matter neither to the outcome nor to Access-Control-Request-Headers', () =>
    fc.assert(
      fc.property(scriptRequest({ headers: distinctRequestHeaders }), world, keys, bits, (asked, servers, order, upper) => {
        const [one, two] = [predict(asked, answering(servers)), predict({ ...asked, headers: shuffled(asked.headers, order, upper) }, answering(servers))];
        assert.deepEqual([one.outcome, requestNames(one)], [two.outcome, requestNames(two)]);
      }),
      runs,
    ));

  test('of response headers, each name once, do not matter', () =>
    fc.assert(
      fc.property(scriptRequest(), world, keys, bits, (asked, servers, order, upper) => {
        const mixed = (response: FetchResponse): FetchResponse => ({ ...response, headers: shuffled(response.headers, order, upper) });
        const [one, two] = [predict(asked, answering(servers)), predict(asked, answering(servers.map(({ preflight, response }) => ({ preflight: mixed(preflight), response: mixed(response) }))))];
        assert.deepEqual([one.outcome, one.exchanges], [two.outcome, two.exchanges]);
      }),
      runs,
    ));
});

/*
 * What allows less, precisely: one element is taken out of a list that parses, and its line stays, even empty; or all lines
 * of Access-Control-Allow-Credentials or Access-Control-Allow-Origin go. Other removals can allow more, by the standard: one
 * of two lines of Allow-Origin or Allow-Credentials, since two match nothing; an element that is no token, since it fails
 * the whole list; all lines of Allow-Methods under the use-CORS-preflight flag, which then stands for the request's method.
 */
const lists = ['Access-Control-Allow-Methods', 'Access-Control-Allow-Headers', 'Access-Control-Expose-Headers'] as const;
const single = ['Access-Control-Allow-Credentials', 'Access-Control-Allow-Origin'] as const;

function without(headers: HeaderList, name: (typeof lists)[number] | (typeof single)[number], index: number): HeaderList {
  if (single.some((one) => one === name)) return headers.filter(([written]) => written !== name);
  return headers.map(([written, value]): HeaderPair => (written === name ? [written, value.split(', ').filter((_, at, all) => at !== index % all.length).join(', ')] : [written, value]));
}

describe('a server that allows less', () => {
  const singlePreflight = scriptRequest({ url: fc.constant('https://b.example/1'), mode: fc.constant('cors'), origin: fc.constant(page), headers: fc.array(fc.tuple(fc.constantFrom('X-A', 'X-B', 'Authorization'), fc.constant('1')), { maxLength: 1 }), method: fc.constantFrom('GET', 'PUT', 'PATCH', 'patch') });
  const less = fc.record({ at: fc.nat(addresses.length - 1), ofPreflight: fc.boolean(), name: fc.constantFrom(...lists, ...single), index: fc.nat(20) });
  const lessened = (servers: readonly Server[], { at, ofPreflight, name, index }: { at: number; ofPreflight: boolean; name: (typeof lists)[number] | (typeof single)[number]; index: number }): Server[] =>
    servers.map((one, position) => {
      if (position !== at) return one;
      const reduce = (response: FetchResponse): FetchResponse => ({ ...response, headers: without(response.headers, name, index) });
      return ofPreflight ? { ...one, preflight: reduce(one.preflight) } : { ...one, response: reduce(one.response) };
    });

  test('never turns a network error into a response', () =>
    fc.assert(
      fc.property(scriptRequest(), world, less, (asked, servers, removal) => {
        if (kindOf(predict(asked, answering(lessened(servers, removal)))) === 'response') assert.equal(kindOf(predict(asked, answering(servers))), 'response');
      }),
      runs,
    ));

  test('in a preflight, where a single element decides, never turns a network error into a response', () =>
    fc.assert(
      fc.property(singlePreflight, narrow, fc.constantFrom(lists[0], lists[1]), fc.nat(1), (asked, servers, name, index) => {
        if (kindOf(predict(asked, answering(lessened(servers, { at: 3, ofPreflight: true, name, index })))) === 'response') assert.equal(kindOf(predict(asked, answering(servers))), 'response');
      }),
      runs,
    ));

  test('never exposes a header more', () =>
    fc.assert(
      fc.property(scriptRequest({ method: fc.constantFrom('GET', 'PUT'), headers: fc.constant([]) }), world, less, (asked, servers, removal) => {
        const [before, after] = [predict(asked, answering(servers)).outcome, predict(asked, answering(lessened(servers, removal))).outcome];
        if (before.kind !== 'response' || after.kind !== 'response') return;
        const names = new Set(before.headers.map(([name]) => name));
        assert.deepEqual(after.headers.map(([name]) => name).filter((name) => !names.has(name)), []);
      }),
      runs,
    ));
});

/*
 * Servers here answer without regard to cookies, and with statuses for which no credentials are asked. Then what passes
 * with credentials passes without: every check that the mode `include` takes part in is stricter with it.
 */
describe('credentials', () => {
  for (const credentials of ['same-origin', 'omit'] as const) {
    test(`what is a response with include is one with ${credentials}, and exposes no less`, () =>
      fc.assert(
        fc.property(scriptRequest({ credentials: fc.constant('include') }), world, (asked, servers) => {
          const [include, other] = [predict(asked, answering(servers)).outcome, predict({ ...asked, credentials }, answering(servers)).outcome];
          if (include.kind !== 'response') return;
          assert.equal(other.kind, 'response');
          const names = new Set(other.headers.map(([name]) => name));
          assert.deepEqual(include.headers.map(([name]) => name).filter((name) => !names.has(name)), []);
        }),
        runs,
      ));
  }

  test('same-origin and omit differ only in cookies', () =>
    fc.assert(
      fc.property(scriptRequest(), world, (asked, servers) => assert.deepEqual(predict({ ...asked, credentials: 'same-origin' }, answering(servers)).outcome, predict({ ...asked, credentials: 'omit' }, answering(servers)).outcome)),
      runs,
    ));
});

describe('on the wire', () => {
  test('after a preflight that fails no request follows', () =>
    fc.assert(
      fc.property(scriptRequest({ method: fc.constantFrom('PUT', 'DELETE', 'GET') }), world, (asked, servers) => {
        const { outcome, exchanges } = predict(asked, answering(servers));
        if (outcome.kind !== 'network-error' || outcome.stage !== 'cors-preflight-fetch') return;
        assert.deepEqual([exchanges.at(-1)?.role, exchanges.at(-1)?.url, outcome.facts.preflight], ['preflight', outcome.facts.url, true]);
      }),
      runs,
    ));

  test('Authorization reaches no origin but the first, and never after another', () =>
    fc.assert(
      fc.property(scriptRequest({ headers: requestHeaders.map((headers): HeaderList => [['Authorization', 'x'], ...headers]), credentials: fc.constant('omit'), method: fc.constant('GET') }), fc.oneof(world, winding), (asked, servers) => {
        const { exchanges } = predict(asked, answering(servers));
        const change = exchanges.findIndex((exchange) => originOf(exchange) !== originOf(exchanges[0]!));
        if (change !== -1) assert.deepEqual(exchanges.slice(change).map(({ headers }) => headers['authorization']), exchanges.slice(change).map(() => null));
      }),
      runs,
    ));

  test('a preflight is an OPTIONS with an Origin, without a cookie or a body', () =>
    fc.assert(
      fc.property(scriptRequest({ body }), world, (asked, servers) => {
        for (const { role, method, headers, body: sent } of predict(asked, answering(servers)).exchanges) {
          if (role === 'preflight') assert.deepEqual([method, typeof headers['origin'], headers['cookie'], sent], ['OPTIONS', 'string', null, null]);
        }
      }),
      runs,
    ));

  test('script never reads a cookie', () =>
    fc.assert(
      fc.property(scriptRequest(), world, (asked, servers) => {
        const respond = answering(servers.map(({ preflight, response }) => ({ preflight, response: { ...response, headers: [...response.headers, ['Set-Cookie', 'a=b'] as const] } })));
        const { outcome } = predict(asked, respond);
        if (outcome.kind === 'response') assert.ok(!outcome.headers.some(([name]) => name === 'set-cookie'));
      }),
      runs,
    ));
});
