import { another, answer, each, grant, hopAddress, only, page, remote } from './case.ts';
import type { Answer, Case, Expect, Expected, Hop } from './case.ts';
import type { HeaderList } from '../header.ts';
import type { Reason, Stage } from '../reason.ts';
import type { Row } from './rows.ts';
import { apiIn, askedIn, cell, methodIn, redirectIn, notUnderstood, valueOf } from './words.ts';

const star = grant('omit');

function failed(stage: Stage, reason: Reason): Expected {
  return { kind: 'network-error', stage, reason };
}

/** The type that a response has at the end of a way: only one that never left the page's origin is basic. */
function reached(from: string, to: string): Expected {
  return { kind: 'response', type: from === page && to === page ? 'basic' : 'cors', status: 200 };
}

const preflightSent = { '': undefined, no: 0, yes: 'some' } as const;

/** `local -> remote` and the like, with each of the statuses, by a request that the servers grant unless the row says otherwise. */
export function redirect(row: Row): readonly Case[] {
  const { statuses, from, to, rest } = redirectIn(row);
  if (rest !== '') notUnderstood(row, 'redirect');
  const asked = askedIn(row);
  const grants = cell<HeaderList>(row, 'actualResponse', {
    '-': star, 'redirect with ACAO': star, 'ACAO on both': star, 'no CORS headers': [],
    // What the server echoes is the request's origin, which these ways leave as it is.
    'ACAO echo': [['Access-Control-Allow-Origin', page]],
    'redirect Location with user:pass@': star, 'redirect to foo://bar': [...star, ['Location', 'foo://bar']],
  });
  const userinfo = row.actualResponse === 'redirect Location with user:pass@' ? 'user:pass@' : undefined;
  const end = reached(from, to);
  const [outcome, origin] = cell<readonly [Expected, (string | null)?]>(row, 'expected', {
    allowed: [end],
    blocked: [failed('http-redirect-fetch', userinfo === undefined ? 'redirect-scheme' : 'redirect-userinfo')],
    '200, no preflight, Origin = page': [end, page],
    '200, no preflight, Origin = null': [end, 'null'],
    '200, Origin = page': [end, page],
    '200, Origin = null': [end, 'null'],
  });
  return each(statuses, (status) => ({
    asked,
    hops: [{ origin: from, answer: answer(grants, status) }, { origin: to, answer: answer(grants), userinfo }],
    expect: { outcome, preflights: cell(row, 'preflightSent', preflightSent), origins: origin === undefined ? undefined : [from === page ? null : page, origin], requests: outcome.kind === 'response' ? 2 : 1 },
  }));
}

/** What each of the two servers grants, and `Origin` as the second sees it. */
export function redirectOrigin(row: Row): readonly Case[] {
  const { statuses, from, to, rest } = redirectIn(row);
  if (rest !== '') notUnderstood(row, 'redirect');
  const asked = askedIn(row);
  const [first, second] = row.actualResponse === '-' ? [star, star] : twoAnswers(row);
  // `Origin` of the first request: only a cross-origin one has it, or one that is neither GET nor HEAD.
  const before = from !== page || asked.method !== 'GET' ? page : null;
  const allowed = (origin: string | null): Expect => ({ outcome: reached(from, to), origins: [before, origin] });
  const expect = cell<Expect>(row, 'expected', {
    'allowed; Origin on 2nd hop = <origin>': allowed(page),
    'allowed; Origin on 2nd hop = null': allowed('null'),
    blocked: { outcome: { kind: 'network-error', stage: 'cors-check' } },
    'no Origin header': allowed(null),
    'Origin: <page origin>': allowed(page),
    'Origin: null (tainted)': allowed('null'),
    'Origin absent (test expects null; 307/308 POST fails in Chromium which sends it)': allowed(null),
  });
  return each(statuses, (status) => ({ asked, hops: [{ origin: from, answer: answer(first, status) }, { origin: to, answer: answer(second) }], expect: { ...expect, preflights: cell(row, 'preflightSent', preflightSent) } }));
}

function twoAnswers(row: Row): readonly [HeaderList, HeaderList] {
  const [, first = '', second = ''] = /^1st ACAO: (.*); 2nd ACAO: (.*)$/.exec(row.actualResponse) ?? notUnderstood(row, 'actualResponse');
  const headers = (written: string): HeaderList => (written === 'none' ? [] : [['Access-Control-Allow-Origin', valueOf(written)]]);
  return [headers(first), headers(second)];
}

/** A preflight that is redirected, which is refused, or one that the server after a redirect answers. */
export function redirectPreflight(row: Row): readonly Case[] {
  const asked = askedIn(row);
  const names = asked.headers.map(([name]) => name).join(',');
  const consent = answer([...star, ['Access-Control-Allow-Headers', names]]);
  const answered = /^preflight answered (30\d) \+ Location$/.exec(row.preflightResponse)?.[1];
  if (answered !== undefined) {
    const outcome = cell(row, 'expected', { 'blocked: preflight is not redirected': failed('cors-preflight-fetch', 'preflight-redirect') });
    return only({ asked, hops: [{ origin: remote, preflight: { ...consent, status: Number(answered) }, answer: answer(star) }, { origin: remote, preflight: consent, answer: answer(star) }], expect: { outcome, preflights: cell(row, 'preflightSent', { yes: 1 }), requests: 0 } });
  }
  const { statuses, from, to, rest } = redirectIn(row);
  if (rest !== '' && rest !== ' after 200 preflight') notUnderstood(row, 'redirect');
  const last = cell<Answer>(row, 'preflightResponse', {
    'ACAH: x-w3c at both hops': consent, 'ACAH: x-test at both': consent, 'ACAH: custom-header': consent,
    'no ACAH at second hop': answer(star), 'no ACAH': answer(star),
  });
  const hops = (status: number): readonly Hop[] => [{ origin: from, preflight: from === page ? undefined : consent, answer: answer(star, status) }, { origin: to, preflight: last, answer: answer(star) }];
  const preflights = from === page ? 1 : 2;
  const good: Expect = { outcome: reached(from, to), preflights, requests: 2, preflightUrl: hopAddress(hops(302), 1) };
  const bad: Expect = { outcome: failed('cors-preflight-fetch', 'header-not-allowed'), preflights, requests: 1 };
  const expect = cell<Expect>(row, 'expected', {
    '200; preflight made at the final URL': good,
    'allowed 200': good,
    'allowed; exactly one preflight seen by final server': good,
    blocked: bad,
    'blocked after preflight': bad,
  });
  return each(statuses, (status) => ({ asked, hops: hops(status), expect: row.preflightSent === 'yes' ? expect : notUnderstood(row, 'preflightSent') }));
}

/** A user name or password in `Location`, or credentials on the way. */
export function redirectCredentials(row: Row): readonly Case[] {
  const { statuses, from, to, rest } = redirectIn(row);
  const asked = askedIn(row);
  const [, userinfo] = /^(?:, Location has| with) ([\w:]*@)(?: \(empty userinfo\))?$/.exec(rest) ?? (rest === '' ? [] : rest === ' with creds' ? ['', 'user:password@'] : notUnderstood(row, 'redirect'));
  const grants = cell<HeaderList>(row, 'actualResponse', {
    '-': star, ACAO: star,
    'ACAO: <origin>; ACAC: true': grant('include'), 'ACAO: <origin>, no ACAC': [['Access-Control-Allow-Origin', page]],
  });
  const blocked = failed('http-redirect-fetch', 'redirect-userinfo');
  const outcome = cell<Expected>(row, 'expected', { allowed: reached(from, to), 'allowed (opaque)': { kind: 'response', type: 'opaque', status: 0 }, blocked, 'blocked x5': blocked });
  if (row.expected === 'blocked x5' && statuses.length !== 5) notUnderstood(row, 'redirect');
  return each(statuses, (status) => ({
    asked,
    hops: [{ origin: from, answer: answer(grants, status) }, { origin: to, answer: answer(grants), userinfo }],
    expect: { outcome, preflights: 0, requests: outcome.kind === 'response' ? 2 : 1 },
  }));
}

/** Each redirect mode, to the page's own origin and to another. */
export function redirectMode(row: Row): readonly Case[] {
  const [, mode = '', relation = '', listed = ''] = /^redirect:(error|manual|follow), (same|cross)-origin, ([\d/]+)$/.exec(row.redirect) ?? notUnderstood(row, 'redirect');
  const from = relation === 'same' ? page : remote;
  const asked = { ...askedIn(row), redirect: mode === 'error' || mode === 'manual' ? mode : 'follow' } as const;
  const hops = (status: number): readonly Hop[] => [{ origin: from, answer: answer(star, status) }, { origin: from, answer: answer(star) }];
  const [first, final] = [hopAddress(hops(302), 0), hopAddress(hops(302), 1)];
  // Without CORS, another origin is asked only by a request that follows redirects.
  const unasked = from !== page && asked.mode === 'no-cors';
  const refused: Expect = unasked ? { outcome: failed('main-fetch', 'no-cors-redirect-mode'), requests: 0 } : { outcome: failed('http-fetch', 'redirect-mode-error'), requests: 1 };
  const expect = cell<Expect>(row, 'expected', {
    'blocked x5': refused,
    'type opaqueredirect, status 0, url = original x5': { outcome: { kind: 'response', type: 'opaqueredirect', status: 0, url: first }, requests: 1 },
    '200 x5': { outcome: { kind: 'response', status: 200, url: final }, requests: 2 },
    '200, url = final x5': { outcome: { kind: 'response', status: 200, url: final }, requests: 2 },
    'opaque x5': { outcome: { kind: 'response', type: 'opaque', status: 0 }, requests: 2 },
  });
  return each(listed.split('/').map(Number), (status) => ({ asked, hops: hops(status), expect: { ...expect, preflights: 0 } }));
}

/** The policy that a redirect sets; or the preflight's `Referer`, which is the request's. */
export function referrer(row: Row): readonly Case[] {
  const address = `${page}/folder/page.html`;
  const redirected = /^same -> cross, redirect response sets Referrer-Policy: ([\w-]+)$/.exec(row.redirect)?.[1];
  if (redirected !== undefined) {
    if (row.requestHeaders.trim() !== 'referrerPolicy ""') notUnderstood(row, 'requestHeaders');
    const referer = cell(row, 'expected', { 'Referer after redirect = full URL': address, 'Referer after redirect = none': null, 'Referer after redirect = origin': `${page}/` });
    return each(['301', '302', '303', '307', '308'], (status) => ({
      asked: { api: apiIn(row), method: methodIn(row) },
      hops: [{ origin: page, answer: answer([['Referrer-Policy', redirected]], Number(status)) }, { origin: another, answer: answer(star) }],
      expect: { outcome: { kind: 'response', type: 'cors', status: 200 }, requests: 2, sent: { referer } },
    }));
  }
  const [, policy = '', own] = /^x-force-preflight; referrerPolicy (\S+)(?: \(default strict-origin-when-cross-origin\))?; (?:default referrer|referrer: "(\w+)")$/.exec(row.requestHeaders) ?? notUnderstood(row, 'requestHeaders');
  const policies = { '""': null, 'no-referrer': 'no-referrer', origin: 'origin', 'origin-when-cross-origin': 'origin-when-cross-origin', 'unsafe-url': 'unsafe-url' } as const;
  // A referrer that script names, of its own origin, takes the place of the page's address, and so it does here.
  const clientUrl = own === undefined ? address : `${page}/folder/${own}`;
  const referer = cell(row, 'expected', {
    'Referer on preflight and on actual request both = empty': null,
    'Referer on preflight and on actual request both = origin/': `${page}/`,
    'Referer on preflight and on actual request both = full URL': clientUrl,
  });
  return only({
    asked: { api: apiIn(row), method: methodIn(row), clientUrl, headers: [['x-force-preflight', '']], referrerPolicy: policies[policy as keyof typeof policies] },
    hops: [{ origin: remote, preflight: cell(row, 'preflightResponse', { 'ACAH grants': answer([...star, ['Access-Control-Allow-Headers', 'x-force-preflight']]) }), answer: answer(star) }],
    expect: { outcome: { kind: 'response', type: 'cors', status: 200 }, preflights: cell(row, 'preflightSent', { yes: 1 }), requests: 1, preflight: { referer }, sent: { referer } },
  });
}
