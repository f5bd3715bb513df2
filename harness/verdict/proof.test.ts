import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Topology } from '../../servers/topology.ts';
import { carriedOut } from '../../servers/exact-answer.ts';
import type { Exchange } from '../../servers/exchange-log.ts';
import { normalizeMethod } from '../fetch/method.ts';
import { bind } from '../run/bind.ts';
import { requireCatalogue } from '../run/catalogue.ts';
import { settings } from '../run/settings.ts';
import type { ExpectedExchange } from '../scenario/schema.ts';
import type { Case } from '../scenario/schema.ts';
import { faithfulClient } from './faithful.ts';
import { judge } from './judge.ts';
import type { Claim } from './judge.ts';
import type { Observation } from './observation.ts';
import { observation, seen, wire } from './sample.ts';

// A block needs proof, in every scenario there is: take any part of the proof away, and nothing conforms.

const at = (host: string, port: number): Record<'http' | 'https', string> => ({ http: `http://${host}:${port}`, https: `https://${host}:${port + 1}` });
const topology: Topology = {
  document: at('localhost', 4000),
  resource: { 'same-site': at('localhost', 4002), 'cross-site': at('127.0.0.1', 4002) },
  raw: { 'same-site': at('localhost', 4004), 'cross-site': at('127.0.0.1', 4004) },
  unreachable: {
    'closed-port': [{ 'same-site': { http: 'http://localhost:4006', https: 'https://localhost:4006' }, 'cross-site': { http: 'http://127.0.0.1:4006', https: 'https://127.0.0.1:4006' } }],
    'broken-tls': [{ 'same-site': { http: 'http://localhost:4007', https: 'https://localhost:4007' }, 'cross-site': { http: 'http://127.0.0.1:4007', https: 'https://127.0.0.1:4007' } }],
  },
};

/** Makes the exchange that a claim expects and the standard describes, with the response that its scenario declares. */
function expectedExchange(claim: Claim, want: ExpectedExchange, index: number, url: string): Exchange {
  const predicted = claim.prediction?.exchanges[index];
  const address = claim.address(want) ?? url;
  const { origin } = new URL(address);
  const preflight = want.role === 'preflight';
  const headers: Record<string, string> = { ...Object.fromEntries(Object.entries(predicted?.headers ?? {}).flatMap(([name, value]) => (value === null ? [] : [[name, value]]))), ...Object.fromEntries(want.present.filter((name) => predicted?.headers[name.toLowerCase()] === undefined).map((name) => [name, 'any'])) };
  for (const [name, value] of Object.entries(want.headers)) headers[name.toLowerCase()] = value;
  const has = (name: string): boolean => Object.keys(headers).some((candidate) => candidate.toLowerCase() === name);
  const bare: Exchange = {
    token: 'token',
    step: 0,
    role: preflight ? 'cors-preflight-request' : 'cors-request',
    origin,
    method: want.method ?? predicted?.method ?? (preflight ? 'OPTIONS' : normalizeMethod(claim.method)),
    target: address.slice(origin.length),
    requestHeaders: [
      ...Object.entries(headers),
      ...(preflight && !has('origin') ? [['Origin', 'http://localhost:4000'] as const] : []),
      ...(preflight && !has('access-control-request-method') ? [['Access-Control-Request-Method', claim.method] as const] : []),
    ],
    requestBody: want.body ?? predicted?.body ?? '',
    response: null,
    startedAt: 1,
    finishedAt: 2,
  };
  const declared = claim.declared(bare) ?? { status: 200, statusText: 'OK', headers: [], body: '' };
  if (declared.status === undefined) return { ...bare, ...carriedOut(declared, bare.method) };
  return { ...bare, response: { ...declared, bodyLength: declared.body.length } };
}

/** Makes the observation of an engine and an origin that do as the claim says. */
function faithful(claim: Claim, url: string, api: Case['api']): Observation {
  const exchanges = (claim.expect.exchanges ?? []).map((want, index) => expectedExchange(claim, want, index, url));
  const kept = (claim.cookies ?? []).map((cookie) => cookie.split(';')[0]).join('; ');
  const client = claim.prediction === null ? null : faithfulClient(claim.prediction, api);
  const proof = claim.unreachable === undefined ? {} : { unreachable: { [claim.unreachable]: 'seen' } };
  return observation(client ?? seen.fetchError(), [...(kept === '' ? [] : [wire.cookieCheck(kept)]), ...exchanges, ...(exchanges.length === 0 ? [wire.reach(claim.reachOrigin === null ? {} : { origin: claim.reachOrigin })] : [])], proof);
}

const { cases } = await requireCatalogue(settings.scenarios);
const claims = cases
  .filter(({ expect, requirement }) => expect?.outcome === 'network-error' && requirement === 'must')
  .map((given) => ({ id: given.id, ...bind(given, topology, 'token') }))
  .map(({ id, claim, page }) => ({ id, claim, whole: faithful(claim, page.url, page.api) }));

/** Lists the cases of which a damaged observation still conforms. */
function survivors(damage: (exchange: Exchange) => Exchange | null): string[] {
  return claims.flatMap(({ id, claim, whole }) =>
    whole.exchanges.flatMap((exchange, index) => {
      if (exchange.role === 'setup') return [];
      const damaged = damage(exchange);
      const exchanges = whole.exchanges.flatMap((one, other) => (other !== index ? [one] : damaged === null ? [] : [damaged]));
      return judge(claim, { ...whole, exchanges }).kind === 'conforms' ? [`${id} without ${exchange.role} ${index}`] : [];
    }),
  );
}

describe('every network error that a scenario expects', () => {
  test('is a good many, some with a preflight, some with nothing sent', () => {
    assert.ok(claims.length > 50, `${claims.length} claims`);
    for (const roles of ['cors-request', 'cors-preflight-request', 'reachability']) assert.ok(claims.some(({ whole }) => whole.exchanges.some(({ role }) => role === roles)), roles);
  });

  test('conforms with all that is expected', () => {
    const red = claims.map(({ id, claim, whole }) => ({ id, verdict: judge(claim, whole) })).filter(({ verdict }) => verdict.kind !== 'conforms');
    assert.deepEqual(red.map(({ id, verdict }) => `${id}: ${verdict.kind}, ${verdict.why}`), []);
  });

  test('never conforms without any one expected exchange', () => {
    assert.deepEqual(survivors(() => null), []);
  });

  test('never conforms when any one response was not sent to its end', () => {
    assert.deepEqual(survivors(({ exact: _exact, ...exchange }) => ({ ...exchange, response: null })), []);
  });

  test('never conforms when the harness did not see for itself that nobody was there', () => {
    const unseen = claims.filter(({ claim }) => claim.unreachable !== undefined).map(({ id, claim, whole: { unreachable: _unreachable, ...whole } }) => ({ id, verdict: judge(claim, whole) }));
    assert.deepEqual(unseen.filter(({ verdict }) => verdict.kind === 'conforms').map(({ id }) => id), []);
  });

  test('never conforms with nothing at all on the wire', () => {
    assert.deepEqual(claims.filter(({ claim, whole }) => judge(claim, { ...whole, exchanges: [] }).kind === 'conforms').map(({ id }) => id), []);
  });

  test('never conforms with one request more', () => {
    const more = claims.filter(({ claim }) => claim.expect.exchanges?.some(({ again }) => again === true) !== true).map(({ id, claim, whole }) => ({ id, verdict: judge(claim, { ...whole, exchanges: [...whole.exchanges, ...whole.exchanges.filter(({ role }) => role !== 'setup').slice(-1).map((last) => ({ ...last, role: 'cors-request' as const }))] }) }));
    assert.deepEqual(more.filter(({ verdict }) => verdict.kind === 'conforms').map(({ id }) => id), []);
  });
});
