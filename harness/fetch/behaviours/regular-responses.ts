import { answer, each, grant, only, page, remote } from './case.ts';
import type { Case, Expect, Expected } from './case.ts';
import type { HeaderList } from '../header.ts';
import { referrerPolicies } from '../referrer.ts';
import type { ReferrerPolicy } from '../referrer.ts';
import type { ScriptRequest } from '../script-request.ts';
import type { Row } from './rows.ts';
import { apiIn, askedIn, cell, granted, headersIn, headersOf, methodIn, notUnderstood, valueOf } from './words.ts';

const allowed: Expected = { kind: 'response', type: 'cors', status: 200 };
const blocked: Expected = { kind: 'network-error', stage: 'cors-check' };
const preflightSent = { '': undefined, no: 0, yes: 1 } as const;

/** Values of `Access-Control-Allow-Origin`, on one line or several. */
export function acao(row: Row): readonly Case[] {
  const [, single, both, list] = /^(?:ACAO: (.*)|two ACAO header lines: (.*)|ACAO lines: (.*))$/.exec(row.actualResponse) ?? notUnderstood(row, 'actualResponse');
  const values = single !== undefined ? [single] : both !== undefined ? both.split(' | ') : (list ?? '').split(', ').map((value) => (value === '""' ? '' : value));
  const outcome = cell<Expected>(row, 'expected', { 'allowed; request Origin = page origin': allowed, 'blocked (NetworkError, status 0)': blocked, blocked, 'blocked (TypeError)': blocked });
  return only({
    asked: askedIn(row),
    hops: [{ origin: remote, answer: answer(values.map((value) => ['Access-Control-Allow-Origin', valueOf(value)])) }],
    expect: { outcome, origins: [page], preflights: cell(row, 'preflightSent', { no: 0 }) },
  });
}

const targets: Readonly<Record<string, string>> = {
  '': remote,
  'same domain, different port': `${page}:8080`,
  'same domain, different scheme+port (https)': 'https://www.site.test:8443',
  'other subdomain, same port': remote,
  'other subdomain, different port': `${remote}:8080`,
  'other subdomain, different scheme (https)': 'https://api.site.test',
  'other subdomain': remote,
  'other subdomain https': 'https://api.site.test',
  'same domain different port': `${page}:8080`,
  'same domain https different port': 'https://www.site.test:8443',
};

/** The page's origin, and others that differ from it in one way. */
export function basic(row: Row): readonly Case[] {
  const where = row.notes.replace(/^target: |; a server answering with its own origin$/g, '');
  const target = targets[where] ?? notUnderstood(row, 'notes');
  const outcome = cell<Expected>(row, 'expected', {
    'allowed: status 200, type "cors"': allowed, allowed, 'allowed 200': allowed, blocked, 'blocked (TypeError)': blocked,
    'opaque: status 0, type "opaque", statusText "", empty body': { kind: 'response', type: 'opaque', status: 0, body: '' },
  });
  return only({ asked: askedIn(row), hops: [{ origin: target, answer: answer(headersIn(row, 'actualResponse', 'same-origin', target), 200, 'body') }], expect: { outcome, requests: 1, preflights: cell(row, 'preflightSent', { no: 0 }) } });
}

/** Which headers script reads. */
export function expose(row: Row): readonly Case[] {
  const asked = askedIn(row);
  const parsing = /^bb-8 (not )?readable/.exec(row.expected);
  if (parsing !== null) {
    cell(row, 'expected', { 'bb-8 readable': true, 'bb-8 not readable (any bad token voids the whole list); content-language still readable': true });
    const [, lines = ''] = /^ACEH: (?:two lines: |access-control-expose-headers: )?(.*)$/.exec(row.actualResponse) ?? notUnderstood(row, 'actualResponse');
    const exposing = lines.split(' | ').map((line) => ['Access-Control-Expose-Headers', valueOf(line)] as const);
    const headers: HeaderList = [...grant(asked.credentials), ...exposing, ['BB-8', 'hey'], ['Content-Language', 'mkr']];
    return only({ asked, hops: [{ origin: remote, answer: answer(headers) }], expect: { outcome: allowed, readable: { 'bb-8': parsing[1] === undefined ? 'hey' : null, 'content-language': 'mkr' } } });
  }
  // `ACAO: *; Expires` is a header that is there; `ACEH: Server` is one that is there and named.
  const parts = row.actualResponse.split('; ');
  const named = parts.find((part) => part.startsWith('ACEH: '))?.slice('ACEH: '.length);
  const name = named ?? parts.at(-1) ?? notUnderstood(row, 'actualResponse');
  if (!/^[A-Z][\w-]+$/.test(name)) notUnderstood(row, 'actualResponse');
  const headers = granted(parts.flatMap((part) => (part === name ? [] : headersOf(row, 'actualResponse', part))), asked.credentials);
  const value = cell(row, 'expected', { 'readable (CORS-safelisted response header)': 'value', readable: 'value', 'filtered out': null, 'never readable (forbidden response header)': null, 'never readable': null });
  return only({ asked, hops: [{ origin: remote, answer: answer([...headers, [name, 'value']]) }], expect: { outcome: allowed, readable: { [name.toLowerCase()]: value } } });
}

/** A status that script reads, or a preflight's that lets it read none. `statusText` and events are no part of a prediction. */
export function status(row: Row): readonly Case[] {
  const asked = askedIn(row);
  const consent: HeaderList = [...grant('omit'), ['Access-Control-Allow-Methods', asked.method], ['Access-Control-Allow-Headers', 'x-nonsimple']];
  const refused = /^preflight (\d+)$/.exec(row.preflightResponse)?.[1];
  const preflight = refused === undefined ? cell(row, 'preflightResponse', { '-': 200, '200 grants': 200 }) : Number(refused);
  const answered = row.actualResponse === '-' ? 200 : Number((/^(\d+); ACAO$/.exec(row.actualResponse) ?? notUnderstood(row, 'actualResponse'))[1]);
  const read = (outcome: Expected): Expect => ({ outcome, preflights: cell(row, 'preflightSent', preflightSent) });
  const good = read({ kind: 'response', type: 'cors', status: answered });
  const expect = cell<Expect>(row, 'expected', {
    [`status ${answered} and statusText readable`]: good,
    [`load event; status ${answered} readable (error status is not a CORS failure)`]: good,
    [`status ${answered} readable, no error event`]: good,
    [String(answered)]: good,
    'status 0': { ...read({ kind: 'network-error', stage: 'cors-preflight-fetch', reason: 'preflight-status' }), requests: 0 },
  });
  return only({ asked, hops: [{ origin: remote, preflight: answer(consent, preflight), answer: answer(grant('omit'), answered) }], expect });
}

/** Documents and workers whose origin is opaque. What embeds them is not told, so the server is https: no mixed content, whatever it is. */
export function nullOrigin(row: Row): readonly Case[] {
  const data = 'data:text/html,x';
  const clientUrl = cell(row, 'api', {
    'fetch in data: iframe': data, 'fetch in data: dedicated worker': data, 'fetch in data: shared worker': data, 'xhr in sandboxed iframe': `${page}/frame.html`,
  });
  const headers = cell<HeaderList>(row, 'actualResponse', {
    'no ACAO': [], 'no ACAO, same server': [], 'ACAO: null': [['Access-Control-Allow-Origin', 'null']],
    'ACAO: *; ACAC true (no credentials sent)': [...grant('omit'), ['Access-Control-Allow-Credentials', 'true']], 'ACAO: <embedder origin>': [['Access-Control-Allow-Origin', page]],
  });
  const target = row.actualResponse === 'no ACAO, same server' ? page : 'https://api.site.test';
  return only({
    asked: { api: apiIn(row), method: methodIn(row), origin: 'null', clientUrl },
    hops: [{ origin: target, answer: answer(headers) }],
    expect: { outcome: cell(row, 'expected', { allowed, blocked }), origins: ['null'], sent: { cookie: null } },
  });
}

/** `Origin` by mode, method and referrer policy, to the page's own origin and to another. */
export function originHeader(row: Row): readonly Case[] {
  const [, mode = '', written = ''] = /^mode: (cors|no-cors); referrerPolicy ([\w-]+)$/.exec(row.requestHeaders) ?? notUnderstood(row, 'requestHeaders');
  const referrerPolicy: ReferrerPolicy = referrerPolicies.find((policy) => policy === written) ?? notUnderstood(row, 'requestHeaders');
  const [own, other] = cell<readonly [string | null, string | null]>(row, 'expected', {
    'Origin same-origin=null; cross-origin=null': ['null', 'null'],
    'Origin same-origin=<origin>; cross-origin=<origin>': [page, page],
    'Origin: <origin> always (policy does not affect cors mode)': [page, page],
    'same-origin: no Origin header; cross-origin: Origin': [null, page],
  });
  const asked: Partial<ScriptRequest> = { api: apiIn(row), method: methodIn(row), mode: mode === 'cors' ? 'cors' : 'no-cors', referrerPolicy };
  return each(['same-origin', 'cross-origin'], (relation) => {
    const [origin, sent] = relation === 'same-origin' ? [page, own] : [remote, other];
    return { asked, hops: [{ origin, answer: answer(grant('omit')) }], expect: { outcome: { kind: 'response' }, origins: [sent] } };
  });
}
