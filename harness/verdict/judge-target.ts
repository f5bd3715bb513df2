import type { Exchange } from '../../servers/exchange-log.ts';
import type { ClientObservation } from '../agent/protocol.ts';
import { getHeader } from '../fetch/header.ts';
import type { Prediction } from '../fetch/predict.ts';
import type { Expectation } from '../scenario/schema.ts';
import { compareNetworkError } from './compare.ts';
import { compareReason, mergeDifferences, summarize, verdict } from './judge.ts';
import { observedOutcome } from './observation.ts';
import type { Trouble } from './observation.ts';
import type { Difference, Verdict } from './verdict.ts';

/** What a case is judged by whose server is a target. */
export interface TargetClaim {
  readonly expect: Expectation;
  /** What the standard makes of what a plain client was answered. */
  readonly prediction: Prediction;
  /** Status that the server must have answered with in the end; null for any that shows that it works. */
  readonly status: number | null;
  /** Whether the engine was shown the target's answer to the preflight by a twin, and the request itself was never sent. */
  readonly preflightOnly: boolean;
}

export interface TargetObservation {
  readonly client: ClientObservation | null;
  readonly trouble: Trouble | null;
  /** What the plain client was answered. */
  readonly exchanges: readonly Exchange[];
  /** Whether the engine made a connection to each origin that it had to reach. */
  readonly reached: boolean;
}

/** Statuses that a server gives which is broken, has no such address, or has had enough of us: none shows what its policy is. */
const looksLikeMistake = (status: number): boolean => status === 404 || status === 405 || status === 429 || status >= 500;

/**
 * Judges one case of a target in one engine. Nobody of ours stood at the target's wire, so three must agree before anything is
 * proved: a plain client, which was answered; the standard, which says what follows from the answers; and the engine.
 */
export function judgeTarget(claim: TargetClaim, { client, trouble, exchanges, reached }: TargetObservation): Verdict {
  if (trouble !== null) return verdict(trouble.kind, trouble.message);
  if (client === null) return verdict('harness-error', 'the page reported nothing');
  if (client.kind === 'timeout') return verdict('timeout', `no answer within ${client.after} ms`, [{ element: 'answer', expected: `within ${client.after} ms`, observed: '(none)' }]);
  if (client.kind === 'setup-failed') return verdict('harness-error', `the page could not prepare the case: ${client.message}`);
  const differences = mergeDifferences(compareExpectation(claim, client, exchanges), compareStandard(claim, client, exchanges));
  const unproved = whatIsUnproved(claim, client, exchanges, reached);
  if (unproved !== null) return verdict('inconclusive', unproved, differences);
  return differences.length === 0 ? verdict('conforms', '') : verdict('deviates', summarize(differences), differences);
}

/** Says whether an engine did what the standard makes of the answers, so that asking again would show nothing else. */
export function isAsPredicted(claim: TargetClaim, client: ClientObservation, exchanges: readonly Exchange[]): boolean {
  return compareStandard(claim, client, exchanges).length === 0;
}

function whatIsUnproved({ expect, status, prediction, preflightOnly }: TargetClaim, client: ClientObservation, exchanges: readonly Exchange[], reached: boolean): string | null {
  if (client.kind === 'network-error' && !reached) return 'the engine did not reach the target, so that there is no response proves nothing of its policy';
  const last = exchanges.at(-1);
  if (last === undefined) return `nothing was asked of the target: ${whyNothing(prediction)}`;
  const answered = last.response?.status;
  if (answered === undefined) return 'the target answered nothing';
  if (status !== null && status !== answered) return `the target answered with status ${answered}; the scenario says that it must be ${status}`;
  // A preflight that is refused may well get a 405; and where none should be refused, that it is says enough.
  const tells = last.role === 'cors-preflight-request' && (expect.outcome === 'network-error' ? answered === 405 : answered !== 429);
  if (status === null && looksLikeMistake(answered) && !tells && expect.status !== answered) return `the target answered with status ${answered}, which shows nothing of its policy (if it is meant: \`target: { status: ${answered} }\`)`;
  // That a response comes shows enough; why none comes, only the standard can say.
  if (client.kind === 'network-error' && isOpen(prediction, preflightOnly)) return 'the standard leaves open what follows from the target’s answers, so that there is no response proves nothing of its policy';
  return null;
}

function whyNothing({ outcome }: Prediction): string {
  if (outcome.kind === 'undetermined') return `the standard leaves open whether anything is sent (${outcome.because})`;
  return `by the standard nothing is sent${outcome.kind === 'network-error' || outcome.kind === 'exception' ? ` (${outcome.reason})` : ''}`;
}

/** Says whether the standard leaves the outcome open: for another reason than that the request itself was never sent. */
function isOpen({ outcome }: Prediction, preflightOnly: boolean): boolean {
  return outcome.kind === 'undetermined' && !(preflightOnly && outcome.because === 'unknown-server');
}

function compareExpectation({ expect, prediction }: TargetClaim, client: ClientObservation, exchanges: readonly Exchange[]): Difference[] {
  const observed = observedOutcome(client);
  if (expect.outcome !== undefined && !isOutcome(expect.outcome, observed)) {
    return [{ element: 'outcome', expected: expect.outcome, observed }];
  }
  if (client.kind === 'network-error') return [...compareNetworkError(client), ...compareReason(expect, prediction)];
  if (client.kind !== 'response') return [];
  const differences: Difference[] = [];
  const differ = (element: string, expected: string, found: string): void => void differences.push({ element, expected, observed: found });
  if (expect.status !== undefined && expect.status !== client.status) differ('status', String(expect.status), String(client.status));
  if (client.bodyError !== null) differ('body', expect.body === undefined ? 'a body that can be read' : JSON.stringify(expect.body), `could not be read: ${client.bodyError}`);
  else if (expect.body !== undefined && expect.body !== client.body) differ('body', JSON.stringify(expect.body), JSON.stringify(client.body));
  if (expect.redirected !== undefined && client.redirected !== null && expect.redirected !== client.redirected) differ('redirected', String(expect.redirected), String(client.redirected));
  const sent = exchanges.at(-1)?.response?.headers ?? [];
  for (const name of expect.readable) {
    if (getHeader(client.headers, name) !== null) continue;
    differ(`readable: ${name}`, 'a header that script can read', getHeader(sent, name) === null ? 'it was not sent' : 'it was sent, and script cannot read it');
  }
  for (const name of expect.unreadable) {
    if (getHeader(client.headers, name) !== null) differ(`unreadable: ${name}`, 'a header that script cannot read', 'script can read it');
    else if (getHeader(sent, name) === null) differ(`unreadable: ${name}`, 'a header that is sent', 'it was not sent');
  }
  return differences;
}

/** XMLHttpRequest is not told the type. */
function isOutcome(expected: string, observed: string): boolean {
  return expected === observed || (observed === 'response' && expected === 'cors');
}

/**
 * Compares the engine with the standard, as far as two answers of one server are alike: bodies and the values of headers may
 * differ from one request to the next.
 */
function compareStandard({ prediction: { outcome }, preflightOnly }: TargetClaim, client: ClientObservation, exchanges: readonly Exchange[]): Difference[] {
  const observed = observedOutcome(client);
  const differ = (element: string, expected: string, found: string): Difference => ({ element, expected, observed: found });
  // The preflight lets the request through, and what would come of that is open.
  if (outcome.kind === 'undetermined') return preflightOnly && outcome.because === 'unknown-server' && client.kind !== 'response' ? [differ('outcome', 'cors', observed)] : [];
  const predicted = outcome.kind === 'response' ? outcome.type : outcome.kind;
  if (!isOutcome(predicted, observed)) return [differ('outcome', predicted, observed)];
  if (outcome.kind !== 'response' || client.kind !== 'response' || preflightOnly) return [];
  const differences: Difference[] = [];
  if (outcome.status !== client.status) differences.push(differ('status', String(outcome.status), String(client.status)));
  if (client.redirected !== null && outcome.redirected !== client.redirected) differences.push(differ('redirected', String(outcome.redirected), String(client.redirected)));
  const sent = exchanges.at(-1)?.response?.headers ?? [];
  for (const [name] of client.headers) {
    const hidden = getHeader(sent, name) !== null && getHeader(outcome.headers, name) === null && !/^(content-length|date)$/i.test(name);
    if (hidden) differences.push(differ(`readable: ${name}`, '(none)', 'script can read it'));
  }
  return differences;
}
