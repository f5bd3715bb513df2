import { keptBody } from '../../servers/exchange-log.ts';
import type { Exchange } from '../../servers/exchange-log.ts';
import type { ClientObservation } from '../agent/protocol.ts';
import { getHeader, normalizeHeaderValue } from '../fetch/header.ts';
import type { ExpectedExchange, Expectation } from '../scenario/schema.ts';
import type { HeaderPair } from '../fetch/header.ts';
import { observedOutcome } from './observation.ts';
import type { Difference } from './verdict.ts';

const none = '(none)';
const quote = (value: string | null): string => (value === null ? none : JSON.stringify(value));

/** Compares what script saw with what was expected. `last` is the exchange whose response script should have got. */
export function compareClient(expect: Expectation, client: ClientObservation, last: Exchange | null): Difference[] {
  const differences: Difference[] = [];
  const observed = observedOutcome(client);
  const differ = (element: string, expected: string, found: string): void => void differences.push({ element, expected, observed: found });

  const untyped = observed === 'response' && ['basic', 'cors', ...(client.kind === 'loaded' ? ['opaque'] : [])].includes(expect.outcome ?? '');
  if (expect.outcome !== undefined && expect.outcome !== observed && !untyped) {
    differ('outcome', expect.outcome, observed);
    return differences;
  }
  if (client.kind === 'refused' && expect.outcome === 'exception') return differences;
  if (client.kind === 'sent' && !client.queued) differ('queued', 'true', 'false');
  if (expect.events !== undefined && 'events' in client && expect.events.join(', ') !== client.events.join(', ')) differ('events', expect.events.join(', '), client.events.join(', '));
  if (client.kind === 'network-error' || client.kind === 'aborted' || client.kind === 'timed-out') differences.push(...compareNetworkError(client));
  if (client.kind !== 'response') return differences;

  const filtered = observed === 'opaque' || observed === 'opaqueredirect';
  const status = expect.status ?? (filtered ? 0 : last?.response?.status);
  if (status !== undefined && status !== client.status) differ('status', String(status), String(client.status));
  // A 304 that the browser asked for brings none: then the body is that of a response from before.
  const revalidated = last?.response?.status === 304 && client.status !== 304;
  const body = expect.body ?? (filtered ? '' : revalidated ? undefined : last?.response?.body);
  if (client.bodyError !== null) differ('body', quote(body ?? null), `could not be read: ${client.bodyError}`);
  else if (body !== undefined && body !== client.body && !(expect.body === undefined && agreesAsFarAsKept(last, client.body))) differ('body', quote(body), quote(client.body));
  if (expect.redirected !== undefined && client.redirected !== null && expect.redirected !== client.redirected) {
    differ('redirected', String(expect.redirected), String(client.redirected));
  }
  // The raw origins log what they write, and white space around a value is no part of it.
  const sent = (last?.response?.headers ?? []).map(([name, value]): HeaderPair => [name, normalizeHeaderValue(value)]);
  for (const name of expect.readable) {
    const [value, seen] = [getHeader(sent, name), getHeader(client.headers, name)];
    if (value === null) differ(`readable: ${name}`, 'a header that the server sends', 'it was not sent');
    else if (value !== seen) differ(`readable: ${name}`, quote(value), quote(seen));
  }
  for (const name of expect.unreadable) {
    const seen = getHeader(client.headers, name);
    if (seen !== null) differ(`unreadable: ${name}`, none, quote(seen));
  }
  return differences;
}

/** The log keeps the beginning of a long body; its last letter may be cut through. */
function agreesAsFarAsKept(exchange: Exchange | null, body: string): boolean {
  const response = exchange?.response;
  return response != null && response.bodyLength > keptBody && body.startsWith(response.body.replace(/\ufffd+$/, ''));
}

/** Events that end a request, or begin it. */
const endings = new Set(['loadstart', 'load', 'error', 'abort', 'timeout', 'loadend']);

/** A network error is a TypeError to fetch, a NetworkError to synchronous XHR, its timeout a TimeoutError, and else an `error` event with status 0. */
export function compareNetworkError(client: Extract<ClientObservation, { kind: 'network-error' | 'aborted' | 'timed-out' }>): Difference[] {
  if (client.error !== null) {
    const name = client.kind === 'aborted' ? 'AbortError' : client.kind === 'timed-out' ? 'TimeoutError' : client.status === null ? 'TypeError' : 'NetworkError';
    return client.error.name === name ? [] : [{ element: 'error', expected: name, observed: client.error.name }];
  }
  const differences: Difference[] = [];
  // An image has neither.
  if (client.status === null) return differences;
  if (client.status !== 0) differences.push({ element: 'status', expected: '0', observed: String(client.status) });
  // https://xhr.spec.whatwg.org/#request-error-steps
  const ending = { 'network-error': 'error', aborted: 'abort', 'timed-out': 'timeout' }[client.kind];
  const [expected, events] = [`loadstart ${ending} loadend`, client.events.filter((event) => endings.has(event)).join(' ')];
  if (events !== expected) differences.push({ element: 'events', expected, observed: events });
  return differences;
}

/** Writes a sequence of exchanges as `preflight → request`. */
export function sequence(roles: readonly string[]): string {
  return roles.length === 0 ? 'nothing' : roles.join(' → ');
}

/** The scenario's word for an exchange's role. */
export function roleWord(exchange: Exchange): string {
  if (exchange.role === 'cors-preflight-request') return 'preflight';
  return exchange.role === 'cors-request' ? 'request' : exchange.role;
}

/** Compares the exchanges on the wire with those expected, in order. `path` tells where each expected one must arrive. */
export function compareExchanges(
  expected: readonly ExpectedExchange[],
  exchanges: readonly Exchange[],
  path: (exchange: ExpectedExchange) => string | null,
  method: string | null,
): Difference[] {
  const pairs = pairExchanges(expected, exchanges);
  if (pairs === null) return [{ element: 'exchanges', expected: sequence(expected.map(expectedWord)), observed: sequence(exchanges.map(roleWord)) }];
  return pairs.flatMap(([want, exchange]) => compareExchange(want, exchange, path(want), want.method ?? (want.role === 'preflight' ? 'OPTIONS' : method)));
}

/** Pairs what is expected with what came, by roles; null where they do not fit. What may come again takes all that is alike. */
function pairExchanges(expected: readonly ExpectedExchange[], exchanges: readonly Exchange[]): [ExpectedExchange, Exchange][] | null {
  const pairs: [ExpectedExchange, Exchange][] = [];
  const rest = [...exchanges];
  for (const want of expected) {
    const first = rest.shift();
    if (first === undefined || roleWord(first) !== want.role) return null;
    pairs.push([want, first]);
    for (let [next] = rest; want.again === true && next !== undefined && isAlike(first, next); [next] = rest) {
      pairs.push([want, next]);
      rest.shift();
    }
  }
  return rest.length === 0 ? pairs : null;
}

function isAlike(one: Exchange, other: Exchange): boolean {
  return one.role === other.role && one.method === other.method && one.origin === other.origin && one.target === other.target;
}

/** The scenario's word for an expected exchange. */
export function expectedWord({ role, again }: ExpectedExchange): string {
  return again === true ? `${role} (perhaps again)` : role;
}

function compareExchange(want: ExpectedExchange, exchange: Exchange, path: string | null, method: string | null): Difference[] {
  const differences: Difference[] = [];
  const differ = (element: string, expected: string, observed: string): void =>
    void differences.push({ element: `${want.role}: ${element}`, expected, observed });
  if (method !== null && method !== exchange.method) differ('method', method, exchange.method);
  const arrived = exchange.origin + exchange.target;
  if (path !== null && path !== arrived) differ('address', path, arrived);
  for (const [name, value] of Object.entries(want.headers)) {
    const found = getHeader(exchange.requestHeaders, name);
    if (found !== value) differ(name, quote(value), quote(found));
  }
  for (const name of want.present) if (getHeader(exchange.requestHeaders, name) === null) differ(name, 'any value', none);
  for (const name of want.absent) {
    const found = getHeader(exchange.requestHeaders, name);
    if (found !== null) differ(name, none, quote(found));
  }
  if (want.body !== undefined && want.body !== exchange.requestBody) differ('body', quote(want.body), quote(exchange.requestBody));
  return differences;
}
