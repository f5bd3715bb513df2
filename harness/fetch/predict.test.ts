import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Respond, WireRequest } from './fetch-params.ts';
import type { HeaderList } from './header.ts';
import { freshWorld, predict, predictIn } from './predict.ts';
import type { Prediction } from './predict.ts';
import type { FetchResponse } from './request.ts';
import type { ScriptRequest } from './script-request.ts';

const page = 'https://a.example';
const other = 'https://b.example/x';

/** A cross-origin GET by fetch(). */
const asked: ScriptRequest = {
  api: 'fetch',
  origin: page,
  clientUrl: `${page}/page`,
  url: other,
  method: 'GET',
  mode: 'cors',
  credentials: 'same-origin',
  redirect: 'follow',
  referrerPolicy: null,
  headers: [],
  body: null,
  uploadListeners: false,
};

const answer = (status: number, headers: HeaderList = [], body = ''): FetchResponse => ({ status, statusText: '', headers, body });
const allowAll: HeaderList = [['Access-Control-Allow-Origin', '*'], ['Access-Control-Allow-Methods', '*'], ['Access-Control-Allow-Headers', '*, Authorization']];
const open = answer(200, allowAll, 'body');
const to = (location: string, status = 302, headers: HeaderList = allowAll): FetchResponse => answer(status, [...headers, ['Location', location]]);

/** Answers by address; where the address has a list, one after the other, the last again and again. Preflights get `preflight`. */
function servers(answers: Readonly<Record<string, FetchResponse | 'none' | readonly FetchResponse[]>>, preflight: FetchResponse = open): Respond {
  const asked = new Map<string, number>();
  return ({ role, url }) => {
    if (role === 'preflight') return preflight;
    const given = answers[url];
    if (given === undefined) return 'unknown';
    if (given === 'none' || !Array.isArray(given)) return given as FetchResponse | 'none';
    const count = asked.get(url) ?? 0;
    asked.set(url, count + 1);
    return (given as readonly FetchResponse[])[Math.min(count, given.length - 1)] ?? 'none';
  };
}

/** What each exchange says of some headers. */
function sent({ exchanges }: Pick<Prediction, 'exchanges'>, ...names: readonly string[]): unknown[] {
  return exchanges.map((exchange: WireRequest) => Object.fromEntries(names.map((name) => [name, Object.hasOwn(exchange.headers, name) ? exchange.headers[name] : 'not named'])));
}

// https://fetch.spec.whatwg.org/#cors-preflight-fetch-0 steps 1 to 5
describe('what a preflight carries', () => {
  const preflight = (changes: Partial<ScriptRequest>): Readonly<Record<string, string | null>> => predict({ ...asked, method: 'PUT', ...changes }, servers({ [other]: open })).exchanges[0]?.headers ?? {};
  const rows: readonly [what: string, changes: Partial<ScriptRequest>, header: string, value: string | null | undefined][] = [
    ['the method', { method: 'PATCH' }, 'access-control-request-method', 'PATCH'],
    ['the method as it is normalised', { method: 'delete' }, 'access-control-request-method', 'DELETE'],
    ['a safelisted method too', { method: 'GET', headers: [['X-A', '1']] }, 'access-control-request-method', 'GET'],
    ['unsafe names sorted, in lower case, once each, with bare commas', { headers: [['X-B', '1'], ['Authorization', '2'], ['X-A', '3'], ['x-b', '4'], ['Accept', 'a/b']] }, 'access-control-request-headers', 'authorization,x-a,x-b'],
    ['no names where all are safe', { headers: [['Accept', 'a/b']] }, 'access-control-request-headers', null],
    ['its own Accept', { headers: [['Accept', 'a/b']] }, 'accept', '*/*'],
    ['no header of the request', { headers: [['X-A', '1']] }, 'x-a', null],
    ['no Authorization', { headers: [['Authorization', '1']] }, 'authorization', null],
    ['no header of the request, though JavaScript’s objects have something of that name', { headers: [['constructor', '1']] }, 'constructor', null],
    ['nothing certain for User-Agent, which user agents add', { headers: [['User-Agent', 'chicken']] }, 'user-agent', undefined],
    ['no Content-Type', { body: { kind: 'text', text: 'x' } }, 'content-type', null],
    ['no cookie', { credentials: 'include' }, 'cookie', null],
    ['the page’s origin', {}, 'origin', page],
  ];
  for (const [what, changes, header, value] of rows) test(`${what}: ${header} ${value === undefined ? 'is left open' : `is ${value}`}`, () => assert.equal(Object.hasOwn(preflight(changes), header) ? preflight(changes)[header] : undefined, value));
});

describe('what a request carries', () => {
  const request = (changes: Partial<ScriptRequest>): Readonly<Record<string, string | null>> => predict({ ...asked, ...changes }, servers({ [other]: open })).exchanges.at(-1)?.headers ?? {};
  const rows: readonly [what: string, changes: Partial<ScriptRequest>, header: string, value: string | null | undefined][] = [
    ['any Accept by default', {}, 'accept', '*/*'],
    ['the author’s Accept', { headers: [['Accept', 'a/b']] }, 'accept', 'a/b'],
    ['lines of one name combined', { headers: [['X-A', '1'], ['x-a', '2']] }, 'x-a', '1, 2'],
    ['a header of which JavaScript’s objects have something', { headers: [['__proto__', '1']] }, '__proto__', '1'],
    ['no Access-Control-Request-Method', { method: 'PUT' }, 'access-control-request-method', null],
    ['the type of text', { method: 'POST', body: { kind: 'text', text: 'x' } }, 'content-type', 'text/plain;charset=UTF-8'],
    ['nothing certain of a multipart type, whose boundary is the engine’s', { method: 'POST', body: { kind: 'multipart' } }, 'content-type', undefined],
  ];
  for (const [what, changes, header, value] of rows) test(`${what}: ${header} ${value === undefined ? 'is left open' : `is ${value}`}`, () => assert.equal(Object.hasOwn(request(changes), header) ? request(changes)[header] : undefined, value));
});

// https://fetch.spec.whatwg.org/#concept-http-network-or-cache-fetch steps 15 to 17
describe('statuses that the network layer takes for itself', () => {
  const same = `${page}/x`;
  const outcome = (changes: Partial<ScriptRequest>, respond: Respond): string => {
    const { outcome: is } = predict({ ...asked, ...changes }, respond);
    return is.kind === 'response' ? String(is.status) : is.kind === 'undetermined' ? is.because : is.kind;
  };
  const challenge: HeaderList = [...allowAll, ['WWW-Authenticate', 'Basic']];
  const rows: readonly [what: string, changes: Partial<ScriptRequest>, answers: readonly FetchResponse[], is: string, requests: number][] = [
    ['a 401 of the own origin may ask for credentials', { url: same }, [answer(401, challenge)], 'prompt', 1],
    ['a 401 without credentials is a response', { url: same, credentials: 'omit' }, [answer(401, challenge)], '401', 1],
    ['a 401 of another origin is a response', {}, [answer(401, challenge)], '401', 1],
    ['an opaque 401 with credentials may ask for them', { mode: 'no-cors', credentials: 'include' }, [answer(401, challenge)], 'prompt', 1],
    ['a 407 is a proxy’s', {}, [answer(407, allowAll)], 'status', 1],
    ['after a 421 it is sent again', {}, [answer(421, allowAll), open], '200', 2],
    ['after a second 421 it is not', {}, [answer(421, allowAll), answer(421, allowAll), open], '421', 2],
    ['a 401 after a 421 may ask for credentials', { url: same }, [answer(421), answer(401, challenge)], 'prompt', 2],
    ['a 407 after a 421 is a proxy’s', {}, [answer(421), answer(407)], 'status', 2],
    ['a stream is not sent again', { method: 'POST', body: { kind: 'stream' } }, [answer(421, allowAll), open], '421', 2],
  ];
  for (const [what, changes, answers, is, requests] of rows) {
    const respond = servers({ [other]: answers, [same]: answers });
    test(what, () => assert.equal(outcome(changes, respond), is));
    test(`${what}: ${requests} exchanges`, () => assert.equal(predict({ ...asked, ...changes }, servers({ [other]: answers, [same]: answers })).exchanges.length, requests));
  }

  test('a cookie that a 421 sets is sent with the second request', () => {
    const respond = servers({ [same]: [answer(421, [['Set-Cookie', 'a=b']]), open] });
    assert.deepEqual(sent(predict({ ...asked, url: same }, respond), 'cookie'), [{ cookie: null }, { cookie: 'a=b' }]);
  });
  test('a cookie that the response after a 421 sets is stored', () => {
    const respond = servers({ [same]: [answer(421), answer(200, [['Set-Cookie', 'a=b']])] });
    assert.deepEqual(predictIn({ ...asked, url: same }, respond, freshWorld).world.cookies.map(({ name }) => name), ['a']);
  });
});

// https://fetch.spec.whatwg.org/#concept-main-fetch steps 7 and 12, https://fetch.spec.whatwg.org/#concept-scheme-fetch
describe('where main fetch leads', () => {
  const blob = 'blob:https://a.example/1';
  const rows: readonly [what: string, changes: Partial<ScriptRequest>, outcome: string, step: string | undefined][] = [
    ['the own origin', { url: `${page}/x` }, 'basic', '14'],
    ['another origin', {}, 'cors', '14'],
    ['another origin in mode no-cors', { mode: 'no-cors' }, 'opaque', '14'],
    ['another origin in mode same-origin', { mode: 'same-origin' }, 'mode-same-origin', '12'],
    ['the own origin in mode no-cors with redirect mode error', { url: `${page}/x`, mode: 'no-cors', redirect: 'error' }, 'basic', '14'],
    ['another origin in mode no-cors with redirect mode error', { mode: 'no-cors', redirect: 'error' }, 'no-cors-redirect-mode', '12'],
    ['another origin in mode no-cors with redirect mode manual', { mode: 'no-cors', redirect: 'manual' }, 'no-cors-redirect-mode', '12'],
    ['any address of a client with an opaque origin', { origin: 'null', url: `${page}/x` }, 'cors', '14'],
    ['a blocked port', { url: 'https://b.example:25/' }, 'bad-port', '7'],
    ['a blocked port of the own host', { url: `${page}:6000/` }, 'bad-port', '7'],
    ['http from https', { url: 'http://b.example/' }, 'mixed-content', '7'],
    ['http from https in mode same-origin, where step 7 comes first', { url: 'http://b.example/', mode: 'same-origin' }, 'mixed-content', '7'],
    ['http at localhost from https', { url: 'http://localhost/' }, 'localhost-trustworthy', '7'],
    ['data:, which is outside the model', { url: 'data:,x' }, 'unknown-server', undefined],
    ['data: in mode same-origin, which is allowed', { url: 'data:,x', mode: 'same-origin' }, 'unknown-server', undefined],
    ['a blob of the own origin, which is outside the model', { url: blob }, 'unknown-server', undefined],
    ['a blob in mode no-cors, which is outside the model', { url: blob, origin: 'null', mode: 'no-cors' }, 'unknown-server', undefined],
    ['a blob of another origin', { url: 'blob:https://b.example/1' }, 'scheme-not-http', '12'],
    ['a blob of another origin in mode same-origin', { url: 'blob:https://b.example/1', mode: 'same-origin' }, 'mode-same-origin', '12'],
    ['about:blank', { url: 'about:blank' }, 'scheme-not-http', '12'],
    ['about:blank in mode no-cors', { url: 'about:blank', mode: 'no-cors' }, 'opaque', '14'],
    ['about:config in mode no-cors from http', { url: 'about:config', mode: 'no-cors', origin: 'http://a.example', clientUrl: 'http://a.example/' }, 'scheme-not-http', '12'],
    ['wss:', { url: 'wss://b.example/' }, 'scheme-not-http', '12'],
    ['wss: in mode no-cors', { url: 'wss://b.example/', mode: 'no-cors' }, 'scheme-not-http', '12'],
  ];
  for (const [what, changes, outcome, step] of rows) {
    test(`${what}: ${outcome}`, () => {
      const { outcome: is, trace } = predict({ ...asked, ...changes }, () => open);
      const found = is.kind === 'response' ? is.type : is.kind === 'undetermined' ? is.because : is.reason;
      assert.deepEqual([found, trace.at(-1)?.step], [outcome, step]);
    });
  }
});
