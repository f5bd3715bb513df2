import type { PredictedExchange } from '../fetch/fetch-params.ts';
import { getHeader } from '../fetch/header.ts';
import type { Prediction } from '../fetch/predict.ts';
import type { ExpectedExchange, Expectation } from '../scenario/schema.ts';
import { sequence } from './compare.ts';

/** Something that an author expects and the standard does not say. */
export interface Contradiction {
  /** Key of the expectation: `outcome`, `reason`, `exchanges` … */
  readonly key: keyof Expectation;
  readonly index?: number;
  /** `outcome`, `preflight: Origin` … */
  readonly element: string;
  readonly expected: string;
  readonly predicted: string;
}

const quote = (value: string | null): string => (value === null ? '(none)' : JSON.stringify(value));

/** Finds where an expectation and the prediction cannot both be right. `address` tells where an expected exchange arrives. */
export function contradictions(expect: Expectation, { outcome, exchanges, events }: Prediction, address: (exchange: ExpectedExchange) => string | null): Contradiction[] {
  const found: Contradiction[] = [];
  const contradict = (key: keyof Expectation, element: string, expected: string, predicted: string): void => void found.push({ key, element, expected, predicted });
  const kind = outcome.kind === 'response' ? outcome.type : outcome.kind;
  if (outcome.kind === 'undetermined') {
    if (expect.outcome !== undefined) contradict('outcome', 'outcome', expect.outcome, `left open by the standard (${outcome.because})`);
  } else if (expect.outcome !== undefined && expect.outcome !== kind) contradict('outcome', 'outcome', expect.outcome, kind);
  else if (outcome.kind === 'response') {
    if (expect.status !== undefined && expect.status !== outcome.status) contradict('status', 'status', String(expect.status), String(outcome.status));
    if (expect.redirected !== undefined && expect.redirected !== outcome.redirected) contradict('redirected', 'redirected', String(expect.redirected), String(outcome.redirected));
    if (expect.body !== undefined && expect.body !== outcome.body) contradict('body', 'body', quote(expect.body), quote(outcome.body));
    for (const name of expect.readable) if (getHeader(outcome.headers, name) === null && name.toLowerCase() !== 'content-length') contradict('readable', `readable: ${name}`, 'script can read it', 'it cannot');
    for (const name of expect.unreadable) if (getHeader(outcome.headers, name) !== null) contradict('unreadable', `unreadable: ${name}`, 'script cannot read it', 'it can');
  } else if (outcome.kind === 'network-error' || outcome.kind === 'exception') {
    if (expect.stage !== undefined && expect.stage !== outcome.stage) contradict('stage', 'stage', expect.stage, outcome.stage);
    if (expect.reason !== undefined && expect.reason !== outcome.reason) contradict('reason', 'reason', expect.reason, outcome.reason);
  }
  if (expect.events !== undefined && expect.events.join() !== events?.join()) contradict('events', 'events', expect.events.join(', '), events?.join(', ') ?? 'nothing of events');
  return [...found, ...contradictedExchanges(expect.exchanges, exchanges, address, outcome.kind === 'undetermined')];
}

function contradictedExchanges(expected: Expectation['exchanges'], predicted: readonly PredictedExchange[], address: (exchange: ExpectedExchange) => string | null, open: boolean): Contradiction[] {
  if (expected === undefined) return [];
  const pairs: [ExpectedExchange, PredictedExchange, number][] = [];
  const found: Contradiction[] = [];
  let next = 0;
  for (const one of predicted) {
    const want = expected[next];
    const at = want === undefined ? null : address(want);
    if (one.optional === 'retry') {
      const before = pairs.at(-1);
      if (before !== undefined && before[0].again !== true) found.push(againContradicted(before[0], before[2], 'once', 'perhaps again'));
    } else if (want?.role === one.role && (at === null || at === one.url)) pairs.push([want, one, next++]);
    else if (one.optional === null) return [sequenceContradicted(expected, predicted)];
  }
  if (next < expected.length && !open) return [sequenceContradicted(expected, predicted)];
  for (const [want, one, index] of pairs) {
    const retried = predicted[predicted.indexOf(one) + 1]?.optional === 'retry';
    if (want.again === true && !retried && !open) found.push(againContradicted(want, index, 'perhaps again', 'once'));
  }
  return [...found, ...pairs.flatMap(([want, one, index]) => contradictedExchange(want, one).map((contradiction) => ({ ...contradiction, index })))];
}

/** HTTP lets a client try again what got no response, and nothing else. */
function againContradicted({ role }: ExpectedExchange, index: number, expected: string, predicted: string): Contradiction {
  return { key: 'exchanges', index, element: `${role}: how often`, expected, predicted };
}

function sequenceContradicted(expected: readonly ExpectedExchange[], predicted: readonly PredictedExchange[]): Contradiction {
  const words = [sequence(expected.map(({ role, at }) => `${role}${at === undefined ? '' : ` at ${at}`}`)), sequence(predicted.map(({ role }) => role))] as const;
  return { key: 'exchanges', element: 'exchanges', expected: words[0], predicted: words[0] === words[1] ? sequence(predicted.map(({ role, url }) => `${role} ${url}`)) : words[1] };
}

function contradictedExchange(want: ExpectedExchange, { role, method, headers, body }: PredictedExchange): Contradiction[] {
  const found: Contradiction[] = [];
  const contradict = (element: string, expected: string, predicted: string): void => void found.push({ key: 'exchanges', element: `${role}: ${element}`, expected, predicted });
  if (want.method !== undefined && want.method !== method) contradict('method', want.method, method);
  if (want.body !== undefined && body !== undefined && want.body !== (body ?? '')) contradict('body', quote(want.body), quote(body));
  for (const [name, value] of Object.entries(want.headers)) {
    const predicted = headers[name.toLowerCase()];
    if (predicted !== undefined && predicted !== value) contradict(name, quote(value), quote(predicted));
  }
  for (const name of want.present) if (headers[name.toLowerCase()] === null) contradict(name, 'any value', '(none)');
  for (const name of want.absent) {
    const predicted = headers[name.toLowerCase()];
    if (typeof predicted === 'string') contradict(name, '(none)', quote(predicted));
  }
  return found;
}
