import type { BoundAnswer } from '../../servers/answer.ts';
import { carriedOut } from '../../servers/exact-answer.ts';
import type { Exchange } from '../../servers/exchange-log.ts';
import type { ClientObservation } from '../agent/protocol.ts';
import type { PredictedExchange } from '../fetch/fetch-params.ts';
import { getHeader } from '../fetch/header.ts';
import type { HeaderPair } from '../fetch/header.ts';
import type { Prediction } from '../fetch/predict.ts';
import type { ExpectedExchange } from '../scenario/schema.ts';

/** What an engine that does what the standard says would show, for tests. */

/** Makes the exchange that a predicted one is on the wire, answered as given. */
export function faithfulExchange({ role, method, url, headers, body }: PredictedExchange, answer: (exchange: Exchange) => BoundAnswer | null): Exchange {
  const { origin, pathname, search } = new URL(url);
  const exchange: Exchange = {
    token: pathname.split('/')[1] ?? '',
    step: 0,
    role: role === 'preflight' ? 'cors-preflight-request' : typeof headers['origin'] === 'string' ? 'cors-request' : 'request',
    origin,
    method,
    target: pathname + search,
    requestHeaders: [
      ...Object.entries(headers).flatMap(([name, value]) => (value === null ? [] : [[name, value.replace(/^[\t ]+|[\t ]+$/g, '')] as const])),
      // The boundary is the engine's own.
      ...(body === undefined && headers['content-type'] === undefined ? [['content-type', 'multipart/form-data; boundary=x'] as const] : []),
    ],
    requestBody: body ?? (body === undefined ? 'bytes that nobody knows beforehand' : ''),
    response: null,
    startedAt: 1,
    finishedAt: 2,
  };
  const given = answer(exchange);
  if (given === null) return exchange;
  if (given.status === undefined) return { ...exchange, ...carriedOut(given, method) };
  const sent = method === 'HEAD' ? '' : given.body;
  return { ...exchange, response: { ...given, body: sent, bodyLength: Buffer.byteLength(sent), headers: [...given.headers, ['Connection', 'keep-alive']] } };
}

/** Makes all exchanges of a prediction, those that may be left out too. */
export function faithfulExchanges({ exchanges }: Prediction, answer: (exchange: Exchange) => BoundAnswer | null): Exchange[] {
  return exchanges.map((exchange) => faithfulExchange(exchange, answer));
}

/** Headers of which the standard's prediction says nothing, as the author expects them: Sec-Fetch-Mode, User-Agent. */
export function onlyTheAuthorSays(want: ExpectedExchange | undefined, predicted: PredictedExchange | undefined, { requestHeaders }: Exchange): HeaderPair[] {
  if (want === undefined || want.role !== predicted?.role) return [];
  const named: HeaderPair[] = [...Object.entries(want.headers), ...want.present.map((name): HeaderPair => [name, 'any'])];
  return named.filter(([name]) => predicted.headers[name.toLowerCase()] === undefined && getHeader(requestHeaders, name) === null);
}

/** Makes what script sees; null where the standard does not say. */
export function faithfulClient({ outcome, events: predicted }: Prediction, api: 'fetch' | 'xhr' | 'beacon' | 'img'): ClientObservation | null {
  const xhr = api === 'xhr';
  const usual = { response: 'load', aborted: 'abort', 'timed-out': 'timeout', 'network-error': 'error', exception: '', sent: '', undetermined: '' }[outcome.kind];
  const events = predicted ?? (xhr ? ['loadstart', usual, 'loadend'] : []);
  switch (outcome.kind) {
    case 'undetermined':
      return null;
    case 'sent':
      return { kind: 'sent', queued: true };
    case 'aborted':
      return { kind: 'aborted', error: xhr ? null : { name: 'AbortError', message: 'aborted' }, status: xhr ? 0 : null, events };
    case 'timed-out':
      return { kind: 'timed-out', error: events.includes('timeout') ? null : { name: 'TimeoutError', message: 'thrown by send()' }, status: 0, events };
    case 'exception':
      return { kind: 'refused', error: { name: outcome.error, message: 'refused' } };
    case 'network-error':
      return { kind: 'network-error', error: !xhr ? { name: 'TypeError', message: 'Failed to fetch' } : events.includes('error') ? null : { name: 'NetworkError', message: 'thrown by send()' }, status: xhr ? 0 : null, events };
    case 'response': {
      if (api === 'img') return { kind: 'loaded' };
      const { type, status, redirected, url, headers, body } = outcome;
      return { kind: 'response', type: xhr ? null : type, status, statusText: '', redirected: xhr ? null : redirected, url, headers, body, bodyError: null, events };
    }
  }
}
