import { keptBody } from '../../servers/exchange-log.ts';
import type { Exchange } from '../../servers/exchange-log.ts';
import type { ClientObservation } from '../agent/protocol.ts';
import type { PredictedExchange } from '../fetch/fetch-params.ts';
import { extractTokens, failure } from '../fetch/extract.ts';
import { getHeader } from '../fetch/header.ts';
import type { PredictedOutcome, Prediction } from '../fetch/predict.ts';
import { compareNetworkError, roleWord, sequence } from './compare.ts';
import { observedOutcome } from './observation.ts';
import type { Difference } from './verdict.ts';

const quote = (value: string | null): string => (value === null ? '(none)' : JSON.stringify(value));

/** Compares what an engine did with what the standard says: what script saw, and every request on the wire. */
export function compareWithPrediction(prediction: Prediction, client: ClientObservation, exchanges: readonly Exchange[]): Difference[] {
  return [...compareOutcome(prediction.outcome, client, exchanges), ...compareWire(prediction, exchanges)];
}

/** Header lines that HTTP itself needs: the origins add them, and no scenario declares them. */
const ofHttp = new Set(['connection', 'content-length', 'date', 'keep-alive', 'transfer-encoding']);

function compareOutcome(outcome: PredictedOutcome, client: ClientObservation, exchanges: readonly Exchange[]): Difference[] {
  if (outcome.kind === 'undetermined') return [];
  const observed = observedOutcome(client);
  const predicted = outcome.kind === 'response' ? outcome.type : outcome.kind;
  const differences: Difference[] = [];
  const differ = (element: string, expected: string, found: string): void => void differences.push({ element, expected, observed: found });
  const untyped = observed === 'response' && outcome.kind === 'response' && outcome.type !== 'opaqueredirect' && (outcome.type !== 'opaque' || client.kind === 'loaded');
  if (observed !== predicted && !untyped) {
    differ('outcome', predicted, observed);
    return differences;
  }
  if (client.kind === 'network-error' || client.kind === 'aborted' || client.kind === 'timed-out') return compareNetworkError(client);
  if (outcome.kind === 'exception') {
    if (client.kind === 'refused' && client.error.name !== outcome.error) differ('error', outcome.error, client.error.name);
    return differences;
  }
  if (outcome.kind !== 'response' || client.kind !== 'response') return differences;
  if (outcome.status !== client.status) differ('status', String(outcome.status), String(client.status));
  if (client.redirected !== null && outcome.redirected !== client.redirected) differ('redirected', String(outcome.redirected), String(client.redirected));
  if (outcome.url !== client.url) differ('url', outcome.url, client.url);
  if (client.bodyError !== null) differ('body', quote(outcome.body), `could not be read: ${client.bodyError}`);
  else if (!agreesAsFarAsKept(outcome.body, client.body)) differ('body', quote(outcome.body), quote(client.body));
  const names = new Set([...outcome.headers, ...client.headers].map(([name]) => name.toLowerCase()));
  for (const name of names) {
    const [wanted, seen] = [getHeader(outcome.headers, name), getHeader(client.headers, name)];
    if (wanted !== seen && !(wanted === null && isReadableOfHttp(name, outcome, exchanges))) differ(`readable: ${name}`, quote(wanted), quote(seen));
  }
  return differences;
}

/** Says whether script may read a header that HTTP itself needs, which the prediction does not know of. */
function isReadableOfHttp(name: string, { type, url }: Extract<PredictedOutcome, { kind: 'response' }>, exchanges: readonly Exchange[]): boolean {
  if (!ofHttp.has(name) || (type !== 'basic' && type !== 'cors')) return false;
  if (type === 'basic' || name === 'content-length') return true;
  const exchange = exchanges.findLast(({ origin, target }) => origin + target === url) ?? exchanges.at(-1);
  const exposed = extractTokens(exchange?.response?.headers ?? [], 'Access-Control-Expose-Headers');
  return exposed !== null && exposed !== failure && exposed.some((token) => token === '*' || token.toLowerCase() === name);
}

/** Compares bodies of which the log, or the page, keeps only the beginning when they are long. */
function agreesAsFarAsKept(wanted: string, seen: string): boolean {
  if (wanted === seen) return true;
  return Buffer.byteLength(wanted) >= keptBody && beginning(wanted) === beginning(seen);
}

/** The last letter may be cut through. */
function beginning(body: string): string {
  return Buffer.from(body).subarray(0, keptBody).toString('utf8').replace(/\ufffd+$/, '');
}

function compareWire({ exchanges: predicted, outcome }: Prediction, found: readonly Exchange[]): Difference[] {
  const pairs: [PredictedExchange, Exchange][] = [];
  let next = 0;
  for (const want of predicted) {
    const first = next;
    for (let exchange = found[next]; exchange !== undefined && isAnswerTo(want, exchange); exchange = found[next]) {
      pairs.push([want, exchange]);
      next++;
      // HTTP advises against trying more than once more, and no further.
      if (want.optional !== 'retry') break;
    }
    if (next === first && want.optional === null) return [sequenceDiffers(predicted, found, outcome)];
  }
  // Of an outcome that is open, the requests are known only so far.
  if (next < found.length && outcome.kind !== 'undetermined') return [sequenceDiffers(predicted, found, outcome)];
  return pairs.flatMap(([want, exchange]) => compareRequest(want, exchange));
}

function isAnswerTo(want: PredictedExchange, exchange: Exchange): boolean {
  return want.role === roleWord(exchange) && want.url === exchange.origin + exchange.target;
}

/** Writes both sequences, with the addresses only where nothing else differs. */
function sequenceDiffers(predicted: readonly PredictedExchange[], found: readonly Exchange[], outcome: PredictedOutcome): Difference {
  const open = outcome.kind === 'undetermined' ? ' → …' : '';
  const [wanted, seen] = [sequence(predicted.map(({ role, optional }) => (optional === null ? role : `(${role})`))) + open, sequence(found.map(roleWord))];
  if (wanted !== seen) return { element: 'exchanges', expected: wanted, observed: seen };
  return { element: 'exchanges', expected: sequence(predicted.map(({ role, url }) => `${role} ${url}`)), observed: sequence(found.map((exchange) => `${roleWord(exchange)} ${exchange.origin}${exchange.target}`)) };
}

/** Referrer Policy lets a user agent send less than it says, never more. Source: https://w3c.github.io/webappsec-referrer-policy/#determine-requests-referrer */
function isLessReferrer(name: string, wanted: string | null): boolean {
  return name === 'referer' && wanted !== null;
}

function compareRequest(want: PredictedExchange, exchange: Exchange): Difference[] {
  const differences: Difference[] = [];
  const differ = (element: string, expected: string, observed: string): void => void differences.push({ element: `${want.role}: ${element}`, expected, observed });
  if (want.method !== exchange.method) differ('method', want.method, exchange.method);
  for (const [name, value] of Object.entries(want.headers)) {
    const seen = getHeader(exchange.requestHeaders, name);
    // HTTP strips white space at the ends: `a, ` arrives as `a,`.
    const sent = value === null ? null : value.replace(/^[\t ]+|[\t ]+$/g, '');
    if (sent !== seen && !isLessReferrer(name, sent)) differ(name, quote(sent), quote(seen));
  }
  if (want.body !== undefined && !agreesAsFarAsKept(want.body ?? '', exchange.requestBody)) differ('body', quote(want.body), quote(exchange.requestBody));
  return differences;
}
