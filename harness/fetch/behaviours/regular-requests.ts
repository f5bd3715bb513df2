import { answer, each, grant, only, page, remote } from './case.ts';
import type { Answer, Case, Expected, Step } from './case.ts';
import type { Reason } from '../reason.ts';
import { isRedirectStatus } from '../request.ts';
import type { Row } from './rows.ts';
import { askedIn, cell, headersIn, notUnderstood } from './words.ts';

const allowed: Expected = { kind: 'response', type: 'cors', status: 200 };

function refused(reason: Reason): Expected {
  return { kind: 'network-error', stage: 'cors-preflight-fetch', reason };
}

const preflightSent = { yes: 1, no: 0 } as const;

/** A request to another origin, and the preflight's answer: where it is refused, nothing but the preflight is sent. */
function preflighted(row: Row, preflight: Answer | undefined, expected: Expected, more: Partial<Step['expect']> = {}): Step {
  const asked = askedIn(row);
  return {
    asked,
    hops: [{ origin: remote, preflight, answer: answer(grant(asked.credentials)) }],
    expect: { outcome: expected, preflights: cell(row, 'preflightSent', preflightSent), requests: expected.kind === 'response' ? 1 : 0, ...more },
  };
}

/** Which methods and headers need a preflight. */
export function safelist(row: Row): readonly Case[] {
  const { headers } = askedIn(row);
  const names = headers.map(([name]) => name.toLowerCase()).sort().join(',');
  const denial = answer(grant('omit'));
  const consent = answer([...grant('omit'), ['Access-Control-Allow-Methods', 'GET'], ['Access-Control-Allow-Headers', names]]);
  const preflight = cell(row, 'preflightResponse', { '-': undefined, 'no CORS grant for header': denial, 'no grant': denial, 'ACAM: GET; ACAH: <that header>': consent });
  const otherwise = cell(row, 'actualResponse', { 'ACAO: *': undefined, ACAO: undefined, 'ACAO, no ACAH': denial, 'ACAO, no preflight grant': denial });
  const simple = only(preflighted(row, undefined, allowed));
  const denied = only(preflighted(row, preflight ?? otherwise, refused('header-not-allowed'), { preflight: { 'access-control-request-headers': names } }));
  return cell(row, 'expected', {
    'allowed; no OPTIONS reaches server': simple,
    'allowed; no OPTIONS': simple,
    'allowed (safe range)': simple,
    'no preflight': simple,
    'preflight sent, then blocked': denied,
    'preflight sent; blocked without ACAH: accept': denied,
    'blocked (preflight needed and not granted)': denied,
    'preflight sent with ACRH listing it; allowed when granted': only(preflighted(row, preflight, allowed, { preflight: { 'access-control-request-headers': names } })),
  });
}

/** What an answer that grants or forbids methods and headers must come to: `preflight-method`, `-header`, `-wildcard`. */
export function preflightAnswer(row: Row): readonly Case[] {
  const asked = askedIn(row);
  const preflight = answer(headersIn(row, 'preflightResponse', asked.credentials));
  const actual = answer(row.actualResponse === '-' ? grant(asked.credentials) : headersIn(row, 'actualResponse', asked.credentials));
  const granted = (more: Partial<Step['expect']> = {}): readonly Case[] => only({ ...preflighted(row, preflight, allowed, more), hops: [{ origin: remote, preflight, answer: actual }] });
  // The rows say that it is blocked; which reason it has to be follows from what is asked and answered.
  const blocked = (): readonly Case[] => only(preflighted(row, preflight, refused(whyRefused(row))));
  return cell<() => readonly Case[]>(row, 'expected', {
    allowed: granted,
    'allowed: empty list members skipped': granted,
    'allowed: names case-insensitive': granted,
    'allowed, header arrives': () => granted({ sent: Object.fromEntries(asked.headers) }),
    'allowed; ACRH omitted from preflight (no unsafe headers)': () => granted({ preflight: { 'access-control-request-headers': null, 'access-control-request-method': asked.method }, method: asked.method }),
    blocked,
    'blocked (Authorization is a CORS non-wildcard request-header name)': blocked,
  })();
}

function whyRefused(row: Row): Reason {
  if (row.topic === 'preflight-method') return 'method-not-allowed';
  if (row.topic === 'preflight-header') return 'header-not-allowed';
  return cell<Reason>(row, 'notes', {
    'BCD: Firefox 115+ only; Chromium and Safari allow it': 'authorization-not-covered-by-star',
    'Authorization not covered by *': 'authorization-not-covered-by-star',
    'credentials: * is literal': 'method-star-with-credentials',
    'ACAM is case-sensitive': 'method-case',
    'request normalized, ACAM not': 'method-case',
    'patch is not normalized': 'method-case',
  });
}

/** Statuses of a preflight's answer that grants all that is asked. */
export function preflightStatus(row: Row): readonly Case[] {
  const [, first, last] = /^status (\d+)(?:-(\d+) \(12 codes\))?(?:; ACAH grants| with full CORS headers)?$/.exec(row.preflightResponse) ?? notUnderstood(row, 'preflightResponse');
  const statuses = Array.from({ length: last === undefined ? 1 : Number(last) - Number(first) + 1 }, (_, index) => Number(first) + index);
  const names = askedIn(row).headers.map(([name]) => name).join(',');
  const outcome = (status: number): Expected => {
    // A 407 is a proxy's, and the standard has the person asked for credentials: https://fetch.spec.whatwg.org/#concept-http-network-or-cache-fetch step 16
    if (status === 407) return { kind: 'undetermined', because: 'status' };
    const blocked = refused(isRedirectStatus(status) ? 'preflight-redirect' : 'preflight-status');
    return cell(row, 'expected', { allowed, 'blocked (not an ok status)': blocked, 'blocked; error event, status 0 throughout': blocked, blocked });
  };
  return each(statuses, (status) => preflighted(row, answer([...grant('omit'), ['Access-Control-Allow-Headers', names]], status), outcome(status)));
}

/** A preflight that is refused, after which nothing is sent. */
export function preflightDenied(row: Row): readonly Case[] {
  const [preflight, reason] = cell<readonly [Answer, Reason]>(row, 'preflightResponse', {
    'ACAO but no ACAH': [answer(grant('omit')), 'header-not-allowed'],
    'ACAO but no ACAM': [answer(grant('omit')), 'method-not-allowed'],
    'OPTIONS unsupported by server': [answer([], 501), 'acao-missing'],
  });
  const blocked = only(preflighted(row, preflight, refused(reason)));
  return cell(row, 'expected', { 'blocked; server log proves actual GET never sent': blocked, 'blocked; server log proves DELETE never sent': blocked, 'blocked; PUT never sent': blocked });
}

/** `Access-Control-Allow-Credentials` that is not `true`. */
export function credentials(row: Row): readonly Case[] {
  const blocked: Expected = { kind: 'network-error', stage: 'cors-check', reason: 'acac-not-true' };
  return only({
    asked: askedIn(row),
    hops: [{ origin: remote, answer: answer(headersIn(row, 'actualResponse', 'include')) }],
    expect: { outcome: cell(row, 'expected', { 'blocked (only byte-exact true)': blocked }), preflights: cell(row, 'preflightSent', preflightSent), requests: 1, origins: [page] },
  });
}
