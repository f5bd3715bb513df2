import type { Prediction } from '../fetch/predict.ts';
import type { Difference, Verdict } from './verdict.ts';

/** What of a result tells why it deviates. */
export interface Deviating {
  readonly prediction: Prediction | null;
  readonly verdict: Pick<Verdict, 'differences'>;
}

/** Outcomes in which script gets no response. */
const withoutResponse: ReadonlySet<string> = new Set(['network-error', 'exception', 'aborted', 'timed-out']);

/**
 * Gives the word for what differs, which an entry of a baseline must have:
 * - there is no response, for a reason of the standard's: that reason, `acao-missing`;
 * - there is none, and the standard would let the request pass: `blocked`;
 * - there is one, and there should be none: `let-in`;
 * - it is of another type: `outcome opaque`;
 * - else all that differs, sorted: `status 500`, `body`, `readable: ETag, unreadable: X-Total`.
 */
export function deviationReason({ prediction, verdict: { differences } }: Deviating): string {
  const outcome = differences.find(({ element }) => element === 'outcome');
  const predicted = prediction?.outcome;
  const reason = predicted?.kind === 'network-error' || predicted?.kind === 'exception' ? predicted.reason : null;
  if (outcome !== undefined) {
    if (withoutResponse.has(outcome.observed)) return outcome.observed === predicted?.kind && reason !== null ? reason : 'blocked';
    return withoutResponse.has(outcome.expected) ? 'let-in' : `outcome ${outcome.observed}`;
  }
  if (reason !== null && differences.some(({ element }) => element === 'stage' || element === 'reason')) return reason;
  return [...new Set(differences.map(wordFor))].sort().join(', ');
}

/** Elements whose observed value is one of a few, the same in each run. */
const withValue: ReadonlySet<string> = new Set(['status', 'redirected', 'error']);

function wordFor({ element, observed }: Difference): string {
  return withValue.has(element) ? `${element} ${observed}` : element;
}

/** Says whether two words are the same, for people who copy them: case and white space around them mean nothing. */
export function isSameReason(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}
