import { another, answer, each, grant, only, page, remote } from './case.ts';
import type { Case, Expected, Hop, Step } from './case.ts';
import type { HeaderList } from '../header.ts';
import type { ScriptRequest } from '../script-request.ts';

type ByHand = Readonly<Record<string, readonly Case[]>>;

const star = grant('omit');
const allowed: Expected = { kind: 'response', type: 'cors', status: 200 };
const opaque: Expected = { kind: 'response', type: 'opaque', status: 0 };
const basic: Expected = { kind: 'response', type: 'basic', status: 200 };
const blocked: Expected = { kind: 'network-error', stage: 'cors-check' };
const corp: Expected = { kind: 'network-error', stage: 'http-fetch', reason: 'corp' };

const frame = 'http://frame.widgets.test';
const inFrame: Partial<ScriptRequest> = { api: 'xhr', origin: frame, clientUrl: `${frame}/inner.html` };

/** A frame asks the origin of the page around it, which answers with these values of Access-Control-Allow-Origin. */
function framed(values: readonly string[], outcome: Expected): readonly Case[] {
  return values.map((value) => ({
    what: JSON.stringify(value),
    steps: [{ asked: inFrame, hops: [{ origin: page, answer: answer([['Access-Control-Allow-Origin', value]]) }], expect: { outcome, origins: [frame], preflights: 0 } }],
  }));
}

const frameHost = frame.replace('http://', '');
const malformed = [
  `//${frameHost}`, `://${frameHost}`, `ftp://${frameHost}`, `http:://${frameHost}`, `http:/${frameHost}`, `http:${frameHost}`, frameHost,
  `${frame}?`, `${frame}/`, `${frame} /`, `${frame}#`, `${frame}%23`, `${frame}:80`, `${frame}, *`, `${frame}\0`, frame.toUpperCase(), `HTTP://${frameHost}`, `http://${frameHost.toUpperCase()}`,
  '-', '**', '\0*', '*\0', "'*'", '"*"', '* *', '*http://*', `*${frame}`, `* ${frame}`, `*, ${frame}`, `\0${frame}`, `null ${frame}`,
  'http://example.net', 'null', '', `${page}/folder/page.html`, `${page}/folder/`, `${frame}/folder/`,
];

export const responseByHand: ByHand = {
  'ACAO-071': framed(['*', ' *  ', '\t*', frame, ` ${frame}`, ` ${frame}   \t `, `\t${frame}`], allowed),
  'ACAO-072': framed([page], blocked),
  'ACAO-073': framed(malformed, blocked),
  'BASIC-044': only({ asked: { mode: 'same-origin' }, hops: [{ origin: page, answer: answer([]) }], expect: { outcome: basic, requests: 1 } }),
  'BASIC-045': each(['https://www.site.test', remote], (origin) => ({ asked: { mode: 'same-origin' }, hops: [{ origin, answer: answer(star) }], expect: { outcome: { kind: 'network-error', stage: 'main-fetch', reason: 'mode-same-origin' }, requests: 0, preflights: 0 } })),
  'BASIC-048': only({ asked: { mode: 'no-cors' }, hops: [{ origin: page, answer: answer([['X-Any', 'thing']]) }], expect: { outcome: basic, readable: { 'x-any': 'thing' } } }),
  'ORIGIN-HEADER-016': only({ asked: { method: 'POST', mode: 'no-cors' }, hops: [{ origin: remote, answer: answer([], 308) }, { origin: page, answer: answer([]) }], expect: { outcome: opaque, origins: [page, 'null'] } }),
  'CACHE-304-006': only(conditional([], { kind: 'network-error', stage: 'cors-check', reason: 'acao-missing' })),
  'CACHE-304-007': only(conditional(star, { kind: 'response', type: 'cors', status: 304, body: '' })),
  'KEEPALIVE-003': keptAlive(remote),
  'KEEPALIVE-004': keptAlive(`${remote}:8080`),
  'KEEPALIVE-005': keptAlive('https://api.site.test'),
  'LOCAL-NETWORK-003': lessPublic('https://127.0.0.1', 'https://203.0.113.1'),
  'LOCAL-NETWORK-004': lessPublic('https://192.168.0.1', 'https://192.168.0.2'),
  'LOCAL-NETWORK-005': lessPublic('https://192.168.0.1', 'https://203.0.113.1'),
};

/** A request with a validator of script's own, which needs a preflight. */
function conditional(headers: HeaderList, outcome: Expected): Step {
  return {
    asked: { api: 'xhr', headers: [['If-None-Match', '"1"']] },
    hops: [{ origin: remote, preflight: answer([...star, ['Access-Control-Allow-Headers', 'if-none-match']]), answer: answer(headers, 304, 'body') }],
    expect: { outcome, preflights: 1, requests: 1 },
  };
}

/** What becomes of a request without a body does not depend on keepalive, so that the model has no such option. */
function keptAlive(origin: string): readonly Case[] {
  const step = (asked: Partial<ScriptRequest>, headers: HeaderList, outcome: Expected): readonly Step[] => [{ asked, hops: [{ origin, answer: answer(headers) }], expect: { outcome, preflights: 0, requests: 1 } }];
  return [
    { what: 'ACAO: *', steps: step({}, star, allowed) },
    { what: 'none', steps: step({}, [], blocked) },
    { what: 'no-cors', steps: step({ mode: 'no-cors' }, [], opaque) },
  ];
}

function lessPublic(from: string, to: string): readonly Case[] {
  return only({ asked: { origin: from, clientUrl: `${from}/page.html` }, hops: [{ origin: to, answer: answer(star) }], expect: { outcome: allowed, preflights: 0, requests: 1 } });
}

function read(asked: Partial<ScriptRequest>, headers: HeaderList, readable: Readonly<Record<string, string | null>>): readonly Case[] {
  return only({ asked, hops: [{ origin: remote, answer: answer([...grant(asked.credentials), ...headers]) }], expect: { outcome: allowed, readable } });
}

const xhr: Partial<ScriptRequest> = { api: 'xhr' };
const named = (names: string): HeaderList => [['Access-Control-Expose-Headers', names]];
const starred: HeaderList = [...named('*'), ['Test', 'x'], ['Set-Cookie', 'a=1'], ['*', 'y'], ['Content-Type', 'text/plain']];
const simple: HeaderList = [['Cache-Control', 'no-cache'], ['Content-Language', 'nn'], ['Expires', 'Thu, 01 Dec 1994 16:00:00 GMT'], ['Last-Modified', 'Thu, 01 Dec 1994 10:00:00 GMT'], ['Pragma', 'no-cache']];
const simpleRead = Object.fromEntries(simple.map(([name, value]) => [name.toLowerCase(), value]));

export const exposeByHand: ByHand = {
  'EXPOSE-020': read({}, starred, { test: 'x', '*': 'y', 'set-cookie': null }),
  'EXPOSE-021': read({ credentials: 'include' }, starred, { '*': 'y', test: null, 'content-type': 'text/plain' }),
  'EXPOSE-024': read({ ...xhr, credentials: 'include' }, starred, { '*': 'y', test: null, 'content-type': 'text/plain' }),
  'EXPOSE-025': [...read(xhr, [...named('*'), ...named('set-cookie,*'), ['Test', 'x'], ['Set-Cookie', 'a=1']], { test: 'x', 'set-cookie': null })],
  'EXPOSE-041': read(xhr, [...named('x-custom-header-comma'), ['X-Custom-Header-Comma', '1'], ['x-custom-header-comma', '2']], { 'x-custom-header-comma': '1, 2' }),
  'EXPOSE-044': read(xhr, [...named('x-custom-header-bytes'), ['x-custom-header-bytes', '\xe2\x80\xa6']], { 'x-custom-header-bytes': '\xe2\x80\xa6' }),
  'EXPOSE-045': read(xhr, [...named('Date'), ['Date', 'Thu, 01 Dec 1994 16:00:00 GMT']], { date: 'Thu, 01 Dec 1994 16:00:00 GMT' }),
  'EXPOSE-046': read(xhr, simple, simpleRead),
  'EXPOSE-049': read(xhr, [...named('x-custom-header'), ['x-custom-header', 'test'], ['x-nonexposed', 'x']], { 'x-nonexposed': null, 'x-custom-header': 'test' }),
  'EXPOSE-050': read(xhr, [...named('x-custom-header-empty'), ['x-custom-header-empty', '']], { 'x-custom-header-empty': '' }),
  'EXPOSE-051': read(xhr, [...named('set-cookie, set-cookie2'), ['Set-Cookie', 'a=1'], ['Set-Cookie2', 'b=2']], { 'set-cookie': null, 'set-cookie2': null }),
  'EXPOSE-054': read(xhr, [...simple, ['Content-Type', 'text/plain'], ['Content-Length', '4'], ['x-webkit', 'x']], { ...simpleRead, 'content-type': 'text/plain', 'content-length': '4', 'x-webkit': null }),
  'EXPOSE-055': only({
    asked: xhr, hops: [{ origin: page, answer: answer(named('hoge'), 302) }, { origin: remote, answer: answer([...star, ...named('foo'), ['foo', 'bar'], ['hoge', 'fuga']]) }],
    expect: { outcome: allowed, readable: { foo: 'bar', hoge: null } },
  }),
  'EXPOSE-056': read(xhr, [...named('x-Foo'), ['X-foo', 'BAR'], ['x-test', 'TEST']], { 'x-foo': 'BAR', 'x-test': null }),
};

/** Responses that are opaque, of a page that is http; each hop with its policy, if any. */
function withPolicies(hops: readonly (readonly [origin: string, policy?: string])[], outcome: Expected, asked: Partial<ScriptRequest> = { mode: 'no-cors' }): readonly Case[] {
  const headers = (policy?: string): HeaderList => (policy === undefined ? [] : [['Cross-Origin-Resource-Policy', policy]]);
  const all = hops.map(([origin, policy], index): Hop => ({ origin, answer: answer([...headers(policy), ...(asked.mode === 'cors' ? star : [])], index < hops.length - 1 ? 302 : 200) }));
  return only({ asked, hops: all, expect: { outcome } });
}

export const corpByHand: ByHand = {
  'CORP-001': withPolicies([[page, 'same-origin']], basic, {}),
  'CORP-002': withPolicies([[page, 'same-site']], basic, {}),
  'CORP-003': withPolicies([[another, 'same-origin']], allowed, { mode: 'cors' }),
  'CORP-006': withPolicies([[another, 'same-site']], corp),
  'CORP-007': withPolicies([['https://api.site.test', 'same-site']], corp),
  'CORP-008': withPolicies([[remote, 'same-origin']], corp),
  'CORP-011': withPolicies([[another], [page, 'same-origin']], opaque),
  'CORP-012': withPolicies([[another, 'same-origin'], [page]], corp),
  'CORP-013': withPolicies([[another, 'same']], opaque),
  'CORP-016': withPolicies([[another, 'Same-Origin']], opaque),
  'CORP-017': withPolicies([[another, 'same-origin, <>']], opaque),
  'CORP-018': withPolicies([[another, 'same-origin, same-origin']], opaque),
};
