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
    ['the author’s type of a multipart form', { method: 'POST', headers: [['Content-Type', 'multipart/form-data']], body: { kind: 'multipart' } }, 'content-type', 'multipart/form-data'],
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
      const found = is.kind === 'response' ? is.type : is.kind === 'undetermined' ? is.because : 'reason' in is ? is.reason : is.kind;
      assert.deepEqual([found, trace.at(-1)?.step], [outcome, step]);
    });
  }
});

describe('the network', () => {
  const last = ({ trace }: Prediction): string | undefined => trace.at(-1) && `${trace.at(-1)!.algorithm} ${trace.at(-1)!.step}`;
  test('no response is a network error that is none of CORS', () => {
    const is = predict(asked, () => 'none');
    assert.deepEqual([is.outcome.kind === 'network-error' && [is.outcome.stage, is.outcome.reason], last(is), is.exchanges[0]?.optional], [['http-network-fetch', 'network'], 'http-network-fetch 8.5', null]);
  });
  for (const method of ['GET', 'HEAD', 'PUT', 'POST', 'CHICKEN']) {
    test(`after no response ${method} may be sent again, as HTTP has it`, () => {
      const is = predict({ ...asked, method }, servers({ [other]: 'none' }));
      assert.deepEqual([is.exchanges.filter(({ role }) => role === 'request').map(({ optional }) => optional), is.open], [[null, 'retry'], ['retry']]);
    });
  }
  test('no response to a preflight says so', () => {
    const { outcome, exchanges } = predict({ ...asked, method: 'PUT' }, () => 'none');
    assert.deepEqual([outcome.kind === 'network-error' && [outcome.stage, outcome.reason, outcome.facts.preflight], exchanges.map(({ role, optional }) => [role, optional])], [['http-network-fetch', 'network', true], [['preflight', null], ['preflight', 'retry']]]);
  });
  test('without a connection nothing is sent', () => {
    const is = predict(asked, () => 'no-connection');
    assert.deepEqual([is.outcome.kind === 'network-error' && [is.outcome.stage, is.outcome.reason], last(is), is.exchanges], [['http-network-fetch', 'network'], 'http-network-fetch 8.1', []]);
  });
  test('a response that HTTP discards is a network error, and asked for once', () => {
    const is = predict(asked, () => ({ discarded: 'it has two lengths' }));
    assert.deepEqual([is.outcome.kind === 'network-error' && [is.outcome.stage, is.outcome.reason], last(is), is.exchanges.length, is.open], [['http-network-fetch', 'network'], 'http-network-fetch 8.5', 1, []]);
  });
  test('bytes that HTTP leaves open do so', () => {
    const is = predict(asked, () => ({ malformed: 'it has no colon' }));
    assert.deepEqual([is.outcome, last(is), is.exchanges.length], [{ kind: 'undetermined', because: 'malformed-response' }, 'http-network-fetch 8.5', 1]);
  });
  describe('bytes to be rejected or mended', () => {
    const either = (mended: FetchResponse) => ({ malformed: 'NUL in it', mended });
    test('leave the outcome open where mending gives a response', () => assert.deepEqual(predict(asked, () => either(open)).outcome, { kind: 'undetermined', because: 'malformed-response' }));
    test('are a network error where they are one in both ways', () => {
      const is = predict(asked, () => either(answer(200)));
      assert.deepEqual([is.outcome.kind === 'network-error' && is.outcome.reason, is.exchanges.length, is.trace.at(-1)?.says], ['acao-missing', 1, 'a network error also where the response is rejected: NUL in it']);
    });
    test('leave it open where mending sends a request more', () => {
      const is = predict(asked, ({ url }) => (url === other ? either(to('https://b.example/y')) : answer(200)));
      assert.deepEqual([is.outcome.kind, is.exchanges.length], ['undetermined', 1]);
    });
    test('of a preflight too', () => {
      const is = predict({ ...asked, method: 'PUT' }, ({ role }) => (role === 'preflight' ? either(answer(200)) : open));
      assert.deepEqual([is.outcome.kind === 'network-error' && is.outcome.reason, is.exchanges.map(({ role }) => role)], ['acao-missing', ['preflight']]);
    });
    test('after a good answer, which is asked for once', () => {
      const asks: string[] = [];
      const is = predict({ ...asked, method: 'PUT' }, ({ role }) => {
        asks.push(role);
        return role === 'preflight' ? open : either(answer(200));
      });
      assert.deepEqual([is.outcome.kind === 'network-error' && is.outcome.reason, asks], ['acao-missing', ['preflight', 'request']]);
    });
  });
  test('an unknown server leaves the outcome open', () => assert.deepEqual(predict(asked, () => 'unknown').outcome, { kind: 'undetermined', because: 'unknown-server' }));

  // https://fetch.spec.whatwg.org/#concept-http-network-fetch step 8.3
  const streams: readonly [what: string, changes: Partial<ScriptRequest>, http: '1.1' | '2', is: string, exchanges: readonly string[]][] = [
    ['a stream over HTTP/1.1 is preflighted, and not sent', {}, '1.1', 'stream-over-http-1', ['preflight']],
    ['a stream over HTTP/1.1 to the own origin is not sent', { url: `${page}/x` }, '1.1', 'stream-over-http-1', []],
    ['a stream over HTTP/2 is preflighted and sent', {}, '2', '200', ['preflight', 'request']],
    ['a text over HTTP/1.1 is sent', { body: { kind: 'text', text: 'a' } }, '1.1', '200', ['request']],
  ];
  for (const [what, changes, http, outcome, roles] of streams) {
    test(what, () => {
      const { outcome: is, exchanges } = predict({ ...asked, method: 'POST', body: { kind: 'stream' }, ...changes }, () => open, { ...freshWorld, http });
      assert.deepEqual([is.kind === 'response' ? String(is.status) : 'reason' in is ? is.reason : is.kind, exchanges.map(({ role }) => role)], [outcome, roles]);
    });
  }

  // https://wicg.github.io/local-network-access/#local-network-access-check
  const rows: readonly [what: string, client: string, address: string, space: 'public' | null, outcome: string][] = [
    ['a public http page to a private address', 'http://93.184.216.34', 'http://10.0.0.1/', null, 'local-network-access'],
    ['a public https page to a private address', 'https://93.184.216.34', 'https://10.0.0.1/', null, 'prompt'],
    ['a page whose space is not known to a private address', 'http://a.example', 'http://10.0.0.1/', null, '200'],
    ['a page that is told to be public to a private address', 'http://a.example', 'http://10.0.0.1/', 'public', 'local-network-access'],
    ['a private page to a public address', 'http://10.0.0.1', 'http://93.184.216.34/', null, '200'],
    ['a page of localhost, whose trustworthiness is open, that is told to be public', 'http://localhost:1', 'http://localhost:2/', 'public', 'localhost-trustworthy'],
    ['an https page of localhost that is told to be public', 'https://localhost:1', 'https://localhost:2/', 'public', 'prompt'],
    ['a trustworthy page to its own origin, though it is told to be public', 'http://127.0.0.1', 'http://127.0.0.1/', 'public', '200'],
    ['a private page to its own origin, which is not trustworthy, told to be public', 'http://10.0.0.1', 'http://10.0.0.1/', 'public', 'local-network-access'],
  ];
  for (const [what, client, address, clientAddressSpace, outcome] of rows) {
    test(`${what}: ${outcome}`, () => {
      const { outcome: is } = predict({ ...asked, origin: client, clientUrl: `${client}/`, url: address }, () => open, { ...freshWorld, clientAddressSpace });
      assert.equal(is.kind === 'response' ? String(is.status) : is.kind === 'undetermined' ? is.because : 'reason' in is ? is.reason : is.kind, outcome);
    });
  }
});

// https://fetch.spec.whatwg.org/#concept-http-fetch step 4.1, https://fetch.spec.whatwg.org/#concept-cache
describe('preflights and their cache', () => {
  const kept: FetchResponse = { ...open, headers: [...allowAll, ['Access-Control-Max-Age', '60']] };
  const put: ScriptRequest = { ...asked, method: 'PUT' };
  const roles = ({ exchanges }: Prediction): string[] => exchanges.map(({ role, optional }) => (optional === null ? role : `(${role})`));
  const world = { ...freshWorld, preflightCache: predictIn(put, servers({ [other]: open }, kept), freshWorld).world.preflightCache };

  const rows: readonly [what: string, changes: Partial<ScriptRequest>, now: number, roles: readonly string[]][] = [
    ['the same request again', {}, 0, ['(preflight)', 'request']],
    ['another method, which * covers', { method: 'PATCH' }, 0, ['(preflight)', 'request']],
    ['a header, which * covers', { method: 'GET', headers: [['X-A', '1']] }, 0, ['(preflight)', 'request']],
    ['a header that is listed', { headers: [['Authorization', '1']] }, 0, ['(preflight)', 'request']],
    ['with credentials, for which * is nothing', { credentials: 'include' }, 0, ['preflight']],
    ['without any', { credentials: 'omit' }, 0, ['(preflight)', 'request']],
    ['another address', { url: `${other}?` }, 0, ['preflight', 'request']],
    ['another origin', { origin: 'https://c.example' }, 0, ['preflight', 'request']],
    ['just before a minute has passed', {}, 59.9, ['(preflight)', 'request']],
    ['when a minute has passed', {}, 60, ['preflight', 'request']],
  ];
  for (const [what, changes, now, expected] of rows) {
    test(`${what}: ${expected.join(', ')}`, () => assert.deepEqual(roles(predict({ ...put, ...changes }, ({ role }) => (role === 'preflight' ? kept : open), { ...world, now })), expected));
  }
  test('what is kept is said to be open', () => assert.deepEqual(predict(put, servers({ [other]: open }), world).open, ['preflight-cache']));
  test('the longest time counts where the server names a longer one', () => {
    const { world: after } = predictIn(put, servers({ [other]: open }, kept), { ...freshWorld, longestMaxAge: 10 });
    assert.deepEqual(after.preflightCache.map(({ expires }) => expires), after.preflightCache.map(() => 10));
  });
  test('a network error of the request itself clears what its address allowed (main fetch step 12.3)', () => assert.deepEqual(predictIn(put, servers({ [other]: answer(200) }, kept), freshWorld).world.preflightCache, []));
  test('a network error after a redirect clears what the last address allowed, and that only', () => {
    const { world: after } = predictIn(put, servers({ [other]: to('https://c.example/y', 307), 'https://c.example/y': answer(200) }, kept), freshWorld);
    assert.deepEqual([...new Set(after.preflightCache.map(({ url }) => url))], [other]);
  });
  test('a loop meets its own preflight in the cache, which may be sent all the same', () => {
    const { exchanges, outcome } = predict(put, servers({ [other]: [to(other, 307), open] }, kept));
    assert.deepEqual([roles({ exchanges } as Prediction), outcome.kind], [['preflight', 'request', '(preflight)', 'request'], 'response']);
  });
  test('what may be sent after a 303 asks for GET, though the preflight that counts asked for PUT', () => {
    const { exchanges } = predict({ ...put, headers: [['X-A', '1']] }, servers({ [other]: [to(other, 303), open] }, kept));
    assert.deepEqual(exchanges.map(({ headers, optional }) => [headers['access-control-request-method'], optional]), [['PUT', null], [null, null], ['GET', 'preflight-cache'], [null, null]]);
  });
  test('a cached preflight of a loop across origins is the one with the origin null', () => {
    const [c, back] = ['https://c.example/y', other];
    const { exchanges } = predict(put, servers({ [other]: to(c, 307), [c]: [to(back, 307), to(back, 307), open] }, kept));
    const optional = exchanges.filter((exchange) => exchange.optional === 'preflight-cache');
    assert.deepEqual(optional.map(({ url, headers }) => [url, headers['origin']]), [[c, 'null'], [other, 'null'], [c, 'null']]);
  });
});

/** Outcome in a word, the last step of the trace, and the exchanges with their origins. */
function flow(changes: Partial<ScriptRequest>, respond: Respond): readonly [outcome: string, step: string | undefined, ...exchanges: string[]] {
  const { outcome, trace, exchanges } = predict({ ...asked, ...changes }, respond);
  const word = outcome.kind === 'response' ? `${outcome.type} ${outcome.status}` : outcome.kind === 'undetermined' ? `open: ${outcome.because}` : 'stage' in outcome ? `${outcome.stage}: ${outcome.reason}` : outcome.kind;
  const last = trace.at(-1);
  return [word, last && `${last.algorithm} ${last.step}`, ...exchanges.map(({ role, method, url, headers }) => `${role === 'preflight' ? 'preflight' : method} ${url} ${headers['origin'] ?? '-'}`)];
}

const [third, ownAddress] = ['https://c.example/y', `${page}/y`];
const put: Partial<ScriptRequest> = { method: 'PUT' };
const withCredentials: HeaderList = [['Access-Control-Allow-Origin', page], ['Access-Control-Allow-Credentials', 'true'], ['Access-Control-Allow-Methods', 'PUT'], ['Access-Control-Allow-Headers', 'X-A']];

describe('whole flows', () => {
  type Row = readonly [what: string, changes: Partial<ScriptRequest>, answers: Parameters<typeof servers>[0], preflight: FetchResponse, flow: ReturnType<typeof flow>];
  const rows: readonly Row[] = [
    ['a simple request', {}, { [other]: open }, open, ['cors 200', 'main-fetch 14', `GET ${other} ${page}`]],
    ['a simple request whose status is 404', {}, { [other]: answer(404, allowAll) }, open, ['cors 404', 'main-fetch 14', `GET ${other} ${page}`]],
    ['a simple request that is not shared', {}, { [other]: answer(200) }, open, ['cors-check: acao-missing', 'http-fetch 4.4', `GET ${other} ${page}`]],
    ['a simple request with credentials that is shared with all', { credentials: 'include' }, { [other]: open }, open, ['cors-check: acao-star-with-credentials', 'http-fetch 4.4', `GET ${other} ${page}`]],
    ['a simple request with credentials that is shared with the page', { credentials: 'include' }, { [other]: answer(200, withCredentials) }, open, ['cors 200', 'main-fetch 14', `GET ${other} ${page}`]],
    ['a preflighted request', put, { [other]: open }, open, ['cors 200', 'main-fetch 14', `preflight ${other} ${page}`, `PUT ${other} ${page}`]],
    ['a preflighted request that is allowed, but not shared', put, { [other]: answer(200) }, open, ['cors-check: acao-missing', 'http-fetch 4.4', `preflight ${other} ${page}`, `PUT ${other} ${page}`]],
    ['a preflight that redirects', put, { [other]: open }, to(third), ['cors-preflight-fetch: preflight-redirect', 'cors-preflight-fetch 8', `preflight ${other} ${page}`]],
    ['a preflight that fails', put, { [other]: open }, answer(200), ['cors-preflight-fetch: acao-missing', 'cors-preflight-fetch 8', `preflight ${other} ${page}`]],
    ['an XHR with listeners on upload', { api: 'xhr', method: 'POST', body: { kind: 'text', text: 'x' }, uploadListeners: true }, { [other]: open }, open, ['cors 200', 'main-fetch 14', `preflight ${other} ${page}`, `POST ${other} ${page}`]],
    ['a stream', { method: 'POST', body: { kind: 'stream' } }, { [other]: open }, open, ['cors 200', 'main-fetch 14', `preflight ${other} ${page}`, `POST ${other} ${page}`]],
    ['JSON', { method: 'POST', body: { kind: 'blob', type: 'application/json', text: '{}' } }, { [other]: open }, open, ['cors 200', 'main-fetch 14', `preflight ${other} ${page}`, `POST ${other} ${page}`]],
    ['a form', { method: 'POST', body: { kind: 'form', fields: {} } }, { [other]: open }, open, ['cors 200', 'main-fetch 14', `POST ${other} ${page}`]],
    ['PUT in the own origin', { ...put, url: ownAddress }, { [ownAddress]: answer(200) }, open, ['basic 200', 'main-fetch 14', `PUT ${ownAddress} ${page}`]],
    ['a POST in mode no-cors', { method: 'POST', mode: 'no-cors' }, { [other]: answer(200) }, open, ['opaque 0', 'main-fetch 14', `POST ${other} ${page}`]],
    ['mode no-cors and Cross-Origin-Resource-Policy', { mode: 'no-cors' }, { [other]: answer(200, [['Cross-Origin-Resource-Policy', 'same-origin']]) }, open, ['http-fetch: corp', 'http-fetch 5', `GET ${other} -`]],
    ['Cross-Origin-Resource-Policy of a CORS request, which does not matter', {}, { [other]: answer(200, [...allowAll, ['Cross-Origin-Resource-Policy', 'same-origin']]) }, open, ['cors 200', 'main-fetch 14', `GET ${other} ${page}`]],
    ['Cross-Origin-Resource-Policy of a redirect in mode no-cors', { mode: 'no-cors' }, { [other]: to(third, 302, [['Cross-Origin-Resource-Policy', 'same-site']]), [third]: open }, open, ['http-fetch: corp', 'http-fetch 5', `GET ${other} -`]],

    ['a redirect to a third origin', {}, { [other]: to(third), [third]: open }, open, ['cors 200', 'main-fetch 14', `GET ${other} ${page}`, `GET ${third} null`]],
    ['a redirect to a third origin that is shared with the page’s', {}, { [other]: to(third), [third]: answer(200, withCredentials) }, open, ['cors-check: redirect-tainted-origin', 'http-fetch 4.4', `GET ${other} ${page}`, `GET ${third} null`]],
    ['a redirect to a third origin that is shared with null', {}, { [other]: to(third), [third]: answer(200, [['Access-Control-Allow-Origin', 'null']]) }, open, ['cors 200', 'main-fetch 14', `GET ${other} ${page}`, `GET ${third} null`]],
    ['a redirect that is itself not shared', {}, { [other]: to(third, 302, []), [third]: open }, open, ['cors-check: acao-missing', 'http-fetch 4.4', `GET ${other} ${page}`]],
    ['a redirect from the own origin', { url: ownAddress }, { [ownAddress]: to(other, 302, []), [other]: answer(200, withCredentials) }, open, ['cors 200', 'main-fetch 14', `GET ${ownAddress} -`, `GET ${other} ${page}`]],
    ['a redirect back to the own origin', {}, { [other]: to(ownAddress), [ownAddress]: open }, open, ['cors 200', 'main-fetch 14', `GET ${other} ${page}`, `GET ${ownAddress} null`]],
    ['a redirect back to the own origin, which does not share with null', {}, { [other]: to(ownAddress), [ownAddress]: answer(200) }, open, ['cors-check: acao-missing', 'http-fetch 4.4', `GET ${other} ${page}`, `GET ${ownAddress} null`]],
    ['a redirect to another origin in mode same-origin', { url: ownAddress, mode: 'same-origin' }, { [ownAddress]: to(other, 302, []) }, open, ['main-fetch: mode-same-origin', 'main-fetch 12', `GET ${ownAddress} -`]],
    ['a redirect back to the own origin in mode no-cors, opaque', { mode: 'no-cors' }, { [other]: to(ownAddress, 302, []), [ownAddress]: answer(200) }, open, ['opaque 0', 'main-fetch 14', `GET ${other} -`, `GET ${ownAddress} -`]],
    ['a redirect of a preflighted request: each address has its preflight', put, { [other]: to(third, 307), [third]: open }, open, ['cors 200', 'main-fetch 14', `preflight ${other} ${page}`, `PUT ${other} ${page}`, `preflight ${third} null`, `PUT ${third} null`]],
    ['a 303 after PUT: the GET needs no preflight', put, { [other]: to(third, 303), [third]: open }, open, ['cors 200', 'main-fetch 14', `preflight ${other} ${page}`, `PUT ${other} ${page}`, `GET ${third} null`]],
    ['a redirect of Authorization to another origin: without it no preflight', { headers: [['Authorization', 'x']] }, { [other]: to(third), [third]: open }, open, ['cors 200', 'main-fetch 14', `preflight ${other} ${page}`, `GET ${other} ${page}`, `GET ${third} null`]],
    ['a redirect of PUT from the own origin: a preflight there only', { ...put, url: ownAddress }, { [ownAddress]: to(other, 308, []), [other]: open }, open, ['cors 200', 'main-fetch 14', `PUT ${ownAddress} ${page}`, `preflight ${other} ${page}`, `PUT ${other} ${page}`]],
    ['a redirect to a blocked port', {}, { [other]: to('https://b.example:25/') }, open, ['main-fetch: bad-port', 'main-fetch 7', `GET ${other} ${page}`]],
    ['a redirect to plain http', {}, { [other]: to('http://b.example/') }, open, ['main-fetch: mixed-content', 'main-fetch 7', `GET ${other} ${page}`]],
    ['a redirect with the redirect mode error', { redirect: 'error' }, { [other]: to(third) }, open, ['http-fetch: redirect-mode-error', 'http-fetch 6.3', `GET ${other} ${page}`]],
    ['a redirect with the redirect mode manual', { redirect: 'manual' }, { [other]: to(third) }, open, ['opaqueredirect 0', 'http-fetch 6.3', `GET ${other} ${page}`]],
    ['a redirect with the redirect mode manual that is not shared', { redirect: 'manual' }, { [other]: to(third, 302, []) }, open, ['cors-check: acao-missing', 'http-fetch 4.4', `GET ${other} ${page}`]],
    ['a redirect without Location', {}, { [other]: answer(302, allowAll) }, open, ['cors 302', 'main-fetch 14', `GET ${other} ${page}`]],
    ['a redirect without Location with the redirect mode error', { redirect: 'error' }, { [other]: answer(302, allowAll) }, open, ['http-fetch: redirect-mode-error', 'http-fetch 6.3', `GET ${other} ${page}`]],
    ['a 300 with Location', {}, { [other]: to(third, 300) }, open, ['cors 300', 'main-fetch 14', `GET ${other} ${page}`]],
    ['a 304 with Location', {}, { [other]: to(third, 304) }, open, ['cors 304', 'main-fetch 14', `GET ${other} ${page}`]],
    ['any address of an opaque origin', { origin: 'null', url: ownAddress }, { [ownAddress]: open }, open, ['cors 200', 'main-fetch 14', `GET ${ownAddress} null`]],
  ];
  for (const [what, changes, answers, preflight, expected] of rows) test(`${what}: ${expected[0]}`, () => assert.deepEqual(flow(changes, servers(answers, preflight)), expected));

  test('an exception sends nothing', () => assert.deepEqual(flow({ method: 'TRACE' }, servers({})), ['api: method-forbidden', 'request-constructor 25.2']));
  test('20 redirects are followed', () => assert.equal(predict(asked, servers({ [other]: [...Array<FetchResponse>(20).fill(to(other)), open] })).exchanges.length, 21));
  test('a loop ends with the 21st', () => {
    const { outcome, exchanges } = predict(asked, servers({ [other]: to(other) }));
    assert.deepEqual([outcome.kind === 'network-error' && outcome.reason, exchanges.length], ['redirect-count', 21]);
  });
});

describe('what goes along with redirects', () => {
  test('Authorization, once removed, does not come back', () => {
    const is = predict({ ...asked, url: ownAddress, headers: [['Authorization', 'x']] }, servers({ [ownAddress]: [to(other, 302, []), open], [other]: to(ownAddress) }));
    assert.deepEqual(sent(is, 'authorization'), [{ authorization: 'x' }, { authorization: null }, { authorization: null }]);
  });
  test('a referrer, once shortened, does not grow again', () => {
    const is = predict({ ...asked, url: ownAddress, referrerPolicy: 'origin-when-cross-origin' }, servers({ [ownAddress]: [to(other, 302, []), open], [other]: to(ownAddress) }));
    assert.deepEqual(sent(is, 'referer'), [{ referer: `${page}/page` }, { referer: `${page}/` }, { referer: `${page}/` }]);
  });
  test('a referrer, once gone, does not come back', () => {
    const is = predict({ ...asked, url: ownAddress }, servers({ [ownAddress]: [to(other, 302, [['Referrer-Policy', 'no-referrer']]), open], [other]: to(ownAddress, 302, [...allowAll, ['Referrer-Policy', 'unsafe-url']]) }));
    assert.deepEqual(sent(is, 'referer'), [{ referer: `${page}/page` }, { referer: null }, { referer: null }]);
  });
  test('a preflight has the referrer of its request', () => assert.deepEqual(sent(predict({ ...asked, method: 'PUT' }, servers({ [other]: open })), 'referer'), [{ referer: `${page}/` }, { referer: `${page}/` }]));
  test('cookies of the own origin do so within it, and are left open once another site redirected', () => {
    const world = { ...freshWorld, cookies: predictIn({ ...asked, url: ownAddress }, servers({ [ownAddress]: answer(200, [['Set-Cookie', 'a=b']]) }), freshWorld).world.cookies };
    const is = predict({ ...asked, url: ownAddress, credentials: 'include' }, servers({ [ownAddress]: [to(other, 302, []), answer(200, [['Access-Control-Allow-Origin', 'null'], ['Access-Control-Allow-Credentials', 'true']])], [other]: to(ownAddress, 302, withCredentials) }), world);
    assert.deepEqual(sent(is, 'cookie'), [{ cookie: 'a=b' }, { cookie: null }, { cookie: 'not named' }]);
    assert.deepEqual(is.open.includes('cookies'), true);
  });
});

// https://fetch.spec.whatwg.org/#concept-main-fetch steps 14 to 22
describe('what script sees', () => {
  const seen = (changes: Partial<ScriptRequest>, response: FetchResponse): unknown => {
    const { outcome } = predict({ ...asked, ...changes }, () => response);
    return outcome.kind === 'response' ? [outcome.type, outcome.status, outcome.redirected, outcome.url, outcome.headers, outcome.body] : outcome;
  };
  const full = answer(200, [...allowAll, ['X-A', '1'], ['X-A', '2'], ['Set-Cookie', 'a=b'], ['Content-Type', 'text/plain'], ['Access-Control-Expose-Headers', 'X-A, Set-Cookie']], 'body');
  const rows: readonly [what: string, changes: Partial<ScriptRequest>, response: FetchResponse, is: readonly unknown[]][] = [
    ['a CORS response: safelisted and exposed headers', {}, full, ['cors', 200, false, other, [['content-type', 'text/plain'], ['x-a', '1, 2']], 'body']],
    ['an opaque response: nothing', { mode: 'no-cors' }, full, ['opaque', 0, false, '', [], '']],
    ['a basic response: all but cookies', { url: ownAddress }, answer(200, [['X-A', '1'], ['Set-Cookie', 'a=b']], 'body'), ['basic', 200, false, ownAddress, [['x-a', '1']], 'body']],
    ['a HEAD: no body', { method: 'HEAD' }, full, ['cors', 200, false, other, [['content-type', 'text/plain'], ['x-a', '1, 2']], '']],
    ['a 204: no body', {}, { ...open, status: 204 }, ['cors', 204, false, other, [], '']],
    ['a 205: no body', {}, { ...open, status: 205 }, ['cors', 205, false, other, [], '']],
    ['a 304: no body', {}, { ...open, status: 304 }, ['cors', 304, false, other, [], '']],
    ['an opaque redirect: the address it was asked of', { redirect: 'manual' }, to(third), ['opaqueredirect', 0, false, other, [], '']],
    ['an address without its fragment', { url: `${other}#z` }, open, ['cors', 200, false, other, [], 'body']],
    ['an address with its user name, which XHR allows', { api: 'xhr', url: 'https://u@b.example/x' }, open, ['cors', 200, false, 'https://u@b.example/x', [], 'body']],
  ];
  for (const [what, changes, response, is] of rows) test(what, () => assert.deepEqual(seen(changes, response), is));
  test('after a redirect: the last address', () => {
    const { outcome } = predict(asked, servers({ [other]: to(third), [third]: open }));
    assert.deepEqual(outcome.kind === 'response' && [outcome.redirected, outcome.url], [true, third]);
  });
});
