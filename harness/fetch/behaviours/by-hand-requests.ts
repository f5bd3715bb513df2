import { answer, each, grant, only, page, remote } from './case.ts';
import type { Answer, Case, Expected, Step } from './case.ts';
import type { HeaderList } from '../header.ts';
import type { Reason } from '../reason.ts';
import type { ScriptRequest } from '../script-request.ts';

type ByHand = Readonly<Record<string, readonly Case[]>>;

const star = grant('omit');
const allowed: Expected = { kind: 'response', type: 'cors', status: 200 };
const opaque: Expected = { kind: 'response', type: 'opaque', status: 0 };

function refused(reason: Reason): Expected {
  return { kind: 'network-error', stage: 'cors-preflight-fetch', reason };
}

/** Asks another origin, which answers a preflight with these headers beside what a simple request needs. */
function preflighted(asked: Partial<ScriptRequest>, headers: HeaderList, expect: Step['expect'], actual: Answer = answer(grant(asked.credentials))): Step {
  return { asked, hops: [{ origin: remote, preflight: answer([...grant(asked.credentials), ...headers]), answer: actual }], expect };
}

function allowHeaders(names: string): HeaderList {
  return [['Access-Control-Allow-Headers', names]];
}

function allowMethods(methods: string): HeaderList {
  return [['Access-Control-Allow-Methods', methods]];
}

const safelistedValues: HeaderList = [['Accept', '*'], ['Accept-Language', 'ru'], ['Content-Language', 'ru'], ['Content-Type', 'text/plain']];

/** Without CORS, a header that is not safelisted is left out without a word. */
function leftOut(name: string, value: string): readonly Case[] {
  return only({ asked: { mode: 'no-cors', headers: [[name, value]] }, hops: [{ origin: remote, answer: answer([]) }], expect: { outcome: opaque, preflights: 0, sent: { [name.toLowerCase()]: null } } });
}

const long = 's'.repeat(127);

export const safelistByHand: ByHand = {
  // A range that is safelisted with CORS is left out as well.
  'SAFELIST-121': [...leftOut('Range', 'foo'), { what: 'bytes=0-10', steps: leftOut('Range', 'bytes=0-10').flatMap(({ steps }) => steps) }],
  'SAFELIST-122': each(['bytes=0-10', 'foo=0-10', 'foo', ''], (value) => ({
    asked: { headers: [['Range', value]] }, hops: [{ origin: page, answer: answer([]) }], expect: { outcome: { kind: 'response', type: 'basic' }, sent: { range: value, 'accept-encoding': 'identity' } },
  })),
  'SAFELIST-123': only({
    asked: { api: 'xhr', method: 'POST', headers: safelistedValues, body: { kind: 'blob', type: '', text: 'x' } }, hops: [{ origin: remote, answer: answer(star) }],
    expect: { outcome: allowed, preflights: 0, sent: { accept: '*', 'accept-language': 'ru', 'content-language': 'ru', 'content-type': 'text/plain' } },
  }),
  'SAFELIST-124': only({
    asked: { api: 'xhr', method: 'POST', body: { kind: 'text', text: 'x' } }, hops: [{ origin: remote, preflight: answer([], 405), answer: answer(star) }],
    expect: { outcome: allowed, preflights: 0, sent: { 'content-type': 'text/plain;charset=UTF-8' } },
  }),
  'SAFELIST-127': only(preflighted({ api: 'xhr', method: 'PUT', headers: [['Content-Type', 'text/plain']] }, allowMethods('PUT'), { outcome: allowed, preflights: 1, preflight: { 'access-control-request-headers': null } })),
  'SAFELIST-128': only(preflighted({ api: 'xhr', method: 'PUT', headers: [['Content-Type', 'application/xml']] }, allowMethods('PUT'), { outcome: refused('header-not-allowed'), preflights: 1, requests: 0 })),
  'SAFELIST-132': only(preflighted({ api: 'xhr', method: 'POST', credentials: 'include', headers: [['Authorization', 'Bearer x']], body: { kind: 'multipart' } }, allowHeaders('authorization'), { outcome: allowed, preflights: 1, sent: { authorization: 'Bearer x' } })),
  'SAFELIST-133': ['Accept', 'Accept-Language', 'Content-Language'].flatMap((name) =>
    [[long, '', long], ['', long]].map((values) => ({
      what: `${name} with ${values.length} values`,
      steps: [{ asked: { mode: 'no-cors', headers: values.map((value) => [name, value] as const) }, hops: [{ origin: remote, answer: answer([]) }], expect: { outcome: opaque, sent: { [name.toLowerCase()]: values[0] ?? '' } } }],
    })),
  ),
  'SAFELIST-134': leftOut('dpr', '2'),
  'SAFELIST-137': leftOut('ect', '2g'),
  'SAFELIST-138': leftOut('save-data', 'on'),
  'SAFELIST-139': leftOut('viewport-width', '100'),
  // The standard safelists no client hint, whatever its value.
  'CLIENT-HINTS-004': only(preflighted({ api: 'xhr', headers: [['device-memory', '']] }, allowHeaders('x-print'), { outcome: refused('header-not-allowed'), preflights: 1, requests: 0, preflight: { 'access-control-request-headers': 'device-memory' } })),
  'CLIENT-HINTS-005': only(preflighted({ api: 'xhr', headers: [['dpr', '']] }, allowHeaders('x-print'), { outcome: refused('header-not-allowed'), preflights: 1, requests: 0, preflight: { 'access-control-request-headers': 'dpr' } })),
};

const safe: HeaderList = [['Accept', '*/*'], ['Accept-Language', 'en'], ['Content-Language', 'en']];
const mixed: HeaderList = [
  ['X-Test-Default', '1'], ['x-test-b', '1'], ['X-TEST-A', '1'], ['X-test-2', '1'], ['x-Test-10', '1'], ['X-Test-Ui', '1'], ['x-test-', '1'], ['Content-Type', 'text/html'], ...safe,
];
const mixedNames = ['content-type', 'x-test-', 'x-test-10', 'x-test-2', 'x-test-a', 'x-test-b', 'x-test-default', 'x-test-ui'];

type Asking = readonly [asked: Partial<ScriptRequest>, preflightHeaders: HeaderList, preflights: 0 | 1, wait?: number];

/** One request after the other; of each, what a preflight would be answered, how many are sent, and the seconds before it. */
function oneByOne(...askings: readonly Asking[]): readonly Case[] {
  return only(...askings.map(([asked, headers, preflights, wait = 0]): Step => ({ ...preflighted({ api: 'xhr', ...asked }, headers, { outcome: allowed, preflights, requests: 1 }), wait })));
}

const print = { headers: [['x-print', '1']] } as const;
const maxAge = (seconds: string): HeaderList => [['Access-Control-Max-Age', seconds]];

export const preflightByHand: ByHand = {
  'PREFLIGHT-SHAPE-003': only(preflighted({ headers: mixed }, allowHeaders(mixedNames.join(' ,')), { outcome: allowed, preflights: 1, preflight: { 'access-control-request-headers': mixedNames.join(',') } })),
  'PREFLIGHT-HEADER-003': only(preflighted({ headers: mixed }, [], { outcome: refused('header-not-allowed'), preflights: 1, requests: 0 })),
  'PREFLIGHT-SHAPE-005': only(preflighted({ method: 'PUT', headers: safe }, allowMethods('PUT'), { outcome: allowed, preflights: 1, preflight: { 'access-control-request-headers': null } })),
  'PREFLIGHT-SHAPE-008': only(preflighted({ api: 'xhr', headers: [['x-pass', '1']] }, allowHeaders('x-pass'), { outcome: allowed, preflights: 1, preflight: { 'access-control-request-headers': 'x-pass', origin: page } })),
  'PREFLIGHT-SHAPE-009': only(preflighted({ api: 'xhr', headers: [['x-test', '1']] }, allowHeaders('x-test'), { outcome: allowed, preflights: 1, preflight: { 'x-test': null }, sent: { 'x-test': '1' } })),
  'PREFLIGHT-SHAPE-010': only(
    { asked: { api: 'xhr', credentials: 'include' }, hops: [{ origin: remote, answer: answer([...grant('include'), ['Set-Cookie', 'foo=bar']]) }], expect: { outcome: allowed } },
    preflighted({ api: 'xhr', credentials: 'include', headers: [['X-Proprietary-Header', '1']] }, allowHeaders('x-proprietary-header'), { outcome: allowed, preflights: 1, preflight: { cookie: null }, sent: { cookie: 'foo=bar' } }),
  ),
  'PREFLIGHT-PARSE-001': only(preflighted({ headers: [['x-force-preflight', '1']] }, allowHeaders('x-force-preflight,Bad value'), { outcome: refused('acah-unparsable'), preflights: 1, requests: 0 })),
  'PREFLIGHT-PARSE-002': only(preflighted({ headers: [['x-force-preflight', '1']] }, [...allowHeaders('x-force-preflight'), ...allowMethods('Bad value')], { outcome: refused('acam-unparsable'), preflights: 1, requests: 0 })),
  'PREFLIGHT-BODY-001': only({
    asked: { api: 'xhr', headers: [['X-Requested-With', 'XMLHttpRequest'], ['Content-Type', 'application/x-www-form-urlencoded']] },
    hops: [{ origin: remote, preflight: answer([...star, ...allowHeaders('x-requested-with')], 200, 'FAIL'), answer: answer(star, 200, 'PASS') }],
    expect: { outcome: { kind: 'response', type: 'cors', status: 200, body: 'PASS' }, preflights: 1 },
  }),
  'PREFLIGHT-DENIED-009': only(
    ...Array.from({ length: 10 }, (): Step => ({ asked: { api: 'xhr' }, hops: [{ origin: remote, answer: answer([]) }], expect: { outcome: { kind: 'network-error', stage: 'cors-check', reason: 'acao-missing' }, preflights: 0, requests: 1 } })),
  ),
  'PREFLIGHT-CACHE-002': oneByOne([print, [...allowHeaders('x-print'), ...maxAge('0')], 1], [print, [...allowHeaders('x-print'), ...maxAge('0')], 1]),
  'PREFLIGHT-CACHE-004': oneByOne(...([[1, 0], [0, 0.5], [1, 1.5]] as const).map(([preflights, wait]): Asking => [print, [...allowHeaders('x-print'), ...maxAge('1')], preflights, wait])),
  'PREFLIGHT-CACHE-007': oneByOne([{ method: 'PUT' }, [...allowMethods('PUT'), ...maxAge('60')], 1], [{ method: 'PUT', headers: [['x-test', '1']] }, [...allowMethods('PUT'), ...allowHeaders('x-test')], 1]),
  'PREFLIGHT-CACHE-008': oneByOne([{ method: 'PUT' }, [...allowMethods('PUT'), ...maxAge('60')], 1], [{ method: 'XMETHOD' }, allowMethods('XMETHOD'), 1]),
  'PREFLIGHT-CACHE-009': oneByOne([{ method: 'PUT' }, [...allowMethods('PUT'), ...maxAge('1')], 1], [{ method: 'PUT' }, [...allowMethods('PUT'), ...maxAge('1')], 1, 3]),
};
