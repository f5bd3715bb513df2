import { another, answer, each, grant, only, page, remote } from './case.ts';
import type { Answer, Case, Expected, Hop, Step } from './case.ts';
import type { HeaderList } from '../header.ts';
import type { ScriptBody, ScriptRequest } from '../script-request.ts';
import { redirectStatuses } from './words.ts';

type ByHand = Readonly<Record<string, readonly Case[]>>;

const star = grant('omit');
const allowed: Expected = { kind: 'response', type: 'cors', status: 200 };
const basic: Expected = { kind: 'response', type: 'basic', status: 200 };
const text: ScriptBody = { kind: 'text', text: 'this is my body' };

function redirectFailed(reason: 'redirect-scheme' | 'redirect-count'): Expected {
  return { kind: 'network-error', stage: 'http-redirect-fetch', reason };
}

/** So many redirects within the page's origin. */
function chain(redirects: number, status: number): readonly Hop[] {
  return Array.from({ length: redirects + 1 }, (_, index) => ({ origin: page, answer: answer([], index < redirects ? status : 200) }));
}

function leadingTo(location: string): readonly Case[] {
  return only({ asked: {}, hops: [{ origin: page, answer: answer([['Location', location]], 302) }], expect: { outcome: redirectFailed('redirect-scheme'), requests: 1 } });
}

export const redirectByHand: ByHand = {
  'REDIRECT-036': each(redirectStatuses, (status) => ({ asked: {}, hops: chain(20, status), expect: { outcome: basic, requests: 21 } })),
  'REDIRECT-037': each(redirectStatuses, (status) => ({ asked: {}, hops: chain(21, status), expect: { outcome: redirectFailed('redirect-count'), requests: 21 } })),
  'REDIRECT-038': ([[page, 'cors'], [page, 'no-cors'], [page, 'same-origin'], [remote, 'cors'], [remote, 'no-cors']] as const).map(([origin, mode]) => ({
    what: `${origin} in mode ${mode}`,
    steps: [{ asked: { mode }, hops: [{ origin, answer: answer([...star, ['Location', 'data:text/plain,x']], 302) }], expect: { outcome: redirectFailed('redirect-scheme'), requests: 1 } }],
  })),
  'REDIRECT-041': leadingTo('facetime:'),
  'REDIRECT-042': leadingTo('about:blank'),
  'REDIRECT-043': leadingTo('about:unicorn'),
  'REDIRECT-045': each([301, 302, 303, 307], (status) => ({
    asked: { api: 'xhr', headers: [['Content-Type', 'application/x-pony']] },
    hops: [{ origin: page, answer: answer([], status) }, { origin: remote, preflight: answer([]), answer: answer([]) }],
    expect: { outcome: { kind: 'network-error', stage: 'cors-preflight-fetch', reason: 'acao-missing' }, requests: 1, readable: { 'content-type': null } },
  })),
  'REDIRECT-MODE-013': each(redirectStatuses, (status) => ({
    asked: { redirect: 'manual' }, hops: [{ origin: remote, answer: answer([['Location', `${remote}/2`]], status) }], expect: { outcome: { kind: 'network-error', stage: 'cors-check', reason: 'acao-missing' }, requests: 1 },
  })),
};

const bodyHeaders: HeaderList = [['Content-Encoding', 'identity'], ['Content-Language', 'en-US'], ['Content-Location', 'foo']];
const bodyHeadersKept = Object.fromEntries(bodyHeaders.map(([name, value]) => [name.toLowerCase(), value]));
const bodyHeadersGone = { ...Object.fromEntries(bodyHeaders.map(([name]) => [name.toLowerCase(), null])), 'content-type': null };

/** A redirect within the page's origin, and the request after it. */
function resent(method: string, status: number, body: ScriptBody | null, expect: Omit<Step['expect'], 'outcome'>): readonly Case[] {
  return only({ asked: { method, body, headers: bodyHeaders }, hops: [{ origin: page, answer: answer([], status) }, { origin: page, answer: answer([]) }], expect: { outcome: basic, requests: 2, ...expect } });
}

const stripped = { method: 'GET', body: null, sent: bodyHeadersGone };

/** A redirect of an XMLHttpRequest to an origin that allows four methods, and `Content-Type` or not. */
function toCors(method: string, status: number, type: string, allowsType: boolean, expect: Step['expect']): readonly Case[] {
  const preflight = answer([...star, ['Access-Control-Allow-Methods', 'GET, POST, PUT, FOO'], ...(allowsType ? [['Access-Control-Allow-Headers', 'content-type'] as const] : [])]);
  return only({
    asked: { api: 'xhr', method, headers: [['Content-Type', type]], body: method === 'GET' ? null : text },
    hops: [{ origin: page, answer: answer([], status) }, { origin: remote, preflight, answer: answer(star) }],
    expect,
  });
}

const typeRefused: Step['expect'] = { outcome: { kind: 'network-error', stage: 'cors-preflight-fetch', reason: 'header-not-allowed' }, preflights: 1, requests: 1 };
const kept = (method: string, type: string): Step['expect'] => ({ outcome: allowed, preflights: 1, requests: 2, method, sent: { 'content-type': type } });

export const redirectMethodByHand: ByHand = {
  'REDIRECT-METHOD-002': resent('POST', 301, text, stripped),
  'REDIRECT-METHOD-003': resent('HEAD', 301, null, { method: 'HEAD', sent: bodyHeadersKept }),
  'REDIRECT-METHOD-004': resent('POST', 302, text, stripped),
  'REDIRECT-METHOD-007': resent('TESTING', 303, null, stripped),
  'REDIRECT-METHOD-008': resent('POST', 307, text, { method: 'POST', body: 'this is my body', sent: { ...bodyHeadersKept, 'content-type': 'text/plain;charset=UTF-8' } }),
  'REDIRECT-METHOD-009': resent('POST', 307, { kind: 'blob', type: '', text: "it's me the blob!" }, { method: 'POST', body: "it's me the blob!", sent: { ...bodyHeadersKept, 'content-type': null } }),
  'REDIRECT-METHOD-012': toCors('GET', 301, 'application/x-pony', false, typeRefused),
  'REDIRECT-METHOD-013': toCors('GET', 301, 'application/x-pony', true, kept('GET', 'application/x-pony')),
  'REDIRECT-METHOD-014': toCors('FOO', 302, 'application/x-pony', true, kept('FOO', 'application/x-pony')),
  'REDIRECT-METHOD-017': toCors('POST', 302, 'application/x-pony', false, { outcome: allowed, preflights: 0, requests: 2, method: 'GET', body: null, sent: { 'content-type': null } }),
  'REDIRECT-METHOD-018': toCors('POST', 307, 'application/x-pony', false, typeRefused),
  'REDIRECT-METHOD-019': toCors('POST', 307, 'application/thunderstorm', true, kept('POST', 'application/thunderstorm')),
  'REDIRECT-METHOD-022': toCors('POST', 308, 'application/x-pony', false, typeRefused),
};

/** One request with credentials or without; what the response sets, and which cookies went with it. */
function cookies(origin: string, credentials: ScriptRequest['credentials'], sets: readonly string[], cookie: string | null, more: Partial<Step['expect']> = {}, api: 'fetch' | 'xhr' = 'fetch'): Step {
  const headers: HeaderList = [...grant('include'), ...sets.map((value) => ['Set-Cookie', value] as const)];
  return { asked: { api, credentials }, hops: [{ origin, answer: answer(headers) }], expect: { outcome: origin === page ? basic : allowed, sent: { cookie }, ...more } };
}

/** Another host of the page's site, since across sites it is the user agent's to say whether cookies are sent. */
const neighbour = 'http://files.site.test';

/** A way from one origin with a cookie to another with one. The servers echo the origin, which a redirect elsewhere makes `null`. */
function acrossHosts(headers: HeaderList, preflights: number): readonly Case[] {
  const consent = (origin: string): Answer => answer([...grant('include', origin), ['Access-Control-Allow-Headers', 'a']]);
  return only(cookies(remote, 'include', ['a=1'], null), cookies(neighbour, 'include', ['a=2'], null), {
    asked: { credentials: 'include', headers },
    hops: [{ origin: remote, preflight: consent(page), answer: answer(grant('include'), 301) }, { origin: neighbour, preflight: consent('null'), answer: answer(grant('include', 'null')) }],
    expect: { outcome: allowed, preflights, requests: 2, sent: { cookie: 'a=2' } },
  });
}

const authorization: HeaderList = [['Authorization', 'Basic dXNlcjpwYXNzd29yZA==']];
const challenge: HeaderList = [['WWW-Authenticate', 'Basic realm="test"']];
const xhrCookies = (...[include, sets, cookie]: readonly [boolean, readonly string[], string | null]): Step => cookies(remote, include ? 'include' : 'same-origin', sets, cookie, {}, 'xhr');

export const credentialsByHand: ByHand = {
  'CREDENTIALS-002': only(xhrCookies(true, ['id=1'], null), xhrCookies(false, [], null), xhrCookies(true, [], 'id=1')),
  'CREDENTIALS-003': only(xhrCookies(false, ['id=1'], null), xhrCookies(true, ['id=2'], null), xhrCookies(true, [], 'id=2')),
  'CREDENTIALS-017': only(cookies(remote, 'include', ['a=1'], null), {
    asked: { credentials: 'include' }, hops: [{ origin: remote, answer: answer([...grant('include'), ['Cookie', 'a=1']]) }], expect: { outcome: allowed, sent: { cookie: 'a=1' }, readable: { cookie: null } },
  }),
  'CREDENTIALS-018': only(cookies(page, 'include', ['a=1'], null), cookies(remote, 'include', [], null)),
  'CREDENTIALS-019': only(cookies(remote, 'include', ['a=1'], null), cookies(page, 'include', [], null)),
  'CREDENTIALS-022': acrossHosts([], 0),
  'CREDENTIALS-023': acrossHosts([['a', 'b']], 2),
  'CREDENTIALS-024': [
    ...only(cookies(page, 'include', ['a=1'], null), cookies(page, 'include', [], 'a=1')),
    { what: 'two cookies', steps: [cookies(page, 'include', ['a=1', 'b=2'], null), cookies(page, 'include', [], 'a=1; b=2')] },
  ],
  'CREDENTIALS-027': only(cookies(page, 'include', ['a=1'], null), cookies(page, 'omit', [], null)),
  'CREDENTIALS-028': only(cookies(page, 'same-origin', ['a=1'], null), cookies(page, 'same-origin', [], 'a=1')),
  'CREDENTIALS-029': only({ asked: { credentials: 'include', headers: authorization }, hops: [{ origin: page, answer: answer([]) }], expect: { outcome: basic, sent: { authorization: 'Basic dXNlcjpwYXNzd29yZA==' } } }),
  'CREDENTIALS-032': only({ asked: { credentials: 'omit', headers: [['Authorization', 'Basic eDp4']] }, hops: [{ origin: page, answer: answer(challenge, 401) }], expect: { outcome: { kind: 'response', type: 'basic', status: 401 }, requests: 1 } }),
  'CREDENTIALS-033': authorizedWay(page, basic, undefined),
  'CREDENTIALS-034': authorizedWay(remote, allowed, answer([...star, ['Access-Control-Allow-Headers', 'Authorization']])),
  'CREDENTIALS-037': only({
    asked: { api: 'xhr', credentials: 'include', url: `${remote.replace('://', '://user:pass@')}/1` }, hops: [{ origin: remote, answer: answer(challenge, 401) }],
    expect: { outcome: { kind: 'network-error', stage: 'cors-check', reason: 'acao-missing' }, requests: 1, sent: { authorization: null } },
  }),
  'CREDENTIALS-038': authorizedXhr('same-origin', [], { outcome: { kind: 'network-error', stage: 'cors-preflight-fetch', reason: 'header-not-allowed' }, preflights: 1, requests: 0 }),
  'CREDENTIALS-039': authorizedXhr('include', [['Access-Control-Allow-Headers', 'authorization']], { outcome: allowed, preflights: 1, requests: 1, sent: { authorization: 'Basic dXNlcjpwYXNzd29yZA==' } }),
};

function authorizedWay(origin: string, outcome: Expected, preflight: Answer | undefined): readonly Case[] {
  return each(redirectStatuses, (status) => ({
    asked: { headers: authorization }, hops: [{ origin, preflight, answer: answer(star, status) }, { origin, preflight, answer: answer(star) }],
    expect: { outcome, requests: 2, sent: { authorization: 'Basic dXNlcjpwYXNzd29yZA==' } },
  }));
}

function authorizedXhr(credentials: ScriptRequest['credentials'], preflight: HeaderList, expect: Step['expect']): readonly Case[] {
  return only({ asked: { api: 'xhr', credentials, headers: authorization }, hops: [{ origin: remote, preflight: answer([...grant(credentials), ...preflight]), answer: answer(grant(credentials)) }], expect });
}

const upload: Partial<ScriptRequest> = { api: 'xhr', method: 'POST', body: { kind: 'text', text: 'xo' } };

/** Events are not modelled: what is checked is the request, which listeners before `send()` change, and how it ends. */
export const eventsByHand: ByHand = {
  'EVENTS-001': only({ asked: upload, hops: [{ origin: remote, answer: answer(star) }], expect: { outcome: allowed, preflights: 0 } }),
  'EVENTS-002': only({ asked: { ...upload, headers: [['custom-header', 'test']] }, hops: [{ origin: remote, preflight: answer([...star, ['Access-Control-Allow-Headers', 'custom-header']]), answer: answer(star) }], expect: { outcome: allowed, preflights: 1 } }),
  'EVENTS-003': only({ asked: { ...upload, uploadListeners: true }, hops: [{ origin: remote, preflight: answer(star), answer: answer(star) }], expect: { outcome: allowed, preflights: 1 } }),
  'EVENTS-006': only({ asked: upload, hops: [{ origin: page, answer: answer([], 307) }, { origin: another, answer: answer(star) }], expect: { outcome: allowed, preflights: 0, method: 'POST', body: 'xo' } }),
  'EVENTS-007': [
    ...only({ asked: { api: 'xhr' }, hops: [{ origin: remote, answer: answer([]) }], expect: { outcome: { kind: 'network-error', stage: 'cors-check', reason: 'acao-missing' }, requests: 1 } }),
    { what: 'same-origin', steps: [{ asked: { api: 'xhr' }, hops: [{ origin: page, answer: answer([]) }], expect: { outcome: basic } }] },
  ],
  'EVENTS-008': [
    ...each(['mailto:test@example.org', 'tel:+31600000000', "javascript:alert('FAIL')", 'about:blank', 'blob:bogusidentifier'], (url) => ({
      asked: { api: 'xhr', url }, hops: [], expect: { outcome: { kind: 'network-error', stage: 'main-fetch', reason: 'scheme-not-http' }, requests: 0 },
    })),
    { what: 'http without CORS', steps: [{ asked: { api: 'xhr' }, hops: [{ origin: remote, answer: answer([]) }], expect: { outcome: { kind: 'network-error', stage: 'cors-check' } } }] },
  ],
};
